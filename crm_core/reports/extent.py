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
from ..measures.held import first_kept

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
        first = _first_held(w, ground, fact, where)
        return [first, w.clock.today()] if first is not None else []
    days: list[dt.date] = _bounds(w, ground, ground.own(fact.day), where) if fact.day else []
    if fact.instant:
        dayless = [ground.own(fact.day).is_(None)] if fact.day else []
        days += _days(w, _bounds(w, ground, ground.own(fact.instant), [*where, *dayless]))
    return days


def _first_held(w: Work, ground: Ground, fact: Fact, where: Sequence[Any]) -> dt.date | None:
    """The first day on which anything was held; None when there is nothing."""
    if fact.holds == "now":
        return w.clock.today()
    if fact.holds == "kept":
        return first_kept(w, fact)
    columns = [one.column for one in fact.begins] or ["valid_from"]
    begun = [_days(w, _bounds(w, ground, ground.own(name), where))[:1] for name in columns]
    firsts = [day for some in begun for day in some]
    if len(firsts) < len(columns) and not fact.either:
        return None
    return (min if fact.either else max)(firsts, default=None)


def _days(w: Work, values: Sequence[Any]) -> list[dt.date]:
    return [w.clock.day_of(value) if isinstance(value, dt.datetime) else value for value in values]


def _bounds(w: Work, ground: Ground, column: Any, where: Sequence[Any]) -> list[Any]:
    """The least and the greatest value, each found at an end of an index."""
    found = [w.scalar(ground.select(end(column)).where(*where)) for end in (func.min, func.max)]
    return [value for value in found if value is not None]
