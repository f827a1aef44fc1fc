"""Every period of both calendars from 1921 to 2121, against another implementation of the Jalali calendar."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from itertools import pairwise

import jdatetime
import pytest

from crm_core.base.days import CalendarName, CalendarRules
from crm_core.base.periods import Period, Step, code, parse_code, period_of, steps

FIRST, LAST = date(1921, 3, 21), date(2121, 3, 21)
DAY = timedelta(days=1)
IRAN = CalendarRules(week_start=5, fiscal_start=(1, 1), fiscal_calendar="jalali")
ELSEWHERE = CalendarRules(week_start=0, fiscal_start=(4, 6), fiscal_calendar="gregorian")
MONTHS: dict[Step, int] = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}


@cache
def _ymd(day: date, calendar: CalendarName) -> tuple[int, int, int]:
    if calendar == "gregorian":
        return day.year, day.month, day.day
    there = jdatetime.date.fromgregorian(date=day)
    return there.year, there.month, there.day


def _all(step: Step, calendar: CalendarName, rules: CalendarRules) -> list[Period]:
    found = steps(FIRST, LAST, step, calendar, rules)
    assert (found[0].start, found[-1].end) == (FIRST, LAST)
    assert all(one.end == other.start for one, other in pairwise(found))
    return found


@pytest.mark.parametrize("calendar", ["gregorian", "jalali"])
@pytest.mark.parametrize("step", MONTHS)
def test_months_quarters_half_years_and_years_begin_where_the_calendar_says(step: Step, calendar: CalendarName) -> None:
    found = _all(step, calendar, IRAN)
    length = MONTHS[step]
    for period in found[1:]:
        year, month, day = _ymd(period.start, calendar)
        assert (day, (month - 1) % length) == (1, 0), period
        number = (month - 1) // length + 1
        named = {"month": f"{year}-{month:02}", "quarter": f"{year}-Q{number}", "half_year": f"{year}-H{number}"}
        assert code(period) == named.get(step, str(year))
    starts = {one.start for one in found[1:]}
    for ordinal in range(FIRST.toordinal() + 1, LAST.toordinal()):  # and no beginning is missing
        day_ = date.fromordinal(ordinal)
        _, month, day = _ymd(day_, calendar)
        assert (day == 1 and (month - 1) % length == 0) == (day_ in starts), day_


@pytest.mark.parametrize("calendar", ["gregorian", "jalali"])
def test_every_code_names_its_period_again(calendar: CalendarName) -> None:
    for step in ("week", *MONTHS):
        for period in _all(step, calendar, IRAN)[1:-1]:  # type: ignore[arg-type]
            assert parse_code(code(period), calendar, IRAN) == period
            assert period.previous().end == period.start
            assert period.next().start == period.end


@pytest.mark.parametrize("rules", [IRAN, ELSEWHERE])
@pytest.mark.parametrize("calendar", ["gregorian", "jalali"])
def test_weeks_begin_on_the_company_s_day_and_are_numbered_by_their_fourth(
    rules: CalendarRules, calendar: CalendarName
) -> None:
    days = (date.fromordinal(one) for one in range((FIRST - 400 * DAY).toordinal(), LAST.toordinal() + 1))
    starts = {there[0]: day for day in days if (there := _ymd(day, calendar))[1:] == (1, 1)}
    for week in _all("week", calendar, rules)[1:-1]:
        assert (week.days, week.start.weekday()) == (7, rules.week_start)
        year, _, _ = _ymd(week.start + 3 * DAY, calendar)
        first = starts[year]
        assert code(week) == f"{year}-W{(week.start + 3 * DAY - first).days // 7 + 1:02}"


@pytest.mark.parametrize(("rules", "begins"), [(IRAN, (1, 1)), (ELSEWHERE, (4, 6))])
def test_fiscal_years_begin_on_their_day(rules: CalendarRules, begins: tuple[int, int]) -> None:
    found = _all("fiscal_year", "gregorian", rules)
    assert len(found) == (200 if rules is IRAN else 201)
    for period in found[1:]:
        year, month, day = _ymd(period.start, rules.fiscal_calendar)
        assert (month, day) == begins
        assert code(period) == f"FY{year + (begins != (1, 1)):04}"
        assert period_of(period.last_day, "fiscal_year", "gregorian", rules).start == period.start
