"""Both languages say the same, in the person's calendar and digits, and mixed text stays whole."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest

from crm_core.base.errors import Conflict, FieldConflict, Invalid
from crm_core.base.i18n import N_, Locale

TEHRAN = ZoneInfo("Asia/Tehran")
ENGLISH = Locale(zone=TEHRAN)
PERSIAN = Locale("fa", "jalali", "persian", "IRR", toman=True, zone=TEHRAN)


def test_what_has_no_translation_stays_english() -> None:
    assert PERSIAN.t("No such sentence anywhere: {n}", n=3) == "No such sentence anywhere: ۳"


def test_numbers_dates_and_messages_among_the_values() -> None:
    assert PERSIAN.t("{number} bn", number=4.1) == "۴٫۱ میلیارد"
    assert PERSIAN.t(
        "“{value}” is not a date; write it like {example}.", value=N_("today"), example=date(2026, 11, 21)
    ) == ("«امروز» تاریخ نیست؛ آن را مانند ۱۴۰۵/۰۸/۳۰ بنویسید.")
    assert ENGLISH.t("{a} {b}", a=1234.5, b=None) == "1,234.5 –"
    assert ENGLISH.t("Saved: {why}", why=Invalid("{n} is odd", n=3)) == "Saved: 3 is odd"


def test_plurals() -> None:
    assert [ENGLISH.relative_days(n) for n in (-3, -2, -1, 0, 1, 2)] == [
        "3 days ago", "2 days ago", "yesterday", "today", "tomorrow", "in 2 days",
    ]  # fmt: skip
    assert [PERSIAN.relative_days(n) for n in (-3, 0, 14)] == ["۳ روز پیش", "امروز", "۱۴ روز دیگر"]
    assert ENGLISH.tn("{n} deal", "{n} deals", 1) == "1 deal"
    assert ENGLISH.tn("{n} deal", "{n} deals", 1200) == "1,200 deals"


@pytest.mark.parametrize("value", ["Acme (Iran)", "021-88776655", "a@b.co", "2026-11-21", "GTX Pro"])
def test_what_would_fall_apart_in_a_persian_sentence_is_isolated(value: str) -> None:
    assert PERSIAN.t("“{value}” is not a number.", value=value) == f"«\u2068{value}\u2069» عدد نیست."


@pytest.mark.parametrize("value", ["شرکت نمونه", "۴٫۱ میلیارد تومان", "۱۴۰۵/۰۸/۳۰", "–"])
def test_what_stays_whole_is_left_alone(value: str) -> None:
    assert PERSIAN.t("“{value}” is not a number.", value=value) == f"«{value}» عدد نیست."


def test_persian_names_are_isolated_in_english_too() -> None:
    assert ENGLISH.t("Saved {name}", name="شرکت (نمونه)") == "Saved \u2068شرکت (نمونه)\u2069"
    assert ENGLISH.isolate("Acme") == "Acme"
    assert PERSIAN.isolate("Acme") == "\u2068Acme\u2069"


@pytest.mark.parametrize(
    ("locale", "short", "medium", "long"),
    [
        (ENGLISH, "2026-11-21", "21 November 2026", "Saturday, 21 November 2026"),
        (Locale("en", "jalali"), "1405/08/30", "30 Aban 1405", "Saturday, 30 Aban 1405"),
        (PERSIAN, "۱۴۰۵/۰۸/۳۰", "۳۰ آبان ۱۴۰۵", "شنبه ۳۰ آبان ۱۴۰۵"),
        (Locale("fa", "gregorian", "persian"), "۲۰۲۶/۱۱/۲۱", "۲۱ نوامبر ۲۰۲۶", "شنبه ۲۱ نوامبر ۲۰۲۶"),
        (Locale("fa", "jalali", "latin"), "1405/08/30", "30 آبان 1405", "شنبه 30 آبان 1405"),
    ],
)
def test_a_day_in_each_reading(locale: Locale, short: str, medium: str, long: str) -> None:
    day = date(2026, 11, 21)
    assert (locale.date(day), locale.date(day, "medium"), locale.date(day, "long")) == (short, medium, long)


def test_an_instant_is_shown_where_the_person_is() -> None:
    instant = datetime(2026, 11, 20, 20, 35, tzinfo=UTC)
    assert ENGLISH.datetime(instant) == "2026-11-21 00:05"
    assert ENGLISH.datetime(instant.replace(tzinfo=None)) == "2026-11-21 00:05"
    assert PERSIAN.datetime(instant) == "۱۴۰۵/۰۸/۳۰ ۰۰:۰۵"


@pytest.mark.parametrize("nothing", [None, float("nan"), np.nan, pd.NA, pd.NaT])
def test_nothing_is_a_dash(nothing: object) -> None:
    for show in (
        ENGLISH.number,
        ENGLISH.percent,
        ENGLISH.money,
        ENGLISH.short,
        ENGLISH.date,
        ENGLISH.datetime,
    ):
        assert show(nothing) == "–"  # type: ignore[operator]


def test_numbers_and_shares() -> None:
    assert ENGLISH.number(1234567.891, 2) == "1,234,567.89"
    assert ENGLISH.number(12.0, 2) == "12"
    assert ENGLISH.number(-0.001, 1) == "0"
    assert ENGLISH.number(np.int64(5)) == "5"
    assert PERSIAN.number(1234.5, 1) == "۱٬۲۳۴٫۵"
    assert ENGLISH.percent(0.6315) == "63%"
    assert ENGLISH.percent(0.6315, 1) == "63.2%"
    assert PERSIAN.percent(0.12) == "۱۲٪"
    assert ENGLISH.percent(0.12, signed=True) == "+12%"
    assert ENGLISH.percent(Decimal("-0.12"), signed=True) == "-12%"
    assert ENGLISH.digits_of("۱۲:۳۰") == "12:30"
    assert PERSIAN.digits_of("12:30") == "۱۲:۳۰"


def test_a_day_typed_wrongly_is_answered_in_the_persons_own_writing() -> None:
    with pytest.raises(Invalid) as caught:
        PERSIAN.parse_date("۱۴۰۲/۱۲/۳۰")
    assert caught.value.say(PERSIAN) == "«۱۴۰۲/۱۲/۳۰» تاریخ نیست؛ آن را مانند ۱۴۰۵/۰۸/۳۰ بنویسید."
    assert PERSIAN.parse_date("1403/12/30") == date(2025, 3, 20)


def test_errors_carry_what_the_screen_needs() -> None:
    conflict = Conflict(
        "{name} was changed meanwhile.",
        entity="customer",
        record_id=7,
        items=[FieldConflict("city", "A", "B", "C")],
        name="Acme",
    )
    assert (conflict.entity, conflict.record_id, conflict.items[0].theirs) == ("customer", 7, "C")
    assert str(conflict) == conflict.say(ENGLISH) == "Acme was changed meanwhile."
    assert Invalid("{value} is wrong.", field="city", value="X").field == "city"
