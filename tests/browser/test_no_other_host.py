"""No screen asks another host for anything, in either language and theme (`new_page` looks at every request)."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Enter, Serve
from tests.browser.person import Person
from tests.browser.records import Books

SCREENS = (
    "today",
    "pipeline",
    "pipeline?view=grid",
    "customers",
    "tasks",
    "reports",
    "targets",
    "import",
    "users",
    "settings",
)


@pytest.mark.parametrize(("language", "theme"), [("en", "light"), ("fa", "dark")])
def test_every_screen_is_drawn_from_our_own_server(
    language: str, theme: str, company_url: str, serve: Serve, new_page: Enter
) -> None:
    books = Books(company_url)
    zarrin = books.add("Mina", "customer", name="زرین غذا", kind="company", email="info@zarrin.example")
    books.win("Mina", books.add("Mina", "deal", title="Mixer", customer=zarrin, amount=5_000_00))
    books.add("Mina", "deal", title="Oven line", customer=zarrin, amount=12_000_00)
    page = new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    mina = Person(page, serve(company_url)).come_in("Mina", company_url)
    books.prefer("Mina", language=language, theme=theme)
    for path in (*SCREENS, f"customer?id={zarrin}"):
        mina.go(path)
        page.wait_for_load_state("networkidle")
        assert complaints == [], path
