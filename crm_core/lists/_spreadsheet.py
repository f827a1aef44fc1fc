"""Workbooks through calamine: which sheets there are, and their cells row by row."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from crm_core.lists._formats import Unreadable


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


def cells(workbook: CalamineWorkbook, name: str) -> tuple[int, Iterator[list[Any]]]:
    """The first column of the used area (A = 1) and the sheet's rows from row 1 on, blank ones included."""
    try:
        sheet = workbook.get_sheet_by_name(name)
    except PasswordError as error:
        raise Unreadable("password") from error
    except (CalamineError, OSError, ValueError) as error:
        raise Unreadable("damaged") from error
    return (sheet.start[1] + 1, sheet.iter_rows()) if sheet.start else (1, iter(()))


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
