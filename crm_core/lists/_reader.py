"""The process that reads a file, with limits on its time and memory.

A reader of spreadsheets that meets a hostile file may take the whole process with it, so it gets one
of its own. It takes a line of JSON (the request) and the file on standard input, unless the request names
a path, and writes pickled frames to standard output:
("sheet", what it is called and what it hides), then ("rows", numbers, columns,
widths, damage) in blocks, then ("end", format, encoding, delimiter, notes), or ("refused", code, params)
in their place.
"""

from __future__ import annotations

import gc
import json
import marshal
import pickle
import sys
from array import array
from collections.abc import Iterator
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from crm_core.lists._cards import cards
from crm_core.lists._delimited import decode, delimiter_of, pasted, records
from crm_core.lists._details import Details, DetailsReader
from crm_core.lists._formats import Unreadable, sniff
from crm_core.lists._html_table import largest_table
from crm_core.lists._ods_details import ods_details
from crm_core.lists._protected import unlocked
from crm_core.lists._spreadsheet import SheetCells, cells, open_workbook, with_errors, worksheets
from crm_core.lists._xls_details import xls_details
from crm_core.lists._xlsx_details import xlsx_details

Record = tuple[list[Any], str | None]
_Row = TypeVar("_Row")

BLOCK = 8192
"""Rows written at once: a block is all that this process holds besides the file."""
HEAD = 100
"""Rows that decide how wide the list is; what later rows have beyond that is kept apart."""
MAX_COLUMNS = 16_384
TOO_MANY = "too_many"
_EXACT = 2.0**53
_DETAILS = {"xlsx": xlsx_details, "xls": xls_details, "ods": ods_details}


def main() -> None:
    given = sys.stdin.buffer
    request = json.loads(given.readline())
    _limit(request["seconds"], request["memory"])
    gc.disable()
    out = sys.stdout.buffer
    try:
        data = Path(request["path"]).read_bytes() if "path" in request else given.read()
        _read(data, request, out)
    except Unreadable as refused:
        pickle.dump(("refused", refused.code, refused.params), out)
    except MemoryError:
        pickle.dump(("refused", "memory", {}), out)
    except BaseException as error:  # the reader's panics derive from BaseException
        print(repr(error), file=sys.stderr)
        pickle.dump(("refused", "damaged", {}), out)


