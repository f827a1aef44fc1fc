"""The review of a unit: begun, run deal by deal, closed. Closing keeps it as a document that never changes.

A review looks at what moved in (since, until]: since the last closed review of the same unit, else of a week; until
now while it is open, until its closing afterwards.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, select

from ..base.database import label_of
from ..base.errors import Invalid, Refused
from ..base.i18n import N_
from ..fields.filters import EVERYTHING, Condition, Filter
from ..models import Deal, Promise, Review, ReviewDeal, Unit, User
from ..trust.people import unit_tree
from ..trust.unit_of_work import units_below
from . import promises
from .promises import may_lead, running
from .review_targets import TargetLine, targets_of

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

WEEK = dt.timedelta(days=7)


@dataclass(frozen=True)
class ReviewLine:
    """A review in a list. `unit` None: the company. `discussed`, `given`: how many deals and promises."""

    id: int
    unit_id: int | None
    unit: str | None
    lead: str | None
    held_on: dt.date
    since: dt.datetime
    until: dt.datetime
    next_on: dt.date | None
    closed: bool
    discussed: int
    given: int
    may_lead: bool


@dataclass(frozen=True)
class UnitToReview:
    """A unit whose reviews the actor leads (None: the company), with how the next one would begin.

    `since`: what moved after it would be looked at; `last_id` the last closed review, `open_id` the one under way.
    """

    id: int | None
    name: str
    depth: int
    since: dt.datetime
    last_id: int | None
    open_id: int | None


@dataclass(frozen=True)
class Attendee:
    """Somebody who may be there: the unit's people and whoever leads it."""

    id: int
    name: str
    role: str


@dataclass(frozen=True)
class ReviewHead:
    """A review as it is opened: what it is about and what was written down. Moments in UTC."""

    id: int
    version: int
    unit_id: int | None
    unit: str | None
    lead: str | None
    held_on: dt.date
    since: dt.datetime
    until: dt.datetime
    next_on: dt.date
    closed: bool
    present: tuple[int, ...]
    note: str
    may_lead: bool


# Which there are


def units_to_review(w: Work) -> list[UnitToReview]:
    """The units whose reviews the actor may lead, in the order of the tree; the company first for who sees all."""
    latest = _latest(w)
    found = [_unit_line(w, None, w.company.name, 0, latest)] if may_lead(w, None) else []
    nodes = [node for node in unit_tree(w) if may_lead(w, node.id)]
    top = min((node.depth for node in nodes), default=0) - len(found)
    return found + [_unit_line(w, node.id, node.name, node.depth - top, latest) for node in nodes]


_FEW = (Review.id, Review.unit_id, Review.until, Review.closed_at)
"""What a list needs of a review; its document is large and read only where it is opened."""


def _latest(w: Work) -> dict[int | None, list[Any]]:
    """The newest reviews of each unit: the one under way, and the last closed one."""
    last = select(Review.unit_id, func.max(Review.until).label("until")).where(Review.closed_at.is_not(None))
    ends = last.group_by(Review.unit_id).subquery()
    same = and_(Review.unit_id.is_not_distinct_from(ends.c.unit_id), Review.until == ends.c.until)
    under_way = w.rows(select(*_FEW).where(Review.closed_at.is_(None)))
    closed = w.rows(select(*_FEW).join(ends, same).where(Review.closed_at.is_not(None)))
    found: dict[int | None, list[Any]] = {}
    for one in (*under_way, *closed):
        found.setdefault(one.unit_id, []).append(one)
    return found


def _unit_line(
    w: Work, unit_id: int | None, name: str, depth: int, latest: dict[int | None, list[Any]]
) -> UnitToReview:
    known = latest.get(unit_id, [])
    last = next((one for one in known if one.closed_at is not None), None)
    under_way = next((one for one in known if one.closed_at is None), None)
    since = last.until if last is not None else w.clock.now() - WEEK
    return UnitToReview(unit_id, name, depth, since, last.id if last else None, under_way.id if under_way else None)


