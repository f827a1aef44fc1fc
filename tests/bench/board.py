"""The board over a large past: now and on a past day, with lanes and filters, on both databases."""

from __future__ import annotations

import datetime as dt
from functools import partial
from pathlib import Path
from typing import Any

from crm_core.deals.board import board
from crm_core.fields.filters import condition
from crm_core.trust.access import SYSTEM
from crm_core.trust.unit_of_work import Office
from tests.bench import past_company
from tests.bench.measure import Result, Sizes, median

LIMIT = 200
"""Milliseconds; what DESIGN promises of the pipeline as of any day."""
CARDS = 25


def measure(folder: Path, sizes: Sizes) -> list[Result]:
    found = []
    for kind, mark in (("sqlite", ""), ("postgresql", "_postgresql")):
        office = past_company.opened(folder, kind, sizes.deals)
        times = {name: median(partial(_ask, office, how), 5) for name, how in _questions(office).items()}
        office.close()
        slowest = max(times, key=lambda name: times[name])
        said = ", ".join(f"{name} {1000 * seconds:.0f} ms" for name, seconds in times.items())
        detail = f"{sizes.deals:,} deals, {past_company.OPEN:,} open: {said}"
        found.append(Result(f"board_1m{mark}_ms", 1000 * times[slowest], LIMIT, "ms", detail))
    return found


def _questions(office: Office) -> dict[str, dict[str, Any]]:
    with office.read(SYSTEM) as w:
        today = w.clock.today()
    past = today - dt.timedelta(days=90)
    mine = condition("deal", "owner", "one_of", (3, 4, 5))
    return {
        "now": {},
        "now, a lane each": {"lanes": "owner", "per_stage": 5},
        "now, a lane for each unit, by amount": {"lanes": "unit", "per_stage": 5, "order": "amount"},
        "now, of three people": {"filter": mine},
        "90 days ago": {"as_of": past},
        "90 days ago, a lane each": {"as_of": past, "lanes": "owner", "per_stage": 5},
        "90 days ago, of three people": {"as_of": past, "filter": mine},
        "4 years ago": {"as_of": today - dt.timedelta(days=1460)},
    }


def _ask(office: Office, how: dict[str, Any]) -> None:
    with office.read(SYSTEM) as w:
        board(w, **{"per_stage": CARDS, **how})
