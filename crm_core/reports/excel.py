"""A report as an Excel workbook: the table with its sums, a chart that Excel draws itself, what the figures mean."""

from __future__ import annotations

import io
from collections.abc import Sequence
from itertools import islice
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_range
from xlsxwriter.worksheet import Worksheet

from ..base.i18n import N_, Locale
from ..base.workbook import HEADER, Pen, SheetColumn, add_sheet, pens_of, sheet_name, text_pen, workbook
from ._charts import HEAT, ChartSheet
from ._definition import definition
from ._drawn import drawing_of
from ._table import Head, Line, Table
from ._tabled import table_for
from .result import ReportResult
from .shown import Shown

_WIDEST = 44
_LOOKED_AT = 500
"""So many lines say how wide a column of names must be."""
_TITLE = {"bold": True, "font_size": 14}
_SAID = {"font_color": "#5D6B6D"}
_CENTRED = {**HEADER, "align": "center", "bottom": 1, "bottom_color": "#B9C2C4"}
_PART = {"bold": True, "bg_color": "#F5F6F6"}
_ALL = {"bold": True, "top": 1, "top_color": "#8A9595"}
HEADER_ROW = 3
"""The place of the headers, counted from 0: above them the name, the sentence and an empty line."""


def to_excel(
    result: ReportResult, locale: Locale, *, title: str = "", show: str = "", chart: str = "", sort: str = "",
    by: str = "",
) -> bytes:  # fmt: skip
    """The report as a workbook in the reader's language and units. `by` is the name of who asked for it."""
    return to_excel_of([Shown(result, title, show, chart, sort)], locale, title=title, by=by)


def to_excel_of(reports: Sequence[Shown], locale: Locale, *, title: str = "", by: str = "") -> bytes:
    """Several reports in one workbook, a sheet each; one sheet of what the charts draw, one of what it all means."""
    file = io.BytesIO()
    with workbook(file, at=reports[0].result.at) as book:
        book.set_properties({"title": title or reports[0].result.said, "author": "Daftar", "comments": by})
        charts = ChartSheet(book, locale)
        for place, one in enumerate(reports, 1):
            _report(book, one, locale, charts, "" if len(reports) == 1 else f" {place}")
        charts.write()
        _define(book, reports, locale, by)
    return file.getvalue()


def _report(book: Workbook, one: Shown, locale: Locale, charts: ChartSheet, number: str) -> None:
    result, table = one.result, table_for(one, locale)
    heads = HEADER_ROW + (1 if table.groups else 0)
    columns = [SheetColumn(width) for width in _widths(table)]
    name = sheet_name(one.title or locale.t(N_("Report")), after=number)
    sheet = add_sheet(book, name, columns, rtl=locale.rtl)
    sheet.hide_gridlines(2)
    text_pen(book, sheet, **_TITLE)(0, 0, one.title or locale.t(result.spec.asked[0].label))
    text_pen(book, sheet, **_SAID)(1, 0, result.said)
    names = sum(1 for head in table.heads if not head.measure)
    _headers(book, sheet, table, heads)
    sheet.freeze_panes(heads + 1, max(min(names, 3), 1))
    below = _Lines(book, sheet, table, locale).write(heads + 1)
    if below - 2 > heads:
        sheet.autofilter(heads, 0, below - 2, len(table.heads) - 1)
    if one.chart == "heat" and below - 2 > heads:
        _heat(sheet, one, table, heads + 1, below - 2)
    _prepare_print(sheet, heads, locale)
    drawing = drawing_of(one, locale)
    if drawing is not None:
        wide = sum(column.width for column in columns) > _WIDE
        charts.add(drawing, None if wide else (sheet, HEADER_ROW, len(table.heads) + 1), name)


_WIDE = 130
"""A table of so many characters fills the screen: its chart stands on the sheet of charts."""


