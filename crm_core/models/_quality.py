"""How good a record is: what should be known of it and is, and which of its values cannot be right.

A record alone and a column of records give the same: a column is looked through quickly for what may be wrong, and
only that is looked at as a record alone is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ..base.countries import country_code
from ..base.days import CalendarName, ymd
from ..base.i18n import N_
from ..base.postal import postal_code_ok, postal_pattern
from ..base.text import digits_only, email_key, is_url, legal_id_ok, national_id_ok, phone_key, plain

if TYPE_CHECKING:
    from ._base import KeyRules

Values = Mapping[str, Any]
Column = Sequence[Any]
Scope = tuple[str, str, str]
"""Entity, kind of customer ("" for a contact), tier ("" for all)."""

ANY_PHONE = "any_phone"
"""Stands among what should be known for a telephone of either sort."""
EITHER: Mapping[str, tuple[str, str]] = {ANY_PHONE: ("phone", "mobile")}
OLDEST = dt.date(1900, 1, 1)


def _weighing(three: str, two: str, one: str) -> Mapping[str, int]:
    """Columns with how much each weighs, from three lists of them."""
    return {name: weight for weight, names in ((3, three), (2, two), (1, one)) for name in names.split()}


_FIRST_TIER = {"company": "website size postal_code economic_code", "person": "address postal_code"}
DEFAULT_WANTED: Mapping[Scope, Mapping[str, int]] = MappingProxyType(
    {
        ("customer", "company", ""): _weighing(
            ANY_PHONE, "email owner_id city national_id", "industry address source tier"
        ),
        ("customer", "person", ""): _weighing(ANY_PHONE, "email owner_id city", "national_id birthday source tier"),
        ("contact", "", ""): _weighing(ANY_PHONE, "email customer_id", "job_title"),
        **{
            ("customer", kind, tier): _weighing("", "", names)
            for kind, names in _FIRST_TIER.items()
            for tier in ("Gold", "طلایی")
        },
    }
)
"""What should be known while a company has said nothing else: how much each column weighs, 1 to 3, by scope.

