"""The signs by which two records of customers or contacts are taken for one, and the pairs that bear them.

Pairs are looked for as the system sees the records, by the indexes of the stored keys: records with the same
identity number, or with the same e-mail, mobile or telephone and names that fit, or with the same name in the same
place. Names that are merely alike are compared inside blocks of names that begin or end alike, never all with all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, groupby, product
from operator import attrgetter
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sqlalchemy import FromClause, func, select

from ..base.database import AnySelect, label_of
from ..base.i18n import N_
from ..models import ENTITIES
from .likeness import ALIKE, is_role_address, likeness, names_fit

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
_INDEXED = {
    "customer": ("national_id", "email_key", "mobile_key", "phone_key", "name_key"),
    "contact": ("email_key", "mobile_key", "phone_key", "name_key"),
}
"""The keys that have an index, by which the twins of one record are looked up."""
_LOOKED_AT = 40
_REACH = ("mobile_key", "email_key")
_SURE = {"national_id": 100, "email": 96, "mobile": 95, "phone": 86}
NAMESAKES = 12
"""A name that more people bear in one place says nothing by itself."""
_OFFICE = 82
"""How sure an address like info@ makes, which many share."""
_MOST = 100
"""A number or name that more records share says nothing of any two of them."""
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


def signed(compared: Iterable[tuple[Keys, Keys]]) -> list[Pair]:
    """Those of these pairs of records that bear a sign, each pair once."""
    found: dict[tuple[int, int], Pair] = {}
    for one, two in compared:
        key = (one.id, two.id) if one.id < two.id else (two.id, one.id)
        if key not in found and (pair := sign(one, two)) is not None:
            found[key] = pair
    return list(found.values())


def same(w: Work, entity: str, table: FromClause) -> Iterator[tuple[Keys, Keys]]:
    """Records that share a key, two by two; of those that share a name, the ones that no place keeps apart."""
    for column in (*(column for _, column in _KEYS), "name_key"):
        key = table.c[column]
        grouped = select(key).where(key.is_not(None)).group_by(key)
        often = grouped.having(func.count().between(2, _MOST))
        rows_there = there(select(*columns(entity, table)), table).where(key.in_(often))
        rows = map(keys_of, w.rows(rows_there.order_by(key, table.c.id)))
        for _, group in groupby(rows, attrgetter(column)):
            some = list(group)
            yield from near(some) if column == "name_key" else combinations(some, 2)


def sharing(w: Work, entity: str, mine: Keys) -> Iterator[Keys]:
    """Records that share a key with this one, by the indexes; of many some."""
    table = label_of(ENTITIES[entity])
    whole = there(select(*columns(entity, table)), table).limit(_LOOKED_AT)
    for name in _INDEXED[entity]:
        if (value := getattr(mine, name)) is not None:
            yield from map(keys_of, w.rows(whole.where(table.c[name] == value)))


def near(group: Sequence[Keys]) -> Iterator[tuple[Keys, Keys]]:
    """Pairs of records in one place, or of which one has no place; not of people whose name too many bear there."""
    by_place: dict[str | int | None, list[Keys]] = defaultdict(list)
    for one in group:
        by_place[one.place].append(one)
    nowhere = by_place.pop(None, [])
    if len(nowhere) > NAMESAKES and nowhere[0].person:
        nowhere = []
    yield from combinations(nowhere, 2)
    for some in by_place.values():
        if len(some) > NAMESAKES and some[0].person:
            continue
        yield from combinations(some, 2)
        yield from product(some, nowhere)


def there(statement: AnySelect, table: FromClause) -> AnySelect:
    return statement.where(table.c.deleted_at.is_(None))
