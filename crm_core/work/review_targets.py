"""Who is behind target in a review: the unit and its people, in the month of the review."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

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


def targets_of(w: Work, unit_id: int | None) -> Sequence[TargetLine]:
    """The lines of a unit (None: the company) and of its people who have a target, those furthest behind first."""
    return []