def _headers(book: Workbook, sheet: Worksheet, table: Table, row: int) -> None:
    """The line of headers; above it, where values go over the columns, each of them over its columns."""
    pen = text_pen(book, sheet, **HEADER, text_wrap=True, valign="top")
    if table.groups:
        above = book.add_format({**_CENTRED})
        first = 0
        while first < len(table.heads):
            over, last = table.heads[first].over, first
            while last + 1 < len(table.heads) and table.heads[last + 1].over == over:
                last += 1
            if over and last > first:
                sheet.merge_range(row - 1, first, row - 1, last, "", above)
            if over:
                text_pen(book, sheet, **_CENTRED)(row - 1, first, over)
            first = last + 1
    for place, head in enumerate(table.heads):
        pen(row, place, head.label)


class _Lines:
    """The lines of a table on their way into a sheet: rows, sums of parts, the total, each with its look."""

    def __init__(self, book: Workbook, sheet: Worksheet, table: Table, locale: Locale) -> None:
        self.sheet, self.table = sheet, table
        kinds = [head.kind for head in table.heads]
        persian = locale.digits == "persian"
        self.looks: dict[str, Sequence[Pen]] = {}
        self.texts: dict[str, Pen] = {}
        for name, look in (("", {}), ("part", _PART), ("all", _ALL)):
            pens = pens_of(book, sheet, kinds, places=table.money_places, persian=persian, look=look)
            self.looks[name] = [pens[kind] for kind in kinds]
            self.texts[name] = text_pen(book, sheet, **look)

    def write(self, row: int) -> int:
        """Write all lines from this row on; gives the row below the last."""
        for line in self.table.lines:
            if self.table.in_parts and not line.sum:
                self.sheet.set_row(row, None, None, {"level": 1})  # folded up, the sums of the parts are left
            self._write(row, line)
            row += 1
        return row

    def _write(self, row: int, line: Line) -> None:
        pens, text = self.looks[line.sum], self.texts[line.sum]
        for column, value in enumerate(line.cells):
            if value is not None:
                (text if isinstance(value, str) else pens[column])(row, column, value)


def _widths(table: Table) -> list[float]:
    """In characters: names as wide as they are, figures as wide as the amounts and a header in two lines need."""
    some = [line.cells for line in islice(table.lines, _LOOKED_AT)]
    return [_width(head, [line[place] for line in some]) for place, head in enumerate(table.heads)]


def _width(head: Head, values: Sequence[Any]) -> float:
    if head.kind == "text":
        longest = max((len(str(value or "")) for value in values), default=0)
        return min(max(12, len(head.label) + 4, longest + 2), _WIDEST)
    digits = max((len(f"{value:,.0f}") for value in values if isinstance(value, int | float)), default=0)
    return max(12, min(len(head.label) * 0.6 + 4, 22), digits + 5)


def _heat(sheet: Worksheet, one: Shown, table: Table, first: int, last: int) -> None:
    """Colour the figures of the drawn measure from light to dark, all on one scale; what they come to is left out."""
    over = {head.over for head in table.heads if head.measure}
    total = table.heads[-1].over if len(over) > 1 else None
    places = [
        at
        for at, head in enumerate(table.heads)
        if head.role == "now" and head.measure == one.drawn and (total is None or head.over != total)
    ]
    cells = " ".join(xl_range(first, place, last, place) for place in places)
    sheet.conditional_format(first, places[0], last, places[0], {**HEAT, "multi_range": cells})


def _prepare_print(sheet: Worksheet, heads: int, locale: Locale) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(heads)
    sheet.set_footer("&C&P / &N")


def _define(book: Workbook, reports: Sequence[Shown], locale: Locale, by: str) -> None:
    """A sheet of what the figures mean, report by report."""
    sheet = add_sheet(book, sheet_name(locale.t(N_("Definition"))), [SheetColumn(28), SheetColumn(100)], rtl=locale.rtl)
    sheet.hide_gridlines(2)
    name = text_pen(book, sheet, bold=True, text_wrap=True, valign="top")
    text, title = text_pen(book, sheet, text_wrap=True, valign="top"), text_pen(book, sheet, **_TITLE)
    row = 0
    for one in reports:
        if len(reports) > 1:
            title(row, 0, one.title or one.result.said)
            row += 1
        for label, said in definition(one.result, locale, by=by):
            name(row, 0, label)
            text(row, 1, said)
            row += 1
        row += 1
