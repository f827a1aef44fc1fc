"""The grid is worked in like a sheet: by keyboard alone, with blocks from Excel, and nothing is lost."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from crm_core.models import Customer
from crm_core.trust.bulk import bulk_create
from tests.browser.conftest import Enter
from tests.browser.person import Grid, Person
from tests.browser.records import opened
from tests.provision.company import email

GRID = "customers?columns=city,phone,industry,website,address"


def fill(database_url: str, count: int, by: str = "Sara") -> list[int]:
    """So many customers of somebody's, in order of their names."""
    with opened(database_url) as office, office.work(office.actor_for(email(by))) as w, w.changing("import"):
        mine = {"owner_id": w.actor.user_id, "unit_id": w.actor.unit_id, "kind": "company"}
        return bulk_create(w, Customer, [{"name": f"Shop {n:03}", **mine} for n in range(count)])


def stored(database_url: str, ids: list[int], column: str) -> list[str | None]:
    with opened(database_url) as office, office.read(office.actor_for(email("Mina"))) as w:
        return [getattr(w.get(Customer, number), column) for number in ids]


def eventually(database_url: str, ids: list[int], column: str, wanted: list[str | None], grid: Grid) -> None:
    """Nothing waits any longer, and all of it is stored."""
    expect(grid.frame.locator(".ag-cell.waiting")).to_have_count(0)
    grid.person.settled()
    assert stored(database_url, ids, column) == wanted


@pytest.fixture
def sara(app: str, company_url: str, new_page: Enter) -> Person:
    return Person(new_page(), app).come_in("Sara", company_url)


def test_two_hundred_rows_are_edited_by_keyboard_alone(sara: Person, company_url: str) -> None:
    ids = fill(company_url, 200)
    grid = Grid(sara)
    towns = [f"Town {n}" for n in range(200)]
    for page, some in ((1, towns[:100]), (2, towns[100:])):
        sara.go(f"{GRID}&page={page}")
        grid.goes_to(0, "city")
        grid.types(*some)
        expect(grid.at(99, "city")).to_have_text(some[-1])
        expect(grid.at(99, "city")).not_to_have_class(re.compile("waiting"))
        eventually(company_url, ids[(page - 1) * 100 : page * 100], "city", list(some), grid)
    sara.keep_picture("grid-200")


def test_a_person_goes_through_a_row_with_tab_and_changes_their_mind(sara: Person, company_url: str) -> None:
    (shop, other) = fill(company_url, 2)
    grid = Grid(sara)
    sara.go(GRID)
    grid.goes_to(0, "city")
    grid.presses("Q", "o", "m", "Tab", "Tab", "S", "t", "e", "e", "l", "Enter")
    expect(grid.at(1, "city")).to_be_focused()
    grid.presses("R", "e", "y", "Escape", "F2")
    grid.editor.press_sequentially("Yazd")
    grid.presses("Shift+Enter")
    expect(grid.at(0, "city")).to_be_focused()
    sara.is_told("City saved.")
    eventually(company_url, [shop, other], "city", ["Qom", "Yazd"], grid)
    assert stored(company_url, [shop], "industry") == ["Steel"]
    grid.presses("Delete")
    eventually(company_url, [shop], "city", [None], grid)
    grid.presses("Control+z", "Control+z")
    sara.is_told("Undone.")
    eventually(company_url, [shop, other], "city", ["Qom", None], grid)
    grid.presses("Control+Shift+z")
    sara.is_told("Done again.")
    eventually(company_url, [shop, other], "city", ["Qom", "Yazd"], grid)


def block(rows: int) -> str:
    """Five columns as Excel puts them on the clipboard; the last cell of the first row has two lines and quotes."""
    lines = [f"City {n}\t021 8877 {1000 + n}\tTrade {n}\tshop{n}.example\tStreet {n}" for n in range(rows)]
    lines[0] = lines[0].replace("Street 0", '"First line\nsays ""hello"""')
    return "\r\n".join(lines) + "\r\n"


