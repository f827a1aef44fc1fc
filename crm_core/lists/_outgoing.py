"""The columns of an export: from the catalogue's fields to headers and typed values in the person's language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import select

from crm_core.base.i18n import N_, Language, Locale
from crm_core.base.money import exponent, to_major
from crm_core.fields import CATALOGUE, Field, Kind, field
from crm_core.fields.choices import label_of_choice
from crm_core.fields.filters import compile_filter
from crm_core.fields.find import Query, whole_filter
from crm_core.models import ENTITIES

if TYPE_CHECKING:
    from crm_core.trust.unit_of_work import Work

Rows = Sequence[Mapping[str, Any]]
Labels = Mapping[Kind, Mapping[int, str]]
Values = Sequence[Any]
CellKind = Literal["text", "phone", "number", "date", "datetime"]

DATE, DATE_AND_TIME, SHARE, TEXT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm", "0%", "@"


@dataclass(frozen=True)
class Column:
    """One column of an export. `values` gives a text, a Decimal, a date or a naive local time a row; None for nothing.

    `key` is the field's; `said` tells that the column only says a day again, in the person's calendar.
    `format` is Excel's number format; `width` is in characters.
    """

    header: str
    kind: CellKind
    values: Callable[[Rows, Labels], Values]
    format: str = "General"
    width: int = 16
    hidden: bool = False
    key: str = ""
    said: bool = False


def outgoing(w: Work, entity: str, query: Query) -> list[Column]:
    """The columns that the query asks for (all fields of the entity where it names none), in its order."""
    money = _Money(w.locale, _currencies(w, entity, query), "currency" in CATALOGUE[entity])
    keys = query.columns or tuple(CATALOGUE[entity])
    return [column for key in keys for column in _columns(field(entity, key), w.locale, money)]


def columns_of(locale: Locale, fields: Sequence[Field], currencies: set[str]) -> list[Column]:
    """The columns of an export of these fields, whose amounts are in these currencies (each row names its own)."""
    money = _Money(locale, currencies, own=True)
    return [column for one in fields for column in _columns(one, locale, money)]


def headers(w: Work, entity: str, language: Language, fields: Mapping[str, Field] | None = None) -> dict[str, Column]:
    """Every column that an export of the entity in this language may have, by its header; `fields`: other ones.

    One that was made before the company renamed a field of its own has the label of then.
    """
    locale = replace(w.locale, language=language, calendar="jalali", toman=False)
    declared = CATALOGUE[entity] if fields is None else fields
    own = "currency" in declared
    kept = sorted({*(_currencies(w, entity, Query()) if own else ()), w.company.currency})
    ways = [_Money(locale, {currency}, own) for currency in kept]
    ways += [_Money(replace(locale, toman=True), {"IRR"}, own)] if "IRR" in kept else []
    ways += [_Money(locale, {*kept, ""}, own)] if own else []
    found: dict[str, Column] = {}
    known = list(declared.values())
    known += [replace(one, label=label) for one in known if one.is_own for label in one.synonyms]
    for one in known:
        for money in ways if one.kind == "money" else ways[:1]:
            for column in _columns(one, locale, money):
                found.setdefault(column.header, column)
    return found


def header_of(w: Work, one: Field) -> str:
    """What a field's column is called, its amounts being in the company's currency."""
    label = w.locale.t(one.label)
    return _Money(w.locale, {w.company.currency}, own=False).header(label) if one.kind == "money" else label


def fetched(entity: str, query: Query) -> tuple[str, ...]:
    """The field keys that must be read for these columns: an amount needs its currency."""
    keys = query.columns or tuple(CATALOGUE[entity])
    return keys if "currency" in keys or "currency" not in CATALOGUE[entity] else (*keys, "currency")


def _currencies(w: Work, entity: str, query: Query) -> set[str]:
    """The currencies in which the found records' amounts are kept."""
    if "currency" not in CATALOGUE[entity]:
        return {w.company.currency}
    kept: Any = getattr(ENTITIES[entity], "currency")  # noqa: B009
    statement = select(kept).where(compile_filter(w, entity, whole_filter(entity, query))).distinct()
    return set(w.scalars(statement)) or {w.company.currency}


