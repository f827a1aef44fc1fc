"""When: to which day a report is shown, and with which other days it is compared."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..base.days import add_months
from ..base.errors import Invalid
from ..base.i18n import N_
from ..base.periods import CYCLES, Period, Step, period_of, steps
from ..measures.working_days import WorkingDays, working_days
from .spec import ReportSpec

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

_DAY = dt.timedelta(days=1)
_ANOTHER_TIME = ("previous", "last_year", "last_year_workdays", "range")
"""Comparisons with other days, for which a period that still runs is cut."""


def settled(w: Work, spec: ReportSpec) -> ReportSpec:
    """The spec with a period that still runs ending today, where it is compared with another or asked for so.

    As of a past day it ends with that. Raises Invalid for a period that begins after it.
    """
    today = spec.as_of or w.clock.today()
    if spec.as_of is not None and spec.start > today:
        raise Invalid(N_("This period begins after the day as of which you look."), field="as_of")
    if not spec.start <= today < spec.last:
        return spec
    compared = not spec.until and spec.compare in _ANOTHER_TIME
    cut = compared or spec.until == "today" or spec.as_of is not None
    return replace(spec, end=today + _DAY) if cut else spec


@dataclass(frozen=True)
class Compared:
    """The days compared with, in steps; for each step of the report the place of the one it stands beside."""

    span: Period
    periods: Sequence[Period]
    partners: Sequence[int | None]


def compared_with(w: Work, asked: ReportSpec, spec: ReportSpec, periods: Sequence[Period]) -> Compared | None:
    """The other days; None where no other time is compared with. `asked` is the spec before it was settled."""
    rules = w.company.calendar_rules
    if spec.compare not in _ANOTHER_TIME:
        return None
    if spec.compare == "last_year_workdays":
        return _by_work(w, spec, periods)
    span = _other(asked.span(rules), spec.span(rules), spec)
    by = "day" if spec.by in CYCLES else spec.by
    then = steps(span.start, span.end, by, spec.calendar, rules)
    if spec.compare != "last_year":
        return Compared(span, then, [place if place < len(then) else None for place in range(len(periods))])
    starts = [period.start for period in then]
    return Compared(span, then, [max(bisect_right(starts, one.last_year().start) - 1, 0) for one in periods])


def _other(whole: Period, span: Period, spec: ReportSpec) -> Period:
    if spec.against is not None:
        start, end = spec.against
        if span != whole:  # so far, beside the same number of days
            end = min(end, start + (span.end - span.start))
        return Period(start, end, "total", span.calendar, span.rules)
    if spec.compare == "last_year":
        return span.last_year()
    if span != whole and whole.step == "total" and whole.whole_months:
        months = -whole.whole_months
        start, last = (add_months(day, months, span.calendar) for day in (span.start, span.last_day))
        return replace(span, start=start, end=last + _DAY)
    return span.previous()


def _by_work(w: Work, spec: ReportSpec, periods: Sequence[Period]) -> Compared:
    """Every step beside the days a year before that have the same place among the working days of their month.

    Days off stand beside days off as far as there are so many; none is lost, none counts twice.
    """
    span = spec.span(w.company.calendar_rules)
    aligned = _Aligned(w, span)
    edges = [aligned.edge(day) for day in (*(period.start for period in periods), span.end)]
    edges[-1] = max(edges[-1], edges[0] + _DAY)
    other = replace(span, start=edges[0], end=edges[-1])
    if spec.by in CYCLES:
        days = steps(other.start, other.end, "day", spec.calendar, other.rules)
        return Compared(other, days, range(len(days)))
    then = [replace(one, start=start, end=end) for one, start, end in zip(periods, edges, edges[1:], strict=False)]
    return Compared(other, then, range(len(then)))


class _Aligned:
    """Days of a period and of the year before by their place among the working days of the month, or of the week."""

    def __init__(self, w: Work, span: Period) -> None:
        self._span = span
        self._work: WorkingDays = working_days(w, self._frame(span.start)[1], span.end)

    def _frame(self, day: dt.date) -> tuple[dt.date, dt.date, dt.date]:
        """Where counting starts for this day, where it starts a year before, and where it ends there."""
        step: Step = "week" if self._span.step == "week" else "month"
        whole = period_of(day, step, self._span.calendar, self._span.rules)
        before = whole.last_year()
        return whole.start, before.start, before.end

    def edge(self, day: dt.date) -> dt.date:
        """The day a year before at whose beginning as much work is done as at the beginning of this one."""
        start, first, end = self._frame(day)
        if day == start:
            return self._frame(day - _DAY)[2] if day == self._span.end else first
        done, off, then = self._work.between(start, day), self._days_off(start, day), first
        while then < end and self._work.between(first, then) < done:
            then += _DAY
        while off and then < end and not self._work.between(then, then + _DAY):
            then, off = then + _DAY, off - 1
        return then

    def _days_off(self, start: dt.date, day: dt.date) -> int:
        """How many days just before this one, from `start` on, are not worked."""
        off = 0
        while day - off * _DAY > start and not self._work.between(day - (off + 1) * _DAY, day - off * _DAY):
            off += 1
        return off
