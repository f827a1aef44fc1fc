"""Dates of a column, day and month told apart by the whole column, never cell by cell."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from crm_core.base.dates import TwoDigitYear, parse_date
from crm_core.base.days import day_of
from crm_core.base.digits import plain
from crm_core.lists.read import Cell

_EPOCH = date(1899, 12, 30)
_SERIALS = range(1, 73_051)  # up to the end of 2099
_DAY_MONTH_YEAR = re.compile(r"(\d{1,2})\s*([-/.])\s*(\d{1,2})\s*[-/.]\s*(\d{4}|\d{2})(?!\d)")
_SHORT = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{2})(?!\d)")
_SIX_DIGITS = re.compile(r"\d{6}", re.ASCII)
_JALALI_YEAR = re.compile(r"(?<!\d)1[34]\d\d(?!\d)")
_YEARS = range(1800, 2201)
_LATEST, _EARLIEST = 12, 80
"""Two digits of the years in which most of what lists tell took place: 1380 to 1412."""
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")

Order = Literal["day_first", "month_first", "mixed", "open", "none"]


@dataclass(frozen=True)
class DateRules:
    """How a column writes its dates. `order` tells how that was decided: "open" where nothing decides it.

    `short`: some years have two digits, of the calendar `two_digit`. `year_last`: Jalali years of two
    digits stand behind day and month. `years`: its numbers are years, not days.
    """

    day_first: bool
    order: Order
    two_digit: TwoDigitYear
    zone: ZoneInfo
    short: bool = False
    years: bool = False
    year_last: bool = False


def rules_of(
    cells: Iterable[Cell], *, day_first: bool, jalali: bool, zone: ZoneInfo, answered: bool | None = None
) -> DateRules:
    """Decide by the whole column; `day_first` and `jalali` are the company's habits, for where it is open.

    `answered` is what a person said of the order; it holds wherever the column does not say otherwise throughout.
    """
    cells = list(cells)
    texts = [plain(cell) for cell in cells if isinstance(cell, str)]
    short: TwoDigitYear = "jalali" if _short_years_are_jalali(texts, jalali) else "gregorian"
    ordered = [found for text in texts if (found := _DAY_MONTH_YEAR.match(text)) and _has_order(found, short)]
    first = sum(1 for found in ordered if int(found[1]) > 12)
    second = sum(1 for found in ordered if int(found[3]) > 12)
    order: Order = "none"
    if ordered:
        order = "mixed" if first and second else "day_first" if first else "month_first" if second else "open"
    if order == "open" and answered is None and all(found[2] == "." for found in ordered):
        order = "day_first"  # nobody writes the month first with dots
    habit = day_first if answered is None else answered
    by_most = first > second if answered is None else answered
    leads = {"day_first": True, "month_first": False, "mixed": by_most}.get(order, habit)
    in_short = any(_SHORT.match(text) for text in texts)
    last = short == "jalali" and _year_stands_last(texts)
    return DateRules(leads, order, short, zone, in_short, _all_years(cells), last)


def _year_stands_last(texts: list[str]) -> bool:
    """Whether Jalali dates of two-digit years are written 30/08/05 rather than 05/08/30: by what cannot be a day,
    else by which reading gives years near ours more often."""
    short = [found for text in texts if (found := _SHORT.match(text))]
    starts, ends = [int(found[1]) for found in short], [int(found[3]) for found in short]
    if any(start > 31 for start in starts):
        return False
    return any(end > 31 for end in ends) or sum(map(_is_near, ends)) > sum(map(_is_near, starts))


def _is_near(year: int) -> bool:
    return year <= _LATEST or year >= _EARLIEST


def _has_order(found: re.Match[str], short: TwoDigitYear) -> bool:
    """Whether day and month may be told apart at all: Jalali dates never have the month first."""
    return int(found[4]) >= 1700 if len(found[4]) == 4 else short == "gregorian"


def is_open(text: str) -> bool:
    """Whether a text is a date that the order of day and month changes."""
    found = _DAY_MONTH_YEAR.match(plain(text))
    return found is not None and int(found[1]) <= 12 and int(found[3]) <= 12 and int(found[1]) != int(found[3])


def _all_years(cells: list[Cell]) -> bool:
    """Whether the numbers of a column are all years such as 1402 or 2019."""
    numbers = [whole for cell in cells if (whole := _whole(cell)) is not None]
    return bool(numbers) and all(1300 <= n < 1500 or 1900 <= n <= 2100 for n in numbers)


def _whole(cell: Cell) -> int | None:
    if isinstance(cell, str):
        bare = plain(cell)
        return int(bare) if len(bare) < 6 and bare.isdecimal() else None
    if isinstance(cell, bool) or not isinstance(cell, int | float) or cell % 1:
        return None
    return int(cell)


def _short_years_are_jalali(texts: list[str], jalali: bool) -> bool:
    short = [found for text in texts if (found := _SHORT.match(text))]
    if not short:
        return jalali
    if any(int(found[1]) > 31 for found in short):
        return True
    return jalali or any(_JALALI_YEAR.search(text) for text in texts)


def day(cell: Cell, rules: DateRules) -> date | None:
    """The day that a cell names: a true date, a serial number, 14050830, a year of many, or text in either calendar."""
    if isinstance(cell, datetime):
        return _plausible(cell.date())
    if isinstance(cell, date):
        return _plausible(cell)
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        return _of_number(cell, rules)
    if isinstance(cell, str):
        bare = plain(cell)
        return _of_digits(bare, rules) if len(bare) < 8 and bare.isdecimal() else _of_text(cell, rules)
    return None


def _of_text(text: str, rules: DateRules) -> date | None:
    try:
        found = parse_date(
            text, day_first=rules.day_first, two_digit=rules.two_digit, year_last=rules.year_last, zone=rules.zone
        )
    except OverflowError:  # an instant at the end of all days, in another zone
        return None
    return _plausible(found)


def _of_digits(text: str, rules: DateRules) -> date | None:
    """050830 as text is a date of two-digit year; other digits are what they are as a number."""
    if text[0] == "0" and _SIX_DIGITS.fullmatch(text):
        return _of_six(text, rules)
    return _of_number(int(text), rules)


def _of_number(number: float, rules: DateRules) -> date | None:
    if not math.isfinite(number):
        return None
    whole = int(number)
    if rules.years and whole < 10_000:
        return day_of(whole, 1, 1, "jalali" if whole < 1700 else "gregorian")
    if len(str(whole)) == 8:
        return _plausible(parse_date(str(whole)))
    if len(str(whole)) == 6 and whole not in _SERIALS:
        return _of_six(str(whole), rules)
    return _EPOCH + timedelta(days=whole) if whole in _SERIALS else None


def _of_six(digits: str, rules: DateRules) -> date | None:
    """Year, month and day of two digits each."""
    year, month, day_ = int(digits[:2]), int(digits[2:4]), int(digits[4:])
    if rules.two_digit == "jalali":
        return day_of(year + (1400 if year < 30 else 1300), month, day_, "jalali")
    return day_of(year + (2000 if year < 69 else 1900), month, day_, "gregorian")


def _plausible(found: date | None) -> date | None:
    """Days of our times; a Jalali year that a program took for a Gregorian one is put right."""
    if found is None:
        return None
    if 1200 <= found.year < 1600:
        found = day_of(found.year, found.month, found.day, "jalali")
    return found if found and found.year in _YEARS else None


def instant(cell: Cell, rules: DateRules) -> datetime | None:
    """The moment that a cell names, in UTC; a day without a time begins in the company's zone."""
    known = cell if isinstance(cell, datetime) else _stamp(cell) if isinstance(cell, str) else None
    if known is None or known.year < 1700:
        found = day(cell, rules)
        known = datetime.combine(found, _time_in(cell)) if found else None
    if known is None or known.year not in _YEARS:
        return None
    return (known if known.tzinfo else known.replace(tzinfo=rules.zone)).astimezone(UTC)


def _stamp(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(plain(text))
    except ValueError:
        return None


def _time_in(cell: Cell) -> time:
    found = _TIME.search(plain(cell)) if isinstance(cell, str) else None
    if isinstance(cell, float):
        seconds = min(round(cell % 1 * 86_400), 86_399)
        return time(seconds // 3600, seconds // 60 % 60, seconds % 60)
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        return time()
    return time(int(found[1]), int(found[2]), min(int(found[3] or 0), 59))
