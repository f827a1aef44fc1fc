"""A report crosswise, as a table for one figure: what goes down, the columns side by side, the totals of both."""

from __future__ import annotations

from collections.abc import Sequence

from _session import t
from _ui import report_words as words
from _ui.report_behind import Place
from _ui.report_cells import Cells
from _ui.report_table import Head, Line
from _ui.report_tree import in_order
from crm_core.reports import STEP_LABELS, Measure, ReportResult, Row
from crm_core.reports.result import Pivot
from crm_core.reports.saying import value_of

MOST_COLUMNS = 60


def lines_of(
    result: ReportResult, pivot: Pivot, shown: Measure, sort: str
) -> tuple[tuple[Head, ...], tuple[Line, ...], Line]:
    """Headings, lines and the line of totals."""
    cells, columns = Cells(result), range(len(pivot.columns))[:MOST_COLUMNS]
    names = _period_names(result)
    lines = tuple(
        Line(
            tuple(_names(pivot, pivot.lines[at].total, names)),
            (
                *(cells.one(shown, Place(at, column, pivot=True)) for column in columns),
                cells.one(shown, Place(at, pivot=True)),
            ),
        )
        for at in _order(result, pivot, shown, sort)
    )
    total = Line(
        (t("Total"), *[""] * (max(len(pivot.down), 1) - 1)),
        (*(cells.one(shown, Place(None, at, pivot=True)) for at in columns), cells.one(shown, Place(pivot=True))),
    )
    return (*_heads(result, pivot, names), Head(t("Total"), t(shown.meaning), shown.key)), lines, total


def _period_names(result: ReportResult) -> dict[str, words.PeriodName]:
    if result.spec.by == "total":
        return {}
    known = words.period_names(result)
    return {row.period: name for row, name in zip(result.by_period, known, strict=True)}


def _heads(result: ReportResult, pivot: Pivot, names: dict[str, words.PeriodName]) -> list[Head]:
    labels = {column.key: t(column.label) for column in result.columns}
    step = t(STEP_LABELS[result.spec.by])
    labels["period"] = step[:1].upper() + step[1:]
    heads = [Head(labels[key], sort="name" if at == 0 else "", words=True) for at, key in enumerate(pivot.down)]
    for row in pivot.columns[:MOST_COLUMNS]:
        if pivot.across == "period":
            name = names[row.period]
            heads.append(Head(name.short, f"{name.name}: {name.days}"))
        else:
            heads.append(Head(words.names_of(row)[0]))
    return heads


def _names(pivot: Pivot, row: Row, names: dict[str, words.PeriodName]) -> list[str]:
    period = [names[row.period].name] if "period" in pivot.down else []
    return [*period, *words.names_of(row)]


def _order(result: ReportResult, pivot: Pivot, shown: Measure, sort: str) -> Sequence[int]:
    """The lines as they are asked for: by their totals, by name, else as they come."""
    places = list(range(len(pivot.lines)))
    key = sort.removeprefix("-")
    if not sort and pivot.down and pivot.down[0] != "period":
        first = result.spec.breakdown.index(pivot.down[0])
        key, sort = (key, sort) if in_order(result, first) else (shown.key, f"-{shown.key}")
    if key == shown.key:
        known = [at for at in places if value_of(result, pivot.lines[at].total, shown) is not None]
        known.sort(key=lambda at: value_of(result, pivot.lines[at].total, shown) or 0, reverse=sort.startswith("-"))
        return [*known, *(at for at in places if at not in set(known))]
    return places[::-1] if sort == "-name" else places
