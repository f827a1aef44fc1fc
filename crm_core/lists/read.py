"""Bytes in, sheets out: what a file holds, cell by cell, before anything is made of it.

The file is read by a process of its own (`_reader`) with limits on time and memory. Cells come as
columns; blank rows are left out, the others keep the number that Excel shows beside them. An empty
cell is "".
"""

from __future__ import annotations

import contextlib
import io
import json
import logging
import marshal
import pickle
import signal
import subprocess
import sys
import tempfile
import threading
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, ClassVar

from crm_core.base.errors import ReadError
from crm_core.base.i18n import N_
from crm_core.lists._saying import Saying

if TYPE_CHECKING:
    from crm_core.trust.company import Company

log = logging.getLogger(__name__)

Cell = str | int | float | bool | date | datetime | time | timedelta

_PROJECT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Limits:
    """What a file may be and what reading it may cost; None lets it grow with the size of the file."""

    bytes: int = 200 << 20
    rows: int = 1_048_576
    seconds: int | None = None
    memory: int | None = None

    def request(self, size: int) -> dict[str, int]:
        seconds = self.seconds or 10 + 2 * (size >> 20)
        return {
            "rows": self.rows,
            "seconds": seconds,
            "memory": self.memory or min((768 << 20) + 30 * size, 4 << 30),
        }


def limits_of(company: Company) -> Limits:
    """What the company lets a list be."""
    return Limits(bytes=company.list_megabytes << 20, rows=company.list_rows)


@dataclass(frozen=True)
class Damage:
    """Why a row of a text file is broken, and the fields that it has beyond the width of the list."""

    code: str
    surplus: list[str]


@dataclass
class Sheet:
    """The cells of one sheet. `numbers[i]` is the row, as Excel numbers it, of the i-th cell of each column.

    `first_column` (1 = A) is where the used area begins; hidden rows and columns are numbered as Excel
    numbers them, and their cells are there like all others. `merged` has the merged cells near the top:
    first row and column, last row and column. `means` is the kind of list that the format itself says.
    Of a text file, `widths` holds the number of fields of each row and `damaged` the rows that are broken,
    by position.
    """

    name: str
    hidden: bool = False
    first_column: int = 1
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    means: str | None = None
    numbers: array[int] = field(default_factory=lambda: array("I"))
    columns: list[list[Cell]] = field(default_factory=list)
    widths: array[int] | None = None
    damaged: dict[int, Damage] = field(default_factory=dict)

    @property
    def height(self) -> int:
        return len(self.numbers)

    @property
    def width(self) -> int:
        return len(self.columns)

    def row(self, position: int) -> list[Cell]:
        """The cells of one row, fields beyond the width of the list included."""
        damage = self.damaged.get(position)
        return [column[position] for column in self.columns] + list(damage.surplus if damage else [])

    def extend(self, numbers: array[int], columns: list[list[Cell]]) -> None:
        """Add rows below; where the widths differ, missing cells are empty."""
        height = self.height
        for _ in range(len(columns) - self.width):
            self.columns.append([""] * height)
        for mine, more in zip(self.columns, columns, strict=False):
            mine.extend(more)
        for mine in self.columns[len(columns) :]:
            mine.extend([""] * len(numbers))
        self.numbers.extend(numbers)


@dataclass(frozen=True)
class Workbook:
    """A file that was read: its format and its sheets in order (hidden ones empty unless asked for)."""

    name: str
    format: str
    sheets: list[Sheet]
    encoding: str | None = None
    delimiter: str | None = None
    notes: list[Saying] = field(default_factory=list)

    def first(self) -> Sheet | None:
        """The first visible sheet that has cells."""
        return next((sheet for sheet in self.sheets if not sheet.hidden and sheet.height), None)


