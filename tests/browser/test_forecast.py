"""A forecast in the browser: a figure is submitted, a deal judged in its place, another supposed to slip."""

from __future__ import annotations

from collections.abc import Mapping

from playwright.sync_api import Page, expect

from tests.browser.person import Grid, Person
from tests.browser.records import Books

ENGLISH = {
    "figure": "My figure ($)", "note": "Note", "submit": "Submit", "submitted": "Submitted for", "commit": "Commit",
    "judged": "Judgement", "slips": "1 deal slips by 40 days", "start_over": "Start over",
    "nothing": "Nothing is supposed yet",
}  # fmt: skip
PERSIAN = {
    "figure": "رقم من (تومان)", "note": "یادداشت", "submit": "اعلام", "submitted": "اعلام شد", "commit": "قطعی",
    "judged": "نظر کارشناس", "slips": "۱ معامله عقب بیفتد", "start_over": "از نو", "nothing": "هنوز چیزی فرض نشده است",
}  # fmt: skip


def test_a_seller_says_what_will_come(company_url: str, app: str, page: Page) -> None:
    _says_what_will_come(company_url, Person(page, app), ENGLISH, "Oven line")


def test_a_seller_says_in_persian_what_will_come(persian_company_url: str, persian_app: str, page: Page) -> None:
    _says_what_will_come(persian_company_url, Person(page, persian_app), PERSIAN, "خط پخت")


def _says_what_will_come(database_url: str, sara: Person, words: Mapping[str, str], title: str) -> None:
    books = Books(database_url)
    today = books.today()
    deal = books.add("Sara", "deal", title=title, amount=1_000_000_0, expected_close=today)
    sara.come_in("Sara", database_url)

    sara.go("forecast")
    sara.page.get_by_label(words["figure"]).fill("900")
    sara.page.get_by_label(words["note"]).fill(title)
    sara.button(words["submit"]).click()
    sara.is_told(words["submitted"])

    Grid(sara).chooses(title, "judgement", words["commit"])
    Grid(sara).shows(title, "judgement", words["commit"])
    sara.is_told(words["judged"])
    sara.keep_picture(f"forecast-{'en' if words is ENGLISH else 'fa'}")

    sara.go(f"what_if?slip={deal}:40")
    sara.sees(words["slips"])
    sara.button(words["start_over"]).click()
    sara.sees(words["nothing"])
    expect(sara.button(words["start_over"])).to_have_count(0)
    assert (books.read("deal", deal, "judgement"), books.read("deal", deal, "expected_close")) == ("commit", today)
