"""What calamine does not tell of a workbook: error cells, hidden rows and hidden columns.

Found beside the reading of the cells, by a thread. Where a file is odd, nothing is found and nothing is
lost: the cells come from calamine.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from threading import Thread

MAX_MARKS = 100_000

ERROR_CODES = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
"""As binary workbooks number them."""


@dataclass
class Details:
    """Of one sheet: {row: {column: error value}} and what is hidden, all counted from 1 as Excel does."""

    errors: dict[int, dict[int, str]] = field(default_factory=lambda: defaultdict(dict))
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)

    def error(self, row: int, column: int, value: str) -> None:
        if len(self.errors) < MAX_MARKS:
            self.errors[row][column] = value

    def hide_rows(self, first: int, last: int) -> None:
        room = MAX_MARKS - len(self.hidden_rows)
        self.hidden_rows += range(first, min(last, first + room - 1) + 1)

    def hide_columns(self, first: int, last: int) -> None:
        self.hidden_columns += range(first, min(last, first + 1000) + 1)


class DetailsReader(Thread):
    """Reads the details of all sheets beside the main thread; `of(sheet)` waits for them."""

    def __init__(self, find: Callable[[bytes], Iterator[tuple[str, Details]]], data: bytes) -> None:
        super().__init__(daemon=True)
        self._find = find
        self._data = data
        self._found: dict[str, Details] = {}
        self.start()

    def run(self) -> None:
        try:
            self._found.update(self._find(self._data))
        except Exception:  # whatever breaks here, the cells are read all the same
            self._found.clear()

    def of(self, sheet: str) -> Details:
        self.join()
        return self._found.get(sheet, Details())
