"""Workbooks through calamine: which sheets there are, and their cells row by row."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from crm_core.lists._formats import Unreadable

MERGED_TO_ROW = 100
MERGED = 2000
"""How many merged cells are told, and down to which row they begin."""


def open_workbook(data: bytes) -> CalamineWorkbook:
    """The workbook in `data`, whatever its format; Unreadable when it cannot be opened."""
    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(data))
    except PasswordError as error:
        raise Unreadable("password") from error
    except (CalamineError, OSError, ValueError) as error:
        raise Unreadable("damaged") from error


def worksheets(workbook: CalamineWorkbook) -> list[tuple[str, bool]]:
    """Name, and whether it is hidden, of each sheet with cells (charts, macros and dialogs left out)."""
    return [
        (sheet.name, sheet.visible != SheetVisibleEnum.Visible)
        for sheet in workbook.sheets_metadata
        if sheet.typ == SheetTypeEnum.WorkSheet
    ]


@dataclass
class SheetCells:
    """A sheet's rows from row 1 on, blank ones included, and the first column of its used area (A = 1).

    `merged` has the merged cells near the top, where headers are: first row and column, last row and column.
    """

    first_column: int = 1
    rows: Iterator[list[Any]] = field(default_factory=lambda: iter(()))
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)


def cells(workbook: CalamineWorkbook, name: str) -> SheetCells:
    """The cells of the sheet with this name. Unreadable where it cannot be read."""
    try:
        sheet = workbook.get_sheet_by_name(name)
    except PasswordError as error:
        raise Unreadable("password") from error
    except (CalamineError, OSError, ValueError) as error:
        raise Unreadable("damaged") from error
    if not sheet.start:
        return SheetCells()
    ranges = sheet.merged_cell_ranges or []
    merged = [(a + 1, b + 1, c + 1, d + 1) for (a, b), (c, d) in ranges if a < MERGED_TO_ROW][:MERGED]
    return SheetCells(sheet.start[1] + 1, sheet.iter_rows(), merged)


def with_errors(rows: Iterator[list[Any]], first_column: int, errors: dict[int, dict[int, str]]) -> Iterator[list[Any]]:
    """The rows with the error values (#N/A and its like) in their places, which calamine leaves empty."""
    if not errors:
        return rows
    return (_marked(row, first_column, errors.get(number, {})) for number, row in enumerate(rows, 1))


def _marked(row: list[Any], first_column: int, errors: dict[int, str]) -> list[Any]:
    for column, error in errors.items():
        if 0 <= column - first_column < len(row):
            row[column - first_column] = error
    return row
