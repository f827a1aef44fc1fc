"""Open deals that needed care on a past day, from their states."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, and_, case, exists, false, func, literal, not_, or_, select
from sqlalchemy.orm import aliased

from ..base.database import label_of
from ..models import Deal, DealState, User
from ._standing import instant_of, was_open
from .care import Reason, stuck_before
from .totals import stage_names

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work


@dataclass(frozen=True)
class PastDeal:
    """A deal that needed care then: what was tracked as it was, its title as it is."""

    id: int
    title: str
    owner: str | None
    stage: str
    amount: int | None
    currency: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class PastCare:
    """How many open deals needed care, in all and for each reason that can be told, and the most pressing of them.

    Whether a deal had a next step then is not kept.
    """

    count: int
    by_reason: Mapping[Reason, int]
    deals: Sequence[PastDeal]


def care_as_of(w: Work, day: dt.date, limit: int = 10) -> PastCare:
    """The deals that the actor saw at the end of a day; those with most reasons first, then the largest.

    Raises Invalid for a day to come.
    """
    at, stages, state = instant_of(w, day), stage_names(w), aliased(DealState)
    reasons: dict[Reason, ColumnElement[bool]] = {
        "past_close": and_(state.expected_close.is_not(None), state.expected_close < day),
        "long_in_stage": _was_stuck(w, state, at, stuck_before(w, stages.values(), day)),
    }
    those = and_(was_open(state, at), or_(*reasons.values()))
    counted = [func.count(case((one, 1))) for one in reasons.values()]
    count, *numbers = w.rows(select(func.count(), *counted).select_from(state).where(those))[0]
    flags = [case((one, 1), else_=0) for one in reasons.values()]
    deal, owner = label_of(Deal), label_of(User)
    columns = (state.deal_id, deal.c.title, owner.c.name, state.stage_id, state.amount, state.currency)
    rows = w.rows(
        select(*columns, *flags)
        .join(deal, deal.c.id == state.deal_id)
        .outerjoin(owner, owner.c.id == state.owner_id)
        .where(those)
        .order_by((flags[0] + flags[1]).desc(), state.amount.desc().nulls_last(), state.deal_id)
        .limit(limit)
    )
    deals = [
        PastDeal(
            row[0], row[1], row[2], stages[row[3]].name, row[4], row[5],
            tuple(name for name, holds in zip(reasons, row[len(columns):], strict=True) if holds),
        )
        for row in rows
    ]  # fmt: skip
    return PastCare(count, dict(zip(reasons, numbers, strict=True)), deals)


def _was_stuck(w: Work, state: Any, at: dt.datetime, before: Mapping[int, dt.date]) -> ColumnElement[bool]:
    """Whether a deal had been in its stage since before the day of that stage (see `care.stuck_before`)."""
    found: list[ColumnElement[bool]] = [false()]
    for stage_id, day in before.items():
        limit = w.clock.start_of_day(day)
        earlier = label_of(DealState).c
        of_deal = (earlier.deal_id == state.deal_id, earlier.valid_from <= at)
        there = exists(select(literal(1)).where(*of_deal, earlier.valid_from < limit))
        elsewhere = exists(select(literal(1)).where(*of_deal, earlier.valid_to >= limit, earlier.stage_id != stage_id))
        found.append(and_(state.stage_id == stage_id, there, not_(elsewhere)))
    return or_(*found)
