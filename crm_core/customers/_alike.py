"""Records whose names are merely alike: found in blocks of names that begin or end alike, never all with all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process
from sqlalchemy import FromClause, select

from ..base.database import AnySelect, label_of
from ..base.many import chunks
from ..base.text import sort_key
from ..models import ENTITIES
from ._memory import remembered
from .likeness import ALIKE, bare_name, likeness, sound
from .signs import NAMESAKES, Keys, Pair, columns, keys_of, near, signed, there

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

_BLOCK = 400
_LOOKED_AT = 40


def alike_pairs(w: Work, entity: str) -> tuple[Pair, ...]:
    """All pairs of records that only their names hold together."""

    def afresh() -> list[Pair]:
        return signed(_alike(w, entity, label_of(ENTITIES[entity])))

    return remembered(w, entity, "alike", afresh, lambda mine: beginning_alike(w, entity, mine))


def beginning_alike(w: Work, entity: str, mine: Keys) -> Iterator[Keys]:
    """Records whose names begin like this one, as it is written, bare, or as a company's: some dozens at most."""
    table = label_of(ENTITIES[entity])
    whole = there(select(*columns(entity, table)), table).order_by(table.c.sort_key).limit(_LOOKED_AT)
    bare = bare_name(mine.name_key)
    for start in sorted({_start(name) for name in (mine.name_key, bare, f"شرکت {bare}")}):
        key = sort_key(start)
        inside: AnySelect = whole.where(table.c.sort_key >= key, table.c.sort_key < key + "\U0010ffff")
        yield from map(keys_of, w.rows(inside))


def _start(name: str) -> str:
    """The first word of a name (two after a legal form) and three letters more."""
    words = name.split()
    sure = 1 if words[0] != "شرکت" else 2
    return name[: len(" ".join(words[:sure])) + 4] if len(words) > sure else name[: max(4, len(name) - 2)]


def _alike(w: Work, entity: str, table: FromClause) -> Iterator[tuple[Keys, Keys]]:
    """Records with names that are alike, two by two; a name that many bear says nothing here."""
    borne: dict[str, dict[str, list[int]]] = defaultdict(dict)
    for number, name_key in w.rows(there(select(table.c.id, table.c.name_key), table)):
        bare = " ".join(sorted(bare_name(name_key).split()))
        borne[bare].setdefault(name_key, []).append(number)
    ids = {bare: list(chain(*spelt.values())) for bare, spelt in borne.items()}
    rare = [bare for bare, some in ids.items() if len(some) <= NAMESAKES]
    close = [(bare, bare) for bare in rare if len(borne[bare]) > 1] + _near_names(rare)
    rows: dict[int, Keys] = {}
    for some in chunks({number for names in close for bare in names for number in ids[bare]}):
        found = w.rows(select(*columns(entity, table)).where(table.c.id.in_(some)))
        rows |= {row[0]: keys_of(row) for row in found}
    for one, two in close:
        yield from near([rows[number] for bare in dict.fromkeys((one, two)) for number in ids[bare]])


def _near_names(names: Sequence[str]) -> list[tuple[str, str]]:
    """Pairs of different names, their words in order of the alphabet, that are alike by spelling or by sound."""
    compact = [name.replace(" ", "") for name in names]
    found: set[tuple[int, int]] = set()
    for block in (*_blocks(compact, ends=False), *_blocks(compact, ends=True)):
        found |= _close(block, compact)
    if len({name.isascii() for name in names}) > 1:
        heard = [sound(name).replace(" ", "") for name in names]
        for block in _blocks(heard, ends=False):
            if len({names[place].isascii() for place in block}) > 1:
                found |= _close(block, heard)
    return [(names[one], names[two]) for one, two in found if likeness(names[one], names[two]) >= ALIKE]


def _blocks(texts: Sequence[str], *, ends: bool) -> Iterator[list[int]]:
    """Places of texts that begin (or end) with the same letters: five, or more where too many do."""
    waiting = [(list(range(len(texts))), 5)]
    while waiting:
        places, length = waiting.pop()
        split: dict[str, list[int]] = defaultdict(list)
        for place in places:
            split[texts[place][-length:] if ends else texts[place][:length]].append(place)
        for block in split.values():
            if 1 < len(block) <= _BLOCK:
                yield block
            elif len(block) > _BLOCK and length < 17:
                waiting.append((block, length + 4))


def _close(block: Sequence[int], texts: Sequence[str]) -> set[tuple[int, int]]:
    """The pairs of a block whose texts are close."""
    if len(block) == 2:
        one, two = block
        return {(one, two)} if fuzz.ratio(texts[one], texts[two]) >= ALIKE else set()
    some = [texts[place] for place in block]
    near = process.cdist(some, some, scorer=fuzz.ratio, score_cutoff=ALIKE)
    return {(block[a], block[b]) for a, b in zip(*near.nonzero(), strict=True) if a < b}
