"""Which records a list's rows are: found by index, within the list and against the system.

The surest sign decides: the number of another system, then the identity number, then e-mail or mobile with a name
that fits, then the name itself with what must not contradict it. Different numbers of another system are never the
same record. A landline, or an address that an office shares (info@), makes no two people one: that is for a person to
decide (`_doubts`). Names are compared without legal form and title.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..base.text import fold
from ..customers.likeness import ALIKE, bare_key, is_role_address, likeness, names_fit
from ._order_lines import same_order

Keys = Mapping[str, Any]


@dataclass(slots=True)
class Known:
    """A record that rows are compared with: as the database has it (`id`), or as the list above says it (`place`).

    `merged`: the keys are those of a record that was merged into `id`.
    """

    keys: Keys
    id: int | None = None
    place: int | None = None
    taken: bool = False
    merged: bool = False


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
    one, two = row.get("bare_key"), known.get("bare_key")
    return one is None or two is None or one == two or names_fit(one, two)


def _person_fits(row: Keys, known: Keys) -> bool:
    """An address with quite another name is no reason to rename somebody who signs in with it."""
    one, two = row.get("name_key"), known.get("name_key")
    return not one or not two or one == two or names_fit(one, two)


def _address_fits(row: Keys, known: Keys) -> bool:
    """An address of an office only speaks for companies whose names are alike."""
    if not is_role_address(row["email_key"]):
        return _name_fits(row, known)
    one, two = row.get("bare_key"), known.get("bare_key")
    return bool(one and two) and _companies(row, known) and likeness(str(one), str(two)) >= ALIKE


def _mobile_fits(row: Keys, known: Keys) -> bool:
    return is_personal(row["mobile_key"]) and _name_fits(row, known)


def is_personal(number: str) -> bool:
    """Whether a telephone number may belong to one person: an Iranian landline does not."""
    return not number.startswith("+98") or number.startswith("+989")


def _not_somebody_else(row: Keys, known: Keys) -> bool:
    """The same number with another name and another address is another system's number."""
    addresses = row.get("email_key"), known.get("email_key")
    return _name_fits(row, known) or None in addresses or addresses[0] == addresses[1]


def _agree(*names: str) -> Callable[[Keys, Keys], bool]:
    """Where both have a value, it is the same."""
    return lambda row, known: not any(differ(row, known, name) for name in names)


def _companies(row: Keys, known: Keys) -> bool:
    """Whether both may be companies: contacts are none."""
    return "kind" in row and row.get("kind") != "person" and known.get("kind") != "person"


def _company(row: Keys, known: Keys) -> bool:
    return _companies(row, known) and _agree("city_key", "national_id")(row, known)


_REACH = ("email_key", "mobile_key", "phone_key")
_ABOUT = ("customer_id", "contact_id", "deal_id", "owner_id")
_BY_DAY = (Rule("name_and_birthday", _agree(*_REACH)), Rule("name_place_and_day", _agree(*_REACH)))
"""A name with a birthday, or with a place and the day since when they are known, is one person."""
_BY_ID = Rule("external_id", _always)
_BY_ID_OF_PERSON = Rule("external_id", _not_somebody_else)

RULES: Mapping[str, tuple[Rule, ...]] = {
    "customer": (
        _BY_ID_OF_PERSON,
        Rule("national_id", _always),
        Rule("email_key", _address_fits),
        Rule("mobile_key", _mobile_fits),
        Rule("bare_key", _company),
        *_BY_DAY,
        Rule("all_told", _always, within_list=False, once=True),
    ),
    "contact": (
        _BY_ID_OF_PERSON,
        Rule("national_id", _always),
        Rule("email_key", _address_fits),
        Rule("mobile_key", _mobile_fits),
        Rule("name_and_customer", _agree(*_REACH)),
        *_BY_DAY,
        Rule("all_told", _always, within_list=False, once=True),
    ),
    "product": (_BY_ID, Rule("code", _always), Rule("name_key", _agree("code"))),
    "deal": (
        _BY_ID,
        Rule("title_and_customer", _agree("opened_on"), within_list=False, once=True),
    ),
    "order": (Rule("number_key", same_order, within_list=False, once=True),),
    "user": (_BY_ID_OF_PERSON, Rule("email_key", _person_fits), Rule("name_key", _agree("email_key"))),
    "task": (_BY_ID, Rule("title_and_day", _agree(*_ABOUT), within_list=False, once=True)),
    "interaction": (_BY_ID, Rule("subject_and_time", _agree("kind", *_ABOUT), within_list=False, once=True)),
}

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "customer": ("external_id", "national_id", "name_key", "kind", "city_key", "birthday", "customer_since", *_REACH),
    "contact": ("external_id", "national_id", "name_key", "customer_id", "birthday", "first_seen", *_REACH),
    "product": ("external_id", "code", "name_key"),
    "deal": ("external_id", "sort_key", "customer_id", "opened_on"),
    "order": ("number_key", "customer_id", "ordered_on"),
    "user": ("external_id", "email_key", "name_key"),
    "task": ("external_id", "title", "due_on", *_ABOUT),
    "interaction": ("external_id", "subject", "happened_at", "happened_on", "kind", *_ABOUT),
}
"""The columns that rules compare."""

