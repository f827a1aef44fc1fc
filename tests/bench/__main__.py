"""make bench: take the measures of the design's section 6, print them as a table and write bench.json."""

from __future__ import annotations

import argparse
import gc
import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.bench import (
    board,
    bulk,
    clicks,
    forecast,
    grid,
    list_life,
    lists,
    past,
    report_screen,
    reports,
    screens,
    speed,
)
from tests.bench.measure import SIZES, Result, Sizes

ROOT = Path(__file__).resolve().parents[2]
Taker = Callable[[Path, Sizes], list[Result]]

TAKERS: dict[Taker, tuple[str, ...]] = {
    lists.measure: ("import_100k_vs_floor", "import_100k_vs_openpyxl", "import_100k_peak_mb"),
    list_life.measure: tuple(
        f"{name}_{kind}_vs_{other}"
        for kind in ("sqlite", "postgresql")
        for name, other in (
            *(("import", "floor"), ("again", "import"), ("update", "import")),
            *(("undo", "import"), ("undo_update", "update"), ("export", "import")),
        )
    ),
    list_life.long: ("import_1m_peak_mb",),
    grid.measure: tuple(
        f"{name}{mark}"
        for mark in ("", "_postgresql")
        for name in ("grid_1m_vs_10k", "grid_1m_ms", "grid_more_1m_ms", "grid_cell_1m_ms", "grid_bulk_1m_s")
    ),
    bulk.measure: tuple(
        name
        for kind in ("sqlite", "postgresql")
        for name in (f"bulk_10k_{kind}_s", f"bulk_100k_{kind}_s", f"bulk_meanwhile_{kind}_ms")
    ),
    board.measure: ("board_1m_ms", "board_1m_postgresql_ms"),
    reports.measure: (
        *(
            f"report_1m_{name}"
            for mark in ("", "_postgresql")
            for name in (f"vs_sql{mark}", f"ms{mark}", f"first{mark}_ms", f"ready{mark}_s", f"changed{mark}_ms")
        ),
        "report_excel_100k_s",
        "report_pdf_s",
    ),
    report_screen.measure: ("report_click_to_chart_ms",),
    past.measure: tuple(
        f"{name}{mark}" for mark in ("", "_postgresql") for name in ("asof_1m_ms", "changes_1m_ms", "stuck_1m_ms")
    ),
    speed.measure: tuple(
        f"{name}_1m{mark}_ms" for mark in ("", "_postgresql") for name in ("slips", "funnel_cohort", "funnel_period")
    ),
    forecast.measure: tuple(
        name
        for mark in ("", "_postgresql")
        for name in (f"forecast_1m_first{mark}_s", f"forecast_1m{mark}_ms", f"honesty_1m{mark}_s")
    ),
    screens.measure: ("screen_overhead_ms", "screen_slowest_ms"),
    clicks.measure: ("clicks_50_p95_ms", "start_s"),
}
"""What takes which measures: those of one line are taken together."""


def main() -> int:
    names = [name for some in TAKERS.values() for name in some]
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--only", choices=names, help="take this measure (and those taken with it)")
    parser.add_argument("--size", choices=list(SIZES), default="medium", help="how much is measured")
    asked = parser.parse_args()
    folder = Path(tempfile.gettempdir()) / "daftar-bench"
    folder.mkdir(exist_ok=True)
    for take, taken in TAKERS.items():
        if asked.only in (None, *taken):
            print(f"… {', '.join(taken)}", file=sys.stderr, flush=True)
            results = take(folder, SIZES[asked.size])
            results = [one for one in results if asked.only in (None, one.name)]
            _print(results)
            _keep(results)
            gc.collect()
    return 0


def _print(found: list[Result]) -> None:
    for one in found:
        mark = "ok  " if one.kept else "OVER"
        limit = "" if one.limit is None else f"limit {one.limit:g}"
        print(f"{one.name:<32}  {one.value:>9.2f} {one.unit:<2}  {limit:<10}  {mark}  {one.detail}", flush=True)


def _keep(found: list[Result]) -> None:
    """Write the results beside those of earlier runs of other measures."""
    path = ROOT / "bench.json"
    kept = json.loads(path.read_text()) if path.exists() else {}
    for one in found:
        kept[one.name] = {"value": round(one.value, 3), "limit": one.limit, "unit": one.unit, "detail": one.detail}
    path.write_text(json.dumps(kept, indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    sys.exit(main())
