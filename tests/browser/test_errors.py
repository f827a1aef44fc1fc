"""What goes wrong is told in a sentence, in the person's language, and never as a stack trace."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import Serve
from tests.browser.person import Person

PROGRAMMERS_WORDS = re.compile(r"Traceback|Error:|sqlalchemy|sqlite|\.py\b", re.IGNORECASE)


def test_a_fault_of_ours_is_told_under_a_number_that_stands_in_the_log(
    company_url: str, serve: Serve, page: Page, tmp_path: Path
) -> None:
    mina = Person(page, serve(company_url)).come_in("Mina", company_url)
    mina.go("customers")
    _take_away("tasks", company_url)
    mina.go("tasks")
    _is_told(mina, "This did not work, and it is our fault.", tmp_path)
    mina.prefers("language", "fa")
    _is_told(mina, "این کار انجام نشد و ایراد از سامانه است.", tmp_path)
    assert page.evaluate("document.documentElement.dir") == "rtl"
    mina.keep_picture("error-fa")


def test_an_address_that_leads_nowhere_says_so(company_url: str, serve: Serve, page: Page) -> None:
    mina = Person(page, serve(company_url)).come_in("Mina", company_url)
    mina.go("customer?id=987654")
    mina.sees("This record does not exist, or you may not see it.")
    mina.go("reports?measures=won_amount&period=nonsense")
    mina.heading("Report")
    expect(mina.main).not_to_contain_text(PROGRAMMERS_WORDS)
    page.goto(f"{mina.address}/no-such-page")
    expect(page.locator("h1")).to_have_text("No such page")


def _take_away(table: str, database_url: str) -> None:
    database = sqlite3.connect(database_url.removeprefix("sqlite:///"))
    database.execute(f"ALTER TABLE {table} RENAME TO taken_away")
    database.commit()
    database.close()


def _is_told(person: Person, sentence: str, folder: Path) -> None:
    told = person.main.get_by_role("alert")
    expect(told).to_contain_text(sentence)
    expect(person.main).not_to_contain_text(PROGRAMMERS_WORDS)
    number = re.search(r"\b[0-9A-F]{6}\b", told.inner_text())
    assert number is not None
    log = (folder / "server.log").read_text()
    assert f"error {number[0]}" in log
    assert "no such table" in log
