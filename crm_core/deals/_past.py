"""Reading the board of a past day, from the states of its deals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, and_, exists, func, not_, select
from sqlalchemy.orm import aliased

from ..base.database import label_of
from ..base.many import chunks
from ..models import Customer, Deal, DealState, User
from ._cards import LATELY, Asked, Card, Cards, Cell, Cells, Order
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


def totals(w: Work, asked: Asked, day: dt.date) -> Cells:
    """Totals of each cell that had deals at the end of that day."""
    state, still_open, closed = _those(w, asked, day)
    return _sums(w, asked, state, still_open) | _sums(w, asked, state, closed)


def cards(w: Work, asked: Asked, day: dt.date) -> Cards:
    """The first cards of each cell that had deals at the end of that day."""
    state, still_open, closed = _those(w, asked, day)
    deal = label_of(Deal)
    largest = (state.amount.desc().nulls_last(), state.deal_id)
    by_title = asked.order == "title"
    rows = [
        *_of_cells(w, asked, state, still_open, (_ORDERS[asked.order](state, deal), *largest), with_deal=by_title),
        *_of_cells(w, asked, state, closed, (state.valid_from.desc(), state.deal_id.desc())),
    ]
    return _cards(w, asked, day, rows, _entered(w, [row.deal_id for row in rows], instant_of(w, day)))


def _those(w: Work, asked: Asked, day: dt.date) -> tuple[Any, ColumnElement[bool], ColumnElement[bool]]:
    """The states of the deals that were open, and of those that had been closed lately.

    A closed deal's state begins anew where something of it changes later (its stage was taken away, it was handed
    over), so the day on which it was closed is asked as well.
    """
    at, state, deal = instant_of(w, day), aliased(DealState), label_of(Deal)
    still_open = and_(was_open(state, at), state.stage_id.in_(asked.stages))
    long_ago = exists().where(
        deal.c.id == state.deal_id, deal.c.outcome == state.outcome, deal.c.closed_on <= day - LATELY
    )
    closed = and_(
        state.outcome.in_(["won", "lost"]),
        state.valid_from > at - LATELY,
        held(state, at),
        state.stage_id.in_(asked.stages),
        not_(long_ago),
    )
    return state, still_open, closed


def _sums(w: Work, asked: Asked, state: Any, those: ColumnElement[bool]) -> Cells:
    by = (asked.lane_of(state).label("lane"), state.stage_id, state.probability, state.currency)
    statement = select(*by, func.count().label("count"), func.sum(state.amount).label("amount")).where(those)
    statement = only(w, statement, asked.filter, state)
    rows: dict[Cell, list[Any]] = {}
    for row in w.rows(statement.group_by("lane", state.stage_id, state.probability, state.currency)):
        rows.setdefault((row.lane, row.stage_id), []).append(row)
    return {cell: added(w, some) for cell, some in rows.items()}


def _of_cells(
    w: Work,
    asked: Asked,
    state: Any,
    those: ColumnElement[bool],
    order: Sequence[ColumnElement[Any]],
    *,
    with_deal: bool = False,
) -> Sequence[Any]:
    """The first states of each cell in this order; `with_deal`: the order looks at the deal itself."""
    lane = asked.lane_of(state)
    if asked.opened is not None:
        those = and_(those, lane.in_(asked.opened))
    by = (lane, state.stage_id) if asked.lanes else (state.stage_id,)
    place = func.row_number().over(partition_by=by, order_by=order).label("place")
    statement = select(*(getattr(state, name) for name in _SHOWN), lane.label("lane"), place).where(those)
    if with_deal:
        deal = label_of(Deal)
        statement = statement.join(deal, deal.c.id == state.deal_id)
    first = only(w, statement, asked.filter, state).subquery()
    wanted = select(first).where(first.c.place <= asked.limit(first.c.lane, first.c.stage_id))
    return w.rows(wanted.order_by(first.c.stage_id, first.c.place))


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
