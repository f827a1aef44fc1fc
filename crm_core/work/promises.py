"""What people promise in a review: what, who, until when. A promise is a task of that person, too.

Doing the task keeps the promise; a day that passes without breaks it. The next review of the same unit opens with
what became of them; there a promise can be settled by hand, dropped, or renewed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, cast

from sqlalchemy import or_, select

from ..base.database import label_of
from ..base.errors import Invalid, Refused
from ..base.i18n import N_
from ..fields import records
from ..fields.rules import unit_of
from ..models import Deal, Promise, Review, Task, User
from ..trust.access import may
from .tasks import set_done

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

Status = Literal["open", "kept", "broken", "dropped"]
STATUSES: Mapping[Status, str] = MappingProxyType(
    {"open": N_("Open"), "kept": N_("Kept"), "broken": N_("Broken"), "dropped": N_("Dropped")}
)
LONGEST = 300
"""Characters of what is promised."""


@dataclass(frozen=True)
class PromiseLine:
    """A promise and what became of it: `done_on` is the day of its task, `late`: it was kept after its day."""

    id: int
    review_id: int
    what: str
    until: dt.date
    owner_id: int | None
    owner: str | None
    deal_id: int | None
    deal: str | None
    task_id: int | None
    done_on: dt.date | None
    status: Status
    settled: bool

    @property
    def late(self) -> bool:
        return self.status == "kept" and self.done_on is not None and self.done_on > self.until


@dataclass(frozen=True)
class Promised:
    """What was done to a promise: its number and the change set."""

    id: int
    change_set_id: int | None


def may_lead(w: Work, unit_id: int | None) -> bool:
    """Whether the actor may lead reviews of this unit (None: of the company)."""
    if not may(w.actor, "review"):
        return False
    return w.actor.sees_all or unit_id in w.actor.unit_ids


def running(w: Work, review_id: int) -> Review:
    """The review, to be worked on. Raises NotFound, Refused, or Invalid when it is closed."""
    review = w.get(Review, review_id, lock=not w.read_only)
    if not may_lead(w, review.unit_id):
        raise Refused(N_("Reviews are led by team leads and managers."))
    if review.closed_at is not None:
        raise Invalid(N_("This review is closed; what it kept does not change any more."))
    return review


# Giving one


def promise(
    w: Work, review_id: int, what: str, until: dt.date, *, owner_id: int | None = None, deal_id: int | None = None
) -> Promised:
    """Keep a promise and make its task, as one change. Who promises is the deal's owner unless named.

    Raises Invalid for no words, nobody, or a day that has passed; Refused, NotFound.
    """
    review = running(w, review_id)
    deal = None if deal_id is None else w.get(Deal, deal_id)
    who = owner_id if owner_id is not None else deal.owner_id if deal is not None else None
    said = _checked(w, what, until, who)
    with w.changing("promise") as change_set:
        task = records.create(
            w,
            "task",
            {
                "title": said,
                "kind": "task",
                "due_on": until,
                "owner": who,
                **({"deal": deal.id, "customer": deal.customer_id, "contact": deal.contact_id} if deal else {}),
            },
        )
        given = Promise(
            review_id=review.id, deal_id=deal_id, owner_id=who, unit_id=unit_of(w, who), what=said, until=until,
            task_id=task,
        )  # fmt: skip
        w.session.add(given)
        w.session.flush()
        return Promised(given.id, change_set.id)


def _checked(w: Work, what: str, until: dt.date | None, who: int | None) -> str:
    said = " ".join(what.split())
    if not said:
        raise Invalid(N_("Write what is promised."), field="what")
    if len(said) > LONGEST:
        raise Invalid(N_("Say it in fewer words; {n} characters are the most."), field="what", n=LONGEST)
    if who is None:
        raise Invalid(N_("Choose who promises it."), field="owner")
    if until is None or until < w.clock.today():
        raise Invalid(N_("Choose a day that is still to come, or today."), field="until")
    return said


def withdraw(w: Work, promise_id: int) -> Promised:
    """Take back a promise that was given in the running review, with its task."""
    given = w.get(Promise, promise_id, lock=True)
    running(w, given.review_id)
    with w.changing("promise") as change_set:
        given.deleted_at = w.clock.now()
        _bin_task(w, given)
        return Promised(given.id, change_set.id)


def _bin_task(w: Work, given: Promise) -> None:
    """An undone task goes into the bin with its promise."""
    task = _task(w, given)
    if task is not None and task.done_on is None:
        records.delete(w, "task", [task.id])


def _task(w: Work, given: Promise) -> Task | None:
    return None if given.task_id is None else w.scalar(select(Task).where(Task.id == given.task_id))


# What became of them


def settle(w: Work, promise_id: int, outcome: Status, review_id: int) -> Promised:
    """Say in a review what became of an earlier promise: kept (its task is done), broken, dropped (its task goes).

    "open" takes back what was said. Raises Invalid, Refused, NotFound.
    """
    review, given = running(w, review_id), w.get(Promise, promise_id, lock=True)
    _check_earlier(given, review)
    with w.changing("promise") as change_set:
        given.outcome = None if outcome == "open" else outcome
        given.settled_in_id = None if outcome == "open" else review.id
        task = _task(w, given)
        if outcome == "kept" and task is not None and task.done_on is None:
            set_done(w, task.id, task.version)
        elif outcome == "dropped":
            _bin_task(w, given)
        w.session.flush()
        return Promised(given.id, change_set.id if w.noted else None)


def renew(w: Work, promise_id: int, until: dt.date, review_id: int) -> Promised:
    """Promise the same again until a later day: the earlier one counts as broken, its task is due on the new day."""
    review, given = running(w, review_id), w.get(Promise, promise_id, lock=True)
    _check_earlier(given, review)
    _checked(w, given.what, until, given.owner_id)
    with w.changing("promise") as change_set:
        task = _task(w, given)
        if task is None or task.done_on is not None:
            raise Invalid(N_("This promise is kept already."))
        given.outcome, given.settled_in_id = "broken", review.id
        again = Promise(
            review_id=review.id, deal_id=given.deal_id, owner_id=given.owner_id, unit_id=given.unit_id,
            what=given.what, until=until, task_id=task.id,
        )  # fmt: skip
        w.session.add(again)
        records.edit(w, "task", records.Edit(task.id, task.version, {"due_on": until}))
        w.session.flush()
        return Promised(again.id, change_set.id)


def _check_earlier(given: Promise, review: Review) -> None:
    if given.review_id == review.id:
        raise Invalid(N_("This promise was given just now; take it back instead."))
    if given.outcome is not None and given.settled_in_id != review.id:
        raise Invalid(N_("This promise was settled in an earlier review."))


def status_of(outcome: str | None, done_on: dt.date | None, until: dt.date, today: dt.date) -> Status:
    """What became of a promise: what was said of it, else what its task says.

    Done on its last day at the latest is kept; done later is kept, too, and said to be late.
    """
    if outcome is not None:
        return cast("Status", outcome)
    if done_on is not None:
        return "kept"
    return "broken" if until < today else "open"


# Reading


def given_in(w: Work, review_id: int) -> list[PromiseLine]:
    """The promises of a review, in the order in which they were given."""
    return _lines(w, Promise.review_id == review_id)


def due_in(w: Work, review: Review) -> list[PromiseLine]:
    """With what a review opens: promises of earlier reviews of the same unit that none settled before it.

    Broken ones first, then those still open, then those kept or dropped.
    """
    same = Review.unit_id.is_not_distinct_from(review.unit_id)
    earlier = select(Review.id).where(same, Review.id != review.id, Review.closed_at.is_not(None))
    waiting = or_(Promise.outcome.is_(None), Promise.settled_in_id == review.id)
    order = {"broken": 0, "open": 1, "kept": 2, "dropped": 3}
    return sorted(
        _lines(w, Promise.review_id.in_(earlier), waiting), key=lambda one: (order[one.status], one.until, one.id)
    )


def of_deal(w: Work, deal_id: int, *, without: int | None = None) -> list[PromiseLine]:
    """What was promised about a deal, the newest first; `without` leaves a review out."""
    found = _lines(w, Promise.deal_id == deal_id, Promise.review_id != (without or 0))
    return found[::-1]


def _lines(w: Work, *conditions: Any) -> list[PromiseLine]:
    task, user, deal = label_of(Task), label_of(User), label_of(Deal)
    statement = (
        select(Promise, task.c.done_on, task.c.deleted_at, user.c.name, deal.c.title)
        .outerjoin(task, task.c.id == Promise.task_id)
        .outerjoin(user, user.c.id == Promise.owner_id)
        .outerjoin(deal, deal.c.id == Promise.deal_id)
        .where(*conditions)
        .order_by(Promise.id)
    )
    today = w.clock.today()
    return [_line(one, done_on if binned is None else None, name, title, today)
            for one, done_on, binned, name, title in w.rows(statement)]  # fmt: skip


def _line(given: Promise, done_on: dt.date | None, owner: str | None, deal: str | None, today: dt.date) -> PromiseLine:
    return PromiseLine(
        id=given.id,
        review_id=given.review_id,
        what=given.what,
        until=given.until,
        owner_id=given.owner_id,
        owner=owner,
        deal_id=given.deal_id,
        deal=deal,
        task_id=given.task_id,
        done_on=done_on,
        status=status_of(given.outcome, done_on, given.until, today),
        settled=given.outcome is not None,
    )


def settle_all(w: Work, review: Review) -> Sequence[PromiseLine]:
    """When a review closes: what is kept or broken by then stays so; what is not due yet waits for the next one."""
    found = due_in(w, review)
    for line in found:
        if not line.settled and line.status != "open":
            given = w.get(Promise, line.id)
            given.outcome, given.settled_in_id = line.status, review.id
    return found
