"""Orders as records: who sees them, how they are found, what reports count, and what a customer's file shows."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

import crm_core.deals  # noqa: F401  declares the rule of orders
from crm_core.base.errors import Invalid, NotFound, Refused
from crm_core.fields import find as finding
from crm_core.fields import records
from crm_core.fields.filters import condition
from crm_core.fields.records import Edit
from crm_core.fields.search import search
from crm_core.file.changes import changes_of
from crm_core.file.events import Wanted
from crm_core.file.orders import customer_of_order, order_file
from crm_core.file.overview import customer_file
from crm_core.file.timeline import timeline
from crm_core.file.whose import Whose
from crm_core.models import Order
from crm_core.reports import ask, breakdowns_of, measure, records_behind, run
from crm_core.trust import doctor
from crm_core.trust.access import SYSTEM, Actor
from crm_core.trust.bulk import bulk_create
from crm_core.trust.unit_of_work import Office
from tests.integration.reports_ground import customers, figures, products, report
from tests.provision.company import People


def line(product: int | None, amount: int, quantity: float = 1.0) -> dict[str, Any]:
    """A line in whole dollars."""
    return {"product_id": product, "quantity": quantity, "price": amount * 100, "amount": int(amount * 100 * quantity)}


def put(office: Office, orders: list[tuple[dict[str, Any], list[dict[str, Any]]]]) -> list[int]:
    """Store orders with their lines: columns without those that follow from the lines."""
    rows = []
    for place, (values, lines) in enumerate(orders):
        amount = sum(one["amount"] for one in lines) if lines else values.get("amount")
        usual = {"number": f"N-{place}", "status": "done", "currency": "USD", "ordered_on": dt.date(2026, 3, 2)}
        rows.append({**usual, **values, "amount": amount})
    with office.work(SYSTEM) as w, w.changing("create"):
        return bulk_create(w, Order, rows, lines={place: lines for place, (_, lines) in enumerate(orders) if lines})


def whose(actor: Actor) -> dict[str, Any]:
    return {"owner_id": actor.user_id, "unit_id": actor.unit_id}


@pytest.fixture
def march(office: Office, people: People) -> list[int]:
    """Five orders of March: of Sara (North) in Karaj, of Omid (South) in Yazd; one returned, one cancelled."""
    karaj, yazd = customers(office, {"city": "Karaj", "tier": "Gold"}, {"city": "Yazd", "source": "Website"})
    bearing, shaft = products(office, "Bearing", "Shaft")
    sara, omid = whose(people.sara), whose(people.omid)
    return put(
        office,
        [
            ({"customer_id": karaj, **sara}, [line(bearing, 100), line(shaft, 20, 2.0), line(bearing, 10)]),
            ({"customer_id": yazd, **omid, "ordered_on": dt.date(2026, 3, 31)}, [line(shaft, 50)]),
            ({"customer_id": yazd, **omid, "status": "returned"}, [line(shaft, 30)]),
            ({"customer_id": karaj, **sara, "status": "cancelled"}, [line(shaft, 7)]),
            ({"customer_id": karaj, **sara, "status": "open", "amount": 5_00}, []),
        ],
    )


WHEN: dict[str, Any] = {"first": "2026-03-01", "last": "2026-03-31"}


def test_cancelled_and_returned_orders_are_no_sales(office: Office, march: list[int]) -> None:
    result = report(office, "order_amount order_count returned_amount", **WHEN)
    assert dict(result.totals) == {"order_amount": (150 + 50 + 5) * 100, "order_count": 3, "returned_amount": 30_00}


@pytest.mark.parametrize(
    ("by", "amounts"),
    [
        ("city", {"Karaj": 155_00, "Yazd": 50_00}),
        ("tier", {"Gold": 155_00, None: 50_00}),
        ("source", {"Website": 50_00, None: 155_00}),
        ("owner", {"Sara": 155_00, "Omid": 50_00}),
        ("unit", {"North": 155_00, "South": 50_00}),
        ("product", {"Bearing": 110_00, "Shaft": 40_00 + 50_00, None: 5_00}),
        ("customer", {"Customer 0": 155_00, "Customer 1": 50_00}),
        ("status", {"Done": 200_00, "Open": 5_00}),
    ],
)
def test_orders_are_broken_down(office: Office, march: list[int], by: str, amounts: dict[str | None, int]) -> None:
    result = report(office, "order_amount", breakdown=[by], **WHEN)
    assert figures(result) == amounts
    assert result.totals["order_amount"] == sum(amounts.values())


def test_an_order_counts_once_for_each_of_its_products(office: Office, march: list[int]) -> None:
    result = report(office, "order_count", breakdown=["product"], **WHEN)
    assert figures(result) == {"Bearing": 1, "Shaft": 2, None: 1}
    assert result.totals["order_count"] == 3
    assert any("several products" in note.message for note in result.notes)


def test_each_figure_names_its_orders(office: Office, march: list[int]) -> None:
    with office.read(SYSTEM) as w:
        spec = ask(w, ["order_amount"], breakdown=["product"], by="month", **WHEN)
        for row in run(w, spec).rows:
            behind = records_behind(spec, "order_amount", start=row.start, end=row.end, keys=row.keys)
            assert behind is not None
            assert behind.entity == "order"
            page = finding.find(w, "order", finding.Query(behind.filter))
            label = row.keys["product"].label
            assert {one["number"] for one in page.rows} == {
                "Bearing": {"N-0"}, "Shaft": {"N-0", "N-1"}, None: {"N-4"},
            }[label]  # fmt: skip


def test_what_orders_can_be_broken_down_by() -> None:
    offered = set(breakdowns_of([measure("order_amount"), measure("returned_amount")]))
    assert {"customer", "owner", "unit", "product", "city", "tier", "source", "status"} <= offered
    assert "stage" not in offered
    assert {"customer", "city"} <= set(breakdowns_of([measure("order_amount"), measure("won_amount")]))


def test_amounts_of_another_currency_are_told_not_added(office: Office, march: list[int]) -> None:
    put(office, [({"currency": "EUR", "amount": 900_00, "number": "E-1"}, [])])
    result = report(office, "order_amount order_count", **WHEN)
    assert dict(result.totals) == {"order_amount": 205_00, "order_count": 4}
    assert any("another currency" in note.message and note.params["n"] == 1 for note in result.notes)
    assert not report(office, "won_amount", **WHEN).notes


@pytest.mark.parametrize(
    ("who", "numbers"),
    [
        ("babak", {"N-0", "N-1", "N-2", "N-3", "N-4"}),
        ("sara", {"N-0", "N-3", "N-4"}),
        ("omid", {"N-1", "N-2"}),
        ("kian", set()),
    ],
)
def test_orders_are_seen_as_deals_are(
    office: Office, people: People, march: list[int], who: str, numbers: set[str]
) -> None:
    actor: Actor = getattr(people, who)
    with office.read(actor) as w:
        page = finding.find(w, "order", finding.Query(columns=("number", "product")))
        assert {one["number"] for one in page.rows} == numbers
        total = run(w, ask(w, ["order_count"], **WHEN)).totals["order_count"]
    assert total == len(numbers - {"N-2", "N-3"})


def test_an_outsider_neither_opens_nor_changes_an_order(office: Office, people: People, march: list[int]) -> None:
    with office.read(people.omid) as w, pytest.raises(NotFound):
        order_file(w, march[0])
    with office.work(people.mina) as w:
        w.get(Order, march[0])
    with office.work(people.omid) as w, pytest.raises((NotFound, Refused)):
        records.edit(w, "order", Edit(march[0], 1, {"status": "returned"}))


def test_orders_are_filtered_by_product_customer_and_city(office: Office, march: list[int]) -> None:
    def numbers(key: str, op: str, value: Any = None) -> set[str]:
        with office.read(SYSTEM) as w:
            page = finding.find(w, "order", finding.Query(condition("order", key, op, value)))
            return {one["number"] for one in page.rows}

    assert numbers("product", "is", "Bearing") == {"N-0"}
    assert numbers("product", "empty") == {"N-4"}
    assert numbers("city", "is", "Yazd") == {"N-1", "N-2"}
    assert numbers("status", "one_of", ["cancelled", "returned"]) == {"N-2", "N-3"}
    assert numbers("number", "contains", "n-1") == {"N-1"}


def test_an_order_is_found_by_its_number(office: Office, people: People, march: list[int]) -> None:
    with office.read(people.sara) as w:
        assert [(one.kind, one.label, one.detail) for one in search(w, "n-0")] == [("order", "N-0", "Customer 0")]
        assert search(w, "N-1") == []


def test_the_file_of_a_customer_shows_its_orders(office: Office, people: People, march: list[int]) -> None:
    with office.read(SYSTEM) as w:
        customer = customer_of_order(w, march[0])
        assert customer is not None
        file = customer_file(w, customer)
        assert [one["number"] for one in file.orders.rows] == ["N-4", "N-3", "N-0"]
        assert len(file.orders.rows[2]["product"]) == 2
        events = timeline(w, Whose("customer", customer), kinds=("order",))
        assert [(one.title, one.what, one.facts["amount"]) for one in events] == [
            ("N-4", "open", 5_00), ("N-3", "cancelled", 7_00), ("N-0", "done", 150_00),
        ]  # fmt: skip
        assert timeline(w, Whose("customer", customer), kinds=("order",), before=events[-1].place) == []
        opened = order_file(w, march[0])
        assert [(one.product, one.quantity, one.amount) for one in opened.lines] == [
            ("Bearing", 1.0, 100_00), ("Shaft", 2.0, 40_00), ("Bearing", 1.0, 10_00),
        ]  # fmt: skip


def test_a_change_of_an_order_is_told_by_its_number(office: Office, people: People, march: list[int]) -> None:
    with office.work(people.sara) as w:
        records.edit(w, "order", Edit(march[0], 1, {"status": "returned"}))
    with office.read(people.sara) as w:
        customer = customer_of_order(w, march[0])
        assert customer is not None
        told = [
            one for one in changes_of(w, Wanted(Whose("customer", customer), None, None, 50)) if one.entity == "order"
        ]
    assert [(one.name, [(f.label, f.before, f.after) for f in one.fields]) for one in told] == [
        ("N-0", [("Status", "Done", "Returned")])
    ]


def test_an_order_is_made_by_hand_and_its_amount_follows_its_lines(office: Office, people: People) -> None:
    bearing, shaft = products(office, "Bearing", "Shaft")
    lines = [
        {"product_id": bearing, "quantity": 3.0, "price": 10_00, "discount": 10.0},
        {"product_id": shaft, "price": 5},
    ]
    with office.work(people.sara) as w:
        number = records.create(w, "order", {"number": "A-7", "lines": lines, "shipped_on": dt.date(2026, 3, 2)})
    with office.read(people.sara) as w:
        order = w.get(Order, number)
        assert (order.amount, order.status, order.currency, order.unit_id) == (
            27_05,
            "done",
            "USD",
            people.sara.unit_id,
        )
    with office.work(people.sara) as w, pytest.raises(Invalid, match="what its lines come to"):
        records.edit(w, "order", Edit(number, 1, {"amount": 1}))
    with office.work(people.sara) as w:
        records.edit(w, "order", Edit(number, 1, {"lines": lines[:1]}))
    with office.read(people.sara) as w:
        assert w.get(Order, number).amount == 27_00


def test_the_doctor_looks_at_orders(office: Office, march: list[int]) -> None:
    assert [check.key for check in doctor.examine(office, SYSTEM) if not check.well] == []
    with office.work(SYSTEM) as w, w.changing("edit"):
        w.get(Order, march[0]).amount = 1
    (ill,) = [check for check in doctor.examine(office, SYSTEM) if not check.well]
    assert (ill.key, ill.findings[0].params["ids"]) == ("orders", str(march[0]))
