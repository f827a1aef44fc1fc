"""Comma, semicolon, tab and pipe separated text, as rows and the rows that are damaged."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

from crm_core.lists._encoding import detect
from crm_core.lists._formats import Unreadable

DELIMITERS = ",;\t|"
FIELD_LIMIT = 1 << 20
_SAMPLE = 1 << 16

OPEN_QUOTE = "open_quote"

_QUOTED = re.compile(r'"((?:[^"]|"")*)"(?=[\t\r\n]|$)')
_CELL_END = re.compile(r"[\t\r\n]")


def decode(data: bytes) -> tuple[str, str]:
    """The text and the name of the encoding that it was read with."""
    encoding = detect(data)
    text = data.decode(encoding, errors="replace").removeprefix("\ufeff")
    return text, encoding


def delimiter_of(text: str) -> str:
    """The separator under which most lines fall into the same number of fields."""
    first = text[:6].lower()
    if first.startswith("sep=") and len(first) > 4:
        return text[4]
    sample = text[:_SAMPLE]
    if len(text) > _SAMPLE:
        sample = sample[: max(sample.rfind("\n"), sample.rfind("\r")) + 1] or sample
    return max(DELIMITERS, key=lambda delimiter: _evenness(sample, delimiter))


def _evenness(sample: str, delimiter: str) -> float:
    try:
        records = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
        widths = Counter(len(record) for record in records if record)
    except csv.Error:
        return 0.0
    rows = widths.total()
    return max((count / rows * (1 - 1 / width) for width, count in widths.items() if width > 1), default=0.0)


def pasted(text: str) -> Iterator[tuple[list[str], str | None]]:
    """The rows of cells from the clipboard, where a sheet quotes only cells with a line break or a tab in them.

    Any other quotation mark is part of its cell.
    """
    row: list[str] = []
    at, end = 0, len(text.rstrip("\r\n"))
    while at <= end:
        found = _QUOTED.match(text, at)
        if found and any(mark in found[1] for mark in "\t\r\n"):
            cell, at = found[1].replace('""', '"'), found.end()
        else:
            stop = _CELL_END.search(text, at, end)
            cell, at = text[at : stop.start() if stop else end], stop.start() if stop else end
        row.append(cell)
        if at >= end or text[at] != "\t":
            yield row, None
            row = []
            at += 2 if text.startswith("\r\n", at) else 1
        else:
            at += 1


class _Lines:
    """Physical lines with a memory of those that the record at hand has used."""

    def __init__(self, text: str) -> None:
        self._source = iter(io.StringIO(text, newline=""))
        self._again: list[str] = []
        self.taken: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._again.pop() if self._again else next(self._source)
        self.taken.append(line)
        return line

    def give_back(self, lines: list[str]) -> None:
        self._again.extend(reversed(lines))


def records(text: str, delimiter: str) -> Iterator[tuple[list[str], str | None]]:
    """Each record and what is wrong with it (None or OPEN_QUOTE), in order, blank ones included.

    A quotation mark that is opened and never closed, or closed in the middle of another row, costs
    only the line that it stands on: reading goes on at the next line.
    """
    csv.field_size_limit(FIELD_LIMIT)
    lines = _Lines(text)
    if text[:4].lower() == "sep=":
        next(lines)
    while True:
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        lines.taken.clear()
        try:
            for record in reader:
                yield record, None
                lines.taken.clear()
            return
        except csv.Error:
            used = list(lines.taken)
        lines.give_back(used[1:])
        yield _leniently(used[0], delimiter, alone=len(used) == 1)


def _leniently(line: str, delimiter: str, *, alone: bool) -> tuple[list[str], str | None]:
    """The fields of one line whose quotation marks break the rules."""
    try:
        fields = next(csv.reader([line], delimiter=delimiter))
    except csv.Error as error:
        raise Unreadable("long_field") from error
    if alone and line.count('"') % 2 == 0:
        return fields, None
    return [field.rstrip("\r\n") for field in line.split(delimiter)], OPEN_QUOTE
