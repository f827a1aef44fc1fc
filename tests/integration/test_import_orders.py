"""Lists of orders: rows gathered by number, lines that join orders that are there, and what they come to."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from crm_core.base.errors import Invalid
from crm_core.fields.records import Edit, edit
from crm_core.lists import preview
from crm_core.lists.apply import Receipt, undo_run
from crm_core.lists.export import to_csv
from crm_core.lists.importing import carry_out
from crm_core.models import Customer, Order, OrderLine, Product
from crm_core.trust.access import SYSTEM
from crm_core.trust.unit_of_work import Office
from tests.integration.lists_ground import bring_in, counts, everything, planned, rows
from tests.provision.company import People

CUSTOMERS = "Code,Name,City\nC1,Alborz Steel,Karaj\nC2,Kavir Tile,Yazd\n"
ORDERS = """
Order no,Order date,Customer,Product,Quantity,Unit price,Discount,Status
1001,2026-03-02,Alborz Steel,Bearing,10,12.50,0.15,Shipped
1001,2026-03-02,Alborz Steel,Shaft,2,99.99,0,Shipped
1002,2026-03-05,Kavir Tile,Bearing,1,12.50,0,Cancelled
1003,2026-03-09,Kavir Tile,Shaft,3,100,0.05,
"""
HEADS = "Order no,Order date,Customer,Shipped date\n1001,2026-03-02,Alborz Steel,2026-03-04\n1002,2026-03-05,,\n"
LINES = "Order no,Product,Unit price,Quantity\n1001,Bearing,12.50,10\n1001,Shaft,99.99,2\n1009,Bearing,12.50,4\n"


def undo(office: Office, run: int) -> list[tuple[str, str]]:
    with office.work(SYSTEM) as w:
        return [(one.label, one.reason) for one in undo_run(w, run).conflicts]


def orders(office: Office, *names: str) -> list[tuple[Any, ...]]:
    return rows(office, Order, "number", *names)


def lines(office: Office) -> list[tuple[Any, ...]]:
    """Number of the order, product, quantity, price, discount and amount of every line."""
    with office.read(SYSTEM) as w:
        statement = (
            select(
                Order.number, Product.name, OrderLine.quantity, OrderLine.price, OrderLine.discount, OrderLine.amount
            )
            .join(Order, Order.id == OrderLine.order_id)
            .outerjoin(Product, Product.id == OrderLine.product_id)
            .order_by(Order.number, OrderLine.position)
        )
        return [tuple(row) for row in w.rows(statement)]


def notes_of(office: Office, people: People, text: str, **how: Any) -> list[str]:
    prepared = planned(office, people.mina, text, **how)
    with office.read(people.mina) as w:
        return [note.say(w.locale) for note in prepared.plan.notes]


@pytest.fixture
def done(office: Office, people: People) -> Receipt:
    bring_in(office, people.mina, CUSTOMERS)
    return bring_in(office, people.mina, ORDERS)


def test_rows_of_one_number_are_one_order_with_its_lines(office: Office, done: Receipt) -> None:
    assert (done.kind, done.rows, counts(done), done.problems) == ("orders", 4, {"created": 4}, 0)
    customers = dict(rows(office, Customer, "id", "name"))
    found = orders(office, "ordered_on", "customer_id", "status", "status_said", "amount")
    assert [(number, day, customers[who], *rest) for number, day, who, *rest in found] == [
        ("1001", dt.date(2026, 3, 2), "Alborz Steel", "done", "Shipped", 106_25 + 199_98),
        ("1002", dt.date(2026, 3, 5), "Kavir Tile", "cancelled", "Cancelled", 12_50),
        ("1003", dt.date(2026, 3, 9), "Kavir Tile", "open", None, 285_00),
    ]
    assert lines(office) == [
        ("1001", "Bearing", 10.0, 12_50, 15.0, 106_25),
        ("1001", "Shaft", 2.0, 99_99, 0.0, 199_98),
        ("1002", "Bearing", 1.0, 12_50, 0.0, 12_50),
        ("1003", "Shaft", 3.0, 100_00, 5.0, 285_00),
    ]


def test_what_was_gathered_is_said(office: Office, people: People) -> None:
    notes = notes_of(office, people, ORDERS)
    assert "The list holds 3 orders with 4 lines; each row counts as what becomes of its line." in notes
    assert "Cancelled and returned orders in the list: 1. They are kept; reports leave them out." in notes
    assert not any("same record" in note for note in notes)


def test_the_same_orders_again_change_nothing(office: Office, people: People, done: Receipt) -> None:
    before = everything(office)
    again = bring_in(office, people.mina, ORDERS)
    assert (counts(again), again.change_set_id) == ({"unchanged": 4}, None)
    assert everything(office) == before


def test_a_changed_line_is_updated_and_the_order_follows(office: Office, people: People, done: Receipt) -> None:
    before = everything(office)
    again = bring_in(office, people.mina, ORDERS.replace("Shaft,2,99.99", "Shaft,3,99.99"))
    assert counts(again) == {"unchanged": 3, "updated": 1}
    assert lines(office)[1] == ("1001", "Shaft", 3.0, 99_99, 0.0, 299_97)
    assert orders(office, "amount")[0] == ("1001", 106_25 + 299_97)
    assert undo(office, again.run) == []
    assert everything(office) == before


def test_a_line_more_is_added_and_none_is_taken_away(office: Office, people: People, done: Receipt) -> None:
    before = everything(office)
    text = "Order no,Product,Quantity,Unit price\n1001,Seal,5,2\n1001,Shaft,2,99.99\n"
    again = bring_in(office, people.mina, text)
    assert counts(again) == {"updated": 1, "unchanged": 1}
    assert [line[1] for line in lines(office) if line[0] == "1001"] == ["Bearing", "Shaft", "Seal"]
    assert orders(office, "amount")[0] == ("1001", 106_25 + 199_98 + 10_00)
    assert "Lines of these orders that are there and not in the list were kept: 1." in notes_of(office, people, text)
    assert undo(office, again.run) == []
    assert everything(office) == before


def test_an_undo_takes_orders_and_what_they_named(office: Office, people: People) -> None:
    before = everything(office)
    run = bring_in(office, people.mina, ORDERS).run
    assert undo(office, run) == []
    assert everything(office) == before


def test_an_order_changed_since_stays(office: Office, people: People, done: Receipt) -> None:
    number = rows(office, Order, "id")[0][0]
    with office.work(people.mina) as w:
        edit(w, "order", Edit(number, 1, {"terms": "30 days"}))
    assert undo(office, done.run)[0] == ("1001", "changed since")
    assert [one[0] for one in orders(office)] == ["1001"]


def test_orders_and_their_lines_come_in_two_lists(office: Office, people: People) -> None:
    heads = bring_in(office, people.mina, HEADS)
    assert counts(heads) == {"created": 2}
    assert orders(office, "status", "amount") == [("1001", "done", None), ("1002", "open", None)]
    bring = bring_in(office, people.mina, LINES)
    assert counts(bring) == {"updated": 2, "created": 1}
    assert orders(office, "status", "amount") == [
        ("1001", "done", 125_00 + 199_98),
        ("1002", "open", None),
        ("1009", "open", 50_00),
    ]
    for text, many in ((HEADS, 2), (LINES, 3)):
        assert counts(bring_in(office, people.mina, text)) == {"unchanged": many}


def test_an_order_that_only_lines_name_is_said(office: Office, people: People) -> None:
    assert "Orders of which nothing but the number and lines is known: 2." in notes_of(office, people, LINES)


def test_one_number_of_two_customers_is_two_orders(office: Office, people: People, done: Receipt) -> None:
    text = "Order no,Order date,Customer,Product,Quantity,Unit price\n1001,2026-03-02,Kavir Tile,Seal,1,2\n"
    assert counts(bring_in(office, people.mina, text)) == {"created": 1}
    assert [number for (number,) in orders(office)].count("1001") == 2


def test_a_number_given_again_years_later_is_another_order(office: Office, people: People) -> None:
    text = (
        "Invoice no,Invoice date,Customer,Product,Quantity,Unit price\n"
        "1,2024-04-01,Alborz Steel,Seal,1,2\n1,2025-04-02,Alborz Steel,Seal,3,2\n"
    )
    assert counts(bring_in(office, people.mina, text)) == {"created": 2}
    assert orders(office, "amount") == [("1", 2_00), ("1", 6_00)]
    assert counts(bring_in(office, people.mina, text)) == {"unchanged": 2}


def test_an_order_whose_lines_name_new_products_is_changed(office: Office, people: People, done: Receipt) -> None:
    again = bring_in(
        office, people.mina, ORDERS.replace("1003,2026-03-09,Kavir Tile,Shaft", "1003,2026-03-09,Kavir Tile,Belt")
    )
    assert counts(again) == {"updated": 1, "unchanged": 3}
    assert orders(office, "amount")[2] == ("1003", 2 * 285_00)


@pytest.mark.parametrize(
    ("header", "cells", "discounts"),
    [
        ("Discount", ("0.15", "0"), (15.0, 0.0)),
        ("Discount", ("15", "0.5"), (15.0, 0.5)),
        ("Discount", ("12.5%", "0"), (12.5, 0.0)),
        ("Discount amount", ("30", "0"), (15.0, 0.0)),
        ("Discount", ("1500", "200"), None),
    ],
)
def test_a_discount_is_understood_by_its_column(
    office: Office, people: People, header: str, cells: tuple[str, str], discounts: tuple[float, float] | None
) -> None:
    price = "100" if discounts else "10000"
    text = f"Order no,Product,Quantity,Unit price,{header}\n1,A,2,{price},{cells[0]}\n2,B,1,{price},{cells[1]}\n"
    done = bring_in(office, people.mina, text)
    assert done.problems == 0
    found = [line[4] for line in lines(office)]
    assert found == list(discounts or (7.5, 2.0))
    if discounts is None:
        assert orders(office, "amount") == [("1", 18_500_00), ("2", 9_800_00)]


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("لغو شده", "cancelled"),
        ("مرجوعی", "returned"),
        ("ارسال شده", "done"),
        ("پیش‌نویس", "open"),
        ("Canceled by the customer", "cancelled"),
        ("Refunded", "returned"),
        ("PAID", "done"),
        ("In the moon", "open"),
    ],
)
def test_words_for_what_became_of_an_order(office: Office, people: People, word: str, status: str) -> None:
    done = bring_in(office, people.mina, f"Order no,Order date,Status\n7,2026-03-02,{word}\n")
    assert (done.problems, orders(office, "status")) == (0, [("7", status)])
    assert orders(office, "status_said")[0][1]


def test_a_persian_list_of_invoices(office: Office, people: People) -> None:
    text = (
        "شماره فاکتور,تاریخ فاکتور,نام مشتری,نام کالا,تعداد,فی,درصد تخفیف,وضعیت\n"
        "۱۲۰,۱۴۰۵/۰۲/۰۱,فولاد البرز,بلبرینگ,۳,۱۲۰,۱۰,ارسال شده\n"
        "۱۲۰,۱۴۰۵/۰۲/۰۱,فولاد البرز,شفت,۱,۴۰,۰,ارسال شده\n"
        "۱۲۱,۱۴۰۵/۰۲/۰۳,کاشی کویر,شفت,۱,۴۰,۰,برگشتی\n"
    )
    done = bring_in(office, people.mina, text)
    assert (done.kind, counts(done), done.problems) == ("orders", {"created": 3}, 0)
    assert orders(office, "ordered_on", "status", "amount") == [
        ("120", dt.date(2026, 4, 21), "done", 324_00 + 40_00),
        ("121", dt.date(2026, 4, 23), "returned", 40_00),
    ]


def test_an_amount_beside_lines_is_of_the_line_or_of_the_order(office: Office, people: People) -> None:
    of_lines = "Invoice no,Product,Quantity,Amount\n1,A,2,30\n1,B,1,12\n2,A,1,15\n"
    bring_in(office, people.mina, of_lines)
    assert orders(office, "amount") == [("1", 42_00), ("2", 15_00)]
    of_orders = "Invoice no,Product,Quantity,Amount\n5,A,2,42\n5,B,1,42\n6,A,1,15\n"
    bring_in(office, people.mina, of_orders)
    assert orders(office, "amount")[2:] == [("5", 42_00), ("6", 15_00)]
    assert sum(line[5] for line in lines(office) if line[0] == "5") == 42_00


def test_a_row_without_a_number_fails_and_the_rows_still_add_up(office: Office, people: People) -> None:
    done = bring_in(office, people.mina, "Order no,Product,Quantity,Unit price\n1,A,2,3\n,B,1,3\n1,C,1,x\n")
    assert counts(done) == {"created": 2, "failed": 1}
    assert done.problems == 2
    assert [line[1] for line in lines(office)] == ["A", "C"]


def test_an_order_belongs_to_whom_its_customer_belongs_to(office: Office, people: People) -> None:
    with office.work(people.sara) as w, w.changing("create"):
        w.session.add(Customer(name="Alborz Steel", owner_id=people.sara.user_id, unit_id=people.sara.unit_id))
    bring_in(office, people.mina, ORDERS)
    assert orders(office, "owner_id", "unit_id")[0] == ("1001", people.sara.user_id, people.sara.unit_id)
    with office.read(people.sara) as w:
        assert w.scalars(select(Order.number)) == ["1001"]
        assert len(w.scalars(select(OrderLine.id))) == 2


def test_the_amount_of_an_order_with_lines_is_not_typed_over(office: Office, people: People, done: Receipt) -> None:
    number = rows(office, Order, "id")[0][0]
    with office.work(people.mina) as w, pytest.raises(Invalid, match="what its lines come to"):
        edit(w, "order", Edit(number, 1, {"amount": 5}))


def test_halves_are_rounded_to_the_even_unit(office: Office, people: People) -> None:
    bring_in(office, people.mina, "Order no,Product,Quantity,Unit price,Discount\n1,A,1,0.10,5%\n2,A,1,0.30,5%\n")
    assert orders(office, "amount") == [("1", 10), ("2", 28)]  # 9.5 and 28.5 cents


def test_planning_again_at_the_moment_of_writing_comes_to_the_same(office: Office, people: People) -> None:
    first, second = (planned(office, people.mina, ORDERS) for _ in range(2))
    carry_out(office, people.mina, first)
    assert counts(carry_out(office, people.mina, second)) == {"unchanged": 4}


def test_a_changed_line_is_shown_before_it_is_written(office: Office, people: People, done: Receipt) -> None:
    prepared = planned(office, people.mina, ORDERS.replace("Shaft,2,99.99", "Shaft,3,99.99"))
    with office.read(people.mina) as w:
        (changed,) = preview.page(w, prepared.plan, "updated").rows
    assert (changed.row, changed.label) == (3, "1001")
    assert changed.cells == [
        ("Amount", "$306.23", "$406.22"),
        (
            "Products",
            "10 × Bearing $12.50 −15%, 2 × Shaft $99.99",
            "10 × Bearing $12.50 −15%, 3 × Shaft $99.99",
        ),
    ]


def test_an_export_comes_back_unchanged(office: Office, people: People, done: Receipt) -> None:
    with office.read(people.mina) as w:
        text = to_csv(w, "order").decode("utf-8-sig")
    assert text.count("\n") == 4
    again = bring_in(office, people.mina, text)
    assert (again.kind, counts(again)) == ("orders", {"unchanged": 3})
    assert len(rows(office, Product, "name")) == 2
