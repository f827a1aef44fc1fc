"""Data quality in the browser: one record is mended, one confirmed, and the numbers move; in both languages."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Enter
from tests.browser.person import Person
from tests.browser.records import Books

KNOWN = {"kind": "person", "city": "Karaj", "source": "Website", "tier": "Silver"}


@pytest.fixture
def books(company_url: str) -> Books:
    return Books(company_url)


def test_one_is_mended_one_confirmed_and_the_numbers_move(
    app: str, company_url: str, new_page: Enter, books: Books
) -> None:
    lacking = books.add("Sara", "customer", name="Zarrin Foods", mobile="0912 345 6781", **KNOWN)
    books.add("Sara", "customer", name="Alborz Steel", mobile="0912 345 6782", email="a@b.org", **KNOWN)
    sara = Person(new_page(), app).come_in("Sara", company_url)
    sara.go("quality")
    sara.sees("2 customers, average score 70%")
    sara.keep_picture("quality")

    sara.button("Mend the next one").click()
    dialog = sara.page.get_by_role("dialog")
    dialog.get_by_label("E-mail").fill("info@zarrin.example")
    dialog.get_by_label("E-mail").press("Tab")
    dialog.get_by_role("button", name="Save").click()
    sara.is_told("Saved.")
    expect(sara.page.get_by_text("2 customers, average score 77%")).to_be_visible()
    assert books.read("customer", lacking, "email") == "info@zarrin.example"

    sara.main.get_by_role("button", name="Confirmed today").first.click()
    sara.is_told("1 record confirmed today.")
    expect(sara.page.get_by_text("2 customers, average score 81%")).to_be_visible()
    sara.undoes()
    expect(sara.page.get_by_text("2 customers, average score 77%")).to_be_visible()

    sara.page.get_by_role("link", name="2", exact=True).first.click()
    sara.heading("Customers")


def test_the_work_list_in_persian(persian_app: str, persian_company_url: str, new_page: Enter) -> None:
    Books(persian_company_url).add("Sara", "customer", name="زرین غذا", kind="company")
    sara = Person(new_page(), persian_app).come_in("Sara", persian_company_url)
    sara.go("quality")
    sara.sees("کیفیت داده‌ها")
    sara.main.get_by_role("button", name="امروز تأیید شد").first.click()
    sara.is_told("۱ رکورد به تاریخ امروز تأیید شد.")
    sara.keep_picture("quality-persian")
