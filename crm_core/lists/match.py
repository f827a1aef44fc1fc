"""Which records a list's rows are: found by index, within the list and against the system.

The surest sign decides: the number of another system, then the identity number, then e-mail or mobile with a name
that fits, then the name itself with what must not contradict it. Different numbers of another system are never the
same record. Matching reads as the system does; what a person may not see is only told to exist.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rapidfuzz import fuzz
from sqlalchemy import FromClause, func, select

from ..base.database import AnySelect, label_of
from ..base.text import fold
from ..models import ENTITIES
from ._order_lines import same_order

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

Keys = Mapping[str, Any]
FITTING = 85
"""From this token-set score on, two spellings may be one name."""


@dataclass(slots=True)
class Known:
    """A record that rows are compared with: one of the database (`id`) or of the list above (`place`)."""

    keys: dict[str, Any]
    id: int | None = None
    place: int | None = None
    taken: bool = False


@dataclass(frozen=True)
class Rule:
    """A sign: rows and records with the same value in `key` are one, if `fits` (row, record) says so."""

    key: str
    fits: Callable[[Keys, Keys], bool]
    within_list: bool = True
    once: bool = False


def _always(_row: Keys, _known: Keys) -> bool:
    return True


def _name_fits(row: Keys, known: Keys) -> bool:
    one, two = row.get("name_key"), known.get("name_key")
    return not one or not two or one == two or fuzz.token_set_ratio(one, two) >= FITTING


def _not_somebody_else(row: Keys, known: Keys) -> bool:
    """The same number with another name and another address is another system's number."""
    addresses = row.get("email_key"), known.get("email_key")
    return _name_fits(row, known) or None in addresses or addresses[0] == addresses[1]


def _agree(*names: str) -> Callable[[Keys, Keys], bool]:
    """Where both have a value, it is the same."""
    return lambda row, known: all(
        row.get(name) is None or known.get(name) is None or row[name] == known[name] for name in names
    )


def _same(*names: str) -> Callable[[Keys, Keys], bool]:
    return lambda row, known: all(row.get(name) == known.get(name) for name in names)


def _company(row: Keys, known: Keys) -> bool:
    return (
        row.get("kind") != "person" and known.get("kind") != "person" and _agree("city_key", "national_id")(row, known)
    )


_REACH = ("email_key", "mobile_key", "phone_key")
_ABOUT = ("customer_id", "contact_id", "deal_id", "owner_id")
_BY_ID = Rule("external_id", _always)
_BY_ID_OF_PERSON = Rule("external_id", _not_somebody_else)

RULES: Mapping[str, tuple[Rule, ...]] = {
    "customer": (
        _BY_ID_OF_PERSON,
        Rule("national_id", _always),
        Rule("email_key", _name_fits),
        Rule("mobile_key", _name_fits),
        Rule("name_key", _company),
        Rule("name_key", _same("city_key", *_REACH), within_list=False, once=True),
    ),
    "contact": (
        _BY_ID_OF_PERSON,
        Rule("national_id", _always),
        Rule("email_key", _name_fits),
        Rule("mobile_key", _name_fits),
        Rule("name_and_customer", _agree(*_REACH)),
        Rule("name_key", _same("customer_id", *_REACH), within_list=False, once=True),
    ),
    "product": (_BY_ID, Rule("code", _always), Rule("name_key", _agree("code"))),
    "deal": (
        _BY_ID,
        Rule("title_and_customer", _agree("opened_on"), within_list=False, once=True),
    ),
    "order": (Rule("number_key", same_order, within_list=False, once=True),),
    "user": (_BY_ID_OF_PERSON, Rule("email_key", _always), Rule("name_key", _agree("email_key"))),
    "task": (_BY_ID, Rule("title_and_day", _agree(*_ABOUT), within_list=False, once=True)),
    "interaction": (_BY_ID, Rule("subject_and_time", _agree("kind", *_ABOUT), within_list=False, once=True)),
}

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "customer": ("external_id", "national_id", "name_key", "kind", "city_key", *_REACH),
    "contact": ("external_id", "national_id", "name_key", "customer_id", *_REACH),
    "product": ("external_id", "code", "name_key"),
    "deal": ("external_id", "sort_key", "customer_id", "opened_on"),
    "order": ("number_key", "customer_id", "ordered_on"),
    "user": ("external_id", "email_key", "name_key"),
    "task": ("external_id", "title", "due_on", *_ABOUT),
    "interaction": ("external_id", "subject", "happened_at", "happened_on", "kind", *_ABOUT),
}
"""The columns that rules compare."""

