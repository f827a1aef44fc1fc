"""Reading the board as it is now, from the deals themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, and_, case, func, literal, select

from ..base.database import AnySelect, label_of
from ..base.many import chunks
from ..fields.filters import compile_filter
from ..models import Customer, Deal, User
from . import slips
from ._cards import LATELY, NOBODY, Asked, Card, Cards, Cell, Cells, Order
from .care import reasons_of, stuck_before
from .totals import Totals, added, summed

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

_ORDERS: Mapping[Order, ColumnElement[Any]] = MappingProxyType(
    {
        "expected_close": Deal.expected_close.asc().nulls_last(),
        "next_step": Deal.next_step_on.asc().nulls_last(),
        "amount": Deal.amount.desc().nulls_last(),
        "age": Deal.stage_since.asc(),
        "title": Deal.sort_key.asc(),
    }
)


def totals(w: Work, asked: Asked) -> Cells:
    """Totals of each cell that has deals."""
    still_open, lately = _those(w, asked)
    return _sums(w, asked, still_open) | _closed_sums(w, asked, lately)


def cards(w: Work, asked: Asked) -> Cards:
    """The first cards of each cell that has deals."""
    still_open, lately = _those(w, asked)
    closed = _newest_of_lanes(w, asked, lately) if asked.lanes else _newest(w, asked, lately)
    return _cards(w, asked, [*_first(w, asked, still_open), *closed])


def _those(w: Work, asked: Asked) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """The open deals of the board, and those that were closed lately."""
    fits = compile_filter(w, "deal", asked.filter)
    still_open = and_(Deal.outcome == "open", Deal.stage_id.in_(asked.of_kind("open")), fits)
    return still_open, and_(Deal.closed_on > w.clock.today() - LATELY, fits)


def open_totals(w: Work, asked: Asked) -> Totals:
    """What the open deals of these stages come to."""
    those = and_(Deal.outcome == "open", compile_filter(w, "deal", asked.filter))
    return summed(_sums(w, asked, those).values())


def _sums(w: Work, asked: Asked, those: ColumnElement[bool]) -> Cells:
    if not asked.stages:
        return {}
    of_stage = case({stage.id: stage.probability for stage in asked.stages.values()}, value=Deal.stage_id)
    by = (
        asked.lane_of(Deal).label("lane"),
        Deal.stage_id,
        func.coalesce(Deal.probability, of_stage).label("probability"),
        Deal.currency,
    )
    statement = select(*by, func.count().label("count"), func.sum(Deal.amount).label("amount")).where(those)
    return _by_cell(w, statement.group_by("lane", Deal.stage_id, "probability", Deal.currency))


def _closed_sums(w: Work, asked: Asked, lately: ColumnElement[bool]) -> Cells:
    """The index of closed deals answers this alone: nothing else is asked for."""
    stages = asked.of_kind("won", "lost")
    certain = case({number: asked.stages[number].probability for number in stages}, value=Deal.stage_id, else_=0)
    statement = (
        select(
            asked.lane_of(Deal).label("lane"),
            Deal.stage_id,
            (certain if stages else literal(0)).label("probability"),
            Deal.currency,
            func.count().label("count"),
            func.sum(Deal.amount).label("amount"),
        )
        .where(Deal.outcome.in_(["won", "lost"]), Deal.stage_id.in_(stages), lately)
        .group_by("lane", Deal.stage_id, Deal.currency)
    )
    return _by_cell(w, statement)


def _by_cell(w: Work, statement: AnySelect) -> Cells:
    found: dict[Cell, list[Any]] = {}
    for row in w.rows(statement):
        found.setdefault((row.lane, row.stage_id), []).append(row)
    return {cell: added(w, rows) for cell, rows in found.items()}


def _on_top(asked: Asked) -> tuple[ColumnElement[int], ...]:
    return (case((Deal.id.in_(asked.on_top), 0), else_=1),) if asked.on_top else ()


def _first(w: Work, asked: Asked, those: ColumnElement[bool]) -> Sequence[int]:
    """The first deals of each open stage, or of each lane in it."""
    order = (*_on_top(asked), _ORDERS[asked.order], Deal.amount.desc().nulls_last(), Deal.id)
    return _of_cells(w, asked, those, order)


def _newest_of_lanes(w: Work, asked: Asked, lately: ColumnElement[bool]) -> Sequence[int]:
    """The deals that were closed last in each won or lost stage of each lane."""
    order: tuple[Any, ...] = (*_on_top(asked), Deal.closed_on.desc(), Deal.id.desc())
    closed = and_(Deal.outcome.in_(["won", "lost"]), Deal.stage_id.in_(asked.of_kind("won", "lost")), lately)
    return _of_cells(w, asked, closed, order)


def _of_cells(w: Work, asked: Asked, those: ColumnElement[bool], order: Sequence[Any]) -> Sequence[int]:
    """The first deals of each cell in this order."""
    lane = asked.lane_of(Deal)
    if asked.opened is not None:
        those = and_(those, lane.in_(asked.opened))
    by = (lane, Deal.stage_id) if asked.lanes else (Deal.stage_id,)
    place = func.row_number().over(partition_by=by, order_by=order).label("place")
    first = select(Deal.id, lane.label("lane"), Deal.stage_id, place).where(those).subquery()
    wanted = select(first.c.id).where(first.c.place <= asked.limit(first.c.lane, first.c.stage_id))
    return w.scalars(wanted.order_by(first.c.stage_id, first.c.place))


def _newest(w: Work, asked: Asked, lately: ColumnElement[bool]) -> Iterator[int]:
    """The deals of each won or lost stage that were closed last."""
    order: tuple[Any, ...] = (*_on_top(asked), Deal.closed_on.desc(), Deal.id.desc())
    for number in asked.of_kind("won", "lost"):
        stage = asked.stages[number]
        those = select(Deal.id).where(Deal.outcome == stage.kind, Deal.stage_id == number, lately)
        yield from w.scalars(those.order_by(*order).limit(asked.wanted((NOBODY, number))))


def _cards(w: Work, asked: Asked, ids: Sequence[int]) -> Cards:
    """The cards of these deals, in this order, by cell."""
    deal, customer, owner = label_of(Deal), label_of(Customer), label_of(User)
    statement = (
        select(deal, customer.c.name.label("customer"), owner.c.name.label("owner"))
        .outerjoin(customer, customer.c.id == deal.c.customer_id)
        .outerjoin(owner, owner.c.id == deal.c.owner_id)
    )
    found = {row.id: row for some in chunks(ids) for row in w.rows(statement.where(deal.c.id.in_(some)))}
    today = w.clock.today()
    stuck = stuck_before(w, asked.stages.values(), today)
    slipped = slips.of(w, [row.id for row in found.values() if row.outcome == "open"])
    cards: Cards = {}
    for row in map(found.__getitem__, ids):
        care = reasons_of(row, stuck, today, slips=slipped[row.id]) if row.outcome == "open" else ()
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
            age_days=(today - row.stage_since).days,
            next_step=row.next_step,
            next_step_on=row.next_step_on,
            expected_close=row.expected_close,
            closed_on=row.closed_on,
            care=care,
            judgement=row.judgement,
        )
        cards.setdefault((asked.lane_in(row), row.stage_id), []).append(card)
    return cards
