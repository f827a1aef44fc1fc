"""A result arranged for reading: which lines and columns its table has, and which records are behind each figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import _session
from _session import t
from _ui import report_words as words
from _ui.report_table import Cell, Head, Line
from crm_core.reports import STEP_LABELS, Measure, ReportResult, Row, measure
from crm_core.reports.measures import Value

ACROSS = 16
"""So many periods or groups stand side by side before the table is turned, or becomes one long list."""

IN_ORDER = frozenset({"stage", "pipeline"})
"""Fields whose values have an order of their own; all others are ranked by the first figure."""


@dataclass(frozen=True)
class Lines:
    """The table: columns, lines, the line of totals, and what it is sorted by."""

    heads: tuple[Head, ...]
    lines: tuple[Line, ...]
    total: Line
    sort: str = ""


@dataclass(frozen=True)
class Behind:
    """What a figure is about: the measure, and the row of the result whose records it counts."""

    measure: Measure
    row: Row
    names: tuple[str, ...]
    value: Value


def lines_of(result: ReportResult, shown: Measure, sort: str) -> Lines:
    """The table that fits: groups or periods with all their figures; both crosswise, for the figure `shown`."""
    if not result.by_group or result.spec.by == "total":
        return _plain(result, sort)
    across, down = len(result.by_period), len(result.by_group)
    if across <= ACROSS or down <= ACROSS:
        return _crosswise(result, shown, sort, periods_across=across <= ACROSS)
    return _long(result)


def value_of(row: Row, one: Measure) -> Value:
    """The figure of a row; none for days to come."""
    return None if row.start > _session.today() else row.values.get(one.key)


def ranked(result: ReportResult, sort: str, by: Measure) -> list[int]:
    """The places of the groups in the order in which they are shown: nothing and the rest always last."""
    groups = result.by_group
    places = list(range(len(groups)))
    known = {one.key: one for one in result.spec.asked}
    asked = known.get(sort.removeprefix("-"))
    if asked is None and sort.removeprefix("-") != "name" and not _has_order(result):
        asked, sort = by, f"-{by.key}"
    if asked is not None:
        sign = -1 if sort.startswith("-") else 1
        found = [(value_of(groups[at], asked), at) for at in places]
        places = [at for value, at in sorted((v, at) for v, at in found if v is not None)][::sign]
        places += [at for value, at in found if value is None]
    elif sort == "-name":
        places.reverse()
    return sorted(places, key=lambda at: any(key.rest for key in groups[at].keys.values()))


def _has_order(result: ReportResult) -> bool:
    first = next(column for column in result.columns if column.key == result.spec.breakdown[0])
    return first.kind in IN_ORDER or result.spec.top is not None


def sort_of(result: ReportResult, sort: str, by: Measure) -> str:
    """The column that says it is sorted by."""
    known = {"name", *result.spec.measures}
    if sort.removeprefix("-") in known:
        return sort
    return "" if not result.by_group or _has_order(result) else f"-{by.key}"


# Where a figure leads


def address(one: Measure, period: int | None, group: int | None) -> str:
    """The name of a figure: its measure, the place of its period and of its group, where it has one."""
    return f"{one.key}:{'' if period is None else period}:{'' if group is None else group}"


def behind(result: ReportResult, text: str) -> Behind | None:
    """What a figure is about; None when it is not there any more."""
    key, period, group = text.split(":")
    try:
        row = _row_at(result, int(period) if period else None, int(group) if group else None)
    except IndexError:
        return None
    names = list(words.names_of(row))
    if period:
        names.insert(0, words.period_names(result)[int(period)].name)
    return Behind(measure(key), row, tuple(names), row.values.get(key))


def _row_at(result: ReportResult, period: int | None, group: int | None) -> Row:
    if period is not None and group is not None:
        return result.rows[period * len(result.by_group) + group]
    if period is not None:
        return result.by_period[period]
    if group is not None:
        return result.by_group[group]
    return Row("", result.spec.start, result.spec.end, {}, result.totals, result.compare_totals)


# Groups or periods, with all figures


def _plain(result: ReportResult, sort: str) -> Lines:
    groups = bool(result.by_group)
    heads = [*_name_heads(result, groups=groups), *_figure_heads(result, sortable=groups)]
    first = result.spec.asked[0]
    if groups:
        order = ranked(result, sort, first)
        lines = [
            _plain_line(result, words.names_of(result.by_group[at]), result.by_group[at], None, at) for at in order
        ]
    else:
        names = words.period_names(result)
        lines = [
            _plain_line(result, (one.name,), row, at, None, one.days)
            for at, (one, row) in enumerate(zip(names, result.by_period, strict=True))
        ]
    return Lines(tuple(heads), tuple(lines), _plain_total(result, len(heads)), sort_of(result, sort, first))


def _plain_line(
    result: ReportResult, names: tuple[str, ...], row: Row, period: int | None, group: int | None, hint: str = ""
) -> Line:
    cells: list[Cell] = []
    for one in result.spec.asked:
        cells += _figures(result, one, value_of(row, one), row.compare.get(one.key), address(one, period, group))
        if _shares(result) is one:
            cells.append(Cell(_share(value_of(row, one), result.totals.get(one.key)), soft=True))
    return Line(names, tuple(cells), hint)


def _plain_total(result: ReportResult, columns: int) -> Line:
    """The totals; each measure totals by its own rule, so this is no sum of the lines."""
    begun = result.spec.start <= _session.today()
    cells: list[Cell] = []
    for one in result.spec.asked:
        value = result.totals.get(one.key) if begun else None
        cells += _figures(result, one, value, result.compare_totals.get(one.key), address(one, None, None))
        if _shares(result) is one:
            cells.append(Cell(_share(value, value), soft=True))
    return Line((t("Total"), *[""] * (columns - len(cells) - 1)), tuple(cells))


def _figures(result: ReportResult, one: Measure, value: Value, other: Value, where: str) -> list[Cell]:
    cells = [Cell(words.figure(one, value), where if value else "")]
    if _compares(result, one):
        target = result.spec.compare == "target"
        last = words.reached(value, other) if target else words.change(one, value, other)
        cells += [Cell(words.figure(one, other), soft=True), Cell(last, soft=True)]
    return cells


def _compares(result: ReportResult, one: Measure) -> bool:
    return result.spec.compare != "none" and (one.adds_up or result.spec.compare != "target")


def _shares(result: ReportResult) -> Measure | None:
    """The measure whose share of the total is shown: the first, where the lines are parts of a whole."""
    first = result.spec.asked[0]
    several = len(result.by_group or result.by_period) > 1
    whole = first.adds_up or (first.stock and not first.over and bool(result.by_group))
    return first if several and whole else None


def _share(value: Value, total: Value) -> str:
    return _session.locale().percent(value / total, 1) if value is not None and total else words.NOTHING


def _name_heads(result: ReportResult, *, groups: bool) -> list[Head]:
    if not groups:
        return [Head(_capital(t(STEP_LABELS[result.spec.by])), words=True)]
    labels = [column.label for column in result.columns if column.key in result.spec.breakdown]
    return [Head(t(label), sort="name" if at == 0 else "", words=True) for at, label in enumerate(labels)]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _figure_heads(result: ReportResult, *, sortable: bool) -> list[Head]:
    heads: list[Head] = []
    for one in result.spec.asked:
        heads.append(Head(words.label(one), t(one.meaning), one.key if sortable else ""))
        if _compares(result, one):
            last = t("Reached") if result.spec.compare == "target" else t("Change")
            heads += [Head(words.compared_with(result)), Head(last)]
        if _shares(result) is one:
            heads.append(Head(t("Share")))
    return heads


# Periods and groups crosswise


def _crosswise(result: ReportResult, one: Measure, sort: str, *, periods_across: bool) -> Lines:
    order = ranked(result, sort, one)
    periods = words.period_names(result)
    across = range(len(periods)) if periods_across else order
    if periods_across:
        heads = [
            *_name_heads(result, groups=True),
            *(Head(name.short, f"{name.name}: {name.days}") for name in periods),
        ]
        lines = [
            _cross_line(result, one, words.names_of(result.by_group[at]), [(p, at) for p in across], (None, at))
            for at in order
        ]
    else:
        groups = [Head(" · ".join(words.names_of(result.by_group[at]))) for at in order]
        heads = [*_name_heads(result, groups=False), *groups]
        lines = [
            _cross_line(result, one, (name.name,), [(p, at) for at in across], (p, None), name.days)
            for p, name in enumerate(periods)
        ]
    heads.append(Head(t("Total"), t(one.meaning), one.key if periods_across else ""))
    bottom = [(p, None) if periods_across else (None, p) for p in across]
    blank = ("",) * (len(result.spec.breakdown) - 1 if periods_across else 0)
    total = _cross_line(result, one, (t("Total"), *blank), bottom, (None, None))
    return Lines(tuple(heads), tuple(lines), total, sort_of(result, sort, one) if periods_across else "")


Place = tuple[int | None, int | None]


def _cross_line(
    result: ReportResult, one: Measure, names: tuple[str, ...], places: Sequence[Place], end: Place, hint: str = ""
) -> Line:
    cells = []
    for period, group in (*places, end):
        value = value_of(_row_at(result, period, group), one)
        cells.append(Cell(words.figure(one, value), address(one, period, group) if value else ""))
    return Line(names, tuple(cells), hint)


# One long list


def _long(result: ReportResult) -> Lines:
    """Every period with every group that has something in it."""
    heads = [
        *_name_heads(result, groups=False),
        *(Head(head.label, words=True) for head in _name_heads(result, groups=True)),
        *_figure_heads(result, sortable=False),
    ]
    periods, many = words.period_names(result), len(result.by_group)
    lines = [
        _plain_line(result, (periods[at // many].name, *words.names_of(row)), row, at // many, at % many)
        for at, row in enumerate(result.rows)
        if any(row.values.values()) or any(row.compare.values())
    ]
    return Lines(tuple(heads), tuple(lines), _plain_total(result, len(heads)))
