"""Deals, customers and orders of other real lists: their figures by every way, as the README of the lists states them."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm_core.trust.unit_of_work import Office
from tests.provision import databases
from tests.real.test_import_agency import FILES, told
from tests.real.test_import_maven import bring_in
from tests.real.test_import_orders import joined
from tests.real.ways import TOTAL, Ways


@pytest.fixture
def database_kind() -> databases.Kind:
    """The figures themselves are asked on both databases elsewhere."""
    return "sqlite"


def test_the_deals_of_the_agency(office: Office, ways: Ways, real_data: Path, tmp_path: Path) -> None:
    for name in FILES:
        bring_in(office, real_data / "agency" / f"{name}.csv")
    told(office, real_data, tmp_path)
    stages = {
        "Closed Won": (6, 1_500_000), "Closed Lost": (2, 440_000), "Negotiation/Review": (2, 590_000),
        "Qualification": (2, 440_000), "Needs Analysis": (1, 280_000), "Proposal/Price Quote": (1, 240_000),
        "Value Proposition": (1, 180_000), "Prospecting": (1, 40_000), TOTAL: (16, 3_710_000),
    }  # fmt: skip
    ways.agree("created_count created_amount", stages, breakdown=["stage"])
    ways.agree("won_count won_amount lost_count lost_amount", {TOTAL: (6, 1_500_000, 2, 440_000)})
    ways.agree(
        "open_count open_amount", {"Proposal/Price Quote": (1, 90_000), "Qualification": (1, 350_000)},
        breakdown=["stage"], first="2024-12-31", last="2024-12-31",
    )  # fmt: skip
    ways.agree("won_count won_amount", {TOTAL: (4, 1_140_000)}, last="2024-12-31")
    ways.agree(
        "open_count open_amount",
        {"Negotiation/Review": (1, 260_000), "Prospecting": (1, 240_000), "Qualification": (1, 330_000)},
        breakdown=["stage"], first="2025-06-30", last="2025-06-30",
    )  # fmt: skip
    ways.agree("won_amount lost_amount", {TOTAL: (1_500_000, 440_000)}, last="2025-06-30")


def test_how_long_the_agency_keeps_deals_in_a_stage(
    office: Office, ways: Ways, real_data: Path, tmp_path: Path
) -> None:
    for name in FILES:
        bring_in(office, real_data / "agency" / f"{name}.csv")
    told(office, real_data, tmp_path)
    stays = {
        "Prospecting": (63.77, 5), "Qualification": (47.47, 9), "Proposal/Price Quote": (35.39, 8),
        "Needs Analysis": (39.85, 1),
    }  # fmt: skip
    ways.agree("days_in_stage stage_stays", stays, breakdown=["stage"])


def test_the_orders_of_northwind(office: Office, ways: Ways, real_data: Path, tmp_path: Path) -> None:
    folder = real_data / "northwind"
    bring_in(office, folder / "products.csv")
    bring_in(office, joined(folder / "customers.csv", tmp_path / "customers.csv", 4))
    bring_in(office, joined(folder / "orders.csv", tmp_path / "orders.csv", 9))
    bring_in(office, folder / "order-details.csv")
    ways.agree(
        "order_count order_gross order_net order_freight order_customers",
        {TOTAL: (830, 1_354_458.59, 1_265_793.04, 64_942.69, 89)},
    )
    years = {"1996": (208_083.97, 152), "1997": (617_085.20, 408), "1998": (440_623.87, 270)}
    ways.agree("order_net order_count", {**years, TOTAL: (1_265_793.04, 830)}, by="year")


def test_the_people_of_address_books(office: Office, ways: Ways, real_data: Path) -> None:
    bring_in(office, real_data / "contacts" / "crm_500.csv")
    ways.agree(
        "new_contacts", {"warm": 140, "cold": 126, "in-contract": 124, "hot": 110, TOTAL: 500}, breakdown=["status"]
    )
    ways.agree("new_customers", {TOTAL: 55})
