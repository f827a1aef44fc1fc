"""What calamine does not tell of an .xlsx file: error cells, hidden rows and hidden columns.

Read from the XML by pattern, block by block, while calamine (which lets other threads run) reads the
cells. Where the XML is odd, nothing is found and nothing is lost: the cells come from calamine.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import Thread

BLOCK = 1 << 20
MAX_MARKS = 100_000

_SHEET = re.compile(rb"<(?:\w+:)?sheet\b([^>]*)>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b([^>]*)>")
_ATTRIBUTE = re.compile(rb'([\w:]+)\s*=\s*"([^"]*)"')
_ERROR_CELL = re.compile(rb'<(?:\w+:)?c\b([^>]*\bt="e"[^>]*)>(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v>([^<]*)<', re.DOTALL)
_HIDDEN_ROW = re.compile(rb'<(?:\w+:)?row\b([^>]*\bhidden="(?:1|true)"[^>]*)>')
_HIDDEN_COLUMN = re.compile(rb'<(?:\w+:)?col\b([^>]*\bhidden="(?:1|true)"[^>]*)>')
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")


@dataclass
class Details:
    """Of one sheet: {row: {column: error value}} and what is hidden, all counted from 1 as Excel does."""

    errors: dict[int, dict[int, str]] = field(default_factory=lambda: defaultdict(dict))
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)


class DetailsReader(Thread):
    """Reads the details of all sheets beside the main thread; `of(sheet)` waits for them."""

    def __init__(self, data: bytes) -> None:
        super().__init__(daemon=True)
        self._data = data
        self._found: dict[str, Details] = {}
        self.start()

    def run(self) -> None:
        try:
            with zipfile.ZipFile(io.BytesIO(self._data)) as archive:
                for name, part in _parts(archive):
                    self._found[name] = _details(archive, part)
        except (KeyError, ValueError, OSError, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError):
            return

    def of(self, sheet: str) -> Details:
        self.join()
        return self._found.get(sheet, Details())


def column_number(letters: str) -> int:
    """A = 1, Z = 26, AA = 27."""
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - 64
    return number


def _attributes(text: bytes) -> dict[str, str]:
    found = _ATTRIBUTE.findall(text)
    return {name.decode(): html.unescape(value.decode("utf-8", "replace")) for name, value in found}


def _parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Each sheet's name and the member that holds its cells."""
    targets = {
        relation["Id"]: relation["Target"]
        for relation in map(_attributes, _RELATION.findall(archive.read("xl/_rels/workbook.xml.rels")))
    }
    for sheet in map(_attributes, _SHEET.findall(archive.read("xl/workbook.xml"))):
        target = targets.get(sheet.get("r:id", ""))
        if target:
            yield sheet["name"], target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _details(archive: zipfile.ZipFile, part: str) -> Details:
    details = Details()
    rest = b""
    with archive.open(part) as member:
        while block := member.read(BLOCK):
            text = rest + block
            cut = text.rfind(b"<", 0, max(text.rfind(b"</c>"), text.rfind(b"<row"), 0) + 1)
            _note(text[:cut] if cut > 0 else text, details)
            rest = text[cut:] if cut > 0 else b""
    _note(rest, details)
    return details


def _note(text: bytes, details: Details) -> None:
    if b't="e"' in text and len(details.errors) < MAX_MARKS:
        for attributes, value in _ERROR_CELL.findall(text):
            place = _REFERENCE.fullmatch(_attributes(attributes).get("r", ""))
            if place:
                details.errors[int(place[2])][column_number(place[1])] = html.unescape(value.decode())
    if b'hidden="' in text:
        if len(details.hidden_rows) < MAX_MARKS:
            rows = (_attributes(found).get("r", "") for found in _HIDDEN_ROW.findall(text))
            details.hidden_rows += [int(row) for row in rows if row.isdigit()]
        for found in map(_attributes, _HIDDEN_COLUMN.findall(text)):
            first, last = int(found.get("min", 0)), int(found.get("max", 0))
            details.hidden_columns += range(first, min(last, first + 1000) + 1)