def reviews(w: Work, *, limit: int = 50) -> list[ReviewLine]:
    """The reviews that the actor sees, those under way first, then the newest."""
    unit, user, deals, given = label_of(Unit), label_of(User), label_of(ReviewDeal), label_of(Promise)
    discussed = select(func.count()).where(
        deals.c.review_id == Review.id, deals.c.discussed_at.is_not(None), deals.c.deleted_at.is_(None)
    )
    promised = select(func.count()).where(given.c.review_id == Review.id, given.c.deleted_at.is_(None))
    statement = (
        select(
            *_FEW,
            Review.held_on,
            Review.since,
            Review.next_on,
            unit.c.name.label("unit"),
            user.c.name.label("lead"),
            discussed.scalar_subquery().label("discussed"),
            promised.scalar_subquery().label("given"),
        )
        .outerjoin(unit, unit.c.id == Review.unit_id)
        .outerjoin(user, user.c.id == Review.owner_id)
        .order_by(Review.closed_at.is_not(None), Review.held_on.desc(), Review.id.desc())
        .limit(limit)
    )
    return [_line(w, row) for row in w.rows(statement)]


def _line(w: Work, row: Any) -> ReviewLine:
    return ReviewLine(
        id=row.id,
        unit_id=row.unit_id,
        unit=row.unit,
        lead=row.lead,
        held_on=row.held_on,
        since=row.since,
        until=row.until or w.clock.now(),
        next_on=row.next_on,
        closed=row.closed_at is not None,
        discussed=row.discussed,
        given=row.given,
        may_lead=may_lead(w, row.unit_id),
    )


def head(w: Work, review_id: int) -> ReviewHead:
    """One review. Raises NotFound."""
    unit, user = label_of(Unit), label_of(User)
    one = w.get(Review, review_id)
    return ReviewHead(
        id=one.id,
        version=one.version,
        unit_id=one.unit_id,
        unit=w.scalar(select(unit.c.name).where(unit.c.id == one.unit_id)),
        lead=w.scalar(select(user.c.name).where(user.c.id == one.owner_id)),
        held_on=one.held_on,
        since=one.since,
        until=one.until or w.clock.now(),
        next_on=next_day(w, one),
        closed=one.closed_at is not None,
        present=tuple(one.present or ()),
        note=one.note or "",
        may_lead=may_lead(w, one.unit_id),
    )


def next_day(w: Work, review: Review) -> dt.date:
    """The day of the next review: the one that was said, else a week after this one."""
    return review.next_on or review.held_on + WEEK


def deals_of(unit_id: int | None) -> Filter:
    """The deals that a review looks at: those of the unit and the units below, or all."""
    return EVERYTHING if unit_id is None else Condition("unit", "under", unit_id)


def people_of(w: Work, review_id: int) -> list[Attendee]:
    """Who may be there: active people of the unit and those below, and whoever leads the review, in order of name."""
    review = w.get(Review, review_id)
    units = _units_below(w, review.unit_id)
    user = label_of(User)
    statement = select(user.c.id, user.c.name, user.c.role, user.c.unit_id).where(
        user.c.active.is_(True), user.c.deleted_at.is_(None)
    )
    there = set(review.present or ()) | {review.owner_id}
    return [
        Attendee(row.id, row.name, row.role)
        for row in w.rows(statement.order_by(user.c.name_key, user.c.id))
        if units is None or row.unit_id in units or row.id in there
    ]


def targets(w: Work, review_id: int) -> Sequence[TargetLine]:
    """How the unit and its people stand against the target of this month, the unit first, then who is furthest behind.

    Raises NotFound.
    """
    unit_id = w.get(Review, review_id).unit_id
    return targets_of(w, unit_id, _units_below(w, unit_id))


def _units_below(w: Work, unit_id: int | None) -> frozenset[int] | None:
    if unit_id is None:
        return None
    unit = label_of(Unit)
    return units_below({row.id: row.parent_id for row in w.rows(select(unit.c.id, unit.c.parent_id))}, unit_id)


# Running one


