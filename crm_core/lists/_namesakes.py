"""Records whose names begin as given names do, block by block.

A few names are asked for by the index of the records' order; for many, the names of all records are gone through once.
A block that holds too many is taken by more letters; one that is still too big is passed over, and that is told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

from sqlalchemy import FromClause, literal, select, union_all

from ..base.text import sort_key
from ..customers.likeness import bare_key

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

BLOCK = 400
"""So many records that begin alike are read."""
MANY = 2_000
"""From so many names on, going through all records is quicker than asking for each name."""
_LENGTHS = (6, 10, 14)
_ASKED = 100
"""So many beginnings are asked for at once."""
_READ = 50_000
_BEFORE = {True: ("", "the "), False: ("", "شرکت ")}
"""What stands before many names without being part of them, by whether the name is Latin."""
_END = chr(0x10FFFF)


@dataclass
class Namesakes:
    """The ids of records whose names begin alike, and the names whose blocks were too big."""

    ids: set[int] = field(default_factory=set)
    passed_over: set[str] = field(default_factory=set)


def namesakes(w: Work, table: FromClause, names: Collection[str]) -> Namesakes:
    """The records of a table (with `sort_key` and `name_key`) whose names begin as these bare ones."""
    return _gone_through(w, table, names) if len(names) > MANY else _asked(w, table, names)


def _asked(w: Work, table: FromClause, names: Collection[str]) -> Namesakes:
    found = Namesakes()
    wanted: Collection[str] = names
    for length in _LENGTHS:
        by_start: dict[str, list[str]] = {}
        for name in wanted:
            for start in _starts(name, length):
                by_start.setdefault(start, []).append(name)
        crowded: set[str] = set()
        for start, ids in _beginning(w, table, by_start):
            if len(ids) > BLOCK:
                crowded.update(by_start[start])
            else:
                found.ids.update(ids)
        wanted = crowded
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


def _beginning(w: Work, table: FromClause, starts: Iterable[str]) -> Iterator[tuple[str, list[int]]]:
    """The records of each beginning, one more than a block at most."""
    rest = iter(starts)
    while some := list(islice(rest, _ASKED)):
        asked: Any = union_all(*(select(_one(table, at, start)) for at, start in enumerate(some)))
        by_start: dict[str, list[int]] = {}
        for at, number in w.rows(asked):
            by_start.setdefault(some[at], []).append(number)
        yield from by_start.items()


def _one(table: FromClause, at: int, start: str) -> FromClause:
    """The records of one beginning, found along the index."""
    key = table.c.sort_key
    inside = select(literal(at).label("at"), table.c.id).where(key >= start, key < start + _END)
    return inside.order_by(key).limit(BLOCK + 1).subquery()


def _gone_through(w: Work, table: FromClause, names: Collection[str]) -> Namesakes:
    """All names of the table once, in steps that leave memory small; only those of a wanted block are kept."""
    wanted: dict[str, list[str]] = {}
    for name in names:
        wanted.setdefault(name[: _LENGTHS[0]], []).append(name)
    blocks: dict[str, list[tuple[int, str]]] = {}
    last = 0
    statement = select(table.c.id, table.c.name_key).order_by(table.c.id).limit(_READ)
    while rows := w.rows(statement.where(table.c.id > last)):
        last = rows[-1][0]
        for number, name_key in rows:
            bare = bare_key(name_key)
            if (start := bare[: _LENGTHS[0]]) in wanted:
                blocks.setdefault(start, []).append((number, bare))
    found = Namesakes()
    for start, records in blocks.items():
        _narrow(found, records, wanted[start], 0)
    return found


def _narrow(found: Namesakes, records: list[tuple[int, str]], names: list[str], step: int) -> None:
    """Keep the records of a block, split by more letters as long as it is too big."""
    if len(records) <= BLOCK:
        found.ids.update(number for number, _bare in records)
    elif step + 1 == len(_LENGTHS):
        found.passed_over.update(names)
    else:
        length = _LENGTHS[step + 1]
        split: dict[str, list[str]] = {}
        for name in names:
            split.setdefault(name[:length], []).append(name)
        parts: dict[str, list[tuple[int, str]]] = {}
        for number, bare in records:
            if bare[:length] in split:
                parts.setdefault(bare[:length], []).append((number, bare))
        for start, some in parts.items():
            _narrow(found, some, split[start], step + 1)
