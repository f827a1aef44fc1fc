"""Workbooks as we write them, with XlsxWriter: row by row, and texts that stay texts whatever they look like."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import IO, Any

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from .sheets import cell_text, looks_like_formula

Pen = Callable[[int, int, Any], object]
"""Writes a value, which is not None, into the cell of a row and a column, both counted from 0."""

HEADER = {"bold": True, "bg_color": "#E8ECEC"}
_FIRST_DAY = dt.date(1900, 3, 1)
"""Before it Excel counts a day that never was, so earlier days are written as text."""
_NAME_LENGTH = 31


@dataclass(frozen=True)
class SheetColumn:
    """The width of a column in characters, how its empty cells look, and whether it is hidden."""

    width: float = 16
    format: Format | None = None
    hidden: bool = False


@contextmanager
def workbook(file: IO[bytes], *, creator: str = "Daftar", at: dt.datetime | None = None) -> Iterator[Workbook]:
    """A workbook on its way into a file, whole when the block ends well.

    Its rows wait in a folder that goes with it, not in memory: each sheet is written from its first row to its last.
    """
    with TemporaryDirectory(prefix="export-", ignore_cleanup_errors=True) as folder:
        book = Workbook(file, {"constant_memory": True, "tmpdir": folder, "use_zip64": True})
        moment = {"created": at.astimezone(dt.UTC)} if at else {}
        book.set_properties({"author": cell_text(creator), **moment})
        yield book
        try:
            book.close()
        except FileCreateError as error:
            raise error.args[0] from error  # the OSError behind it, as everybody else raises it


def add_sheet(book: Workbook, name: str, columns: Sequence[SheetColumn], *, rtl: bool) -> Worksheet:
    """The next sheet, from the right where it is read so. The name is one that `sheet_name` gave."""
    sheet: Worksheet = book.add_worksheet(name)
    if rtl:
        sheet.right_to_left()
    for place, one in enumerate(columns):
        sheet.set_column(place, place, one.width, one.format, {"hidden": one.hidden})
    return sheet


def number_format(kind: str, *, places: int = 0, persian: bool = False) -> str:
    """Excel's format for a kind of figure: money (with so many decimals), count, number, ratio, days, date.

    `persian`: with the digits that are read in Persian; days stay as every spreadsheet reads them.
    """
    money = "#,##0" + ("." + "0" * places if places else "")
    known = {"money": money, "count": "#,##0", "ratio": "0.0%", "days": "#,##0.0", "number": "#,##0.0"}
    if kind not in known:
        return "yyyy-mm-dd" if kind == "date" else "General"
    return f"[$-3000429]{known[kind]}" if persian else known[kind]


def pens_of(
    book: Workbook,
    sheet: Worksheet,
    kinds: Iterable[str],
    *,
    places: int = 0,
    persian: bool = False,
    look: Mapping[str, Any] = MappingProxyType({}),
) -> dict[str, Pen]:
    """A pen for each of these kinds of cells: "text", or a kind of figure (see `number_format`)."""
    found: dict[str, Pen] = {}
    for kind in dict.fromkeys(kinds):
        if kind == "text":
            found[kind] = text_pen(book, sheet, **look)
            continue
        make = day_pen if kind == "date" else number_pen
        found[kind] = make(book, sheet, **look, num_format=number_format(kind, places=places, persian=persian))
    return found


def write_table(
    book: Workbook,
    sheet: Worksheet,
    heads: Sequence[tuple[str, str]],
    rows: Iterable[Sequence[Any]],
    *,
    first: int = 0,
    places: int = 0,
    persian: bool = False,
) -> None:
    """Headers, each with the kind of what stands below it (see `pens_of`), and rows of cells; None stays empty.

    A text is written as one in every column.
    """
    title, text = text_pen(book, sheet, **HEADER, text_wrap=True), text_pen(book, sheet)
    known = pens_of(book, sheet, [kind for _, kind in heads], places=places, persian=persian)
    pens = [known[kind] for _, kind in heads]
    for column, (label, _) in enumerate(heads):
        title(first, column, label)
    for at, cells in enumerate(rows, first + 1):
        for column, value in enumerate(cells):
            if value is not None:
                (text if isinstance(value, str) else pens[column])(at, column, value)


def sheet_name(text: str, *, after: str = "") -> str:
    """A name that Excel takes for a sheet: short and without its signs; `after` is kept at its end."""
    bare = "".join(" " if letter in "[]:*?/\\'\n\t" else letter for letter in cell_text(text)).strip()
    room = 2 * (_NAME_LENGTH - len(after))  # Excel counts the halves of letters beyond the first plane
    return (bare.encode("utf-16-le")[:room].decode("utf-16-le", "ignore").rstrip() or "1") + after


def text_pen(book: Workbook, sheet: Worksheet, **look: Any) -> Pen:
    """Writes texts from anybody: never a formula, not even when somebody edits the cell."""
    plain, guarded = book.add_format(look), book.add_format({**look, "quote_prefix": True})
    write = sheet.write_string

    def pen(row: int, column: int, value: str) -> None:
        text = cell_text(value)
        if text.startswith("<r>"):
            text = f" {text}"  # XlsxWriter would take it for markup of its own
        write(row, column, text, guarded if looks_like_formula(text) else plain)

    return pen


def number_pen(book: Workbook, sheet: Worksheet, **look: Any) -> Pen:
    """Writes numbers: int, float or Decimal."""
    form, write = book.add_format(look), sheet.write_number
    return lambda row, column, value: write(row, column, value, form)


def day_pen(book: Workbook, sheet: Worksheet, **look: Any) -> Pen:
    """Writes days, and local times without a zone."""
    form, write, text = book.add_format(look), sheet.write_datetime, text_pen(book, sheet)

    def pen(row: int, column: int, value: dt.date) -> None:
        day = value.date() if isinstance(value, dt.datetime) else value
        if day < _FIRST_DAY:
            text(row, column, value.isoformat())
        else:
            write(row, column, value, form)

    return pen
