"""Hours of the day and days of the week of instants and days, in SQL, as the company's clock showed them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, case

from ..base.database import day_number, epoch_of

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

_DAY = 86_400
_THURSDAY = 3
"""The first day of 1970."""


def hour_of(w: Work, at: ColumnElement[Any], start: dt.date, end: dt.date) -> ColumnElement[int]:
    """The hour, 0 to 23, of an instant that falls into the days [start, end)."""
    return _within(_local(w, at, start, end), _DAY) // 3600


def weekday_of(w: Work, day: ColumnElement[Any]) -> ColumnElement[int]:
    """The weekday of a day, 0 is Monday."""
    return _within(day_number(w.session, day) + _THURSDAY, 7)


def weekday_at(w: Work, at: ColumnElement[Any], start: dt.date, end: dt.date) -> ColumnElement[int]:
    """The weekday of an instant that falls into the days [start, end), 0 is Monday."""
    local = _local(w, at, start, end)
    return _within((local - _within(local, _DAY)) // _DAY + _THURSDAY, 7)


def _local(w: Work, at: ColumnElement[Any], start: dt.date, end: dt.date) -> ColumnElement[int]:
    """Seconds since 1970 began on the company's clock."""
    ahead = [(at < until, seconds) for until, seconds in w.clock.offsets(start, end)]
    return epoch_of(w.session, at) + case(*ahead, else_=ahead[-1][1])


def _within(number: ColumnElement[int], length: int) -> ColumnElement[int]:
    """The rest of a division, never negative."""
    return (number % length + length) % length
