"""A deal from its first product until it is won, on its page; the same page read from the right."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import Enter
from tests.browser.person import Person
from tests.browser.records import Books


def test_a_deal_is_worked_on_and_won(app: str, company_url: str, new_page: Enter) -> None:
    books = Books(company_url)
    books.add("Mina", "product", name="Bench scale", price=120_00)
    zarrin = books.add("Sara", "customer", name="Zarrin Foods", kind="company")
    deal = books.add("Sara", "deal", title="Scales for Shiraz", customer=zarrin)
    sara = Person(new_page(), app).come_in("Sara", company_url)
    sara.go(f"deal?id={deal}")

    sara.button("Add").click()
    sara.page.get_by_role("menuitem", name="Products").click()
    sara.chooses("Product", "Bench scale")
    expect(sara.dialog.get_by_label("Unit price ($)")).to_have_value("120")
    sara.dialog.get_by_label("Quantity").fill("3")
    sara.dialog.get_by_role("button", name="Save").click()
    sara.is_told("Products saved.")
    sara.sees("The amount of the deal is what its products come to.")
    assert books.read("deal", deal, "amount") == 360_00

    sara.button("Proposal").click()
    sara.is_told("Scales for Shiraz is now in Proposal.")
    sara.undoes()
    sara.button("Won").click()
    sara.chooses("Why?", "Quality")
    sara.dialog.get_by_role("button", name="Won").click()
    sara.is_told("Scales for Shiraz is now in Won.")
    assert (books.read("deal", deal, "outcome"), books.read("deal", deal, "won_reason")) == ("won", "Quality")
    sara.sees(sara.page.get_by_role("button", name="Open again"))


def test_the_page_runs_from_the_right(persian_company_url: str, persian_app: str, new_page: Enter) -> None:
    books = Books(persian_company_url)
    deal = books.add("Sara", "deal", title="خط پخت", amount=12_000_000_0)
    sara = Person(new_page(), persian_app).come_in("Sara", persian_company_url)
    sara.go(f"deal?id={deal}")
    first, second = (sara.button(name).bounding_box() for name in ("سرنخ", "واجد شرایط"))
    assert first is not None
    assert second is not None
    assert first["x"] > second["x"]
    sara.button("واجد شرایط").click()
    sara.is_told("واجد شرایط")
    sara.sees("رفت به مرحله واجد شرایط")
