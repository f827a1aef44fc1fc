"""Reading the board of a past day, from the states of its deals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import aliased

from ..base.database import label_of
from ..base.many import chunks
from ..models import Customer, Deal, DealState, User
from ._cards import LATELY, Asked, Card, Columns, Order
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
_SHOWN = ("deal_id", "stage_id", "amount", "currency", "owner_id", "expected_close", "outcome")
"""What a card shows as it was then."""


def read(w: Work, asked: Asked, day: dt.date) -> Columns:
    """Totals and first cards of each stage that had deals at the end of that day."""
    at = instant_of(w, day)
    state = aliased(DealState)
    still_open = and_(was_open(state, at), state.stage_id.in_(asked.stages))
    lately = and_(held(state, at), state.valid_from > at - LATELY)
    closed = and_(state.outcome.in_(["won", "lost"]), state.stage_id.in_(asked.stages), lately)
    found = _sums(w, asked, state, still_open) | _sums(w, asked, state, closed)
    rows = [*_first(w, asked, state, still_open), *_newest(w, asked, state, lately)]
    cards = _cards(w, asked, day, rows, _entered(w, [row.deal_id for row in rows], at))
    return {stage_id: (added(w, some), cards.get(stage_id, [])) for stage_id, some in found.items()}


def _sums(w: Work, asked: Asked, state: Any, those: ColumnElement[bool]) -> dict[int, list[Any]]:
    by = (state.stage_id, state.probability, state.currency)
    statement = select(*by, func.count().label("count"), func.sum(state.amount).label("amount")).where(those)
    rows: dict[int, list[Any]] = {}
    for row in w.rows(only(w, statement, asked.filter, state).group_by(*by)):
        rows.setdefault(row.stage_id, []).append(row)
    return rows


def _first(w: Work, asked: Asked, state: Any, those: ColumnElement[bool]) -> Iterable[Any]:
    """The first deals of each open stage."""
    deal = label_of(Deal)
    order = (_ORDERS[asked.order](state, deal), state.amount.desc().nulls_last(), state.deal_id)
    place = func.row_number().over(partition_by=state.stage_id, order_by=order).label("place")
    statement = select(*(getattr(state, name) for name in _SHOWN), place).where(those)
    if asked.order == "title":
        statement = statement.join(deal, deal.c.id == state.deal_id)
    first = only(w, statement, asked.filter, state).subquery()
    wanted = select(first).where(first.c.place <= asked.limit(first.c.stage_id))
    return w.rows(wanted.order_by(first.c.stage_id, first.c.place))


def _newest(w: Work, asked: Asked, state: Any, lately: ColumnElement[bool]) -> Iterator[Any]:
    """The deals of each won or lost stage that were closed last."""
    for number in asked.of_kind("won", "lost"):
        statement = select(*(getattr(state, name) for name in _SHOWN)).where(
            state.outcome == asked.stages[number].kind, state.stage_id == number, lately
        )
        newest = only(w, statement, asked.filter, state).order_by(state.valid_from.desc(), state.deal_id.desc())
        yield from w.rows(newest.limit(asked.per_stage + asked.more.get(number, 0)))


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


def _cards(
    w: Work, asked: Asked, day: dt.date, rows: Sequence[Any], entered: Mapping[int, dt.date]
) -> dict[int, list[Card]]:
    stuck = stuck_before(w, asked.stages.values(), day)
    named = _named(w, [row.deal_id for row in rows])
    people = _people(w, {row.owner_id for row in rows if row.owner_id is not None})
    cards: dict[int, list[Card]] = {}
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
        cards.setdefault(row.stage_id, []).append(card)
    return cards
