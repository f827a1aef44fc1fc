"""One deal in a review: how it stood and stands, what it needs, what was promised and said about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import or_, select

from ..base.among import among
from ..base.database import label_of
from ..deals._standing import held
from ..deals.totals import StageName, stage_names
from ..models import Deal, DealState, Interaction, Review, ReviewDeal, User
from . import promises
from .promises import PromiseLine
from .review import said_of
from .tasks import TaskLine, task_list

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

Moved = Literal["outcome", "stage", "amount", "expected_close", "owner"]


@dataclass(frozen=True)
class Shift:
    """What changed in a deal since the last review: the value before and after, as columns keep them (stages and
    owners by name). `worse` and `better` say what it means for the result, where that is clear."""

    field: Moved
    before: Any
    after: Any
    tone: Literal["", "better", "worse"] = ""


@dataclass(frozen=True)
class Contacted:
    """The last call, meeting, e-mail … about a deal, or with its customer."""

    kind: str
    subject: str
    on: dt.date
    about_deal: bool


@dataclass(frozen=True)
class Said:
    """What was said of the deal in an earlier review."""

    on: dt.date
    note: str


@dataclass(frozen=True)
class Case:
    """What the meeting knows of a deal beside its file. `is_new`: it was not there, or not seen, at the last review."""

    id: int
    currency: str
    is_new: bool
    shifts: Sequence[Shift]
    contact: Contacted | None
    tasks: Sequence[TaskLine]
    promises: Sequence[PromiseLine]
    earlier: Sequence[PromiseLine]
    last_said: Said | None
    note: str
    discussed: bool


def case(w: Work, review_id: int, deal_id: int) -> Case:
    """How a deal comes before the meeting. Raises NotFound."""
    review, deal = w.get(Review, review_id), w.get(Deal, deal_id)
    shifted = shifts_of(w, review.since, [deal.id])
    said, given = said_of(w, review.id).get(deal.id), promises.of_deal(w, deal.id)
    return Case(
        id=deal.id,
        currency=deal.currency,
        is_new=deal.id not in shifted,
        shifts=shifted.get(deal.id, ()),
        contact=_last_contact(w, deal),
        tasks=task_list(w, whose="all", deal_id=deal.id, limit=20),
        promises=[one for one in given if one.review_id == review.id],
        earlier=[one for one in given if one.review_id != review.id][:5],
        last_said=_last_said(w, review, deal.id),
        note=(said.note if said else None) or "",
        discussed=said is not None and said.discussed_at is not None,
    )


def shifts_of(w: Work, since: dt.datetime, deal_ids: Sequence[int]) -> dict[int, list[Shift]]:
    """What changed in these deals since a moment, by deal; those that the actor did not see then are left out."""
    stages, user = stage_names(w), label_of(User)
    names = {row.id: row.name for row in w.rows(select(user.c.id, user.c.name))}
    statement = select(Deal, DealState).join(DealState, DealState.deal_id == Deal.id)
    rows = w.rows(statement.where(among(Deal.id, deal_ids), held(DealState, since)))
    return {deal.id: _shifts(before, deal, stages, names) for deal, before in rows}


def _shifts(
    before: DealState, deal: Deal, stages: Mapping[int, StageName], names: Mapping[int | None, str]
) -> list[Shift]:
    """What differs, most telling first. A close that moved away is worse; so is a lower amount in the same currency."""
    found: list[Shift] = []
    if before.outcome != deal.outcome:
        tone: Literal["", "better", "worse"] = "better" if deal.outcome == "won" else "worse"
        found.append(Shift("outcome", before.outcome, deal.outcome, tone if deal.outcome != "open" else ""))
    if before.stage_id != deal.stage_id and before.outcome == deal.outcome:
        places = {number: at for at, number in enumerate(stages)}
        tone = "better" if places[deal.stage_id] > places[before.stage_id] else "worse"
        found.append(Shift("stage", stages[before.stage_id].name, stages[deal.stage_id].name, tone))
    if (before.amount, before.currency) != (deal.amount, deal.currency):
        tone = "" if before.currency != deal.currency else "better" if _more(deal, before) else "worse"
        found.append(Shift("amount", (before.amount, before.currency), (deal.amount, deal.currency), tone))
    if before.expected_close != deal.expected_close and deal.outcome == "open":
        known = before.expected_close is not None and deal.expected_close is not None
        later = known and deal.expected_close > before.expected_close  # type: ignore[operator]
        tone = "" if not known else "worse" if later else "better"
        found.append(Shift("expected_close", before.expected_close, deal.expected_close, tone))
    if before.owner_id != deal.owner_id:
        found.append(Shift("owner", names.get(before.owner_id), names.get(deal.owner_id)))
    return found


def _more(deal: Deal, before: DealState) -> bool:
    return (deal.amount or 0) > (before.amount or 0)


def _last_contact(w: Work, deal: Deal) -> Contacted | None:
    """The last interaction about the deal or with its customer, whichever is later."""
    about = [Interaction.deal_id == deal.id]
    if deal.customer_id is not None:
        about.append(Interaction.customer_id == deal.customer_id)
    statement = select(Interaction).where(or_(*about))
    last = w.scalar(statement.order_by(Interaction.happened_on.desc(), Interaction.id.desc()).limit(1))
    if last is None:
        return None
    return Contacted(last.kind, last.subject, last.happened_on, last.deal_id == deal.id)


def _last_said(w: Work, review: Review, deal_id: int) -> Said | None:
    """What was said of it the last time, in a closed review of the same unit."""
    same = Review.unit_id.is_not_distinct_from(review.unit_id)
    statement = (
        select(Review.held_on, ReviewDeal.note)
        .join(Review, Review.id == ReviewDeal.review_id)
        .where(ReviewDeal.deal_id == deal_id, ReviewDeal.note.is_not(None), same, Review.closed_at.is_not(None))
        .where(Review.id != review.id)
        .order_by(Review.until.desc())
        .limit(1)
    )
    rows = w.rows(statement)
    return Said(rows[0].held_on, rows[0].note) if rows else None
