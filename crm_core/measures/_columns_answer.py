"""A reading answered from columns in memory: the expressions of its statement, worked out over arrays."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from sqlalchemy import Alias, FromClause
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import BinaryExpression, ColumnClause
from sqlalchemy.sql.functions import FunctionElement, count
from sqlalchemy.sql.functions import sum as summed

from ..base.periods import Period
from ..models import Deal, DealLine, DealState
from ..trust.access import sees
from . import held
from ._columns_frame import MODELS, Frame, Missing, Source, Unknown, number_of
from ._columns_store import FIRST, IN_BIN, Array, Kept, Table, owner_of
from ._columns_sums import Grouped, counts, grouped, sums
from ._columns_work_out import WorkingOut

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work
    from .fact import Fact
    from .reading import Reading

Tables = Mapping[Kept, Table]
Found = list[tuple[int, tuple[Any, ...], tuple[int, ...]]]


Gathered = list[tuple[int, tuple[Any, ...], tuple[Array, Array]]]
"""By place of the period and group: the different values, and how often each is there."""
Answer = TypeVar("Answer")


def sums_of(w: Work, reading: Reading, periods: Sequence[Period], tables: Tables) -> Found:
    """The sums by place of the period and group.

    Raises Unknown where only the database can tell, Missing where columns are to be read first.
    """

    def asked(one: _Asked) -> Found:
        return one.stock(held.begun(w, periods)) if reading.fact.stock else one.flow(periods)

    return _answered(w, reading, tables, asked)


def values_of(w: Work, reading: Reading, value: Any, periods: Sequence[Period], tables: Tables) -> Gathered:
    """What an expression is in the rows, without the empty ones. Raises what `sums_of` does."""
    return _answered(w, reading, tables, lambda one: one.gathered(value, periods))


def _answered(w: Work, reading: Reading, tables: Tables, asked: Callable[[_Asked], Answer]) -> Answer:
    missing: set[tuple[Kept, str]] = set()
    try:
        found = asked(_Asked(w, reading, tables, missing))
    except (IndexError, ValueError):  # where columns are missing, arrays do not fit each other
        if not missing:
            raise
    if missing:
        raise Missing(frozenset(missing))
    return found


class _Asked:
    def __init__(self, w: Work, reading: Reading, tables: Tables, missing: set[tuple[Kept, str]]) -> None:
        self.w = w
        self.reading = reading
        self.tables = tables
        self.model: Kept = reading.fact.model
        _check(reading.fact)
        base: FromClause = _named(self.model) if reading.ground.rows is None else reading.ground.rows
        self.base = base
        self.table = self._table(reading.fact.rows or self.model, missing)
        self.frame = Frame(len(self.table), {base: Source(self.table)}, missing)
        if reading.fact.rows is not None:
            deals = self.frame.column(base, "record")
            places = deals.data if deals.empty is None else np.where(deals.empty, 0, deals.data)
            self.frame.sources[_named(Deal)] = Source(self._table(Deal, missing), places)
        self.lines: Alias | None = None
        self._join()

    def _table(self, model: Kept, missing: set[tuple[Kept, str]]) -> Table:
        found = self.tables.get(model)
        if found is None:
            missing.add((model, IN_BIN if model is Deal else owner_of(model) or "id"))
            return Table(model)
        return found

    def _join(self) -> None:
        """What the statement joins: tables in which one row is looked up, and the lines of deals."""
        for table, on in self.reading.ground._joined.values():
            model = MODELS.get(getattr(getattr(table, "element", None), "name", ""))
            if not isinstance(table, Alias) or model is None or not isinstance(on, BinaryExpression):
                raise Unknown(table)
            left = on.left
            if on.operator is not operators.eq or not isinstance(left, ColumnClause) or left.table is not table:
                raise Unknown(on)
            other = self._table(model, self.frame.missing)
            if left.key == "id":
                places = self._work_out().value(on.right)
                at = places.data if places.empty is None else np.where(places.empty, 0, places.data)
                self.frame.sources[table] = Source(other, at)
            elif model is DealLine and left.key == "deal_id" and self.lines is None:
                self.lines = table
            else:
                raise Unknown(on)

    def _work_out(self) -> WorkingOut:
        return WorkingOut(self.w, self.frame, self.tables)

    def _rows(self, narrower: Array) -> Array:
        """The places of the rows that are asked for, among those of a mask."""
        mask = self.table.there & narrower
        if self.model is Deal:
            deals = self.frame.sources[_named(Deal)]
            kept = deals.table.there if deals.places is None else deals.table.there[deals.places]
            mask = mask & kept & (self.frame.column(_named(Deal), IN_BIN).data == 0)
        work_out = self._work_out()
        conditions = [*self.reading.where]
        if not self.w.actor.sees_all:
            conditions.append(sees(self.w.actor, self.model, self.model))
        for one in conditions:
            mask = mask & work_out.truth(one).true
        return np.flatnonzero(mask)

    def _spread(self, rows: Array) -> tuple[Frame, Array]:
        """The frame of these rows, once for each line where lines are joined, and which of the rows each is."""
        if self.lines is None:
            return self.frame.at(rows), np.arange(len(rows))
        table = self._table(DealLine, self.frame.missing)
        for name in ("product_id", FIRST):
            if name not in table.columns:
                self.frame.missing.add((DealLine, name))
        deals = self.frame.column(_named(self.model), "id" if self.model is Deal else "deal_id").data[rows]
        found, lines = _with_lines(deals, table)
        frame = self.frame.at(rows[found])
        frame.sources[self.lines] = Source(table, lines)
        frame.given = {id(self.reading.ground.once): (self.lines, FIRST)}
        return frame, found

    def flow(self, periods: Sequence[Period]) -> Found:
        frame, into = self._in_periods(periods)
        there = np.flatnonzero(counts(into))
        numbers = [one[there].tolist() for one in self._sums(frame, into)]
        return [(*into.group(at), tuple(row)) for at, *row in zip(there.tolist(), *numbers, strict=True)]

    def gathered(self, value: Any, periods: Sequence[Period]) -> Gathered:
        """The values of the rows of each period and group."""
        if self.lines is not None or self.reading.fact.stock:
            raise Unknown("records in several rows")
        frame, into = self._in_periods(periods)
        found = WorkingOut(self.w, frame, self.tables).value(value)
        if found.words is not None:
            raise Unknown("texts")
        filled = np.flatnonzero(found.filled)
        bins, data = into.bins[filled], np.broadcast_to(found.data, into.bins.shape)[filled].astype(np.int64)
        order = np.lexsort((data, bins))
        bins, data = bins[order], data[order]
        new = np.flatnonzero((np.diff(bins, prepend=-1) != 0) | (np.diff(data, prepend=0) != 0))
        times = np.diff(new, append=len(data))
        bins, data = bins[new], data[new]
        starts = np.flatnonzero(np.diff(bins, prepend=-1))
        chunks = zip(starts.tolist(), [*starts[1:].tolist(), len(bins)], strict=True)
        return [(*into.group(int(bins[a])), (data[a:b], times[a:b])) for a, b in chunks]

    def _in_periods(self, periods: Sequence[Period]) -> tuple[Frame, Grouped]:
        """The rows that happened in the periods, by period and group."""
        fact, days = self.reading.fact, [*(one.start for one in periods), periods[-1].end]
        when = self._work_out().value(self.reading.ground.own(fact.day or fact.instant))
        starts = days if fact.day else [self.w.clock.start_of_day(day) for day in days]
        edges = np.array([number_of(one) for one in starts])
        rows = self._rows((when.data >= edges[0]) & (when.data < edges[-1]) & when.filled)
        places = np.searchsorted(edges, when.data[rows], side="right") - 1
        frame, found = self._spread(rows)
        return frame, self._grouped(frame, places[found], len(periods))

    def stock(self, periods: Sequence[Period]) -> Found:
        """Each row counts from the end of the first period at which it stands, until the first at which it does not."""
        if not periods:
            return []
        rows, first, last = self._standing(periods)
        lasting = first < last
        rows, first, last = rows[lasting], first[lasting], last[lasting]
        frame, found = self._spread(rows)
        places = len(periods) + 1
        begun = self._grouped(frame, first[found], places)
        left = self._grouped(frame, last[found], places)
        if not begun.dense:
            raise Unknown("too many groups")
        levels = [
            np.cumsum((one - other).reshape(places, -1), axis=0)[: len(periods)]
            for one, other in zip(self._sums(frame, begun), self._sums(frame, left), strict=True)
        ]
        there = np.flatnonzero(levels[0])
        numbers = [one.reshape(-1)[there].tolist() for one in levels[1:]]
        return [(*begun.group(at), tuple(row)) for at, *row in zip(there.tolist(), *numbers, strict=True)]

    def _standing(self, periods: Sequence[Period]) -> tuple[Array, Array, Array]:
        """The rows that stand at the end of any period: the places of the first one, and of the first no more."""
        fact, ground, work_out = self.reading.fact, self.reading.ground, self._work_out()
        many = len(periods)
        if fact.holds == "states":
            moments = np.array([number_of(held.moment(self.w, period)) for period in periods])
            since, until = (self.frame.column(self.base, name).data for name in ("valid_from", "valid_to"))
            rows = self._rows((since < moments[-1]) & (until >= moments[0]))
            first, last = (np.searchsorted(moments, one[rows], side="right") for one in (since, until))
            return rows, first, last
        if fact.holds == "now":
            known = periods[-1].end > self.w.clock.today()
            rows = self._rows(np.full(len(self.table), known))
            return rows, np.full(len(rows), many - 1), np.full(len(rows), many)
        if many == 1:
            rows = self._rows(work_out.truth(held.holds(ground, fact, periods[0])).true)
            return rows, np.zeros(len(rows), np.int64), np.ones(len(rows), np.int64)
        begins, ends = (work_out.value(one).data for one in held.places(ground, fact, periods))
        rows = self._rows(np.broadcast_to(begins < ends, (len(self.table),)))
        begins, ends = (np.broadcast_to(one, (len(self.table),))[rows] for one in (begins, ends))
        return rows, begins, ends

    def _grouped(self, frame: Frame, places: Array, periods: int) -> Grouped:
        work_out = WorkingOut(self.w, frame, self.tables)
        columns = [one.element for one in self.reading.groups]
        return grouped(places, periods, [work_out.value(one) for one in columns], [one.type for one in columns])

    def _sums(self, frame: Frame, into: Grouped) -> list[Array]:
        work_out = WorkingOut(self.w, frame, self.tables)
        return [_summed(work_out, into, one.element) for one in self.reading.sums]


def _named(model: Any) -> FromClause:
    """The table by which expressions of a model name its columns; nothing is selected from it here."""
    table: FromClause = model.id.expression.table
    return table


def _check(fact: Fact) -> None:
    """Raise Unknown for what is not counted by days or instants of deals, or by their states."""
    of_deals = fact.model is Deal and not fact.holds
    by_day = fact.rows is None and fact.day and not fact.instant
    by_rows = fact.rows is not None and fact.by == "id" and fact.instant and not fact.day
    holding = ("states", "span") if fact.model is DealState else ("span", "now") if fact.model is Deal else ()
    if not (of_deals and (by_day or by_rows)) and fact.holds not in holding:
        raise Unknown(fact.key)


def _summed(work_out: WorkingOut, into: Grouped, node: Any) -> Array:
    """One sum of a statement: a number of rows, or of those with a value, or a sum of values."""
    if not isinstance(node, FunctionElement) or len(node.clauses) != 1:
        raise Unknown(node)
    (inner,) = node.clauses
    if isinstance(node, summed):
        return sums(into, work_out.value(inner))
    if not isinstance(node, count):
        raise Unknown(node)
    if getattr(inner, "name", "") == "*":
        return counts(into)
    value = work_out.value(inner)
    return counts(into, None if value.empty is None else value.filled)


def _with_lines(deals: Array, table: Table) -> tuple[Array, Array]:
    """For deals, which may come several times, each with each of its lines: the place among them and the line.

    A deal without lines comes once, with the line 0, where nothing stands.
    """
    lines = np.flatnonzero(table.there)
    owners = table.columns["deal_id"].values[lines] if "deal_id" in table.columns else np.zeros(0, np.int32)
    lines = lines[: len(owners)]
    if (np.diff(deals) > 0).all():
        return _with_lines_once(deals, lines, owners)
    if len(owners) > 1 and (np.diff(owners) < 0).any():
        order = np.argsort(owners, kind="stable")
        lines, owners = lines[order], owners[order]
    start = np.searchsorted(owners, deals, side="left")
    many = np.searchsorted(owners, deals, side="right") - start
    without = many == 0
    found = np.repeat(np.arange(len(deals)), np.maximum(many, 1))
    at = np.arange(len(found)) - np.repeat(np.cumsum(np.maximum(many, 1)) - np.maximum(many, 1), np.maximum(many, 1))
    place = start[found] + at
    chosen = np.zeros(len(found), np.int64)
    has = ~without[found]
    chosen[has] = lines[place[has]]
    return found, chosen


def _with_lines_once(deals: Array, lines: Array, owners: Array) -> tuple[Array, Array]:
    """`_with_lines` for deals that come once each, in their order: nothing need be looked for."""
    place = np.full(max(int(deals.max(initial=0)), int(owners.max(initial=0))) + 1, -1)
    place[deals] = np.arange(len(deals))
    whose = place[owners]
    mine = whose >= 0
    whose = whose[mine]
    without = np.ones(len(deals), np.bool_)
    without[whose] = False
    lonely = np.flatnonzero(without)
    return np.concatenate([whose, lonely]), np.concatenate([lines[mine], np.zeros(len(lonely), np.int64)])