def test_a_block_from_excel_is_looked_at_and_stored_as_one(sara: Person, company_url: str) -> None:
    ids = fill(company_url, 20)
    grid = Grid(sara)
    sara.go(GRID)
    grid.goes_to(0, "city")
    grid.pastes(block(20))
    expect(sara.dialog).to_contain_text("100 cells of 20 records change.")
    assert stored(company_url, ids, "city") == [None] * 20
    sara.dialog.get_by_role("button", name="Store", exact=True).click()
    sara.is_told("100 cells of 20 records changed.")
    eventually(company_url, ids, "city", [f"City {n}" for n in range(20)], grid)
    assert stored(company_url, ids[:1], "address") == ['First line\nsays "hello"']
    grid.shows("Shop 019", "website", "shop19.example")
    sara.keep_picture("grid-pasted")
    sara.undoes()
    eventually(company_url, ids, "city", [None] * 20, grid)


def test_unreadable_cells_are_told_and_rows_beyond_become_records(sara: Person, company_url: str) -> None:
    ids = fill(company_url, 2)
    grid = Grid(sara)
    sara.go("customers?columns=phone,city")
    grid.goes_to(1, "name")
    grid.pastes("Renamed\tno phone\tQom\r\nAdded\t021 8877 1234\tRey\r\n")
    expect(sara.dialog).to_contain_text("1 row goes beyond the last one here.")
    expect(sara.dialog).to_contain_text("“no phone” is not a phone number")
    sara.dialog.get_by_role("button", name="Store", exact=True).click()
    sara.is_told("1 record added.")
    grid.shows("Added", "city", "Rey")
    assert stored(company_url, ids, "name") == ["Shop 000", "Renamed"]
    assert stored(company_url, ids, "phone") == [None, None]


def test_a_value_is_filled_down_and_its_history_is_a_key_away(sara: Person, company_url: str) -> None:
    ids = fill(company_url, 5)
    grid = Grid(sara)
    sara.go(GRID)
    grid.goes_to(0, "city")
    grid.types("Qom")
    sara.is_told("City saved.")
    grid.goes_to(0, "city")
    grid.presses("Shift+ArrowDown", "Shift+ArrowDown", "Shift+ArrowDown", "Control+d")
    sara.is_told("3 cells of 3 records changed.")
    eventually(company_url, ids, "city", ["Qom"] * 4 + [None], grid)
    grid.presses("Alt+h")
    expect(sara.dialog).to_contain_text("Shop 000: City")
    expect(sara.dialog).to_contain_text("– → Qom")
    expect(sara.dialog).to_contain_text("Sara")
    sara.dialog.get_by_role("button", name="Put back").click()
    sara.is_told("The value before is back.")
    eventually(company_url, ids, "city", [None, "Qom", "Qom", "Qom", None], grid)
    grid.goes_to(1, "city")
    grid.presses("Control+z")
    sara.is_told("Undone.")
    eventually(company_url, ids, "city", [None, None, None, None, None], grid)


def test_a_record_is_typed_into_the_last_line_and_binned_by_key(sara: Person, company_url: str) -> None:
    fill(company_url, 2)
    grid = Grid(sara)
    sara.go("customers?columns=city,phone")
    line = grid.frame.locator(".ag-row-pinned[row-index='b-0']")
    line.locator("[col-id=city]").click()
    grid.presses("Q", "o", "m", "Enter")
    sara.is_told("must not be empty")
    expect(line.locator("[col-id=name]")).to_have_class(re.compile("refused"))
    expect(line.locator("[col-id=city]")).to_have_text("Qom")
    line.locator("[col-id=name]").click()
    grid.types("Zarrin Foods")
    sara.is_told("Added: Zarrin Foods")
    grid.shows("Zarrin Foods", "city", "Qom")
    grid.cell("Zarrin Foods", "city").click()
    grid.presses("Control+Delete")
    sara.is_told("1 record is in the bin.")
    expect(grid.frame.get_by_text("Zarrin Foods", exact=True)).to_have_count(0)
    sara.undoes()
    grid.shows("Zarrin Foods", "city", "Qom")


