"""Records whose names begin as given names do, found by the index of their order, block by block.

A block that holds too many is asked for by more letters; one that is still too big is passed over, and that is told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import FromClause, String, column, func, select, values

from ..base.text import sort_key

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

BLOCK = 400
"""So many records that begin alike are read."""
_LENGTHS = (6, 10, 14)
_ASKED = 200
"""So many beginnings are asked for at once."""
_BEFORE = {True: ("", "the "), False: ("", "شرکت ")}
"""What stands before many names without being part of them, by whether the name is Latin."""
_END = chr(0x10FFFF)


@dataclass
class Namesakes:
    """The ids of records whose names begin alike, and the names whose blocks were too big."""

    ids: set[int] = field(default_factory=set)
    passed_over: set[str] = field(default_factory=set)


def namesakes(w: Work, table: FromClause, names: Collection[str]) -> Namesakes:
    """The records of a table (with a `sort_key`) whose names begin as these bare ones."""
    found = Namesakes()
    wanted = dict.fromkeys(names)
    for length in _LENGTHS:
        by_start: dict[str, list[str]] = {}
        for name in wanted:
            for start in _starts(name, length):
                by_start.setdefault(start, []).append(name)
        crowded = set(_counted(w, table, by_start))
        found.ids |= set(_read(w, table, [start for start in by_start if start not in crowded]))
        wanted = dict.fromkeys(name for start in crowded for name in by_start[start])
    found.passed_over = set(wanted)
    return found


def _starts(name: str, length: int) -> Iterator[str]:
    """How the names of records like this one may begin, as they are sorted: آ has its own place, forms go before."""
    for before in _BEFORE[name.isascii()]:
        start = before + name[:length]
        yield sort_key(start)
        words = start.split(" ")
        madda = ["آ" + word[1:] if word.startswith("ا") else word for word in words]
        if madda != words:
            yield sort_key(" ".join(madda))


def _counted(w: Work, table: FromClause, starts: Iterable[str]) -> Iterator[str]:
    """The beginnings that too many records have."""
    for asked in _some(starts):
        counted = select(asked.c.start, func.count()).join_from(asked, table, _between(asked, table))
        yield from (row[0] for row in w.rows(counted.group_by(asked.c.start).having(func.count() > BLOCK)))


def _read(w: Work, table: FromClause, starts: Iterable[str]) -> Iterator[int]:
    for asked in _some(starts):
        yield from w.scalars(select(table.c.id).join_from(asked, table, _between(asked, table)))


def _between(asked: FromClause, table: FromClause):  # type: ignore[no-untyped-def]
    return (table.c.sort_key >= asked.c.start) & (table.c.sort_key < asked.c.stop)


def _some(starts: Iterable[str]) -> Iterator[FromClause]:
    """The beginnings as tables of a statement."""
    rows = [(start, start + _END) for start in starts]
    for place in range(0, len(rows), _ASKED):
        named = values(column("start", String), column("stop", String), name="asked")
        yield named.data(rows[place : place + _ASKED]).cte()
