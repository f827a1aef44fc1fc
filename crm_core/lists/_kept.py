"""Columns that have no field and are kept: a line "header: value" each in the note of the record."""

from __future__ import annotations

from collections.abc import Sequence

KEEP = "+note"
"""In a mapping: the column is kept, as lines "header: value" of each record's note."""


def kept_line(header: str, value: object) -> str:
    return f"{header}: {value}"


def with_kept(before: str, after: str, headers: Sequence[str]) -> str:
    """The note of a record with the kept lines of a list in the place of their older ones.

    Where the list has nothing but kept lines, what people wrote in the note stays; else the list's own text stands.
    """
    marks = tuple(f"{header}: " for header in headers)
    lines = after.split("\n")
    new = [line for line in lines if line.startswith(marks)]
    own = [line for line in lines if not line.startswith(marks)]
    names = {mark for mark in marks for line in new if line.startswith(mark)}
    if not own:
        own = [line for line in before.split("\n") if not line.startswith(tuple(names))]
    return "\n".join([*own, *new])
