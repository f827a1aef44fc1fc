"""What holds at the end of periods besides the states of deals: records over a span, and what is kept by day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, and_, case, false, func, literal, not_, or_, select, true

from ..base.periods import Period
from .fact import Bound, Fact
from .ground import Ground

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

_INSTANT = dt.timedelta(microseconds=1)


def begun(w: Work, periods: Sequence[Period]) -> list[Period]:
    """The periods that have begun; of the others nothing is known."""
    today = w.clock.today()
    return [period for period in periods if period.start <= today]


def moment(w: Work, period: Period) -> dt.datetime:
    """The instant just after a period, at which its stock is read: now for the one that runs."""
    return w.clock.now() + _INSTANT if period.end > w.clock.today() else w.clock.start_of_day(period.end)


# Spans


def edges(w: Work, bound: Bound, periods: Sequence[Period]) -> list[Any]:
    """What the column of a bound must be less than, for it to have passed at the end of each period."""
    if bound.kind == "instant":
        return [moment(w, period) for period in periods]
    today = w.clock.today()
    late = today if bound.kind == "after" else today + dt.timedelta(days=1)
    return [min(period.end, late) for period in periods]


def holds(ground: Ground, fact: Fact, period: Period) -> ColumnElement[bool]:
    """Whether a record of a span stands at the end of a period."""
    passed = [and_(_open(ground, one), _before(ground, one, [period])) for one in fact.begins]
    began = or_(*passed) if fact.either else and_(*passed)
    if fact.ends is None:
        return began
    return and_(began, not_(func.coalesce(_before(ground, fact.ends, [period]), false())))


def _before(ground: Ground, bound: Bound, periods: Sequence[Period]) -> ColumnElement[bool]:
    return ground.own(bound.column) < edges(ground.w, bound, periods)[0]  # type: ignore[no-any-return]


def _open(ground: Ground, bound: Bound) -> ColumnElement[bool]:
    return ground.own(bound.unless).is_(None) if bound.unless else true()


def places(ground: Ground, fact: Fact, periods: Sequence[Period]) -> tuple[ColumnElement[int], ColumnElement[int]]:
    """At the end of which period a record stands for the first time, and at which no more; their number for never."""
    first: ColumnElement[int] | None = None
    for one in fact.begins:
        place = _passed(ground.own(one.column), edges(ground.w, one, periods))
        if one.unless:
            place = case((_open(ground, one), place), else_=len(periods))
        if first is None:
            first = place
        else:
            wins = place < first if fact.either else place > first
            first = case((wins, place), else_=first)
    if first is None:
        raise ValueError(f"{fact.key} never begins")
    if fact.ends is None:
        return first, literal(len(periods))
    return first, _passed(ground.own(fact.ends.column), edges(ground.w, fact.ends, periods))


def _passed(column: ColumnElement[Any], limits: Sequence[Any]) -> ColumnElement[int]:
    """The place of the first limit that a value lies below, found by halving; their number for none, and of nothing."""

    def of(low: int, high: int) -> ColumnElement[int]:
        if low == high:
            return literal(low)
        middle = (low + high) // 2
        return case((column < limits[middle], of(low, middle)), else_=of(middle + 1, high))

    return of(0, len(limits))


# Kept by day


def kept_days(w: Work, fact: Fact, periods: Sequence[Period]) -> dict[dt.date, list[int]]:
    """The day that was kept last until the end of each period, with the places of these periods."""
    column = getattr(fact.model, fact.day)
    days: list[dt.date] = sorted(w.scalars(select(column).where(column < periods[-1].end).group_by(column)))
    found: dict[dt.date, list[int]] = {}
    for place, period in enumerate(periods):
        last = next((day for day in reversed(days) if day < period.end), None)
        if last is not None:
            found.setdefault(last, []).append(place)
    return found


def first_kept(w: Work, fact: Fact) -> dt.date | None:
    """The first day of which anything is kept."""
    day: dt.date | None = w.scalar(select(func.min(getattr(fact.model, fact.day))))
    return day
