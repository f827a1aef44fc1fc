"""Reports on a million deals of five years, on both databases: against their bare SQL, cold, after an edit, as files."""

from __future__ import annotations

import datetime as dt
import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sqlalchemy import select, text

from crm_core.fields import records
from crm_core.measures import columns
from crm_core.measures.query import Question, call_for
from crm_core.models import Deal
from crm_core.reports import ReportSpec, from_params, run
from crm_core.reports.files import file_of
from crm_core.reports.standard import STANDARD
from crm_core.trust.access import SYSTEM
from crm_core.trust.unit_of_work import Office
from tests.bench.measure import Result, Sizes, median, took
from tests.bench.reports_sql import bare_sql
from tests.bench.years_company import opened

TIMES = 2
YEARS = 5 * 365
DAY = dt.timedelta(days=1)
LONG = {
    "measures": "lost_count",
    "by": "day",
    "breakdown": "city,lost_reason",
    "from": "2021-12-08",
    "to": "2026-11-21",
}
PAPER = {"measures": "won_amount,won_count", "by": "month", "breakdown": "unit"}

FIRST: Mapping[str, Mapping[str, str]] = {
    "won by month": {"measures": "won_amount,won_count", "by": "month"},
    "won by Jalali month": {"measures": "won_amount,won_count", "by": "month", "calendar": "jalali"},
    "won by person": {"measures": "won_amount,won_count", "by": "total", "breakdown": "owner"},
    "won by month and person": {"measures": "won_amount,won_count", "by": "month", "breakdown": "owner"},
    "won by month and unit": {"measures": "won_amount", "by": "month", "breakdown": "unit"},
    "won by source": {"measures": "won_amount", "by": "total", "breakdown": "source"},
    "won by product": {"measures": "won_amount", "by": "total", "breakdown": "product"},
    "won by month and product": {"measures": "won_amount", "by": "month", "breakdown": "product"},
    "win rate by quarter": {"measures": "win_rate", "by": "quarter"},
    "created by month": {"measures": "created_count,created_amount", "by": "month"},
    "cycle by month": {"measures": "cycle_days", "by": "month"},
    "open at the ends of months": {"measures": "open_amount,open_count", "by": "month"},
}
"""The questions that were measured first, beside the standard reports of today."""


def measure(folder: Path, sizes: Sizes) -> list[Result]:
    return [result for kind in ("sqlite", "postgresql") for result in _on(folder, kind, sizes)]


@dataclass(frozen=True)
class _Taken:
    """Seconds of one report on the clock and of our process's own, and against its bare SQL where that can be said."""

    clock: float
    cpu: float
    ratio: float | None

    def __str__(self) -> str:
        against = "" if self.ratio is None else f", {self.ratio:.1f}x"
        return f"{1000 * self.clock:.0f} ms (cpu {1000 * self.cpu:.0f}{against})"


def _on(folder: Path, kind: str, sizes: Sizes) -> Iterator[Result]:
    office = opened(folder, kind, sizes.deals)
    mark = "" if kind == "sqlite" else f"_{kind}"
    asked = _specs(office)
    whole = f"{sizes.deals:,} deals over five years"
    first = took(partial(_ask, office, asked["won by month and person"]))
    copy = columns.keep(office, many=10_000)
    ready = _until_ready(office, copy, asked)
    taken = {name: _taken(office, spec) for name, spec in asked.items()}
    said = "; ".join(f"{name} {one}" for name, one in taken.items())
    ratios = [one.ratio for one in taken.values() if one.ratio is not None]
    slowest = max(taken, key=lambda name: taken[name].clock)
    yield Result(f"report_1m_vs_sql{mark}", statistics.median(ratios), 2, "x", f"{whole}: {said}")
    yield Result(f"report_1m_ms{mark}", 1000 * taken[slowest].clock, 300, "ms", f"{whole}, slowest: {slowest}")
    yield Result(f"report_1m_first{mark}_ms", 1000 * first, None, "ms", f"{whole}: by the database, as after a start")
    detail = f"{whole}: until the columns of all these were read behind the screens, {copy.bytes / 1e6:.0f} MB"
    yield Result(f"report_1m_ready{mark}_s", ready, None, "s", detail)
    changed = _after_a_write(office, asked["won by month and person"])
    yield Result(f"report_1m_changed{mark}_ms", 1000 * changed, None, "ms", f"{whole}: the first read after an edit")
    if not mark:
        yield from _files(office)
    office.close()


