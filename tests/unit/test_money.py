"""Amounts are exact, shown as people read them, and read back as they were shown."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_core.base.errors import Invalid
from crm_core.base.i18n import Locale
from crm_core.base.money import exponent, to_major, to_minor

CURRENCIES = st.sampled_from(["USD", "EUR", "IRR", "JPY", "KWD", "AED", "CHF"])
LOCALES = st.builds(
    Locale,
    language=st.sampled_from(["en", "fa"]),
    calendar=st.sampled_from(["gregorian", "jalali"]),
    digits=st.sampled_from(["latin", "persian"]),
    currency=CURRENCIES,
    toman=st.booleans(),
)
ENGLISH = Locale()
TOMAN = Locale("fa", "jalali", "persian", "IRR", toman=True)
TOMAN_IN_ENGLISH = Locale("en", "gregorian", "latin", "IRR", toman=True)


@given(st.integers(-(10**17), 10**17), CURRENCIES)
def test_minor_units_survive_the_way_to_major_and_back(minor: int, currency: str) -> None:
    assert to_minor(to_major(minor, currency), currency) == minor


def test_each_currency_has_its_own_decimals() -> None:
    assert [exponent(c) for c in ("IRR", "JPY", "USD", "KWD")] == [0, 0, 2, 3]
    assert to_minor("12.5", "USD") == 1250
    assert to_minor(12.5, "KWD") == 12500
    assert to_minor(1250, "IRR") == 1250
    assert to_major(1250, "USD") == Decimal("12.50")


def test_surplus_decimals_are_rounded_half_up() -> None:
    assert to_minor(Decimal("0.005"), "USD") == 1
    assert to_minor(0.1 + 0.2, "USD") == 30
    assert to_minor(Decimal("-2.5"), "IRR") == -3


@pytest.mark.parametrize("amount", ["", "abc", "NaN", float("inf"), "1e30"])
def test_what_is_no_amount_is_refused(amount: str | float) -> None:
    with pytest.raises(Invalid):
        to_minor(amount, "USD")


@pytest.mark.parametrize(
    ("locale", "minor", "shown"),
    [
        (ENGLISH, 1000553400, "$10,005,534"),
        (ENGLISH, 1250, "$12.50"),
        (ENGLISH, -1250, "-$12.50"),
        (ENGLISH, 0, "$0"),
        (ENGLISH, None, "–"),
        (TOMAN, 41_000_000, "۴٬۱۰۰٬۰۰۰ تومان"),
        (TOMAN, 15, "۱٫۵ تومان"),
        (TOMAN_IN_ENGLISH, 41_000_000, "4,100,000 Toman"),
        (Locale(currency="IRR"), 41_000, "41,000 Rial"),
        (Locale("fa", currency="USD"), 125000, "1,250 دلار"),
        (Locale(currency="AED"), 125050, "1,250.50 AED"),
        (TOMAN, -100, "\u200e−۱۰ تومان"),
    ],
)
def test_an_amount_in_full(locale: Locale, minor: int | None, shown: str) -> None:
    assert locale.money(minor) == shown


@pytest.mark.parametrize(
    ("locale", "minor", "shown"),
    [
        (TOMAN, 41_000_000_000, "۴٫۱ میلیارد تومان"),
        (TOMAN_IN_ENGLISH, 41_000_000_000, "4.1 bn Toman"),
        (ENGLISH, 1000553400, "$10 m"),
        (ENGLISH, 115321400, "$1.2 m"),
        (ENGLISH, 99_999_900, "$1 m"),
        (ENGLISH, 999_900, "$9,999"),
        (ENGLISH, 83_000_000, "$830 k"),
        (ENGLISH, -83_000_000, "-$830 k"),
        (ENGLISH, 1234500, "$12.3 k"),
        (ENGLISH, 0, "$0"),
        (TOMAN, 25 * 10**13, "۲۵ هزار میلیارد تومان"),
        (ENGLISH, 10**17, "$1,000 tn"),
    ],
)
def test_a_long_amount_is_shortened(locale: Locale, minor: int, shown: str) -> None:
    assert locale.money(minor, short=True) == shown


def test_the_unit_can_stand_in_the_heading() -> None:
    assert TOMAN.money(41_000_000, unit=False) == "۴٬۱۰۰٬۰۰۰"
    assert TOMAN.unit() == "تومان"
    assert ENGLISH.unit() == "$"
    assert ENGLISH.unit("CHF") == "CHF"


@given(LOCALES, st.integers(-(10**16), 10**16), st.booleans())
def test_every_amount_that_is_shown_can_be_typed(locale: Locale, minor: int, unit: bool) -> None:
    assert locale.parse_money(locale.money(minor, unit=unit)) == minor


@given(LOCALES, st.decimals(-(10**12), 10**12, places=3))
def test_every_number_that_is_shown_can_be_typed(locale: Locale, number: Decimal) -> None:
    assert locale.parse_number(locale.number(number, 3)) == number


@pytest.mark.parametrize(
    ("typed", "rial"),
    [
        ("84,900,000", 849_000_000),
        ("۸۷٬۰۰۰٬۰۰۰", 870_000_000),
        ("4700000", 47_000_000),
        ("32600000 ریال", 32_600_000),
        ("۳٫۵ میلیون", 35_000_000),
        ("۴٫۱ میلیارد تومان", 41_000_000_000),
        ("۲ هزار میلیارد تومان", 20 * 10**12),
        ("12k", 120_000),
        ("1.5 million toman", 15_000_000),
        ("-۱۰ تومان", -100),
    ],
)
def test_amounts_as_an_iranian_types_them(typed: str, rial: int) -> None:
    assert TOMAN.parse_money(typed) == rial


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1,234.5", "1234.5"),
        ("1.234,56", "1234.56"),
        ("1.234.567", "1234567"),
        ("12,5", "12.5"),
        ("12,500", "12500"),
        ("1 234 567", "1234567"),
        ("1\u00a0234", "1234"),
        ("(1,200)", "-1200"),
        ("−3", "-3"),
        ("+3", "3"),
        ("12%", "0.12"),
        ("۱۲٪", "0.12"),
        ("۱٬۲۳۴٫۵", "1234.5"),
        ("1'234.50", "1234.50"),
        ("12,34,567", "1234567"),
        (".5", "0.5"),
        ("٣٫٥", "3.5"),
    ],
)
def test_numbers_as_people_type_them(typed: str, number: str) -> None:
    assert ENGLISH.parse_number(typed) == Decimal(number)


@pytest.mark.parametrize("typed", ["", "abc", "12 5", "1,23,4", "--3", "1.2.3,4", "12 apples", "09-12"])
def test_what_is_no_number_is_refused_in_words(typed: str) -> None:
    with pytest.raises(Invalid) as caught:
        ENGLISH.parse_number(typed)
    assert caught.value.say(ENGLISH) == f"“{typed}” is not a number."


def test_another_currency_is_refused_in_words() -> None:
    with pytest.raises(Invalid) as caught:
        ENGLISH.parse_money("12 EUR")
    assert caught.value.say(ENGLISH) == "“12 EUR” is not an amount in $."
    assert ENGLISH.parse_money("12 USD") == ENGLISH.parse_money("$12") == 1200
