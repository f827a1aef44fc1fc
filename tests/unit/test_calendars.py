"""Both calendars agree with an independent library over the whole range, and dates are read in every writing."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import jdatetime
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_core.base.calendars import (
    FIRST_DAY,
    LAST_DAY,
    MONTHS,
    CalendarName,
    CalendarRules,
    TwoDigitYear,
    add_months,
    calendar_rows,
    fiscal_year_of,
    gregorian,
    gregorian_many,
    is_jalali_leap,
    jalali,
    month_length,
    parse_date,
    week_of,
    ymd,
)
from crm_core.base.i18n import Locale

DAYS = st.dates(FIRST_DAY, LAST_DAY)
CALENDARS = st.sampled_from(["gregorian", "jalali"])


def test_every_day_of_two_centuries_agrees_with_an_independent_library() -> None:
    day = FIRST_DAY
    while day <= LAST_DAY:
        other = jdatetime.date.fromgregorian(date=day)
        assert jalali(day) == (other.year, other.month, other.day)
        assert gregorian(other.year, other.month, other.day) == day
        day += timedelta(days=1)


@given(st.dates(date(1, 1, 1), date(9998, 12, 31)))
def test_there_and_back_is_the_same_day(day: date) -> None:
    assert gregorian(*jalali(day)) == day


def test_leap_years_are_the_official_ones() -> None:
    leaps = [y for y in range(1370, 1425) if is_jalali_leap(y)]
    assert leaps == [1370, 1375, 1379, 1383, 1387, 1391, 1395, 1399, 1403, 1408, 1412, 1416, 1420, 1424]


@pytest.mark.parametrize(
    ("year", "nowruz"),
    [
        (1300, date(1921, 3, 21)),
        (1375, date(1996, 3, 20)),
        (1399, date(2020, 3, 20)),
        (1400, date(2021, 3, 21)),
        (1403, date(2024, 3, 20)),
        (1404, date(2025, 3, 21)),
        (1405, date(2026, 3, 21)),
        (1408, date(2029, 3, 20)),
    ],
)
def test_nowruz_and_the_evening_before(year: int, nowruz: date) -> None:
    assert gregorian(year, 1, 1) == nowruz
    assert jalali(nowruz - timedelta(days=1)) == (year - 1, 12, 30 if is_jalali_leap(year - 1) else 29)


@pytest.mark.parametrize(
    "ymd", [(1402, 12, 30), (1404, 7, 31), (1404, 0, 1), (1404, 13, 1), (1404, 1, 0), (1404, 1, 32)]
)
def test_days_that_the_calendar_lacks_are_refused(ymd: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="no day"):
        gregorian(*ymd)
    assert gregorian_many([ymd, (1403, 12, 30)]) == [None, date(2025, 3, 20)]


@given(DAYS, st.integers(-60, 60), CALENDARS)
def test_adding_months_keeps_the_day_or_takes_the_months_last(day: date, months: int, calendar: CalendarName) -> None:
    (y1, m1, d1), (y2, m2, d2) = ymd(day, calendar), ymd(add_months(day, months, calendar), calendar)
    assert y2 * 12 + m2 == y1 * 12 + m1 + months
    assert d2 == min(d1, month_length(y2, m2, calendar))


@given(DAYS)
def test_weeks_from_monday_are_the_iso_weeks(day: date) -> None:
    assert week_of(day, 0, "gregorian") == day.isocalendar()[:2]


def test_the_iranian_week_starts_on_saturday() -> None:
    assert week_of(gregorian(1405, 1, 1), 5, "jalali") == (1405, 1)  # a Saturday
    assert week_of(gregorian(1404, 1, 1), 5, "jalali") == (1403, 52)  # a Friday: the week is the old year's
    assert week_of(gregorian(1404, 1, 2), 5, "jalali") == (1404, 1)


def test_a_fiscal_year_is_named_by_the_year_in_which_it_ends() -> None:
    july = CalendarRules(0, (7, 1), "gregorian")
    assert fiscal_year_of(date(2026, 6, 30), july) == (2026, date(2025, 7, 1))
    assert fiscal_year_of(date(2026, 7, 1), july) == (2027, date(2026, 7, 1))
    mehr = CalendarRules(5, (7, 1), "jalali")
    assert fiscal_year_of(gregorian(1405, 8, 30), mehr) == (1406, gregorian(1405, 7, 1))
    assert fiscal_year_of(date(2026, 6, 30), CalendarRules()) == (2026, date(2026, 1, 1))


def test_the_table_of_days_says_what_the_functions_say() -> None:
    rules = CalendarRules(5, (7, 1), "jalali")
    rows = calendar_rows(5, (7, 1), "jalali", date(2023, 1, 5), date(2027, 2, 3))
    assert [r["day"] for r in rows] == [date(2023, 1, 5) + timedelta(days=i) for i in range(len(rows))]
    for row in rows:
        day = row["day"]
        year, month, _ = jalali(day)
        assert (row["g_year"], row["g_month"], row["g_quarter"]) == (
            day.year,
            day.month,
            (day.month + 2) // 3,
        )
        assert (row["j_year"], row["j_month"], row["j_quarter"]) == (year, month, (month + 2) // 3)
        assert row["g_month_start"] == day.replace(day=1)
        assert row["j_month_start"] == gregorian(year, month, 1)
        assert row["j_quarter_start"] == gregorian(year, month - (month - 1) % 3, 1)
        assert row["j_year_start"] == gregorian(year, 1, 1)
        assert (row["j_week_year"], row["j_week"]) == week_of(day, 5, "jalali")
        assert (row["g_week_year"], row["g_week"]) == week_of(day, 5, "gregorian")
        assert row["week_start"].weekday() == 5
        assert 0 <= (day - row["week_start"]).days < 7
        assert (row["f_year"], row["f_year_start"]) == fiscal_year_of(day, rules)
        assert row["f_month"] == (month - 7) % 12 + 1
        assert row["f_quarter"] == (row["f_month"] + 2) // 3
        assert row["work"] == (0.0 if day.weekday() in (5, 6) else 1.0)


def test_half_days_and_holidays_come_from_the_company() -> None:
    def work(day: date) -> float:
        return {3: 0.5, 4: 0.0}.get(day.weekday(), 1.0)

    rows = calendar_rows(5, (1, 1), "jalali", date(2026, 11, 21), date(2026, 11, 27), work)
    assert [r["work"] for r in rows] == [1, 1, 1, 1, 1, 0.5, 0]


ABAN_30 = date(2026, 11, 21)
MARCH_5 = date(2017, 3, 5)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-21", ABAN_30),
        ("1405-08-30", ABAN_30),
        ("1405/8/30", ABAN_30),
        ("14050830", ABAN_30),
        ("20261121", ABAN_30),
        ("۱۴۰۵/۰۸/۳۰", ABAN_30),
        ("١٤٠٥/٠٨/٣٠", ABAN_30),
        ("30/08/1405", ABAN_30),
        ("۳۰ آبان ۱۴۰۵", ABAN_30),
        ("شنبه ۳۰ آبان ۱۴۰۵", ABAN_30),
        ("شنبه، ۳۰ آبان‌ماه ۱۴۰۵", ABAN_30),
        ("30 Aban 1405", ABAN_30),
        ("۲۱ نوامبر ۲۰۲۶", ABAN_30),
        ("Saturday, 21 November 2026", ABAN_30),
        ("2017/03/05", MARCH_5),
        ("05.03.2017", MARCH_5),
        ("3/5/2017", MARCH_5),
        ("Mar 5, 2017", MARCH_5),
        ("5 March 2017", MARCH_5),
        ("5-Mar-2017", MARCH_5),
        ("March 5th, 2017", MARCH_5),
        ("5th of March 2017", MARCH_5),
        ("April 1st 2013", date(2013, 4, 1)),
        ("25/12/2017", date(2017, 12, 25)),
        ("12/25/2017", date(2017, 12, 25)),
        ("2017-03-05T23:59:59Z", MARCH_5),
        ("2017-03-05 14:30", MARCH_5),
        ("2017-03-05T08:00:00.123+03:30", MARCH_5),
        ("3/5/2017 2:30 PM", MARCH_5),
        ("1405/08/30 ساعت 14:30", ABAN_30),
        ("1403/12/30", date(2025, 3, 20)),
        ("  2017-03-05  ", MARCH_5),
        ("\u200e2017-03-05", MARCH_5),
        ("۵ می ۲۰۱۷", date(2017, 5, 5)),
        ("پنج‌شنبه ۱۲ آذر ۱۴۰۵", date(2026, 12, 3)),
        ("5 مرداد 1405", date(2026, 7, 27)),
    ],
)
def test_a_date_is_read_in_every_writing(text: str, day: date) -> None:
    assert parse_date(text) == day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "نامشخص",
        "1402/12/30",
        "1402/13/01",
        "2017-02-29",
        "2017-13-01",
        "05/08/30",
        "123",
        "12.5",
        "0912",
        "09121234567",
        "32 Aban 1405",
        "30 Aban 2017",
        "5 March 1405",
        "March 2017",
        "x 5 March 2017",
        "0000-00-00",
        "1/2/3/2017",
        "2017",
        "84,900,000",
    ],
)
def test_what_names_no_day_is_none(text: str) -> None:
    assert parse_date(text) is None


def test_the_order_of_day_and_month_can_be_told() -> None:
    assert parse_date("5/3/2017") == date(2017, 5, 3)
    assert parse_date("5/3/2017", day_first=True) == date(2017, 3, 5)
    assert parse_date("05.03.2017", day_first=False) == date(2017, 5, 3)
    assert parse_date("25/3/2017", day_first=False) == date(2017, 3, 25)


@pytest.mark.parametrize(
    ("text", "two_digit", "day"),
    [
        ("05/08/30", "jalali", ABAN_30),
        ("62/1/15", "jalali", date(1983, 4, 4)),
        ("3/5/17", "gregorian", MARCH_5),
        ("3/5/85", "gregorian", date(1985, 3, 5)),
    ],
)
def test_two_digit_years_are_read_when_told(text: str, two_digit: TwoDigitYear, day: date) -> None:
    assert parse_date(text, two_digit=two_digit) == day


def test_a_time_stamp_falls_on_the_day_of_the_zone() -> None:
    stamp = "2024-08-13T22:04:34.666+00:00"
    assert parse_date(stamp) == date(2024, 8, 13)
    assert parse_date(stamp, zone=ZoneInfo("Asia/Tehran")) == date(2024, 8, 14)
    assert parse_date("2024-08-13T22:04:34", zone=ZoneInfo("Asia/Tehran")) == date(2024, 8, 13)


@given(DAYS, CALENDARS, st.sampled_from(["en", "fa"]), st.sampled_from(["latin", "persian"]))
def test_every_date_that_is_shown_can_be_typed(day: date, calendar: CalendarName, language: str, digits: str) -> None:
    locale = Locale(language, calendar, digits)  # type: ignore[arg-type]
    for style in ("short", "medium", "long"):
        assert parse_date(locale.date(day, style)) == day  # type: ignore[arg-type]


def test_there_are_twelve_different_names_everywhere() -> None:
    assert all(len(set(names)) == 12 for names in MONTHS.values())
