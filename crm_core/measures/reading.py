"""One fact being read: what happens, grouped by day along an index; what holds, at the end of each period."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from operator import add
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Row, Select, case, func, literal, select

from ..base.periods import Period
from ..fields import Field
from ..fields.catalogue import of_customer
from ..fields.filters import Filter
from . import held
from .breakdowns import breakdown_field
from .clock_time import hour_of
from .columns import counted_in_columns
from .counted import Counted
from .fact import Fact, Part
from .ground import Ground, held_just_before

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

Group = tuple[Any, ...]
Found = list[tuple[int, Group, tuple[int, ...]]]

_MANY = frozenset({"customer", "contact", "deal"})
"""Kinds of which there are so many that grouping by day first would not make the rows fewer."""


class Reading:
    """One fact being read."""

    def __init__(
        self,
        w: Work,
        fact: Fact,
        names: Sequence[str],
        breakdown: Sequence[str],
        filter: Filter,  # noqa: A002  the word of the trade
        *,
        mixed: bool,
        by_hour: bool = False,
    ) -> None:
        self.w = w
        self.fact = fact
        self.by_hour = by_hour
        self.ground = ground = Ground(w, fact, mixed)
        self.fields = [self._field(key) for key in breakdown]
        self.groups = [
            ground.column(field, of_customer=of_customer(fact.entity, field.key)).label(f"group_{place}")
            for place, field in enumerate(self.fields)
        ]
        self.where = ground.conditions(filter)
        asked = ["count", *names] if fact.stock else names  # the number says whether a group is there at all
        self.sums = [fact.parts[name].of(ground).label(f"{name}_{place}") for place, name in enumerate(asked)]

    def _field(self, key: str) -> Field:
        field = breakdown_field(self.fact, key)
        if field is None:
            raise ValueError(f"{self.fact.key} cannot be broken down by {key}")
        return field

    # What happens

    def flow(self, periods: Sequence[Period]) -> Found:
        if self.by_hour:
            return self._read(self._in_hours(periods))
        found = self._days(self.ground.own(self.fact.day), periods) if self.fact.day else []
        return found + self._by_instant(periods)

    def _happened(self, periods: Sequence[Period], refine: Callable[[Select[Any]], Select[Any]]) -> Found:
        """What happened in the periods, straight from its rows."""
        if self.by_hour:
            return self._read(refine(self._in_hours(periods)))
        found: Found = []
        if self.fact.day:
            found = self._read(refine(self._between(self.ground.own(self.fact.day), _edges(periods))))
        return found + self._by_instant(periods, refine)

    def _by_instant(
        self, periods: Sequence[Period], refine: Callable[[Select[Any]], Select[Any]] = lambda found: found
    ) -> Found:
        """What has no day of its own, on the day of its instant."""
        if not self.fact.instant:
            return []
        starts = [self.w.clock.start_of_day(day) for day in _edges(periods)]
        between = self._between(self.ground.own(self.fact.instant), starts)
        if self.fact.day:
            between = between.where(self.ground.own(self.fact.day).is_(None))
        return self._read(refine(between))

    def _days(self, day: ColumnElement[Any], periods: Sequence[Period]) -> Found:
        edges = _edges(periods)
        if len(periods) > 1 and all(period.days == 1 for period in periods):
            places = {period.start: place for place, period in enumerate(periods)}
            inside = self._select(day.label("day")).where(day >= edges[0], day < edges[-1]).group_by(day)
            return self._found(self.w.rows(inside), places)
        if len(periods) == 1 or any(field.kind in _MANY for field in self.fields):
            return self._read(self._between(day, edges))
        by_day = self._select(day.label("day")).where(day >= edges[0], day < edges[-1]).group_by(day).subquery()
        groups = [by_day.c[group.name] for group in self.groups]
        sums = [func.sum(by_day.c[one.name]) for one in self.sums]
        rolled = select(_place(by_day.c.day, edges).label("place"), *groups, *sums).group_by("place", *groups)
        return self._read(rolled)

    def _in_hours(self, periods: Sequence[Period]) -> Select[Any]:
        """The rows of all periods by the hour of the day, as the clock of the company showed it then."""
        at, clock = self.ground.own(self.fact.clock), self.w.clock
        start, end = periods[0].start, periods[-1].end
        inside = at >= clock.start_of_day(start), at < clock.start_of_day(end)
        return self._select(hour_of(self.w, at, start, end).label("place")).where(*inside).group_by("place")

    def _between(self, column: ColumnElement[Any], edges: Sequence[Any]) -> Select[Any]:
        """The rows from the first edge up to the last, by the stretch they fall into."""
        statement = self._select(_place(column, edges).label("place")).where(column >= edges[0], column < edges[-1])
        return statement.group_by("place") if len(edges) > 2 else statement

    def _select(self, *first: ColumnElement[Any]) -> Select[Any]:
        statement = self.ground.select(*first, *self.groups, *self.sums).where(*self.where)
        return statement.group_by(*(group.element for group in self.groups))

    # What does not add up

    def counted(self, part: Part, periods: Sequence[Period]) -> list[tuple[int, Group, Counted]]:
        """The values of a part's records, gathered by period and group."""
        value = part.of(self.ground)
        known = None if self.by_hour else counted_in_columns(self.w, self, value, periods)
        if known is not None:
            return [(place, group, Counted.of(*chunk)) for place, group, chunk in known]
        if part.rule == "median" and self.ground.once is not None:
            rows = self._of_records(value, periods)
        else:
            self.sums = [value.label("value"), func.count().label("times")]
            rows = self._happened(periods, lambda found: found.where(value.is_not(None)).group_by(value))
        gathered: dict[tuple[int, Group], tuple[list[int], list[int]]] = {}
        for place, group, (one, times) in rows:
            values, counts = gathered.setdefault((place, group), ([], []))
            values.append(one)
            counts.append(times)
        return [(*at, Counted.of(*chunk)) for at, chunk in gathered.items()]

    def _of_records(self, value: ColumnElement[Any], periods: Sequence[Period]) -> Found:
        """Records that stand in several rows, with what each brings to a group in all of them."""
        self.sums = [func.sum(value).label("value"), literal(1).label("times")]
        number = self.ground.record_id
        return self._happened(periods, lambda found: found.where(value.is_not(None)).group_by(number))

    # What holds

    def stock(self, periods: Sequence[Period]) -> Found:
        begun = held.begun(self.w, periods)
        if not begun:
            return []
        ways = {"states": self._states, "span": self._span, "kept": self._kept, "now": self._now}
        return ways[self.fact.holds](begun)

    def _states(self, periods: Sequence[Period]) -> Found:
        ends = [held.moment(self.w, period) for period in periods]
        found = self._read(self._held_at(ends[0]))
        if len(ends) > 1:
            state = self.ground.of
            begun, left = (self._read(self._between(at, ends)) for at in (state.valid_from, state.valid_to))
            found += [(place + 1, group, sums) for place, group, sums in begun]
            found += [(place + 1, group, tuple(-one for one in sums)) for place, group, sums in left]
        return _carried_on(found, len(ends))

    def _held_at(self, end: dt.datetime) -> Select[Any]:
        """The states that held just before this moment."""
        return self._select(literal(0).label("place")).where(*held_just_before(self.ground.of, end))

    def _span(self, periods: Sequence[Period]) -> Found:
        if len(periods) == 1:
            return self._last(
                self._select(literal(0).label("place")).where(held.holds(self.ground, self.fact, periods[0]))
            )
        first, last = held.places(self.ground, self.fact, periods)
        stood = self._select(first.label("place"), last.label("until")).where(first < len(periods))
        width = len(self.groups)
        found: Found = []
        for row in self.w.rows(stood.group_by("place", "until")):
            group, sums = tuple(row[2 : 2 + width]), tuple(int(one or 0) for one in row[2 + width :])
            if row.place < row.until:
                found.append((row.place, group, sums))
                found.append((row.until, group, tuple(-one for one in sums)))
        return _carried_on(found, len(periods))

    def _kept(self, periods: Sequence[Period]) -> Found:
        days = held.kept_days(self.w, self.fact, periods)
        day = self.ground.own(self.fact.day)
        rows = self.w.rows(self._select(day.label("day")).where(day.in_(list(days))).group_by(day))
        found = self._found(rows, {one: at for at, one in enumerate(days)})
        places = list(days.values())
        return [(place, group, sums[1:]) for at, group, sums in found for place in places[at]]

    def _now(self, periods: Sequence[Period]) -> Found:
        if periods[-1].end <= self.w.clock.today():
            return []
        return self._last(self._select(literal(len(periods) - 1).label("place")))

    def _last(self, statement: Select[Any]) -> Found:
        """The only level of a stock, without the number that says whether a group is there."""
        return [(place, group, sums[1:]) for place, group, sums in self._read(statement) if sums[0]]

    # Rows

    def _read(self, statement: Select[Any]) -> Found:
        return self._found(self.w.rows(statement))

    def _found(self, rows: Sequence[Row[Any]], places: Mapping[Any, int] | None = None) -> Found:
        last = 1 + len(self.groups)
        return [
            (
                row[0] if places is None else places[row[0]],
                tuple(row[1:last]),
                tuple(int(one or 0) for one in row[last:]),
            )
            for row in rows
            if row[0] is not None
        ]


def _edges(periods: Sequence[Period]) -> list[dt.date]:
    return [*(period.start for period in periods), periods[-1].end]


def _place(column: ColumnElement[Any], edges: Sequence[Any]) -> ColumnElement[int]:
    """The place of the stretch between two edges into which a value falls, found by halving."""

    def of(low: int, high: int) -> ColumnElement[int]:
        if high - low == 1:
            return literal(low)
        middle = (low + high) // 2
        return case((column < edges[middle], of(low, middle)), else_=of(middle, high))

    return of(0, len(edges) - 1)


def _carried_on(found: Found, count: int) -> Found:
    """A stock at each moment from its first level and its changes; the first of its sums, the number, goes."""
    changes: dict[Group, dict[int, list[tuple[int, ...]]]] = {}
    for place, group, sums in found:
        changes.setdefault(group, {}).setdefault(place, []).append(sums)
    levels: Found = []
    for group, steps in changes.items():
        level: tuple[int, ...] = ()
        for place in range(count):
            for change in steps.get(place, ()):
                level = tuple(map(add, level, change)) if level else change
            if level and level[0]:
                levels.append((place, group, level[1:]))
    return levels
