"""Orders of two real companies: lists of orders, of lines, and both, with what they come to."""

from __future__ import annotations

import csv
import datetime as dt
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from crm_core.lists.apply import Receipt
from crm_core.lists.importing import Choices, carry_out, open_list, prepare
from crm_core.models import Customer, Order, OrderLine
from crm_core.reports import ask, run
from crm_core.trust.access import SYSTEM
from crm_core.trust.unit_of_work import Office
from tests.integration.lists_ground import counts, rows
from tests.provision import databases


@pytest.fixture
def database_kind() -> databases.Kind:
    """What becomes of these lists does not depend on the database; writing them is tested on both."""
    return "sqlite"


def bring_in(office: Office, path: Path) -> tuple[Receipt, list[str]]:
    """The receipt of a list, and why its rows or cells are in trouble."""
    with office.read(SYSTEM) as w:
        prepared = prepare(w, open_list(path), Choices())
        reasons = [one.reason.say(w.locale) for one in prepared.plan.problems]
        reasons += [one.reason.say(w.locale) for one in prepared.found.damaged]
    return carry_out(office, SYSTEM, prepared), reasons


def joined(path: Path, to: Path, address: int) -> Path:
    """The file with the fields that a comma in the address split, joined again."""
    lines = path.read_text(encoding="utf-8").splitlines()
    width = len(lines[0].split(","))
    with to.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        for line in lines:
            cells = line.split(",")
            more = len(cells) - width
            rows.writerow(
                [*cells[:address], ",".join(cells[address : address + more + 1]), *cells[address + more + 1 :]]
            )
    return to


def by_year(office: Office, measures: Sequence[str], first: str, last: str) -> list[tuple[object, ...]]:
    with office.read(SYSTEM) as w:
        result = run(w, ask(w, measures, by="year", first=first, last=last))
    return [(row.period, *(row.values[one] for one in measures)) for row in result.rows]


def test_the_orders_of_northwind(office: Office, real_data: Path, tmp_path: Path) -> None:
    folder = real_data / "northwind"
    bring_in(office, folder / "products.csv")
    bring_in(office, joined(folder / "customers.csv", tmp_path / "customers.csv", 4))
    sound, reasons = bring_in(office, folder / "orders.csv")
    assert (sound.kind, sound.rows, counts(sound)) == ("orders", 830, {"created": 654, "failed": 176})
    assert sum("fields" in reason for reason in reasons) == 176
    mended = joined(folder / "orders.csv", tmp_path / "orders.csv", 9)
    assert counts(bring_in(office, mended)[0]) == {"created": 176, "unchanged": 654}
    assert counts(bring_in(office, folder / "order-details.csv")[0]) == {"updated": 2155}
    for again in (mended, folder / "order-details.csv"):
        assert set(counts(bring_in(office, again)[0])) == {"unchanged"}

    orders = rows(office, Order, "ordered_on", "shipped_on", "status", "customer_id", "freight", "amount")
    assert (len(orders), min(one[0] for one in orders), max(one[0] for one in orders)) == (
        830,
        dt.date(1996, 7, 4),
        dt.date(1998, 5, 6),
    )
    assert Counter(one[2] for one in orders) == {"done": 809, "open": 21}
    assert sum(one[1] is None for one in orders) == 21
    assert (len({one[3] for one in orders}), sum(one[4] for one in orders)) == (89, 64_942_69)
    lines = rows(office, OrderLine, "quantity", "price", "discount", "amount")
    assert (len(lines), sum(discount > 0 for _, _, discount, _ in lines)) == (2155, 838)
    assert sum(round(quantity * price) for quantity, price, _, _ in lines) == 1_354_458_59
    # Unrounded, the lines come to 1,265,793.0395; each is rounded to the cent.
    assert sum(amount for *_, amount in lines) == sum(one[5] for one in orders) == 1_265_793_02
    found = by_year(office, ("order_amount", "order_count", "returned_amount"), "1996-01-01", "1998-12-31")
    assert found == [("1996", 208_083_97, 152, 0), ("1997", 617_085_22, 408, 0), ("1998", 440_623_83, 270, 0)]
    for (_, amount, *_), exact in zip(found, (208_083_97, 617_085_20, 440_623_87), strict=True):
        assert isinstance(amount, int)
        assert abs(amount - exact) <= 4


def test_lines_alone_make_orders_by_their_number(office: Office, real_data: Path) -> None:
    bring_in(office, real_data / "northwind" / "products.csv")
    done, reasons = bring_in(office, real_data / "northwind" / "order-details.csv")
    assert (counts(done), reasons) == ({"created": 2155}, [])
    assert len(rows(office, Order, "id")) == 830
    assert sum(amount for (amount,) in rows(office, Order, "amount")) == 1_265_793_02


def test_the_quotes_of_the_agency_with_their_lines(office: Office, real_data: Path) -> None:
    folder = real_data / "agency"
    for name in ("accounts", "products", "opportunities"):
        bring_in(office, folder / f"{name}.csv")
    done = [bring_in(office, folder / f"{name}.csv") for name in ("quotes", "quote_line_items")]
    assert [(counts(receipt), reasons) for receipt, reasons in done] == [({"created": 12}, []), ({"updated": 18}, [])]
    quotes = rows(office, Order, "number", "status", "status_said", "valid_until", "terms", "amount", "customer_id")
    assert quotes[0][:6] == ("RC-QUO-0001", "done", "Accepted", dt.date(2024, 6, 30), "Net 30", 300_000_00)
    customers = {number for (number,) in rows(office, Customer, "id")}
    assert all(customer in customers for *_, customer in quotes)
    lines = rows(office, OrderLine, "quantity", "price", "discount", "amount")
    assert sum(amount for *_, amount in lines) == sum(one[5] for one in quotes)
    for name, many in (("quotes", 12), ("quote_line_items", 18)):
        assert counts(bring_in(office, folder / f"{name}.csv")[0]) == {"unchanged": many}
