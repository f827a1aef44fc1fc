"""The rows of a list that are in trouble, as an Excel sheet: each as it stood and what is wrong, to be mended there."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from sqlalchemy import select

from crm_core.base.errors import NotFound
from crm_core.base.i18n import N_, Locale
from crm_core.base.sheets import cell_text, looks_like_formula
from crm_core.models import ImportProblem, ImportRun

from ._saying import Saying
from .importing import PreparedList

if TYPE_CHECKING:
    from crm_core.trust.unit_of_work import Work

_HEADER_FONT = Font(bold=True)
_HEADER_FILL = PatternFill("solid", fgColor="E8ECEC")
_WRONG_FILL = PatternFill("solid", fgColor="F9E0DC")
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_REASON_WIDTH, _WIDTH, _ROW_WIDTH = 60, 20, 10
_LONGEST_NAME = 31


@dataclass
class TroubledRow:
    """A row as it stood, why it is in trouble, and the headers above the cells that are."""

    row: int
    cells: Sequence[str]
    reasons: list[tuple[str | None, Saying]] = field(default_factory=list)

    @property
    def columns(self) -> set[str]:
        return {column for column, _reason in self.reasons if column is not None}


@dataclass(frozen=True)
class Troubled:
    """The rows in trouble of one list, with its headers."""

    name: str
    headers: Sequence[str]
    rows: Sequence[TroubledRow]


def troubled_of_plan(prepared: PreparedList) -> Troubled:
    """The rows that a prepared list has in trouble, before or after it was written."""
    plan = prepared.plan
    found: list[tuple[int, str | None, Saying]] = [(one.row, one.column, one.reason) for one in plan.problems]
    found += [(row.row, None, row.reason) for row in plan.rows if row.status == "failed" and row.reason is not None]
    return Troubled(prepared.opened.name, prepared.headers, _gathered(found, prepared.cells))


def troubled_of_run(w: Work, run_id: int) -> Troubled:
    """The rows that an import left in trouble. Raises NotFound for a run that the actor does not see."""
    run = w.scalar(select(ImportRun).where(ImportRun.id == run_id))
    if run is None:
        raise NotFound(N_("This import does not exist, or you may not see it."))
    kept = w.scalars(select(ImportProblem).where(ImportProblem.run_id == run_id).order_by(ImportProblem.id))
    found = [(one.row, one.column, Saying(one.reason, one.params or {})) for one in kept]
    cells = {one.row: one.cells for one in kept if one.cells}
    return Troubled(run.file_name, list(run.columns or {}), _gathered(found, cells))


def _gathered(found: Sequence[tuple[int, str | None, Saying]], cells: Mapping[int, Sequence[str]]) -> list[TroubledRow]:
    rows: dict[int, TroubledRow] = {}
    for number, column, reason in sorted(found, key=lambda one: one[0]):
        rows.setdefault(number, TroubledRow(number, cells.get(number, ()))).reasons.append((column, reason))
    return list(rows.values())


def problems_to_excel(lists: Sequence[Troubled], locale: Locale) -> bytes:
    """A workbook with a sheet for each list: the row's number, what is wrong, and its cells, the wrong ones tinted."""
    book = Workbook(write_only=True)
    for place, troubled in enumerate(lists, 1):
        _write_sheet(book, _sheet_name(troubled.name, place, len(lists)), troubled, locale)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _sheet_name(file_name: str, place: int, of: int) -> str:
    """A name that Excel takes: short, without its signs, and different for each list."""
    bare = "".join(" " if letter in "[]:*?/\\'" else letter for letter in cell_text(file_name).rsplit(".", 1)[0])
    number = f" {place}" if of > 1 else ""
    return (bare.strip()[: _LONGEST_NAME - len(number)] or "1") + number


def _write_sheet(book: Any, name: str, troubled: Troubled, locale: Locale) -> None:
    sheet = book.create_sheet(name)
    sheet.sheet_view.rightToLeft = locale.rtl
    sheet.freeze_panes = "C2"
    widths = [_ROW_WIDTH, _REASON_WIDTH, *(_WIDTH for _header in troubled.headers)]
    for place, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    first = [locale.t(N_("Row")), locale.t(N_("What is wrong"))]
    sheet.append([_cell(sheet, text, font=_HEADER_FONT, fill=_HEADER_FILL) for text in (*first, *troubled.headers)])
    for row in troubled.rows:
        number = WriteOnlyCell(sheet, row.row)
        number.alignment = _WRAPPED
        sheet.append(
            [number, _cell(sheet, _said(row, locale), alignment=_WRAPPED), *_as_they_stood(sheet, troubled, row)]
        )
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(widths))}{len(troubled.rows) + 1}"


def _said(row: TroubledRow, locale: Locale) -> str:
    return "\n".join(
        f"{column}: {reason.say(locale)}" if column else reason.say(locale) for column, reason in row.reasons
    )


def _as_they_stood(sheet: Any, troubled: Troubled, row: TroubledRow) -> list[Cell]:
    """A damaged row may have more cells than the list has headers; all of them are there."""
    headers = [*troubled.headers, *("" for _more in row.cells[len(troubled.headers) :])]
    return [
        _cell(sheet, text, fill=_WRONG_FILL, alignment=_WRAPPED)
        if header in row.columns
        else _cell(sheet, text, alignment=_WRAPPED)
        for header, text in zip(headers, row.cells, strict=False)
    ]


def _cell(sheet: Any, text: str, **style: Any) -> Cell:
    """A cell of text, also where it looks like a formula."""
    cell: Cell = WriteOnlyCell(sheet, cell_text(text))
    cell.data_type = "s"
    cell.quotePrefix = looks_like_formula(text)
    for name, value in style.items():
        setattr(cell, name, value)
    return cell
