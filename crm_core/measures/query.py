"""The one query builder: the parts of a fact by period and breakdown, in one statement each.

What happens is grouped by day first, along an index, and the days are rolled up to periods; a stock is read at the
end of the first period and carried on by what entered and left. What does not add up, a distinct count or a median, is
gathered as the values it is made of (`Counted`). Who sees what is added by the access listener, as to any other select.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import add
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Row, Select, case, func, literal, select

from ..base.database import label_of
from ..base.intervals import days_to_look_under
from ..base.periods import Period
from ..fields import Field
from ..fields.catalogue import of_customer
from ..fields.filters import Filter
from ..models import Deal, Order
from .breakdowns import breakdown_field
from .catalogue import FACTS, FOREIGN, Fact
from .columns import found_in_columns
from .counted import Counted
from .fact import Part
from .ground import Ground

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

Group = tuple[Any, ...]
Cells = dict[tuple[int, Group], dict[str, int]]
"""The sums by place of the period and stored values of the breakdown; parts are named `won.amount`.

All of them may be added up over periods and groups; what a measure says of the sum is its `value`.
"""

_INSTANT = dt.timedelta(microseconds=1)
_MANY = frozenset({"customer", "contact", "deal"})
"""Kinds of which there are so many that grouping by day first would not make the rows fewer."""


@dataclass(frozen=True)
class Question:
    """What is asked of the database: these parts, by these fields, of what the filter lets through."""

    parts: tuple[str, ...]
    breakdown: tuple[str, ...]
    filter: Filter

    def facts(self) -> list[tuple[Fact, list[str]]]:
        """The facts that these parts belong to, each with their names in it."""
        found: dict[str, list[str]] = {}
        for part in dict.fromkeys(self.parts):
            fact, _, name = part.partition(".")
            found.setdefault(fact, []).append(name)
        return [(FACTS[key], names) for key, names in found.items()]


def gather(w: Work, question: Question, periods: Sequence[Period]) -> Cells:
    """The sums over each of these periods, which follow each other without gap.

    Of a stock in periods that have not begun there are none. Amounts in other currencies are left out; the part
    `foreign` beside them counts those records.
    """
    cells: Cells = {}
    if not periods:
        return cells
    for fact, names in question.facts():
        mixed = _more_than_one_currency(w, fact)
        priced = mixed and {"amount", "weighted", "median"} & set(names)
        asked = [*names, FOREIGN] if priced and FOREIGN not in names else names
        summed = [name for name in asked if fact.parts[name].rule == "sum"]
        if summed:
            reading = _Reading(w, fact, summed, question, mixed)
            found = found_in_columns(w, reading, periods)
            if found is None:
                found = reading.stock(periods) if fact.stock else reading.flow(periods)
            for place, group, sums in found:
                _put(cells, fact, (place, group), zip(summed, sums, strict=True))
        for name in asked:
            if name not in summed:
                reading = _Reading(w, fact, (), question, mixed)
                for place, group, values in reading.counted(fact.parts[name], periods):
                    _put(cells, fact, (place, group), [(name, values)])
    return cells


def _put(cells: Cells, fact: Fact, at: tuple[int, Group], numbers: Iterable[tuple[str, int]]) -> None:
    cell = cells.setdefault(at, {})
    for name, number in numbers:
        cell[f"{fact.key}.{name}"] = cell.get(f"{fact.key}.{name}", 0) + number


def _more_than_one_currency(w: Work, fact: Fact) -> bool:
    """Whether any deal (or order) is in another currency than the company's: two looks into an index for deals."""
    table = label_of(Order if fact.model is Order else Deal)
    first, last = (select(end(table.c.currency)).scalar_subquery() for end in (func.min, func.max))
    low, high = w.rows(select(first, last))[0]
    return low is not None and {low, high} != {w.company.currency}


def moments(w: Work, periods: Iterable[Period]) -> list[dt.datetime]:
    """The instant just after each period, at which its stock is read: now for the one that runs, none after that."""
    today = w.clock.today()
    return [
        w.clock.now() + _INSTANT if period.end > today else w.clock.start_of_day(period.end)
        for period in periods
        if period.start <= today
    ]


Found = list[tuple[int, Group, tuple[int, ...]]]


class _Reading:
    """One fact being read."""

    def __init__(self, w: Work, fact: Fact, names: Sequence[str], question: Question, mixed: bool) -> None:
        self.w = w
        self.fact = fact
        self.ground = ground = Ground(w, fact, mixed)
        self.fields = [self._field(key) for key in question.breakdown]
        self.groups = [
            ground.column(field, of_customer=of_customer(fact.entity, field.key)).label(f"group_{place}")
            for place, field in enumerate(self.fields)
        ]
        self.where = ground.conditions(question.filter)
        asked = ["count", *names] if fact.stock else names  # the number says whether a group is there at all
        self.sums = [fact.parts[name].of(ground).label(f"{name}_{place}") for place, name in enumerate(asked)]

    def _field(self, key: str) -> Field:
        field = breakdown_field(self.fact, key)
        if field is None:
            raise ValueError(f"{self.fact.key} cannot be broken down by {key}")
        return field

    # What happens

    def flow(self, periods: Sequence[Period]) -> Found:
        day = self.ground.own(self.fact.day)
        return self._days(day, periods) + self._by_instant(periods)

    def _happened(self, periods: Sequence[Period], refine: Callable[[Select[Any]], Select[Any]]) -> Found:
        """What happened in the periods, straight from its rows."""
        between = self._between(self.ground.own(self.fact.day), _edges(periods))
        return self._read(refine(between)) + self._by_instant(periods, refine)

    def _by_instant(
        self, periods: Sequence[Period], refine: Callable[[Select[Any]], Select[Any]] = lambda found: found
    ) -> Found:
        """What has no day of its own, on the day of its instant."""
        if not self.fact.instant:
            return []
        starts = [self.w.clock.start_of_day(day) for day in _edges(periods)]
        at = self.ground.own(self.fact.instant)
        return self._read(refine(self._between(at, starts).where(self.ground.own(self.fact.day).is_(None))))

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

    def _between(self, column: ColumnElement[Any], edges: Sequence[Any]) -> Select[Any]:
        """The rows from the first edge up to the last, by the stretch they fall into."""
        statement = self._select(_place(column, edges).label("place")).where(column >= edges[0], column < edges[-1])
        return statement.group_by("place") if len(edges) > 2 else statement

    def _select(self, first: ColumnElement[Any]) -> Select[Any]:
        statement = self.ground.select(first, *self.groups, *self.sums).where(*self.where)
        return statement.group_by(*(group.element for group in self.groups))

    # What does not add up

    def counted(self, part: Part, periods: Sequence[Period]) -> list[tuple[int, Group, Counted]]:
        """The values of a part's records, gathered by period and group."""
        value = part.of(self.ground)
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
        ends = moments(self.w, periods)
        if not ends:
            return []
        found = self._read(self._held_at(ends[0]))
        if len(ends) > 1:
            state = self.ground.of
            begun, left = (self._read(self._between(at, ends)) for at in (state.valid_from, state.valid_to))
            found += [(place + 1, group, sums) for place, group, sums in begun]
            found += [(place + 1, group, tuple(-one for one in sums)) for place, group, sums in left]
        return _carried_on(found, len(ends))

    def _held_at(self, end: dt.datetime) -> Select[Any]:
        """The states that held just before this moment, looked for under the days that the interval tree names."""
        state = self.ground.of
        under = state.fork_day.in_(days_to_look_under(end))
        return self._select(literal(0).label("place")).where(under, state.valid_from < end, state.valid_to >= end)

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
