"""Open deals that need care: past their expected close, without a next step, long in their stage."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import ColumnElement, and_, case, false, func, or_, select

from ..base.database import label_of
from ..base.i18n import N_
from ..fields.filters import EVERYTHING, Filter, compile_filter
from ..models import CalendarDay, Customer, Deal, User
from .totals import StageName, stage_names

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

Reason = Literal["past_close", "no_next_step", "long_in_stage"]
REASONS: Mapping[Reason, str] = MappingProxyType(
    {
        "past_close": N_("Past its expected close"),
        "no_next_step": N_("No next step"),
        "long_in_stage": N_("Long in its stage"),
    }
)
"""Why a deal needs care, in words (msgids)."""


@dataclass(frozen=True)
class CareDeal:
    """A deal that needs care, and why; days past its expected close and in its stage."""

    id: int
    version: int
    title: str
    customer: str | None
    owner: str | None
    stage: str
    amount: int | None
    currency: str
    expected_close: dt.date | None
    stage_since: dt.date
    next_step: str | None
    next_step_on: dt.date | None
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class CareList:
    """How many open deals need care, in all and for each reason, and the most pressing of them."""

    count: int
    by_reason: Mapping[Reason, int]
    deals: Sequence[CareDeal]


def stuck_before(w: Work, stages: Iterable[StageName], on: dt.date) -> dict[int, dt.date]:
    """The day for each stage: whoever entered it earlier is long in it on this day, counting working days only.

    Stages without a limit are left out.
    """
    limits = {stage.id: stage.stuck_days for stage in stages if stage.stuck_days is not None}
    if not limits:
        return {}
    days = 2 * max(limits.values()) + 60
    worked = w.rows(
        select(CalendarDay.day, CalendarDay.work)
        .where(CalendarDay.day > on - dt.timedelta(days=days), CalendarDay.day <= on)
        .order_by(CalendarDay.day.desc())
    )
    return {stage_id: _day_before(worked, limit, on) for stage_id, limit in limits.items()}


def _day_before(worked: Sequence[Any], limit: int, on: dt.date) -> dt.date:
    """The earliest day since which no more than `limit` working days have passed."""
    passed = 0.0
    for row in worked:
        passed += row.work
        if passed > limit:
            return row.day  # type: ignore[no-any-return]
    return on - dt.timedelta(days=limit)


def reasons_of(
    deal: Any, stuck: Mapping[int, dt.date], on: dt.date, *, with_next_step: bool = True
) -> tuple[Reason, ...]:
    """Why an open deal (with its columns as attributes) needs care on a day."""
    late = deal.expected_close is not None and deal.expected_close < on
    aimless = with_next_step and not deal.next_step and deal.next_step_on is None
    long = deal.stage_id in stuck and deal.stage_since < stuck[deal.stage_id]
    checks: tuple[tuple[Reason, bool], ...] = (("past_close", late), ("no_next_step", aimless), ("long_in_stage", long))
    return tuple(name for name, holds in checks if holds)


def _conditions(stuck: Mapping[int, dt.date], on: dt.date) -> dict[Reason, ColumnElement[bool]]:
    """`reasons_of` as SQL."""
    long = [and_(Deal.stage_id == stage_id, Deal.stage_since < day) for stage_id, day in stuck.items()]
    no_words = or_(Deal.next_step.is_(None), Deal.next_step == "")
    return {
        "past_close": and_(Deal.expected_close.is_not(None), Deal.expected_close < on),
        "no_next_step": and_(no_words, Deal.next_step_on.is_(None)),
        "long_in_stage": or_(false(), *long),
    }


def needs_care(w: Work) -> ColumnElement[bool]:
    """Whether a deal needs care today, as a condition on Deal."""
    today = w.clock.today()
    stuck = stuck_before(w, stage_names(w).values(), today)
    return and_(Deal.outcome == "open", or_(*_conditions(stuck, today).values()))


def care_list(w: Work, limit: int = 10, filter: Filter = EVERYTHING) -> CareList:  # noqa: A002
    """The open deals that the actor sees and that need care; those with most reasons first, then the largest."""
    today, stages = w.clock.today(), stage_names(w)
    stuck = stuck_before(w, stages.values(), today)
    conditions = _conditions(stuck, today)
    wanted = and_(Deal.outcome == "open", or_(*conditions.values()), compile_filter(w, "deal", filter))
    counted = [func.sum(case((one, 1), else_=0)).label(name) for name, one in conditions.items()]
    counts = w.rows(select(func.count().label("all"), *counted).select_from(Deal).where(wanted))[0]
    pressing: ColumnElement[int] = sum(
        (case((one, 1), else_=0) for one in conditions.values()),
        start=case((false(), 1), else_=0),
    )
    customer, owner = label_of(Customer), label_of(User)
    rows = w.rows(
        select(Deal, customer.c.name.label("customer"), owner.c.name.label("owner"))
        .outerjoin(customer, customer.c.id == Deal.customer_id)
        .outerjoin(owner, owner.c.id == Deal.owner_id)
        .where(wanted)
        .order_by(pressing.desc(), Deal.amount.desc().nulls_last(), Deal.id)
        .limit(limit)
    )
    return CareList(
        counts.all,
        {name: getattr(counts, name) or 0 for name in conditions},
        [_care_deal(*row, stages=stages, stuck=stuck, on=today) for row in rows],
    )


def _care_deal(
    deal: Deal,
    customer: str | None,
    owner: str | None,
    *,
    stages: Mapping[int, StageName],
    stuck: Mapping[int, dt.date],
    on: dt.date,
) -> CareDeal:
    return CareDeal(
        id=deal.id,
        version=deal.version,
        title=deal.title,
        customer=customer,
        owner=owner,
        stage=stages[deal.stage_id].name,
        amount=deal.amount,
        currency=deal.currency,
        expected_close=deal.expected_close,
        stage_since=deal.stage_since,
        next_step=deal.next_step,
        next_step_on=deal.next_step_on,
        reasons=reasons_of(deal, stuck, on),
    )
