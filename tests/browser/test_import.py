"""A list on its way in, in the browser: in Persian with questions and doubts, on a phone, and found again elsewhere."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Enter
from tests.browser.person import Person
from tests.browser.records import Books
from tests.browser.test_phone import PHONE

CUSTOMERS = """\
نام مشتری,شهر,موبایل,ایمیل,مشتری از,مبلغ خرید
صنایع غذایی زرین,شیراز,۰۹۱۲۳۴۵۶۷۸۹,office@zarrin.example,۱۴۰۳/۱۲/۳۰,12000000
البرز تجارت,تهران,0098 912 111 2233,info@alborz.example,1402/05/11,4500000
كاشي كوير,یزد,9123334455,sales@kavir.example,1402/13/01,78000000
"""
"""Phones in three shapes, Arabic letters, and a day that is none."""


def put_in(person: Person, name: str, text: str) -> Locator:
    """Choose a file with this text; gives the button that brings it in."""
    file = {"name": name, "mimeType": "text/csv", "buffer": text.encode()}
    person.page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    begin = person.page.locator(".st-key-import_begin button")
    expect(begin).to_be_enabled()
    return begin


def test_a_persian_list_is_asked_about_mended_and_brought_in(
    persian_company_url: str, persian_app: str, page: Page
) -> None:
    Books(persian_company_url).add("Mina", "customer", name="کاشی کویر یزد", kind="company", mobile="0912 333 4455")
    mina = Person(page, persian_app).come_in("Mina", persian_company_url)
    mina.go("import")
    begin = put_in(mina, "مشتریان.csv", CUSTOMERS)
    unit = page.locator(".st-key-import_question_unit")
    for reading in ("۷٬۸۰۰٬۰۰۰ تومان", "۷۸٬۰۰۰٬۰۰۰ تومان"):  # what the largest would be as Rial, and as Toman
        mina.sees(unit.get_by_text(reading))
    box = page.get_by_label(re.compile("مشتری از"))
    assert _right(page.locator(".st-key-import_mend .column").first) > _right(box), "the cell stands left of its name"
    box.fill("1402/12/01")
    page.get_by_role("button", name="بررسی دوباره").click()
    expect(box).to_have_count(0)
    rows = page.locator("div.plain.named")
    expect(rows.locator("del").first).to_have_text("کاشی کویر یزد")
    mina.keep_picture("import-persian-plan")
    begin.click()
    mina.heading("فهرست وارد شد")
    mina.keep_picture("import-persian-receipt")
    mina.button("بازگردانی").click()
    mina.heading("ورود بازگردانده شد")


def test_a_list_from_a_phone(app: str, company_url: str, new_page: Enter) -> None:
    mina = Person(new_page(**PHONE), app).come_in("Mina", company_url)
    mina.go("import")
    mina.sees("200 MB")
    begin = put_in(mina, "customers.csv", "Name,City\nZarrin Foods,Shiraz\nKavir Tiles,Yazd\n")
    _fits(mina)
    mina.keep_picture("phone-import-plan")
    begin.tap()
    mina.heading("The list is in")
    mina.sees("customers.csv")
    _fits(mina)
    mina.keep_picture("phone-import-receipt")


def test_a_receipt_is_found_from_elsewhere_and_the_menu_leads_to_a_new_list(
    app: str, company_url: str, new_page: Enter
) -> None:
    mina = Person(new_page(), app).come_in("Mina", company_url)
    mina.go("import")
    put_in(mina, "customers.csv", "Name,City,E-mail\nZarrin Foods,Shiraz,office@zarrin.example\n").click()
    mina.heading("The list is in")
    elsewhere = Person(new_page(), app).come_in("Mina", company_url)
    elsewhere.go(mina.page.url.removeprefix(app))
    elsewhere.heading("The list is in")
    elsewhere.follow("Import")
    elsewhere.sees("Imports so far")
    begin = put_in(
        elsewhere, "again.csv", "Name,City,E-mail\nZarrin Foods,Shiraz,office@zarrin.example\nX,Y,a@b.example\n"
    )
    expect(begin).to_have_text(re.compile("Import 1 row"))
    elsewhere.page.get_by_text("columns recognised").click()
    elsewhere.sees("office@zarrin.example")
    expect(elsewhere.main.locator("a[href^='mailto:']")).to_have_count(0)


def test_an_answer_given_while_the_list_is_still_being_checked_counts(app: str, company_url: str, page: Page) -> None:
    mina = Person(page, app).come_in("Mina", company_url)
    mina.go("import")
    put_in(mina, "deals.csv", "Name,Account,Sales agent,Stage,Amount\nMill,Alborz,Parisa,Won,1200\n")
    answers = [
        page.locator(f".st-key-import_missing_{field}").get_by_role("radio").last for field in ("customer", "owner")
    ]
    for answer in answers:
        mina.sees(answer)
    for answer in answers:
        answer.evaluate("one => one.click()")
    for answer in answers:
        expect(answer).to_be_checked()
    mina.settled()
    for answer in answers:
        expect(answer).to_be_checked()


def _right(one: Locator) -> float:
    one.wait_for()
    box = one.bounding_box()
    assert box is not None
    return box["x"] + box["width"]


def _fits(person: Person) -> None:
    """Nothing stands out beside the screen."""
    wide = person.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0
