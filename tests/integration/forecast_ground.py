"""Made-up histories of deals whose rates are known."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass
from typing import Any

from crm_core.models import ENDLESS, Deal
from crm_core.trust.access import SYSTEM, Actor
from crm_core.trust.bulk import bulk_create
from crm_core.trust.states import CERTAIN, write_states
from crm_core.trust.unit_of_work import Office
from tests.integration.deals_ground import DAY, TODAY, stages_of


@dataclass(frozen=True)
class Life:
    """A deal: whose, opened so many days ago, its stage, and after how many days it was won or lost (None: open)."""

    owner: Actor
    ago: int
    outcome: str = "open"
    after: int = 30
    stage: str = "Proposal"
    amount: int | None = 1_000_00
    currency: str = "USD"
    due: int = 30
    source: str | None = None


def tell(office: Office, lives: list[Life]) -> list[int]:
    """Write the deals with the states they went through; gives their numbers."""
    stages = stages_of(office)
    with office.work(SYSTEM) as w, w.changing("demo"):
        ids = bulk_create(w, Deal, [_row(life, stages, at) for at, life in enumerate(lives)], with_states=False)
        states = [state for number, life in zip(ids, lives, strict=True) for state in _states(w, number, life, stages)]
        write_states(w, states)
    return list(ids)


def _row(life: Life, stages: dict[str, int], at: int) -> dict[str, Any]:
    opened = TODAY - life.ago * DAY
    closed = None if life.outcome == "open" else opened + life.after * DAY
    return {
        "title": f"Deal {at}",
        "pipeline_id": 1,
        "stage_id": _stage(life.outcome, life, stages),
        "stage_since": closed or opened,
        "amount": life.amount,
        "currency": life.currency,
        "opened_on": opened,
        "expected_close": opened + life.due * DAY,
        "closed_on": closed,
        "outcome": life.outcome,
        "source": life.source,
        "owner_id": life.owner.user_id,
        "unit_id": life.owner.unit_id,
    }


def _stage(outcome: str, life: Life, stages: dict[str, int]) -> int:
    return stages[{"won": "Won", "lost": "Lost"}.get(outcome, life.stage)]


def _states(w: Any, number: int, life: Life, stages: dict[str, int]) -> list[dict[str, Any]]:
    opened = w.clock.start_of_day(TODAY - life.ago * DAY) + dt.timedelta(hours=9)
    closed = opened + life.after * DAY
    spans = [("open", opened, ENDLESS if life.outcome == "open" else closed)]
    if life.outcome != "open":
        spans.append((life.outcome, closed, ENDLESS))
    return [
        {
            "deal_id": number,
            "valid_from": since,
            "valid_to": until,
            "change_set_id": None,
            "probability": CERTAIN.get(outcome, 50),
            "pipeline_id": 1,
            "stage_id": _stage(outcome, life, stages),
            "amount": life.amount,
            "currency": life.currency,
            "expected_close": TODAY - life.ago * DAY + life.due * DAY,
            "owner_id": life.owner.user_id,
            "unit_id": life.owner.unit_id,
            "outcome": outcome,
        }
        for outcome, since, until in spans
    ]


def history(owner: Actor, rate: float, many: int = 120, seed: str = "") -> list[Life]:
    """So many decided deals of a year and a half, this share of them won, each after twenty to fifty days."""
    rng = random.Random(f"{owner.user_id} {seed}")
    won = [at < round(rate * many) for at in range(many)]
    rng.shuffle(won)
    return [
        Life(owner, rng.randint(60, 560), "won" if wins else "lost", rng.randint(20, 50), due=rng.randint(25, 45))
        for wins in won
    ]
