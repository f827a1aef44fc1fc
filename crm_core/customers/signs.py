"""The signs by which two records of customers or contacts are taken for one, and the pairs that bear them.

Pairs are looked for as the system sees the records, by the indexes of the stored keys: records with the same
identity number, or with the same e-mail, mobile or telephone and names that fit, or with the same name in the same
place. Names that are merely alike are compared inside blocks of names that begin or end alike, never all with all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from rapidfuzz import fuzz, process
from sqlalchemy import FromClause, func, select

from ..base.database import AnySelect, chunks, label_of
from ..base.i18n import N_
from ..models import ENTITIES
from .likeness import ALIKE, bare_name, is_role_address, likeness, names_fit, sound

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

KINDS = ("customer", "contact")
"""The entities whose records can be twins."""

REASONS = MappingProxyType(
    {
        "national_id": N_("Same national id"),
        "email": N_("Same e-mail"),
        "mobile": N_("Same mobile"),
        "phone": N_("Same telephone"),
        "name": N_("Same name"),
        "alike": N_("Names alike"),
    }
)
"""What a sign is called; the surest first."""

_KEYS = (("national_id", "national_id"), ("email", "email_key"), ("mobile", "mobile_key"), ("phone", "phone_key"))
_REACH = ("mobile_key", "email_key")
_SURE = {"national_id": 100, "email": 96, "mobile": 95, "phone": 86}
_OFFICE = 82
"""How sure an address like info@ makes, which many share."""
_MOST = 100
"""A number or name that more records share says nothing of any two of them."""
_BLOCK = 400
_PLACELESS = 93
"""How alike names must be when no place speaks for them."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that may be one: how sure, from 0 to 100, and by which sign (a key of REASONS)."""

    score: int
    kind: str
    one: int
    two: int


@dataclass(frozen=True, slots=True)
class Keys:
    """What two records are compared by; `place` is the city of a customer, the customer of a contact."""

    id: int
    name_key: str
    place: str | int | None
    person: bool
    national_id: str | None
    external_id: str | None
    email_key: str | None
    mobile_key: str | None
    phone_key: str | None


def columns(entity: str, table: FromClause) -> list[Any]:
    """The columns that make up `Keys`, in its order."""
    place = table.c.city_key if entity == "customer" else table.c.customer_id
    person = table.c.kind == "person" if entity == "customer" else table.c.id.is_not(None)
    names = ("national_id", "external_id", "email_key", "mobile_key", "phone_key")
    return [table.c.id, table.c.name_key, place, person, *(table.c[name] for name in names)]


def keys_of(row: Sequence[Any]) -> Keys:
    number, name_key, place, person, *rest = row
    return Keys(number, name_key, place, bool(person), *rest)


def sign(one: Keys, two: Keys) -> Pair | None:
    """The surest sign that two records are one, if there is any."""
    for kind, column in _KEYS:
        value = getattr(one, column)
        if value is None or value != getattr(two, column):
            continue
        if kind == "national_id" or names_fit(one.name_key, two.name_key):
            score = _OFFICE if kind == "email" and is_role_address(value) else _SURE[kind]
            return Pair(score, kind, one.id, two.id)
    return _by_name(one, two)


def _by_name(one: Keys, two: Keys) -> Pair | None:
    if _contradict(one, two):
        return None
    near = likeness(one.name_key, two.name_key)
    together = one.place is not None and one.place == two.place
    if one.name_key == two.name_key:
        score = (76 if one.person or two.person else 90) if together else 72
        return Pair(score, "name", one.id, two.id)
    if near < (ALIKE if together else _PLACELESS):
        return None
    return Pair(round(near * (0.8 if together else 0.7)), "alike", one.id, two.id)


def _contradict(one: Keys, two: Keys) -> bool:
    """Whether something speaks against two records that only their names hold together.

    A number of another system says that they are two; so does, of people, another mobile or e-mail.
    """
    against = ["place", "national_id", "external_id"]
    if one.person or two.person:
        against += _REACH
    return any(
        None not in (mine := getattr(one, name), theirs := getattr(two, name)) and mine != theirs for name in against
    )


def pairs(w: Work, entity: str) -> list[Pair]:
    """All pairs of records that may be one, each by its surest sign."""
    table = label_of(ENTITIES[entity])
    found: dict[tuple[int, int], Pair] = {}
    for group in (*_same(w, entity, table), *_alike(w, entity, table)):
        for one, two in combinations(group, 2):
            key = (min(one.id, two.id), max(one.id, two.id))
            if key not in found and (pair := sign(one, two)) is not None:
                found[key] = pair
    return list(found.values())


def _same(w: Work, entity: str, table: FromClause) -> Iterator[list[Keys]]:
    """Records that share a key, group by group."""
    for column in (*(column for _, column in _KEYS), "name_key"):
        key = table.c[column]
        grouped = select(key).where(key.is_not(None)).group_by(key)
        often = grouped.having(func.count().between(2, _MOST))
        there = _there(select(*columns(entity, table)), table).where(key.in_(often))
        group: list[Keys] = []
        for row in map(keys_of, w.rows(there.order_by(key, table.c.id))):
            if group and getattr(group[0], column) != getattr(row, column):
                yield group
                group = []
            group.append(row)
        yield group


def _there(statement: AnySelect, table: FromClause) -> AnySelect:
    return statement.where(table.c.deleted_at.is_(None))


# Names that are merely alike


def _alike(w: Work, entity: str, table: FromClause) -> Iterator[list[Keys]]:
    """Records with names that are alike, two names at a time."""
    ids: dict[str, list[int]] = defaultdict(list)
    for number, name_key in w.rows(_there(select(table.c.id, table.c.name_key), table)):
        ids[" ".join(sorted(bare_name(name_key).split()))].append(number)
    near = [pair for pair in _near_names(list(ids)) if _few(ids, pair)]
    near += [(name, name) for name, some in ids.items() if 1 < len(some) <= _MOST]
    wanted = {number for pair in near for name in pair for number in ids[name]}
    rows: dict[int, Keys] = {}
    for some in chunks(sorted(wanted)):
        found = w.rows(select(*columns(entity, table)).where(table.c.id.in_(some)))
        rows |= {row[0]: keys_of(row) for row in found}
    for one, two in near:
        yield [rows[number] for name in dict.fromkeys((one, two)) for number in ids[name]]


def _few(ids: dict[str, list[int]], names: Iterable[str]) -> bool:
    return sum(len(ids[name]) for name in names) <= _MOST


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
