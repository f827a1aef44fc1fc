"""The main job in one story: a new database, set up, lists brought in, corrected, moved on, reported, in two languages."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from crm_core.base.text import persian_digits
from tests.browser import lists
from tests.browser.conftest import Serve
from tests.browser.person import Board, Grid, Person, Report
from tests.provision.company import PASSWORD

ADMIN = "mina@zarrinco.example"


def test_from_an_empty_database_to_the_report_in_persian(database_url: str, serve: Serve, page: Page) -> None:
    mina = Person(page, serve(database_url))
    sets_up(mina)
    mina.sign_out()
    page.goto(f"{mina.address}/set-up")
    expect(page.locator("h1")).to_have_text("Sign in")
    mina.sign_in(ADMIN)
    mina.heading("Today")
    mina.keep_picture("journey-2-today")
    mina.follow("Import")
    brings_in(mina, "accounts.csv", lists.CUSTOMERS, "customers", 6, office_location="City")
    mina.button("Another list").click()
    brings_in(mina, "opportunities.csv", lists.DEALS, "deals", 20)
    corrects_a_cell_and_takes_it_back(mina)
    moves_deals_on(mina)
    reads_the_report(mina)
    reads_it_in_persian(mina)
    mina.sign_out()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    mina.keep_picture("journey-9-signed-out")
    page.goto(f"{mina.address}/customers")
    page.wait_for_url(re.compile("/sign-in"))


def sets_up(mina: Person) -> None:
    page = mina.page
    page.goto(mina.address)
    page.wait_for_url("**/set-up")
    for name, text in (
        ("company", "Zarrin & Co"),
        ("name", "Mina Rad"),
        ("email", ADMIN),
        ("password", PASSWORD),
        ("password_again", PASSWORD),
    ):
        page.fill(f"[name={name}]", text)
    mina.keep_picture("journey-1-set-up")
    mina.button("Set up and begin").click()
    mina.heading("Today")


def brings_in(mina: Person, name: str, content: str, kind: str, rows: int, **corrected: str) -> None:
    mina.heading("Import")
    file = {"name": name, "mimeType": "text/csv", "buffer": content.encode()}
    mina.page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    begin = mina.button(f"Import {rows} rows")
    mina.sees(begin)
    mina.keep_picture(f"journey-3-{kind}-recognised")
    if corrected:
        mina.page.get_by_text("columns recognised").click()
    for header, field in corrected.items():
        mina.chooses(header, field)
        mina.sees(begin)
    begin.click()
    mina.heading("The list is in")
    mina.keep_picture(f"journey-3-{kind}-in")


def corrects_a_cell_and_takes_it_back(mina: Person) -> None:
    mina.follow("Customers")
    mina.sees("6 customers")
    grid = Grid(mina)
    assert len(grid.names()) == 6
    mina.keep_picture("journey-4-customers")
    mina.go("customers?columns=phone,city")
    grid.writes("Zarrin Foods", "city", "Yazd")
    mina.is_told("City saved.")
    grid.shows("Zarrin Foods", "city", "Yazd")
    mina.keep_picture("journey-4-edited")
    mina.undoes()
    grid.shows("Zarrin Foods", "city", "Shiraz")


def moves_deals_on(mina: Person) -> None:
    mina.follow("Pipeline")
    board = Board(mina)
    mina.keep_picture("journey-5-board")
    mina.sees("5 open deals")
    board.drag("Zarrin Foods", "Proposal")
    mina.is_told("is now in Proposal.")
    board.holds("Proposal", "Zarrin Foods")
    board.carry("Zarrin Foods", "Right")
    mina.is_told("is now in Negotiation.")
    board.holds("Negotiation", "Zarrin Foods")
    board.carry("Zarrin Foods", "Right", "Right", "Right")
    mina.dialog.locator(".st-key-closing_save button").click()
    mina.is_told("is now in Won.")
    board.holds("Won", "Zarrin Foods")
    mina.sees("4 open deals")
    mina.keep_picture("journey-5-moved")


def reads_the_report(mina: Person) -> None:
    mina.follow("Reports")
    mina.go("reports?measures=won_amount,won_count&by=total&period=2025&breakdown=owner")
    report = Report(mina)
    assert _won(report) == {
        name or "Total": (f"{amount:,}", str(count)) for name, (amount, count) in lists.won(lists.agent).items()
    }
    mina.keep_picture("journey-6-report")
    report.figure("Darya Moradi", 0).get_by_role("button").click()
    mina.sees(mina.dialog.get_by_text("5 records"))
    assert len(Grid(mina).names()) == 5
    mina.keep_picture("journey-6-records")


def reads_it_in_persian(mina: Person) -> None:
    mina.go("reports?measures=won_amount,won_count&by=quarter&period=2025")
    mina.prefers("language", "fa")
    mina.prefers("calendar", "jalali")
    mina.prefers("digits", "persian")
    expect(mina.page.locator("html")).to_have_attribute("dir", "rtl")
    mina.go("reports?measures=won_amount,won_count&by=quarter&period=2025")
    assert _won(Report(mina)) == {
        name or "جمع کل": (persian_digits(f"{amount:,}").replace(",", "٬"), persian_digits(str(count)))
        for name, (amount, count) in lists.won(lists.season).items()
    }
    mina.keep_picture("journey-7-persian-report")
    mina.go("customers?columns=city,phone")
    mina.heading("مشتریان")
    Grid(mina).cell("Zarrin Foods", "city").wait_for()
    mina.keep_picture("journey-8-persian-customers")


def _won(report: Report) -> dict[str, tuple[str, str]]:
    """Amount and count of each line; shares of the whole stand between them."""
    return {name: (figures[0], figures[-1]) for name, figures in report.lines().items()}
