"""When something comes round: every day, every working day, a day of the week, or a day of the month of a calendar.

Moments are instants: a day with a time of the company's clock. Where summer time skips that time it is the same stretch
later, where the clock goes back it is the first of the two; so a day has one moment, whatever the clock does.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from ..base.days import CalendarName, add_months, first_of, month_length, ymd
from ..base.errors import Invalid
from ..base.i18n import N_, Locale

Kind = Literal["daily", "workdays", "weekly", "monthly", "month_work"]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""`monthly` is on a day of the month, its last day where it is shorter; `month_work` on the first working day from that
day on."""
LAST_DAY = 31
_LONGEST_REST = 40
"""Days that may all be free before it is taken that nobody ever works."""
_LOOKED_BACK: Mapping[Kind, int] = MappingProxyType(
    {"daily": 2, "weekly": 8, "workdays": 2 * _LONGEST_REST, "monthly": 64, "month_work": _LONGEST_REST + 64}
)
"""So many days back there is a moment, whatever day it is."""


@dataclass(frozen=True)
class Rhythm:
    """`weekday` (Monday is 0) of `weekly`, `month_day` of the two monthly ones; `at_minute` of the day."""

    kind: Kind
    at_minute: int
    weekday: int = 0
    month_day: int = 1
    calendar: CalendarName = "gregorian"

    def __post_init__(self) -> None:
        if self.kind not in KINDS or not 0 <= self.at_minute < 24 * 60:
            raise Invalid(N_("Choose when it is to be sent."), field="rhythm")
        if self.weekday not in range(7):
            raise Invalid(N_("Choose a day of the week."), field="weekday")
        if self.month_day not in range(1, 32):
            raise Invalid(N_("Choose a day of the month from 1 to 31."), field="month_day")


@dataclass(frozen=True)
class Times:
    """Where moments are: the company's time zone, and on which days it works."""

    zone: ZoneInfo
    works: Callable[[dt.date], bool]


def next_moment(rhythm: Rhythm, after: dt.datetime, times: Times) -> dt.datetime:
    """The first moment after this instant, in UTC."""
    day = after.astimezone(times.zone).date()
    return next(at for at in _moments(rhythm, day - dt.timedelta(days=1), times) if at > after)


def last_moment(rhythm: Rhythm, until: dt.datetime, times: Times) -> dt.datetime:
    """The newest moment that is not after this instant, in UTC."""
    day = until.astimezone(times.zone).date()
    found = None
    for at in _moments(rhythm, day - dt.timedelta(days=_LOOKED_BACK[rhythm.kind]), times):
        if at > until:
            break
        found = at
    assert found is not None  # no rhythm rests that long
    return found


def is_moment(rhythm: Rhythm, at: dt.datetime, times: Times) -> bool:
    return last_moment(rhythm, at, times) == at


def _moments(rhythm: Rhythm, since: dt.date, times: Times) -> Iterator[dt.datetime]:
    hour, minute = divmod(rhythm.at_minute, 60)
    for day in _days(rhythm, since, times):
        yield dt.datetime.combine(day, dt.time(hour, minute), times.zone).astimezone(dt.UTC)


def _days(rhythm: Rhythm, since: dt.date, times: Times) -> Iterator[dt.date]:
    """Its days from `since` on, without end."""
    if rhythm.kind in ("monthly", "month_work"):
        yield from (day for day in _month_days(rhythm, since, times) if day >= since)
        return
    day, free = since, 0
    while True:
        if rhythm.kind == "daily" or (rhythm.kind == "weekly" and day.weekday() == rhythm.weekday):
            yield day
        elif rhythm.kind == "workdays" and (times.works(day) or free >= _LONGEST_REST):
            yield day
            free = -1 if times.works(day) else free
        free += 1
        day += dt.timedelta(days=1)


def _month_days(rhythm: Rhythm, since: dt.date, times: Times) -> Iterator[dt.date]:
    year, month, _ = ymd(since, rhythm.calendar)
    first = add_months(first_of(year, month, rhythm.calendar), -2, rhythm.calendar)
    before: dt.date | None = None
    while True:
        year, month, _ = ymd(first, rhythm.calendar)
        length = month_length(year, month, rhythm.calendar)
        day = first + dt.timedelta(days=min(rhythm.month_day, length) - 1)
        if rhythm.kind == "month_work":
            day = _working_from(day, times)
        if day != before:
            yield day
        before = day
        first = add_months(first, 1, rhythm.calendar)


def _working_from(day: dt.date, times: Times) -> dt.date:
    """The first working day from this one on."""
    days = (day + dt.timedelta(days=n) for n in range(_LONGEST_REST))
    return next((one for one in days if times.works(one)), day)


def say_rhythm(rhythm: Rhythm, locale: Locale) -> str:
    """When it comes round, in words: "every Saturday at 08:00"."""
    hour, minute = divmod(rhythm.at_minute, 60)
    time = locale.digits_of(f"{hour:02}:{minute:02}")
    if rhythm.kind == "daily":
        return locale.t(N_("every day at {time}"), time=time)
    if rhythm.kind == "workdays":
        return locale.t(N_("every working day at {time}"), time=time)
    if rhythm.kind == "weekly":
        return locale.t(N_("every {day} at {time}"), day=locale.weekday_name(rhythm.weekday), time=time)
    day = locale.digits_of(str(rhythm.month_day))
    if rhythm.kind == "month_work":
        said = locale.t(N_("on the first working day from day {day} of each month on at {time}"), day=day, time=time)
    elif rhythm.month_day == LAST_DAY:
        said = locale.t(N_("on the last day of each month at {time}"), time=time)
    else:
        said = locale.t(N_("on day {day} of each month at {time}"), day=day, time=time)
    if rhythm.calendar == locale.calendar:
        return said
    calendar = locale.t(N_("Jalali") if rhythm.calendar == "jalali" else N_("Gregorian"))
    return locale.t(N_("{said} ({calendar} calendar)"), said=said, calendar=calendar)
