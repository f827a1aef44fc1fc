"""The native chart of a report's workbook."""

from __future__ import annotations

from typing import Any

from openpyxl import Workbook
from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.utils import get_column_letter

from ..base.colours import CATEGORIES, LIGHT
from ..base.i18n import N_, Locale
from ..base.sheets import cell_text
from ._table import Table, Units, largest_groups, period_name
from .result import ReportResult

COLOURS = tuple(colour[1:] for colour in CATEGORIES)
ACCENT, GREY = LIGHT.accent[1:], LIGHT.past[1:]
MOST_GROUPS = len(COLOURS)
MOST_BARS = 60


def add_chart(book: Workbook, sheet: Any, result: ReportResult, table: Table, locale: Locale, header_row: int) -> None:
    """Draw the first measure: over time as a line or columns, by group as bars, by both from a sheet of its own."""
    spec = result.spec
    if len(result.rows) < 2:
        return
    if spec.breakdown and (spec.by != "total" or len(spec.breakdown) > 1):
        _by_both(book, result, locale)
        return
    column = table.column_of(spec.measures[0]) + 1
    bars = bool(spec.breakdown)
    last = header_row + min(len(table.rows), MOST_BARS if bars else len(table.rows))
    chart = _bars() if bars else _over_time(result)
    chart.title = locale.t(spec.asked[0].label)
    with_compared = spec.compare != "none" and (spec.compare != "target" or spec.asked[0].adds_up)
    data = Reference(sheet, min_col=column, max_col=column + with_compared, min_row=header_row, max_row=last)
    chart.add_data(data, titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=1, min_row=header_row + 1, max_row=last))
    _paint(chart, [ACCENT, GREY])
    if not with_compared:
        chart.legend = None
    _place(chart, sheet, f"{get_column_letter(len(table.heads) + 2)}{header_row}", result, locale)


def _over_time(result: ReportResult) -> Any:
    many = result.spec.by in ("day", "week") or len(result.by_period) > 31
    chart = LineChart() if many or not result.spec.asked[0].adds_up else BarChart()
    if isinstance(chart, BarChart):
        chart.gapWidth = 60
    return chart


def _bars() -> BarChart:
    chart = BarChart()
    chart.type, chart.gapWidth = "bar", 40
    chart.y_axis.crosses = "max"
    chart.x_axis.scaling.orientation = "maxMin"  # the first row on top
    return chart


def _by_both(book: Workbook, result: ReportResult, locale: Locale) -> None:
    """A sheet with the largest groups side by side, and their chart."""
    spec = result.spec
    groups = largest_groups(result, MOST_GROUPS)
    sheet = book.create_sheet(locale.t(N_("Chart")))
    sheet.sheet_view.rightToLeft = locale.rtl
    sheet.column_dimensions["A"].width = 22
    sheet.append(["", *(_name(group.keys.values(), locale) for group in groups)])
    figures = {(row.period, tuple(row.keys.values())): row.values[spec.measures[0]] for row in result.rows}
    kind, units = spec.asked[0].kind, Units(result.currency, locale)
    for period in result.by_period:
        cells = [figures.get((period.period, tuple(group.keys.values()))) for group in groups]
        name = result.said if spec.by == "total" else period_name(period, result, locale)
        sheet.append([cell_text(name), *(units.cell(kind, cell) for cell in cells)])
    chart = _over_time(result)
    if isinstance(chart, BarChart) and spec.by != "total":
        chart.grouping, chart.overlap = "stacked", 100
    chart.title = locale.t(spec.asked[0].label)
    last = 1 + len(result.by_period)
    chart.add_data(Reference(sheet, min_col=2, max_col=1 + len(groups), min_row=1, max_row=last), titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=1, min_row=2, max_row=last))
    _paint(chart, COLOURS)
    _place(chart, sheet, f"A{last + 2}", result, locale)


def _name(keys: Any, locale: Locale) -> str:
    return cell_text(" · ".join(key.label or locale.t(N_("(none)")) for key in keys))


def _paint(chart: Any, colours: Any) -> None:
    for series, colour in zip(chart.series, colours, strict=False):
        if isinstance(chart, LineChart):
            series.graphicalProperties = GraphicalProperties()
            series.graphicalProperties.line.solidFill = colour
            series.graphicalProperties.line.width = 22_000
            series.smooth = False
        else:
            series.graphicalProperties = GraphicalProperties(solidFill=colour)


def _place(chart: Any, sheet: Any, anchor: str, result: ReportResult, locale: Locale) -> None:
    chart.width, chart.height = 24, 11
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.y_axis.number_format = "0%" if result.spec.asked[0].kind == "ratio" else "#,##0"
    chart.title.overlay = False
    if chart.legend is not None:
        chart.legend.position, chart.legend.overlay = "b", False
    chart.y_axis.majorGridlines.spPr = GraphicalProperties()
    chart.y_axis.majorGridlines.spPr.line.solidFill = "E3E8E8"
    if locale.rtl and getattr(chart, "type", "col") != "bar":
        chart.x_axis.scaling.orientation = "maxMin"  # time runs from the right
    sheet.add_chart(chart, anchor)
