"""The process that reads a file, with limits on its time and memory.

A reader of spreadsheets that meets a hostile file may take the whole process with it, so it gets one
of its own. It takes a JSON request on standard input and writes pickled frames to standard output:
("sheet", name, hidden, first_column, hidden_rows, hidden_columns), then ("rows", numbers, columns,
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
from collections.abc import Iterable, Iterator
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any, BinaryIO

from crm_core.lists._delimited import decode, delimiter_of, records
from crm_core.lists._formats import Unreadable, sniff
from crm_core.lists._html_table import largest_table
from crm_core.lists._spreadsheet import cells, open_workbook, with_errors, worksheets
from crm_core.lists._xlsx_details import Details, DetailsReader

Record = tuple[list[Any], str | None]

BLOCK = 8192
"""Rows written at once: a block is all that this process holds besides the file."""
HEAD = 100
"""Rows that decide how wide the list is; what later rows have beyond that is kept apart."""
MAX_COLUMNS = 16_384
TOO_MANY = "too_many"
_EXACT = 2.0**53


def main() -> None:
    request = json.load(sys.stdin)
    _limit(request["seconds"], request["memory"])
    gc.disable()
    out = sys.stdout.buffer
    try:
        _read(Path(request["path"]).read_bytes(), request, out)
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
    kind = sniff(data)
    if kind in {"text", "html"}:
        _read_text(data, kind, request, out)
        return
    details = DetailsReader(data) if kind == "xlsx" else None
    workbook = open_workbook(data)
    wanted = request["sheet"]
    found = worksheets(workbook)
    if wanted is not None and wanted not in [name for name, _ in found]:
        raise Unreadable("no_sheet", sheet=wanted, sheets=", ".join(name for name, _ in found))
    for name, hidden in found:
        taken = name == wanted if wanted is not None else not hidden
        first_column, rows = cells(workbook, name) if taken else (1, iter(()))
        more = details.of(name) if details and taken else Details()
        pickle.dump(("sheet", name, hidden, first_column, more.hidden_rows, more.hidden_columns), out)
        rows = with_errors(rows, first_column, more.errors)
        _write_rows(((row, None) for row in rows), request["rows"], out, ragged=False)
    pickle.dump(("end", kind, None, None, []), out)


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
    pickle.dump(("sheet", "", False, 1, [], []), out)
    _write_rows(rows, request["rows"], out, ragged=True)
    pickle.dump(("end", kind, encoding, delimiter, notes), out)


def _page_rows(text: str) -> list[list[str]]:
    rows = largest_table(text)
    if not rows:
        raise Unreadable("web_page")
    return rows


def _write_rows(rows: Iterable[Record], limit: int, out: BinaryIO, *, ragged: bool) -> None:
    """Rows in blocks of columns; blank rows are left out, the others keep their number.

    `widths` (of text only) tells how many fields each row had, `damage` names rows that are broken:
    {position in block: (code, fields beyond the usual width)}.
    """
    numbered = enumerate(rows, 1)
    usual = 0
    while block := list(islice(numbered, BLOCK)):
        if block[-1][0] > limit:
            raise Unreadable("rows", limit=limit)
        kept = [(number, row, why) for number, (row, why) in block if row.count("") < len(row)]
        if not kept:
            continue
        usual = usual or min(max(len(row) for _, row, _ in kept[:HEAD]), MAX_COLUMNS)
        table = [row for _, row, _ in kept]
        damage = {
            at: (why or TOO_MANY, row[usual:])
            for at, (_, row, why) in enumerate(kept)
            if why or row[usual:].count("") < len(row) - usual
        }
        numbers = array("I", [number for number, _, _ in kept]).tobytes()
        widths = array("I", map(len, table)).tobytes() if ragged else None
        columns = [_pack(column) for column in zip_longest(*(row[:usual] for row in table), fillvalue="")]
        pickle.dump(("rows", numbers, columns, widths, damage), out, protocol=5)


def _pack(column: Iterable[Any]) -> bytes:
    """A column's cells. marshal is twice as quick as pickle, but knows no dates."""
    cells = list(column)
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
