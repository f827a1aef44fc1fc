"""A report as a file: an Excel workbook with table, chart and definition, or CSV."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from ..base.i18n import N_, Locale
from ..base.sheets import cell_text, looks_like_formula
from ._charts import add_chart
from ._definition import definition
from ._table import Cell as Value
from ._table import Head, Table, table_of
from .result import ReportResult
from .shown import Shown

_BOLD = Font(bold=True)
_TITLE = Font(bold=True, size=13)
_HEADER = PatternFill("solid", fgColor="E8ECEC")
_TOTAL = Border(top=Side("thin", color="8A9595"))
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_WIDEST = 44
HEADER_ROW = 3


def to_excel(
    result: ReportResult, locale: Locale, *, title: str = "", show: str = "", chart: str = "", sort: str = "",
    by: str = "",
) -> bytes:  # fmt: skip
    """The result as a workbook: the table with its totals and a chart; below another tab what the figures mean."""
    return to_excel_of([Shown(result, title, show, chart, sort)], locale, title=title, by=by)


def to_excel_of(reports: Sequence[Shown], locale: Locale, *, title: str = "", by: str = "") -> bytes:
    """Several reports in one workbook."""
    book = Workbook(write_only=True)
    book.properties.creator = "Daftar"
    book.properties.title = title
    book.properties.created = book.properties.modified = reports[0].result.at.replace(tzinfo=None)
    for one in reports:
        _add(book, one.result, locale, by)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _add(book: Workbook, result: ReportResult, locale: Locale, by: str) -> None:
    table = table_of(result, locale)
    sheet = book.create_sheet(locale.t(N_("Report")))
    _lay_out(sheet, locale, [_width(head, place, table) for place, head in enumerate(table.heads)])
    sheet.freeze_panes = f"B{HEADER_ROW + 1}"
    sheet.append([_text(sheet, result.said, font=_TITLE)])
    sheet.append([])
    sheet.append([_text(sheet, head.label, font=_BOLD, fill=_HEADER, alignment=_WRAPPED) for head in table.heads])
    _write_rows(sheet, table)
    _prepare_print(sheet)
    _define(book, result, locale, by)
    add_chart(book, sheet, result, table, locale, HEADER_ROW)


def _lay_out(sheet: Any, locale: Locale, widths: Sequence[float]) -> None:
    sheet.sheet_view.rightToLeft = locale.rtl
    sheet.sheet_view.showGridLines = False
    for place, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width


def _prepare_print(sheet: Any) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"


def _width(head: Head, place: int, table: Table) -> float:
    if head.kind != "text":
        return max(14, min(len(head.label) * 0.7, 22))
    longest = max((len(str(row[place] or "")) for row in table.rows), default=0)
    return min(max(12, len(head.label) + 2, longest + 2), _WIDEST)


# Cells


def _text(sheet: Any, text: str, **style: Any) -> Cell:
    """A cell that is text, also where it looks like a formula and also after somebody edited it."""
    cell: Cell = WriteOnlyCell(sheet)
    cell.value = cell_text(text)
    cell.data_type = "s"
    if looks_like_formula(text):
        cell.quotePrefix = True
    for name, value in style.items():
        setattr(cell, name, value)
    return cell


def number_format(kind: str, money_places: int) -> str:
    """Excel's format for a kind of figure."""
    money = "#,##0" + ("." + "0" * money_places if money_places else "")
    return {"money": money, "count": "#,##0", "ratio": "0.0%", "days": "#,##0.0", "date": "yyyy-mm-dd"}.get(
        kind, "General"
    )


def _write_rows(sheet: Any, table: Table) -> None:
    """One cell object a column serves all its rows: its style is what costs time."""
    formats = [number_format(head.kind, table.money_places) for head in table.heads]
    pens = [WriteOnlyCell(sheet) for _ in table.heads]
    for pen, form in zip(pens, formats, strict=True):
        pen.number_format = form
    for row in table.rows:
        sheet.append([_cell(sheet, pen, value) for pen, value in zip(pens, row, strict=True)])
    sheet.append([_total(sheet, form, value) for form, value in zip(formats, table.totals, strict=True)])


def _cell(sheet: Any, pen: Cell, value: Value) -> Cell | None:
    if value is None:
        return None
    if isinstance(value, str):
        return _text(sheet, value)
    pen.value = value
    return pen


def _total(sheet: Any, form: str, value: Value) -> Cell:
    cell = _text(sheet, value) if isinstance(value, str) else WriteOnlyCell(sheet, value)  # type: ignore[arg-type]
    cell.font, cell.border, cell.number_format = _BOLD, _TOTAL, form
    return cell


# What it means


def _define(book: Workbook, result: ReportResult, locale: Locale, by: str) -> None:
    sheet = book.create_sheet(locale.t(N_("Definition")))
    _lay_out(sheet, locale, [28, 90])
    for name, text in definition(result, locale, by=by):
        sheet.append([_text(sheet, name, font=_BOLD, alignment=_WRAPPED), _text(sheet, text, alignment=_WRAPPED)])
