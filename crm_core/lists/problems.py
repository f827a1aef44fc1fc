"""The rows of a list that are in trouble, as an Excel sheet: each as it stood and what is wrong, to be mended there."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import select

from crm_core.base.errors import NotFound
from crm_core.base.i18n import N_, Locale
from crm_core.base.workbook import HEADER, Pen, SheetColumn, add_sheet, number_pen, sheet_name, text_pen, workbook
from crm_core.models import ImportProblem, ImportRun

from . import _marks
from ._rest import rest_of
from ._saying import Saying
from .importing import PreparedList

__all__ = ["Troubled", "TroubledRow", "problems_to_excel", "rest_of", "troubled_of_plan", "troubled_of_run"]

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

    from crm_core.trust.company import Company
    from crm_core.trust.unit_of_work import Work

_TOP = {"text_wrap": True, "valign": "top"}
_TEXT = {"num_format": "@", **_TOP}
_WHOLE = {"num_format": "0", **_TOP}
_WRONG = {"bg_color": "#F9E0DC"}
_REASON_WIDTH, _WIDTH, _ROW_WIDTH = 60, 20, 10


@dataclass
class TroubledRow:
    """A row as it stood, why it is in trouble, and the headers above the cells that are."""

    row: int
    cells: Sequence[str | float]
    reasons: list[tuple[str | None, Saying]] = field(default_factory=list)

    @property
    def columns(self) -> set[str]:
        return {column for column, _reason in self.reasons if column is not None}


@dataclass(frozen=True)
class Troubled:
    """The rows in trouble of one list, with its headers.

    `marks` are the cells of a hidden column by row (its header under None), by which the mended rows are known as the
    rest of their import when they come back; there are none before it is written.
    """

    name: str
    headers: Sequence[str]
    rows: Sequence[TroubledRow]
    marks: Mapping[int | None, tuple[str, ...]] = field(default_factory=dict)


def troubled_of_plan(prepared: PreparedList, company: Company | None = None, run: int | None = None) -> Troubled:
    """The rows that a prepared list has in trouble, before or after it was written (in this company, as this run)."""
    plan = prepared.plan
    found: list[tuple[int, str | None, Saying]] = [(one.row, one.column, one.reason) for one in plan.problems]
    found += [(row.row, None, row.reason) for row in plan.rows if row.status == "failed" and row.reason is not None]
    rows = _gathered(found, prepared.cells)
    marks = _marks_of(company, run, rows) if company is not None and run is not None else {}
    return Troubled(prepared.opened.name, prepared.headers, rows, marks)


def troubled_of_run(w: Work, run_id: int) -> Troubled:
    """The rows that an import left in trouble. Raises NotFound for a run that the actor does not see."""
    run = w.scalar(select(ImportRun).where(ImportRun.id == run_id))
    if run is None:
        raise NotFound(N_("This import does not exist, or you may not see it."))
    kept = w.scalars(select(ImportProblem).where(ImportProblem.run_id == run_id).order_by(ImportProblem.id))
    found = [(one.row, one.column, Saying(one.reason, one.params or {})) for one in kept]
    cells = {one.row: one.cells for one in kept if one.cells}
    rows = _gathered(found, cells)
    return Troubled(run.file_name, list(run.columns or {}), rows, _marks_of(w.company, run_id, rows))


def _marks_of(company: Company, run: int, rows: Sequence[TroubledRow]) -> dict[int | None, tuple[str, ...]]:
    """The hidden column that makes a sheet the rest of this import."""
    mark = _marks.marker(company)
    marks: dict[int | None, tuple[str, ...]] = {one.row: (mark(_marks.REST, run, one.row),) for one in rows}
    return {None: (_marks.header_of(company, _marks.REST, "en"),), **marks} if company.list_key else {}


def _gathered(
    found: Sequence[tuple[int, str | None, Saying]], cells: Mapping[int, Sequence[str | float]]
) -> list[TroubledRow]:
    rows: dict[int, TroubledRow] = {}
    for number, column, reason in sorted(found, key=lambda one: one[0]):
        rows.setdefault(number, TroubledRow(number, cells.get(number, ()))).reasons.append((column, reason))
    return list(rows.values())


def problems_to_excel(lists: Sequence[Troubled], locale: Locale) -> bytes:
    """A workbook with a sheet for each list: the row's number, what is wrong, and its cells, the wrong ones tinted."""
    file = io.BytesIO()
    names = [
        sheet_name(one.name.rsplit(".", 1)[0], after=f" {place}" if len(lists) > 1 else "")
        for place, one in enumerate(lists, 1)
    ]
    with workbook(file) as book:
        for name, one in zip(names, lists, strict=True):
            _write_sheet(book, name, one, locale)
    return file.getvalue()


def _write_sheet(book: Workbook, name: str, troubled: Troubled, locale: Locale) -> None:
    """A damaged row may have more cells than the list has headers; all of them are there."""
    width = max((len(row.cells) for row in troubled.rows), default=0)
    headers = [*troubled.headers, *("" for _more in range(len(troubled.headers), width))]
    text = book.add_format(_TEXT)
    columns = [SheetColumn(_ROW_WIDTH), SheetColumn(_REASON_WIDTH), *(SheetColumn(_WIDTH, text) for _ in headers)]
    if troubled.marks:
        columns.append(SheetColumn(hidden=True))
    sheet = add_sheet(book, name, columns, rtl=locale.rtl)
    sheet.freeze_panes(1, 2)
    lead = text_pen(book, sheet, **HEADER)
    heads = [locale.t(N_("Row")), locale.t(N_("What is wrong")), *headers, *troubled.marks.get(None, ())]
    for place, head in enumerate(heads):
        if head:
            lead(0, place, head)
    sound, wrong = _Pens(book, sheet), _Pens(book, sheet, **_WRONG)
    for at, row in enumerate(troubled.rows, 1):
        sound.write(at, 0, row.row)
        sound.write(at, 1, _said(row, locale))
        for place, cell in enumerate(row.cells):
            is_wrong = place < len(troubled.headers) and troubled.headers[place] in row.columns
            (wrong if is_wrong else sound).write(at, 2 + place, cell)
        for mark in troubled.marks.get(row.row, ()):
            sound.write(at, 2 + len(headers), mark)
    sheet.autofilter(0, 0, len(troubled.rows), len(columns) - 1)


class _Pens:
    """How the cells of a sheet of problems are written: what was a number in the list is one here."""

    def __init__(self, book: Workbook, sheet: Worksheet, **look: str) -> None:
        self._text: Pen = text_pen(book, sheet, **_TEXT, **look)
        self._whole: Pen = number_pen(book, sheet, **_WHOLE, **look)
        self._number: Pen = number_pen(book, sheet, **_TOP, **look)
        self._sheet, self._empty = sheet, book.add_format({**_TEXT, **look})

    def write(self, row: int, column: int, cell: str | float) -> None:
        if cell == "":
            self._sheet.write_blank(row, column, None, self._empty)
        elif isinstance(cell, str):
            self._text(row, column, cell)
        else:
            (self._whole if cell == int(cell) else self._number)(row, column, cell)


def _said(row: TroubledRow, locale: Locale) -> str:
    return "\n".join(
        f"{column}: {reason.say(locale)}" if column else reason.say(locale) for column, reason in row.reasons
    )
