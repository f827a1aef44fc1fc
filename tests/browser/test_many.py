"""A change of fifty thousand records from the screen, by all that is found: seen in the history, and taken back."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from crm_core.models import Customer
from crm_core.trust.access import SYSTEM
from crm_core.trust.bulk import bulk_create, creating_many
from tests.browser.conftest import Serve
from tests.browser.person import Grid, Person
from tests.browser.records import opened

MANY = 50_000
TOWN = "Yazd"
LONG = 240_000
"""Milliseconds in which fifty thousand records are written, also on a machine with much else to do."""

WORDS = {
    "en": ("All 50,000 found", "Set a field", "City", "Set", r"Changed: 50,000 records\.", "Undo", r"Undone\."),
    "fa": ("۵۰٬۰۰۰", "تعیین یک فیلد", "شهر", "ثبت", "۵۰٬۰۰۰", "بازگردانی", "بازگردانده شد"),
}


def fill(url: str) -> None:
    """Fifty thousand customers in Karaj, at once."""
    with opened(url) as office, office.work(SYSTEM) as w, w.changing("import"):
        rows = [{"name": f"Firm {at:05}", "kind": "company", "city": "Karaj"} for at in range(MANY)]
        with creating_many(w, Customer, MANY):
            for place in range(0, MANY, 10_000):
                bulk_create(w, Customer, rows[place : place + 10_000])


def cities(url: str) -> dict[str, int]:
    """How many customers are in which city."""
    with opened(url) as office, office.read(SYSTEM) as w:
        return {row[0]: row[1] for row in w.rows(select(Customer.city, func.count()).group_by(Customer.city))}


@pytest.mark.parametrize("language", ["en", "fa"])
def test_fifty_thousand_are_changed_seen_in_the_history_and_taken_back(
    request: pytest.FixtureRequest, serve: Serve, page: Page, language: str
) -> None:
    url: str = request.getfixturevalue("company_url" if language == "en" else "persian_company_url")
    fill(url)
    everything, deed, field, go, done, undo, undone = WORDS[language]
    mina = Person(page, serve(url)).come_in("Mina", url)
    mina.go("customers?city=Karaj")
    grid = Grid(mina)
    grid.names()
    grid.frame.locator(".ag-header-cell input[type=checkbox]").first.check()
    found = page.locator(".st-key-selection_all_found button")
    expect(found).to_contain_text(everything)
    found.click()
    page.locator(".st-key-selection_some button").wait_for()

    mina.opens_dialog(deed)
    mina.chooses(_label(language), field)
    page.locator(".st-key-form_customer_city input").fill(TOWN)
    page.locator(".st-key-form_customer_city input").press("Tab")
    mina.dialog.get_by_role("button", name=go, exact=True).click()
    expect(mina.dialog).to_have_count(0)

    mina.go("today")  # it goes on, wherever she walks
    expect(mina.message).to_contain_text(re.compile(done), timeout=LONG)
    assert cities(url) == {TOWN: MANY}
    mina.keep_picture(f"many-done-{language}")
    news = page.get_by_text(re.compile(f"{field}: .?{TOWN}")).first
    news.wait_for()

    mina.message.get_by_role("button", name=undo).click()
    expect(mina.message).to_contain_text(re.compile(undone), timeout=LONG)
    assert cities(url) == {"Karaj": MANY}


def _label(language: str) -> str:
    return "Field" if language == "en" else "فیلد"
