"""Standard reports over five years against their bare SQL."""

from __future__ import annotations

import datetime as dt
import statistics
from pathlib import Path

from crm_core.reports.run import run
from crm_core.reports.spec import ReportSpec
from crm_core.trust.access import SYSTEM
from crm_core.trust.unit_of_work import Office
from tests.bench.company import opened
from tests.bench.measure import Result, Sizes, median

WON = "outcome = 'won' AND deleted_at IS NULL AND closed_on >= :a AND closed_on < :b"


def _standard(start: dt.date, end: dt.date) -> dict[str, tuple[ReportSpec, str]]:
    """Each standard report with the plain statement that answers it."""

    def spec(*measures: str, by: str = "month", **more: object) -> ReportSpec:
        return ReportSpec(measures, by, start, end, **more)  # type: ignore[arg-type]

    per = "SELECT {key}, sum(amount), count(*) FROM deals WHERE " + WON + " GROUP BY 1"
    return {
        "won by month": (spec("won_amount", "won_count"), per.format(key="substr(closed_on, 1, 7)")),
        "won by Jalali month": (
            spec("won_amount", "won_count", calendar="jalali"),
            (
                "SELECT j_year, j_month, sum(amount), count(*) FROM deals JOIN calendar_days ON day = closed_on WHERE "
                f"{WON} GROUP BY 1, 2"
            ),
        ),
        "won by person": (
            spec("won_amount", "won_count", by="total", breakdown=("owner",)),
            per.format(key="owner_id"),
        ),
        "won by month and unit": (
            spec("won_amount", breakdown=("unit",)),
            f"SELECT substr(closed_on, 1, 7), unit_id, sum(amount) FROM deals WHERE {WON} GROUP BY 1, 2",
        ),
        "won by source": (spec("won_amount", by="total", breakdown=("source",)), per.format(key="source")),
        "won by product": (
            spec("won_amount", by="total", breakdown=("product",)),
            (
                "SELECT product_id, sum(deal_lines.amount) FROM deal_lines JOIN deals ON deals.id = deal_id WHERE "
                f"{WON} GROUP BY 1"
            ),
        ),
        "win rate by quarter": (
            spec("win_rate", by="quarter"),
            (
                "SELECT substr(closed_on, 1, 7), outcome, count(*) FROM deals WHERE outcome IN ('won', 'lost') AND "
                "deleted_at IS NULL AND closed_on >= :a AND closed_on < :b GROUP BY 1, 2"
            ),
        ),
        "created by month": (
            spec("created_count", "created_amount"),
            (
                "SELECT substr(opened_on, 1, 7), count(*), sum(amount) FROM deals WHERE deleted_at IS NULL AND "
                "opened_on >= :a AND opened_on < :b GROUP BY 1"
            ),
        ),
        "cycle by month": (
            spec("cycle_days"),
            (
                f"SELECT substr(closed_on, 1, 7), avg(julianday(closed_on) - julianday(opened_on)) FROM deals WHERE {WON} "
                "GROUP BY 1"
            ),
        ),
    }


def measure(folder: Path, sizes: Sizes) -> list[Result]:
    office = opened(folder, sizes.customers, sizes.deals)
    with office.read(SYSTEM) as w:
        today = w.clock.today()
    start, end = today - dt.timedelta(days=1825), today + dt.timedelta(days=1)
    ours, ratios = {}, {}
    for name, (spec, statement) in _standard(start, end).items():
        ours[name] = median(lambda asked=spec: _ask(office, asked), 5)
        bare = median(lambda sql=statement: _bare(office, sql, start, end), 5)
        ratios[name] = ours[name] / bare
    slowest = max(ours, key=lambda name: ours[name])
    said = ", ".join(f"{name} {1000 * seconds:.0f} ms ({ratios[name]:.1f}x)" for name, seconds in ours.items())
    office.close()
    deals = f"{sizes.deals:,} deals over five years"
    return [
        Result("report_1m_vs_sql", statistics.median(ratios.values()), 2, "x", f"{deals}: {said}"),
        Result("report_1m_ms", 1000 * ours[slowest], 300, "ms", f"{deals}, slowest: {slowest}"),
    ]


def _ask(office: Office, spec: ReportSpec) -> None:
    with office.read(SYSTEM) as w:
        run(w, spec)


def _bare(office: Office, statement: str, start: dt.date, end: dt.date) -> None:
    with office.database.engine.connect().execution_options(read_only=True) as connection:
        connection.exec_driver_sql(statement, {"a": start.isoformat(), "b": end.isoformat()}).all()
