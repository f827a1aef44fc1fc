"""The ways of deals through the stages of a pipeline, as rows that add up (what counts is told in `velocity`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import (
    CTE,
    ColumnElement,
    FromClause,
    Integer,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union,
)
from sqlalchemy.orm import aliased

from ..base.database import AnySelect, elapsed_days, label_of
from ..base.periods import Period
from ..fields.filters import EVERYTHING, Filter
from ..models import Deal, DealState
from ._standing import held, instant_of, let_through, was_open
from .totals import StageName, stage_names

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

Mode = Literal["cohort", "period"]
By = Literal["owner", "unit", "source"]
NOWHERE = -1
_TICK = dt.timedelta(microseconds=1)
_EXACT = 10
"""Days below which lengths are told to a tenth of a day; above, to the day."""


@dataclass(frozen=True)
class Question:
    """Which deals of a pipeline: those created in the period (cohort), or those that moved in it.

    A cohort is followed to the end of the day `until`, or to now; a period ends with itself, or now.
    """

    pipeline_id: int
    period: Period
    mode: Mode = "cohort"
    filter: Filter = EVERYTHING
    until: dt.date | None = None


@dataclass(frozen=True)
class Ground:
    """The instants between which moves count, and the open stages of the pipeline in their order.

    `since` is None for a cohort: all its moves count.
    """

    since: dt.datetime | None
    until: dt.datetime
    stages: Sequence[StageName]

    @property
    def top(self) -> int:
        """Where a won deal stands: behind the last open stage."""
        return len(self.stages)


def ground_of(w: Work, question: Question) -> Ground:
    """What a question is asked of."""
    now, period = w.clock.now(), question.period
    stages = [one for one in stage_names(w).values() if one.pipeline_id == question.pipeline_id and one.kind == "open"]
    if question.mode == "cohort":
        return Ground(None, instant_of(w, question.until) if question.until else now, stages)
    return Ground(
        w.clock.start_of_day(period.start) - _TICK, min(w.clock.start_of_day(period.end) - _TICK, now), stages
    )


def ways(w: Work, question: Question, ground: Ground, by: By | None = None) -> CTE:
    """A row for each deal and open stage in which it stood (one without a stage where it stood in none).

    Columns: `deal_id`, `outcome` at the end, `key` (what it is broken down by), `rank` of the stage, `days` in it over
    all visits, `back` (1: it came back to it from a later one), and of the deal: `top0`, the furthest rank before the
    moves count, `top1`, the furthest at the end, `total` days in all stages; won deals stand at `ground.top`.
    """
    chosen = _chosen(w, question, ground, by)
    visits = _visits(w, question, ground, chosen)
    of_deal: dict[str, Any] = {"partition_by": chosen.c.deal_id}
    furthest = func.max(visits.c.rank).over(**of_deal)
    early = func.max(case((visits.c.early == 1, visits.c.rank))).over(**of_deal)
    return (
        select(
            chosen.c.deal_id,
            chosen.c.outcome,
            chosen.c.key,
            visits.c.rank,
            visits.c.days,
            func.coalesce(visits.c.back, 0).label("back"),
            case((chosen.c.outcome0 == "won", ground.top), else_=func.coalesce(early, NOWHERE)).label("top0"),
            case((chosen.c.outcome == "won", ground.top), else_=func.coalesce(furthest, 0)).label("top1"),
            case((visits.c.rank == furthest, 1), (visits.c.rank.is_(None), 1), else_=0).label("last"),
            func.sum(visits.c.days).over(**of_deal).label("total"),
        )
        .outerjoin(visits, visits.c.deal_id == chosen.c.deal_id)
        .cte("ways")
    )


def _chosen(w: Work, question: Question, ground: Ground, by: By | None) -> CTE:
    """The deals asked for, as they stood at the end and were seen then: `outcome`, `outcome0` before, `key`."""
    state, deal = aliased(DealState), label_of(Deal)
    key = {None: literal(0), "owner": state.owner_id, "unit": state.unit_id, "source": deal.c.source}[by]
    before = label_of(DealState)
    outcome0: Any = null() if ground.since is None else before.c.outcome
    statement: AnySelect = select(
        state.deal_id.label("deal_id"), state.outcome.label("outcome"), key.label("key"), outcome0.label("outcome0")
    ).join(deal, deal.c.id == state.deal_id)
    those = [held(state, ground.until), state.pipeline_id == question.pipeline_id]
    if ground.since is None:
        those += [deal.c.opened_on >= question.period.start, deal.c.opened_on < question.period.end]
    else:
        then = and_(before.c.deal_id == state.deal_id, held(before.c, ground.since))
        statement = statement.outerjoin(before, then)
        settled = and_(before.c.outcome != "open", before.c.outcome == state.outcome)
        those += [state.deal_id.in_(_touched(ground)), or_(before.c.outcome.is_(None), ~settled)]
    return statement.where(*those, let_through(w, question.filter, state, deal)).cte("chosen")


def _touched(ground: Ground) -> Any:
    """The deals that were open when the moves begin to count, or changed before they end."""
    assert ground.since is not None
    old, new = label_of(DealState), label_of(DealState)
    began = and_(new.c.valid_from > ground.since, new.c.valid_from <= ground.until)
    return union(
        select(old.c.deal_id).where(was_open(old.c, ground.since)),
        select(new.c.deal_id).where(new.c.outcome.in_(["open", "won", "lost"]), began),
    )


def _visits(w: Work, question: Question, ground: Ground, chosen: FromClause) -> CTE:
    """Each deal and open stage of the pipeline in which it stood: `days`, `back`, `early` (before the moves count)."""
    state = label_of(DealState)
    rank = case({one.id: at for at, one in enumerate(ground.stages)}, value=state.c.stage_id)
    end = case((state.c.valid_to > ground.until, literal(ground.until, state.c.valid_to.type)), else_=state.c.valid_to)
    order: dict[str, Any] = {"partition_by": state.c.deal_id, "order_by": (state.c.valid_from, state.c.id)}
    steps = (
        select(
            state.c.deal_id,
            rank.label("rank"),
            func.lag(rank).over(**order).label("was"),
            elapsed_days(w.session, state.c.valid_from, end).label("days"),
            _began_by(state.c.valid_from, ground.since).label("early"),
        )
        .where(
            state.c.deal_id.in_(select(chosen.c.deal_id)),
            state.c.pipeline_id == question.pipeline_id,
            state.c.outcome == "open",
            state.c.valid_from <= ground.until,
        )
        .cte("steps")
    )
    came_back = case((and_(steps.c.was > steps.c.rank, steps.c.early == 0), 1), else_=0)
    return (
        select(
            steps.c.deal_id,
            steps.c.rank,
            func.sum(steps.c.days).label("days"),
            func.max(steps.c.early).label("early"),
            func.max(came_back).label("back"),
        )
        .group_by(steps.c.deal_id, steps.c.rank)
        .cte("visits")
    )


def _began_by(at: ColumnElement[Any], since: dt.datetime | None) -> ColumnElement[Any]:
    return literal(0) if since is None else case((at <= since, 1), else_=0)


def added(w: Work, found: CTE) -> Sequence[Any]:
    """The ways added up: how many (`deals`) are alike in all that counts, their `days` together.

    `tenths`: days in the stage, and `total_tenths` in all stages (of the row that is the deal's `last`), in tenths.
    """
    of_last = case((found.c.last == 1, _tenths(found.c.total)))
    rows = select(
        found.c.key,
        found.c.outcome,
        found.c.rank,
        found.c.top0,
        found.c.top1,
        found.c.back,
        found.c.last,
        _tenths(found.c.days).label("tenths"),
        of_last.label("total_tenths"),
        found.c.days,
        case((found.c.last == 1, found.c.total)).label("total"),
    ).cte("measured")
    alike = [rows.c[name] for name in _ALIKE]
    sums = (func.count().label("deals"), func.sum(rows.c.days).label("days"), func.sum(rows.c.total).label("total"))
    return w.rows(select(*alike, *sums).group_by(*alike))


_ALIKE = ("key", "outcome", "rank", "top0", "top1", "back", "last", "tenths", "total_tenths")


def _tenths(days: ColumnElement[Any]) -> ColumnElement[Any]:
    return case((days < _EXACT, cast(func.round(days * 10), Integer)), else_=cast(func.round(days), Integer) * 10)
