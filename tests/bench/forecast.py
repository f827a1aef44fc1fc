"""The forecast on a million deals, five thousand of them open: the first of a day, the next ones, and the back-test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from crm_core.base.periods import named
from crm_core.deals.forecast import _knowledge, forecast
from crm_core.deals.forecast.honesty import honesty
from crm_core.trust.access import SYSTEM
from crm_core.trust.unit_of_work import Office
from tests.bench.measure import Result, Sizes, median, took
from tests.bench.past_company import opened
from tests.provision.packages import Missing

KINDS = ("sqlite", "postgresql")


def measure(folder: Path, sizes: Sizes) -> list[Result]:
    """For each database; learning is done once a day, and the back-test in a process of its own."""
    return [result for kind in KINDS for result in _on(folder, kind, sizes)]


def _on(folder: Path, kind: str, sizes: Sizes) -> Iterator[Result]:
    try:
        office = opened(folder, kind, sizes.deals)
    except Missing as missing:
        print(f"{kind}: {missing}")
        return
    mark, told = "" if kind == "sqlite" else f"_{kind}", f"{sizes.deals:,} deals"
    _knowledge._kept.clear()
    yield Result(f"forecast_1m_first{mark}_s", took(lambda: _forecast(office)), None, "s", f"{told}, learning included")
    yield Result(f"forecast_1m{mark}_ms", 1000 * median(lambda: _forecast(office), 3), None, "ms", told)
    yield Result(f"honesty_1m{mark}_s", took(lambda: _honesty(office)), None, "s", f"{told}, 24 months")
    office.close()


def _forecast(office: Office) -> None:
    with office.read(SYSTEM) as w:
        forecast(w, named("this_month", w.clock.today(), w.company.calendar, w.company.calendar_rules))


def _honesty(office: Office) -> None:
    with office.read(SYSTEM) as w:
        honesty(w, "month")
