"""Moments that people look back to: the end of a day, of the last month or quarter, the last review."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from sqlalchemy import select

from ..base.i18n import N_
from ..base.periods import Step, period_of
from ..models import Review

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

Moment = Literal["review", "yesterday", "week_ago", "week", "month", "quarter", "year"]
MOMENTS: Mapping[Moment, str] = MappingProxyType(
    {
        "review": N_("Last review"),
        "yesterday": N_("Yesterday"),
        "week_ago": N_("A week ago"),
        "week": N_("End of last week"),
        "month": N_("End of last month"),
        "quarter": N_("End of last quarter"),
        "year": N_("End of last year"),
    }
)
"""The moments that have a name, in words (msgids)."""

_AGO = {"yesterday": 1, "week_ago": 7}
_ONE_DAY = dt.timedelta(days=1)


def moments(w: Work) -> dict[Moment, dt.date]:
    """The day at whose end each moment lies, in the calendar of the person at work; those that there are."""
    found: dict[Moment, dt.date] = {}
    for name in MOMENTS:
        day = _day(w, name)
        if day is not None and day < w.clock.today():
            found[name] = day
    return found


def _day(w: Work, name: Moment) -> dt.date | None:
    today = w.clock.today()
    if name == "review":
        review = last_review(w)
        return None if review is None else w.clock.day_of(review)
    if name in _AGO:
        return today - _AGO[name] * _ONE_DAY
    step: Step = name  # type: ignore[assignment]
    return period_of(today, step, w.locale.calendar, w.company.calendar_rules).start - _ONE_DAY


def last_review(w: Work) -> dt.datetime | None:
    """Up to when the last closed review looked, of those that the actor sees."""
    closed = select(Review.until).where(Review.closed_at.is_not(None), Review.until.is_not(None))
    found: dt.datetime | None = w.scalar(closed.order_by(Review.until.desc()).limit(1))
    return found
