"""When customers did something: rows of days on which each bought, bought again, was lost, or had to do with us.

A purchase is a won deal, on the day it was closed, or an order that was neither cancelled nor returned, on its day.
They are the ones that the person at work sees, as in every other figure.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from sqlalchemy import CTE, FromClause, func, or_, select, union, union_all
from sqlalchemy.orm import aliased

from ..base.database import days_later
from ..models import Deal, Interaction, Order

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

LOST_AFTER = 365
"""Days without a purchase after which a customer counts as lost."""


def _purchases() -> CTE:
    deal, order = aliased(Deal), aliased(Order)
    won = select(deal.customer_id.label("record"), deal.closed_on.label("day")).where(
        deal.outcome == "won", deal.customer_id.is_not(None)
    )
    ordered = select(order.customer_id, order.ordered_on).where(
        order.status.in_(("open", "done")), order.customer_id.is_not(None), order.ordered_on.is_not(None)
    )
    return union_all(won, ordered).cte("purchases")


def bought(_w: Work) -> FromClause:
    """Every purchase."""
    purchase = _purchases()
    return select(purchase.c.record, purchase.c.day).subquery("bought")


def first_bought(_w: Work) -> FromClause:
    """The first day on which each customer bought."""
    purchase = _purchases()
    return select(purchase.c.record, _first(purchase)).group_by(purchase.c.record).subquery("first_bought")


def bought_again(_w: Work) -> FromClause:
    """Every purchase on a day after the customer's first."""
    purchase = _purchases()
    first = select(purchase.c.record, _first(purchase)).group_by(purchase.c.record).subquery("firsts")
    return (
        select(purchase.c.record, purchase.c.day)
        .join(first, first.c.record == purchase.c.record)
        .where(purchase.c.day > first.c.day)
        .subquery("bought_again")
    )


def _first(purchase: CTE) -> Any:
    return func.min(purchase.c.day, type_=Deal.closed_on.type).label("day")


def lost(w: Work) -> FromClause:
    """Each time a customer had bought nothing for so long after a purchase; the day of that, until today."""
    purchase = _purchases()
    following = func.lead(purchase.c.day).over(partition_by=purchase.c.record, order_by=purchase.c.day)
    told = select(
        purchase.c.record,
        days_later(w.session, purchase.c.day, LOST_AFTER).label("day"),
        following.label("following"),
    ).subquery("told")
    lapsed = or_(told.c.following.is_(None), told.c.following > told.c.day)
    tomorrow = w.clock.today() + dt.timedelta(days=1)
    return select(told.c.record, told.c.day).where(lapsed, told.c.day < tomorrow).subquery("lost")


def active(_w: Work) -> FromClause:
    """Every day on which a customer had an interaction, a deal opened or closed, or an order."""
    deal, other, order, done = aliased(Deal), aliased(Deal), aliased(Order), aliased(Interaction)
    days = (
        select(deal.customer_id.label("record"), deal.opened_on.label("day")).where(deal.customer_id.is_not(None)),
        select(other.customer_id, other.closed_on).where(other.customer_id.is_not(None), other.closed_on.is_not(None)),
        select(order.customer_id, order.ordered_on).where(
            order.customer_id.is_not(None), order.ordered_on.is_not(None)
        ),
        select(done.customer_id, done.happened_on).where(done.customer_id.is_not(None)),
    )
    return union(*days).subquery("active")