def _limit(seconds: int, memory: int) -> None:
    """Bounds of this process; where the system has none, the parent's clock is the bound."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _read(data: bytes, request: dict[str, Any], out: BinaryIO) -> None:
    if request.get("pasted"):
        _read_pasted(data.decode("utf-8"), request, out)
        return
    try:
        _read_open(data, request, out)
    except Unreadable as refused:
        if refused.code != "password":
            raise
        _read_open(unlocked(data, request["password"]), request, out)


def _read_open(data: bytes, request: dict[str, Any], out: BinaryIO) -> None:
    kind = sniff(data)
    if kind == "cards":
        _read_cards(data, request, out)
        return
    if kind in {"text", "html"}:
        _read_text(data, kind, request, out)
        return
    details = DetailsReader(_DETAILS[kind], data) if kind in _DETAILS else None
    workbook = open_workbook(data)
    wanted = request["sheet"]
    found = worksheets(workbook)
    if wanted is not None and wanted not in [name for name, _ in found]:
        raise Unreadable("no_sheet", sheet=wanted, sheets=", ".join(name for name, _ in found))
    for name, hidden in found:
        taken = name == wanted if wanted is not None else not hidden
        sheet = cells(workbook, name) if taken else SheetCells()
        more = details.of(name) if details and taken else Details()
        about = {"name": name, "hidden": hidden, "first_column": sheet.first_column, "merged": sheet.merged}
        hides = {"hidden_rows": more.hidden_rows, "hidden_columns": more.hidden_columns}
        pickle.dump(("sheet", about | hides), out)
        _write_cells(with_errors(sheet.rows, sheet.first_column, more.errors), request["rows"], out)
    pickle.dump(("end", kind, None, None, []), out)


def _read_cards(data: bytes, request: dict[str, Any], out: BinaryIO) -> None:
    rows, encoding = cards(data)
    if not rows:
        raise Unreadable("no_cards")
    pickle.dump(("sheet", {"name": "", "means": "contacts"}), out)
    _write_cells(iter(rows), request["rows"], out)
    pickle.dump(("end", "cards", encoding, None, []), out)


def _read_pasted(text: str, request: dict[str, Any], out: BinaryIO) -> None:
    if not text.strip():
        raise Unreadable("empty")
    delimiter = "\t" if "\t" in text else delimiter_of(text)
    rows = pasted(text) if delimiter == "\t" else records(text, delimiter)
    pickle.dump(("sheet", {"name": ""}), out)
    _write_records(rows, request["rows"], out)
    pickle.dump(("end", "text", "utf-8", delimiter, []), out)


def _read_text(data: bytes, kind: str, request: dict[str, Any], out: BinaryIO) -> None:
    text, encoding = decode(data)
    notes = ["nul"] if "\x00" in text else []
    text = text.replace("\x00", "")
    if "\ufffd" in text:
        notes.append("undecodable")
    delimiter = None
    rows: Iterator[Record]
    if kind == "html":
        rows = ((row, None) for row in _page_rows(text))
    else:
        delimiter = delimiter_of(text)
        rows = records(text, delimiter)
    pickle.dump(("sheet", {"name": ""}), out)
    _write_records(rows, request["rows"], out)
    pickle.dump(("end", kind, encoding, delimiter, notes), out)


def _page_rows(text: str) -> list[list[str]]:
    rows = largest_table(text)
    if not rows:
        raise Unreadable("web_page")
    return rows


def _write_cells(rows: Iterator[list[Any]], limit: int, out: BinaryIO) -> None:
    """Rows of equal width in blocks of columns; blank rows are left out, the others keep their number."""
    for start, block in _blocks(rows, limit):
        kept = [at for at, row in enumerate(block) if row.count("") < len(row)]
        if not kept:
            continue
        table = block if len(kept) == len(block) else [block[at] for at in kept]
        columns = [_pack(list(column)) for column in zip(*table, strict=True)]
        _write_block([start + at for at in kept], columns, None, {}, out)


def _write_records(records: Iterator[Record], limit: int, out: BinaryIO) -> None:
    """Records of text in blocks of columns, with the number of fields each had.

    Damaged ones are named: {position in block: (code, fields beyond the usual width)}.
    """
    usual = 0
    for start, block in _blocks(records, limit):
        kept = [(start + at, row, why) for at, (row, why) in enumerate(block) if row.count("") < len(row)]
        if not kept:
            continue
        usual = usual or min(max(len(row) for _, row, _ in kept[:HEAD]), MAX_COLUMNS)
        damage = {
            at: (why or TOO_MANY, row[usual:])
            for at, (_, row, why) in enumerate(kept)
            if why or (len(row) > usual and row[usual:].count("") < len(row) - usual)
        }
        table = [row[:usual] for _, row, _ in kept]
        columns = [_pack(list(column)) for column in zip_longest(*table, fillvalue="")]
        widths = array("I", [len(row) for _, row, _ in kept])
        _write_block([number for number, _, _ in kept], columns, widths, damage, out)


def _blocks(rows: Iterator[_Row], limit: int) -> Iterator[tuple[int, list[_Row]]]:
    """Blocks of rows with the number of their first row; Unreadable beyond the limit."""
    start = 1
    while block := list(islice(rows, BLOCK)):
        if start + len(block) - 1 > limit:
            raise Unreadable("rows", limit=limit)
        yield start, block
        start += len(block)


def _write_block(
    numbers: list[int],
    columns: list[bytes],
    widths: array[int] | None,
    damage: dict[int, tuple[str, list[Any]]],
    out: BinaryIO,
) -> None:
    counted = widths.tobytes() if widths is not None else None
    pickle.dump(("rows", array("I", numbers).tobytes(), columns, counted, damage), out, protocol=5)


def _pack(cells: list[Any]) -> bytes:
    """A column's cells. marshal is twice as quick as pickle, but knows no dates."""
    if float in set(map(type, cells)):
        cells = [_whole(cell) if type(cell) is float else cell for cell in cells]
    try:
        return b"m" + marshal.dumps(cells, 2)
    except ValueError:
        return b"p" + pickle.dumps(cells, protocol=5)


def _whole(number: float) -> int | float:
    """Spreadsheets know only floating numbers; a whole one is meant as an integer."""
    return int(number) if number.is_integer() and abs(number) < _EXACT else number


if __name__ == "__main__":
    main()