def _specs(office: Office) -> dict[str, ReportSpec]:
    """The first questions over five years, and the standard reports as they are opened."""
    with office.read(SYSTEM) as w:
        today, rules = w.clock.today(), w.company.calendar_rules
    days = {"from": (today - YEARS * DAY).isoformat(), "to": today.isoformat()}
    asked: dict[str, Mapping[str, str]] = {name: {**params, **days} for name, params in FIRST.items()}
    asked |= {one.key.removeprefix("standard:"): one.params for one in STANDARD}
    return {name: from_params(params, today=today, calendar="gregorian", rules=rules) for name, params in asked.items()}


def _taken(office: Office, spec: ReportSpec) -> _Taken:
    spent: list[float] = []

    def once() -> None:
        before = time.process_time()
        _ask(office, spec)
        spent.append(time.process_time() - before)

    clock = median(once, TIMES)
    statements = bare_sql(spec, sqlite=office.database.is_sqlite)
    ratio = clock / median(partial(_bare, office, statements, spec), TIMES) if statements else None
    return _Taken(clock, statistics.median(spent), ratio)


def _ask(office: Office, spec: ReportSpec) -> None:
    with office.read(SYSTEM) as w:
        run(w, spec)


def _bare(office: Office, statements: list[str], spec: ReportSpec) -> None:
    with office.database.engine.connect().execution_options(read_only=True) as connection:
        for statement in statements:
            connection.execute(text(statement), {"a": spec.start.isoformat(), "b": spec.end.isoformat()}).all()


def _until_ready(office: Office, copy: columns.Copy, asked: Mapping[str, ReportSpec]) -> float:
    """The seconds until all columns were read that these reports need."""
    begun = time.perf_counter()
    for _ in range(3):
        with office.read(SYSTEM) as w:
            for spec in asked.values():
                parts = tuple(part for one in spec.asked for part in one.parts)
                call_for(w, Question(parts, spec.breakdown, spec.filter), spec.periods(w.company.calendar_rules))
        copy.settle()
    return time.perf_counter() - begun


def _after_a_write(office: Office, spec: ReportSpec) -> float:
    times = []
    for _ in range(TIMES):
        with office.work(SYSTEM) as w:
            deal = w.scalars(select(Deal).where(Deal.outcome == "won").limit(1))[0]
            records.edit(w, "deal", records.Edit(deal.id, deal.version, {"amount": (deal.amount or 0) + 100}))
        times.append(took(partial(_ask, office, spec)))
    return statistics.median(times)


def _files(office: Office) -> Iterator[Result]:
    """A sheet of a hundred thousand rows, and a report on paper."""
    with office.read(SYSTEM) as w:
        today = w.clock.today()
    span = {"from": (today - 1_805 * DAY).isoformat(), "to": today.isoformat()}
    made: list[int] = []

    def file(params: Mapping[str, str], form: str) -> Callable[[], None]:
        def once() -> None:
            with office.read(SYSTEM) as w:
                made.append(len(file_of(w, {**params, **span}, form).content))

        return once

    sheet = took(file(LONG, "xlsx"))
    yield Result("report_excel_100k_s", sheet, None, "s", f"days × cities × reasons, {made[-1] / 1e6:.1f} MB")
    paper = median(file(PAPER, "pdf"), TIMES)
    yield Result("report_pdf_s", paper, None, "s", f"sixty months by unit, {made[-1] / 1e3:.0f} kB")
