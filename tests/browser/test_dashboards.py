"""A report is pinned to Today and a dashboard arranged by keyboard alone; both stay as they were left."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from tests.browser.conftest import Enter
from tests.browser.person import Person
from tests.browser.records import Books


def pins(person: Person, *names: str) -> None:
    for name in names:
        person.go("reports")
        person.main.get_by_role("link", name=name).first.click()
        person.heading(name)
        person.button("Save").press("Enter")
        person.button("Pin to Today").click()
        person.is_told("Pinned to Today.")


def moves(handle: Locator, key: str) -> None:
    handle.focus()
    handle.press(key)


def test_what_is_arranged_by_keyboard_stays(app: str, company_url: str, new_page: Enter) -> None:
    Books(company_url).add("Sara", "deal", title="Rolling mill", amount=12_000)
    sara = Person(new_page(), app).come_in("Sara", company_url)

    pins(sara, "Pipeline by stage", "Daily report")
    sara.go("")
    cards = sara.main.locator("li.pin .name")
    expect(cards).to_have_text(["Pipeline by stage", "Daily report"])
    expect(sara.main.locator("li.pin").first).to_contain_text("Open pipeline")
    moves(sara.main.locator("li.pin .handle").last, "ArrowLeft")
    sara.is_told("Order changed.")
    expect(cards).to_have_text(["Daily report", "Pipeline by stage"])
    sara.main.locator("li.pin .off").first.press("Enter")
    sara.is_told("Taken off Today.")
    expect(cards).to_have_text(["Pipeline by stage"])
    sara.undoes()
    expect(cards).to_have_text(["Daily report", "Pipeline by stage"])
    cards.last.press("Enter")
    sara.heading("Pipeline by stage")

    sara.go("dashboard")
    sara.heading("My own sales")
    sara.button("Arrange").press("Enter")
    names = sara.dialog.locator(".tile .name")
    names.first.wait_for()
    first, second, *others = names.all_inner_texts()
    for place in (1, 2):
        moves(sara.dialog.locator(".tile .handle").nth(place - 1), "ArrowRight")
        expect(names.nth(place)).to_have_text(first)
    third = sara.dialog.locator(".tile").nth(2)
    third.get_by_role("radio", name="Half").press("Enter")
    expect(third.get_by_role("radio", name="Half")).to_be_checked()
    sara.dialog.get_by_role("textbox", name="Name").fill("Mine")
    sara.dialog.get_by_role("button", name="Save").press("Enter")
    expect(sara.dialog).to_have_count(0)
    sara.is_told("Dashboard saved.")
    sara.heading("Mine")
    tiles = sara.main.locator(".st-key-dashboard_tiles").get_by_test_id("stPageLink")
    expect(tiles).to_have_text([second, others[0], first, *others[1:]])
    expect(sara.main.locator("[class*=st-key-tile_half_2]")).to_contain_text(first)
    sara.keep_picture("dashboard-arranged")
    tiles.nth(1).get_by_role("link").click()
    sara.heading(others[0])
