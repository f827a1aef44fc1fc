"""Records of any kind as an Excel sheet or a CSV file: what the actor sees, in the actor's language and calendar."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import IO, TYPE_CHECKING, Any

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from crm_core.base.errors import Invalid
from crm_core.base.files import replacing
from crm_core.base.i18n import N_
from crm_core.base.sheets import cell_text, csv_text, looks_like_formula
from crm_core.fields.find import Query, count, every
from crm_core.trust.access import require

from ._outgoing import Column, fetched, outgoing

if TYPE_CHECKING:
    from crm_core.trust.unit_of_work import Work

ENTITY_OF: Mapping[str, str] = MappingProxyType(
    {
        "customers": "customer",
        "contacts": "contact",
        "deals": "deal",
        "products": "product",
        "users": "user",
        "interactions": "interaction",
        "tasks": "task",
        "notes": "note",
    }
)
"""The kinds of export and the entity of each."""

_TITLES: Mapping[str, str] = MappingProxyType(
    {
        "customer": N_("Customers"),
        "contact": N_("Contacts"),
        "deal": N_("Deals"),
        "product": N_("Products"),
        "user": N_("Users"),
        "interaction": N_("Interactions"),
        "task": N_("Tasks"),
        "note": N_("Notes"),
    }
)

SHEET_ROWS = 1_048_575
"""Rows that fit below the header of an Excel sheet."""
_WIDEST = 60
_HEADER_FONT = Font(bold=True)
_HEADER_FILL = PatternFill("solid", fgColor="E8ECEC")
_PHONE = re.compile(r"\+\d[\d\s().-]*")


def to_excel(w: Work, entity: str, query: Query | None = None) -> bytes:
    """The records that the query finds (all of them without one) as an .xlsx file. Raises Refused."""
    file = io.BytesIO()
    _excel(w, entity, query or Query(), file)
    return file.getvalue()


def to_csv(w: Work, entity: str, query: Query | None = None) -> bytes:
    """As `to_excel`, but CSV: UTF-8 with its mark, commas, ISO dates, plain numbers."""
    file = io.BytesIO()
    _csv(w, entity, query or Query(), file)
    return file.getvalue()


def write(w: Work, entity: str, query: Query, path: Path) -> int:
    """Write the records to a file, by its ending .xlsx or .csv; how many. The file is there whole or not at all."""
    how = _WRITERS.get(path.suffix.lower())
    if how is None:
        raise Invalid(N_("{name} must end in .xlsx or .csv."), name=path.name)
    with replacing(path) as file:
        return how(w, entity, query, file)


def _pages(w: Work, entity: str, query: Query, columns: Sequence[Column]) -> Iterator[list[Any]]:
    """The values of all rows, column by column."""
    for page in every(w, entity, replace(query, columns=fetched(entity, query))):
        for row in page.rows:
            yield [column.value(row, page.labels) for column in columns]


# Excel


def _excel(w: Work, entity: str, query: Query, file: IO[bytes]) -> int:
    require(w, "export")
    if (found := count(w, entity, query)) > SHEET_ROWS:
        raise Invalid(N_("{n} rows do not fit into an Excel sheet. Export to .csv, or filter first."), n=found)
    columns = outgoing(w, entity, query)
    book = Workbook(write_only=True)
    book.properties.creator = w.company.name or "Daftar"
    book.properties.created = book.properties.modified = w.clock.now().replace(tzinfo=None)
    sheet = book.create_sheet(w.locale.t(_TITLES[entity]))
    sheet.sheet_view.rightToLeft = w.locale.rtl
    sheet.freeze_panes = "B2"
    for place, column in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(place)].width = min(column.width, _WIDEST)
    sheet.append([_header(sheet, column.header) for column in columns])
    pens = [_Pen(sheet, column) for column in columns]
    rows = 0
    for rows, values in enumerate(_pages(w, entity, query, columns), 1):  # noqa: B007
        sheet.append([pen.cell(value) for pen, value in zip(pens, values, strict=True)])
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{rows + 1}"
    book.save(file)
    return rows


def _header(sheet: Any, text: str) -> Cell:
    cell: Cell = WriteOnlyCell(sheet, text)
    cell.font, cell.fill, cell.alignment = _HEADER_FONT, _HEADER_FILL, Alignment(vertical="center")
    return cell


class _Pen:
    """Writes a column's cells: one cell object for all rows, since its style is what costs time."""

    def __init__(self, sheet: Any, column: Column) -> None:
        self.is_text = column.kind in ("text", "phone")
        self.plain: Cell = WriteOnlyCell(sheet)
        self.plain.number_format = column.format
        # Excel shows this one as text also after somebody has edited it.
        self.guarded: Cell = WriteOnlyCell(sheet)
        self.guarded.quotePrefix = True

    def cell(self, value: Any) -> Cell | None:
        if value is None:
            return None
        if not self.is_text:
            self.plain.value = value
            return self.plain
        cell = self.guarded if looks_like_formula(value) else self.plain
        cell.value = cell_text(value)
        cell.data_type = "s"  # also what begins like a formula
        return cell


# CSV


def _csv(w: Work, entity: str, query: Query, file: IO[bytes]) -> int:
    require(w, "export")
    columns = outgoing(w, entity, query)
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    rows = csv.writer(text)
    rows.writerow([column.header for column in columns])
    written = 0
    for written, values in enumerate(_pages(w, entity, query, columns), 1):  # noqa: B007
        rows.writerow([_plain(column, value) for column, value in zip(columns, values, strict=True)])
    text.flush()
    text.detach()
    return written


def _plain(column: Column, value: Any) -> str:
    if value is None:
        return ""
    if column.kind == "datetime":
        return f"{value:%Y-%m-%d %H:%M}"
    if column.kind == "number":
        return f"{value:f}" if not isinstance(value, int) else str(value)
    text = str(value)
    if column.kind == "date" or (column.kind == "phone" and _PHONE.fullmatch(text)):
        return text
    return csv_text(text)


_WRITERS: Mapping[str, Callable[[Work, str, Query, IO[bytes]], int]] = MappingProxyType({".xlsx": _excel, ".csv": _csv})
