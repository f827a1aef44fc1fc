"""What deals did on their way: rows of their states that count, each with its deal and its instant.

A deal's past is counted whole, whoever had it then; which deals there are is decided by who sees them today. That is
the rule of `deals.velocity` and `deals.slips`, whose words are used here: a deal has *reached* a stage when it stood in
it or in a later one, in the order of the pipeline as it is now; it *went on* from a stage when it reached a later one
or was won, and was *dropped* at the furthest one when it was lost; what was taken back by opening it again is neither.
The pipeline is the one in which it moved.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, ColumnElement, FromClause, and_, case, cast, exists, false, func, not_, or_, select

from ..base.database import days_between, elapsed_days, label_of
from ..models import ENDLESS, DealState, Stage

if TYPE_CHECKING:
    from sqlalchemy import ScalarSelect

    from ..trust.unit_of_work import Work

Rows = Callable[["Work"], FromClause]
"""Gives rows `record` (the record's id), `at` (an instant), and what else they tell."""

DAY_SECONDS = 86_400
_HOUR = 1 / 24
_BEYOND = 1_000_000_000
"""Where a closed deal stands: behind the last stage of its pipeline."""


def _before(state: FromClause, column: str, *also: ColumnElement[bool]) -> ScalarSelect[Any]:
    """What the state just before this one said."""
    other = label_of(DealState)
    earlier = and_(other.c.deal_id == state.c.deal_id, other.c.valid_from < state.c.valid_from, *also)
    return (
        select(other.c[column])
        .where(earlier)
        .order_by(other.c.valid_from.desc(), other.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )


def _after(state: FromClause, column: str) -> ScalarSelect[Any]:
    """What the state that follows says."""
    other = label_of(DealState)
    later = and_(other.c.deal_id == state.c.deal_id, other.c.valid_from >= state.c.valid_to, other.c.id != state.c.id)
    return select(other.c[column]).where(later).order_by(other.c.valid_from, other.c.id).limit(1).scalar_subquery()


def _told(state: FromClause, at: str, *more: ColumnElement[Any]) -> tuple[ColumnElement[Any], ...]:
    return (
        state.c.deal_id.label("record"),
        state.c[at].label("at"),
        state.c.stage_id.label("stage_id"),
        state.c.pipeline_id.label("pipeline_id"),
        *more,
    )


# Stays in a stage


def stays(w: Work) -> FromClause:
    """Each finished stay of a deal in an open stage, at the instant it left, with the `seconds` that it took.

    Every visit is one, whatever else was changed meanwhile.
    """
    state, other, first = label_of(DealState), label_of(DealState), label_of(DealState)
    came = select(func.max(other.c.valid_to)).where(
        other.c.deal_id == state.c.deal_id,
        other.c.valid_from < state.c.valid_from,
        other.c.stage_id != state.c.stage_id,
    )
    made = select(func.min(first.c.valid_from)).where(first.c.deal_id == state.c.deal_id)
    begun = func.coalesce(came.scalar_subquery(), made.scalar_subquery(), type_=DealState.valid_from.type)
    days = elapsed_days(w.session, begun, state.c.valid_to)
    seconds = cast(func.round(days * DAY_SECONDS), BigInteger).label("seconds")
    left = _after(state, "stage_id") != state.c.stage_id
    return (
        select(*_told(state, "valid_to", seconds))
        .where(state.c.outcome == "open", state.c.valid_to < ENDLESS, left)
        .subquery("stays")
    )


def entries(_w: Work) -> FromClause:
    """Each time a deal came into an open stage."""
    state = label_of(DealState)
    was = _before(state, "stage_id")
    entered = or_(was.is_(None), was != state.c.stage_id)
    return select(*_told(state, "valid_from")).where(state.c.outcome == "open", entered).subquery("entries")


def reopened(_w: Work) -> FromClause:
    """Each time a deal that had been won or lost was open again."""
    state = label_of(DealState)
    again = _before(state, "outcome") != "open"
    return select(*_told(state, "valid_from")).where(state.c.outcome == "open", again).subquery("reopened")


# Through the stages


def _furthest(state: FromClause, pipeline: ColumnElement[Any]) -> ScalarSelect[Any]:
    """The place of the furthest stage of the pipeline in which a deal had been open before this state, -1 for none."""
    other, stage = label_of(DealState), label_of(Stage)
    return (
        select(func.coalesce(func.max(stage.c.position), -1))
        .select_from(other.join(stage, stage.c.id == other.c.stage_id))
        .where(
            other.c.deal_id == state.c.deal_id,
            other.c.valid_from < state.c.valid_from,
            func.coalesce(other.c.outcome, "") == "open",
            stage.c.pipeline_id == pipeline,
        )
        .scalar_subquery()
    )


def _for_good(state: FromClause) -> ColumnElement[bool]:
    """That a deal was closed by this state, and not opened again since."""
    later = label_of(DealState)
    opened = select(1).where(
        later.c.deal_id == state.c.deal_id,
        later.c.valid_from > state.c.valid_from,
        func.coalesce(later.c.outcome, "") == "open",
    )
    was = _before(state, "outcome")
    return and_(or_(was.is_(None), was != state.c.outcome), not_(exists(opened)))


def _passing(name: str, closed: str, passes: Callable[[Any, Any, Any], ColumnElement[bool]]) -> Rows:
    """Rows of the stages that deals passed: open ones, unless `closed` is lost, and those closed so for good.

    `passes` compares a stage's place with the furthest where the deal was and with where it is now.
    """

    def rows(_w: Work) -> FromClause:
        state, now, stage = label_of(DealState), label_of(Stage), label_of(Stage)
        is_closed = state.c.outcome == closed
        place = case((is_closed, _BEYOND), else_=now.c.position)
        passed = passes(stage.c.position, _furthest(state, now.c.pipeline_id), place)
        counts = and_(is_closed, _for_good(state))
        if closed == "won":
            counts = or_(state.c.outcome == "open", counts)
        of_pipeline = and_(
            stage.c.pipeline_id == now.c.pipeline_id, stage.c.kind == "open", stage.c.deleted_at.is_(None)
        )
        told = (
            state.c.deal_id.label("record"),
            state.c.valid_from.label("at"),
            stage.c.id.label("stage_id"),
            stage.c.pipeline_id.label("pipeline_id"),
        )
        return (
            select(*told)
            .select_from(state.join(now, now.c.id == state.c.stage_id).join(stage, of_pipeline))
            .where(passed, counts)
            .subquery(name)
        )

    return rows


reached = _passing("reached", "won", lambda place, was, now: and_(place > was, place <= now))
"""Each stage that a deal reached, when it first came that far."""
went_on = _passing("went_on", "won", lambda place, was, now: and_(place >= was, place < now))
"""Each stage from which a deal went on, when it first came further."""
dropped = _passing("dropped", "lost", lambda place, was, _now: place == was)
"""The furthest stage at which a deal was lost, when it was."""


# Dates that were moved


def _dated(state: FromClause, column: str, *, back: int) -> ScalarSelect[Any]:
    """What the state so many dates back said, of those in which the deal was open and had an expected close."""
    other = label_of(DealState)
    return (
        select(other.c[column])
        .where(
            other.c.deal_id == state.c.deal_id,
            other.c.valid_from < state.c.valid_from,
            func.coalesce(other.c.outcome, "") == "open",  # else the index of outcomes is walked for its order
            other.c.expected_close.is_not(None),
        )
        .order_by(other.c.valid_from.desc(), other.c.id.desc())
        .limit(1)
        .offset(back - 1)
        .correlate(state)  # it stands two questions deep
        .scalar_subquery()
    )


def pushes(w: Work) -> FromClause:
    """Each time the expected close of an open deal was moved later than the last date named, with the `days` of it.

    What was put right within the hour was a slip of the pen: neither it nor the date put back is a push.
    """
    state, later = label_of(DealState), label_of(DealState)
    close, was = state.c.expected_close, _dated(state, "expected_close", back=1)
    slip = select(1).where(
        later.c.deal_id == state.c.deal_id,
        later.c.valid_from == state.c.valid_to,
        later.c.outcome == "open",
        later.c.expected_close == was,
        elapsed_days(w.session, state.c.valid_from, state.c.valid_to) < _HOUR,
    )
    stood = elapsed_days(w.session, _dated(state, "valid_from", back=1), state.c.valid_from)
    put_right = and_(stood < _HOUR, _dated(state, "expected_close", back=2) == close)
    days = cast(days_between(w.session, was, close), BigInteger).label("days")
    return (
        select(*_told(state, "valid_from", days))
        .where(state.c.outcome == "open", close > was, not_(exists(slip)), not_(func.coalesce(put_right, false())))
        .subquery("pushes")
    )
