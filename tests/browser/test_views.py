"""A nested filter is built by keyboard, kept as a view that the unit shares, and opened by somebody else."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from tests.browser.conftest import Enter
from tests.browser.person import Grid, Person
from tests.browser.records import Books


class Builder:
    """The builder of filters on a person's screen; lines are counted from above."""

    def __init__(self, person: Person) -> None:
        self.person = person
        person.page.locator("[class*='st-key-filters_'][class*='_more'] button").click()
        self.line(0).wait_for()

    def line(self, number: int) -> Locator:
        return self.person.dialog.locator("[class*='st-key-filter_line_']").nth(number)

    def part(self, number: int, name: str) -> Locator:
        return self.line(number).locator(f"[class*='st-key-filter_{name}_'] input").first

    def asks(self, number: int, field: str, value: str, op: str = "", editor: str = "") -> None:
        """Field, comparison (else the likeliest) and value of a line, typed into the editor of this name."""
        self.picks(self.part(number, "field"), field)
        self.part(number, "op").wait_for()
        if op:
            self.picks(self.part(number, "op"), op)
        self.line(number).get_by_role("textbox", name=editor or field.partition(" (")[0], exact=True).wait_for()
        self.types(number, value)

    def picks(self, box: Locator, text: str) -> None:
        box.focus()
        self.person.page.keyboard.type(text)
        self.person.page.get_by_role("option", name=text, exact=True).first.wait_for()
        self.person.page.keyboard.press("Enter")
        expect(box).to_have_value(text)

    def types(self, number: int, value: str) -> None:
        self.part(number, "value").fill(value)
        self.person.page.keyboard.press("Tab")

    def adds(self, what: str) -> None:
        """The first control of this kind: of the outermost group when it has the only one."""
        self.person.dialog.locator(f"[class*='st-key-filter_{what}_'] button").last.press("Enter")

    def says(self, sentence: str) -> None:
        expect(self.person.dialog).to_contain_text(sentence)

    def is_done(self) -> None:
        self.person.page.keyboard.press("Control+Enter")
        expect(self.person.dialog).to_have_count(0)
        self.person.settled()


def opens(person: Person, label: str, view: str) -> None:
    """A view from the chooser, which bears this label now."""
    person.button(label).click()
    person.page.get_by_role("button", name=re.compile(view)).click()
    expect(person.page).to_have_url(re.compile("view=view"))
    person.settled()


def keeps(person: Person, name: str, *, save_as: str, unit: str, save: str) -> None:
    person.button(save_as).click()
    person.dialog.get_by_role("textbox").first.fill(name)
    person.dialog.get_by_text(unit, exact=True).click()
    person.dialog.get_by_role("button", name=save).click()
    expect(person.dialog).to_have_count(0)


def test_a_nested_filter_becomes_a_view_that_a_colleague_opens(app: str, company_url: str, new_page: Enter) -> None:
    books = Books(company_url)
    for by, name, city in (
        ("Sara", "Alborz Steel", "Tehran"),
        ("Sara", "Damavand Water", "Karaj"),
        ("Kian", "Zagros Foods", "Tehran"),
        ("Kian", "Binalud", "Mashhad"),
    ):
        books.add(by, "customer", name=name, kind="company", city=city)
    nader = Person(new_page(), app).come_in("Nader", company_url)
    nader.go("customers?columns=city")
    assert len(Grid(nader).names()) == 4

    build = Builder(nader)
    build.asks(0, "Name", "a")
    build.adds("nest")
    build.asks(1, "City", "Karaj")
    build.asks(2, "Last contact", "many", op="nothing for … days", editor="Days")
    build.says("“many” is not a number.")
    nader.page.keyboard.press("Control+Enter")
    expect(nader.dialog.get_by_role("alert")).to_contain_text("“many” is not a number.")
    build.types(2, "60")
    build.says("Name contains “a” and (city contains “Karaj” or last contact was not in the last 60 days)")
    build.is_done()
    nader.sees("4 customers: Name contains “a” and (city contains “Karaj” or")

    build = Builder(nader)
    build.types(0, "zag")
    build.is_done()
    nader.sees("1 customer: Name contains “zag”")
    assert Grid(nader).names() == ["Zagros Foods"]

    keeps(nader, "Quiet ones", save_as="Save as view", unit="People of my unit", save="Save")
    nader.is_told("View saved.")
    expect(nader.button("Quiet ones")).to_be_visible()
    assert "where" not in nader.page.url
    nader.keep_picture("view-saved")

    reza = Person(new_page(), app).come_in("Reza", company_url)
    reza.go("customers")
    opens(reza, "Views", "Quiet ones · Nader")
    reza.sees("1 customer: Name contains “zag”")
    assert Grid(reza).names() == ["Zagros Foods"]
    reza.main.locator("[class*='_chips'] button").first.click()
    reza.sees("4 customers: City contains “Karaj” or last contact")
    expect(reza.button("Save as view")).to_be_visible()
    expect(reza.button("Save changes")).to_have_count(0)

    kian = Person(new_page(), app).come_in("Kian", company_url)
    kian.go("customers")
    kian.button("Views").click()
    kian.page.get_by_role("button", name="My customers").wait_for()
    expect(kian.page.get_by_role("button", name=re.compile("Quiet ones"))).to_have_count(0)


def test_the_same_in_persian_on_a_phone(persian_app: str, persian_company_url: str, new_page: Enter) -> None:
    books = Books(persian_company_url)
    for name, city in (("فولاد البرز", "تهران"), ("آب دماوند", "کرج"), ("صنایع زاگرس", "شیراز")):
        books.add("Sara", "customer", name=name, kind="company", city=city, annual_revenue=20_000_000_000)
    nader = Person(new_page(viewport={"width": 390, "height": 844}), persian_app)
    nader.come_in("Nader", persian_company_url)
    nader.go("customers")

    build = Builder(nader)
    build.asks(0, "درآمد سالانه (تومان)", "۱٬۵۰۰٬۰۰۰٬۰۰۰")
    build.adds("nest")
    build.asks(1, "شهر", "كرج")
    build.asks(2, "نام", "فولاد", op="با این آغاز می‌شود")
    nader.keep_picture("filter-persian-phone")
    build.is_done()
    nader.sees("۲ مشتری: درآمد سالانه دست‌کم")
    keeps(nader, "بزرگان", save_as="ذخیره به نام نما", unit="همکاران واحد من", save="ذخیره")

    reza = Person(new_page(), persian_app).come_in("Reza", persian_company_url)
    reza.go("customers")
    opens(reza, "نماها", "بزرگان")
    reza.sees("۲ مشتری")
    assert Grid(reza).names() == ["آب دماوند", "فولاد البرز"]
    reza.keep_picture("view-persian")
