"""The time machine: what changed as a waterfall with the deals behind it, Today and reports as of a past day."""

from __future__ import annotations

import io
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

import _downloads
from _ui import entries, grid, kpi, report_table
from crm_core.deals.move import won
from crm_core.fields import records
from crm_core.models import Deal
from crm_core.trust.access import SYSTEM
from crm_core.trust.unit_of_work import Office
from tests.integration.deals_ground import DAY, TODAY, on_day
from tests.provision.company import People

from .conftest import SHELL, SignIn

Deals = dict[str, int]


@pytest.fixture(autouse=True)
def deals(office: Office, people: People) -> Deals:
    """Sara: one that grew, one won since; Kian: a new one. Ten days have passed since the first."""
    made = {}
    for who, title, amount in ((people.sara, "Scale", 100_000), (people.sara, "Press", 50_000)):
        with office.work(who) as w:
            values = {"title": title, "amount": amount, "expected_close": TODAY + 5 * DAY}
            made[title] = records.create(w, "deal", values)
    on_day(office, 4)
    with office.work(people.sara) as w:
        records.edit(w, "deal", records.Edit(made["Scale"], w.get(Deal, made["Scale"]).version, {"amount": 130_000}))
        won(w, made["Press"])
    with office.work(people.kian) as w:
        made["Truck"] = records.create(w, "deal", {"title": "Truck", "amount": 20_000})
    on_day(office, 10)
    return made


class Seen:
    """What tables and lists were given in the last run, and the cell that is opened before the next."""

    lines: tuple[tuple[str, ...], ...] = ()
    rows: tuple[dict[str, Any], ...] = ()
    titles: tuple[str, ...] = ()
    opened = ""

    def __init__(self) -> None:
        self.figures: dict[str, tuple[str, str]] = {}

    def table(self, key: str, heads: Any, lines: Any, total: Any, **_: Any) -> None:
        self.lines = tuple((one.names[0], *(cell.text for cell in one.cells)) for one in [*lines, total])

    def take(self, key: str) -> report_table.TableEvent:
        opened, self.opened = self.opened, ""
        return report_table.TableEvent(opened)

    def grid(self, key: str, columns: Any, rows: Any, **_: Any) -> None:
        self.rows = tuple(rows)

    def kpis(self, figures: Any) -> None:
        self.figures = {one.label: (one.value, one.note) for one in figures}

    def entries(self, key: str, sections: Any, **_: Any) -> None:
        self.titles = tuple(one.title for section in sections for one in section.entries if one.title)


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Seen:
    told = Seen()
    monkeypatch.setattr(report_table, "show", told.table)
    monkeypatch.setattr(report_table, "take", told.take)
    monkeypatch.setattr(grid, "show", told.grid)
    monkeypatch.setattr(kpi, "row", told.kpis)
    monkeypatch.setattr(entries, "show", told.entries)
    return told


def screen(test: AppTest, name: str, **query: str) -> AppTest:
    test.switch_page(str(SHELL.parent / f"{name}.py"))
    for key, value in query.items():
        test.query_params[key] = value
    test.run()
    assert not test.exception
    return test


def since(days: int) -> str:
    return (TODAY + days * DAY).isoformat()


def test_the_table_adds_up_and_opens_the_deals_behind_a_line(
    sign_in: SignIn, people: People, seen: Seen, deals: Deals
) -> None:
    test = sign_in(people.babak)
    seen.opened = "increased"
    screen(test, "changes", since=since(1))
    assert test.main.caption[0].value.startswith("From the end of 2026-11-22 to now: 2 open deals")
    assert seen.lines == (
        ("At the beginning", "", "2", "1,500"),
        ("New", "1", "+1", "+200"),
        ("Increased", "1", "–", "+300"),
        ("Won", "1", "-1", "-500"),
        ("At the end", "", "2", "1,500"),
    )
    (row,) = seen.rows
    assert (row["id"], row["title"], row["amount"], row["effect"]) == (deals["Scale"], "Scale", "1,000 → 1,300", "+300")
    assert (row["stage"], row["owner"]) == ("Lead", "Sara")


