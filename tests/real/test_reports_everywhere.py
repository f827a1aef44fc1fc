"""The figures of a real opportunity list come out alike by every way, in both calendars, as its README states them."""

from __future__ import annotations

import pytest

from crm_core.trust.unit_of_work import Office
from tests.provision import databases
from tests.real.test_reports_maven import ACCOUNTS, AGENTS, JALALI_MONTHS, MONTHS, OFFICES, PRODUCTS, QUARTERS, SEASONS
from tests.real.ways import TOTAL, Ways

WON = 10_005_534


@pytest.fixture
def database_kind() -> databases.Kind:
    """The figures themselves are asked on both databases elsewhere."""
    return "sqlite"


@pytest.fixture
def office(opportunities: Office) -> Office:
    return opportunities


def test_of_all_there_is(ways: Ways) -> None:
    ways.agree("won_count won_amount lost_count lost_amount", {TOTAL: (4238, WON, 2473, 0)})
    ways.agree("created_count open_count", {TOTAL: (8800, 2089)})
    ways.agree(
        "win_rate average_deal median_deal cycle_days days_to_lose", {TOTAL: (0.6315, 2360.91, 1117, 51.78, 41.48)}
    )


def test_by_quarter_month_day_and_range(ways: Ways) -> None:
    counted = "won_count won_amount lost_count"
    ways.agree(counted, {**QUARTERS, TOTAL: (4238, WON, 2473)}, by="quarter")
    ways.agree("won_count won_amount", {**MONTHS, TOTAL: (4238, WON)}, by="month")
    for day, first, figures in (
        ("2017-03-01", "2017-03-01", (20, 49_351)),
        ("2017-06-28", "2017-06-01", (21, 82_280)),
        ("2017-12-31", "2017-12-01", (19, 41_764)),
    ):
        ways.agree("won_count won_amount", {day: figures}, by="day", first=first, last=day)
    ways.agree("won_count won_amount", {TOTAL: (424, 1_057_770)}, first="2017-06-15", last="2017-07-15")
    engaged = {"2016-Q4": 358, "2017-Q1": 1619, "2017-Q2": 2388, "2017-Q3": 2770, "2017-Q4": 1165}
    ways.agree("created_count", engaged, by="quarter", first="2016-10-01", last="2017-12-30")


def test_in_the_jalali_calendar(ways: Ways) -> None:
    ways.agree("won_count won_amount", {**JALALI_MONTHS, TOTAL: (4238, WON)}, by="month", calendar="jalali")
    ways.agree("won_amount", {**SEASONS, TOTAL: WON}, by="quarter", calendar="jalali")
    years = {"1395": (347, 753_398), "1396": (3891, 9_252_136)}
    ways.agree("won_count won_amount", years, by="year", calendar="jalali")
    ways.agree("won_count won_amount", {TOTAL: (424, 1_057_770)}, first="1396-03-25", last="1396-04-24")


def test_by_agent_account_office_and_product(ways: Ways) -> None:
    ways.agree("won_count won_amount", {**AGENTS, TOTAL: (4238, WON)}, breakdown=["owner"])
    ways.agree("won_amount", ACCOUNTS, breakdown=["customer"], top=5)
    ways.agree("won_amount", {**OFFICES, TOTAL: WON}, breakdown=["unit"])
    ways.agree("won_amount", {**PRODUCTS, TOTAL: WON}, breakdown=["product"])
    ways.agree("won_count", {"GTXPro": 729}, breakdown=["product"], where=["product=GTXPro"])
    ways.agree("open_count", {"Negotiation": 1589, "Lead": 500, TOTAL: 2089}, breakdown=["stage"])
    ways.agree("win_rate", {"Hayden Neloms": 0.7039, "Lajuana Vencill": 0.5498, TOTAL: 0.6315}, breakdown=["owner"])
