"""The targets beside the figures of a report."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from ..fields.filters import EVERYTHING, ME, Condition, Filter
from ..fields.links import id_named
from ..measures.breakdowns import Key
from ..measures.catalogue import Value
from .result import Row, Values
from .spec import ReportSpec
from .targets import COMPANY, TargetBook, Whose, targets_of

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

Rows = list[Row]
_SCOPES = {"owner": "user", "unit": "unit"}


def has_targets(w: Work, spec: ReportSpec) -> bool:
    """Whether targets are divided as this report is: by person or unit, or for one of them."""
    return whose(w, spec.filter) is not None and (not spec.breakdown or spec.breakdown[0] in _SCOPES)


def target_values(w: Work, spec: ReportSpec, tables: tuple[Rows, Rows, Rows]) -> tuple[Rows, Rows, Rows, Values]:
    """Rows, rows by period and rows by group with the targets to compare with, and those of the whole."""
    asked = [one.key for one in spec.asked if one.adds_up]
    side = _Side(spec, targets_of(w, asked, spec.start, spec.end), whose(w, spec.filter))
    rows, by_period, by_group = ([side.beside(row) for row in table] for table in tables)
    return rows, by_period, by_group, side.values(spec.start, spec.end, {})


def whose(w: Work, filter: Filter) -> Whose | None:  # noqa: A002
    """Whose targets a filter leaves: everybody's, or those of the one person or unit that it names."""
    if filter == EVERYTHING:
        return COMPANY
    if not isinstance(filter, Condition) or filter.field not in _SCOPES or filter.op not in ("is", "under"):
        return None
    scope, value = _SCOPES[filter.field], filter.value
    if value == ME:
        value = w.actor.user_id if scope == "user" else w.actor.unit_id
    if isinstance(value, str):
        value = id_named(w, "user" if scope == "user" else "unit", value)
    return (scope, value) if isinstance(value, int) else None


class _Side:
    def __init__(self, spec: ReportSpec, book: TargetBook, whose: Whose | None) -> None:
        self.spec = spec
        self.book = book
        self.whose = whose

    def beside(self, row: Row) -> Row:
        return replace(row, compare=self.values(row.start, row.end, row.keys))

    def values(self, start: dt.date, end: dt.date, keys: Mapping[str, Key]) -> dict[str, Value]:
        whose = self._of(keys)
        return {
            one.key: self.book.value(one.key, start, end, whose) if whose and one.adds_up else None
            for one in self.spec.asked
        }

    def _of(self, keys: Mapping[str, Key]) -> Whose | None:
        """Of whom a group is the target; None where it is divided by anything but person or unit."""
        if not keys:
            return self.whose
        name, key = next(iter(keys.items()))
        if len(keys) > 1 or name not in _SCOPES or key.rest or key.values[0] is None or self.whose != COMPANY:
            return None
        return (_SCOPES[name], key.values[0])
