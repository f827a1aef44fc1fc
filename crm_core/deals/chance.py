"""How likely one deal is won, and what speaks for and against it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..base.periods import Period, period_of
from ..fields.filters import condition
from ..models import Deal
from .forecast import DealChance, forecast

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work


@dataclass(frozen=True)
class Chance:
    """The chance of a deal in the month of the company's calendar in which it is to close, or the one that runs."""

    deal: DealChance
    period: Period
    learnt: bool
    """Whether history stands behind it; else it is the weight of the stage."""


def chance_of(w: Work, deal_id: int) -> Chance | None:
    """The chance of an open deal; None for one that is closed. Raises NotFound for one that the actor does not see."""
    deal, today = w.get(Deal, deal_id), w.clock.today()
    if deal.outcome != "open":
        return None
    day = max(deal.expected_close or today, today)
    period = period_of(day, "month", w.company.calendar, w.company.calendar_rules)
    # Of its name there are few, and all that decides about one deal is its own and the company's.
    found = forecast(w, period, filter=condition("deal", "title", "is", deal.title))
    one = next((one for one in found.deals if one.deal_id == deal_id), None)
    return Chance(one, period, found.basis == "history") if one else None
