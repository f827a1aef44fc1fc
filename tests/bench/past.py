"""The time machine on a million deals, on both databases: the pipeline as of any day, what changed, what needs care.

Five thousand deals are open now; on the past days asked for it were about thirty thousand, so that the past is harder
than the present. The processor's time of our own process is told beside the time on the clock: the machine is shared.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from crm_core.deals.asof import pipeline_as_of
from crm_core.deals.care import care_list
from crm_core.deals.movements import balance, moved
from crm_core.fields.filters import condition
from crm_core.trust.access import SYSTEM
from crm_core.trust.unit_of_work import Office, Work
from tests.bench.measure import Result, Sizes, median
from tests.bench.past_company import opened
from tests.provision.packages import Missing

KINDS = ("sqlite", "postgresql")
_DAY = dt.timedelta(days=1)
_BACK = {"today": 0, "30 days ago": 30, "a year ago": 365, "3 years ago": 1095}

Question = Callable[[Work], Any]


def measure(folder: Path, sizes: Sizes) -> list[Result]:
    """For each database: as of any day, what changed over a quarter, and the lists of the present."""
    return [result for kind in KINDS for result in _on(folder, kind, sizes)]


def _on(folder: Path, kind: str, sizes: Sizes) -> Iterator[Result]:
    try:
        office = opened(folder, kind, sizes.deals)
    except Missing as missing:
        print(f"{kind}: {missing}")
        return
    mark = "" if kind == "sqlite" else f"_{kind}"
    with office.read(SYSTEM) as w:
        today = w.clock.today()
    for name, limit, questions in (
        ("asof_1m_ms", 200, _as_of(today)),
        ("changes_1m_ms", None, _changes(today)),
        ("stuck_1m_ms", 200, {"care": lambda w: care_list(w, 50)}),
    ):
        yield _taken(office, f"{name}{mark}", limit, questions, sizes)
    office.close()


def _as_of(today: dt.date) -> dict[str, Question]:
    return {
        name: lambda w, back=back: pipeline_as_of(w, today - back * _DAY, closed=False) for name, back in _BACK.items()
    }


def _changes(today: dt.date) -> dict[str, Question]:
    """The last quarter, one three years ago, one seller's, and the deals behind a bar."""
    mine = condition("deal", "owner", "is", "Seller 9")
    since, then, until = (today - days * _DAY for days in (91, 1095, 1004))
    return {
        "this quarter": lambda w: balance(w, since),
        "a quarter 3 years ago": lambda w: balance(w, then, until),
        "this week": lambda w: balance(w, today - 7 * _DAY),
        "of one seller": lambda w: balance(w, then, until, mine),
        "deals behind a bar": lambda w: moved(w, "won", then, until),
    }


def _taken(office: Office, name: str, limit: float | None, questions: dict[str, Question], sizes: Sizes) -> Result:
    taken = {said: _times(office, ask) for said, ask in questions.items()}
    told = ", ".join(f"{said} {clock:.0f} ms (cpu {cpu:.0f})" for said, (clock, cpu) in taken.items())
    slowest = max(clock for clock, _cpu in taken.values())
    return Result(name, slowest, limit, "ms", f"{sizes.deals:,} deals: {told}")


def _times(office: Office, ask: Question) -> tuple[float, float]:
    """Milliseconds on the clock and of our process: the medians of three warm runs."""
    spent: list[float] = []

    def once() -> None:
        before = time.process_time()
        with office.read(SYSTEM) as w:
            ask(w)
        spent.append(time.process_time() - before)

    clock = median(once, 3)
    return 1000 * clock, 1000 * sorted(spent)[len(spent) // 2]
