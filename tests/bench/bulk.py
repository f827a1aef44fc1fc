"""Many customers changed at once, tagged, put into the bin, and the way back of each; on both databases.

It is the work of one transaction, during which SQLite keeps other writers waiting: they wait `BUSY_MS` at most.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select

from crm_core.base.database import BUSY_MS
from crm_core.fields import many
from crm_core.fields.find import Query, find
from crm_core.fields.many import Deed, Deleting, Setting, Tagging
from crm_core.models import Customer
from crm_core.trust.access import SYSTEM
from crm_core.trust.undo import undo
from crm_core.trust.unit_of_work import Office
from crm_core.work.in_bulk import Doing, begin, told
from tests.bench.grid_company import opened
from tests.bench.measure import Result, Sizes, took
from tests.provision.packages import Missing

KINDS = ("sqlite", "postgresql")
SMALL, LARGE = 10_000, 100_000
HALF = 50_000


def measure(folder: Path, sizes: Sizes) -> list[Result]:
    """Seconds for 10,000 and for 100,000 rows (as many as there are), each deed and its undo."""
    return [result for kind in KINDS for result in _on(folder, kind, min(LARGE, sizes.customers))]


def _on(folder: Path, kind: str, most: int) -> Iterator[Result]:
    try:
        office = opened(folder, kind, most)
    except Missing as missing:
        print(f"{kind}: {missing}")
        return
    for name, size in (("10k", min(SMALL, most)), ("100k", most)):
        times = {told: _there_and_back(office, deed, size) for told, deed in _deeds(office).items()}
        slowest = max(there for there, _back in times.values())
        detail = "; ".join(f"{told} {there:.1f} s, back {back:.1f} s" for told, (there, back) in times.items())
        limit = BUSY_MS / 1000 if size <= HALF else None
        yield Result(f"bulk_{name}_{kind}_s", slowest, limit, "s", f"{size:,} customers: {detail}")
    yield _meanwhile(office, kind, most)
    office.close()


def _deeds(office: Office) -> dict[str, Deed]:
    with office.read(SYSTEM) as w:
        known = w.scalar(select(Customer.city).order_by(Customer.sort_key).limit(1))
    city = "Yazd" if known != "Yazd" else "Qom"
    return {"set a city": Setting({"city": city}), "tag": Tagging(("measured",)), "delete": Deleting()}


def _there_and_back(office: Office, deed: Deed, size: int) -> tuple[float, float]:
    began = time.perf_counter()
    done = many.run(office, SYSTEM, "customer", Query(top=size), deed)
    there = time.perf_counter() - began

    def back() -> None:
        with office.work(SYSTEM) as w:
            undo(w, done.change_set_id or 0)

    return there, took(back)


def _meanwhile(office: Office, kind: str, most: int) -> Result:
    """How long a page of the grid takes at most in this process while a deed goes on in its own."""

    def ask() -> None:
        with office.read(SYSTEM) as w:
            find(w, "customer", Query())

    alone = took(ask)
    job = Doing(office.settings, None, "customer", Query(top=most), Tagging(("meanwhile",)))
    running = begin(SYSTEM, job)
    slowest = 0.0
    while not running.over:
        slowest = max(slowest, took(ask))
        threading.Event().wait(0.05)
    told(running)
    if running.error is not None:
        raise running.error
    with office.work(SYSTEM) as w:
        undo(w, running.result.change_set_id)
    detail = f"a page of the grid while {most:,} are tagged; alone {1000 * alone:.0f} ms"
    return Result(f"bulk_meanwhile_{kind}_ms", 1000 * slowest, 500, "ms", detail)
