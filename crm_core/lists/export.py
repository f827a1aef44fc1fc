"""Records of any kind as an Excel sheet or a CSV file: what the actor sees, in the actor's language and calendar.

A sheet carries a hidden column (see `_marks`) by which its rows are known again when it comes back as a list.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import IO, TYPE_CHECKING, Any

from crm_core.base.errors import Invalid
from crm_core.base.files import replacing
from crm_core.base.i18n import N_
from crm_core.base.sheets import csv_text
from crm_core.base.workbook import (
    HEADER,
    Pen,
    SheetColumn,
    add_sheet,
    day_pen,
    number_pen,
    sheet_name,
    text_pen,
    workbook,
)
from crm_core.fields.find import Page, Query, count, every
from crm_core.trust.access import require

from . import _marks
from ._history_out import HISTORY_ENTITY, history_columns, history_count, history_pages
from ._outgoing import Column, Values, fetched, outgoing
from ._targets_out import TARGET_ENTITY, target_columns, target_count, target_pages

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

    from crm_core.trust.unit_of_work import Work

ENTITY_OF: Mapping[str, str] = MappingProxyType(
    {
        "customers": "customer",
        "contacts": "contact",
        "deals": "deal",
        "deal_history": HISTORY_ENTITY,
        "orders": "order",
        "products": "product",
        "users": "user",
        "interactions": "interaction",
        "tasks": "task",
        "notes": "note",
        "targets": TARGET_ENTITY,
    }
)
"""The kinds of export and the entity of each."""
FILTERED: Mapping[str, str] = MappingProxyType({HISTORY_ENTITY: "deal"})
"""Whose fields a filter of an export speaks of, where it is not the entity itself."""
_KIND_OF = {entity: kind for kind, entity in ENTITY_OF.items()}

_TITLES: Mapping[str, str] = MappingProxyType(
    {
        "customer": N_("Customers"),
        "contact": N_("Contacts"),
        "deal": N_("Deals"),
        HISTORY_ENTITY: N_("Deal history"),
        "order": N_("Orders"),
        "product": N_("Products"),
        "user": N_("Users"),
        "interaction": N_("Interactions"),
        "task": N_("Tasks"),
        "note": N_("Notes"),
        TARGET_ENTITY: N_("Targets"),
    }
)
RETURNING = frozenset({"customer", "contact", "deal", "product", "user", "interaction", "task"})
"""The entities whose exports can be mended and sent back: a row of their lists is one record."""

SHEET_ROWS = 1_048_575
"""Rows that fit below the header of an Excel sheet."""
_WIDEST = 60
_PHONE = re.compile(r"\+\d[\d\s().-]*")

Progress = Callable[[int, int], None]
"""Told the rows written and all rows."""


def _silent(_done: int, _all: int) -> None:
    return None


def to_excel(w: Work, entity: str, query: Query | None = None) -> bytes:
    """The records that the query finds (all of them without one) as an .xlsx file. Raises Refused."""
    file = io.BytesIO()
    _excel(w, entity, query or Query(), file, _silent)
    return file.getvalue()


def to_csv(w: Work, entity: str, query: Query | None = None) -> bytes:
    """As `to_excel`, but CSV: UTF-8 with its mark, commas, ISO dates, plain numbers."""
    file = io.BytesIO()
    _csv(w, entity, query or Query(), file, _silent)
    return file.getvalue()


def write(w: Work, entity: str, query: Query, path: Path) -> int:
    """Write the records to a file, by its ending .xlsx or .csv; how many. The file is there whole or not at all."""
    how = _WRITERS.get(path.suffix.lower())
    if how is None:
        raise Invalid(N_("{name} must end in .xlsx or .csv."), name=path.name)
    with replacing(path) as file:
        return how(w, entity, query, file, _silent)


def write_to(w: Work, entity: str, query: Query, file: IO[bytes], progress: Progress) -> int:
    """Write the records as an .xlsx file into an open one, and tell how far it is; how many. Raises Refused."""
    return _excel(w, entity, query, file, progress)


def _columns(w: Work, entity: str, query: Query) -> list[Column]:
    if entity == TARGET_ENTITY:
        return target_columns(w, query)
    return history_columns(w, query) if entity == HISTORY_ENTITY else outgoing(w, entity, query)


def _count(w: Work, entity: str, query: Query) -> int:
    if entity == TARGET_ENTITY:
        return target_count(w, query)
    return history_count(w, query) if entity == HISTORY_ENTITY else count(w, entity, query)


def _pages(w: Work, entity: str, query: Query) -> Iterator[Page]:
    if entity == HISTORY_ENTITY:
        return history_pages(w, query)
    if entity == TARGET_ENTITY:
        return target_pages(w, query)
    return every(w, entity, replace(query, columns=fetched(entity, query)))


def _blocks(
    w: Work, entity: str, query: Query, columns: Sequence[Column], progress: Progress
) -> Iterator[list[Values]]:
    """The values of all rows, some rows at a time, column by column."""
    done = 0
    for page in _pages(w, entity, query):
        yield [column.values(page.rows, page.labels) for column in columns]
        done += len(page.rows)
        progress(done, page.total)


# Excel


def _excel(w: Work, entity: str, query: Query, file: IO[bytes], progress: Progress) -> int:
    require(w, "export")
    if (found := _count(w, entity, query)) > SHEET_ROWS:
        raise Invalid(N_("{n} rows do not fit into an Excel sheet. Export to .csv, or filter first."), n=found)
    columns = [*_columns(w, entity, query), *_mark(w, entity)]
    with workbook(file, creator=w.company.name or "Daftar", at=w.clock.now()) as book:
        layout = [
            SheetColumn(min(one.width, _WIDEST), book.add_format({"num_format": one.format}), one.hidden)
            for one in columns
        ]
        sheet = add_sheet(book, sheet_name(w.locale.t(_TITLES[entity])), layout, rtl=w.locale.rtl)
        sheet.freeze_panes(1, 1)
        lead = text_pen(book, sheet, **HEADER)
        for place, column in enumerate(columns):
            lead(0, place, column.header)
        pens = [pen_of(book, sheet, column) for column in columns]
        written = _write_rows(pens, _blocks(w, entity, query, columns, progress))
        sheet.autofilter(0, 0, written, len(columns) - 1)
    return written


def _write_rows(pens: Sequence[Pen], blocks: Iterable[Sequence[Values]]) -> int:
    """Write the rows below the header; how many."""
    count = 0
    for block in blocks:
        for values in zip(*block, strict=True):
            count += 1
            for place, value in enumerate(values):
                if value is not None:
                    pens[place](count, place, value)
    return count


def _mark(w: Work, entity: str) -> list[Column]:
    """The hidden column, where such a list can come back."""
    if entity not in RETURNING or not w.company.list_key:
        return []
    mark = _marks.marker(w.company)
    header = _marks.header_of(w.company, _KIND_OF[entity], w.locale.language)
    return [
        Column(header, "text", lambda rows, _: [mark(entity, row["id"], row["version"]) for row in rows], hidden=True)
    ]


def pen_of(book: Workbook, sheet: Worksheet, column: Column) -> Pen:
    """What writes the values of a column of an export."""
    if column.kind == "number":
        return number_pen(book, sheet, num_format=column.format)
    if column.kind in ("date", "datetime"):
        return day_pen(book, sheet, num_format=column.format)
    return text_pen(book, sheet, num_format=column.format)


# CSV


def _csv(w: Work, entity: str, query: Query, file: IO[bytes], progress: Progress) -> int:
    require(w, "export")
    columns = _columns(w, entity, query)
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    rows = csv.writer(text)
    rows.writerow([column.header for column in columns])
    written = 0
    for block in _blocks(w, entity, query, columns, progress):
        plain = [[_plain(column, value) for value in values] for column, values in zip(columns, block, strict=True)]
        rows.writerows(zip(*plain, strict=True))
        written += len(plain[0])
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


_Writer = Callable[["Work", str, Query, IO[bytes], Progress], int]
_WRITERS: Mapping[str, _Writer] = MappingProxyType({".xlsx": _excel, ".csv": _csv})