What stands under a tier comes on top of what all tiers need; the usual first tier is there in both languages.
"""

Wanted = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class QualityRules:
    """What should be known of records: by scope, columns (or ANY_PHONE) with how much each weighs."""

    wanted: tuple[tuple[Scope, Wanted], ...] = tuple(
        (scope, tuple(columns.items())) for scope, columns in DEFAULT_WANTED.items()
    )

    @cached_property
    def _by_scope(self) -> dict[Scope, Wanted]:
        return dict(self.wanted)

    @cached_property
    def _settled(self) -> dict[Scope, Wanted]:
        return {}

    def of(self, entity: str, kind: str, tier: str) -> Wanted:
        """What is wanted of such a record: what all tiers need, and what this one needs besides or weighs otherwise."""
        scope = (entity, kind, tier)
        if scope not in self._settled:
            found = dict(self._by_scope.get((entity, kind, ""), ()))
            self._settled[scope] = tuple({**found, **dict(self._by_scope.get(scope, ()) if tier else ())}.items())
        return self._settled[scope]


DEFAULT_RULES = QualityRules()


def scope_of(entity: str, values: Values) -> Scope:
    if entity != "customer":
        return entity, "", ""
    return entity, values.get("kind") or "company", values.get("tier") or ""


# Values that cannot be right


@dataclass(frozen=True)
class Check:
    """One column whose values can be wrong.

    `wrong` gives the reason (a msgid that names {value}) or None. Of a whole column only suspects are asked: the
    places where the derived column `key`, which follows the company's country, is empty, or else what `suspects` names.
    """

    column: str
    wrong: Callable[[Any, Values, KeyRules], str | None]
    key: str | None = None
    suspects: Callable[[Column, Column, KeyRules], Iterable[int]] = lambda column, _countries, _rules: range(
        len(column)
    )


def _country(values: Values, rules: KeyRules) -> str | None:
    """The two letters of the record's country, else the company's; None for one that nobody knows."""
    said = values.get("country")
    return country_code(said) if said else rules.country


def _wrong_email(text: str, _values: Values, _rules: KeyRules) -> str | None:
    return None if email_key(text) else N_("“{value}” is not an e-mail address.")


def _wrong_phone(text: str, values: Values, rules: KeyRules) -> str | None:
    """None of the company's country and none of the record's."""
    if phone_key(text, rules.country, rules.area_code):
        return None
    own = _country(values, rules)
    if own and own != rules.country and phone_key(text, own):
        return None
    return N_("“{value}” is not a phone number.")


def _wrong_id(text: str, values: Values, rules: KeyRules) -> str | None:
    """Of Iran: ten digits of a person and eleven of a company end in a check digit. All others are free."""
    digits = digits_only(text)
    if len(digits) not in (10, 11) or _country(values, rules) != "IR":
        return None
    if plain(text).replace("-", "").replace(" ", "") != digits or national_id_ok(digits) or legal_id_ok(digits):
        return None
    return N_("the check digit of “{value}” is wrong.")


def _wrong_postal_code(text: str, values: Values, rules: KeyRules) -> str | None:
    country = _country(values, rules)
    if country is None or postal_code_ok(text, country):
        return None
    return N_("“{value}” is not as long as a postal code of its country.")


def _wrong_url(text: str, _values: Values, _rules: KeyRules) -> str | None:
    return None if is_url(text) else N_("“{value}” is not a web address.")


def _wrong_birthday(day: dt.date, _values: Values, rules: KeyRules) -> str | None:
    if day < OLDEST:
        return N_("{value} lies before 1900.")
    return N_("{value} is still to come.") if rules.today and day > rules.today else None


def _suspect_ids(column: Column, countries: Column, rules: KeyRules) -> Iterable[int]:
    at_home = rules.country == "IR"
    for at, text in enumerate(column):
        if text and (at_home or countries[at]) and not (national_id_ok(text) if len(text) == 10 else legal_id_ok(text)):
            yield at


def _suspect_postal_codes(column: Column, countries: Column, rules: KeyRules) -> Iterable[int]:
    pattern = postal_pattern(rules.country)
    return (
        at
        for at, text in enumerate(column)
        if text and (countries[at] or (pattern is not None and not pattern.fullmatch(text)))
    )


def _suspect_birthdays(column: Column, _countries: Column, rules: KeyRules) -> Iterable[int]:
    last = rules.today or dt.date.max
    return (at for at, day in enumerate(column) if day and not OLDEST <= day <= last)


_OF_BOTH = (
    Check("email", _wrong_email, "email_key"),
    Check("phone", _wrong_phone, "phone_key"),
    Check("mobile", _wrong_phone, "mobile_key"),
    Check("national_id", _wrong_id, suspects=_suspect_ids),
    Check("postal_code", _wrong_postal_code, suspects=_suspect_postal_codes),
    Check("birthday", _wrong_birthday, suspects=_suspect_birthdays),
)
CHECKS: Mapping[str, tuple[Check, ...]] = MappingProxyType(
    {"customer": (*_OF_BOTH, Check("website", _wrong_url)), "contact": _OF_BOTH}
)
"""What is looked at of the records of each entity."""


def faults_of(entity: str, values: Values, rules: KeyRules) -> list[tuple[str, str]]:
    """The columns whose values cannot be right, each with the reason: a msgid that names {value}."""
    found = (
        (one.column, one.wrong(values[one.column], values, rules)) for one in CHECKS[entity] if values.get(one.column)
    )
    return [(column, reason) for column, reason in found if reason]


def missing_of(entity: str, values: Values, rules: KeyRules) -> list[tuple[str, int]]:
    """What should be known of the record and is not (a wrong value is not known), with its weight, weighty first."""
    wrong = {column for column, _reason in faults_of(entity, values, rules)}
    lacking = [one for one in rules.quality.of(*scope_of(entity, values)) if not _known(one[0], values, wrong)]
    return sorted(lacking, key=lambda one: -one[1])


def _known(wanted: str, values: Values, wrong: Iterable[str]) -> bool:
    return any(values.get(name) not in (None, "") and name not in wrong for name in EITHER.get(wanted, (wanted,)))


# Stored with the record


def quality_keys(entity: str, values: Values, rules: KeyRules) -> dict[str, Any]:
    """`completeness`, `faults` and `birthday_key` of a record."""
    wanted = rules.quality.of(*scope_of(entity, values))
    lacking = sum(weight for _name, weight in missing_of(entity, values, rules))
    return {
        "completeness": percent_known(sum(weight for _name, weight in wanted), lacking),
        "faults": len(faults_of(entity, values, rules)),
        "birthday_key": _birthday_key(values.get("birthday"), rules.calendar),
    }


def percent_known(whole: int, lacking: int) -> int:
    """How much of the whole weight is known, in percent; all of it where nothing is wanted."""
    return (200 * (whole - lacking) + whole) // (2 * whole) if whole else 100


@lru_cache(maxsize=50_000)
def _birthday_key(day: dt.date | None, calendar: CalendarName) -> int | None:
    if day is None:
        return None
    _year, month, number = ymd(day, calendar)
    return month * 100 + number


def quality_columns(
    entity: str, rows: Sequence[Values], keys: Mapping[str, Column], rules: KeyRules
) -> dict[str, Column]:
    """`quality_keys` of many records, by column; `keys`: their matching keys, which tell right from wrong."""
    said = _Said(rows)
    wrong = _wrong_places(entity, said, keys, rules)
    faults = [0] * len(rows)
    for places in wrong.values():
        for at in places:
            faults[at] += 1
    return {
        "completeness": _completeness(entity, said, wrong, rules),
        "faults": faults,
        "birthday_key": [day and _birthday_key(day, rules.calendar) for day in said.column("birthday")],
    }


class _Said:
    """Rows by column; a column that no row names costs nothing."""

    def __init__(self, rows: Sequence[Values]) -> None:
        self.rows = rows
        self.names = set[str]().union(*rows)
        self.nothing: Column = [None] * len(rows)

    def column(self, name: str) -> Column:
        return [row.get(name) for row in self.rows] if name in self.names else self.nothing

    def held(self, wanted: str, wrong: Mapping[str, Iterable[int]]) -> Sequence[bool]:
        """Whether each row holds what is wanted, and not something wrong."""
        if wanted in EITHER:
            one, other = (self.held(name, wrong) for name in EITHER[wanted])
            return [first or second for first, second in zip(one, other, strict=True)]
        if wanted not in self.names:
            return [False] * len(self.rows)
        held = [value is not None and value != "" for value in self.column(wanted)]
        for at in wrong.get(wanted, ()):
            held[at] = False
        return held


def _wrong_places(entity: str, said: _Said, keys: Mapping[str, Column], rules: KeyRules) -> dict[str, list[int]]:
    """The places of the rows whose value in a column cannot be right, by column."""
    found: dict[str, list[int]] = {}
    countries = said.column("country")
    for check in CHECKS[entity]:
        if check.column not in said.names or (check.key and None not in keys[check.key]):
            continue
        column = said.column(check.column)
        if check.key:
            lacking = [at for at, key in enumerate(keys[check.key]) if key is None and column[at]]
            # Without a country of its own a record is judged by the company's, as its key was.
            places = [at for at in lacking if not countries[at] or check.wrong(column[at], said.rows[at], rules)]
        else:
            suspects = check.suspects(column, countries, rules)
            places = [at for at in suspects if column[at] and check.wrong(column[at], said.rows[at], rules)]
        if places:
            found[check.column] = places
    return found


def _completeness(entity: str, said: _Said, wrong: Mapping[str, Iterable[int]], rules: KeyRules) -> list[int]:
    """The percentage of each row. Rows that are alike in scope and in what they hold are counted once."""
    kinds, tiers = (said.column("kind"), said.column("tier")) if entity == "customer" else (said.nothing,) * 2
    scopes = {
        alike: scope_of(entity, {"kind": alike[0], "tier": alike[1]}) for alike in set(zip(kinds, tiers, strict=True))
    }
    wanted = {alike: rules.quality.of(*scope) for alike, scope in scopes.items()}
    names = list(dict.fromkeys(name for of_scope in wanted.values() for name, _weight in of_scope))
    held = [said.held(name, wrong) for name in names]
    known: dict[Any, int] = {}
    found = []
    for alike in zip(kinds, tiers, *held, strict=True):
        percent = known.get(alike)
        if percent is None:
            has = dict(zip(names, alike[2:], strict=True))
            of_scope = wanted[alike[0], alike[1]]
            lacking = sum(weight for name, weight in of_scope if not has[name])
            percent = known[alike] = percent_known(sum(weight for _name, weight in of_scope), lacking)
        found.append(percent)
    return found
