"""How good the demo's data was week by week: what it is today, and how it got there over a year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from crm_core.customers.quality_figures import measured
from crm_core.trust.access import SYSTEM
from crm_core.trust.quality import put_days
from crm_core.trust.unit_of_work import Office

WEEKS = 52
_GROWN = 0.25
"""By how much there were fewer records a year ago."""
_WORSE = 0.18
"""How much lower the score was then, and how much more was wrong."""


def add_quality(office: Office) -> None:
    """Keep the figures of the last day of each week of a year, and those of today."""
    with office.work(SYSTEM) as w:
        now = measured(w)
        today = w.clock.today()
        days = [(today - dt.timedelta(weeks=ago), ago / WEEKS) for ago in range(WEEKS, 0, -1)]
        put_days(w, [_then(row, day, ago) for day, ago in days for row in now] + now)


def _then(row: Mapping[str, Any], day: dt.date, ago: float) -> dict[str, Any]:
    """The figures of an owner as they were that share of a year ago."""
    fewer, worse = 1 - _GROWN * ago, _WORSE * ago
    records = max(1, round(row["records"] * fewer)) if row["records"] else 0
    of_records = records / row["records"] if row["records"] else 0
    good = {name: round(row[name] * of_records * (1 - worse)) for name in ("completeness", "score")}
    wrong = ("incomplete", "stale", "faulty", "unreachable")
    bad = {name: min(records, round(row[name] * of_records * (1 + 2 * worse))) for name in wrong}
    return {**row, "day": day, "records": records, **good, **bad}
