"""Today, Tasks, a customer's file and the board under a thumb, on a screen as wide as a hand."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Enter
from tests.browser.person import Board, Person
from tests.browser.records import Books

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}


@pytest.fixture
def books(company_url: str) -> Books:
    return Books(company_url)


@pytest.fixture
def zarrin(books: Books) -> int:
    zarrin = books.add("Sara", "customer", name="Zarrin Foods", kind="company", mobile="0912 345 6789")
    books.add("Sara", "deal", title="Oven line", customer=zarrin, amount=12_000_00)
    books.add("Sara", "task", title="Send the offer", customer=zarrin, due_on=books.today())
    return zarrin


def test_the_day_of_a_rep_on_a_phone(app: str, company_url: str, new_page: Enter, zarrin: int) -> None:
    sara = Person(new_page(**PHONE), app).come_in("Sara", company_url)

    sara.go("today")
    sara.sees("Send the offer")
    _fits(sara)
    sara.keep_picture("phone-today")

    sara.go("tasks")
    sara.page.get_by_role("checkbox", name="Done: Send the offer").tap()
    sara.is_told("Done.")
    sara.does_not_see("Send the offer")
    sara.message.get_by_role("button", name="Undo").tap()
    sara.sees("Send the offer")
    _fits(sara)
    sara.keep_picture("phone-tasks")

    sara.go(f"customer?id={zarrin}")
    expect(sara.main.locator("a[href^='tel:']").first).to_be_visible()
    _fits(sara)
    sara.button("Note").tap()
    sara.dialog.get_by_role("textbox").last.fill("Wants the offer in Persian.")
    sara.dialog.get_by_role("button", name="Save").tap()
    sara.is_told("Note added.")
    assert _bottom(sara.message) <= _top(sara.page.locator(".st-key-file_actions")), (
        "the message lies over what can be done"
    )
    sara.sees("Wants the offer in Persian.")
    sara.keep_picture("phone-customer")

    sara.go("pipeline")
    board = Board(sara)
    board.holds("Lead", "Zarrin Foods")
    _fits(sara)
    board.carry_by_thumb("Zarrin Foods", "Qualified")
    sara.is_told("Oven line is now in Qualified.")
    board.holds("Qualified", "Zarrin Foods")
    board.holds("Lead")
    sara.keep_picture("phone-board")


def _top(one: Locator) -> float:
    box = one.bounding_box()
    assert box is not None
    return box["y"]


def _bottom(one: Locator) -> float:
    box = one.bounding_box()
    assert box is not None
    return box["y"] + box["height"]


def _fits(person: Person) -> None:
    """Nothing makes the screen wider than the phone."""
    assert person.page.evaluate("document.documentElement.scrollWidth") <= 390
    wide = person.main.evaluate("main => main.scrollWidth - main.clientWidth")
    assert wide <= 1, f"{wide} pixels too wide"
