"""From when to when there is anything to report."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import func

from ..base.periods import CalendarName, Period, Step, period_of
from ..fields.filters import Filter
from ..measures.catalogue import Fact, Measure
from ..measures.ground import Ground
from ..models import DealState

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work


def extent(w: Work, measures: Sequence[Measure], filter: Filter, step: Step, calendar: CalendarName) -> Period:  # noqa: A002
    """The days on which these measures have anything, in whole steps; today when there is nothing at all."""
    facts = {fact.key: fact for one in measures for fact in one.facts}
    days = [day for fact in facts.values() for day in _ends(w, fact, filter)] or [w.clock.today()]
    first, last = min(days), max(days)
    rules = w.company.calendar_rules
    if step == "total":
        return Period(first, last + dt.timedelta(days=1), "total", calendar, rules)
    start, end = (period_of(day, step, calendar, rules) for day in (first, last))
    return Period(start.start, end.end, "total", calendar, rules)


def _ends(w: Work, fact: Fact, filter: Filter) -> list[dt.date]:  # noqa: A002
    """The first and the last day of a fact."""
    ground = Ground(w, fact, mixed=False)
    where = ground.conditions(filter)
    if fact.stock:
        begun = _bounds(w, ground, DealState.valid_from, where)
        return [w.clock.day_of(begun[0]), w.clock.today()] if begun else []
    day = getattr(ground.of, fact.day)
    days: list[dt.date] = _bounds(w, ground, day, where)
    if fact.instant:
        at = _bounds(w, ground, getattr(ground.of, fact.instant), [*where, day.is_(None)])
        days += [w.clock.day_of(instant) for instant in at]
    return days


def _bounds(w: Work, ground: Ground, column: Any, where: Sequence[Any]) -> list[Any]:
    """The least and the greatest value, each found at an end of an index."""
    found = [w.scalar(ground.select(end(column)).where(*where)) for end in (func.min, func.max)]
    return [value for value in found if value is not None]