_REFUSALS: Mapping[str, str] = {
    "empty": N_("The file is empty."),
    "password": N_("The file is protected with a password. Enter the password to open it."),
    "wrong_password": N_("This password does not open the file."),
    "locked": N_("The file is protected in a way that cannot be opened here. Save it in Excel without the protection."),
    "damaged": N_("The file is damaged and cannot be read. Open it in Excel and save it again as .xlsx."),
    "no_workbook": N_("This is an archive without a workbook in it, not a list."),
    "archive": N_("This is a compressed archive, not a list. Unpack it and choose the list inside."),
    "picture": N_("This is a picture, not a list."),
    "pdf": N_("This is a PDF, not a list. Ask for the list as Excel or CSV."),
    "document": N_("This is a text document, not a list. Copy its table into Excel and save that."),
    "no_cards": N_("This file of contact cards has no contact in it."),
    "program": N_("This is a program, not a list."),
    "binary": N_("This is not a list: it is neither a workbook nor text."),
    "web_page": N_("This is a web page without a table, not a list."),
    "xml_2003": N_("This is a workbook in the XML format of 2003. Open it in Excel and save it as .xlsx."),
    "one_line": N_("This file holds one line of text, not a list."),
    "no_sheet": N_("There is no sheet “{sheet}” in this file. It has: {sheets}."),
    "unpacks": N_("The file unpacks to more than a list can hold. It was not opened."),
    "rows": N_("The list has more than {limit} rows. Split it and bring in one part after the other."),
    "long_field": N_("A cell of this file is far too long for a list. A quotation mark may be open."),
    "size": N_("The file is larger than {limit} megabytes."),
    "memory": N_(
        "Reading this file takes more memory than is allowed. Cells far below or beside the list may be the "
        "reason: copy the list to a new file."
    ),
    "time": N_("Reading this file takes too long. Copy the list to a new file and try again."),
}
_NOTES: Mapping[str, str] = {
    "control": N_("Control characters, which nobody sees, were left out."),
    "undecodable": N_("Some letters could not be read and show as �."),
}
_HIDDEN = N_("Hidden sheets that were left out: {sheets}.")
_READ_AS = N_("Read as {encoding} text.")


def read(
    source: bytes | Path,
    *,
    name: str = "",
    sheet: str | None = None,
    limits: Limits = Limits(),
    password: str | None = None,
) -> Workbook:
    """The sheets of a file, told by its content; with `sheet` only that one (hidden or not) has cells.

    Raises ReadError with a sentence for the person when the file cannot be read as a list; its code is
    "password" where a password is needed and "wrong_password" where the one given does not open it.
    Neither the file nor the password is written to disk.
    """
    if isinstance(source, bytes):
        return _read(source, len(source), name, limits, {"sheet": sheet, "password": password})
    request = {"sheet": sheet, "password": password, "path": str(source.resolve())}
    return _read(b"", source.stat().st_size, name or source.name, limits, request)


def read_pasted(text: str, *, name: str = "", limits: Limits = Limits()) -> Workbook:
    """The cells of a sheet as they come from the clipboard. Raises ReadError."""
    data = text.encode(errors="replace")
    return _read(data, len(data), name, limits, {"sheet": None, "password": None, "pasted": True})


def _read(data: bytes, size: int, name: str, limits: Limits, request: dict[str, Any]) -> Workbook:
    if size > limits.bytes:
        raise _refused("size", limit=limits.bytes >> 20)
    with tempfile.TemporaryFile(prefix="list-") as out:
        _run_reader(request | limits.request(size), data, out)
        out.seek(0)
        return _assemble(name, _frames(out))


def _refused(code: str, **params: str | int) -> ReadError:
    return ReadError(_REFUSALS[code], code=code, **params)


def _run_reader(request: dict[str, Any], data: bytes, out: IO[bytes]) -> None:
    """Run the reader on a request and, unless that names a path, the file; when it dies, `out` ends early."""
    with tempfile.TemporaryFile() as errors:
        with subprocess.Popen(
            [sys.executable, "-m", "crm_core.lists._reader"],
            stdin=subprocess.PIPE,
            stdout=out,
            stderr=errors,
            cwd=_PROJECT,
        ) as reader:
            late = threading.Event()

            def end() -> None:
                late.set()
                reader.kill()

            # What a reader may spend is time of the processor; on a busy machine that takes longer by the clock.
            clock = threading.Timer(request["seconds"] * 4, end)
            clock.daemon = True
            clock.start()
            try:
                _hand_over(reader, request, data)
                code = reader.wait()
            finally:
                clock.cancel()
                reader.kill()
        if code == 0:
            return
        errors.seek(0)
        said = errors.read(4000).decode(errors="replace")
    log.warning("the reader ended with %s: %s", code, said)
    if late.is_set() or _ran_out_of_time(code):
        raise _refused("time")
    out_of_memory = "memory allocation" in said or "MemoryError" in said
    raise _refused("memory" if out_of_memory else "damaged")