class _Money:
    """Amounts in major units. Where all are of one currency the header names it, else each is in its record's own."""

    def __init__(self, locale: Locale, currencies: set[str], own: bool) -> None:
        self.locale = locale
        self.own = own
        self.one = next(iter(currencies)) if len(currencies) == 1 else None
        self.toman = locale.toman and self.one == "IRR"
        places = max(exponent(currency) for currency in currencies)
        self.format = "#,##0" + ("." + "0" * places if places else "")

    def header(self, label: str) -> str:
        if self.one is None:
            return self.locale.t(N_("{name} (in each row’s own currency)"), name=label)
        if self.one == "IRR" or self.locale.rtl:
            return f"{label} ({self.locale.unit(self.one)})"
        return f"{label} ({self.one})"

    def values(self, key: str) -> Callable[[Rows, Labels], Values]:
        def amount(minor: int | None, currency: str | None) -> Decimal | None:
            if minor is None:
                return None
            major = to_major(minor, currency or self.locale.currency)
            return major / 10 if self.toman else major

        def amounts(rows: Rows, _labels: Labels) -> Values:
            if self.own:
                return [amount(row[key], row["currency"]) for row in rows]
            return [amount(row[key], self.one) for row in rows]

        return amounts


def _columns(one: Field, locale: Locale, money: _Money) -> list[Column]:
    """A field's column; a day has a second one for people of the Jalali calendar."""
    label = locale.t(one.label)
    width = max(one.width // 7, len(label) + 4)
    if one.kind == "money":
        header = money.header(label)
        width = max(width, len(header) + 4)
        return [Column(header, "number", money.values(one.key), money.format, width, key=one.key)]
    if one.kind == "percent":
        return [Column(label, "number", _each(one.key, _of_hundred), SHARE, width, key=one.key)]
    if one.kind == "number":
        return [Column(label, "number", _each(one.key), width=width, key=one.key)]
    if one.kind in ("date", "datetime"):
        return _days(one, label, locale, width)
    # What is typed into a cell of this format keeps its zeros; a long text would show as a row of #.
    format_ = "General" if one.kind == "long_text" else TEXT
    return [Column(label, "phone" if one.kind == "phone" else "text", _texts(one, locale), format_, width, key=one.key)]


def _each(key: str, told: Callable[[Any], Any] | None = None) -> Callable[[Rows, Labels], Values]:
    """The values of a field, told in another way where that is given."""
    return lambda rows, _: [row[key] for row in rows] if told is None else [told(row[key]) for row in rows]


def _of_hundred(percent: int | None) -> Decimal | None:
    return None if percent is None else Decimal(percent) / 100


def _days(one: Field, label: str, locale: Locale, width: int) -> list[Column]:
    with_time = one.kind == "datetime"

    def local(value: dt.datetime | None) -> dt.datetime | None:
        return value and value.astimezone(locale.zone).replace(tzinfo=None, second=0, microsecond=0)

    def say(value: Any) -> str | None:
        if value is None:
            return None
        return locale.datetime(value) if isinstance(value, dt.datetime) else locale.date(value)

    if with_time:
        columns = [Column(label, "datetime", _each(one.key, local), DATE_AND_TIME, max(width, 18), key=one.key)]
    else:
        columns = [Column(label, "date", _each(one.key), DATE, max(width, 12), key=one.key)]
    if locale.calendar == "jalali":
        header = locale.t(N_("{name} (Jalali)"), name=label)
        columns.append(Column(header, "text", _each(one.key, say), width=len(header) + 4, key=one.key, said=True))
    return columns


def _texts(one: Field, locale: Locale) -> Callable[[Rows, Labels], Values]:
    """What a person reads in the cells, in plain characters: nothing isolated, digits as stored."""
    comma = "، " if locale.rtl else ", "
    words = {True: locale.t(N_("yes")), False: locale.t(N_("no"))}
    key, choices = one.key, one.choices or ""

    def texts(rows: Rows, labels: Labels) -> Values:
        found = [row[key] for row in rows]
        if one.is_link:
            return [None if not value else comma.join(_names(one.kind, value, labels, locale)) for value in found]
        if one.kind == "tags":
            return [comma.join(value) if value else None for value in found]
        if one.kind == "choice":
            said = {value: label_of_choice(choices, value, locale) if value else None for value in set(found)}
            return [said[value] for value in found]
        if one.kind == "yes_no":
            return [words.get(value) for value in found]
        return [value or None for value in found]

    return texts


def _names(kind: Kind, value: int | Sequence[int], labels: Labels, locale: Locale) -> list[str]:
    known = labels.get(kind, {})
    ids = [value] if isinstance(value, int) else value
    return [known.get(one) or locale.t(N_("(hidden)")) for one in ids]
