"""The two calendars: conversion, arithmetic of months and weeks, names.

The Jalali calendar follows the 33-year rule, which agrees with the official calendar from 1178 to 1633 AP.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

CalendarName = Literal["gregorian", "jalali"]
YearMonthDay = tuple[int, int, int]

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_BEFORE_YEAR_ZERO = 226_530
_SIX_LONG_MONTHS = 186

MONTHS: dict[tuple[CalendarName, str], tuple[str, ...]] = {
    ("gregorian", "en"): (
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
        "November", "December",
    ),
    ("gregorian", "fa"): (
        "ژانویه", "فوریه", "مارس", "آوریل", "مه", "ژوئن", "ژوئیه", "اوت", "سپتامبر", "اکتبر",
        "نوامبر", "دسامبر",
    ),
    ("jalali", "en"): (
        "Farvardin", "Ordibehesht", "Khordad", "Tir", "Mordad", "Shahrivar", "Mehr", "Aban", "Azar", "Dey",
        "Bahman", "Esfand",
    ),
    ("jalali", "fa"): (
        "فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند",
    ),
}  # fmt: skip
WEEKDAY_NAMES: dict[str, tuple[str, ...]] = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "fa": ("دوشنبه", "سه‌شنبه", "چهارشنبه", "پنج‌شنبه", "جمعه", "شنبه", "یکشنبه"),
}
SEASONS: dict[str, tuple[str, ...]] = {
    "en": ("Spring", "Summer", "Autumn", "Winter"),
    "fa": ("بهار", "تابستان", "پاییز", "زمستان"),
}


@dataclass(frozen=True)
class CalendarRules:
    """The company's first day of the week (0 = Monday) and of its fiscal year (month, day)."""

    week_start: int = 0
    fiscal_start: tuple[int, int] = (1, 1)
    fiscal_calendar: CalendarName = "gregorian"


def _nowruz(year: int) -> int:
    """Ordinal of the first day of a Jalali year."""
    return _BEFORE_YEAR_ZERO + 365 * year + (8 * year + 21) // 33


def is_jalali_leap(year: int) -> bool:
    """Whether Esfand of that year has thirty days."""
    return (25 * year + 11) % 33 < 8


def jalali(day: date) -> YearMonthDay:
    """Year, month and day in the Jalali calendar."""
    ordinal = day.toordinal()
    year = day.year - 621
    start = _nowruz(year)
    if ordinal < start:
        year -= 1
        start = _nowruz(year)
    passed = ordinal - start
    if passed < _SIX_LONG_MONTHS:
        return year, passed // 31 + 1, passed % 31 + 1
    passed -= _SIX_LONG_MONTHS
    return year, passed // 30 + 7, passed % 30 + 1


def gregorian(year: int, month: int, day: int) -> date:
    """The date of a Jalali day; ValueError when the calendar has no such day."""
    if not 1 <= month <= 12 or not 1 <= day <= month_length(year, month, "jalali"):
        raise ValueError(f"no day {year}/{month}/{day} in the Jalali calendar")
    passed = 31 * (month - 1) if month <= 7 else _SIX_LONG_MONTHS + 30 * (month - 7)
    return date.fromordinal(_nowruz(year) + passed + day - 1)


def gregorian_many(days: Iterable[YearMonthDay]) -> list[date | None]:
    """`gregorian` for a column; None where there is no such day."""
    known: dict[YearMonthDay, date | None] = {}
    found: list[date | None] = []
    for key in days:
        if key not in known:
            known[key] = day_of(*key, "jalali")
        found.append(known[key])
    return found


def day_of(year: int, month: int, day: int, calendar: CalendarName) -> date | None:
    """The date of a day named in either calendar; None when there is none."""
    try:
        return gregorian(year, month, day) if calendar == "jalali" else date(year, month, day)
    except (ValueError, OverflowError):
        return None


def ymd(day: date, calendar: CalendarName) -> YearMonthDay:
    """Year, month and day of a date in the calendar."""
    return jalali(day) if calendar == "jalali" else (day.year, day.month, day.day)


def month_length(year: int, month: int, calendar: CalendarName) -> int:
    """How many days the month has."""
    if calendar == "jalali":
        return 31 if month <= 6 else 30 if month <= 11 or is_jalali_leap(year) else 29
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def first_of(year: int, month: int, calendar: CalendarName) -> date:
    """The first day of a month; months beyond 1-12 run into the neighbouring years."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return gregorian(year, month, 1) if calendar == "jalali" else date(year, month, 1)


def add_months(day: date, months: int, calendar: CalendarName) -> date:
    """The same day so many months later; the month's last day where it has no such day."""
    year, month, number = ymd(day, calendar)
    start = first_of(year, month + months, calendar)
    year, month, _ = ymd(start, calendar)
    return start + timedelta(days=min(number, month_length(year, month, calendar)) - 1)


def week_start_of(day: date, week_start: int) -> date:
    """The first day of the week in which the day falls."""
    return day - timedelta(days=(day.weekday() - week_start) % 7)


def week_of(day: date, week_start: int, calendar: CalendarName) -> tuple[int, int]:
    """Year and number of the day's week: week 1 is the first with four days or more in the year."""
    middle = week_start_of(day, week_start) + timedelta(days=3)
    year = ymd(middle, calendar)[0]
    return year, (middle - first_of(year, 1, calendar)).days // 7 + 1


def week_one(year: int, week_start: int, calendar: CalendarName) -> date:
    """The first day of week 1 of the year."""
    return week_start_of(first_of(year, 1, calendar) + timedelta(days=3), week_start)


def fiscal_year_of(day: date, rules: CalendarRules) -> tuple[int, date]:
    """The day's fiscal year, named by the calendar year in which it ends, and its first day."""
    month, number = rules.fiscal_start
    year = ymd(day, rules.fiscal_calendar)[0]
    start = first_of(year, month, rules.fiscal_calendar) + timedelta(days=number - 1)
    if day < start:
        year -= 1
        start = first_of(year, month, rules.fiscal_calendar) + timedelta(days=number - 1)
    return year + (rules.fiscal_start != (1, 1)), start
