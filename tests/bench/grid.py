"""The customer grid's questions on a large company against those on a small one."""

from __future__ import annotations

import statistics
from pathlib import Path

from sqlalchemy import select

from crm_core.fields.filters import all_of, condition
from crm_core.fields.find import Query, find
from crm_core.models import User
from crm_core.trust.access import SYSTEM
from crm_core.trust.unit_of_work import Office
from tests.bench.company import opened
from tests.bench.measure import Result, Sizes, median

SMALL = 10_000


def questions(office: Office) -> dict[str, Query]:
    """What people ask of the grid: a page of 100 rows each."""
    with office.read(SYSTEM) as w:
        owner = w.scalar(select(User.id).where(User.name == "Seller 9"))
    mine = all_of(condition("customer", "owner", "is", owner), condition("customer", "status", "is", "Active"))
    return {
        "as opened": Query(),
        "by name": Query(sort="name", descending=True),
        "by city": Query(sort="city"),
        "by last contact": Query(sort="last_contact_on", descending=True),
        "owner and status": Query(mine),
        "tag": Query(condition("customer", "tags", "has_any", ["vip"])),
        "three letters": Query(search="zag"),
        "phone": Query(search="9120001234"),
        "page 50": Query(page=50),
    }


def measure(folder: Path, sizes: Sizes) -> list[Result]:
    """The median ratio of the questions, and the slowest of them in milliseconds."""
    large = _times(opened(folder, sizes.customers, sizes.deals))
    small = _times(opened(folder, SMALL, SMALL))
    ratios = {name: large[name] / small[name] for name in large}
    slowest = max(large, key=lambda name: large[name])
    said = ", ".join(f"{name} {1000 * seconds:.0f} ms ({ratios[name]:.1f}x)" for name, seconds in large.items())
    size = f"{sizes.customers:,} customers against {SMALL:,}"
    return [
        Result("grid_1m_vs_10k", statistics.median(ratios.values()), 1.5, "x", f"{size}: {said}"),
        Result("grid_1m_ms", 1000 * large[slowest], 150, "ms", f"{sizes.customers:,} customers, slowest: {slowest}"),
    ]


def _times(office: Office) -> dict[str, float]:
    def ask(query: Query) -> None:
        with office.read(SYSTEM) as w:
            find(w, "customer", query)

    times = {}
    for name, query in questions(office).items():
        times[name] = median(lambda asked=query: ask(asked))
    office.close()
    return times
