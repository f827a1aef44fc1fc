"""Reading the board of a past day, from the states of its deals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, FromClause, Subquery, and_, func, select
from sqlalchemy.orm import aliased

from ..base.database import AnySelect, label_of
from ..models import Customer, Deal, DealState, User
from ._cards import LATELY, Asked, Card, Columns, Order
from ._standing import held, instant_of, let_through, was_open
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


_ORDERS: Mapping[Order, Any] = MappingProxyType(
    {
        "expected_close": lambda state, deal: state.expected_close.asc().nulls_last(),
        "next_step": lambda state, deal: state.expected_close.asc().nulls_last(),
        "amount": lambda state, deal: state.amount.desc().nulls_last(),
        "age": lambda state, deal: state.valid_from.asc(),
        "title": lambda state, deal: deal.c.sort_key.asc(),
    }
)


def read(w: Work, asked: Asked, day: dt.date) -> Columns:
    """Totals and first cards of each stage that had deals at the end of that day."""
    at = instant_of(w, day)
    state, deal = aliased(DealState), label_of(Deal)
    fits = and_(state.stage_id.in_(asked.stages), let_through(w, asked.filter, state, deal))
    still_open = and_(was_open(state, at), fits)
    lately = and_(state.outcome.in_(["won", "lost"]), held(state, at), state.valid_from > at - LATELY, fits)
    found = _sums(w, state, deal, still_open) | _sums(w, state, deal, lately)
    rows = [*_first(w, asked, state, deal, still_open), *_newest(w, asked, state, deal, lately)]
    cards = _cards(w, asked, day, rows, _entered(w, [row.id for row in rows], at))
    return {stage_id: (added(w, some), cards.get(stage_id, [])) for stage_id, some in found.items()}


def _sums(w: Work, state: Any, deal: FromClause, those: ColumnElement[bool]) -> dict[int, list[Any]]:
    by = (state.stage_id, state.probability, state.currency)
    statement = (
        select(*by, func.count().label("count"), func.sum(state.amount).label("amount"))
        .join(deal, deal.c.id == state.deal_id)
        .where(those)
        .group_by(*by)
    )
    rows: dict[int, list[Any]] = {}
    for row in w.rows(statement):
        rows.setdefault(row.stage_id, []).append(row)
    return rows


def _cards_of(state: Any) -> tuple[Any, ...]:
    """What a card shows as it was then."""
    return (
        state.deal_id,
        state.stage_id,
        state.amount,
        state.currency,
        state.owner_id,
        state.expected_close,
        state.outcome,
    )


def _first(w: Work, asked: Asked, state: Any, deal: FromClause, those: ColumnElement[bool]) -> Iterable[Any]:
    """The first deals of each open stage."""
    order = (_ORDERS[asked.order](state, deal), state.amount.desc().nulls_last(), state.deal_id)
    place = func.row_number().over(partition_by=state.stage_id, order_by=order).label("place")
    first = select(*_cards_of(state), place).join(deal, deal.c.id == state.deal_id).where(those).subquery()
    return w.rows(
        _named(first).where(first.c.place <= asked.limit(first.c.stage_id)).order_by(first.c.stage_id, first.c.place)
    )


def _newest(w: Work, asked: Asked, state: Any, deal: FromClause, lately: ColumnElement[bool]) -> Iterator[Any]:
    """The deals of each won or lost stage that were closed last."""
    for number in asked.of_kind("won", "lost"):
        those = and_(state.outcome == asked.stages[number].kind, state.stage_id == number, lately)
        newest = (
            select(*_cards_of(state), state.valid_from)
            .join(deal, deal.c.id == state.deal_id)
            .where(those)
            .order_by(state.valid_from.desc(), state.deal_id.desc())
            .limit(asked.per_stage + asked.more.get(number, 0))
            .subquery()
        )
        yield from w.rows(_named(newest).order_by(newest.c.valid_from.desc(), newest.c.deal_id.desc()))


def _named(first: Subquery) -> AnySelect:
    """These states with the names of their deals, customers and owners."""
    now, customer, owner = label_of(Deal), label_of(Customer), label_of(User)
    return (
        select(
            now.c.id,
            now.c.version,
            now.c.title,
            now.c.customer_id,
            now.c.closed_on,
            *(first.c[column.key] for column in _cards_of(DealState) if column.key != "deal_id"),
            customer.c.name.label("customer"),
            owner.c.name.label("owner"),
        )
        .join(first, first.c.deal_id == now.c.id)
        .outerjoin(customer, customer.c.id == now.c.customer_id)
        .outerjoin(owner, owner.c.id == first.c.owner_id)
    )


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
    w: Work, asked: Asked, day: dt.date, rows: Iterable[Any], entered: Mapping[int, dt.date]
) -> dict[int, list[Card]]:
    stuck = stuck_before(w, asked.stages.values(), day)
    cards: dict[int, list[Card]] = {}
    for row in rows:
        was = _Past(row.stage_id, entered[row.id], row.expected_close)
        closed = row.outcome != "open"
        card = Card(
            id=row.id,
            version=row.version,
            title=row.title,
            customer_id=row.customer_id,
            customer=row.customer,
            amount=row.amount,
            currency=row.currency,
            owner_id=row.owner_id,
            owner=row.owner,
            age_days=(day - was.stage_since).days,
            next_step=None,
            next_step_on=None,
            expected_close=row.expected_close,
            closed_on=row.closed_on if closed else None,
            care=() if closed else reasons_of(was, stuck, day, with_next_step=False),
        )
        cards.setdefault(row.stage_id, []).append(card)
    return cards
