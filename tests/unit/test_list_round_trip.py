"""What the product writes of a value is read as that value again, in both languages, calendars, digits and units."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_core.base.digits import persian_digits
from crm_core.base.i18n import Locale
from crm_core.fields import CATALOGUE, Field
from crm_core.fields.values import format_value
from crm_core.lists.parse import ParseRules, parse_column
from crm_core.lists.read import Cell

CUSTOMER, DEAL, TASK = CATALOGUE["customer"], CATALOGUE["deal"], CATALOGUE["task"]
ZONE = ZoneInfo("Asia/Tehran")
LOCALES = [
    Locale(language, calendar, digits, currency, toman, ZONE)
    for language in ("en", "fa")
    for calendar in ("gregorian", "jalali")
    for digits in ("latin", "persian")
    for currency, toman in (("USD", False), ("IRR", False), ("IRR", True))
]
DAYS = st.dates(dt.date(1930, 1, 1), dt.date(2090, 12, 31))
MOBILES = st.integers(900_000_0000, 999_999_9999).map(lambda n: f"+98{n}")
EMAILS = st.from_regex(r"[a-z][a-z0-9]{0,8}(\.[a-z0-9]{1,5})?@[a-z]{2,9}\.(com|ir|org)", fullmatch=True)
WORDS = st.text("ابپتسشکگیabcxyz ", min_size=1, max_size=30).map(lambda text: " ".join(text.split())).filter(bool)


def rules_of(locale: Locale) -> ParseRules:
    return ParseRules(
        locale.currency,
        "IR",
        "21",
        ZONE,
        jalali=locale.calendar == "jalali",
        persian=locale.language == "fa",
        toman=locale.toman,
        today=dt.date(2026, 11, 21),
        locale=locale,
    )


def read(cell: Cell, field: Field, rules: ParseRules) -> Any:
    column = parse_column([cell], field, "Column", rules)
    assert column.problems == []
    return column.values[0]


@pytest.mark.parametrize("locale", LOCALES, ids=lambda one: f"{one.language}-{one.calendar}-{one.digits}-{one.unit()}")
@settings(max_examples=30)
@given(data=st.data())
def test_what_is_said_of_a_value_is_that_value(locale: Locale, data: st.DataObject) -> None:
    rules = rules_of(locale)
    values: list[tuple[Field, Any]] = [
        (CUSTOMER["customer_since"], data.draw(DAYS)),
        (CUSTOMER["annual_revenue"], data.draw(st.integers(0, 10**13)) * (10 if locale.toman else 1)),
        (DEAL["probability"], data.draw(st.integers(0, 100))),
        (CUSTOMER["mobile"], data.draw(MOBILES)),
        (CUSTOMER["email"], data.draw(EMAILS)),
        (CUSTOMER["name"], data.draw(WORDS)),
        (CATALOGUE["product"]["active"], data.draw(st.booleans())),
    ]
    for field, value in values:
        assert read(format_value(field, value, locale), field, rules) == value


@pytest.mark.parametrize("locale", LOCALES[:4])
@settings(max_examples=30)
@given(day=DAYS, hour=st.integers(0, 23), minute=st.integers(0, 59))
def test_a_moment_is_read_as_it_is_said(locale: Locale, day: dt.date, hour: int, minute: int) -> None:
    moment = dt.datetime.combine(day, dt.time(hour, minute), ZONE).astimezone(dt.UTC)
    field = CATALOGUE["interaction"]["happened_at"]
    assert read(locale.datetime(moment), field, rules_of(locale)) == moment


@settings(max_examples=60)
@given(number=st.decimals(-(10**9), 10**9, places=2, allow_nan=False), locale=st.sampled_from(LOCALES))
def test_numbers_are_read_as_they_are_said(number: Decimal, locale: Locale) -> None:
    field = Field("quantity", "Quantity", "number")
    assert read(locale.number(number, 2), field, rules_of(locale)) == pytest.approx(float(number))


@settings(max_examples=60)
@given(
    tags=st.lists(st.text("ابپabc", min_size=1, max_size=6), min_size=1, max_size=4, unique=True),
    locale=st.sampled_from(LOCALES),
)
def test_tags_are_read_as_they_are_said(tags: list[str], locale: Locale) -> None:
    said = format_value(CUSTOMER["tags"], tags, locale)
    assert read(said, CUSTOMER["tags"], rules_of(locale)) == tuple(tags)


@settings(max_examples=150)
@given(
    cells=st.lists(
        st.one_of(
            st.text(max_size=25), st.integers(-(10**12), 10**12), DAYS, st.floats(allow_nan=False), EMAILS, MOBILES
        ),
        max_size=6,
    ),
    key=st.sampled_from(["name", "national_id", "postal_code", "mobile", "email", "note", "external_id", "website"]),
    locale=st.sampled_from(LOCALES),
)
def test_what_was_read_is_read_as_itself(cells: list[Cell], key: str, locale: Locale) -> None:
    rules = rules_of(locale)
    once = parse_column(cells, CUSTOMER[key], "Column", rules).values
    again = parse_column([value or "" for value in once], CUSTOMER[key], "Column", rules).values
    assert again == once


@settings(max_examples=60)
@given(days=st.lists(DAYS, min_size=1, max_size=8), locale=st.sampled_from(LOCALES))
def test_a_column_of_days_keeps_each_of_them(days: list[dt.date], locale: Locale) -> None:
    cells: list[Cell] = [persian_digits(locale.date(day)) for day in days]
    assert parse_column(cells, CUSTOMER["customer_since"], "Column", rules_of(locale)).values == days
