"""Slips: how often and how far the expected close of deals was moved, and how often they went back a stage.

Counted are changes while a deal is open, each date against the one it had before; a date that was taken away for a
while counts as the last known one, also over a loss or the bin. A deal goes back where its next stage stands before the
last one in the order of their pipeline; going over to another pipeline is no step back. What was put right within the
hour (another date, another stage, and the old one again) was a slip of the pen and does not count.

A deal's past is counted whole, whoever had it then: the figure of a deal does not depend on who looks at it. Which
deals there are is decided by who sees them today.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import CTE, ColumnElement, and_, case, false, func, not_, or_, select

from ..base.database import AnySelect, days_between, elapsed_days, label_of
from ..models import DealState
from .totals import stage_names

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

OFTEN = 3
"""So many pushes call for care: once or twice a customer asks for time, the third time it is the deal that stalls."""
_PEN = 1 / 24
"""Days within which a change that is taken back was a slip of the pen."""


@dataclass(frozen=True)
class Slips:
    """What a deal's dates and stages did in a span of time; days are sums over all pushes, and over all pulls.

    `first_close`: the first expected close that was named, whenever that was. `behind`: it stands before the furthest
    stage of its pipeline that it had reached, and `back_on` is the day on which it last went back.
    """

    pushes: int = 0
    days: int = 0
    pulls: int = 0
    pulled: int = 0
    reversals: int = 0
    first_close: dt.date | None = None
    behind: bool = False
    back_on: dt.date | None = None

    @property
    def calls_for_care(self) -> bool:
        """Whether it was pushed too often, or stands behind where it was."""
        return self.pushes >= OFTEN or self.behind


NONE = Slips()


@dataclass(frozen=True)
class Span:
    """The changes after `since` and up to `until`; None leaves that end open."""

    since: dt.datetime | None = None
    until: dt.datetime | None = None

    def held(self, state: Any) -> ColumnElement[bool]:
        """Whether a state had begun by the end of the span."""
        return state.c.valid_from <= self.until if self.until else not_(false())

    def counts(self, valid_from: ColumnElement[Any]) -> ColumnElement[bool]:
        """Whether a change at this instant counts."""
        return valid_from > self.since if self.since else not_(false())


EVER = Span()


def figures(w: Work, deals: AnySelect, span: Span = EVER) -> dict[int, Slips]:
    """The slips of the deals that a select gives the numbers of; those that never slipped need not be among them."""
    chosen = deals.cte("chosen")
    found = {
        row.deal_id: Slips(row.pushes, round(row.days), row.pulls, round(row.pulled), first_close=row.first_close)
        for row in w.rows(_dates(w, chosen, span))
    }
    for row in w.rows(_stages(w, chosen, span)):
        back_on = w.clock.day_of(row.back_at) if row.back_at else None
        found[row.deal_id] = replace(
            found.get(row.deal_id, NONE), reversals=row.reversals, behind=row.furthest > row.now, back_on=back_on
        )
    return found


def _dates(w: Work, chosen: CTE, span: Span) -> AnySelect:
    """Pushes and pulls by deal, with the first date that was named."""
    kept = _kept(w, chosen, span, "expected_close")
    was = func.lag(kept.c.value).over(partition_by=kept.c.deal_id, order_by=(kept.c.valid_from, kept.c.id))
    dates = select(kept.c.deal_id, kept.c.valid_from, kept.c.value, was.label("was")).cte("dates")
    later = dates.c.value > dates.c.was
    sooner = dates.c.value < dates.c.was
    days = days_between(w.session, dates.c.was, dates.c.value)
    push, pull = (and_(one, span.counts(dates.c.valid_from)) for one in (later, sooner))
    return (
        select(
            dates.c.deal_id,
            func.sum(case((push, 1), else_=0)).label("pushes"),
            func.sum(case((push, days), else_=0)).label("days"),
            func.sum(case((pull, 1), else_=0)).label("pulls"),
            func.sum(case((pull, -days), else_=0)).label("pulled"),
            func.min(case((dates.c.was.is_(None), dates.c.value)), type_=DealState.expected_close.type).label(
                "first_close"
            ),
        )
        .group_by(dates.c.deal_id)
        .having(func.sum(case((or_(push, pull), 1), else_=0)) > 0)
    )


def _stages(w: Work, chosen: CTE, span: Span) -> AnySelect:
    """Steps back by deal; how far it had come in its pipeline, and how far that is now."""
    kept = _kept(w, chosen, span, "stage_id")
    ranks = {number: rank for rank, number in enumerate(stage_names(w))}
    rank = case(ranks, value=kept.c.value, else_=0)
    order: dict[str, Any] = {"partition_by": kept.c.deal_id, "order_by": (kept.c.valid_from, kept.c.id)}
    whole = {**order, "rows": (None, None)}
    steps = select(
        kept.c.deal_id,
        kept.c.valid_from,
        kept.c.pipeline_id,
        rank.label("rank"),
        func.lag(rank).over(**order).label("was"),
        func.lag(kept.c.pipeline_id).over(**order).label("pipeline_was"),
        func.last_value(rank).over(**whole).label("now"),
        func.last_value(kept.c.pipeline_id).over(**whole).label("pipeline_now"),
    ).cte("steps")
    back = and_(steps.c.rank < steps.c.was, steps.c.pipeline_id == steps.c.pipeline_was)
    counted = and_(back, span.counts(steps.c.valid_from))
    return (
        select(
            steps.c.deal_id,
            func.sum(case((counted, 1), else_=0)).label("reversals"),
            func.max(case((counted, steps.c.valid_from)), type_=DealState.valid_from.type).label("back_at"),
            func.max(case((steps.c.pipeline_id == steps.c.pipeline_now, steps.c.rank))).label("furthest"),
            func.max(steps.c.now).label("now"),
        )
        .group_by(steps.c.deal_id)
        .having(func.sum(case((counted, 1), else_=0)) > 0)
    )


def _kept(w: Work, chosen: CTE, span: Span, name: str) -> CTE:
    """The open states of the chosen deals that have a value of this name, without slips of the pen."""
    state = label_of(DealState)
    order: dict[str, Any] = {"partition_by": state.c.deal_id, "order_by": (state.c.valid_from, state.c.id)}
    value = state.c[name]
    told = (
        select(
            state.c.id,
            state.c.deal_id,
            state.c.pipeline_id,
            state.c.valid_from,
            value.label("value"),
            func.lag(value).over(**order).label("before"),
            func.lead(value).over(**order).label("after"),
            elapsed_days(w.session, state.c.valid_from, state.c.valid_to).label("stood"),
        )
        .where(
            state.c.deal_id.in_(select(chosen.c.id)),
            state.c.outcome == "open",
            state.c.valid_to > state.c.valid_from,
            value.is_not(None),
            span.held(state),
        )
        .cte(f"told_{name}")
    )
    undone = and_(told.c.before == told.c.after, told.c.value != told.c.before, told.c.stood < _PEN)
    columns = (told.c.id, told.c.deal_id, told.c.pipeline_id, told.c.valid_from, told.c.value)
    return select(*columns).where(not_(func.coalesce(undone, false()))).cte(f"kept_{name}")
