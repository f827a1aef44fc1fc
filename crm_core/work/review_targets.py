"""Who is behind target in a review: the unit and its people, in the month of the review."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from ..base.database import label_of
from ..deals.targets.holders import COMPANY, Holder
from ..deals.targets.standing import Progress, standings
from ..models import User

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

MEASURE = "won_amount"


@dataclass(frozen=True)
class TargetLine:
    """How a holder stands in [start, end): amounts in minor units of the company's currency.

    `due`: what the working days passed ask for; `gap`: what lacks to the target; `coverage`: the open weighted
    pipeline divided by the gap, None without one. `whole`: it is the unit's own line.
    """

    name: str
    user_id: int | None
    start: dt.date
    end: dt.date
    target: int
    done: int
    due: int
    gap: int
    coverage: float | None
    whole: bool = False

    @property
    def behind(self) -> bool:
        return self.done < self.due


def targets_of(w: Work, unit_id: int | None, unit_ids: Collection[int] | None) -> Sequence[TargetLine]:
    """The lines of a unit (None: the company) and of its people who have a target, those furthest behind first.

    `unit_ids`: the unit with those below it, None for all.
    """
    user = label_of(User)
    sellers = select(user.c.id).where(user.c.active.is_(True), user.c.role.in_(("lead", "rep")))
    if unit_ids is not None:
        sellers = sellers.where(user.c.unit_id.in_(unit_ids))
    top = COMPANY if unit_id is None else Holder("unit", unit_id)
    people = [Holder("user", number) for number in w.scalars(sellers.where(user.c.deleted_at.is_(None)))]
    found = [_line(one, top) for one in standings(w, [top, *people], MEASURE, back=0) if one.target]
    return sorted(found, key=lambda one: (not one.whole, one.done - one.due))


def _line(one: Progress, top: Holder) -> TargetLine:
    return TargetLine(
        name=one.name,
        user_id=one.holder.id if one.holder.scope == "user" else None,
        start=one.period.start,
        end=one.period.end,
        target=one.target or 0,
        done=one.done,
        due=one.due or 0,
        gap=one.gap or 0,
        coverage=one.coverage,
        whole=one.holder == top,
    )
