"""The real opportunity list through the import, its figures as its README states them; then out again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from crm_core.lists.apply import Receipt, undo_run
from crm_core.lists.importing import Choices, carry_out, open_list, prepare
from crm_core.lists.plan import Options
from crm_core.models import Customer, Deal, Product, User
from crm_core.reports import ask, run, to_json
from crm_core.trust.access import SYSTEM
from crm_core.trust.unit_of_work import Office
from tests.integration.lists_ground import counts, everything, rows
from tests.provision import company, databases
from tests.real.test_reports_maven import AGENTS, JALALI_MONTHS, MONTHS, PRODUCTS, QUARTERS

FILES = ("accounts.csv", "products.csv", "sales_pipeline.csv")


def bring_in(office: Office, path: Path, **options: Any) -> Receipt:
    opened = open_list(path)
    with office.read(SYSTEM) as w:
        prepared = prepare(w, opened, Choices(options=Options(**options)))
    return carry_out(office, SYSTEM, prepared)


@pytest.fixture
def maven(database_kind: databases.Kind, tmp_path: Path, real_data: Path) -> Iterator[Office]:
    """The English company with the three files in it, through the import."""

    def fill(address: str) -> None:
        company.found(address, company.ENGLISH)
        opened = company.open_office(address)
        done = [bring_in(opened, real_data / "maven" / name) for name in FILES]
        assert [(one.kind, counts(one), one.problems) for one in done] == [
            ("customers", {"created": 85}, 0),
            ("products", {"created": 7}, 0),
            ("deals", {"created": 8800}, 0),
        ]
        assert {entity: len(ids) for entity, ids in done[-1].made.items()} == {"user": 30, "product": 1, "stage": 2}
        opened.close()

    with databases.fresh(database_kind, "maven_imported", fill, tmp_path) as address:
        opened = company.open_office(address)
        yield opened
        opened.close()


def report(office: Office, measures: str, **asked: Any) -> list[dict[str, Any]]:
    with office.read(SYSTEM) as w:
        return to_json(run(w, ask(w, measures.split(), **asked)))["rows"]  # type: ignore[no-any-return]


def test_what_is_there(maven: Office) -> None:
    assert Counter(outcome for (outcome,) in rows(maven, Deal, "outcome")) == {"won": 4238, "lost": 2473, "open": 2089}
    assert sum(customer is None for (customer,) in rows(maven, Deal, "customer_id")) == 1425
    assert len(rows(maven, Customer, "id")) == 85
    assert "GTXPro" in [name for (name,) in rows(maven, Product, "name")]
    agents = [row for row in rows(maven, User, "name", "active", "password_hash") if row[0] in AGENTS]
    assert {row[1:] for row in agents} == {(False, None)}


def test_the_figures_by_month_and_quarter(maven: Office) -> None:
    asked = {"first": "2017-01-01", "last": "2017-12-31"}
    quarters = report(maven, "won_count won_amount lost_count", by="quarter", **asked)
    assert {row["period"]: (row["won_count"], row["won_amount"], row["lost_count"]) for row in quarters} == QUARTERS
    months = report(maven, "won_count won_amount", by="month", **asked)
    assert {row["period"]: (row["won_count"], row["won_amount"]) for row in months if row["won_count"]} == MONTHS
    asked = {"first": "1395-12-01", "last": "1396-10-30", "calendar": "jalali"}
    jalali = report(maven, "won_count won_amount", by="month", **asked)
    assert {row["period"]: (row["won_count"], row["won_amount"]) for row in jalali} == JALALI_MONTHS


def test_the_figures_by_agent_and_product(maven: Office) -> None:
    agents = {row["owner"]: row for row in report(maven, "won_count won_amount", breakdown=["owner"])}
    assert {name: (agents[name]["won_count"], agents[name]["won_amount"]) for name in AGENTS} == AGENTS
    products = report(maven, "won_amount", breakdown=["product"])
    assert {row["product"]: row["won_amount"] for row in products if row["won_amount"]} == PRODUCTS


def test_the_list_again_changes_nothing(maven: Office, real_data: Path) -> None:
    before = everything(maven)
    for name, many in zip(FILES, (85, 7, 8800), strict=True):
        assert counts(bring_in(maven, real_data / "maven" / name)) == {"unchanged": many}
    assert everything(maven) == before


def test_undo_leaves_what_was_there_row_for_row(office: Office, real_data: Path) -> None:
    before = everything(office)
    runs = [bring_in(office, real_data / "maven" / name).run for name in FILES]
    for number in reversed(runs):
        with office.work(SYSTEM) as w:
            assert undo_run(w, number).conflicts == []
    assert everything(office) == before


def test_the_near_miss_is_one_product_when_asked(office: Office, real_data: Path) -> None:
    bring_in(office, real_data / "maven" / "products.csv")
    with office.read(SYSTEM) as w:
        known = w.scalar(select(Product.id).where(Product.name == "GTX Pro"))
    done = bring_in(office, real_data / "maven" / "sales_pipeline.csv", same_products={"GTXPro": known})
    assert (counts(done), "product" in done.made) == ({"created": 8800}, False)
    sold = {row["product"]: row["won_amount"] for row in report(office, "won_amount", breakdown=["product"])}
    assert sold["GTX Pro"] == 3_510_578
