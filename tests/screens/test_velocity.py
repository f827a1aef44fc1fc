"""Speed and slips: what the address asks for is what is shown, to the deals behind each number."""

from __future__ import annotations

import io
from typing import Any

import pytest
from openpyxl import load_workbook
from streamlit.testing.v1 import AppTest

import _downloads
from _ui import charts, deal, grid, kpi, report_table
from crm_core.deals.move import lost, move, won
from crm_core.fields.records import Edit, create, edit
from crm_core.models import Deal
from crm_core.trust.access import SYSTEM, Actor
from crm_core.trust.unit_of_work import Office
from tests.integration.deals_ground import DAY, TODAY, on_day, stages_of
from tests.provision.company import People

from .conftest import SignIn


class Seen:
    """What the parts of the screen were given in the last run."""

    def __init__(self) -> None:
        self.figures: dict[str, tuple[str, str]] = {}
        self.points: list[charts.Point] = []
        self.title = ""
        self.tables: dict[str, list[list[str]]] = {}
        self.records: list[dict[str, Any]] = []

    def forget(self) -> None:
        self.__init__()  # type: ignore[misc]


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Seen:
    found = Seen()
    draw_table, draw_chart = report_table.show, charts.chart

    def table(key: str, heads: Any, lines: Any, total: Any = None, **how: Any) -> None:
        whole = [*lines, *([total] if total else [])]
        found.tables[key] = [[*line.names, *(cell.text for cell in line.cells)] for line in whole]
        draw_table(key, heads, lines, total, **how)

    def chart(points: Any, **how: Any) -> Any:
        found.points, found.title = list(points), how["title"]
        return draw_chart(points, **how)

    def row(figures: Any) -> None:
        found.figures = {one.label: (one.value, one.note) for one in figures}

    monkeypatch.setattr(report_table, "show", table)
    monkeypatch.setattr(charts, "chart", chart)
    monkeypatch.setattr(kpi, "row", row)
    monkeypatch.setattr(grid, "show", lambda key, columns, rows, **how: setattr(found, "records", list(rows)))
    return found


@pytest.fixture
def deals(office: Office, people: People) -> dict[str, int]:
    """Sara: one won after 12 days, one lost in the second stage, one still in the first, pushed thrice; Kian: one lost."""
    stages = stages_of(office)
    owners = {"Press": people.sara, "Mill": people.sara, "Scales": people.sara, "Oven": people.kian}
    found = {title: _made(office, who, title) for title, who in owners.items()}
    for day, close in ((1, 40), (2, 50), (3, 65)):
        on_day(office, day)
        with office.work(SYSTEM) as w:
            edit(
                w,
                "deal",
                Edit(found["Scales"], w.get(Deal, found["Scales"]).version, {"expected_close": TODAY + close * DAY}),
            )
    on_day(office, 4)
    with office.work(SYSTEM) as w:
        move(w, found["Press"], stages["Negotiation"])
        move(w, found["Mill"], stages["Qualified"])
    on_day(office, 12)
    with office.work(SYSTEM) as w:
        won(w, found["Press"])
        lost(w, found["Mill"], "Price")
        lost(w, found["Oven"], "Price")
    on_day(office, 20)
    return found


def _made(office: Office, who: Actor, title: str) -> int:
    with office.work(who) as w:
        return create(w, "deal", {"title": title, "amount": 100, "expected_close": TODAY + 30 * DAY})


def _opened(sign_in: SignIn, who: Actor, **query: str) -> AppTest:
    test = sign_in(who, **query)
    test.run()
    test.switch_page("velocity.py")
    for name, value in query.items():
        test.query_params[name] = value
    test.run()
    assert not test.exception
    assert not test.error
    return test


def test_the_funnel_of_a_cohort(sign_in: SignIn, people: People, seen: Seen, deals: dict[str, int]) -> None:
    test = _opened(sign_in, people.babak)
    assert "4 deals created in" in test.caption[0].value
    assert "33% of those decided were won" in test.caption[0].value
    assert seen.figures["Win rate"][0] == "33%"
    assert seen.figures["Days to win"][0] == "12 days"
    assert seen.figures["Pushes per open deal"] == ("3", "100% of the open deals, 12 days a time")
    assert [row[:8] for row in seen.tables["velocity_stages"]] == [
        ["Lead", "4", "2", "50%", "1", "1", "–", "–"],
        ["Qualified", "2", "1", "50%", "1", "–", "1", "–"],
        ["Proposal", "1", "1", "100%", "–", "–", "1", "–"],
        ["Negotiation", "1", "1", "100%", "–", "–", "–", "–"],
        ["In all: won", "4", "1", "33%", "2", "1", "", ""],
    ]
    assert [(one.label, one.series, one.value) for one in seen.points[:3]] == [
        ("Lead", "Went on", 2), ("Lead", "Still there", 1), ("Lead", "Lost", 1),
    ]  # fmt: skip
    assert [row[:4] for row in seen.tables["velocity_groups"]] == [["Sara", "3", "1", "1"], ["Kian", "1", "–", "1"]]


