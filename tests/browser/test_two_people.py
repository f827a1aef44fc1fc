"""Two people at the same record at the same time: whoever comes second is asked, and nothing is lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Enter
from tests.browser.person import Grid, Person
from tests.browser.records import Books

GRID = "customers?columns=city,phone"


@pytest.fixture
def books(company_url: str) -> Books:
    return Books(company_url)


@pytest.fixture
def zarrin(books: Books) -> int:
    return books.add("Sara", "customer", name="Zarrin Foods", kind="company", city="Shiraz")


@pytest.fixture
def sara(app: str, company_url: str, new_page: Enter, zarrin: int) -> Person:
    return Person(new_page(), app).come_in("Sara", company_url)


@pytest.fixture
def babak(app: str, company_url: str, new_page: Enter, zarrin: int) -> Person:
    return Person(new_page(), app).come_in("Babak", company_url)


def test_the_second_to_change_a_cell_sees_both_values_and_chooses(
    sara: Person, babak: Person, books: Books, zarrin: int
) -> None:
    hers, his = Grid(sara), Grid(babak)
    for person, grid in ((sara, hers), (babak, his)):
        person.go(GRID)
        grid.shows("Zarrin Foods", "city", "Shiraz")

    hers.writes("Zarrin Foods", "city", "Yazd")
    sara.is_told("City saved.")
    his.writes("Zarrin Foods", "city", "Kerman")
    expect(babak.dialog).to_contain_text("Nothing was overwritten.")
    _asked(babak, before="Shiraz", mine="Kerman", theirs="Yazd")
    assert books.read("customer", zarrin, "city") == "Yazd"

    babak.dialog.get_by_role("button", name="Keep theirs").click()
    his.shows("Zarrin Foods", "city", "Yazd")
    assert books.read("customer", zarrin, "city") == "Yazd"

    hers.writes("Zarrin Foods", "city", "Qom")
    hers.shows("Zarrin Foods", "city", "Qom")
    his.writes("Zarrin Foods", "city", "Kerman")
    _asked(babak, before="Yazd", mine="Kerman", theirs="Qom")
    babak.dialog.get_by_role("button", name="Store mine").click()
    babak.is_told("Your value is stored.")
    assert books.read("customer", zarrin, "city") == "Kerman"

    sara.go(f"customer?id={zarrin}&show=changes")
    for value in ("Shiraz", "Yazd", "Qom", "Kerman"):
        sara.sees(value)


def test_two_people_in_different_cells_both_keep_what_they_wrote(
    sara: Person, babak: Person, books: Books, zarrin: int
) -> None:
    hers, his = Grid(sara), Grid(babak)
    for person, grid in ((sara, hers), (babak, his)):
        person.go(GRID)
        grid.shows("Zarrin Foods", "city", "Shiraz")

    hers.writes("Zarrin Foods", "city", "Yazd")
    sara.is_told("City saved.")
    his.writes("Zarrin Foods", "phone", "021 8877 1234")
    babak.is_told("Phone saved.")

    his.shows("Zarrin Foods", "city", "Yazd")
    assert books.read("customer", zarrin, "city") == "Yazd"
    assert books.read("customer", zarrin, "phone") == "021 8877 1234"


def test_undoing_leaves_alone_what_somebody_else_wrote_since(
    sara: Person, babak: Person, books: Books, zarrin: int
) -> None:
    hers, his = Grid(sara), Grid(babak)
    sara.go(GRID)
    babak.go(GRID)
    hers.writes("Zarrin Foods", "city", "Yazd")
    sara.is_told("City saved.")
    babak.go(GRID)
    his.shows("Zarrin Foods", "city", "Yazd")
    his.writes("Zarrin Foods", "city", "Kerman")
    babak.is_told("City saved.")
    sara.undoes(told="Undone, except 1 record that somebody changed since.")
    assert books.read("customer", zarrin, "city") == "Kerman"


def _asked(person: Person, *, before: str, mine: str, theirs: str) -> None:
    """The dialog shows all three values under their names."""
    columns = person.dialog.get_by_test_id("stColumn")
    expect(columns).to_have_text([f"Before{before}", f"Mine{mine}", f"Theirs, stored now{theirs}"])
