"""Periods lie end to end, know their neighbours in both calendars, and have names that can be read back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_core.base.calendars import CalendarName, CalendarRules, gregorian
from crm_core.base.errors import Invalid
from crm_core.base.i18n import Locale
from crm_core.base.periods import (
    NAMES,
    Period,
    Step,
    code,
    named,
    parse_code,
    parse_named_or_range,
    period_of,
    steps,
)

DAYS = st.dates(date(1925, 1, 1), date(2115, 12, 31))
CALENDARS = st.sampled_from(["gregorian", "jalali"])
REAL_STEPS = st.sampled_from(["day", "week", "month", "quarter", "year", "fiscal_year"])
RULES = st.builds(
    CalendarRules,
    st.integers(0, 6),
    st.tuples(st.integers(1, 12), st.integers(1, 28)),
    st.sampled_from(["gregorian", "jalali"]),
)
IRAN = CalendarRules(5, (1, 1), "jalali")
TODAY = date(2026, 11, 21)  # Saturday, 30 Aban 1405


def whole(first: str, last: str, step: Step = "total", calendar: CalendarName = "gregorian") -> tuple[date, date]:
    """[first, day after last) from ISO days."""
    return date.fromisoformat(first), date.fromisoformat(last) + timedelta(days=1)


def bounds(period: Period) -> tuple[date, date]:
    return period.start, period.end


@given(DAYS, REAL_STEPS, CALENDARS, RULES)
def test_the_period_before_ends_where_this_one_begins(
    day: date, step: Step, calendar: CalendarName, rules: CalendarRules
) -> None:
    period = period_of(day, step, calendar, rules)
    assert day in period
    assert period.previous() == period_of(period.start - timedelta(days=1), step, calendar, rules)
    assert period.next() == period_of(period.end, step, calendar, rules)
    assert period.previous().next() == period


@given(DAYS, REAL_STEPS, CALENDARS, RULES)
def test_a_code_names_its_period(day: date, step: Step, calendar: CalendarName, rules: CalendarRules) -> None:
    period = period_of(day, step, calendar, rules)
    assert parse_code(code(period), calendar, rules) == period


@given(
    DAYS,
    st.integers(0, 1500),
    st.sampled_from(["day", "week", "month", "quarter", "year", "fiscal_year", "total"]),
    CALENDARS,
    RULES,
)
def test_steps_cover_a_range_without_gap_or_overlap(
    start: date, days: int, step: Step, calendar: CalendarName, rules: CalendarRules
) -> None:
    end = start + timedelta(days=days)
    found = steps(start, end, step, calendar, rules)
    edges = [start, *(p.end for p in found)]
    assert [p.start for p in found] == edges[:-1]
    assert edges[-1] == end
    assert all(p.start < p.end for p in found)
    assert len({code(p) for p in found}) == len(found)


@given(DAYS, st.integers(1, 800), CALENDARS)
def test_the_range_before_touches_and_is_as_long(start: date, days: int, calendar: CalendarName) -> None:
    period = Period(start, start + timedelta(days=days), "total", calendar)
    before = period.previous()
    assert before.end == period.start
    assert before.days == period.days or period._whole_months()


@given(DAYS, REAL_STEPS, CALENDARS, RULES)
def test_a_step_cut_at_today_is_compared_with_as_much_of_the_one_before(
    day: date, step: Step, calendar: CalendarName, rules: CalendarRules
) -> None:
    period = period_of(day, step, calendar, rules).to_date(day)
    before = period.previous()
    assert period.last_day == day
    assert before.start == period.whole.previous().start
    assert before.start < before.end <= period.start
    assert abs(before.days - period.days) <= 3  # months end differently, and leap days


@pytest.mark.parametrize(
    ("step", "calendar", "expected"),
    [
        ("day", "jalali", ("2026-11-20", "2026-11-20")),
        ("week", "jalali", ("2026-11-14", "2026-11-20")),
        ("month", "gregorian", ("2026-10-01", "2026-10-31")),
        ("month", "jalali", ("2026-09-23", "2026-10-22")),
        ("quarter", "gregorian", ("2026-07-01", "2026-09-30")),
        ("quarter", "jalali", ("2026-06-22", "2026-09-22")),
        ("year", "gregorian", ("2025-01-01", "2025-12-31")),
        ("year", "jalali", ("2025-03-21", "2026-03-20")),
        ("fiscal_year", "gregorian", ("2025-03-21", "2026-03-20")),
    ],
)
def test_the_one_before_today(step: Step, calendar: CalendarName, expected: tuple[str, str]) -> None:
    assert bounds(period_of(TODAY, step, calendar, IRAN).previous()) == whole(*expected)


@pytest.mark.parametrize(
    ("first", "last", "before"),
    [
        ("2017-06-15", "2017-07-15", ("2017-05-15", "2017-06-14")),  # 31 days
        ("2017-04-01", "2017-06-30", ("2017-01-01", "2017-03-31")),  # whole months: as many of them
        ("2017-06-28", "2017-06-28", ("2017-06-27", "2017-06-27")),
        ("2016-01-01", "2016-12-31", ("2015-01-01", "2015-12-31")),
    ],
)
def test_the_range_before_a_range(first: str, last: str, before: tuple[str, str]) -> None:
    assert bounds(Period(*whole(first, last)).previous()) == whole(*before)


def test_a_jalali_season_as_a_range_has_the_season_before() -> None:
    summer = Period(gregorian(1396, 4, 1), gregorian(1396, 7, 1), "total", "jalali")
    assert bounds(summer.previous()) == (gregorian(1396, 1, 1), gregorian(1396, 4, 1))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2017-06", ("2016-06-01", "2016-06-30")),
        ("2016-02", ("2015-02-01", "2015-02-28")),
        ("2017", ("2016-01-01", "2016-12-31")),
        ("2017-W26", ("2016-06-27", "2016-07-03")),
        ("2020-W53", ("2019-12-23", "2019-12-29")),
        ("2016-02-29", ("2015-02-28", "2015-02-28")),
        ("1396-12", ("2017-02-19", "2017-03-20")),
        ("2017-06-15..2017-07-15", ("2016-06-15", "2016-07-15")),
    ],
)
def test_the_same_stretch_last_year(text: str, expected: tuple[str, str]) -> None:
    assert bounds(parse_named_or_range(text, TODAY, "gregorian").last_year()) == whole(*expected)


def test_this_month_to_date_against_the_same_days_before() -> None:
    month = named("this_month", TODAY, "gregorian").to_date(TODAY)
    assert bounds(month) == whole("2026-11-01", "2026-11-21")
    assert bounds(month.previous()) == whole("2026-10-01", "2026-10-21")
    assert bounds(month.last_year()) == whole("2025-11-01", "2025-11-21")
    assert bounds(month.next()) == whole("2026-12-01", "2026-12-21")
    assert bounds(month.whole) == whole("2026-11-01", "2026-11-30")


def test_to_date_takes_all_of_what_is_past() -> None:
    past = parse_code("2017-06", "gregorian")
    assert past.to_date(TODAY) == past


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("today", ("2026-11-21", "2026-11-21")),
        ("yesterday", ("2026-11-20", "2026-11-20")),
        ("this_week", ("2026-11-21", "2026-11-27")),
        ("last_week", ("2026-11-14", "2026-11-20")),
        ("this_month", ("2026-10-23", "2026-11-21")),
        ("last_month", ("2026-09-23", "2026-10-22")),
        ("this_quarter", ("2026-09-23", "2026-12-21")),
        ("last_quarter", ("2026-06-22", "2026-09-22")),
        ("this_year", ("2026-03-21", "2027-03-20")),
        ("last_year", ("2025-03-21", "2026-03-20")),
        ("this_fiscal_year", ("2026-03-21", "2027-03-20")),
        ("last_30_days", ("2026-10-23", "2026-11-21")),
        ("last_90_days", ("2026-08-24", "2026-11-21")),
        ("last_12_months", ("2025-11-22", "2026-11-21")),
    ],
)
def test_names_mean_the_companys_calendar(name: str, expected: tuple[str, str]) -> None:
    assert bounds(named(name, TODAY, "jalali", IRAN)) == whole(*expected)


def test_every_name_is_understood_in_both_calendars() -> None:
    for name in NAMES:
        for calendar in ("gregorian", "jalali"):
            assert parse_named_or_range(name, TODAY, calendar, IRAN).days > 0  # type: ignore[arg-type]


def test_a_range_is_cut_into_the_months_it_touches() -> None:
    found = steps(*whole("2017-06-15", "2017-07-15"), "month", "gregorian")
    assert [(code(p), p.start, p.last_day) for p in found] == [
        ("2017-06", date(2017, 6, 15), date(2017, 6, 30)),
        ("2017-07", date(2017, 7, 1), date(2017, 7, 15)),
    ]
    assert bounds(found[0].previous()) == whole("2017-05-15", "2017-05-31")


def test_a_jalali_year_in_codes() -> None:
    year = parse_code("1396", "gregorian")
    assert year.calendar == "jalali"
    assert [code(p) for p in steps(year.start, year.end, "month", "jalali")] == [f"1396-{m:02}" for m in range(1, 13)]
    assert code(period_of(date(2017, 6, 28), "quarter", "jalali")) == "1396-Q2"
    assert code(period_of(date(2017, 6, 28), "week", "gregorian")) == "2017-W26"


def test_a_range_reads_in_either_calendar_with_both_days() -> None:
    assert bounds(parse_named_or_range("1405/08/01..1405/08/30", TODAY, "gregorian")) == whole(
        "2026-10-23", "2026-11-21"
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "someday",
        "2017-13",
        "2017-Q5",
        "2017-W53",
        "2017-06-31",
        "1402-12-30",
        "x..y",
        "FY2017-03",
        "last_total",
        "17",
    ],
)
def test_what_names_no_period_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="is not a period"):
        parse_named_or_range(text, TODAY, "gregorian")


def test_a_period_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(Invalid, match="before it starts"):
        parse_named_or_range("2017-07-15..2017-06-15", TODAY, "gregorian")


@pytest.mark.parametrize(
    ("text", "english", "persian"),
    [
        ("2017-06", "June 2017", "ژوئن ۲۰۱۷"),
        ("1396-03", "Khordad 1396", "خرداد ۱۳۹۶"),
        ("1396-Q2", "Summer 1396", "تابستان ۱۳۹۶"),
        ("2017-Q2", "Q2 2017", "سه‌ماههٔ ۲ سال ۲۰۱۷"),
        ("2017", "2017", "۲۰۱۷"),
        ("2017-W26", "Week 26 of 2017", "هفتهٔ ۲۶ سال ۲۰۱۷"),
        ("2017-06-28", "2017-06-28", "۱۳۹۶/۰۴/۰۷"),
        ("2017-06-15..2017-07-15", "2017-06-15 – 2017-07-15", "۱۳۹۶/۰۳/۲۵ – ۱۳۹۶/۰۴/۲۴"),
        ("FY2017", "Fiscal year 2017", "سال مالی ۲۰۱۷"),
    ],
)
def test_periods_have_names_for_people(text: str, english: str, persian: str) -> None:
    period = parse_named_or_range(text, TODAY, "gregorian")
    assert Locale().period(period) == english
    assert Locale("fa", "jalali", "persian").period(period) == persian
