"""The figure that a person submits for a period; a later word stands beside the earlier ones, never in their place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Select, select

from ..base.errors import Invalid
from ..base.i18n import N_
from ..base.periods import Period, Step
from ..models import Submission, User
from ..trust.access import may, require
from ..trust.people import unit_tree

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

STEPS: tuple[Step, ...] = ("month", "quarter")
"""The kinds of period for which figures are submitted, in the company's calendar."""
_LONGEST_NOTE = 2_000


@dataclass(frozen=True, slots=True)
class Submitted:
    """What a person said would be won in a period, in minor units of the company's currency.

    `commit` is what of it the person commits to (None: nothing was said of that); `unit_id` the person's unit then;
    `said_by_id` whoever entered it where that was not the person.
    """

    id: int
    user_id: int
    unit_id: int | None
    amount: int
    commit: int | None
    note: str | None
    at: dt.datetime
    said_by_id: int | None


@dataclass(frozen=True, slots=True)
class SubmittedSum:
    """What several people said together, and how many they are."""

    amount: int = 0
    commit: int = 0
    people: int = 0


@dataclass(frozen=True)
class _Whose:
    """A person as `may` looks at records: what is said for somebody is theirs."""

    owner_id: int | None
    unit_id: int | None


def takes(w: Work, period: Period) -> bool:
    """Whether figures are submitted for this kind of period: a whole month or quarter of the company's calendar."""
    return period.step in STEPS and period.calendar == w.company.calendar and period == period.whole


def may_submit(w: Work, user_id: int) -> bool:
    """Everybody who changes deals for themselves; leads for the people of their units; managers and admins for all."""
    user = w.get(User, user_id)
    return may(w.actor, "change", _Whose(user.id, user.unit_id))


def submit(
    w: Work, period: Period, amount: int, *, commit: int | None = None, note: str = "", user_id: int | None = None
) -> int:
    """Keep what a person (whoever is at work, unless told otherwise) expects to win; gives the change set's id.

    Amounts in minor units. Raises Refused for whom one may not speak, Invalid for a period that is over or of another
    kind, and for amounts that cannot be.
    """
    user = w.get(User, user_id if user_id is not None else w.actor.user_id or 0)
    require(w, "change", _Whose(user.id, user.unit_id))
    _check(w, period, amount, commit)
    with w.changing("edit", about="submission") as change_set:
        w.session.add(
            Submission(
                user_id=user.id,
                unit_id=user.unit_id,
                step=period.step,
                calendar=period.calendar,
                start=period.start,
                end=period.end,
                amount=amount,
                commit_amount=commit,
                note=note.strip()[:_LONGEST_NOTE] or None,
                at=w.clock.now(),
                said_by_id=w.actor.user_id if w.actor.user_id != user.id else None,
            )
        )
    return change_set.id


def _check(w: Work, period: Period, amount: int, commit: int | None) -> None:
    if not takes(w, period):
        raise Invalid(N_("Figures are submitted for months and quarters of the company's calendar."), field="period")
    if period.end <= w.clock.today():
        raise Invalid(N_("This period is over; figures are submitted before it ends."), field="period")
    if amount < 0 or (commit or 0) < 0:
        raise Invalid(N_("A submitted figure cannot be negative."), field="amount")
    if commit is not None and commit > amount:
        raise Invalid(N_("What is committed is part of the figure and cannot be larger."), field="commit")


def latest(w: Work, period: Period, at: dt.datetime | None = None) -> dict[int, Submitted]:
    """The last word of each person for exactly this period, by user id; `at`: as it was known at that moment."""
    statement = _said(period).order_by(Submission.at, Submission.id)
    if at is not None:
        statement = statement.where(Submission.at <= at)
    return {one.user_id: one for one in _told(w, statement)}


def history(w: Work, period: Period, user_id: int) -> list[Submitted]:
    """All that a person said for this period, the newest first."""
    mine = _said(period).where(Submission.user_id == user_id)
    return _told(w, mine.order_by(Submission.at.desc(), Submission.id.desc()))


def _said(period: Period) -> Select[Submission]:
    return select(Submission).where(
        Submission.start == period.start, Submission.end == period.end, Submission.step == period.step
    )


def _told(w: Work, statement: Select[Submission]) -> list[Submitted]:
    return [
        Submitted(
            one.id, one.user_id, one.unit_id, one.amount, one.commit_amount, one.note, one.at, one.said_by_id
        )
        for one in w.scalars(statement)
    ]  # fmt: skip


def summed(said: Iterable[Submitted]) -> SubmittedSum:
    """What these people said together."""
    found = list(said)
    return SubmittedSum(sum(one.amount for one in found), sum(one.commit or 0 for one in found), len(found))


def by_unit(w: Work, said: Mapping[int, Submitted]) -> dict[int, SubmittedSum]:
    """What was said together in each unit and those below it, by the units in which people were then."""
    parents = {unit.id: unit.parent_id for unit in unit_tree(w)}
    those: dict[int, list[Submitted]] = {unit: [] for unit in parents}
    for one in said.values():
        for unit in _upwards(parents, one.unit_id):
            those[unit].append(one)
    return {unit: summed(some) for unit, some in those.items() if some}


def _upwards(parents: Mapping[int, int | None], unit: int | None) -> Sequence[int]:
    """A unit and those to which it belongs."""
    found: list[int] = []
    while unit is not None and unit in parents and unit not in found:
        found.append(unit)
        unit = parents[unit]
    return found
