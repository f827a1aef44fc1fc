"""Files that a person fetches in the browser: a report, and the rows of a list that are to be mended."""

from __future__ import annotations

import io

import openpyxl
from playwright.sync_api import Page

from tests.browser.person import Person
from tests.browser.test_import import put_in

LIST = "Code,Name,City,E-mail\nC1,Alborz Steel,Karaj,info@alborz.example\nC2,Kavir Tile,Yazd,nothing\n"


def _fetched(page: Page, label: str) -> openpyxl.Workbook:
    with page.expect_download() as coming:
        page.get_by_role("link", name=label).click()
    return openpyxl.load_workbook(io.BytesIO(coming.value.path().read_bytes()))


def test_rows_in_trouble_are_fetched_from_the_receipt_and_from_the_list_of_imports(
    app: str, company_url: str, page: Page
) -> None:
    mina = Person(page, app).come_in("Mina", company_url)
    mina.go("import")
    put_in(mina, "customers.csv", LIST).click()
    link = page.get_by_role("link", name="1 problem")
    mina.sees(link)
    mina.keep_picture("files-receipt")
    assert _fetched(page, "1 problem").active["C2"].value == "C2"
    mina.go("import")
    mina.sees(link)
    mina.keep_picture("files-imports")
    assert _fetched(page, "1 problem").active["D2"].value == "Kavir Tile"


def test_a_report_is_fetched(app: str, company_url: str, page: Page) -> None:
    mina = Person(page, app).come_in("Mina", company_url)
    mina.go("reports?report=standard:by_person")
    page.get_by_role("button", name="Share…").click()
    mina.sees(page.get_by_role("link", name="Excel"))
    mina.keep_picture("files-report")
    assert _fetched(page, "Excel").sheetnames == ["Sales by person", "Definition"]
