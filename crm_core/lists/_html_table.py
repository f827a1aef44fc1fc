"""The largest table of an HTML page, as older programs write it under the name .xls.

A cell that spans rows or columns gives its value to its top-left place; the others stay empty.
"""

from __future__ import annotations

from html.parser import HTMLParser

MAX_SPAN = 1000


class _Table:
    def __init__(self) -> None:
        self.rows: list[list[str]] = []
        self._taken: dict[tuple[int, int], None] = {}

    def start_row(self) -> None:
        self.rows.append([])

    def add(self, text: str, across: int, down: int) -> None:
        if not self.rows:
            self.start_row()
        row, y = self.rows[-1], len(self.rows) - 1
        while (y, len(row)) in self._taken:
            row.append("")
        x = len(row)
        row.extend([text] + [""] * (across - 1))
        self._taken.update(dict.fromkeys((y + dy, x + dx) for dy in range(1, down) for dx in range(across)))


class _Tables(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[_Table] = []
        self._open: list[_Table] = []
        self._cell: list[str] | None = None
        self._span = (1, 1)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._end_cell()
            self._open.append(_Table())
            self.found.append(self._open[-1])
        elif tag == "tr" and self._open:
            self._end_cell()
            self._open[-1].start_row()
        elif tag in {"td", "th"} and self._open:
            self._end_cell()
            named = dict(attrs)
            self._span = (_span(named.get("colspan")), _span(named.get("rowspan")))
            self._cell = []
        elif tag == "br" and self._cell is not None:
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th", "tr", "table"}:
            self._end_cell()
        if tag == "table" and self._open:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)

    def _end_cell(self) -> None:
        if self._cell is not None and self._open:
            text = "".join(self._cell).replace("\xa0", " ").strip()
            self._open[-1].add(text, *self._span)
        self._cell = None


def _span(value: str | None) -> int:
    return min(max(int(value), 1), MAX_SPAN) if value and value.isascii() and value.isdigit() else 1


def largest_table(text: str) -> list[list[str]]:
    """The rows of the table with the most cells; [] when the page has none."""
    parser = _Tables()
    parser.feed(text)
    parser.close()
    return max((table.rows for table in parser.found), key=lambda rows: sum(map(len, rows)), default=[])
