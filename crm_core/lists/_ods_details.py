"""Error cells, hidden rows and hidden columns of an .ods file, from its XML."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from xml.parsers import expat

from crm_core.lists._details import Details

_BLOCK = 1 << 20
_HIDDEN = frozenset({"collapse", "filter"})


def ods_details(data: bytes) -> Iterator[tuple[str, Details]]:
    """Each sheet's name and its details."""
    found = _Sheets()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open("content.xml") as member:
        while block := member.read(_BLOCK):
            found.parser.Parse(block, False)
    yield from found.sheets


class _Sheets:
    def __init__(self) -> None:
        self.sheets: list[tuple[str, Details]] = []
        self._row = self._column = 1
        self._rows = self._error_at = 0
        self._text: list[str] = []
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.StartDoctypeDeclHandler = self._refuse

    def _refuse(self, *_declared: object) -> None:
        raise ValueError("a sheet declares no document type")

    def _start(self, tag: str, named: dict[str, str]) -> None:
        if tag == "table:table":
            self.sheets.append((named.get("table:name", ""), Details()))
            self._row = self._column = 1
        elif not self.sheets:
            return
        elif tag == "table:table-column":
            count = int(named.get("table:number-columns-repeated", 1))
            if named.get("table:visibility") in _HIDDEN:
                self.sheets[-1][1].hide_columns(self._column, self._column + count - 1)
            self._column += count
        elif tag == "table:table-row":
            self._rows, self._column = int(named.get("table:number-rows-repeated", 1)), 1
            if named.get("table:visibility") in _HIDDEN:
                self.sheets[-1][1].hide_rows(self._row, self._row + self._rows - 1)
        elif tag in ("table:table-cell", "table:covered-table-cell"):
            if named.get("calcext:value-type") == "error":
                self._error_at, self._text = self._column, []
                self.parser.CharacterDataHandler = self._text.append
            self._column += int(named.get("table:number-columns-repeated", 1))

    def _end(self, tag: str) -> None:
        if tag == "table:table-row":
            self._row += self._rows
        elif tag == "table:table-cell" and self._error_at:
            said = "".join(self._text).strip()
            self.sheets[-1][1].error(self._row, self._error_at, said if said.startswith("#") else "#VALUE!")
            self._error_at = 0
            self.parser.CharacterDataHandler = None
