"""What was kept and is read again later: filters, columns and orders without the parts that are gone meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..base.errors import Invalid
from ._conditions import EVERYTHING, AllOf, AnyOf, Condition, Filter, Not, filter_field
from ._field import LINKS
from ._sentence import linked
from ._written import from_json, spelt_out
from .catalogue import CATALOGUE
from .links import labels_of

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work


@dataclass
class Remains:
    """Reads what was kept for an entity and notes in `left_out`, by their names, the fields that were left out."""

    w: Work
    entity: str
    left_out: dict[str, None] = field(default_factory=dict)

    def filter(self, data: Any) -> Filter:
        """The filter, a condition that cannot hold any more being left out; of nothing left it is everything."""
        try:
            found: Filter | None = from_json(self.entity, data)
        except Invalid:
            found = self._parts(data)
        known = labels_of(self.w, linked(self.entity, found)) if found is not None else {}
        whole = found and self._without_gone(found, known)
        return EVERYTHING if whole is None else whole

    def of_link(self, text: str) -> Filter:
        """The same for a filter that a link carries."""
        try:
            return self.filter(spelt_out(text))
        except Invalid:
            return EVERYTHING

    def columns(self, keys: Any) -> tuple[str, ...]:
        """The columns that are still there, in their order."""
        wanted = [key for key in keys if isinstance(key, str)] if isinstance(keys, list) else []
        return tuple(key for key in dict.fromkeys(wanted) if self._own(key))

    def sort(self, key: Any) -> str:
        """The field sorted by, "" when it cannot be sorted by."""
        if not isinstance(key, str) or not key or not self._own(key):
            return ""
        return key if filter_field(self.entity, key).sortable else ""

    def _own(self, key: str) -> bool:
        if key in CATALOGUE[self.entity]:
            return True
        self.leave_out(key)
        return False

    def leave_out(self, key: str) -> None:
        """Note a field that is not there any more, by the name it had."""
        own = CATALOGUE.ever(self.entity).get(key) or CATALOGUE.ever("customer").get(key)
        self.left_out[self.w.locale.t(own.label) if own else key] = None

    def _parts(self, data: Any) -> Filter | None:
        """The filter of what can be read, None for nothing."""
        if not isinstance(data, Mapping):
            return None
        if "field" in data:
            return self._condition(data)
        word, inner = next(iter(data.items()), ("", None))
        if word == "not":
            item = self._parts(inner)
            return None if item is None else Not(item)
        if word not in ("all", "any") or not isinstance(inner, list):
            return None
        items = tuple(item for item in map(self._parts, inner) if item is not None)
        if not items:
            return None
        return AllOf(items) if word == "all" else AnyOf(items)

    def _condition(self, data: Mapping[Any, Any]) -> Filter | None:
        try:
            return from_json(self.entity, data)
        except Invalid:
            self.leave_out(str(data.get("field")))
            return None

    def _without_gone(self, found: Filter, known: Mapping[Any, Mapping[int, str]]) -> Filter | None:
        """Without the people and records that are truly gone; those in the bin and those who left are still known."""
        if isinstance(found, Not):
            item = self._without_gone(found.item, known)
            return None if item is None else Not(item)
        if isinstance(found, Condition):
            return self._still(found, known)
        items = tuple(one for one in (self._without_gone(item, known) for item in found.items) if one is not None)
        if not items and found.items:
            return None
        return AllOf(items) if isinstance(found, AllOf) else AnyOf(items)

    def _still(self, found: Condition, known: Mapping[Any, Mapping[int, str]]) -> Condition | None:
        kind = filter_field(self.entity, found.field).kind
        if kind not in LINKS or found.value is None:
            return found
        values = found.value if isinstance(found.value, tuple) else (found.value,)
        there = tuple(one for one in values if not isinstance(one, int) or one in known.get(kind, {}))
        if len(there) == len(values):
            return found
        self.leave_out(found.field)
        if not there:
            return None
        return Condition(found.field, found.op, there)
