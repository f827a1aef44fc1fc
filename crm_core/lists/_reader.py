"""The process that reads a file, with limits on its time and memory.

A reader of spreadsheets that meets a hostile file may take the whole process with it, so it gets one
of its own. It takes a line of JSON (the request) and the file on standard input, unless the request names
a path, and writes frames (`_frames`) to standard output.
"""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from crm_core.lists._cards import cards
from crm_core.lists._delimited import decode, delimiter_of, pasted, records
from crm_core.lists._details import Details, DetailsReader
from crm_core.lists._formats import Unreadable, sniff
from crm_core.lists._frames import Frames, Record
from crm_core.lists._html_table import largest_table
from crm_core.lists._ods_details import ods_details
from crm_core.lists._protected import unlocked
from crm_core.lists._spreadsheet import SheetCells, cells, open_workbook, with_errors, worksheets
from crm_core.lists._xls_details import xls_details
from crm_core.lists._xlsx_details import xlsx_details

_DETAILS = {"xlsx": xlsx_details, "xls": xls_details, "ods": ods_details}


def main() -> None:
    given = sys.stdin.buffer
    request = json.loads(given.readline())
    _limit(request["seconds"], request["memory"])
    gc.disable()
    out = Frames(sys.stdout.buffer, request["rows"])
    try:
        data = Path(request["path"]).read_bytes() if "path" in request else given.read()
        _read(data, request, out)
    except Unreadable as refused:
        out.refused(refused.code, refused.params)
    except MemoryError:
        out.refused("memory", {})
    except BaseException as error:  # the reader's panics derive from BaseException
        print(repr(error), file=sys.stderr)
        out.refused("damaged", {})


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


def _read(data: bytes, request: dict[str, Any], out: Frames) -> None:
    if request.get("pasted"):
        _read_pasted(data.decode("utf-8"), request, out)
        return
    try:
        _read_open(data, request, out)
    except Unreadable as refused:
        if refused.code != "password":
            raise
        _read_open(unlocked(data, request["password"]), request, out)


def _read_open(data: bytes, request: dict[str, Any], out: Frames) -> None:
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
        out.sheet(about | hides)
        out.cells(with_errors(sheet.rows, sheet.first_column, more.errors))
    out.end(kind)


def _read_cards(data: bytes, request: dict[str, Any], out: Frames) -> None:
    rows, encoding = cards(data)
    if not rows:
        raise Unreadable("no_cards")
    out.sheet({"name": "", "means": "contacts"})
    out.cells(iter(rows))
    out.end("cards", encoding)


def _read_pasted(text: str, request: dict[str, Any], out: Frames) -> None:
    if not text.strip():
        raise Unreadable("empty")
    delimiter = "\t" if "\t" in text else delimiter_of(text)
    rows = pasted(text) if delimiter == "\t" else records(text, delimiter)
    out.sheet({"name": ""})
    out.records(rows)
    out.end("text", "utf-8", delimiter)


def _read_text(data: bytes, kind: str, request: dict[str, Any], out: Frames) -> None:
    text, encoding = decode(data)
    notes = ["undecodable"] if "\ufffd" in text else []
    delimiter = None
    rows: Iterator[Record]
    if kind == "html":
        rows = ((row, None) for row in _page_rows(text))
    else:
        delimiter = delimiter_of(text)
        rows = records(text, delimiter)
    out.sheet({"name": ""})
    out.records(rows)
    out.end(kind, encoding, delimiter, notes)


def _page_rows(text: str) -> list[list[str]]:
    rows = largest_table(text)
    if not rows:
        raise Unreadable("web_page")
    return rows


if __name__ == "__main__":
    main()
