"""The screen of reports: what the address asks for is what is shown, to the records behind each number."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

import crm_core.work.tasks  # noqa: F401  declares the rules of tasks
from _ui import charts, grid, kpi, report_table
from crm_core.base.periods import period_of
from crm_core.deals.targets import COMPANY, Cell
from crm_core.deals.targets import put as put_targets
from crm_core.trust.access import Actor
from crm_core.trust.people import choose
from crm_core.trust.unit_of_work import Office
from tests.integration.reports_ground import deal, put
from tests.provision.company import People

from .conftest import SignIn

Opened = Callable[..., AppTest]


class Seen:
    """What the parts of the screen were given in the last run."""

    def __init__(self) -> None:
        self.figures: list[kpi.Figure] = []
        self.points: list[charts.Point] = []
        self.chart: dict[str, Any] = {}
        self.heads: list[str] = []
        self.sort = ""
        self.lines: list[report_table.Line] = []
        self.total: report_table.Line | None = None
        self.records: list[dict[str, Any]] = []

    def table(self) -> list[list[str]]:
        return [[*line.names, *(cell.text for cell in line.cells)] for line in self.lines]

    def totals(self) -> list[str]:
        return [cell.text for cell in self.total.cells] if self.total else []

    def notes(self) -> dict[str, tuple[str, str]]:
        return {one.label: (one.value, one.note) for one in self.figures}


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Seen:
    found = Seen()
    draw_table, draw_chart, draw_row = report_table.show, charts.chart, kpi.row

    def table(key: str, heads: Any, lines: Any, total: Any = None, *, sort: str = "", **how: Any) -> None:
        found.heads, found.lines, found.total, found.sort = [head.label for head in heads], list(lines), total, sort
        draw_table(key, heads, lines, total, sort=sort, **how)

    def chart(points: Any, **how: Any) -> Any:
        found.points, found.chart = list(points), how
        return draw_chart(points, **how)

    def row(figures: Any) -> None:
        found.figures = list(figures)
        draw_row(figures)

    monkeypatch.setattr(report_table, "show", table)
    monkeypatch.setattr(charts, "chart", chart)
    monkeypatch.setattr(kpi, "row", row)
    monkeypatch.setattr(grid, "show", lambda key, columns, rows, **how: setattr(found, "records", list(rows)))
    return found


@pytest.fixture
def deals(office: Office, people: People) -> list[int]:
    """November: Sara 120 + 30 won, Reza 80, Kian 55 in Shiraz; October: Sara 100 early and 900 late in the month."""
    return put(
        office,
        [
            deal(120, "2026-10-05", "2026-11-03", of=people.sara, source="Fair"),
            deal(30, "2026-10-20", "2026-11-20", of=people.sara),
            deal(80, "2026-11-01", "2026-11-10", of=people.reza, source="Fair"),
            deal(55, "2026-09-01", "2026-11-21", of=people.kian),
            deal(100, "2026-09-01", "2026-10-07", of=people.sara),
            deal(900, "2026-09-01", "2026-10-30", of=people.sara),
            deal(10, "2026-09-01", "2026-11-05", "lost", of=people.sara),
            deal(400, "2026-08-01", of=people.sara),
        ],
    )


@pytest.fixture
def opened(sign_in: SignIn) -> Opened:
    """opened(people.sara, by="month", …): the screen at this address, run."""

    def open_at(who: Actor, **query: str) -> AppTest:
        test = sign_in(who).run()
        test.switch_page("reports.py")
        for name, value in query.items():
            test.query_params[name] = value
        test.run()
        assert not test.exception
        assert [error.value for error in test.error] == []
        return test

    return open_at


def _said(test: AppTest) -> str:
    return str(test.caption[0].value)


# The address


def test_opened_without_a_choice_it_is_this_month_by_person(
    opened: Opened, people: People, deals: list[int], seen: Seen
) -> None:
    test = opened(people.babak)
    assert seen.table()[0][:2] == ["Sara", "150"]
    assert [line.names[0] for line in seen.lines] == ["Sara", "Reza", "Kian"]
    assert seen.totals()[0] == "285"
    assert test.query_params["measures"] == "won_amount,won_count,win_rate"
    assert test.query_params["calendar"] == "gregorian"
    assert _said(test).startswith("Won amount, won deals and win rate by owner")


def test_the_link_of_a_colleague_shows_the_same_report(
    opened: Opened, people: People, deals: list[int], seen: Seen
) -> None:
    asked = {"measures": "won_amount", "by": "month", "from": "2026-10-01", "to": "2026-11-30", "within": "total"}
    first = opened(people.babak, **asked)
    table = seen.table()
    assert [line[:2] for line in table] == [["October 2026", "1,000"], ["November 2026", "285"]]
    again = dict(first.query_params.items())
    opened(people.mina, **again)
    assert seen.table() == table


def test_each_sees_only_what_is_theirs(opened: Opened, people: People, deals: list[int], seen: Seen) -> None:
    opened(people.shirin, measures="won_amount", by="total", breakdown="owner", period="2026")
    assert seen.table() == [["Kian", "55"]]
    assert seen.figures[0].value == "$55"


def test_choosing_in_the_controls_changes_the_address(
    opened: Opened, people: People, deals: list[int], seen: Seen
) -> None:
    test = opened(people.babak, measures="won_amount", by="total", period="2026-Q4")
    test.selectbox("report_by").set_value("month").run()
    assert test.query_params["by"] == "month"
    assert [line[:2] for line in seen.table()] == [
        ["October 2026", "1,000"],
        ["November 2026", "285"],
        ["December 2026", "–"],
    ]
    test.selectbox("pick_period").set_value("last_month").run()
    assert test.query_params["period"] == "last_month"
    assert [line[:2] for line in seen.table()] == [["October 2026", "1,000"]]


def test_a_standard_report_takes_the_place_of_what_was_chosen(
    opened: Opened, people: People, deals: list[int], seen: Seen
) -> None:
    test = opened(people.babak, measures="lost_count", by="day", period="2026-11", breakdown="owner", calendar="jalali")
    test.button_group("report_standard").set_value("Pipeline by stage").run()
    assert test.query_params["measures"] == "open_amount,open_count,weighted_amount"
    assert test.query_params["calendar"] == "jalali"
    assert "where" not in test.query_params
    assert seen.table()[0][:2] == ["Lead", "400"]
    assert test.selectbox("report_by").value == "total"


def test_a_mangled_link_says_what_is_wrong_and_leads_out(opened: Opened, people: People, seen: Seen) -> None:
    test = opened(people.babak, measures="won_amount", breakdown="nonsense")
    assert "nonsense" in "".join(one.value for one in test.markdown)
    test.button("report_again").click().run()
    assert test.query_params["breakdown"] == "owner"


# Figures


def test_a_running_month_is_compared_with_the_same_days(
    opened: Opened, people: People, deals: list[int], seen: Seen
) -> None:
    opened(people.babak, measures="won_amount,won_count", by="total", period="this_month", compare="previous")
    assert seen.notes() == {
        "Won amount": ("$285", "+185% on October 2026, same days"),
        "Won deals": ("4", "+300% on October 2026, same days"),
    }


def test_against_the_target_the_whole_period_counts(
    office: Office, opened: Opened, people: People, deals: list[int], seen: Seen
) -> None:
    with office.work(people.babak) as w, w.changing("edit"):
        november = period_of(dt.date(2026, 11, 1), "month", "gregorian")
        put_targets(w, "won_amount", [Cell(COMPANY, november, 57_000)])
    opened(people.babak, measures="won_amount", by="month", period="2026-Q4", compare="target")
    assert [line[:4] for line in seen.table()] == [
        ["October 2026", "1,000", "–", "–"],
        ["November 2026", "285", "570", "50%"],
        ["December 2026", "–", "–", "–"],
    ]
    assert seen.chart["base"] == "target"


def test_periods_and_people_stand_crosswise_with_the_totals_of_both(
    opened: Opened, people: People, deals: list[int], seen: Seen
) -> None:
    opened(people.babak, measures="won_amount", by="month", breakdown="owner", period="2026-10-01..2026-11-30")
    assert seen.heads == ["Owner", "Oct", "Nov", "Total"]
    assert seen.table() == [["Sara", "1,000", "150", "1,150"], ["Reza", "0", "80", "80"], ["Kian", "0", "55", "55"]]
    assert seen.totals() == ["1,000", "285", "1,285"]
    assert seen.chart["shape"] == "stacked"


def test_a_rate_totals_as_a_rate_and_is_drawn_as_lines(
    opened: Opened, people: People, deals: list[int], seen: Seen
) -> None:
    opened(people.babak, measures="win_rate", by="month", breakdown="owner", period="2026-10-01..2026-11-30")
    assert seen.table()[-1] == ["Sara", "100.0%", "66.7%", "80.0%"]
    assert seen.totals() == ["100.0%", "80.0%", "85.7%"]
    assert seen.chart["shape"] == "line"


def test_months_are_those_of_the_calendar_chosen(opened: Opened, people: People, deals: list[int], seen: Seen) -> None:
    opened(people.babak, measures="won_amount", by="month", period="1405-Q3", calendar="jalali")
    assert [line[:2] for line in seen.table()] == [["Mehr 1405", "100"], ["Aban 1405", "1,185"], ["Azar 1405", "–"]]


def test_days_to_come_are_no_zeros(opened: Opened, people: People, deals: list[int], seen: Seen) -> None:
    test = opened(people.babak, measures="won_amount", by="month", period="2027")
    assert seen.lines == []
    assert any("still to come" in one.value for one in test.markdown)


def test_nothing_in_the_period_is_said_in_words(opened: Opened, people: People, deals: list[int], seen: Seen) -> None:
    test = opened(people.babak, measures="won_amount,win_rate", by="month", period="2020", breakdown="owner")
    assert any("Nothing happened" in one.value for one in test.markdown)


def test_groups_are_ranked_and_a_heading_turns_their_order(
    opened: Opened, people: People, deals: list[int], seen: Seen
) -> None:
    asked = {"measures": "won_amount,won_count", "by": "total", "breakdown": "owner", "period": "2026-11"}
    opened(people.babak, **asked)
    assert (seen.sort, [line.names[0] for line in seen.lines]) == ("-won_amount", ["Sara", "Reza", "Kian"])
    opened(people.babak, **asked, sort="won_amount")
    assert [line.names[0] for line in seen.lines] == ["Kian", "Reza", "Sara"]
    opened(people.babak, **asked, sort="name")
    assert [line.names[0] for line in seen.lines] == ["Kian", "Reza", "Sara"]


# The records behind a number


def _click(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    """As if this figure of the table had been clicked before the run."""
    events = iter([report_table.TableEvent(opened=address)])
    monkeypatch.setattr(report_table, "take", lambda key: next(events, report_table.TableEvent()))


def test_a_figure_opens_exactly_its_records(
    opened: Opened, people: People, deals: list[int], seen: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = {"measures": "won_amount", "by": "month", "breakdown": "owner", "period": "2026-10-01..2026-11-30"}
    opened(people.babak, **asked)
    cell = seen.lines[0].cells[1]
    assert cell.text == "150"
    _click(monkeypatch, cell.opens)
    test = opened(people.babak, **asked)
    assert [row["id"] for row in seen.records] == [deals[0], deals[1]]
    assert any("Won amount · November 2026 · Sara" in one.value.replace("\\", "") for one in test.markdown)


def test_a_figure_of_nothing_opens_nothing(opened: Opened, people: People, deals: list[int], seen: Seen) -> None:
    opened(people.babak, measures="won_amount", by="month", breakdown="owner", period="2026-10-01..2026-11-30")
    reza_in_october = seen.lines[1].cells[0]
    assert (reza_in_october.text, reza_in_october.opens) == ("0", "")


def test_the_filter_of_the_address_holds_for_figures_and_records(
    opened: Opened, people: People, deals: list[int], seen: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = {"measures": "won_amount", "by": "total", "period": "2026-11", "where": '["source","one_of",["Fair"]]'}
    test = opened(people.babak, **asked)
    assert seen.figures[0].value == "$200"
    assert "source" in _said(test)
    _click(monkeypatch, seen.lines[0].cells[0].opens)
    opened(people.babak, **asked)
    assert sorted(row["id"] for row in seen.records) == [deals[0], deals[2]]


def test_the_chart_points_at_the_running_month(opened: Opened, people: People, deals: list[int], seen: Seen) -> None:
    opened(people.babak, measures="won_amount", by="month", period="2026-Q4")
    assert [(one.short, one.value, one.now) for one in seen.points] == [
        ("Oct", 100_000, False),
        ("Nov", 28_500, True),
        ("Dec", None, False),
    ]
    assert "10 Aban 1405 – 9 Azar 1405" in seen.points[1].hint


def test_in_persian_all_is_persian(
    office: Office, opened: Opened, people: People, deals: list[int], seen: Seen
) -> None:
    with office.work(people.babak) as w:
        choose(w, language="fa", calendar="jalali", digits="persian")
    test = opened(office.actor_for("babak@daftar.example"), measures="won_amount", by="month", period="1405-Q3")
    assert [line[:2] for line in seen.table()][:2] == [["مهر ۱۴۰۵", "۱۰۰"], ["آبان ۱۴۰۵", "۱٬۱۸۵"]]
    assert _said(test).startswith("مبلغ فروش به تفکیک ماه")
