"""No screen asks another host for anything, in either language and theme (`new_page` looks at every request)."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.conftest import Serve
from tests.browser.person import Person
from tests.browser.records import Books

EVERY = (
    "",
    "pipeline",
    "pipeline?as=grid",
    "customers",
    "customer?id=1",
    "tasks",
    "reports",
    "reports?report=standard:by_person",
    "targets",
    "import",
    "users",
    "settings",
)
DRAWN_BY_OTHERS = ("customers", "reports?report=standard:by_person")
"""The grid and the charts come with scripts and styles of their own."""


def test_every_screen_is_drawn_from_our_own_server_without_a_complaint(
    company_url: str, serve: Serve, page: Page
) -> None:
    books = Books(company_url)
    zarrin = books.add("Mina", "customer", name="زرین غذا", kind="company", email="info@zarrin.example")
    assert zarrin == 1
    books.win("Mina", books.add("Mina", "deal", title="Mixer", customer=zarrin, amount=5_000_00))
    books.add("Mina", "deal", title="Oven line", customer=zarrin, amount=12_000_00)
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    mina = Person(page, serve(company_url)).come_in("Mina", company_url)

    for path in EVERY:
        _comes_to_rest(mina, path)
        assert complaints == [], path
    books.prefer("Mina", language="fa", theme="dark")
    for path in DRAWN_BY_OTHERS:
        _comes_to_rest(mina, path)
        assert complaints == [], path


def _comes_to_rest(person: Person, path: str) -> None:
    """The screen is drawn and nothing more is on its way."""
    person.go(path)
    person.page.wait_for_load_state("networkidle")
