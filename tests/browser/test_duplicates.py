"""Two customers become one: from the grid, by keyboard, and on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Enter
from tests.browser.person import Grid, Person
from tests.browser.records import Books
from tests.browser.test_phone import PHONE


@pytest.fixture
def books(company_url: str) -> Books:
    return Books(company_url)


@pytest.fixture
def twins(books: Books) -> tuple[int, int]:
    one = books.add("Sara", "customer", name="Zarrin Foods", kind="company", mobile="0912 345 6789", city="Yazd")
    two = books.add("Sara", "customer", name="Zarrin Foods Co.", kind="company", mobile="0912 345 6789")
    books.add("Sara", "contact", name="Mehdi Karimi", customer=two)
    return one, two


def test_two_rows_of_the_grid_become_one_and_two_again(
    app: str, company_url: str, new_page: Enter, books: Books, twins: tuple[int, int]
) -> None:
    sara = Person(new_page(), app).come_in("Sara", company_url)
    sara.go("customers")
    grid = Grid(sara)
    assert grid.names() == ["Zarrin Foods", "Zarrin Foods Co."]
    for place in (0, 1):
        grid.frame.locator(".ag-row .ag-selection-checkbox input").nth(place).check()
        sara.sees(sara.page.get_by_text(f"{place + 1} selected"))
    sara.button("More").click()
    sara.button("Merge").click()

    sara.heading("Duplicates")
    stays = sara.main.get_by_role("radiogroup").first
    expect(stays.get_by_role("radio").first).to_be_checked()
    sara.sees("Nothing hangs on the others.")
    sara.main.get_by_role("radiogroup", name="Name").get_by_role("radio").last.check(force=True)
    sara.settled()
    sara.keep_picture("duplicates")
    sara.button("Merge").press("Enter")
    sara.is_told("2 records are one now.")
    sara.sees("No duplicates found.")
    assert books.read("customer", twins[1], "name") == "Zarrin Foods"

    sara.undoes()
    sara.sees("Same mobile")
    assert books.read("customer", twins[1], "name") == "Zarrin Foods Co."

    sara.go(f"customer?id={twins[0]}")
    sara.sees("Looks like")
    sara.button("Compare").click()
    sara.heading("Duplicates")
    sara.button("Not the same").click()
    sara.is_told("They will not be shown as duplicates again.")
    sara.sees("No duplicates found.")


def test_duplicates_on_a_phone(app: str, company_url: str, new_page: Enter, twins: tuple[int, int]) -> None:
    sara = Person(new_page(**PHONE), app).come_in("Sara", company_url)
    sara.go("duplicates")
    sara.sees("Same mobile")
    wide = sara.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")
    assert wide, "the screen is wider than the phone"
    sara.keep_picture("phone-duplicates")
    sara.button("Merge").tap()
    sara.is_told("2 records are one now.")
