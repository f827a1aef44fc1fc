"""Reading the board of a past day, from the states of its deals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, and_, exists, func, not_, or_, select
from sqlalchemy.orm import aliased

from ..base.database import label_of
from ..base.many import chunks
from ..models import Customer, Deal, DealState, User
from ._cards import LATELY, NOBODY, Asked, Card, Cards, Cell, Cells, Order
from ._standing import held, instant_of, only, was_open
from .care import reasons_of, stuck_before
from .totals import added

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work


@dataclass(frozen=True)
class _Past:
    """What care looks at in a deal of a past day."""

    stage_id: int
    stage_since: dt.date
    expected_close: dt.date | None


_ORDERS: Mapping[Order, Callable[[Any], tuple[Any, ...]]] = MappingProxyType(
    {
        "expected_close": lambda row: (row.expected_close is None, row.expected_close),
        "next_step": lambda row: (row.expected_close is None, row.expected_close),
        "amount": lambda row: (),
        "age": lambda row: (row.valid_from,),
        "title": lambda row: (row.sort_key,),
    }
)
"""By what the states of open deals are put in order; the largest amount decides next, then the number."""
_SHOWN = ("deal_id", "stage_id", "amount", "currency", "owner_id", "unit_id", "expected_close", "outcome")
"""What a card shows as it was then."""


class Past:
    """The board of the end of a day. The states of the open deals are read once; they are few, the closed ones many."""

    def __init__(self, w: Work, asked: Asked, day: dt.date) -> None:
        self.w, self.day, self.at, self.state = w, day, instant_of(w, day), aliased(DealState)
        self.open = self._read_open(asked)

    def _read_open(self, asked: Asked) -> dict[Cell, list[Any]]:
        state, deal = self.state, label_of(Deal)
        columns = [*_columns(state), state.probability, state.valid_from, asked.lane_of(state).label("lane")]
        statement = select(*columns)
        if asked.order == "title":
            statement = statement.add_columns(deal.c.sort_key).join(deal, deal.c.id == state.deal_id)
        those = and_(was_open(state, self.at), state.stage_id.in_(asked.stages))
        found: dict[Cell, list[Any]] = {}
        for row in self.w.rows(only(self.w, statement.where(those), asked.filter, state)):
            found.setdefault((row.lane, row.stage_id), []).append(row)
        return found

    def _closed(self, asked: Asked) -> ColumnElement[bool]:
        """Whether a deal had been closed lately.

        A closed deal's state begins anew where something of it changes later (its stage was taken away, it was handed
        over), so the day on which it was closed is asked as well: first of the index of closed deals, which knows
        nearly all, then of the few deals that were opened or closed again since.
        """
        state, deal, since = self.state, label_of(Deal), self.day - LATELY
        known = select(deal.c.id).where(
            deal.c.outcome.in_(["won", "lost"]), deal.c.closed_on > since, deal.c.closed_on <= self.day
        )
        long_ago = exists().where(
            deal.c.id == state.deal_id, deal.c.outcome == state.outcome, deal.c.closed_on <= since
        )
        return and_(
            state.outcome.in_(["won", "lost"]),
            state.valid_from > self.at - LATELY,
            held(state, self.at),
            state.stage_id.in_(asked.stages),
            or_(state.deal_id.in_(known), not_(long_ago)),
        )

    def totals(self, asked: Asked) -> Cells:
        """Totals of each cell that had deals."""
        w, state = self.w, self.state
        found = {cell: added(w, map(_counted, rows)) for cell, rows in self.open.items()}
        by = (asked.lane_of(state).label("lane"), state.stage_id, state.probability, state.currency)
        sums = select(*by, func.count().label("count"), func.sum(state.amount).label("amount"))
        statement = only(w, sums.where(self._closed(asked)), asked.filter, state)
        rows: dict[Cell, list[Any]] = {}
        for row in w.rows(statement.group_by("lane", state.stage_id, state.probability, state.currency)):
            rows.setdefault((row.lane, row.stage_id), []).append(row)
        return found | {cell: added(w, some) for cell, some in rows.items()}

    def cards(self, asked: Asked) -> Cards:
        """The first cards of each cell that had deals."""
        closed = self._newest_of_lanes(asked) if asked.lanes else self._newest(asked)
        rows = [*self._first(asked), *closed]
        return _cards(self.w, asked, self.day, rows, _entered(self.w, [row.deal_id for row in rows], self.at))

    def _first(self, asked: Asked) -> Iterator[Any]:
        """The first states of open deals in each cell that is wanted."""
        by = _ORDERS[asked.order]
        for cell, rows in self.open.items():
            if asked.opened is None or cell[0] in asked.opened:
                rows.sort(key=lambda row: (*by(row), row.amount is None, -(row.amount or 0), row.deal_id))
                yield from rows[: asked.wanted(cell)]

    def _newest(self, asked: Asked) -> Iterator[Any]:
        """The deals of each won or lost stage that were closed last."""
        state, order = self.state, (self.state.valid_from.desc(), self.state.deal_id.desc())
        for number in asked.of_kind("won", "lost"):
            here = and_(state.outcome == asked.stages[number].kind, state.stage_id == number, self._closed(asked))
            statement = only(self.w, select(*_columns(state)).where(here), asked.filter, state)
            yield from self.w.rows(statement.order_by(*order).limit(asked.wanted((NOBODY, number))))

    def _newest_of_lanes(self, asked: Asked) -> Sequence[Any]:
        """The deals that were closed last in each won or lost stage of each lane."""
        state = self.state
        lane = asked.lane_of(state)
        those = and_(self._closed(asked), lane.in_(asked.opened or ()))
        order = (state.valid_from.desc(), state.deal_id.desc())
        place = func.row_number().over(partition_by=(lane, state.stage_id), order_by=order).label("place")
        statement = select(*_columns(state), lane.label("lane"), place).where(those)
        first = only(self.w, statement, asked.filter, state).subquery()
        wanted = select(first).where(first.c.place <= asked.limit(first.c.lane, first.c.stage_id))
        return self.w.rows(wanted.order_by(first.c.stage_id, first.c.place))


def _columns(state: Any) -> list[Any]:
    return [getattr(state, name) for name in _SHOWN]


@dataclass(frozen=True, slots=True)
class _Counted:
    """A single state as `added` takes groups of them."""

    probability: int
    currency: str
    amount: int | None
    count: int = 1


def _counted(row: Any) -> _Counted:
    return _Counted(row.probability, row.currency, row.amount)


def _named(w: Work, deal_ids: Iterable[int]) -> dict[int, Any]:
    """What deals are called now, and their customers."""
    deal, customer = label_of(Deal), label_of(Customer)
    columns = (deal.c.id, deal.c.version, deal.c.title, deal.c.customer_id, deal.c.closed_on)
    statement = select(*columns, customer.c.name.label("customer")).outerjoin(
        customer, customer.c.id == deal.c.customer_id
    )
    return {row.id: row for some in chunks(deal_ids) for row in w.rows(statement.where(deal.c.id.in_(some)))}


def _people(w: Work, user_ids: Iterable[int]) -> dict[int, str]:
    user = label_of(User)
    names = select(user.c.id, user.c.name)
    return {row.id: row.name for some in chunks(user_ids) for row in w.rows(names.where(user.c.id.in_(some)))}


def _entered(w: Work, deal_ids: list[int], at: dt.datetime) -> dict[int, dt.date]:
    """The day on which each deal had last entered the stage in which it stood."""
    state = label_of(DealState)
    statement = (
        select(state.c.deal_id, state.c.stage_id, state.c.valid_from)
        .where(state.c.deal_id.in_(deal_ids), state.c.valid_from <= at, state.c.valid_to > state.c.valid_from)
        .order_by(state.c.deal_id, state.c.valid_from)
    )
    stage: dict[int, int] = {}
    entered: dict[int, dt.date] = {}
    for row in w.rows(statement):
        if stage.get(row.deal_id) != row.stage_id:
            stage[row.deal_id] = row.stage_id
            entered[row.deal_id] = w.clock.day_of(row.valid_from)
    return entered


def _cards(w: Work, asked: Asked, day: dt.date, rows: Sequence[Any], entered: Mapping[int, dt.date]) -> Cards:
    stuck = stuck_before(w, asked.stages.values(), day)
    named = _named(w, [row.deal_id for row in rows])
    people = _people(w, {row.owner_id for row in rows if row.owner_id is not None})
    cards: Cards = {}
    for row in rows:
        deal = named[row.deal_id]
        was = _Past(row.stage_id, entered[row.deal_id], row.expected_close)
        closed = row.outcome != "open"
        card = Card(
            id=deal.id,
            version=deal.version,
            title=deal.title,
            customer_id=deal.customer_id,
            customer=deal.customer,
            amount=row.amount,
            currency=row.currency,
            owner_id=row.owner_id,
            owner=people.get(row.owner_id),
            age_days=(day - was.stage_since).days,
            next_step=None,
            next_step_on=None,
            expected_close=row.expected_close,
            closed_on=deal.closed_on if closed else None,
            care=() if closed else reasons_of(was, stuck, day, with_next_step=False),
        )
        cards.setdefault((asked.lane_in(row), row.stage_id), []).append(card)
    return cards
