"""What the reading process writes: pickled frames with the cells of a file in columns.

("sheet", what it is called and what it hides), then ("rows", numbers, columns, widths, damage) in blocks,
then ("end", format, encoding, delimiter, notes), or ("refused", code, params) in their place.
"""

from __future__ import annotations

import marshal
import pickle
import re
from array import array
from collections.abc import Iterator
from itertools import islice, zip_longest
from typing import Any, BinaryIO, TypeVar

from crm_core.lists._formats import Unreadable

Record = tuple[list[Any], str | None]
_Row = TypeVar("_Row")

BLOCK = 8192
"""Rows written at once: a block is all that this process holds besides the file."""
HEAD = 100
"""Rows that decide how wide the list is; what later rows have beyond that is kept apart."""
MAX_COLUMNS = 16_384
TOO_MANY = "too_many"
_EXACT = 2.0**53
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
"""Characters that nobody sees and databases and workbooks refuse."""


class Frames:
    """Writes to `out`; Unreadable when a sheet has more than `limit` rows that are not blank."""

    def __init__(self, out: BinaryIO, limit: int) -> None:
        self._out = out
        self._limit = limit
        self._stripped = False

    def sheet(self, about: dict[str, Any]) -> None:
        """A sheet begins: what `read.Sheet` is made with."""
        pickle.dump(("sheet", about), self._out)

    def end(
        self, kind: str, encoding: str | None = None, delimiter: str | None = None, notes: list[str] | None = None
    ) -> None:
        """The file is read to its end."""
        said = [*(notes or []), *(["control"] if self._stripped else [])]
        pickle.dump(("end", kind, encoding, delimiter, said), self._out)

    def refused(self, code: str, params: dict[str, Any]) -> None:
        """The file is no list, or cannot be read."""
        pickle.dump(("refused", code, params), self._out)

    def cells(self, rows: Iterator[list[Any]]) -> None:
        """Rows of equal width in blocks of columns; blank rows are left out, the others keep their number."""
        written = 0
        for start, block in _blocks(rows):
            kept = [at for at, row in enumerate(block) if row.count("") < len(row)]
            if not kept:
                continue
            written = self._counted(written + len(kept))
            table = block if len(kept) == len(block) else [block[at] for at in kept]
            columns = [self._pack(list(column)) for column in zip(*table, strict=True)]
            self._block([start + at for at in kept], columns, None, {})

    def records(self, records: Iterator[Record]) -> None:
        """Records of text in blocks of columns, with the number of fields each had.

        Damaged ones are named: {position in block: (code, fields beyond the usual width)}.
        """
        usual = written = 0
        for start, block in _blocks(records):
            kept = [(start + at, row, why) for at, (row, why) in enumerate(block) if row.count("") < len(row)]
            if not kept:
                continue
            written = self._counted(written + len(kept))
            usual = usual or min(max(len(row) for _, row, _ in kept[:HEAD]), MAX_COLUMNS)
            damage = {
                at: (why or TOO_MANY, [self._clean(cell) for cell in row[usual:]])
                for at, (_, row, why) in enumerate(kept)
                if why or (len(row) > usual and row[usual:].count("") < len(row) - usual)
            }
            table = [row[:usual] for _, row, _ in kept]
            columns = [self._pack(list(column)) for column in zip_longest(*table, fillvalue="")]
            widths = array("I", [len(row) for _, row, _ in kept])
            self._block([number for number, _, _ in kept], columns, widths, damage)

    def _counted(self, rows: int) -> int:
        if rows > self._limit:
            raise Unreadable("rows", limit=self._limit)
        return rows

    def _block(
        self,
        numbers: list[int],
        columns: list[bytes],
        widths: array[int] | None,
        damage: dict[int, tuple[str, list[Any]]],
    ) -> None:
        counted = widths.tobytes() if widths is not None else None
        frame = ("rows", array("I", numbers).tobytes(), columns, counted, damage)
        pickle.dump(frame, self._out, protocol=5)

    def _pack(self, cells: list[Any]) -> bytes:
        """A column's cells. marshal is twice as quick as pickle, but knows no dates."""
        types = set(map(type, cells))
        if float in types:
            cells = [_whole(cell) if type(cell) is float else cell for cell in cells]
        if str in types:
            texts = cells if len(types) == 1 else [cell for cell in cells if type(cell) is str]
            if _CONTROL.search("".join(texts)):
                cells = [self._clean(cell) for cell in cells]
        try:
            return b"m" + marshal.dumps(cells, 2)
        except ValueError:
            return b"p" + pickle.dumps(cells, protocol=5)

    def _clean(self, cell: Any) -> Any:
        if type(cell) is not str or not _CONTROL.search(cell):
            return cell
        self._stripped = True
        return _CONTROL.sub("", cell)


def _blocks(rows: Iterator[_Row]) -> Iterator[tuple[int, list[_Row]]]:
    """Blocks of rows with the number of their first row."""
    start = 1
    while block := list(islice(rows, BLOCK)):
        yield start, block
        start += len(block)


def _whole(number: float) -> int | float:
    """Spreadsheets know only floating numbers; a whole one is meant as an integer."""
    return int(number) if number.is_integer() and abs(number) < _EXACT else number
