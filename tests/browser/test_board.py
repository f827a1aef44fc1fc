"""The board: lanes, a stage that asks for what it needs, a quick edit, a past day; from the left and from the right."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from playwright.sync_api import Page, expect

from crm_core.deals.pipelines import save_stage, stages
from tests.browser.person import Board, Person
from tests.browser.records import Books, opened
from tests.provision.company import email


def _asks(database_url: str, place: int, *fields: str, folded: int) -> None:
    """The stage at this place asks for fields; another one is folded."""
    with opened(database_url) as office, office.work(office.actor_for(email("Mina"))) as w:
        lines = stages(w, 1)
        save_stage(w, 1, {"required": list(fields)}, lines[place].id)
        save_stage(w, 1, {"folded": True}, lines[folded].id)


def _deals(books: Books, **more: Any) -> list[int]:
    day = books.today() - dt.timedelta(days=40)
    known = {"amount": 1_000_00, "opened_on": day, **more}
    return [books.add(who, "deal", title=title, **known) for who, title in (("Sara", "Scale"), ("Reza", "Press"))]


def test_lanes_a_stage_that_asks_and_a_past_day(company_url: str, app: str, page: Page) -> None:
    _asks(company_url, 1, "source", "expected_close", folded=5)
    books = Books(company_url)
    scale, _press = _deals(books)
    leila = Person(page, app).come_in("Leila", company_url)
    leila.go("pipeline?lanes=owner")
    board = Board(leila)
    lanes = board.root.locator(".lane")
    expect(lanes.locator(".lane-head b")).to_have_text(["Reza", "Sara"])
    expect(lanes.nth(1).locator(".said")).to_have_text("1 open deal, $1,000, weighted $100")
    expect(board.root.locator(".heads .folded")).to_have_count(1)
    board.carry("Scale", "Right")
    dialog = leila.dialog
    expect(dialog).to_contain_text("Expected close")
    leila.chooses("Source", "Website")
    dialog.get_by_label("Expected close").first.fill((books.today() + dt.timedelta(days=9)).isoformat())
    dialog.get_by_label("Expected close").first.press("Tab")
    dialog.locator(".st-key-closing_save button").click()
    leila.is_told("Scale is now in Qualified.")
    expect(lanes.nth(1).locator(".cell").nth(1).locator(".card")).to_have_count(1)
    assert books.read("deal", scale, "source") == "Website"
    leila.keep_picture("board-lanes")

    board.card("Press").focus()
    page.keyboard.press("e")
    leila.dialog.get_by_label("Next step", exact=True).fill("Send the offer")
    leila.dialog.locator(".st-key-form_deal_save button").click()
    expect(board.card("Press")).to_have_attribute("title", re.compile("Send the offer"))

    leila.go(f"pipeline?as_of={books.today() - dt.timedelta(days=3)}")
    leila.sees("read only")
    board.holds("Lead", "Scale", "Press")
    expect(board.root.locator(".edit")).to_have_count(0)
    leila.keep_picture("board-past")
    leila.button("Back to now").click()
    board.holds("Qualified", "Scale")


def test_in_persian_stages_fold_and_arrows_go_to_the_left(
    persian_company_url: str, persian_app: str, page: Page
) -> None:
    _asks(persian_company_url, 1, "source", folded=2)
    _deals(Books(persian_company_url))
    leila = Person(page, persian_app).come_in("Leila", persian_company_url)
    leila.go("pipeline")
    board = Board(leila)
    folded = board.stage("پیشنهاد")
    expect(folded.locator(".cards")).to_have_count(0)
    folded.click()
    expect(folded.locator(".cards")).to_have_count(1)
    board.carry("Scale", "Left")
    expect(leila.dialog).to_contain_text("منبع")
    leila.keep_picture("board-asks-persian")
