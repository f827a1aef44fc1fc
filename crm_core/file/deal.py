"""The file of one deal: what it is, where it stands, who is in it, what is sold, who else wants to sell it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from ..base.database import label_of
from ..deals import slips
from ..deals.care import Reason, reasons_of, stuck_before
from ..deals.competitors import Rival, rivals_of
from ..deals.contacts import DealPerson, people_of
from ..deals.products import Basket, basket_of
from ..deals.slips import Slips
from ..deals.totals import StageName, stage_names
from ..fields.find import Page, read
from ..models import Contact, Deal, DealState
from .overview import Reach, reach_of

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work


@dataclass(frozen=True)
class StageStep:
    """A stage of the deal's pipeline, with the days that the deal spent in it until now; None where it never was."""

    stage: StageName
    days: int | None
    is_now: bool


@dataclass(frozen=True)
class Standing:
    """Where a deal stands. `age`: days since it was opened, until it was closed; `care`: why it needs care."""

    steps: Sequence[StageStep]
    age: int
    stage_days: int
    care: Sequence[Reason]
    slips: Slips


@dataclass(frozen=True)
class DealFile:
    """One deal with all that is part of it; `reach` by contact, of those whom the actor may see."""

    record: Page
    standing: Standing
    people: Sequence[DealPerson]
    reach: Mapping[int, tuple[Reach, ...]]
    basket: Basket
    rivals: Sequence[Rival]

    @property
    def deal(self) -> dict[str, Any]:
        return self.record.rows[0]


def deal_file(w: Work, deal_id: int) -> DealFile:
    """Everything that the page of a deal shows besides its time line. NotFound when the actor may not see it."""
    record = read(w, "deal", deal_id)
    people = people_of(w, deal_id)
    return DealFile(
        record=record,
        standing=standing_of(w, deal_id),
        people=people,
        reach=_reach(w, people),
        basket=basket_of(w, deal_id),
        rivals=rivals_of(w, deal_id),
    )


def standing_of(w: Work, deal_id: int) -> Standing:
    """In which stage of its pipeline a deal is, how long it took to get there, and why it needs care."""
    deal, today = w.get(Deal, deal_id), w.clock.today()
    spent = _spent(w, deal_id, deal.closed_on)
    stages = [one for one in stage_names(w).values() if one.pipeline_id == deal.pipeline_id]
    steps = [
        StageStep(one, spent.get(one.id), one.id == deal.stage_id)
        for one in stages
        if not one.removed or one.id == deal.stage_id
    ]
    slipped = slips.of(w, [deal_id]).get(deal_id, slips.NONE)
    care = reasons_of(deal, stuck_before(w, stages, today), today, slips=slipped) if deal.outcome == "open" else ()
    until = deal.closed_on or today
    age, inside = ((day - since).days for day, since in ((until, deal.opened_on), (today, deal.stage_since)))
    return Standing(steps, max(0, age), max(0, inside), care, slipped)


def _spent(w: Work, deal_id: int, closed_on: dt.date | None) -> dict[int, int]:
    """The whole days that a deal spent in each stage where it was."""
    state, now = label_of(DealState), w.clock.now()
    columns = (state.c.stage_id, state.c.outcome, state.c.valid_from, state.c.valid_to)
    found: dict[int, dt.timedelta] = {}
    for row in w.rows(select(*columns).where(state.c.deal_id == deal_id)):
        until = min(row.valid_to, now) if closed_on is None or row.outcome == "open" else row.valid_from
        found[row.stage_id] = found.get(row.stage_id, dt.timedelta()) + max(until - row.valid_from, dt.timedelta())
    return {stage: spent.days for stage, spent in found.items()}


def _reach(w: Work, people: Sequence[DealPerson]) -> dict[int, tuple[Reach, ...]]:
    """How the people of a deal are reached, as far as the actor sees them."""
    columns = (Contact.id, Contact.mobile, Contact.phone, Contact.email)
    rows = w.rows(select(*columns).where(Contact.id.in_([one.contact_id for one in people])))
    return {row.id: tuple(reach_of(w, row._mapping)) for row in rows}
