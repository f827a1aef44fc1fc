"""Error cells, hidden rows and hidden columns of an .xls file (BIFF8), from its records."""

from __future__ import annotations

import io
from collections.abc import Iterator
from struct import unpack_from

import olefile

from crm_core.lists._details import ERROR_CODES, Details

_SHEET = 0x0085
_BEGIN, _END = 0x0809, 0x000A
_FORMULA, _BOOL_OR_ERROR, _ROW, _COLUMNS = 0x0006, 0x0205, 0x0208, 0x007D
_ROW_HIDDEN = 0x20


def xls_details(data: bytes) -> Iterator[tuple[str, Details]]:
    """Each sheet's name and its details."""
    with olefile.OleFileIO(io.BytesIO(data)) as ole:
        book = ole.openstream("Workbook").read()
    for name, start in _sheets(book):
        yield name, _details(book, start)


def _records(book: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """Number, start and size of each record from `at` to the end of its part."""
    depth = 0
    while at + 4 <= len(book):
        number, size = unpack_from("<HH", book, at)
        depth += (number == _BEGIN) - (number == _END)
        if depth <= 0:
            return
        yield number, at + 4, size
        at += 4 + size


def _sheets(book: bytes) -> Iterator[tuple[str, int]]:
    for number, at, size in _records(book, 0):
        if number == _SHEET and size >= 8:
            start, _state, _kind, length, flags = unpack_from("<IBBBB", book, at)
            raw = book[at + 8 : at + 8 + length * (1 + (flags & 1))]
            yield raw.decode("utf-16-le" if flags & 1 else "latin-1", "replace"), start


def _details(book: bytes, start: int) -> Details:
    details = Details()
    for number, at, size in _records(book, start):
        if number == _FORMULA and size >= 14 and book[at + 12 : at + 14] == b"\xff\xff" and book[at + 6] == 2:
            row, column = unpack_from("<HH", book, at)
            details.error(row + 1, column + 1, ERROR_CODES.get(book[at + 8], "#VALUE!"))
        elif number == _BOOL_OR_ERROR and size >= 8 and book[at + 7]:
            row, column = unpack_from("<HH", book, at)
            details.error(row + 1, column + 1, ERROR_CODES.get(book[at + 6], "#VALUE!"))
        elif number == _ROW and size >= 14 and book[at + 12] & _ROW_HIDDEN:
            (row,) = unpack_from("<H", book, at)
            details.hide_rows(row + 1, row + 1)
        elif number == _COLUMNS and size >= 10 and book[at + 8] & 1:
            first, last = unpack_from("<HH", book, at)
            details.hide_columns(first + 1, last + 1)
    return details
