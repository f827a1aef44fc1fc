"""The other real lists: they go in, or are refused with a clear sentence, as the README beside them says."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path

import pytest

from crm_core.base.errors import Invalid
from crm_core.lists.importing import Choices, PreparedList, look, open_list, prepare
from crm_core.models import Contact, Customer, Deal, Stage, Tag
from crm_core.trust.access import SYSTEM
from crm_core.trust.unit_of_work import Office
from tests.integration.lists_ground import counts, rows
from tests.provision import databases
from tests.real.test_import_maven import bring_in


@pytest.fixture
def database_kind() -> databases.Kind:
    """What becomes of these lists does not depend on the database; writing them is tested on both."""
    return "sqlite"


def planned(office: Office, path: Path) -> PreparedList:
    opened = open_list(path)
    with office.read(SYSTEM) as w:
        return prepare(w, opened, Choices())


def test_the_persian_people_are_480(persian_office: Office, real_data: Path) -> None:
    done = bring_in(persian_office, real_data / "persian" / "contacts_500.csv")
    assert (done.kind, done.counts["created"], done.counts["failed"], done.problems) == ("customers", 480, 0, 5)
    assert sum(done.counts.values()) == 500
    people = rows(persian_office, Customer, "mobile_key", "customer_since", "purchases_to_date", "province", "kind")
    assert len({mobile for mobile, *_ in people if mobile}) == 480
    assert len({province for *_, province, _ in people}) == 31
    again = bring_in(persian_office, real_data / "persian" / "contacts_500.csv")
    assert counts(again) == {"unchanged": 500}


def test_the_agency_is_linked_by_the_numbers_of_its_old_system(office: Office, real_data: Path) -> None:
    folder = real_data / "agency"
    done = [bring_in(office, folder / f"{name}.csv") for name in ("accounts", "contacts", "products", "opportunities")]
    assert [counts(one) for one in done] == [{"created": 8}, {"created": 24}, {"created": 8}, {"created": 16}]
    assert [one.problems for one in done if one.kind != "contacts"] == [0, 0, 0]  # whose phones are American ones
    assert None not in [customer for (customer,) in rows(office, Deal, "customer_id")]
    assert None not in [customer for (customer,) in rows(office, Contact, "customer_id")]
    names = dict(rows(office, Stage, "id", "name"))
    by_stage: Counter[str] = Counter()
    for stage, amount in rows(office, Deal, "stage_id", "amount"):
        by_stage[names[stage]] += amount // 100
    assert by_stage == {
        "Closed Won": 1_500_000, "Closed Lost": 440_000, "Negotiation/Review": 590_000, "Qualification": 440_000,
        "Needs Analysis": 280_000, "Proposal/Price Quote": 240_000, "Value Proposition": 180_000, "Prospecting": 40_000,
    }  # fmt: skip
    assert {kind for name, kind in rows(office, Stage, "name", "kind") if name == "Closed Won"} == {"won"}
    closing = rows(office, Deal, "outcome", "closed_on", "expected_close", "probability")
    assert all((closed is None) == (outcome == "open") for outcome, closed, *_ in closing)
    assert all(expected is not None for outcome, _, expected, _ in closing if outcome == "open")
    assert {probability for outcome, *_, probability in closing if outcome == "open"} >= {70}
    assert [counts(bring_in(office, folder / "opportunities.csv"))] == [{"unchanged": 16}]


def test_damaged_rows_come_back_and_sound_ones_go_in(office: Office, real_data: Path) -> None:
    prepared = planned(office, real_data / "northwind" / "customers.csv")
    assert {name: n for name, n in prepared.plan.counts.items() if n} == {"created": 67, "failed": 24}
    failed = [row for row in prepared.plan.rows if row.status == "failed"]
    assert {str(row.reason) for row in failed} == {"Too many fields: this row has 12, the list has 11 columns."}
    assert all(len(prepared.cells[row.row]) == 12 for row in failed)
    done = bring_in(office, real_data / "northwind" / "customers.csv")
    assert counts(done) == {"created": 67, "failed": 24}
    assert "NULL" not in {value for row in rows(office, Customer, "province", "postal_code", "phone") for value in row}
    assert counts(bring_in(office, real_data / "northwind" / "products.csv")) == {"created": 77}
    assert counts(bring_in(office, real_data / "northwind" / "suppliers.csv")) == {"created": 20, "failed": 9}


def test_address_books_go_in(office: Office, real_data: Path) -> None:
    folder = real_data / "contacts"
    crm = bring_in(office, folder / "crm_500.csv")
    assert (crm.kind, counts(crm), len(crm.made["customer"])) == ("contacts", {"created": 500}, 55)
    assert Counter(status for status, in rows(office, Contact, "status")) == {
        "warm": 140, "cold": 126, "in-contract": 124, "hot": 110,
    }  # fmt: skip
    assert len(rows(office, Tag, "id")) > 0
    assert counts(bring_in(office, folder / "people_1000.csv")) == {"created": 1000}
    google = bring_in(office, folder / "google.csv")
    (name, birthday) = rows(office, Contact, "name", "birthday")[-1]
    assert (counts(google), name, birthday) == (
        {"created": 1}, "Prefix Firstname Middle Lastname Suffix", dt.date(1975, 12, 12),
    )  # fmt: skip
    assert counts(bring_in(office, folder / "thunderbird.csv")) == {"created": 1}
    assert counts(bring_in(office, folder / "email.csv")) == {"created": 4}


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("agency/templates/accounts.csv", "no rows"),
        ("agency/templates/opportunity_stage_history.csv", "no rows"),
        ("agency/templates/tasks.csv", "no rows"),
        ("persian/provinces.xlsx", "not clear what this list holds"),
        ("persian/given_names.csv", "not clear what this list holds"),
    ],
)
def test_what_cannot_go_in_is_refused_in_words(office: Office, real_data: Path, file: str, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        planned(office, real_data / file)


@pytest.mark.parametrize(
    ("file", "kind", "some"),
    [
        ("maven/accounts.csv", "customers", {"account": "name", "sector": "industry", "revenue": "annual_revenue"}),
        ("maven/sales_pipeline.csv", "deals", {"opportunity_id": "external_id", "sales_agent": "owner", "close_value": "amount"}),
        ("maven/sales_teams.csv", "users", {"sales_agent": "name", "manager": "manager", "regional_office": "unit"}),
        ("agency/contacts.csv", "contacts", {"ContactExtId__c": "external_id", "AccountExtId__c": "customer"}),
        ("agency/tasks.csv", "tasks", {"Subject": "title", "ActivityDate": "due_on"}),
        ("agency/quote_line_items.csv", "orders", {"QuoteExtId__c": "number", "UnitPrice": "price"}),
        ("agency/opportunity_stage_history.csv", "deal_history", {"OpportunityExtId__c": "deal", "StageName": "stage"}),
        ("northwind/order-details.csv", "orders", {"orderID": "number", "productID": "product", "quantity": "quantity"}),
        ("northwind/employees.csv", "users", {"employeeID": "external_id", "reportsTo": "manager"}),
        ("northwind/customers.csv", "customers", {"customerID": "external_id", "region": "province"}),
        ("contacts/email.csv", "contacts", {"Primary Email": "email"}),
        ("contacts/thunderbird.csv", "contacts", {"Secondary Email": "email", "Work Phone": "phone"}),
        ("contacts/crm_500.csv", "contacts", {"company": "customer", "sales": "owner", "linkedin_url": None}),
    ],
)  # fmt: skip
def test_what_a_list_holds_is_told_by_its_columns(
    office: Office, real_data: Path, file: str, kind: str, some: dict[str, str | None]
) -> None:
    with office.read(SYSTEM) as w:
        found = look(w, open_list(real_data / file), Choices())
    columns = {column.header: column.field for column in found.columns}
    assert (found.kind, {header: columns[header] for header in some}) == (kind, some)


def test_what_was_cleaned_in_the_persian_list_is_counted(persian_office: Office, real_data: Path) -> None:
    plan = planned(persian_office, real_data / "persian" / "contacts_500.csv").plan
    assert plan.cleaned["استان"].count > 0
    assert plan.cleaned["موبایل"].count == 498 - 83  # as they are stored already
    assert all(1 <= len(one.samples) <= 5 for one in plan.cleaned.values())
    assert plan.warnings == []