_STORED = {
    "name_and_customer": "name_key",
    "title_and_customer": "sort_key",
    "title_and_day": "title",
    "subject_and_time": "happened_on",
}
"""The column by which the database finds what has a key made of several."""


def complete(entity: str, keys: dict[str, Any]) -> dict[str, Any]:
    """Add the keys that are made of two."""
    customer = keys.get("customer_id")
    if entity == "contact" and customer is not None:
        keys["name_and_customer"] = (keys.get("name_key"), customer)
    if entity == "deal":
        keys["title_and_customer"] = (keys.get("sort_key"), customer)
    if entity == "task":
        keys["title_and_day"] = (fold(keys["title"] or ""), keys["due_on"])
    if entity == "interaction":
        keys["subject_and_time"] = (fold(keys["subject"] or ""), keys["happened_at"])
    return keys


class Matcher:
    """Finds the record of a row. Rows that become new records are `learn`ed, so that later rows find them."""

    def __init__(self, entity: str) -> None:
        self.rules = RULES[entity]
        self._index: dict[str, dict[Any, list[Known]]] = {rule.key: {} for rule in self.rules}
        self._within = {rule.key for rule in self.rules if rule.within_list}

    def learn(self, known: Known) -> None:
        for key, index in self._index.items():
            value = known.keys.get(key)
            if value is not None and (known.id is not None or key in self._within):
                index.setdefault(value, []).append(known)

    def find(self, row: Keys) -> Known | None:
        """The record that a row is, by the surest sign."""
        for rule in self.rules:
            value = row.get(rule.key)
            if value is None:
                continue
            for known in self._index[rule.key].get(value, ()):
                if self._is(rule, row, known):
                    known.taken = True
                    return known
        return None

    def _is(self, rule: Rule, row: Keys, known: Known) -> bool:
        if known.place is not None and not rule.within_list:
            return False
        if rule.once and known.taken:
            return False
        one, two = row.get("external_id"), known.keys.get("external_id")
        if one is not None and two is not None and one != two:
            return False
        return rule.fits(row, known.keys)


def matcher(w: Work, entity: str, rows: Sequence[Keys]) -> Matcher:
    """A matcher that knows the records of the database that any of these rows may be."""
    found = Matcher(entity)
    table = label_of(ENTITIES[entity])
    columns = [table.c.id, *(table.c[name] for name in COLUMNS[entity])]
    there = select(*columns).where(table.c.deleted_at.is_(None)).order_by(table.c.id)
    statements = [there] if _few(w, table, len(rows)) else _asking_for(there, table, entity, rows)
    seen: set[int] = set()
    for statement in statements:
        for row in w.rows(statement):
            if row.id not in seen:
                seen.add(row.id)
                keys = dict(zip(COLUMNS[entity], row[1:], strict=True))
                found.learn(Known(complete(entity, keys), id=row.id))
    return found


def _few(w: Work, table: FromClause, rows: int) -> bool:
    """Whether it is quicker to read all records than to ask for those that a list of so many rows may name."""
    return int(w.scalar(select(func.count()).select_from(table))) <= rows


def _asking_for(there: AnySelect, table: FromClause, entity: str, rows: Sequence[Keys]) -> Iterator[AnySelect]:
    for column in dict.fromkeys(_STORED.get(rule.key, rule.key) for rule in RULES[entity]):
        values = list({row[column] for row in rows if row.get(column) is not None})
        for place in range(0, len(values), 5_000):
            yield there.where(table.c[column].in_(values[place : place + 5_000]))
