"""Speed and slips of a company of many deals: the funnel of a quarter and a year, the ledger of open deals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from crm_core.base.periods import Period
from crm_core.deals.slips import ledger
from crm_core.deals.velocity import Question, velocity
from crm_core.trust.access import SYSTEM
from crm_core.trust.unit_of_work import Office, Work
from tests.bench import past_company
from tests.bench.measure import Result, Sizes, median

TIMES = 3


def measure(folder: Path, sizes: Sizes) -> list[Result]:
    results = []
    for kind, mark in (("sqlite", ""), ("postgresql", "_postgresql")):
        office = past_company.opened(folder, kind, sizes.deals)
        for name, question in _asked(office).items():
            seconds = median(partial(_ask, office, question), TIMES)
            results.append(_result(f"{name}_1m{mark}_ms", seconds, sizes))
        office.close()
    return results


def _asked(office: Office) -> Mapping[str, Callable[[Work], Any]]:
    with office.read(SYSTEM) as w:
        today = w.clock.today()
    quarter = Period(today - dt.timedelta(days=90), today + dt.timedelta(days=1))
    return {
        "slips": ledger,
        "funnel_cohort": lambda w: velocity(w, Question(1, quarter)),
        "funnel_period": lambda w: velocity(w, Question(1, quarter, "period")),
    }


def _ask(office: Office, question: Callable[[Work], Any]) -> None:
    with office.read(SYSTEM) as w:
        question(w)


def _result(name: str, seconds: float, sizes: Sizes) -> Result:
    return Result(name, 1000 * seconds, None, "ms", f"{sizes.deals:,} deals, a quarter and the one before")
