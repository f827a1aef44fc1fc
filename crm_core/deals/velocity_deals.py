"""The deals behind a figure of a funnel: by the same rules, from the same rows, so that their number is the figure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sqlalchemy import CTE, ColumnElement, and_, case, func, not_, select, true

from ..base.database import label_of
from ..models import Customer, Deal, DealState, User
from ._paths import Ground, Question, ground_of, ways
from ._standing import held
from .totals import stage_names

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

What = Literal["all", "won", "lost", "still_open", "reached", "went_on", "dropped", "still", "skipped", "came_back"]
"""What deals did: in all, or at a stage."""


@dataclass(frozen=True)
class WayDeal:
    """A deal as it stood at the end; `days` in the stage that was asked for, or in all (None: it never stood there)."""

    id: int
    title: str
    customer: str | None
    owner: str | None
    stage: str
    outcome: str
    amount: int | None
    currency: str
    opened_on: dt.date
    days: float | None


@dataclass(frozen=True)
class Behind:
    """How many deals there are, and the first of them: those that took longest."""

    count: int
    deals: Sequence[WayDeal]


def deals_behind(
    w: Work, question: Question, what: What, stage_id: int | None = None, *, page: int = 1, size: int = 100
) -> Behind:
    """The deals of a funnel that did this (at a stage, where `what` is about one); `page` counts from 1."""
    ground = ground_of(w, question)
    ranks = {stage.id: rank for rank, stage in enumerate(ground.stages)}
    if not ranks or (ground.since is not None and ground.since >= ground.until):
        return Behind(0, [])
    rank = ranks.get(stage_id) if stage_id is not None else None
    one = _by_deal(ways(w, question, ground), rank)
    those = _did(one, what, rank if rank is not None else NO_STAGE)
    found = w.rows(
        select(one.c.deal_id, one.c.days, func.count().over().label("count"))
        .where(those)
        .order_by(one.c.days.desc().nulls_last(), one.c.deal_id.desc())
        .limit(size)
        .offset((page - 1) * size)
    )
    days = {row.deal_id: None if row.days is None else float(row.days) for row in found}
    return Behind(found[0].count if found else 0, _lines(w, ground, days))


NO_STAGE = -2


def _by_deal(found: CTE, rank: int | None) -> CTE:
    """One row a deal: its way, and its days in the stage asked for (or in all)."""
    here = true() if rank is None else found.c.rank == rank
    return (
        select(
            found.c.deal_id,
            found.c.outcome,
            found.c.top0,
            found.c.top1,
            func.sum(case((here, found.c.days))).label("days"),
            func.max(case((and_(here, found.c.rank.is_not(None)), 1), else_=0)).label("stood"),
            func.max(case((here, found.c.back), else_=0)).label("back"),
        )
        .group_by(found.c.deal_id, found.c.outcome, found.c.top0, found.c.top1)
        .cte("by_deal")
    )


def _did(one: CTE, what: What, rank: int) -> ColumnElement[bool]:
    outcome, top0, top1 = one.c.outcome, one.c.top0, one.c.top1
    reached = and_(top0 < rank, top1 >= rank)
    ended = top1 == rank
    conditions: dict[What, ColumnElement[bool]] = {
        "all": true(),
        "won": outcome == "won",
        "lost": outcome == "lost",
        "still_open": outcome == "open",
        "reached": reached,
        "went_on": and_(top0 <= rank, top1 > rank),
        "dropped": and_(ended, outcome == "lost"),
        "still": and_(ended, outcome == "open"),
        "skipped": and_(reached, not_(one.c.stood == 1)),
        "came_back": one.c.back == 1,
    }
    return conditions[what]


def _lines(w: Work, ground: Ground, days: dict[int, float | None]) -> list[WayDeal]:
    """The deals in the order of `days`, named as they are now, with amount, stage and owner as at the end."""
    stages = stage_names(w)
    state, deal, customer, owner = label_of(DealState), label_of(Deal), label_of(Customer), label_of(User)
    columns = (state.c.stage_id, state.c.outcome, state.c.amount, state.c.currency)
    rows = w.rows(
        select(
            deal.c.id, deal.c.title, deal.c.opened_on, *columns, customer.c.name.label("customer"),
            owner.c.name.label("owner"),
        )
        .join(state, and_(state.c.deal_id == deal.c.id, held(state.c, ground.until)))
        .outerjoin(customer, customer.c.id == deal.c.customer_id)
        .outerjoin(owner, owner.c.id == state.c.owner_id)
        .where(deal.c.id.in_(days))
    )  # fmt: skip
    named = {row.id: row for row in rows}
    return [
        WayDeal(
            id=number,
            title=named[number].title,
            customer=named[number].customer,
            owner=named[number].owner,
            stage=stages[named[number].stage_id].name,
            outcome=named[number].outcome,
            amount=named[number].amount,
            currency=named[number].currency,
            opened_on=named[number].opened_on,
            days=length,
        )
        for number, length in days.items()
    ]