def test_what_moved_in_a_period_and_by_source(
    sign_in: SignIn, people: People, seen: Seen, deals: dict[str, int]
) -> None:
    days = f"{TODAY + 10 * DAY}..{TODAY + 15 * DAY}"
    _opened(sign_in, people.babak, mode="period", period=days, by="source")
    assert [row[1:4] for row in seen.tables["velocity_stages"]][:2] == [["2", "–", "–"], ["1", "–", "–"]]
    assert [row[0] for row in seen.tables["velocity_groups"]] == ["Not given"]


def test_a_figure_opens_its_deals(
    sign_in: SignIn, people: People, seen: Seen, deals: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    told = {"velocity_stages": "dropped:1"}
    monkeypatch.setattr(report_table, "take", lambda key: report_table.TableEvent(opened=told.pop(key, "")))
    _opened(sign_in, people.babak)
    assert [(one["title"], one["owner"], one["days"]) for one in seen.records] == [("Oven", "Kian", "12")]
    told["velocity_groups"] = "won:0"
    _opened(sign_in, people.babak)
    assert [one["title"] for one in seen.records] == ["Press"]


def test_the_ledger_of_slips(
    sign_in: SignIn, people: People, seen: Seen, deals: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    test = _opened(sign_in, people.sara, view="slips")
    assert "1 open deal, 1 was pushed" in test.caption[0].value
    assert seen.figures["Pushes per deal"] == ("3", "3 pushes")
    assert seen.tables["slip_owners"][0][:6] == ["Sara", "1", "1", "100%", "3", "3"]
    assert [(one["title"], one["pushes"], one["days"]) for one in seen.records] == [("Scales", "3", "35")]
    _opened(sign_in, people.kian, view="slips", of="closed")
    assert seen.figures["Pushed"][0] == "0%"
    went: list[int] = []
    monkeypatch.setattr(grid, "take", lambda key: grid.GridEvent(opened=deals["Scales"]))
    monkeypatch.setattr(deal, "open_page", went.append)
    _opened(sign_in, people.sara, view="slips")
    assert went == [deals["Scales"]]


def test_files_hold_what_is_shown(
    sign_in: SignIn, people: People, seen: Seen, deals: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    made: dict[str, bytes] = {}

    def offer(actor: Actor, name: str, make: Any, token: Any = None) -> str:
        made[name.split(" ", maxsplit=1)[0]] = make(actor)
        return "token"

    monkeypatch.setattr(_downloads, "offer", offer)
    _opened(sign_in, people.babak)
    _opened(sign_in, people.babak, view="slips")
    book = load_workbook(io.BytesIO(made["Speed"]))
    rows = list(book.worksheets[0].values)
    assert rows[1][:9] == ("Lead", 0, 4, 2, 0.5, 1, 1, 0, 0)
    assert [row[0] for row in list(book.worksheets[1].values)[1:]] == ["Sara", "Kian"]
    slips = load_workbook(io.BytesIO(made["Slips"]))
    assert list(slips.worksheets[1].values)[1][:6] == ("Scales", None, "Sara", "Lead", 3, 35)


def test_an_empty_company_and_a_viewer(sign_in: SignIn, people: People, seen: Seen) -> None:
    for view in ("speed", "slips"):
        test = _opened(sign_in, people.vida, view=view)
        assert any("No deals" in one.value for one in test.markdown)
    assert seen.tables == {}


def test_a_cohort_as_it_was_on_a_past_day(sign_in: SignIn, people: People, seen: Seen, deals: dict[str, int]) -> None:
    _opened(sign_in, people.babak, as_of=(TODAY + 5 * DAY).isoformat())
    assert seen.figures["Win rate"][0] == "–"
    assert seen.tables["velocity_stages"][-1][1:6] == ["4", "–", "–", "–", "4"]
