"""Reading from the right: the board, the grid and what is said, in the Persian company."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

from tests.browser.person import Board, Grid, Person
from tests.browser.records import Books


def test_board_and_grid_run_from_the_right(persian_company_url: str, persian_app: str, page: Page) -> None:
    books = Books(persian_company_url)
    zarrin = books.add("Sara", "customer", name="صنایع غذایی زرین", kind="company", city="شیراز")
    books.add("Sara", "deal", title="خط پخت", customer=zarrin, amount=12_000_000_0)
    sara = Person(page, persian_app).come_in("Sara", persian_company_url)

    sara.go("pipeline")
    board = Board(sara)
    board.holds("سرنخ", "صنایع غذایی زرین")
    assert _left(board.stage("سرنخ")) > _left(board.stage("واجد شرایط"))
    sara.sees("۱۲ میلیون تومان")
    board.carry("صنایع غذایی زرین", "Left")
    sara.is_told("واجد شرایط")
    board.holds("واجد شرایط", "صنایع غذایی زرین")
    board.drag("صنایع غذایی زرین", "سرنخ")
    sara.is_told("سرنخ")
    board.holds("سرنخ", "صنایع غذایی زرین")
    sara.keep_picture("persian-board")

    sara.go("customers?columns=city,customer_since")
    grid = Grid(sara)
    grid.writes("صنایع غذایی زرین", "customer_since", "۱۴۰۲/۱۲/۳۰")
    sara.is_told("۱۴۰۲/۱۲/۳۰")
    grid.writes("صنایع غذایی زرین", "customer_since", "۱۴۰۳/۱۲/۳۰")
    grid.shows("صنایع غذایی زرین", "customer_since", "۱۴۰۳/۱۲/۳۰")
    sara.keep_picture("persian-grid")
    sara.undoes("بازگردانی", told="بازگردانده شد.")
    grid.shows("صنایع غذایی زرین", "customer_since", "")


def _left(one: Locator) -> float:
    one.wait_for()
    box = one.bounding_box()
    assert box is not None
    return box["x"]
