"""How much is worked between two days, by the company's weekends and holidays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING

from sqlalchemy import select

from ..models import CalendarDay

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

DAY = 100
"""A full working day: work is counted in hundredths of days, so that sums are exact."""


class WorkingDays:
    """The work of the days in [start, end), which is added up once."""

    def __init__(self, start: dt.date, work: Sequence[int]) -> None:
        self._start = start
        self._until = [0, *accumulate(work)]

    def between(self, start: dt.date, end: dt.date) -> int:
        """Hundredths of working days in [start, end); days that were not asked for count as none."""
        return max(self._place(end) - self._place(start), 0)

    def _place(self, day: dt.date) -> int:
        at = (day - self._start).days
        return self._until[min(max(at, 0), len(self._until) - 1)]


def working_days(w: Work, start: dt.date, end: dt.date) -> WorkingDays:
    """The working days of [start, end)."""
    rows: Iterable[float] = w.scalars(
        select(CalendarDay.work).where(CalendarDay.day >= start, CalendarDay.day < end).order_by(CalendarDay.day)
    )
    return WorkingDays(start, [round(one * DAY) for one in rows])
