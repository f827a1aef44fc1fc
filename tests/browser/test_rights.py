"""What each person gets to see and to do on the screens: an admin invites, a rep sees their own, addresses refuse."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Enter
from tests.browser.person import Board, Grid, Person, Report
from tests.browser.records import Books

CLOSED = {
    "users": "Only an admin manages users and teams.",
    "settings": "Only an admin changes the settings.",
}


class Deals(NamedTuple):
    """Numbers of records: a customer that everybody knows, and three people's deals with it."""

    zarrin: int
    saras: int
    rezas: int
    kians: int


@pytest.fixture
def books(company_url: str) -> Books:
    return Books(company_url)


@pytest.fixture
def deals(books: Books) -> Deals:
    zarrin = books.add("Babak", "customer", name="Zarrin Foods", kind="company")
    saras = books.add("Sara", "deal", title="Oven line", customer=zarrin, amount=12_000_00)
    rezas = books.add("Reza", "deal", title="Oven doors", customer=zarrin, amount=30_000_00)
    kians = books.add("Kian", "deal", title="Oven for Shiraz", customer=zarrin, amount=50_000_00)
    for name, amount in (("Sara", 5_000_00), ("Reza", 7_000_00), ("Kian", 9_000_00)):
        title = f"Mixer of {name}"
        books.win(name, books.add(name, "deal", title=title, customer=zarrin, amount=amount))
    return Deals(zarrin, saras, rezas, kians)


def test_an_admin_invites_a_person_by_link_who_chooses_a_password_and_signs_in(
    app: str, company_url: str, new_page: Enter
) -> None:
    mina = Person(new_page(), app).come_in("Mina", company_url)
    mina.go("users")
    mina.button("New person").click()
    mina.dialog.get_by_role("textbox", name="Name").fill("Parisa Karimi")
    mina.dialog.get_by_role("textbox", name="E-mail").fill("parisa@daftar.example")
    mina.button("Add and invite").click()
    mina.sees(mina.dialog.get_by_text("Send Parisa Karimi this link."))
    link = mina.dialog.get_by_test_id("stCode").inner_text().strip()
    assert link.startswith(f"{app}/link/")

    parisa = Person(new_page(), app)
    _choose_password(parisa, link, "a garden of plums")
    parisa.heading("Today")
    parisa.sees(parisa.page.locator("summary", has_text="Parisa Karimi"))
    parisa.sees(parisa.page.locator("summary", has_text="Sales rep"))
    parisa.sign_out()
    parisa.sign_in("parisa@daftar.example", "a garden of plums")
    parisa.heading("Today")

    stranger = Person(new_page(), app)
    _choose_password(stranger, link, "mine now, thank you")
    expect(stranger.page.get_by_role("alert")).to_contain_text("link")

    mina.go("users?view=sessions")
    mina.main.locator("[class*=st-key-session_]", has_text="Parisa Karimi").get_by_role("button", name="End").click()
    mina.is_told("The session of Parisa Karimi is ended.")
    parisa.page.get_by_role("link", name="Pipeline").click()
    parisa.page.wait_for_url("**/sign-in*", wait_until="commit")


def _choose_password(person: Person, link: str, password: str) -> None:
    person.page.goto(link)
    person.page.fill("[name=password]", password)
    person.page.fill("[name=password_again]", password)
    person.button("Save and sign in").click()


def test_a_rep_sees_only_their_own_deals_wherever_deals_are_seen(
    app: str, company_url: str, new_page: Enter, deals: Deals
) -> None:
    sara = Person(new_page(), app).come_in("Sara", company_url)
    sara.go("pipeline")
    sara.sees("1 open deal, $12 k")
    Board(sara).holds("Lead", "Zarrin Foods")
    Board(sara).holds("Won", "Zarrin Foods")

    sara.go("pipeline?as=grid")
    assert sorted(Grid(sara).names()) == ["Mixer of Sara", "Oven line"]

    sara.go(f"customer?id={deals.zarrin}")
    sara.sees("Oven line")
    sara.does_not_see("Oven doors")
    sara.does_not_see("Oven for Shiraz")

    expect(sara.searches("oven").get_by_role("button")).to_have_count(1)
    sara.sees(sara.dialog.get_by_text("Oven line"))
    sara.page.keyboard.press("Escape")

    sara.go("reports?measures=won_amount,won_count&by=total&period=this_year&breakdown=owner")
    assert Report(sara).lines() == {"Sara": ["5,000", "1"]}


def test_a_lead_sees_the_unit_and_no_sibling(app: str, company_url: str, new_page: Enter, deals: Deals) -> None:
    nader = Person(new_page(), app).come_in("Nader", company_url)
    nader.go("pipeline")
    nader.sees("2 open deals, $42 k")
    nader.go("reports?measures=won_amount&by=total&period=this_year&breakdown=owner")
    assert Report(nader).lines() == {
        "Reza": ["7,000", "58.3%"],
        "Sara": ["5,000", "41.7%"],
        "Total": ["12,000", "100.0%"],
    }


def test_the_address_of_what_is_not_mine_refuses_in_words(
    app: str, company_url: str, new_page: Enter, books: Books, deals: Deals
) -> None:
    books.set(customers_seen="own")
    hidden = books.add("Kian", "customer", name="Fars Dairy", kind="company")
    sara = Person(new_page(), app).come_in("Sara", company_url)

    sara.go(f"pipeline?deal={deals.rezas}")
    sara.is_told("does not exist")
    expect(sara.dialog).to_have_count(0)
    assert "deal=" not in sara.page.url

    sara.go(f"customer?id={hidden}")
    sara.sees("does not exist")
    sara.does_not_see("Fars Dairy")

    sara.go("customers")
    assert Grid(sara).names() == ["Zarrin Foods"]

    for screen, reason in CLOSED.items():
        sara.go(screen)
        expect(sara.main.get_by_role("alert")).to_have_text(reason)