STORED = {
    "bare_key": "name_key",
    "all_told": "name_key",
    "name_and_customer": "name_key",
    "name_and_birthday": "name_key",
    "name_place_and_day": "name_key",
    "title_and_customer": "sort_key",
    "title_and_day": "title",
    "subject_and_time": "happened_on",
}
"""The column by which the database finds what has a key made of several."""


_NAMED = frozenset({"customer", "contact", "user"})


def complete(entity: str, keys: dict[str, Any]) -> dict[str, Any]:
    """Add the keys that are made of others."""
    customer = keys.get("customer_id")
    if entity in _NAMED and keys.get("name_key"):
        keys["bare_key"] = bare = keys.get("bare_key") or bare_key(keys["name_key"])
        place = customer if entity == "contact" else keys.get("city_key")
        keys["all_told"] = (bare, place, keys.get("email_key"), keys.get("mobile_key"), keys.get("phone_key"))
        if entity == "contact" and customer is not None:
            keys["name_and_customer"] = (bare, customer)
        if keys.get("birthday") is not None:
            keys["name_and_birthday"] = (bare, keys["birthday"])
        since = keys.get("first_seen" if entity == "contact" else "customer_since")
        if since is not None and place is not None:
            keys["name_place_and_day"] = (bare, place, since)
    if entity == "deal":
        keys["title_and_customer"] = (keys.get("sort_key"), customer)
    if entity == "task":
        keys["title_and_day"] = (fold(keys["title"] or ""), keys["due_on"])
    if entity == "interaction":
        keys["subject_and_time"] = (fold(keys["subject"] or ""), keys["happened_at"])
    return keys


class ListKeys:
    """The keys of a list's rows in columns; those of one row are put together when they are asked for."""

    def __init__(self, entity: str, columns: Mapping[str, Sequence[Any]], places: Sequence[int]) -> None:
        self.entity, self.places = entity, places
        self.columns = dict(columns)
        if entity in _NAMED:
            self.columns["bare_key"] = [name and bare_key(name) for name in columns["name_key"]]
        self._known: dict[int, Known] = {}

    def column(self, name: str) -> Sequence[Any]:
        return self.columns.get(name, ())

    def known(self, at: int) -> Known:
        """A row as one that others are compared with."""
        if at not in self._known:
            keys = {name: column[at] for name, column in self.columns.items()}
            self._known[at] = Known(complete(self.entity, keys), place=self.places[at])
        return self._known[at]

    def sharing(self, ats: Sequence[int], names: Sequence[str], others: Iterable[Keys]) -> list[int]:
        """Those of the rows that share a value of these columns with another of them, or with `others`."""
        columns = [self.column(name) for name in names]
        times = Counter(column[at] for column in columns for at in ats)
        times.update(keys.get(name) for keys in others for name in names)
        shared = {value for value, count in times.items() if count > 1 and value is not None}
        return [at for at in ats if any(column[at] in shared for column in columns)] if shared else []


def signs(entity: str) -> tuple[str, ...]:
    """The columns one of which two rows, or a row and a record, share where they are one; () if that cannot be told."""
    named = {key for key, column in STORED.items() if column == "name_key"}
    keys = ["bare_key" if rule.key in named else rule.key for rule in RULES[entity]]
    return tuple(dict.fromkeys(keys)) if {*keys} <= {*COLUMNS[entity], "bare_key"} else ()


