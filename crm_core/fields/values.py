"""A field's value from what a person typed, and the words a person reads for it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType
from typing import Any

from sqlalchemy import String

from crm_core.base.errors import Invalid
from crm_core.base.i18n import N_, NOTHING, Locale
from crm_core.base.money import to_minor
from crm_core.base.text import (
    compact,
    digits_only,
    fold,
    is_email,
    is_url,
    legal_id_ok,
    national_id_ok,
    phone_key,
    plain,
)
from crm_core.models import ENTITIES
from crm_core.trust.company import Company

from . import choices
from ._field import LINKS, Field, Kind, words

Labels = Mapping[Kind, Mapping[int, str]]
"""The labels of linked records: kind → id → label (see `fields.links`)."""

Finder = Callable[[Kind, str], int | None]
"""Finds the id of the record of a kind that a label means; None when there is none, or more than one."""

_YES = frozenset(map(compact, words("yes, y, true, 1, on, active, بله, بلی, آری, فعال, دارد, هست")))
_NO = frozenset(map(compact, words("no, n, false, 0, off, inactive, خیر, نه, غیرفعال, ندارد, نیست")))
_TIME = re.compile(r"[\sT,،]+(\d{1,2}):(\d{2})(?::\d{2})?$")
_CURRENCY = re.compile(r"[A-Z]{3}")
TAG_MARKS = re.compile(r"[,،;؛|\n]")
"""What parts the tags in one cell."""


@dataclass(frozen=True)
class _Input:
    """What was typed into a field, and what its meaning depends on."""

    field: Field
    given: Any
    locale: Locale
    company: Company
    currency: str
    find: Finder | None

    @property
    def text(self) -> str:
        return str(self.given).strip()


def parse_value(
    field: Field,
    given: Any,
    locale: Locale,
    company: Company,
    *,
    entity: str | None = None,
    currency: str | None = None,
    find: Finder | None = None,
) -> Any:
    """The value to store for what a person typed or an editor sent; None for nothing.

    Amounts come out in minor units of `currency` (else the company's), a bare number being meant in the unit
    that the person sees; percentages as 0 to 100; links as ids (`find` looks labels up); tags as a list.
    `entity` lets the length of texts be checked. Raises Invalid with one sentence that names the field.
    """
    if given is None or given == [] or (isinstance(given, str) and not plain(given)):
        if field.required:
            raise _refusal(field, given, N_("{name} must not be empty."))
        return None
    source = _Input(field, given, locale, company, currency or company.currency, find)
    try:
        value = _PARSERS[field.kind](source)
    except Invalid as wrong:
        if wrong.field is not None:
            raise
        raise _refusal(field, given, N_("{name}: {reason}"), reason=wrong) from wrong
    if isinstance(value, str):
        _check_length(field, value, entity)
    return value


def _refusal(field: Field, given: Any, message: str, **params: Any) -> Invalid:
    return Invalid(message, field=field.key, value=given, name=field.label, **params)


def _check_length(field: Field, value: str, entity: str | None) -> None:
    if entity is None or field.column is None:
        return
    kind = getattr(ENTITIES[entity], field.column).type
    if isinstance(kind, String) and kind.length is not None and len(value) > kind.length:
        message = N_("{name} is longer than {n} characters.")
        raise _refusal(field, value, message, n=kind.length)


# Reading


def _text(source: _Input) -> str:
    text = source.text
    if source.field.key == "national_id":
        return _national_id(source)
    if source.field.key in ("postal_code", "economic_code", "registration_number"):
        return plain(text)
    return text


def _national_id(source: _Input) -> str:
    """Iranian ids are checked where the company is Iranian; numbers of other lengths are foreign and free."""
    text = plain(source.text)
    digits = digits_only(text)
    iranian = source.company.country == "IR" and text.replace("-", "").replace(" ", "") == digits
    if iranian and len(digits) in (10, 11):
        if not (national_id_ok(digits) or legal_id_ok(digits)):
            raise Invalid(N_("the check digit of “{value}” is wrong."), value=text)
        return digits
    return text


def _choice(source: _Input) -> str:
    name = source.field.choices or ""
    if name == "currencies":
        code = plain(source.text).upper()
        if not _CURRENCY.fullmatch(code):
            raise Invalid(N_("“{value}” is not a currency; write its three letters, such as EUR."), value=source.text)
        return code
    found = choices.recognise(name, source.text, source.company)
    if found is not None:
        return found
    if choices.is_fixed(name):
        known = (", ", "، ")[source.locale.rtl].join(choices.options(name, source.company, source.locale).values())
        raise Invalid(N_("“{value}” is not one of: {known}."), value=source.text, known=known)
    return source.text


def _money(source: _Input) -> int:
    if isinstance(source.given, int | float | Decimal):
        typed = Decimal(str(source.given))
        toman = source.locale.toman and source.currency == "IRR"
        return to_minor(typed * 10 if toman else typed, source.currency)
    return source.locale.parse_money(source.text, source.currency)


def _number(source: _Input) -> Decimal:
    if isinstance(source.given, int | float | Decimal):
        return Decimal(str(source.given))
    return source.locale.parse_number(source.text)


def _kept_number(source: _Input) -> int | float | Decimal:
    """A number as columns keep it; exact where it lies in none."""
    number = _number(source)
    if source.field.column is None:
        return number
    return int(number) if number == number.to_integral_value() else float(number)


def _percent(source: _Input) -> int:
    share = _number(source)
    if plain(source.text).rstrip(" )").endswith(("%", "٪")):
        share *= 100
    if not 0 <= share <= 100:
        raise Invalid(N_("“{value}” is not between 0 and 100 percent."), value=source.text)
    return int(share.to_integral_value(ROUND_HALF_UP))


def _date(source: _Input) -> dt.date:
    if isinstance(source.given, dt.datetime):
        return source.given.astimezone(source.locale.zone).date() if source.given.tzinfo else source.given.date()
    return source.given if isinstance(source.given, dt.date) else source.locale.parse_date(source.text)


def _datetime(source: _Input) -> dt.datetime:
    """An instant; a bare day means its noon, so that it stays that day in every zone."""
    if isinstance(source.given, dt.datetime) and source.given.tzinfo:
        return source.given.astimezone(dt.UTC)
    text = plain(source.text)
    time = _TIME.search(text)
    day = source.locale.parse_date(text[: time.start()] if time else text)
    hour, minute = (int(time[1]), int(time[2])) if time else (12, 0)
    if hour > 23 or minute > 59:
        raise Invalid(N_("“{value}” is not a time of day."), value=source.text)
    return dt.datetime.combine(day, dt.time(hour, minute), source.locale.zone).astimezone(dt.UTC)


def _phone(source: _Input) -> str:
    rules = source.company.key_rules
    if phone_key(source.text, rules.country, rules.area_code) is None:
        raise Invalid(N_("“{value}” is not a phone number."), value=source.text)
    return plain(source.text)


def _email(source: _Input) -> str:
    if not is_email(source.text):
        raise Invalid(N_("“{value}” is not an e-mail address."), value=source.text)
    return plain(source.text)


def _url(source: _Input) -> str:
    text = plain(source.text)
    if not is_url(text):
        raise Invalid(N_("“{value}” is not a web address."), value=source.text)
    return text


def _yes_no(source: _Input) -> bool:
    if isinstance(source.given, bool):
        return source.given
    key = compact(source.text)
    if key not in _YES | _NO:
        raise Invalid(N_("“{value}” is neither yes nor no."), value=source.text)
    return key in _YES


def _tags(source: _Input) -> list[str]:
    given = source.given
    parts = given if isinstance(given, list | tuple | set | frozenset) else TAG_MARKS.split(source.text)
    tags = {fold(str(part)): str(part).strip() for part in parts}
    return [tag for key, tag in tags.items() if key]


def _link(source: _Input) -> int:
    given = source.given
    if isinstance(given, int) and not isinstance(given, bool):
        return given
    found = source.find(source.field.kind, source.text) if source.find else None
    if found is None:
        raise Invalid(N_("“{value}” is not in the list; choose one that is."), value=source.text)
    return found


_PARSERS: Mapping[Kind, Callable[[_Input], Any]] = MappingProxyType(
    {
        "text": _text,
        "long_text": _text,
        "choice": _choice,
        "money": _money,
        "number": _kept_number,
        "percent": _percent,
        "date": _date,
        "datetime": _datetime,
        "phone": _phone,
        "email": _email,
        "url": _url,
        "yes_no": _yes_no,
        "tags": _tags,
        **dict.fromkeys(LINKS, _link),
    }
)


# Saying


def format_value(
    field: Field, value: Any, locale: Locale, labels: Labels | None = None, *, currency: str | None = None
) -> str:
    """What a person reads for a stored value; "–" for nothing. `currency`: an amount's, else the company's.

    A link without a label among `labels` is said to be hidden: this person may not see the record.
    """
    if value is None or value == "" or value == []:
        return NOTHING
    if field.kind in LINKS:
        known = (labels or {}).get(field.kind, {})
        ids = value if isinstance(value, list | tuple) else [value]
        return _listed([known.get(one) or locale.t(N_("(hidden)")) for one in ids], locale)
    return _SAYERS.get(field.kind, _said)(field, value, locale, currency)


def _listed(texts: list[str], locale: Locale) -> str:
    return ("، " if locale.rtl else ", ").join(texts)


def _said(field: Field, value: Any, locale: Locale, currency: str | None) -> str:
    return str(value)


_Sayer = Callable[[Field, Any, Locale, str | None], str]
_SAYERS: Mapping[Kind, _Sayer] = MappingProxyType(
    {
        "choice": lambda field, value, locale, _: choices.label_of_choice(field.choices or "", value, locale),
        "money": lambda _, value, locale, currency: locale.money(value, currency),
        "number": lambda _, value, locale, __: locale.number(value, 2),
        "percent": lambda _, value, locale, __: locale.percent(Decimal(value) / 100),
        "date": lambda _, value, locale, __: locale.date(value),
        "datetime": lambda _, value, locale, __: locale.datetime(value),
        "phone": lambda _, value, locale, __: locale.isolate(locale.digits_of(value)),
        "email": lambda _, value, locale, __: locale.isolate(value),
        "url": lambda _, value, locale, __: locale.isolate(value),
        "yes_no": lambda _, value, locale, __: locale.t(N_("yes")) if value else locale.t(N_("no")),
        "tags": lambda _, value, locale, __: _listed(value, locale),
    }
)
