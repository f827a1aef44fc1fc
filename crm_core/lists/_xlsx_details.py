"""Error cells, hidden rows and hidden columns of an .xlsx file, from its XML by pattern, block by block."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterator

from crm_core.lists._details import Details

BLOCK = 1 << 20

_SHEET = re.compile(rb"<(?:\w+:)?sheet\b([^>]*)>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b([^>]*)>")
_ATTRIBUTE = re.compile(rb'([\w:]+)\s*=\s*"([^"]*)"')
_ERROR_CELL = re.compile(rb'<(?:\w+:)?c\b([^>]*\bt="e"[^>]*)>(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v>([^<]*)<', re.DOTALL)
_HIDDEN_ROW = re.compile(rb'<(?:\w+:)?row\b([^>]*\bhidden="(?:1|true)"[^>]*)>')
_HIDDEN_COLUMN = re.compile(rb'<(?:\w+:)?col\b([^>]*\bhidden="(?:1|true)"[^>]*)>')
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")


def xlsx_details(data: bytes) -> Iterator[tuple[str, Details]]:
    """Each sheet's name and its details."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name, part in _parts(archive):
            yield name, _details(archive, part)


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
    if b't="e"' in text:
        for attributes, value in _ERROR_CELL.findall(text):
            place = _REFERENCE.fullmatch(_attributes(attributes).get("r", ""))
            if place:
                details.error(int(place[2]), column_number(place[1]), html.unescape(value.decode()))
    if b'hidden="' in text:
        for found in _HIDDEN_ROW.findall(text):
            row = _attributes(found).get("r", "")
            if row.isdecimal():
                details.hide_rows(int(row), int(row))
        for found in map(_attributes, _HIDDEN_COLUMN.findall(text)):
            first, last = int(found.get("min", 0)), int(found.get("max", 0))
            details.hide_columns(first, last)
