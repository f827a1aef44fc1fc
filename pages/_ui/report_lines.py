"""A result arranged for reading: which lines and columns its table has, and which figure each cell leads to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import _session
from _session import t
from _ui import report_pivot
from _ui import report_words as words
from _ui.report_behind import Behind, Place, behind
from _ui.report_cells import Cells
from _ui.report_table import Cell, Head, Line
from _ui.report_tree import Node, in_order, tree
from crm_core.base.days import WEEKDAY_NAMES
from crm_core.reports import STEP_LABELS, Measure, ReportResult

__all__ = ["Behind", "Lines", "behind", "lines_of"]

ACROSS = 16
"""So many periods or groups stand side by side before the table is turned, or becomes one long list."""


@dataclass(frozen=True)
class Lines:
    """The table: columns, lines, the line of totals, what it is sorted by, whether its last column is a total."""

    heads: tuple[Head, ...]
    lines: tuple[Line, ...]
    total: Line
    sort: str = ""
    total_last: bool = False


def lines_of(result: ReportResult, shown: Measure, sort: str) -> Lines:
    """The table that fits: groups or periods with all their figures; both crosswise, for the figure `shown`."""
    if result.pivot is not None:
        return Lines(*report_pivot.lines_of(result, result.pivot, shown, sort), sort=sort, total_last=True)
    make = _Make(result, shown, sort)
    if not result.by_group:
        return make.periods()
    if result.spec.by == "total":
        return make.groups()
    if len(result.by_period) <= ACROSS:
        return make.groups_by_periods()
    return make.periods_by_groups() if len(result.by_group) <= ACROSS else make.long()


@dataclass(frozen=True)
class _Make:
    result: ReportResult
    shown: Measure
    sort: str

    @cached_property
    def cells(self) -> Cells:
        return Cells(self.result)

    @cached_property
    def names(self) -> list[words.PeriodName]:
        return words.period_names(self.result)

    @cached_property
    def nodes(self) -> list[Node]:
        return tree(self.result, self.sort, self._ranked_by)

    @property
    def _ranked_by(self) -> Measure:
        """What groups are ranked by, unless somebody sorted them: the first figure, or the one that is shown alone."""
        return self.result.spec.asked[0] if self.result.spec.by == "total" else self.shown

    def _sorted(self) -> str:
        """The column that says it is sorted by."""
        if self.sort.removeprefix("-") in ("name", *self.result.spec.measures):
            return self.sort
        return "" if in_order(self.result) else f"-{self._ranked_by.key}"

    # Groups or periods, with all figures

    def periods(self) -> Lines:
        """A line for each period, in their order or by a figure."""
        lines = [
            Line((self._day(at),), self.cells.of(Place(period=at)), name.days) for at, name in enumerate(self.names)
        ]  # fmt: skip
        order = self._by_figure()
        heads = (self._period_head(), *self.cells.heads(sortable=True))
        return Lines(heads, tuple(lines[at] for at in order), self._total(1), self.sort)

    def _day(self, at: int) -> str:
        """The name of a period; of a day with that of its place in the week."""
        name = self.names[at].name
        if self.result.spec.by != "day":
            return name
        locale = _session.locale()
        week = WEEKDAY_NAMES[locale.language][self.result.by_period[at].start.weekday()]
        return f"{week if locale.rtl else week[:3]} {name}"

    def _by_figure(self) -> Sequence[int]:
        rows = self.result.by_period
        key = self.sort.removeprefix("-")
        if key not in self.result.spec.measures:
            return range(len(rows))[:: -1 if self.sort == "-name" else 1]
        known = [at for at, row in enumerate(rows) if row.values.get(key) is not None]
        known.sort(key=lambda at: rows[at].values[key] or 0, reverse=self.sort.startswith("-"))
        return [*known, *(at for at in range(len(rows)) if at not in set(known))]

    def groups(self) -> Lines:
        """A line for each group, with its parts below it."""
        lines = tuple(self._node(node, self.cells.of(node.place)) for node in self.nodes)
        heads = (self._group_head(), *self.cells.heads(sortable=True))
        return Lines(heads, lines, self._total(1), self._sorted())

    def _node(self, node: Node, cells: Sequence[Cell]) -> Line:
        name = words.names_of(node.row)[-1]
        return Line((name,), tuple(cells), level=node.depth, folds=node.has_parts)

    def _total(self, names: int) -> Line:
        """The totals; each measure totals by its own rule, so this is no sum of the lines."""
        return Line((t("Total"), *[""] * (names - 1)), self.cells.of(Place()))

    # Both, for one figure

    def groups_by_periods(self) -> Lines:
        """Groups down, periods side by side, with the totals of both."""
        many = range(len(self.names))
        lines = tuple(
            self._node(node, [*self._crossed(replace(node.place, period=at) for at in many), self._one(node.place)])
            for node in self.nodes
        )
        total = self._crossed(Place(period=at) for at in many)
        heads = [Head(name.short, f"{name.name}: {name.days}") for name in self.names]
        return Lines(
            (self._group_head(), *heads, self._total_head(sortable=True)),
            lines,
            Line((t("Total"),), (*total, self._one(Place()))),
            self._sorted(),
            total_last=True,
        )

    def periods_by_groups(self) -> Lines:
        """Periods down, the finest groups side by side."""
        groups = [node for node in self.nodes if not node.has_parts]
        lines = tuple(
            Line(
                (self._day(at),),
                (*self._crossed(replace(node.place, period=at) for node in groups), self._one(Place(period=at))),
                name.days,
            )
            for at, name in enumerate(self.names)
        )
        heads = [Head(" · ".join(words.names_of(node.row))) for node in groups]
        total = (*self._crossed(node.place for node in groups), self._one(Place()))
        return Lines(
            (self._period_head(), *heads, self._total_head()), lines, Line((t("Total"),), total), total_last=True
        )

    def long(self) -> Lines:
        """Every period with its total, below it the groups that have something in it."""
        heads = (self._period_head(), *self.cells.heads(sortable=False))
        return Lines(heads, tuple(self._long_lines()), self._total(1))

    def _long_lines(self) -> Iterator[Line]:
        for at, name in enumerate(self.names):
            yield Line((self._day(at),), self.cells.of(Place(period=at)), name.days, folds=True)
            for node in self.nodes:
                place = replace(node.place, period=at)
                row = place.row(self.result)
                if any(row.values.values()) or any(row.compare.values()):
                    line = self._node(node, self.cells.of(place))
                    yield replace(line, level=line.level + 1)

    def _crossed(self, places: Iterator[Place]) -> list[Cell]:
        return [self._one(place) for place in places]

    def _one(self, place: Place) -> Cell:
        return self.cells.one(self.shown, place)

    # Headings

    def _period_head(self) -> Head:
        step = t(STEP_LABELS[self.result.spec.by])
        return Head(step[:1].upper() + step[1:], sort="name", words=True)

    def _group_head(self) -> Head:
        labels = [t(column.label) for column in self.result.columns if column.key in self.result.spec.breakdown]
        return Head((" ‹ " if _session.locale().rtl else " › ").join(labels), sort="name", words=True)

    def _total_head(self, *, sortable: bool = False) -> Head:
        return Head(t("Total"), t(self.shown.meaning), self.shown.key if sortable else "")
