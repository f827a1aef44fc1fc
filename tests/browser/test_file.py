"""The customer's file in the browser: changed where it stands by keyboard alone, added to, printed, fetched as Excel."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Enter
from tests.browser.person import Person
from tests.browser.records import Books


@pytest.fixture
def books(company_url: str) -> Books:
    return Books(company_url)


@pytest.fixture
def zarrin(books: Books) -> int:
    return books.add(
        "Sara", "customer", name="Zarrin Foods", kind="company", city="Shiraz", email="info@zarrin.example"
    )


def fact(person: Person, key: str) -> Locator:
    """A value of the file, by the key of its field."""
    return person.page.locator(f"[data-key='field:{key}']").first


def test_values_are_changed_by_keyboard_alone(
    app: str, company_url: str, new_page: Enter, books: Books, zarrin: int
) -> None:
    sara = Person(new_page(), app).come_in("Sara", company_url)
    sara.go(f"customer?id={zarrin}")
    keys = sara.page.keyboard

    fact(sara, "tier").get_by_role("button").focus()
    keys.press("Enter")
    keys.type("Go")
    keys.press("Enter")
    sara.is_told("Tier saved.")
    expect(fact(sara, "tier")).to_contain_text("Gold")

    fact(sara, "city").get_by_role("button").focus()
    keys.press("Enter")
    keys.type("Yazd")
    keys.press("Escape")
    expect(fact(sara, "city")).to_contain_text("Shiraz")
    keys.press("Enter")
    keys.type("Kerman")
    keys.press("Enter")
    sara.is_told("City saved.")
    assert books.read("customer", zarrin, "city") == "Kerman"
    sara.page.get_by_role("button", name="Undo").click()
    expect(fact(sara, "city")).to_contain_text("Shiraz")

    fact(sara, "email").get_by_role("button").focus()
    keys.press("Enter")
    keys.type("nonsense")
    keys.press("Enter")
    expect(sara.page.get_by_role("alert").first).to_contain_text("is not an e-mail address")
    keys.press("Escape")
    assert books.read("customer", zarrin, "email") == "info@zarrin.example"


def test_a_viewer_reads_and_changes_nothing(app: str, company_url: str, new_page: Enter, zarrin: int) -> None:
    vida = Person(new_page(), app).come_in("Vida", company_url)
    vida.go(f"customer?id={zarrin}")
    expect(fact(vida, "city")).to_contain_text("Shiraz")
    expect(fact(vida, "city").get_by_role("button")).to_have_count(0)


def test_a_need_is_added_the_file_printed_and_fetched(
    app: str, company_url: str, new_page: Enter, books: Books, zarrin: int
) -> None:
    babak = Person(new_page(), app).come_in("Babak", company_url)
    babak.go(f"customer?id={zarrin}")
    page = babak.page
    page.get_by_role("button", name="Add").click()
    page.get_by_role("menuitem", name="Future need").or_(page.get_by_role("option", name="Future need")).click()
    babak.dialog.get_by_label("Title *").fill("Ten new scales")
    babak.dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Ten new scales").first).to_be_visible()

    babak.go(f"customer?id={zarrin}&print=1")
    expect(page.get_by_role("heading", name="Zarrin Foods")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Print")).to_be_hidden()
    expect(page.locator("[data-testid='stSidebar']")).to_be_hidden()
    page.emulate_media(media="screen")

    babak.go(f"customer?id={zarrin}")
    page.get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Excel file").or_(page.get_by_role("option", name="Excel file")).click()
    with page.expect_download() as fetched:
        babak.dialog.get_by_role("link", name="Download").click()
    book = load_workbook(io.BytesIO(fetched.value.path().read_bytes()))
    assert book["Facts"]["B2"].value == "Zarrin Foods"
    assert [cell.value for cell in book["Tasks"]["A"]][1:] == ["Ten new scales"]
