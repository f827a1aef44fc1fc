"""A Persian list in a Persian company: Jalali years, Rial read as Toman, by every way to a figure."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm_core.trust.unit_of_work import Office
from tests.provision import databases
from tests.real.ways import TOTAL, Ways

# In 1403 one more than the README counts: the deal whose amount is to be agreed.
YEARS = {
    "1400": (104, 4_716_100_000), "1401": (90, 4_079_500_000), "1402": (85, 3_769_100_000),
    "1403": (122 + 1, 5_022_700_000), "1404": (95, 4_025_700_000),
}  # fmt: skip


@pytest.fixture
def database_kind() -> databases.Kind:
    """The figures themselves are asked on both databases elsewhere."""
    return "sqlite"


@pytest.fixture
def office(persian_office: Office) -> Office:
    """The company that is asked."""
    return persian_office


def test_the_purchases_of_the_persian_list(ways: Ways, real_data: Path) -> None:
    columns = {"نام خانوادگی": "title", "تاریخ عضویت": "closed_on", "مبلغ خرید": "amount"}
    maps = [part for header, field in columns.items() for part in ("--map", f"{header}={field}")]
    path = str(real_data / "persian" / "contacts_500.csv")
    said = ways.say("import", path, "--kind", "deals", *maps, "--set", "stage=برنده", "--on-match", "create")
    assert (said["created"], len(said["problems"])) == (500, 4)
    every = {**YEARS, TOTAL: (497, sum(amount for _, amount in YEARS.values()))}
    ways.agree("won_count won_amount", every, by="year", first="1400-01-01", last="1404-12-29")
    ways.agree("won_count won_amount", {"1403": YEARS["1403"]}, by="year", first="2024-03-20", last="2025-03-20")