MOST = 200
"""So many records of one sign are looked at, besides those that bear the row's own name."""


class Crowd:
    """The records that share a sign."""

    __slots__ = ("by_name", "known")

    def __init__(self) -> None:
        self.known: list[Known] = []
        self.by_name: dict[Any, list[Known]] = {}

    def add(self, one: Known) -> None:
        self.known.append(one)
        self.by_name.setdefault(one.keys.get("name_key"), []).append(one)

    def like(self, row: Keys) -> Iterator[Known]:
        """Those of the row's name first, then the others, as far as they are worth looking at."""
        namesakes = self.by_name.get(row.get("name_key"), ())
        while namesakes and namesakes[0].taken and len(namesakes) > MOST:
            del namesakes[0]
        yield from namesakes
        yield from self.known[:MOST]


class Matcher:
    """Finds the record of a row. Rows that become new records are `learn`ed, so that later rows find them."""

    def __init__(self, entity: str) -> None:
        self.rules = RULES[entity]
        self._compared = COLUMNS[entity]
        within = {rule.key for rule in self.rules if rule.within_list}
        self._index: dict[str, dict[Any, Known | Crowd]] = {rule.key: {} for rule in self.rules}
        self._within = {key: index for key, index in self._index.items() if key in within}

    def learn(self, known: Known) -> None:
        keys = known.keys
        for key, index in (self._index if known.place is None else self._within).items():
            value = keys.get(key)
            if value is not None:
                self._file(index, value, known)

    def join(self, known: Known, row: Keys, place: int) -> None:
        """Learn what a row, at `place`, says of the record it is, as far as it says more or something else.

        What the record had no word for is the row's from now on: a namesake with another address is somebody else.
        """
        told = known.keys
        blank = [name for name in self._compared if told.get(name) is None and row.get(name) is not None]
        also = [name for name in self._compared if row.get(name) is None and told.get(name) is not None]
        new = [key for key in self._within if row.get(key) is not None and row[key] != told.get(key)]
        if blank:
            known.keys = {**told, **{name: row[name] for name in blank}}
        if new:
            keys = {**row, **{name: told[name] for name in also}} if also else row
            place = place if known.place is None else known.place
            said = Known(keys, id=known.id, place=place, merged=known.merged)
            for key in new:
                self._file(self._within[key], row[key], said)

    def learn_more(self, known: Known, key: str, value: Any) -> None:
        """A further e-mail or mobile of a record."""
        if key in self._index:
            self._file(self._index[key], value, known)

    @staticmethod
    def _file(index: dict[Any, Known | Crowd], value: Any, known: Known) -> None:
        there = index.get(value)
        if there is None:
            index[value] = known
        elif there.__class__ is Crowd:
            there.add(known)
        else:
            crowd = index[value] = Crowd()
            crowd.add(there)  # type: ignore[arg-type]
            crowd.add(known)

    def find(self, row: Keys, *, take: bool = True) -> Known | None:
        """The record that a row is, by the surest sign. `take`: a record known by its name alone is taken but once."""
        for rule in self.rules:
            value = row.get(rule.key)
            there = None if value is None else self._index[rule.key].get(value)
            if there is None:
                continue
            for known in (there,) if isinstance(there, Known) else there.like(row):
                if self._is(rule, row, known):
                    known.taken = known.taken or take
                    return known
        return None

    def is_borne(self, row: Keys) -> bool:
        """Whether a record, or a row above, has the row's number of another system."""
        return row.get("external_id") in self._index["external_id"]

    def _is(self, rule: Rule, row: Keys, known: Known) -> bool:
        if known.place is not None and not rule.within_list:
            return False
        if rule.once and known.taken:
            return False
        if differ(row, known.keys, "external_id"):
            return False
        if rule.key != "external_id" and differ(row, known.keys, "national_id"):
            return False
        return rule.fits(row, known.keys)


def differ(row: Keys, known: Keys, name: str) -> bool:
    """Whether both have a value and it is not the same."""
    one, two = row.get(name), known.get(name)
    return one is not None and two is not None and one != two