def begin(
    w: Work, unit_id: int | None, *, since: dt.date | None = None, next_on: dt.date | None = None
) -> promises.Promised:
    """Begin a review of a unit with those below it (None: the company); gives its number and the change set.

    It looks at what moved since the last closed review, or since a day began. Raises Refused; Invalid where one is
    under way, or the day is to come.
    """
    if not may_lead(w, unit_id):
        raise Refused(N_("You lead reviews of your own unit and those below it."))
    if unit_id is not None:
        w.get(Unit, unit_id)
    plan = next(one for one in units_to_review(w) if one.id == unit_id)
    if plan.open_id is not None:
        raise Invalid(N_("A review of this unit is under way. Go on with it, or close it first."), field="unit")
    start = plan.since if since is None else w.clock.start_of_day(since)
    if start >= w.clock.now():
        raise Invalid(N_("Choose a day that has passed."), field="since")
    with w.changing("review") as change_set:
        made = Review(
            unit_id=unit_id, owner_id=w.actor.user_id, held_on=w.clock.today(), since=start,
            next_on=next_on, present=[one for one in [w.actor.user_id] if one is not None],
        )  # fmt: skip
        w.session.add(made)
        w.session.flush()
        return promises.Promised(made.id, change_set.id)


def write_down(
    w: Work,
    review_id: int,
    *,
    note: str | None = None,
    present: Iterable[int] | None = None,
    next_on: dt.date | None = None,
) -> int | None:
    """Keep general notes, who was there, or the day of the next review; what is None stays. Gives the change set."""
    review = running(w, review_id)
    if next_on is not None and next_on <= w.clock.today():
        raise Invalid(N_("The next review is on a day to come."), field="next_on")
    with w.changing("review") as change_set:
        if note is not None:
            review.note = note.strip() or None
        if present is not None:
            review.present = sorted(set(present))
        if next_on is not None:
            review.next_on = next_on
        w.session.flush()
        return change_set.id if w.noted else None


def note_deal(w: Work, review_id: int, deal_id: int, note: str | None = None, *, discussed: bool = True) -> int | None:
    """Keep what was said about a deal (None: leave it), and whether it was talked about. Gives the change set."""
    review, deal = running(w, review_id), w.get(Deal, deal_id)
    with w.changing("review") as change_set:
        kept = w.scalar(select(ReviewDeal).where(ReviewDeal.review_id == review.id, ReviewDeal.deal_id == deal.id))
        if kept is None:
            kept = ReviewDeal(review_id=review.id, deal_id=deal.id)
            w.session.add(kept)
        if note is not None:
            kept.note = note.strip() or None
        if discussed and kept.discussed_at is None:
            kept.discussed_at = w.clock.now()
        elif not discussed:
            kept.discussed_at = None
        w.session.flush()
        return change_set.id if w.noted else None


def discard(w: Work, review_id: int) -> int:
    """Put a review into the bin that was begun by mistake. Raises Invalid where something was said in it."""
    review = running(w, review_id)
    said = w.scalar(select(func.count()).select_from(Promise).where(Promise.review_id == review.id))
    said += w.scalar(select(func.count()).select_from(ReviewDeal).where(ReviewDeal.review_id == review.id))
    if said or review.note:
        raise Invalid(N_("Something was said or promised in this review. Close it instead."))
    with w.changing("review") as change_set:
        review.deleted_at = w.clock.now()
        w.session.flush()
        return change_set.id


def close(w: Work, review_id: int, *, next_on: dt.date | None = None) -> int:
    """Close a review: its moment is fixed, promises that are kept or broken by now are settled, and the document is
    kept as it stands. Gives the change set, whose undo opens it again. Raises Invalid when it is closed already.
    """
    from .review_document import document_of

    review = running(w, review_id)
    write_down(w, review_id, next_on=next_on)
    with w.changing("review") as change_set:
        review.until = w.clock.now()
        review.next_on = next_day(w, review)
        w.session.flush()
        document = document_of(w, review)
        promises.settle_all(w, review)
        review.document = document
        review.closed_at = review.until
        w.session.flush()
        return change_set.id


def said_of(w: Work, review_id: int) -> dict[int, ReviewDeal]:
    """What was said of each deal in a review, by deal."""
    return {one.deal_id: one for one in w.scalars(select(ReviewDeal).where(ReviewDeal.review_id == review_id))}


def kept(w: Work, review_id: int) -> dict[str, Any]:
    """The document of a review: as it was kept, or as it would be kept now. Raises NotFound."""
    from .review_document import document_of

    review = w.get(Review, review_id)
    return review.document if review.document is not None else document_of(w, review)
