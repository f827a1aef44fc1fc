"""A report crosswise as a table: periods or the values of a field side by side, and what all of them come to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from ..base.i18n import N_, Locale
from ..measures.catalogue import measure
from ._order import in_order
from ._table import Cell, Columns, Head, Line, Table, Units, name_heads
from .result import Line as Crossing
from .result import Pivot, ReportResult, Row
from .saying import name_of, value_of
from .shown import Shown

_LAST = float("inf")


def crossed_table(shown: Shown, pivot: Pivot, locale: Locale) -> Table:
    """The table of a report with `across`; in its last columns and its last line what they come to together."""
    result = shown.result
    make = _Make(shown, pivot, Columns(result, locale, Units(result.currency, locale)))
    heads: list[Head] = [head for at in make.across for head in make.columns.heads(make.name(at))]
    heads += make.columns.heads(locale.t(N_("Total")))
    return Table((*make.down, *heads), make.lines, make.columns.units.places(result), len(make.across))


@dataclass(frozen=True)
class _Make:
    shown: Shown
    pivot: Pivot
    columns: Columns

    @property
    def result(self) -> ReportResult:
        return self.shown.result

    @cached_property
    def down(self) -> list[Head]:
        """The columns that name what goes down."""
        return list(name_heads(self.result, self.columns.locale, without=self.pivot.across))

    @cached_property
    def across(self) -> Sequence[int]:
        """The places of the columns: periods in time, others from the greatest unless they have an order."""
        columns = self.pivot.columns
        if self.pivot.across == "period" or in_order(self.result, self.result.spec.breakdown.index(self.pivot.across)):
            return range(len(columns))
        return sorted(range(len(columns)), key=lambda at: self._rank(columns[at], at, f"-{self.shown.drawn}"))

    def name(self, at: int) -> str:
        column = self.pivot.columns[at]
        if self.pivot.across == "period":
            return self.columns.period_name(column)
        return name_of(column.keys[self.pivot.across], self.columns.locale)

    def lines(self) -> Iterator[Line]:
        for line in self._ranked():
            cells = [cell for at in self.across for cell in self.columns.of_row(line.cells[at])]
            yield Line((*self._names(line.total), *cells, *self.columns.of_row(line.total)))
        sums = [cell for at in self.across for cell in self.columns.of_row(self.pivot.columns[at])]
        first: list[Cell] = [self.columns.locale.t(N_("Total")), *([None] * (len(self.down) - 1))]
        yield Line((*first, *sums, *self.columns.of_row(self.pivot.total)), "all")

    def _names(self, row: Row) -> Iterator[Cell]:
        if "period" in self.pivot.down:
            yield from self.columns.period_cells(row)
        yield from (key.label for key in row.keys.values())

    def _ranked(self) -> Sequence[Crossing]:
        """The lines: periods in time, groups of one field as sorted or from the greatest, others as they are."""
        lines = self.pivot.lines
        if len(self.pivot.down) > 1 or self.pivot.down == ("period",):
            return lines
        sort = self.shown.sort
        if not sort and not in_order(self.result, self.result.spec.breakdown.index(self.pivot.down[0])):
            sort = f"-{self.shown.drawn}"
        order = sorted(range(len(lines)), key=lambda at: self._rank(lines[at].total, at, sort))
        return [lines[at] for at in order]

    def _rank(self, row: Row, at: int, sort: str) -> tuple[bool, float]:
        """Nothing and the rest last; by a figure, or by the order that is there ("" and "name")."""
        rest = any(key.rest for key in row.keys.values())
        key, sign = sort.removeprefix("-"), -1 if sort.startswith("-") else 1
        if key not in self.result.spec.measures:
            return rest, sign * at
        value = value_of(self.result, row, measure(key))
        return rest, _LAST if value is None else sign * value
