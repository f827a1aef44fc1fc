"""Periods as people write them above columns and in cells: "Farvardin 1405", "Nov 2026", "Q1 2027", "1405-01"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from ..base.dates import parse_date
from ..base.days import MONTHS, SEASONS, CalendarName, CalendarRules, first_of
from ..base.digits import latin_digits
from ..base.errors import Invalid
from ..base.i18n import N_
from ..base.messages import in_every_language
from ..base.periods import Period, Step, parse_code, period_of
from ..base.text import fold

_YEAR = re.compile(r"(?<!\d)(1[2-5]\d\d|20\d\d|21\d\d)(?!\d)")
_NUMBERED = re.compile(r"(?:(\d{4})[-/.](\d{1,2})|(\d{1,2})[-/.](\d{4}))")
_QUARTER = re.compile(r"(?:\bq|quarter|سه\s?ماهه|فصل)\s*([1-4])\b|\b([1-4])\s*q\b")
_NO_WORD = re.compile(r"[^\w]+")
_JALALI_BEFORE = 1700
_SHORT = 3


@cache
def _months() -> dict[str, tuple[CalendarName, int]]:
    """The months by their folded names, the English ones also by their first letters."""
    found: dict[str, tuple[CalendarName, int]] = {}
    for (calendar, language), names in MONTHS.items():
        for number, name in enumerate(names, 1):
            found[fold(name)] = (calendar, number)
            if (calendar, language) == ("gregorian", "en"):
                found.setdefault(fold(name)[:_SHORT], (calendar, number))
    return found | {"sept": ("gregorian", 9)}


@cache
def _seasons() -> dict[str, int]:
    return {fold(name): number for names in SEASONS.values() for number, name in enumerate(names, 1)}


@cache
def _fiscal() -> tuple[str, ...]:
    words = (said.partition("{")[0] for said in in_every_language(N_("Fiscal year {year}")))
    return tuple(fold(word) for word in words if fold(word))


def period_said(text: str, calendar: CalendarName, rules: CalendarRules, year: int | None = None) -> Period | None:
    """The month, quarter or year that a text names; `year` is taken where it names none. None where it names nothing.

    A year before 1700 is Jalali. A season or a quarter without a year is of the calendar given.
    """
    written = latin_digits(text).strip()
    year = _year_in(written) or year
    return next((one for one in _ways(written, year, calendar, rules) if one is not None), None)


def is_period(text: str, calendar: CalendarName = "gregorian") -> bool:
    """Whether a heading names a period, with or without its year."""
    return period_said(text, calendar, CalendarRules(), 2000 if calendar == "gregorian" else 1400) is not None


def _year_in(plain: str) -> int | None:
    found = _YEAR.search(plain)
    return int(found[1]) if found else None


def _ways(written: str, year: int | None, calendar: CalendarName, rules: CalendarRules) -> Iterator[Period | None]:
    plain = fold(written)
    own: CalendarName = calendar if year is None else "jalali" if year < _JALALI_BEFORE else "gregorian"
    words = [word for word in _NO_WORD.split(plain) if word]
    if any(plain.startswith(word) for word in _fiscal()) or plain.startswith("fy"):
        yield _code(f"FY{year}", calendar, rules) if year else None
    yield _named_month(words, year, rules)
    yield _quarter(plain, words, year, own, rules)
    yield _numbered(written, rules)
    if year is not None and words == [str(year)]:
        yield _of(year, 1, "year", own, rules)
    day = parse_date(written)
    yield period_of(day, "month", calendar, rules) if day is not None else None


def _named_month(words: list[str], year: int | None, rules: CalendarRules) -> Period | None:
    """A month by its name, of the calendar that has it, with nothing but a year beside it."""
    names = [word for word in words if not word.isdigit()]
    known = _months().get(" ".join(names)) or (_months().get(names[0]) if len(names) == 1 else None)
    if known is None or year is None:
        return None
    calendar, month = known
    if (year < _JALALI_BEFORE) != (calendar == "jalali"):
        return None
    return _of(year, month, "month", calendar, rules)


def _quarter(plain: str, words: list[str], year: int | None, own: CalendarName, rules: CalendarRules) -> Period | None:
    found = _QUARTER.search(plain)
    number = int(found[1] or found[2]) if found else None
    if number is None and own == "jalali":
        number = next((_seasons()[word] for word in words if word in _seasons()), None)
    if number is None or year is None:
        return None
    return _of(year, 3 * number - 2, "quarter", own, rules)


def _numbered(written: str, rules: CalendarRules) -> Period | None:
    found = _NUMBERED.fullmatch(written)
    if found is None:
        return None
    year, month = int(found[1] or found[4]), int(found[2] or found[3])
    own: CalendarName = "jalali" if year < _JALALI_BEFORE else "gregorian"
    return _of(year, month, "month", own, rules) if 1 <= month <= 12 else None


def _of(year: int, month: int, step: Step, calendar: CalendarName, rules: CalendarRules) -> Period:
    return period_of(first_of(year, month, calendar), step, calendar, rules)


def _code(text: str, calendar: CalendarName, rules: CalendarRules) -> Period | None:
    try:
        return parse_code(text, calendar, rules)
    except Invalid:
        return None