def test_columns_stay_as_the_person_arranged_them_on_another_device(
    sara: Person, app: str, company_url: str, new_page: Enter
) -> None:
    fill(company_url, 2)
    grid = Grid(sara)
    sara.go("customers")
    heading = grid.frame.locator(".ag-header-cell[col-id=mobile]")
    heading.click(button="right")
    grid.frame.get_by_role("menuitem", name="Hide column").click()
    expect(heading).to_have_count(0)
    grid.frame.locator(".ag-header-cell[col-id=email]").click(button="right")
    grid.frame.get_by_role("menuitem", name="Pin column").click()
    pinned = grid.frame.locator(".ag-pinned-left-header .ag-header-cell[col-id=email]")
    expect(pinned).to_be_visible()
    _drag_edge(sara, grid.frame.locator(".ag-header-cell[col-id=phone]"), 60)
    wide = _width(grid.frame.locator(".ag-header-cell[col-id=phone]"))
    sara.page.wait_for_timeout(900)  # a layout is told when the hand rests
    sara.settled()

    again = Person(new_page(), app)
    again.sign_in("Sara")
    seen = Grid(again)
    again.go("customers")
    expect(seen.frame.locator(".ag-pinned-left-header .ag-header-cell[col-id=email]")).to_be_visible()
    expect(seen.frame.locator(".ag-header-cell[col-id=mobile]")).to_have_count(0)
    assert _width(seen.frame.locator(".ag-header-cell[col-id=phone]")) == pytest.approx(wide, abs=2)


def _width(heading: Locator) -> float:
    box = heading.bounding_box()
    assert box is not None
    return box["width"]


def _drag_edge(person: Person, heading: Locator, by: int) -> None:
    box = heading.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] - 1, box["y"] + box["height"] / 2
    person.page.mouse.move(x, y)
    person.page.mouse.down()
    person.page.mouse.move(x + by, y, steps=6)
    person.page.mouse.up()


def test_what_is_not_mine_looks_so_and_takes_no_keys(sara: Person, company_url: str) -> None:
    fill(company_url, 1)
    fill(company_url, 1, by="Kian")
    grid = Grid(sara)
    sara.go(GRID)
    locked = grid.frame.locator(".ag-row:not(.ag-row-pinned) [col-id=city].locked")
    expect(locked).to_have_count(1)
    locked.click()
    grid.presses("Q", "o", "m", "Delete", "F2")
    expect(grid.editor).to_have_count(0)
    expect(locked).to_have_text("")


def test_in_persian_rows_are_edited_and_a_block_is_pasted_from_right_to_left(
    persian_app: str, persian_company_url: str, new_page: Enter
) -> None:
    ids = fill(persian_company_url, 20)
    sara = Person(new_page(), persian_app).come_in("Sara", persian_company_url)
    grid = Grid(sara)
    sara.go("customers?columns=city,phone,customer_since,tags")
    grid.goes_to(0, "city")
    grid.types(*(f"شهر {n}" for n in range(20)))
    eventually(persian_company_url, ids, "city", [f"شهر {n}" for n in range(20)], grid)
    grid.goes_to(0, "customer_since")
    grid.types("۱۴۰۳/۰۱/۱۵", "1402-12-29")
    grid.goes_to(0, "city")
    grid.presses("ArrowLeft")
    expect(grid.at(0, "phone")).to_be_focused()
    expect(grid.at(0, "customer_since")).to_have_text(re.compile("۱۴۰۳/۰۱/۱۵|1403"))
    grid.goes_to(0, "city")
    grid.pastes("".join(f"قم\t۰۲۱۸۸۷۷{1000 + n}\t۱۴۰۲/۰۵/{1 + n:02}\tویژه، نو\r\n" for n in range(20)))
    expect(sara.dialog).to_contain_text("۸۰")
    sara.dialog.get_by_role("button", name="ثبت", exact=True).click()
    eventually_said = grid.at(19, "city")
    expect(eventually_said).to_have_text("قم")
    eventually(persian_company_url, ids, "city", ["قم"] * 20, grid)
    sara.keep_picture("grid-persian")
    grid.goes_to(5, "city")
    grid.presses("Control+z")
    expect(grid.at(5, "city")).to_have_text("شهر 5")
    eventually(persian_company_url, ids, "city", [f"شهر {n}" for n in range(20)], grid)
