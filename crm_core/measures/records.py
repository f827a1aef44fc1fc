"""The records that a figure counts, found the way the figure is: for what no filter can say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import ColumnElement, and_, false, func, not_, or_, true

from ..base.periods import Period, Step
from ..fields.catalogue import of_customer
from ..fields.filters import Filter
from . import held
from .breakdowns import Key, breakdown_field
from .clock_time import hour_of, weekday_at, weekday_of
from .fact import Fact
from .figure import Measure
from .ground import Ground, held_just_before

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work


class Slot(NamedTuple):
    """A day of the week (0 is Monday), or an hour of the day."""

    step: Step
    number: int


def needs_counting(measure: Measure) -> bool:
    """Whether its records are known only by counting them: by what they did, over a span, or row by row."""
    return any(
        fact.rows is not None
        or fact.holds in ("span", "kept")
        or any(fact.parts[name].where is not None for name in _names(measure, fact))
        for fact in _facts(measure)
    )


def counted(
    w: Work,
    measure: Measure,
    filter: Filter,  # noqa: A002  the word of the trade
    keys: Mapping[str, Key],
    period: Period,
    slot: Slot | None = None,
) -> Counter[int]:
    """The numbers of the records that the figure of a period and group counts, each with how often it does.

    `slot`: of those only what falls on this day of the week, or into this hour.
    Of a figure made from several kinds of records those of its first kind; of a rate those of the whole.
    """
    found: Counter[int] = Counter()
    for fact in _facts(measure):
        ground = Ground(w, fact, mixed=False)
        of_keys = [_of_key(ground, name, key) for name, key in keys.items()]
        where = [*ground.conditions(filter), *of_keys, _when(w, ground, fact, period), _brings(ground, measure, fact)]
        if slot is not None:
            where.append(_in_slot(w, ground, period, slot))
        once = func.count() if ground.once is None else func.sum(ground.once)
        statement = ground.select(ground.record_id, once).where(*where).group_by(ground.record_id)
        for number, times in w.rows(statement):
            found[number] += int(times)
    return found


def _facts(measure: Measure) -> list[Fact]:
    return [fact for fact in measure.facts if fact.entity == measure.entity]


def _names(measure: Measure, fact: Fact) -> list[str]:
    """The parts of a fact that a measure is made of."""
    return [part.partition(".")[2] for part in measure.parts if part.partition(".")[0] == fact.key]


def _brings(ground: Ground, measure: Measure, fact: Fact) -> ColumnElement[bool]:
    """The rows that bring anything to the figure."""
    tests = [fact.parts[name].where for name in _names(measure, fact)]
    return or_(false(), *(true() if test is None else test(ground) for test in tests))


def _when(w: Work, ground: Ground, fact: Fact, period: Period) -> ColumnElement[bool]:
    if fact.holds == "span":
        return held.holds(ground, fact, period)
    if fact.holds == "kept":
        days = held.kept_days(w, fact, [period])
        return ground.own(fact.day).in_(list(days))
    if fact.holds == "states":
        return and_(*held_just_before(ground.of, held.moment(w, period)))
    if fact.holds:
        return true()
    ways = []
    if fact.day:
        day = ground.own(fact.day)
        ways.append(and_(day >= period.start, day < period.end))
    if fact.instant:
        at, dayless = ground.own(fact.instant), ground.own(fact.day).is_(None) if fact.day else true()
        start, end = w.clock.start_of_day(period.start), w.clock.start_of_day(period.end)
        ways.append(and_(at >= start, at < end, dayless))
    return or_(false(), *ways)


def _in_slot(w: Work, ground: Ground, period: Period, slot: Slot) -> ColumnElement[bool]:
    fact, days = ground.fact, (period.start, period.end)
    if slot.step == "hour":
        return hour_of(w, ground.own(fact.clock), *days) == slot.number
    if not fact.day:
        return weekday_at(w, ground.own(fact.instant), *days) == slot.number
    of_day = weekday_of(w, ground.own(fact.day))
    told = func.coalesce(of_day, weekday_at(w, ground.own(fact.instant), *days)) if fact.instant else of_day
    return told == slot.number


def _of_key(ground: Ground, name: str, key: Key) -> ColumnElement[bool]:
    """That a row falls under this key of a breakdown."""
    fact = ground.fact
    field = breakdown_field(fact, name)
    if field is None:
        raise ValueError(f"{fact.key} cannot be broken down by {name}")
    column = ground.column(field, of_customer=of_customer(fact.entity, name))
    among = _is_one(column, key.values)
    return not_(func.coalesce(among, false())) if key.rest else among


def _is_one(column: ColumnElement[Any], values: tuple[Any, ...]) -> ColumnElement[bool]:
    known = [value for value in values if value is not None]
    some = column.in_(known) if known else false()
    return or_(some, column.is_(None)) if len(known) < len(values) else some
