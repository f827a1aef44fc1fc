"""Open deals that need care: past their expected close, without a next step, long in their stage, pushed, gone back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import ColumnElement, and_, case, false, func, or_, select

from ..base.among import among
from ..base.database import label_of
from ..base.i18n import N_
from ..fields.filters import EVERYTHING, Filter, compile_filter
from ..models import CalendarDay, Customer, Deal, User
from .slips import NONE, OFTEN, Slips, calling_for_care
from .totals import StageName, stage_names

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

Reason = Literal["past_close", "no_next_step", "long_in_stage", "pushed_often", "went_back"]
REASONS: Mapping[Reason, str] = MappingProxyType(
    {
        "past_close": N_("Past its expected close"),
        "no_next_step": N_("No next step"),
        "long_in_stage": N_("Long in its stage"),
        "pushed_often": N_("Pushed out again and again"),
        "went_back": N_("Went back a stage"),
    }
)
"""Why a deal needs care, in words (msgids)."""


@dataclass(frozen=True)
class CareDeal:
    """A deal that needs care, and why; `stage_days`: working days since the day it entered its stage."""

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
    stage_days: float
    slips: Slips


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
    deal: Any, stuck: Mapping[int, dt.date], on: dt.date, *, slips: Slips = NONE, with_next_step: bool = True
) -> tuple[Reason, ...]:
    """Why an open deal (with its columns as attributes, and its slips) needs care on a day."""
    late = deal.expected_close is not None and deal.expected_close < on
    aimless = with_next_step and not deal.next_step and deal.next_step_on is None
    long = deal.stage_id in stuck and deal.stage_since < stuck[deal.stage_id]
    checks: tuple[tuple[Reason, bool], ...] = (
        ("past_close", late),
        ("no_next_step", aimless),
        ("long_in_stage", long),
        ("pushed_often", slips.pushes >= OFTEN),
        ("went_back", slips.behind),
    )
    return tuple(name for name, holds in checks if holds)


def _conditions(
    stuck: Mapping[int, dt.date], on: dt.date, slipped: Mapping[int, Slips]
) -> dict[Reason, ColumnElement[bool]]:
    """`reasons_of` as SQL; `slipped`: the deals whose slips call for care."""
    long = [and_(Deal.stage_id == stage_id, Deal.stage_since < day) for stage_id, day in stuck.items()]
    no_words = or_(Deal.next_step.is_(None), Deal.next_step == "")
    return {
        "past_close": and_(Deal.expected_close.is_not(None), Deal.expected_close < on),
        "no_next_step": and_(no_words, Deal.next_step_on.is_(None)),
        "long_in_stage": or_(false(), *long),
        "pushed_often": among(Deal.id, [number for number, one in slipped.items() if one.pushes >= OFTEN]),
        "went_back": among(Deal.id, [number for number, one in slipped.items() if one.behind]),
    }


def needs_care(w: Work) -> ColumnElement[bool]:
    """Whether a deal needs care today, as a condition on Deal."""
    today = w.clock.today()
    stuck = stuck_before(w, stage_names(w).values(), today)
    return and_(Deal.outcome == "open", or_(*_conditions(stuck, today, calling_for_care(w)).values()))


def care_list(w: Work, limit: int = 10, filter: Filter = EVERYTHING) -> CareList:  # noqa: A002
    """The open deals that the actor sees and that need care; those with most reasons first, then the largest."""
    today, stages = w.clock.today(), stage_names(w)
    stuck = stuck_before(w, stages.values(), today)
    slipped = calling_for_care(w)
    conditions = _conditions(stuck, today, slipped)
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
    ground = _Ground(stages, stuck, slipped, worked_since(w, [deal.stage_since for deal, *_ in rows]), today)
    return CareList(
        counts.all,
        {name: getattr(counts, name) or 0 for name in conditions},
        [_care_deal(row[0], row[1], row[2], ground) for row in rows],
    )


def worked_since(w: Work, days: Iterable[dt.date]) -> dict[dt.date, float]:
    """The working days after each of these days, up to and including today: half days count half."""
    wanted, today = set(days), w.clock.today()
    if not wanted:
        return {}
    rows = w.rows(
        select(CalendarDay.day, CalendarDay.work)
        .where(CalendarDay.day > min(wanted), CalendarDay.day <= today)
        .order_by(CalendarDay.day.desc())
    )
    passed, found = 0.0, dict.fromkeys(wanted, 0.0)
    for row in rows:
        passed += row.work
        before = row.day - dt.timedelta(days=1)
        if before in wanted:
            found[before] = passed
    return found


@dataclass(frozen=True)
class _Ground:
    """What the lines of the list are made with, read once for all."""

    stages: Mapping[int, StageName]
    stuck: Mapping[int, dt.date]
    slipped: Mapping[int, Slips]
    worked: Mapping[dt.date, float]
    today: dt.date


def _care_deal(deal: Deal, customer: str | None, owner: str | None, ground: _Ground) -> CareDeal:
    slips = ground.slipped.get(deal.id, NONE)
    return CareDeal(
        id=deal.id,
        version=deal.version,
        title=deal.title,
        customer=customer,
        owner=owner,
        stage=ground.stages[deal.stage_id].name,
        amount=deal.amount,
        currency=deal.currency,
        expected_close=deal.expected_close,
        stage_since=deal.stage_since,
        next_step=deal.next_step,
        next_step_on=deal.next_step_on,
        reasons=reasons_of(deal, ground.stuck, ground.today, slips=slips),
        stage_days=ground.worked[deal.stage_since],
        slips=slips,
    )
