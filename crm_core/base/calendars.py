"""What the rest of Daftar knows of calendars: conversion, names, parsing, and the rows of `calendar_day`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

from crm_core.base.dates import TwoDigitYear, parse_date
from crm_core.base.days import (
    MONTHS,
    SEASONS,
    WEEKDAY_NAMES,
    WEEKDAYS,
    CalendarName,
    CalendarRules,
    YearMonthDay,
    add_months,
    day_of,
    first_of,
    fiscal_year_of,
    gregorian,
    gregorian_many,
    is_jalali_leap,
    jalali,
    month_length,
    week_of,
    week_one,
    week_start_of,
    ymd,
)

__all__ = [
    "FIRST_DAY", "LAST_DAY", "MONTHS", "SEASONS", "WEEKDAYS", "WEEKDAY_NAMES", "CalendarName",
    "CalendarRules", "TwoDigitYear", "YearMonthDay", "add_months", "calendar_rows", "day_of",
    "first_of", "fiscal_year_of", "gregorian", "gregorian_many", "is_jalali_leap", "jalali",
    "month_length", "parse_date", "week_of", "week_one", "week_start_of", "ymd",
]  # fmt: skip

FIRST_DAY = date(1921, 3, 21)
LAST_DAY = date(2121, 3, 20)


def calendar_rows(
    week_start: int,
    fiscal_start: tuple[int, int],
    fiscal_calendar: CalendarName,
    first: date = FIRST_DAY,
    last: date = LAST_DAY,
    work: Callable[[date], float] = lambda day: 1.0 if day.weekday() < 5 else 0.0,
) -> list[dict[str, Any]]:
    """The rows of `calendar_day`, `first` and `last` included; `work` says how much of a day is worked."""
    rules = CalendarRules(week_start, fiscal_start, fiscal_calendar)
    days = [date.fromordinal(o) for o in range(first.toordinal(), last.toordinal() + 1)]
    years = {c: _year_parts(days, c) for c in ("g", "j")}
    fiscal = _fiscal_parts(days, rules)
    weeks = _week_parts(days, week_start)
    return [
        {"day": day, "weekday": day.weekday(), **g, **j, **f, **w, "work": work(day)}
        for day, g, j, f, w in zip(days, years["g"], years["j"], fiscal, weeks, strict=True)
    ]


def _year_parts(days: list[date], prefix: str) -> Iterable[dict[str, Any]]:
    """Year, quarter and month of each day in one calendar, and the days on which they start."""
    calendar: CalendarName = "jalali" if prefix == "j" else "gregorian"
    parts: dict[str, Any] = {}
    until = date.min
    for day in days:
        if day >= until:  # a new month: the dictionary is shared by its days
            year, month, number = ymd(day, calendar)
            quarter = (month + 2) // 3
            until = day + timedelta(days=month_length(year, month, calendar) - number + 1)
            parts = {
                f"{prefix}_year": year,
                f"{prefix}_quarter": quarter,
                f"{prefix}_month": month,
                f"{prefix}_year_start": first_of(year, 1, calendar),
                f"{prefix}_quarter_start": first_of(year, 3 * quarter - 2, calendar),
                f"{prefix}_month_start": first_of(year, month, calendar),
            }
        yield parts


def _week_parts(days: list[date], week_start: int) -> Iterable[dict[str, Any]]:
    parts: dict[str, Any] = {}
    for day in days:
        if not parts or day.weekday() == week_start:
            g_year, g_week = week_of(day, week_start, "gregorian")
            j_year, j_week = week_of(day, week_start, "jalali")
            parts = {
                "week_start": week_start_of(day, week_start),
                "g_week_year": g_year,
                "g_week": g_week,
                "j_week_year": j_year,
                "j_week": j_week,
            }
        yield parts


def _fiscal_parts(days: list[date], rules: CalendarRules) -> Iterable[dict[str, Any]]:
    parts: dict[str, Any] = {}
    until = date.min
    for day in days:
        if day >= until:
            year, start = fiscal_year_of(day, rules)
            month = max(m for m in range(1, 13) if add_months(start, m - 1, rules.fiscal_calendar) <= day)
            until = add_months(start, month, rules.fiscal_calendar)
            quarter = (month + 2) // 3
            parts = {"f_year": year, "f_quarter": quarter, "f_month": month, "f_year_start": start}
        yield parts
