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
_JALALI_YEAR = re.compile(r"(?<!\d)1[34]\d\d(?!\d)")
_YEARS = range(1800, 2201)
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")

Order = Literal["day_first", "month_first", "mixed", "open", "none"]


@dataclass(frozen=True)
class DateRules:
    """How a column writes its dates. `order` tells how that was decided: "open" where nothing decides it."""

    day_first: bool
    order: Order
    two_digit: TwoDigitYear
    zone: ZoneInfo


def rules_of(cells: Iterable[Cell], *, day_first: bool, jalali: bool, zone: ZoneInfo) -> DateRules:
    """Decide by the whole column; `day_first` and `jalali` are the company's habits, for where it is open."""
    texts = [plain(cell) for cell in cells if isinstance(cell, str)]
    ordered = [found for text in texts if (found := _DAY_MONTH_YEAR.match(text))]
    first = sum(1 for found in ordered if int(found[1]) > 12)
    second = sum(1 for found in ordered if int(found[3]) > 12)
    dots = any(found[2] == "." for found in ordered)
    order: Order = "none"
    if ordered:
        order = "mixed" if first and second else "day_first" if first else "month_first" if second else "open"
    leads = {"day_first": True, "month_first": False}.get(order, first > second if first or second else day_first)
    short: TwoDigitYear = "jalali" if _short_years_are_jalali(texts, jalali) else "gregorian"
    return DateRules(leads or (dots and order == "open"), order, short, zone)


def _short_years_are_jalali(texts: list[str], jalali: bool) -> bool:
    short = [found for text in texts if (found := _SHORT.match(text))]
    if not short:
        return False
    if any(int(found[1]) > 31 for found in short):
        return True
    return jalali or any(_JALALI_YEAR.search(text) for text in texts)


def day(cell: Cell, rules: DateRules) -> date | None:
    """The day that a cell names: a true date, a serial number, 14050830, or text in either calendar."""
    if isinstance(cell, datetime):
        return _plausible(cell.date())
    if isinstance(cell, date):
        return _plausible(cell)
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        return _of_number(cell)
    if isinstance(cell, str):
        return _of_number(int(cell)) if len(cell) < 8 and cell.isdigit() else _of_text(cell, rules)
    return None


def _of_text(text: str, rules: DateRules) -> date | None:
    try:
        found = parse_date(text, day_first=rules.day_first, two_digit=rules.two_digit, zone=rules.zone)
    except OverflowError:  # an instant at the end of all days, in another zone
        return None
    return _plausible(found)


def _of_number(number: float) -> date | None:
    if not math.isfinite(number):
        return None
    whole = int(number)
    if len(str(whole)) == 8:
        return _plausible(parse_date(str(whole)))
    return _EPOCH + timedelta(days=whole) if whole in _SERIALS else None


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
