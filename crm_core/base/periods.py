"""Half-open stretches of days [start, end): steps of a calendar, their codes, and those that have names."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal, get_args

from crm_core.base.dates import parse_date
from crm_core.base.days import (
    CalendarName,
    CalendarRules,
    add_months,
    day_of,
    first_of,
    fiscal_year_of,
    week_of,
    week_one,
    week_start_of,
    ymd,
)
from crm_core.base.errors import Invalid
from crm_core.base.messages import N_

__all__ = [
    "COMING", "CYCLES", "NAMES", "STEPS", "CalendarName", "CalendarRules", "Period", "Step", "code", "named",
    "parse_code", "parse_named_or_range", "period_of", "range_text", "steps",
]  # fmt: skip

Step = Literal["day", "week", "month", "quarter", "half_year", "year", "fiscal_year", "total", "weekday", "hour"]
STEPS: tuple[Step, ...] = get_args(Step)
CYCLES: tuple[Step, ...] = ("weekday", "hour")
"""Steps that come round again: figures are gathered by them, but no stretch of days is one."""

NAMES = (
    "today", "yesterday", "this_week", "last_week", "this_month", "last_month", "this_quarter",
    "last_quarter", "this_half_year", "last_half_year", "this_year", "last_year", "this_fiscal_year",
    "last_fiscal_year", "last_7_days", "last_30_days", "last_90_days", "last_12_months",
)  # fmt: skip

COMING = (
    "today", "tomorrow", "this_week", "next_week", "this_month", "next_month", "next_7_days", "next_30_days",
)  # fmt: skip
"""Names of periods that look ahead."""

DEFAULT_RULES = CalendarRules()

_ONE_DAY = timedelta(days=1)
_DAYS = {"yesterday": -1, "today": 0, "tomorrow": 1}
_MONTHS: dict[Step, int] = {"month": 1, "quarter": 3, "half_year": 6, "year": 12, "fiscal_year": 12}
_CODE = re.compile(r"(FY)?(\d{4})(?:-(?:W(\d{1,2})|Q([1-4])|H([12])|(\d{2})(?:-(\d{2}))?))?")
_LAST_DAYS = re.compile(r"last_(\d{1,4})_days")
_NEXT_DAYS = re.compile(r"next_(\d{1,4})_days")


@dataclass(frozen=True)
class Period:
    """The days from `start` up to but not including `end`; part of a step where it was cut.

    `step` "total" is any range. `calendar` is the one in which months, quarters and years are meant, `rules`
    the company's week and fiscal year.
    """

    start: date
    end: date
    step: Step = "total"
    calendar: CalendarName = "gregorian"
    rules: CalendarRules = DEFAULT_RULES

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.end - self.start).days

    @property
    def last_day(self) -> date:
        """The last day that belongs to it."""
        return self.end - _ONE_DAY

    @property
    def whole(self) -> Period:
        """The whole step of which this is a part (itself for a range)."""
        return self if self.step == "total" else period_of(self.start, self.step, self.calendar, self.rules)

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    def previous(self) -> Period:
        """The one before of the same kind; of a cut step the same part, of a range the same length."""
        return self._moved(-1)

    def next(self) -> Period:
        """The one after of the same kind; of a cut step the same part, of a range the same length."""
        return self._moved(1)

    def last_year(self) -> Period:
        """The same stretch of the year before; for a week the one of the same number (or the year's last)."""
        if self.step == "week":
            year, number = week_of(self.start, self.rules.week_start, self.calendar)
            start = _week(year - 1, number, self.rules, self.calendar, clamp=True)
            return self._cut_like(_step(start, start + timedelta(days=7), self), self.whole)
        return self._by_months(-12)

    def to_date(self, today: date) -> Period:
        """What of it has passed when `today` is over; its first day when it is still to come."""
        end = min(self.end, max(today, self.start) + _ONE_DAY)
        return replace(self, end=end)

    def _moved(self, by: int) -> Period:
        if self.step in _MONTHS:
            return self._by_months(by * _MONTHS[self.step])
        if self.step == "total" and (months := self.whole_months):
            return self._by_months(by * months)
        length = timedelta(days=self.whole.days) * by
        return replace(self, start=self.start + length, end=self.end + length)

    @property
    def whole_months(self) -> int:
        """How many whole months of the calendar this range has; 0 when it does not begin and end with one."""
        (y1, m1, d1), (y2, m2, d2) = (ymd(self.start, self.calendar), ymd(self.end, self.calendar))
        return (y2 - y1) * 12 + m2 - m1 if d1 == d2 == 1 else 0

    def _by_months(self, months: int) -> Period:
        """Shifted by months; where the step begins or ends it still does, else the day of month is kept."""
        calendar = self.rules.fiscal_calendar if self.step == "fiscal_year" else self.calendar
        whole = self.whole
        start = add_months(self.start, months, calendar)
        if self.end == whole.end and (self.step != "total" or self.whole_months):
            return replace(self, start=start, end=add_months(self.end, months, calendar))
        return replace(self, start=start, end=max(add_months(self.last_day, months, calendar), start) + _ONE_DAY)

    def _cut_like(self, other: Period, whole: Period) -> Period:
        """`other` cut as this one is cut out of `whole` (both of the same number of days)."""
        return replace(other, start=other.start + (self.start - whole.start), end=other.end - (whole.end - self.end))


def _step(start: date, end: date, like: Period) -> Period:
    return Period(start, end, like.step, like.calendar, like.rules)


def period_of(day: date, step: Step, calendar: CalendarName, rules: CalendarRules = DEFAULT_RULES) -> Period:
    """The step in which the day falls. ValueError for "total" and CYCLES, which have no bounds of their own."""
    start, end = _bounds(day, step, calendar, rules)
    return Period(start, end, step, calendar, rules)


def _bounds(day: date, step: Step, calendar: CalendarName, rules: CalendarRules) -> tuple[date, date]:
    year, month, _ = ymd(day, calendar)
    if step == "day":
        return day, day + _ONE_DAY
    if step == "week":
        start = week_start_of(day, rules.week_start)
        return start, start + timedelta(days=7)
    if step == "month":
        return first_of(year, month, calendar), first_of(year, month + 1, calendar)
    if step in ("quarter", "half_year", "year"):
        months = _MONTHS[step]
        first = month - (month - 1) % months
        return first_of(year, first, calendar), first_of(year, first + months, calendar)
    if step == "fiscal_year":
        start = fiscal_year_of(day, rules)[1]
        return start, add_months(start, 12, rules.fiscal_calendar)
    raise ValueError(f"a {step} has no bounds of its own")


def steps(
    start: date, end: date, step: Step, calendar: CalendarName, rules: CalendarRules = DEFAULT_RULES
) -> list[Period]:
    """The steps that cover [start, end) without gap or overlap, the first and last cut to the range."""
    if step == "total":
        return [Period(start, end, "total", calendar, rules)] if start < end else []
    found: list[Period] = []
    while start < end:
        until = min(end, _bounds(start, step, calendar, rules)[1])
        found.append(Period(start, until, step, calendar, rules))
        start = until
    return found


def code(period: Period) -> str:
    """The period's name in its calendar: 2017-06-28, 2017-W26, 2017-06, 2017-Q2, 2017-H1, 2017, FY2017.

    A range is its first and last day, `2017-06-15..2017-07-15`.
    """
    year, month, day = ymd(period.start, period.calendar)
    if period.step == "day":
        return f"{year:04}-{month:02}-{day:02}"
    if period.step == "week":
        year, number = week_of(period.start, period.rules.week_start, period.calendar)
        return f"{year:04}-W{number:02}"
    if period.step == "month":
        return f"{year:04}-{month:02}"
    if period.step == "quarter":
        return f"{year:04}-Q{(month + 2) // 3}"
    if period.step == "half_year":
        return f"{year:04}-H{(month + 5) // 6}"
    if period.step == "year":
        return f"{year:04}"
    if period.step == "fiscal_year":
        return f"FY{fiscal_year_of(period.start, period.rules)[0]:04}"
    return range_text(period)


def range_text(period: Period) -> str:
    """First and last day in ISO: what `parse_named_or_range` reads back."""
    return f"{period.start.isoformat()}..{period.last_day.isoformat()}"


def parse_code(text: str, calendar: CalendarName, rules: CalendarRules = DEFAULT_RULES) -> Period:
    """The period that a code names. A year before 1700 is Jalali, a later one Gregorian. Raises Invalid."""
    found = _CODE.fullmatch(text.strip().upper())
    period = _from_code(found, calendar, rules) if found else None
    if period is None:
        raise Invalid(N_("“{value}” is not a period."), value=text)
    return period


def _from_code(found: re.Match[str], calendar: CalendarName, rules: CalendarRules) -> Period | None:
    fiscal, year, week, quarter, half, month, day = (found[1], int(found[2]), *found.group(3, 4, 5, 6, 7))
    named_calendar: CalendarName = "jalali" if year < 1700 else "gregorian"
    if fiscal:
        return _fiscal_year(year, calendar, rules) if not (week or quarter or half or month) else None
    if week:
        start = _week(year, int(week), rules, named_calendar)
        right = week_of(start, rules.week_start, named_calendar) == (year, int(week))
        return period_of(start, "week", named_calendar, rules) if right else None
    first = int(month) if month else 3 * int(quarter) - 2 if quarter else 6 * int(half) - 5 if half else 1
    start_day = day_of(year, first, int(day) if day else 1, named_calendar)
    if start_day is None:
        return None
    step: Step = "day" if day else "month" if month else "quarter" if quarter else "half_year" if half else "year"
    return period_of(start_day, step, named_calendar, rules)


def _fiscal_year(year: int, calendar: CalendarName, rules: CalendarRules) -> Period:
    month, number = rules.fiscal_start
    begins = year if rules.fiscal_start == (1, 1) else year - 1
    start = first_of(begins, month, rules.fiscal_calendar) + timedelta(days=number - 1)
    return period_of(start, "fiscal_year", calendar, rules)


def _week(year: int, number: int, rules: CalendarRules, calendar: CalendarName, clamp: bool = False) -> date:
    start = week_one(year, rules.week_start, calendar) + timedelta(weeks=number - 1)
    if clamp and start >= week_one(year + 1, rules.week_start, calendar):
        start -= timedelta(weeks=1)
    return start


def named(name: str, today: date, calendar: CalendarName, rules: CalendarRules = DEFAULT_RULES) -> Period:
    """The period that a name such as "last_month" means today; the names are in NAMES and COMING. Raises Invalid."""
    if name in _DAYS:
        return period_of(today + _ONE_DAY * _DAYS[name], "day", calendar, rules)
    if name == "last_12_months":  # the running month and the eleven before
        month = period_of(today, "month", calendar, rules)
        return Period(add_months(month.start, -11, calendar), month.end, "total", calendar, rules)
    if found := _LAST_DAYS.fullmatch(name):
        tomorrow = today + _ONE_DAY
        return Period(tomorrow - int(found[1]) * _ONE_DAY, tomorrow, "total", calendar, rules)
    if found := _NEXT_DAYS.fullmatch(name):
        return Period(today, today + int(found[1]) * _ONE_DAY, "total", calendar, rules)
    which, _, step = name.partition("_")
    for known in STEPS:
        if step == known and known not in ("total", "day", *CYCLES) and which in ("this", "last", "next"):
            period = period_of(today, known, calendar, rules)
            return period.previous() if which == "last" else period.next() if which == "next" else period
    raise Invalid(N_("“{value}” is not a period."), value=name)


def parse_named_or_range(
    text: str, today: date, calendar: CalendarName, rules: CalendarRules = DEFAULT_RULES
) -> Period:
    """A name ("this_month"), a code ("2017-Q2") or two days ("2017-06-15..2017-07-15"). Raises Invalid."""
    if ".." in text:
        first, _, last = text.partition("..")
        start, stop = parse_date(first), parse_date(last)
        if start is None or stop is None:
            raise Invalid(N_("“{value}” is not a period."), value=text)
        if stop < start:
            raise Invalid("A period cannot end before it starts: “{value}”.", value=text)
        return Period(start, stop + _ONE_DAY, "total", calendar, rules)
    if text[:1].isdigit() or text[:2].upper() == "FY":
        return parse_code(text, calendar, rules)
    return named(text, today, calendar, rules)
