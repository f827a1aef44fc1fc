"""Reading the board of a past day, from the states of its deals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, not_, or_, select
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


_ORDERS: Mapping[Order, Callable[[Any, Any], Any]] = MappingProxyType(
    {
        "expected_close": lambda state, _: state.expected_close.asc().nulls_last(),
        "next_step": lambda state, _: state.expected_close.asc().nulls_last(),
        "amount": lambda state, _: state.amount.desc().nulls_last(),
        "age": lambda state, _: state.valid_from.asc(),
        "title": lambda _, deal: deal.c.sort_key.asc(),
    }
)
_SHOWN = ("deal_id", "stage_id", "amount", "currency", "owner_id", "unit_id", "expected_close", "outcome")
"""What a card shows as it was then."""


class Past:
    """The board of the end of a day."""

    def __init__(self, w: Work, asked: Asked, day: dt.date) -> None:
        self.w, self.day, self.at, self.state = w, day, instant_of(w, day), aliased(DealState)
        self.still_open = and_(was_open(self.state, self.at), self.state.stage_id.in_(asked.stages))

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
        return self._sums(asked, self.still_open) | self._sums(asked, self._closed(asked))

    def _sums(self, asked: Asked, those: ColumnElement[bool]) -> Cells:
        w, state = self.w, self.state
        by = (asked.lane_of(state).label("lane"), state.stage_id, state.probability, state.currency)
        sums = select(*by, func.count().label("count"), func.sum(state.amount).label("amount"))
        statement = only(w, sums.where(those), asked.filter, state)
        rows: dict[Cell, list[Any]] = {}
        for row in w.rows(statement.group_by("lane", state.stage_id, state.probability, state.currency)):
            rows.setdefault((row.lane, row.stage_id), []).append(row)
        return {cell: added(w, some) for cell, some in rows.items()}

    def cards(self, asked: Asked) -> Cards:
        """The first cards of each cell that had deals."""
        closed = self._newest_of_lanes(asked) if asked.lanes else self._newest(asked)
        rows = [*self._first(asked), *closed]
        return _cards(self.w, asked, self.day, rows, _entered(self.w, [row.deal_id for row in rows], self.at))

    def _first(self, asked: Asked) -> Sequence[Any]:
        """The first states of open deals in each cell."""
        state, deal = self.state, label_of(Deal)
        order = (_ORDERS[asked.order](state, deal), state.amount.desc().nulls_last(), state.deal_id)
        statement = self._placed(asked, order).where(self.still_open)
        if asked.order == "title":
            statement = statement.join(deal, deal.c.id == state.deal_id)
        return self._of_cells(asked, statement)

    def _newest(self, asked: Asked) -> Iterator[Any]:
        """The deals of each won or lost stage that were closed last."""
        state, order = self.state, (self.state.valid_from.desc(), self.state.deal_id.desc())
        for number in asked.of_kind("won", "lost"):
            here = and_(state.outcome == asked.stages[number].kind, state.stage_id == number, self._closed(asked))
            statement = only(self.w, select(*_columns(state)).where(here), asked.filter, state)
            yield from self.w.rows(statement.order_by(*order).limit(asked.wanted((NOBODY, number))))

    def _newest_of_lanes(self, asked: Asked) -> Sequence[Any]:
        """The deals that were closed last in each won or lost stage of each lane."""
        order = (self.state.valid_from.desc(), self.state.deal_id.desc())
        return self._of_cells(asked, self._placed(asked, order).where(self._closed(asked)))

    def _placed(self, asked: Asked, order: tuple[Any, ...]) -> Select[Any]:
        """States with their place in this order within their cell, in the lanes whose cards are wanted."""
        state, lane = self.state, asked.lane_of(self.state)
        by = (lane, state.stage_id) if asked.lanes else (state.stage_id,)
        place = func.row_number().over(partition_by=by, order_by=order).label("place")
        statement = select(*_columns(state), lane.label("lane"), place)
        return statement if asked.opened is None else statement.where(lane.in_(asked.opened))

    def _of_cells(self, asked: Asked, placed: Select[Any]) -> Sequence[Any]:
        """The first states of each cell."""
        first = only(self.w, placed, asked.filter, self.state).subquery()
        wanted = select(first).where(first.c.place <= asked.limit(first.c.lane, first.c.stage_id))
        return self.w.rows(wanted.order_by(first.c.stage_id, first.c.place))


def _columns(state: Any) -> list[Any]:
    return [getattr(state, name) for name in _SHOWN]


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