def _hand_over(reader: subprocess.Popen[bytes], request: dict[str, Any], data: bytes) -> None:
    """A line with the request, then the file. A reader that is gone before it has read all says why in its end."""
    pipe = reader.stdin
    if pipe is None:
        raise ValueError("the reader takes its request on standard input")
    try:
        pipe.write(json.dumps(request).encode() + b"\n")
        pipe.write(data)
    except (BrokenPipeError, OSError):
        log.debug("the reader ended before it had read the whole file")
    finally:
        with contextlib.suppress(OSError):
            pipe.close()


def _ran_out_of_time(code: int) -> bool:
    return -code in {getattr(signal, "SIGXCPU", None), getattr(signal, "SIGKILL", None)}


class _Frames(pickle.Unpickler):
    """Takes nothing but the types that cells have."""

    allowed: ClassVar[dict[tuple[str, str], type]] = {
        ("datetime", "date"): date,
        ("datetime", "datetime"): datetime,
        ("datetime", "time"): time,
        ("datetime", "timedelta"): timedelta,
    }

    def find_class(self, module: str, name: str) -> Any:
        return self.allowed[module, name]


def _frames(file: IO[bytes]) -> Iterator[tuple[Any, ...]]:
    while True:
        try:
            yield _Frames(file).load()
        except EOFError:
            return


def _unpack(column: bytes) -> list[Cell]:
    cells: list[Cell] = (
        marshal.loads(column[1:])  # noqa: S302 (our own reader wrote it)
        if column[:1] == b"m"
        else _Frames(io.BytesIO(column[1:])).load()
    )
    return cells


def _assemble(name: str, frames: Iterator[tuple[Any, ...]]) -> Workbook:
    sheets: list[Sheet] = []
    for kind, *rest in frames:
        if kind == "refused":
            code, params = rest
            raise _refused(code, **params)
        if kind == "sheet":
            sheets.append(Sheet(**rest[0]))
        elif kind == "rows":
            _add_block(sheets[-1], *rest)
        else:
            return _workbook(name, sheets, *rest)
    raise _refused("damaged")


def _add_block(
    sheet: Sheet,
    numbers: bytes,
    columns: list[bytes],
    widths: bytes | None,
    damage: dict[int, tuple[str, list[str]]],
) -> None:
    below = sheet.height
    sheet.damaged.update({below + at: Damage(code, surplus) for at, (code, surplus) in damage.items()})
    sheet.extend(array("I", numbers), [_unpack(column) for column in columns])
    if widths is not None:
        sheet.widths = sheet.widths or array("I")
        sheet.widths.frombytes(widths)


def _workbook(
    name: str,
    sheets: list[Sheet],
    format_: str,
    encoding: str | None,
    delimiter: str | None,
    codes: list[str],
) -> Workbook:
    if format_ == "text":
        only = sheets[0]
        if only.height == 1 and only.width == 1:
            raise _refused("one_line")
    notes = [Saying(_NOTES[code]) for code in codes]
    hidden = [sheet.name for sheet in sheets if sheet.hidden and not sheet.height]
    if hidden:
        notes.append(Saying(_HIDDEN, {"sheets": ", ".join(hidden)}))
    if encoding is not None and not encoding.startswith("utf"):
        notes.insert(0, Saying(_READ_AS, {"encoding": _plain_name(encoding)}))
    return Workbook(name, format_, sheets, encoding, delimiter, notes)


def _plain_name(encoding: str) -> str:
    return f"Windows-{encoding[2:]}" if encoding.startswith("cp12") else encoding
