"""A report is made without help: from the library through the controls to the records behind a figure."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from .person import Person, Report
from .records import Books


def test_a_report_is_chosen_changed_and_followed_to_its_records(app: str, company_url: str, page: Page) -> None:
    books = Books(company_url)
    zarrin = books.add("Mina", "customer", name="Zarrin Foods", kind="company")
    for title, amount, source in (("Mixer", 5_000, "Fair"), ("Oven", 7_000, "Fair"), ("Fryer", 400, "Call")):
        books.win("Mina", books.add("Mina", "deal", title=title, customer=zarrin, amount=amount * 100, source=source))
    mina = Person(page, app).come_in("Mina", company_url)

    mina.go("reports")
    page.get_by_role("searchbox", name="Search reports").fill("person who sold")
    page.locator(".library li:visible", has_text="Sales by person").click()
    mina.heading("Sales by person")
    assert Report(mina).lines()["Mina"][0] == "12,400"

    page.get_by_role("button", name="By: Owner").click()
    page.get_by_role("checkbox", name="Source").click()
    page.get_by_role("button", name="Further up").last.click()
    report = Report(mina)
    expect(report.figure("Fair", 0)).to_have_text("12,000")
    page.keyboard.press("Escape")
    mina.sees(page.get_by_role("button", name="By: Source +1"))
    expect(report.table.locator("tbody tr:visible")).to_have_count(4)
    report.table.get_by_title("Hide the parts").first.click()
    expect(report.table.locator("tbody tr:visible")).to_have_count(3)

    report.figure("Fair", 0).get_by_role("button").click()
    mina.sees(mina.dialog.get_by_text("2 records · together $12,000"))
    mina.dialog.get_by_role("button", name="Open in the grid").click()
    mina.heading("Deals")
    mina.sees("2 deals")
    mina.keep_picture("report-records")
