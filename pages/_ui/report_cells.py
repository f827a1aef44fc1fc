"""The figures of a row of a report as cells: each with what it is compared with, how it changed, its share."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from _session import t
from _ui import report_words as words
from _ui.report_behind import Place
from _ui.report_table import Cell, Head
from crm_core.measures import Value
from crm_core.reports import Measure, ReportResult
from crm_core.reports.saying import value_of

MOST_WITH_SHARE = 4
"""So many figures leave room for the share of the first one beside it."""


@dataclass(frozen=True)
class Cells:
    """Makes the cells of a report's rows, and the headings over them.

    One or two measures stand beside what they are compared with; of more than that the change alone, with the other
    figure on hover.
    """

    result: ReportResult

    @cached_property
    def columns(self) -> words.Columns:
        return words.columns_of(self.result)

    @property
    def _asked(self) -> tuple[Measure, ...]:
        return self.result.spec.asked

    @cached_property
    def _beside(self) -> bool:
        return sum(self._compares(one) for one in self._asked) <= 1

    def of(self, place: Place) -> tuple[Cell, ...]:
        """All figures of a row, each with what it is compared with."""
        row = place.row(self.result)
        cells: list[Cell] = []
        for one in self._asked:
            value, other = value_of(self.result, row, one), row.compare.get(one.key)
            cells.append(self._cell(one, value, place))
            if self._compares(one):
                cells += self._compared(one, value, other)
            if self._shared is one:
                cells.append(Cell(self.columns.share(value, self.result.totals.get(one.key)), soft=True))
        return tuple(cells)

    def one(self, one: Measure, place: Place) -> Cell:
        """The figure of one measure in a row."""
        return self._cell(one, value_of(self.result, place.row(self.result), one), place)

    def _cell(self, one: Measure, value: Value, place: Place) -> Cell:
        opens = place.address(one) if value and not one.derived else ""
        return Cell(self.columns.figure(one, value), opens, soft=bool(one.derived) or value == 0)

    def _compared(self, one: Measure, value: Value, other: Value) -> list[Cell]:
        target = self.result.spec.compare == "target"
        last = words.reached(value, other) if target else words.change(one, value, other)
        told = self.columns.figure(one, other)
        if self._beside:
            return [Cell(told, soft=True), Cell(last, soft=True)]
        return [Cell(last, soft=True, hint=f"{words.compared_with(self.result)}: {told}")]

    def _compares(self, one: Measure) -> bool:
        compare = self.result.spec.compare
        if compare == "none" or one.derived == "share":
            return False
        return one.adds_up or compare != "target"

    @cached_property
    def _shared(self) -> Measure | None:
        """The measure whose share of the total is shown: the first, where the lines are parts of a whole."""
        first, groups = self._asked[0], self.result.by_group
        if len(self._asked) > MOST_WITH_SHARE or any(one.derived == "share" for one in self._asked) or first.derived:
            return None
        whole = (first.adds_up or (first.stock and not first.over)) and all(fact.rows is None for fact in first.facts)
        return first if whole and groups and len(groups) > 1 else None

    def heads(self, *, sortable: bool) -> tuple[Head, ...]:
        """The headings over the figures."""
        heads: list[Head] = []
        for one in self._asked:
            heads.append(Head(words.label(one), t(one.meaning), one.key if sortable else ""))
            if self._compares(one):
                heads += self._compared_heads()
            if self._shared is one:
                heads.append(Head(t("Share"), t("Share of the total")))
        return tuple(heads)

    def _compared_heads(self) -> list[Head]:
        name = words.compared_with(self.result)
        last = t("Reached") if self.result.spec.compare == "target" else t("Change")
        return [Head(name), Head(last)] if self._beside else [Head(last, t("Against {name}", name=name), soft=True)]
