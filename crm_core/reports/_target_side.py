"""The targets beside the figures of a report."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from ..base.errors import Invalid
from ..deals.targets import COMPANY, Holder, TargetBook, targets_of
from ..deals.targets.holders import segment_fields, stored
from ..fields.filters import EVERYTHING, ME, Condition, Filter
from ..fields.links import id_named
from ..measures.breakdowns import Key, same
from ..measures.catalogue import Value
from .result import Row, Values
from .spec import ReportSpec

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

Rows = list[Row]
_SCOPES = {"owner": "user", "unit": "unit", "customer": "customer"}


class Beside(NamedTuple):
    """Rows, rows by period and rows by group with the targets to compare with, and those of the whole.

    `spread`: some of them are shares of targets for longer periods.
    """

    rows: Rows
    by_period: Rows
    by_group: Rows
    totals: Values
    spread: bool


def has_targets(w: Work, spec: ReportSpec) -> bool:
    """Whether targets are divided as this report is: by person or unit, by a segment that has some, or for one."""
    of = whose(w, spec.filter)
    if of is None or not spec.breakdown or spec.breakdown[0] in ("owner", "unit"):
        return of is not None
    side = _Side(w, spec, _book(w, spec), of)
    return any(side.has_segments(key) for key in spec.measures)


def target_values(w: Work, spec: ReportSpec, tables: tuple[Rows, Rows, Rows]) -> Beside:
    """The tables of a report with the targets beside them."""
    book = _book(w, spec)
    side = _Side(w, spec, book, whose(w, spec.filter))
    rows, by_period, by_group = ([side.beside(row) for row in table] for table in tables)
    return Beside(rows, by_period, by_group, side.values(spec.start, spec.end, {}), book.spread)


def _book(w: Work, spec: ReportSpec) -> TargetBook:
    return targets_of(w, [one.key for one in spec.asked if one.adds_up], spec.start, spec.end)


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


class _Side:
    def __init__(self, w: Work, spec: ReportSpec, book: TargetBook, whose: Holder | None) -> None:
        self.spec = spec
        self.book = book
        self.whose = whose
        self._segments: dict[tuple[str, str, Any], Holder] = {}
        for measure in spec.measures:
            for holder in book.holders(measure):
                if holder.scope == "segment":
                    self._keep(measure, holder)

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

    def beside(self, row: Row) -> Row:
        return replace(row, compare=self.values(row.start, row.end, row.keys))

    def values(self, start: dt.date, end: dt.date, keys: Mapping[str, Key]) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for one in self.spec.asked:
            holder = self._of(one.key, keys) if one.adds_up else None
            found[one.key] = self.book.value(one.key, start, end, holder, spread=True) if holder else None
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