def test_a_rep_sees_what_changed_in_her_own_and_a_filter_narrows_it(
    sign_in: SignIn, people: People, seen: Seen
) -> None:
    screen(sign_in(people.sara), "changes", since=since(1))
    assert [line[0] for line in seen.lines] == ["At the beginning", "Increased", "Won", "At the end"]
    screen(sign_in(people.babak), "changes", since=since(1), owner=str(people.kian.user_id))
    assert seen.lines == (
        ("At the beginning", "", "0", "0"),
        ("New", "1", "+1", "+200"),
        ("At the end", "", "1", "200"),
    )


def test_until_an_earlier_day_and_moments_in_the_wrong_order(sign_in: SignIn, people: People, seen: Seen) -> None:
    test = sign_in(people.babak)
    screen(test, "changes", since=since(1), until=since(2))
    assert seen.lines[0][2:] == seen.lines[-1][2:] == ("2", "1,500")
    assert "Nothing moved." in [one.value for one in test.caption]
    test.query_params["until"] = since(-3)
    test.run()
    assert any("The first moment must lie before the second." in one.value for one in test.markdown)


def test_it_is_fetched_as_a_file_with_every_deal(sign_in: SignIn, people: People, seen: Seen) -> None:
    screen(sign_in(people.babak), "changes", since=since(1))
    offer = next(one for one in reversed(_downloads._OFFERS.values()) if one.name.startswith("What changed"))
    content = offer.make(people.babak)
    assert isinstance(content, bytes)
    book = load_workbook(io.BytesIO(content))
    summary, listed = (list(sheet.values) for sheet in book)
    assert [row[0] for row in summary[4:]] == ["At the beginning", "New", "Increased", "Won", "At the end"]
    assert [row[3] for row in summary[4:]] == [1500, 200, 300, -500, 1500]
    assert [(row[0], row[2], row[4], row[5], row[6]) for row in listed[1:]] == [
        ("New", "Truck", 200, None, 200),
        ("Increased", "Scale", 300, 1000, 1300),
        ("Won", "Press", -500, 500, 500),
    ]


def test_today_as_of_a_past_day_is_as_it_stood(sign_in: SignIn, people: People, seen: Seen) -> None:
    test = screen(sign_in(people.babak), "today", as_of=since(7))
    assert any("As it stood at the end of Saturday, 28 November 2026; read only" in one.value for one in test.markdown)
    assert seen.figures["Open pipeline"][0] == "$1,500"
    assert seen.figures["Won in November until then"] == ("$500", "1 deal")
    assert seen.figures["Needed care"] == ("1 deal", "Past its expected close: 1")
    assert seen.titles == ("Scale",)
    next(one for one in test.button if one.key == "as_of_now").click().run()
    assert "as_of" not in test.query_params


def test_reports_as_of_a_past_day_end_with_it(sign_in: SignIn, people: People, seen: Seen) -> None:
    query = {"measures": "open_amount,won_amount", "by": "total", "period": "this_month"}
    screen(sign_in(people.babak), "reports", as_of=since(2), **query)
    assert [value for value, _ in seen.figures.values()] == ["$1,500", "$0"]
    screen(sign_in(people.babak), "reports", as_of=since(5), **query)
    assert [value for value, _ in seen.figures.values()] == ["$1,500", "$500"]


def test_the_rights_of_then_decide_what_is_seen(sign_in: SignIn, people: People, seen: Seen, office: Office) -> None:
    with office.work(SYSTEM) as w:
        scale = next(one for one in w.scalars(select(Deal)) if one.title == "Scale")
        records.edit(w, "deal", records.Edit(scale.id, scale.version, {"owner": people.omid.user_id}))
    on_day(office, 11)
    screen(sign_in(people.sara), "today", as_of=since(7))
    assert seen.figures["Open pipeline"][0] == "$1,300"
    screen(sign_in(people.omid), "today", as_of=since(7))
    assert seen.figures["Open pipeline"][0] == "$0"
