"""Jalali dates that a spreadsheet program took for Gregorian ones, noticed by the whole column and turned back.

Whoever types 05/08/30 (30 Aban 1405) into a sheet gets a Gregorian date. Which one depends on the computer: a
program that reads year/month/day makes 2005-08-30 of it, day/month/year makes 2030-08-05 (or 1930), and
month/day/year makes 2030-05-08. What cannot be such a date stays text: 05/02/31, 99/12/29.

A column was turned in one of these three ways when *every* true date in it

- gives a day that exists in the Jalali calendar,
- in a Jalali year from 1400 to two years after this one (or, where texts of short Jalali years stand beside it
  and years are read first, from 1330 on),

and in addition

- a text like 05/02/31 or 99/12/29 stands in the same column: that is *certain*, it is turned and said; or
- there are at least three different dates in a company that works with the Jalali calendar and, as they stand, they
  are not believable: all of them fifteen years and more ago, within the few years into which Jalali dates of these
  days fall (2000 to 2007); or spread over more than ten years into the future or back to 1930, which the typed days
  of a month do, while the typed years stay together. That is *likely*: a question, with Jalali as its default.

All else stays as it is. Birthdays, which may well lie in 2001 to 2007, need the proof.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from crm_core.base.days import day_of, jalali
from crm_core.base.digits import plain
from crm_core.lists._days import DateRules
from crm_core.lists.read import Cell

_SHORT_TEXT = re.compile(r"(\d{2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{1,2})")
_ENOUGH = 3
_SPREAD = 10
_LONG_AGO = 15
Way = Callable[[date, bool], date | None]


@dataclass(frozen=True)
class Turned:
    """How a column was turned; `certain` where texts in it prove it."""

    way: Way
    certain: bool

    def back(self, cell: Cell) -> date | None:
        """The day that was typed."""
        day = _date(cell)
        return self.way(day, self.certain) if day else None


def is_date(cell: Cell) -> bool:
    """Whether a cell is a true date of these times, not text or a number."""
    return (found := _date(cell)) is not None and found.year >= 1900


def find(cells: Iterable[Cell], rules: DateRules, today: date | None, *, guess: bool) -> Turned | None:
    """How the true dates of a column were turned, None where they were not; without `guess` only with proof."""
    cells = list(cells)
    days = {day for cell in cells if is_date(cell) and (day := _date(cell))}
    if not days or today is None:
        return None
    short = [found for cell in cells if isinstance(cell, str) and (found := _SHORT_TEXT.fullmatch(plain(cell)))]
    proof = any(_never_gregorian(found) for found in short) and rules.two_digit == "jalali"
    if not proof and (not guess or len(days) < _ENOUGH):
        return None
    fitting = [way for way in (_year_first, _day_first, _month_first) if _fits(way, days, today, proof)]
    if proof:
        return Turned(fitting[0], True) if fitting else None
    likely = [way for way in fitting if _unbelievable(way, days, today)]
    return Turned(min(likely, key=lambda way: _years(way, days)), False) if likely else None


def _date(cell: Cell) -> date | None:
    if isinstance(cell, datetime):
        return cell.date() if cell.tzinfo is None else None
    return cell if isinstance(cell, date) else None


def _never_gregorian(found: re.Match[str]) -> bool:
    """Whether a short text is a Jalali day that no program can take for a Gregorian one."""
    year, month, day = (int(part) for part in found.groups())
    if day_of((1400 if year < 30 else 1300) + year, month, day, "jalali") is None:
        return False
    return year > 31 or day_of(2000 + year, month, day, "gregorian") is None


def _short(year: int, month: int, day: int, *, old: bool = False) -> date | None:
    century = 1300 if old and year >= 30 else 1400
    return day_of(century + year, month, day, "jalali")


def _year_first(day: date, certain: bool) -> date | None:
    return _short(day.year % 100, day.month, day.day, old=certain)


def _day_first(day: date, certain: bool) -> date | None:
    return _short(day.day, day.month, day.year % 100)


def _month_first(day: date, certain: bool) -> date | None:
    return _short(day.month, day.day, day.year % 100)


def _fits(way: Way, days: set[date], today: date, certain: bool) -> bool:
    """Whether all dates, turned back, are days of our times."""
    last = jalali(today)[0] + 2
    turned = [way(day, certain) for day in days]
    return all(day is not None and jalali(day)[0] <= last for day in turned)


def _years(way: Way, days: set[date]) -> int:
    return len({jalali(turned)[0] for day in days if (turned := way(day, False))})


def _unbelievable(way: Way, days: set[date], today: date) -> bool:
    """Whether the dates, as they stand, are not what a list of these days holds."""
    first, last = min(days).year, max(days).year
    if way is _year_first:
        return first >= 2000 and last <= today.year - _LONG_AGO
    odd = last > today.year + 1 or first in (1930, 1931)
    on_the_first = all(day.day == 1 for day in days)
    return odd and not on_the_first and last - first > _SPREAD
