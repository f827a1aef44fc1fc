"""A result arranged for reading: which lines and columns its table has, and which records are behind each figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from _session import t
from _ui import report_words as words
from _ui.report_table import Cell, Head, Line
from crm_core.measures import Value
from crm_core.reports import STEP_LABELS, Measure, ReportResult, Row, measure
from crm_core.reports.saying import address, has_order, ranked, value_of

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


@dataclass(frozen=True)
class Behind:
    """What a figure is about: the measure, and the row of the result whose records it counts."""

    measure: Measure
    row: Row
    names: tuple[str, ...]
    value: Value


def lines_of(result: ReportResult, shown: Measure, sort: str) -> Lines:
    """The table that fits: groups or periods with all their figures; both crosswise, for the figure `shown`."""
    make = _Make(result, words.columns_of(result))
    if not result.by_group or result.spec.by == "total":
        return make.plain(sort)
    across, down = len(result.by_period), len(result.by_group)
    if across <= ACROSS or down <= ACROSS:
        return make.crosswise(shown, sort, periods_across=across <= ACROSS)
    return make.long()


def sort_of(result: ReportResult, sort: str, by: Measure) -> str:
    """The column that says it is sorted by."""
    known = {"name", *result.spec.measures}
    if sort.removeprefix("-") in known:
        return sort
    return "" if not result.by_group or has_order(result) else f"-{by.key}"


# Where a figure leads


def behind(result: ReportResult, text: str) -> Behind | None:
    """What a figure is about; None when it is not there any more."""
    key, period, group = text.split(":")
    try:
        row = row_at(result, int(period) if period else None, int(group) if group else None)
    except IndexError:
        return None
    names = list(words.names_of(row))
    if period:
        names.insert(0, words.period_names(result)[int(period)].name)
    return Behind(measure(key), row, tuple(names), row.values.get(key))


def row_at(result: ReportResult, period: int | None, group: int | None) -> Row:
    if period is not None and group is not None:
        return result.rows[period * len(result.by_group) + group]
    if period is not None:
        return result.by_period[period]
    if group is not None:
        return result.by_group[group]
    return Row("", result.spec.start, result.spec.end, {}, result.totals, result.compare_totals)


# Lines


Place = tuple[int | None, int | None]


@dataclass(frozen=True)
class _Make:
    result: ReportResult
    columns: words.Columns

    # Groups or periods, with all figures

    def plain(self, sort: str) -> Lines:
        result, groups = self.result, bool(self.result.by_group)
        heads = [*self._name_heads(groups=groups), *self._figure_heads(sortable=groups)]
        first = result.spec.asked[0]
        if groups:
            named = [(words.names_of(result.by_group[at]), None, at, "") for at in ranked(result, sort, first)]
        else:
            named = [((one.name,), at, None, one.days) for at, one in enumerate(words.period_names(result))]  # type: ignore[misc]
        lines = [self._line(names, self._cells(period, group), hint) for names, period, group, hint in named]
        return Lines(tuple(heads), tuple(lines), self._total(len(heads)), sort_of(result, sort, first))

    def long(self) -> Lines:
        """Every period with every group that has something in it."""
        names = [*self._name_heads(groups=False), *(replace(one, sort="") for one in self._name_heads(groups=True))]
        heads = [*names, *self._figure_heads(sortable=False)]
        periods, many = words.period_names(self.result), len(self.result.by_group)
        lines = [
            self._line((periods[at // many].name, *words.names_of(row)), self._cells(at // many, at % many))
            for at, row in enumerate(self.result.rows)
            if any(row.values.values()) or any(row.compare.values())
        ]
        return Lines(tuple(heads), tuple(lines), self._total(len(heads)))

    def _total(self, columns: int) -> Line:
        """The totals; each measure totals by its own rule, so this is no sum of the lines."""
        cells = self._cells(None, None)
        return self._line((t("Total"), *[""] * (columns - len(cells) - 1)), cells)

    def _line(self, names: tuple[str, ...], cells: Sequence[Cell], hint: str = "") -> Line:
        return Line(names, tuple(cells), hint)

    def _cells(self, period: int | None, group: int | None) -> list[Cell]:
        """All figures of a row, each with what it is compared with."""
        row = row_at(self.result, period, group)
        cells: list[Cell] = []
        for one in self.result.spec.asked:
            value, other = value_of(self.result, row, one), row.compare.get(one.key)
            cells.append(self._cell(one, value, address(one, period, group)))
            if self._compares(one):
                target = self.result.spec.compare == "target"
                last = words.reached(value, other) if target else words.change(one, value, other)
                cells += [self._cell(one, other), Cell(last, soft=True)]
            if self._shared is one:
                cells.append(Cell(self.columns.share(value, self.result.totals.get(one.key)), soft=True))
        return cells

    def _cell(self, one: Measure, value: Value, where: str = "") -> Cell:
        return Cell(self.columns.figure(one, value), where if value else "", soft=not where)

    def _compares(self, one: Measure) -> bool:
        compare = self.result.spec.compare
        return compare != "none" and (one.adds_up or compare != "target")

    @property
    def _shared(self) -> Measure | None:
        """The measure whose share of the total is shown: the first, where the lines are parts of a whole."""
        first, groups = self.result.spec.asked[0], self.result.by_group
        whole = first.adds_up or (first.stock and not first.over and bool(groups))
        return first if whole and len(groups or self.result.by_period) > 1 else None

    def _name_heads(self, *, groups: bool) -> list[Head]:
        spec = self.result.spec
        if not groups:
            step = t(STEP_LABELS[spec.by])
            return [Head(step[:1].upper() + step[1:], words=True)]
        labels = [column.label for column in self.result.columns if column.key in spec.breakdown]
        return [Head(t(label), sort="name" if at == 0 else "", words=True) for at, label in enumerate(labels)]

    def _figure_heads(self, *, sortable: bool) -> list[Head]:
        heads: list[Head] = []
        for one in self.result.spec.asked:
            heads.append(Head(words.label(one), t(one.meaning), one.key if sortable else ""))
            if self._compares(one):
                last = t("Reached") if self.result.spec.compare == "target" else t("Change")
                heads += [Head(words.compared_with(self.result)), Head(last)]
            if self._shared is one:
                heads.append(Head(t("Share")))
        return heads

    # Periods and groups crosswise

    def crosswise(self, one: Measure, sort: str, *, periods_across: bool) -> Lines:
        """One measure, periods by groups, with the totals of both."""
        result, order, periods = self.result, ranked(self.result, sort, one), words.period_names(self.result)
        heads = self._name_heads(groups=periods_across)
        if periods_across:
            heads += [Head(name.short, f"{name.name}: {name.days}") for name in periods]
            downs: list[tuple[tuple[str, ...], Place, str]] = [
                (words.names_of(result.by_group[at]), (None, at), "") for at in order
            ]
            across: list[Place] = [(at, None) for at in range(len(periods))]
        else:
            heads += [Head(" · ".join(words.names_of(result.by_group[at]))) for at in order]
            downs = [((name.name,), (at, None), name.days) for at, name in enumerate(periods)]
            across = [(None, at) for at in order]
        heads.append(Head(t("Total"), t(one.meaning), one.key if periods_across else ""))
        lines = [self._cross(one, names, down, across, hint) for names, down, hint in downs]
        blank = ("",) * (len(heads) - len(across) - 2)
        total = self._cross(one, (t("Total"), *blank), (None, None), across)
        return Lines(tuple(heads), tuple(lines), total, sort_of(result, sort, one) if periods_across else "", True)

    def _cross(
        self, one: Measure, names: tuple[str, ...], down: Place, across: Sequence[Place], hint: str = ""
    ) -> Line:
        """The figures where `down` meets each of `across`, and its total."""
        places = [*(_meeting(down, other) for other in across), down]
        rows = ((row_at(self.result, *place), place) for place in places)
        return Line(
            names, tuple(self._cell(one, value_of(self.result, row, one), address(one, *at)) for row, at in rows), hint
        )


def _meeting(down: Place, across: Place) -> Place:
    return (
        down[0] if down[0] is not None else across[0],
        down[1] if down[1] is not None else across[1],
    )
