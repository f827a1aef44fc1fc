"""Reading the board as it is now, from the deals themselves."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, and_, case, func, select

from ..base.database import label_of
from ..fields.filters import compile_filter
from ..models import Customer, Deal, User
from ._cards import LATELY, Asked, Card, Columns, Order
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


def read(w: Work, asked: Asked) -> Columns:
    """Totals and first cards of each stage that has deals."""
    fits = compile_filter(w, "deal", asked.filter)
    still_open = and_(Deal.outcome == "open", Deal.stage_id.in_(asked.of_kind("open")), fits)
    lately = and_(
        Deal.outcome.in_(["won", "lost"]),
        Deal.closed_on > w.clock.today() - LATELY,
        Deal.stage_id.in_(asked.of_kind("won", "lost")),
        fits,
    )
    order = (_ORDERS[asked.order], Deal.amount.desc().nulls_last(), Deal.id)
    newest = (Deal.closed_on.desc(), Deal.id.desc())
    first = (case((Deal.id.in_(asked.on_top), 0), else_=1),) if asked.on_top else ()
    found = _sums(w, asked, still_open) | _sums(w, asked, lately)
    cards = _cards(w, asked, still_open, (*first, *order)) | _cards(w, asked, lately, (*first, *newest))
    return {stage_id: (added(w, rows), cards.get(stage_id, [])) for stage_id, rows in found.items()}


def open_totals(w: Work, asked: Asked) -> Totals:
    """What the open deals of these stages come to."""
    those = and_(Deal.outcome == "open", compile_filter(w, "deal", asked.filter))
    return summed(added(w, rows) for rows in _sums(w, asked, those).values())


def _sums(w: Work, asked: Asked, those: ColumnElement[bool]) -> dict[int, list[Any]]:
    if not asked.stages:
        return {}
    of_stage = case({stage.id: stage.probability for stage in asked.stages.values()}, value=Deal.stage_id)
    by = (Deal.stage_id, func.coalesce(Deal.probability, of_stage).label("probability"), Deal.currency)
    statement = select(*by, func.count().label("count"), func.sum(Deal.amount).label("amount"))
    rows: dict[int, list[Any]] = {}
    for row in w.rows(statement.where(those).group_by(Deal.stage_id, "probability", Deal.currency)):
        rows.setdefault(row.stage_id, []).append(row)
    return rows


def _cards(w: Work, asked: Asked, those: ColumnElement[bool], order: tuple[Any, ...]) -> dict[int, list[Card]]:
    place = func.row_number().over(partition_by=Deal.stage_id, order_by=order).label("place")
    first = select(Deal.id, Deal.stage_id, place).where(those).subquery()
    deal, customer, owner = label_of(Deal), label_of(Customer), label_of(User)
    statement = (
        select(deal, customer.c.name.label("customer"), owner.c.name.label("owner"))
        .join(first, first.c.id == deal.c.id)
        .outerjoin(customer, customer.c.id == deal.c.customer_id)
        .outerjoin(owner, owner.c.id == deal.c.owner_id)
        .where(first.c.place <= asked.limit(first.c.stage_id))
        .order_by(first.c.stage_id, first.c.place)
    )
    today = w.clock.today()
    stuck = stuck_before(w, asked.stages.values(), today)
    cards: dict[int, list[Card]] = {}
    for row in w.rows(statement):
        care = reasons_of(row, stuck, today) if row.outcome == "open" else ()
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
        )
        cards.setdefault(row.stage_id, []).append(card)
    return cards
