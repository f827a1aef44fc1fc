"""The targets beside the figures of a report."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..base.errors import Invalid
from ..deals.targets import COMPANY, Holder, targets_of
from ..deals.targets.holders import segment_fields, stored
from ..fields.filters import EVERYTHING, ME, Condition, Filter
from ..fields.links import id_named
from ..measures.breakdowns import Key, same
from ..measures.catalogue import Measure, Value
from .result import Values
from .spec import ReportSpec

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

_SCOPES = {"owner": "user", "unit": "unit", "customer": "customer"}


def has_targets(w: Work, spec: ReportSpec) -> bool:
    """Whether targets are divided as this report is: by person or unit, by a segment that has some, or for one."""
    of = whose(w, spec.filter)
    if of is None or not spec.breakdown or spec.breakdown[0] in ("owner", "unit"):
        return of is not None
    side = Targets(w, spec)
    return any(side.has_segments(key) for key in spec.measures)


WON = "won_amount"


def _targeted(one: Measure) -> str:
    """The measure whose targets stand beside this one; "" for none."""
    if one.derived == "running" and one.base is not None:
        return _targeted(one.base)
    return one.key if one.adds_up else ""


def whose(w: Work, filter: Filter) -> Holder | None:  # noqa: A002
    """Whose targets a filter leaves: everybody's, or those of the one person, unit or customer that it names."""
    if filter == EVERYTHING:
        return COMPANY
    if not isinstance(filter, Condition) or filter.field not in _SCOPES or filter.op not in ("is", "under"):
        return None
    scope, value = _SCOPES[filter.field], filter.value
    if value == ME:
        value = w.actor.user_id if scope == "user" else w.actor.unit_id
    if isinstance(value, str):
        value = id_named(w, scope, value)  # type: ignore[arg-type]
    return Holder(scope, value) if isinstance(value, int) else None  # type: ignore[arg-type]


class Targets:
    """The targets that stand beside the figures of a report; beside a running total those from its beginning."""

    def __init__(self, w: Work, spec: ReportSpec) -> None:
        self.spec = spec
        asked = dict.fromkeys(key for one in spec.asked if (key := WON if one.aims else _targeted(one)))
        self.book = targets_of(w, list(asked), spec.start, spec.end)
        self.whose = whose(w, spec.filter)
        self._segments: dict[tuple[str, str, Any], Holder] = {}
        for key in asked:
            for holder in self.book.holders(key):
                if holder.scope == "segment":
                    self._keep(key, holder)

    @property
    def spread(self) -> bool:
        """Whether some of those given are shares of targets for longer periods."""
        return self.book.spread

    def _keep(self, measure: str, holder: Holder) -> None:
        """A segment is found by what the spellings of its value have in common."""
        try:
            field = segment_fields(measure)[holder.field or ""]
        except (Invalid, KeyError):
            return
        if holder.unit == (self.whose.id if self.whose and self.whose.scope == "unit" else None):
            self._segments[measure, field.key, same(field, stored(field, holder.value))] = holder

    def has_segments(self, measure: str) -> bool:
        """Whether the groups of the report have targets of this measure."""
        name = self.spec.breakdown[0]
        if name == "customer":
            return any(one.scope == "customer" for one in self.book.holders(measure))
        return any((key, field) == (measure, name) for key, field, _ in self._segments)

    def won(self, start: dt.date, end: dt.date, keys: Mapping[str, Key]) -> int | None:
        """The target of the won amount over [start, end) for some values of the breakdown; None where there is none."""
        holder = self._of(WON, keys)
        return self.book.value(WON, start, end, holder, spread=True) if holder else None

    def beside(self, start: dt.date, end: dt.date, keys: Mapping[str, Key], *, cyclic: bool) -> Values:
        """The targets of some days and a group; none for days of the week and hours."""
        found: dict[str, Value] = {}
        for one in self.spec.asked:
            key = "" if cyclic else _targeted(one)
            holder = self._of(key, keys) if key else None
            first = self.spec.start if one.derived else start
            found[one.key] = self.book.value(key, first, end, holder, spread=True) if holder else None
        return found

    def _of(self, measure: str, keys: Mapping[str, Key]) -> Holder | None:
        """Of whom a group is the target; None where it is divided by what has none."""
        if not keys:
            return self.whose
        name, key = next(iter(keys.items()))
        if len(keys) > 1 or key.rest or key.values[0] is None or self.whose is None:
            return None
        unit = self.whose.id if self.whose.scope == "unit" else None
        if name == "customer" and (self.whose == COMPANY or unit is not None):
            return Holder("customer", key.values[0], unit=unit)
        if name in _SCOPES:
            return Holder(_SCOPES[name], key.values[0]) if self.whose == COMPANY else None  # type: ignore[arg-type]
        field = segment_fields(measure).get(name)
        return self._segments.get((measure, name, same(field, key.values[0]))) if field else None
