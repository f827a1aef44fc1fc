"""The screen of reports: what the address asks for is what is shown, to the records behind each number."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

import _session
import crm_core.work.tasks  # noqa: F401  declares the rules of tasks
from _ui import charts, grid, kpi, pick_list, report_choice, report_library, report_ranking, report_table
from _ui.report_library import KEY
from crm_core.base.periods import period_of
from crm_core.deals.targets import COMPANY, Cell
from crm_core.deals.targets import put as put_targets
from crm_core.reports.pictures import Picture
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
        self.picture: Picture | None = None
        self.heads: list[str] = []
        self.sort = ""
        self.lines: list[report_table.Line] = []
        self.total: report_table.Line | None = None
        self.records: list[dict[str, Any]] = []

    def table(self) -> list[list[str]]:
        return [[*line.names, *(cell.text for cell in line.cells)] for line in self.lines]

    def totals(self) -> list[str]:
        return [cell.text for cell in self.total.cells] if self.total else []

    def drawn(self) -> Picture:
        assert self.picture is not None, "no chart was drawn"
        return self.picture

    def notes(self) -> dict[str, tuple[str, str]]:
        return {one.label: (one.value, one.note) for one in self.figures}


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Seen:
    found = Seen()
    draw_table, draw_chart, draw_row = report_table.show, charts.draw, kpi.row

    def table(key: str, heads: Any, lines: Any, total: Any = None, *, sort: str = "", **how: Any) -> None:
        found.heads, found.lines, found.total, found.sort = [head.label for head in heads], list(lines), total, sort
        draw_table(key, heads, lines, total, sort=sort, **how)

    def chart(picture: Picture, **how: Any) -> Any:
        found.picture = picture
        return draw_chart(picture, **how)

    def row(figures: Any) -> None:
        found.figures = list(figures)
        draw_row(figures)

    monkeypatch.setattr(report_table, "show", table)
    monkeypatch.setattr(charts, "draw", chart)
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


@pytest.fixture
def shelves(monkeypatch: pytest.MonkeyPatch) -> list[report_library.Shelf]:
    """What stands in the library in the last run."""
    found: list[report_library.Shelf] = []
    draw = report_library._draw

    def drawn(shown: Any) -> None:
        found[:] = shown
        draw(shown)

    monkeypatch.setattr(report_library, "_draw", drawn)
    return found


@pytest.fixture
def options(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[pick_list.Option]]:
    """What the open lists offer, by their key."""
    found: dict[str, list[pick_list.Option]] = {}
    monkeypatch.setattr(pick_list, "show", lambda key, label, options, now, **how: found.update({key: list(options)}))
    return found


@pytest.fixture
def board(monkeypatch: pytest.MonkeyPatch) -> list[report_ranking.Ranked]:
    """The lines of the leader board in the last run."""
    found: list[report_ranking.Ranked] = []
    rank = report_ranking.ranked

    def ranked(*given: Any) -> list[report_ranking.Ranked]:
        found[:] = rank(*given)
        return found

    monkeypatch.setattr(report_ranking, "ranked", ranked)
    return found


def _open(test: AppTest, key: str) -> None:
    """Open a popover, as a click does."""
    test.session_state[key] = True
    test.run()


def _said(test: AppTest) -> str:
    return str(test.caption[0].value)


# The address


def test_opened_without_a_choice_it_is_the_library(
    opened: Opened, people: People, deals: list[int], shelves: list[report_library.Shelf]
) -> None:
    test = opened(people.babak)
    assert [shelf.title for shelf in shelves][:3] == ["Daily work", "Sales", "Pipeline"]
    assert "Weekly report" in [card.name for card in shelves[0].cards]
    assert "measures" not in test.query_params
    test.button("report_new").click().run()
    assert test.query_params["measures"] == "won_amount"
    assert _said(test).startswith("Won amount by month")


def test_a_report_is_opened_by_its_name(opened: Opened, people: People, deals: list[int], seen: Seen) -> None:
    test = opened(people.babak, report="standard:by_person")
    assert test.title[0].value == "Sales by person"
    assert seen.table()[0][:2] == ["Sara", "150"]
    assert [line.names[0] for line in seen.lines] == ["Sara", "Reza", "Kian"]
    assert seen.totals()[0] == "285"
    assert test.query_params["measures"] == "won_amount,won_count,win_rate,average_deal"
    assert test.query_params["calendar"] == "gregorian"
    assert _said(test).startswith("Won amount, won deals, win rate and average won deal by owner")
    test.button("report_all").click().run()
    assert list(test.query_params) == []


def test_a_card_of_the_library_opens_its_report(
    opened: Opened, people: People, deals: list[int], seen: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(people.babak)
    monkeypatch.setattr(
        _session, "component_value", lambda key: {"opened": {"key": "standard:pipeline"}} if key == KEY else None
    )
    put: dict[str, Any] = {}
    monkeypatch.setattr(report_choice, "open_named", lambda key: put.update(key=key))
    report_library._open()
    assert put == {"key": "standard:pipeline"}


def test_a_report_that_is_not_there_is_said_and_leads_on(opened: Opened, people: People, seen: Seen) -> None:
    test = opened(people.babak, report="view:999")
    assert "does not exist" in "".join(one.value for one in test.markdown)
    test.button("report_all").click().run()
    assert list(test.query_params) == []


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
    test.button("report_before").click().run()
    assert test.query_params["period"] == "2026-Q3"
    test.button("report_after").click().run()
    _open(test, "report_period_open")
    test.button_group("report_period_this_week").set_value("last_month").run()
    assert test.query_params["period"] == "last_month"
    assert [line[:2] for line in seen.table()] == [["October 2026", "1,000"]]


def test_another_period_is_compared_with(opened: Opened, people: People, deals: list[int], seen: Seen) -> None:
    test = opened(people.babak, measures="won_amount", by="total", period="2026-11")
    _open(test, "report_compare_open")
    test.radio("report_compare").set_value("range").run()
    assert test.query_params["against"] == "2025-11-01..2025-11-30"
    opened(people.babak, measures="won_amount", by="total", period="2026-11", compare="range", against="2026-10")
    assert seen.notes()["Won amount"][1].startswith("+185% on ")  # the same days of October: 100


def test_measures_are_added_in_an_order_and_never_push_out_the_breakdown(
    opened: Opened, people: People, deals: list[int], options: dict[str, list[pick_list.Option]]
) -> None:
    test = opened(people.babak, measures="won_amount", by="total", period="2026-11", breakdown="stage")
    _open(test, "report_measures_open")
    offered = {one.key: one for one in options["report_measures"]}
    assert offered["lost_count"].off == ""
    assert offered["interactions"].off == "Not with: Stage"
    assert offered["won_amount~share"].group == "Reckoned from what is shown"
    assert "won_amount~running" not in offered


def test_what_is_shown_beside_is_offered_where_something_is_left_for_the_lines(
    opened: Opened, people: People, deals: list[int], seen: Seen
) -> None:
    test = opened(people.babak, measures="won_amount", by="total", period="2026-11", breakdown="owner,source")
    _open(test, "report_breakdown_open")
    test.selectbox("report_across").set_value("source").run()
    assert seen.heads == ["Owner", "Fair", "(none)", "Total"]
    assert seen.table() == [
        ["Sara", "120", "30", "150"],
        ["Reza", "80", "0", "80"],
        ["Kian", "0", "55", "55"],
    ]
    assert seen.totals() == ["200", "85", "285"]


def test_a_mangled_link_says_what_is_wrong_and_leads_out(opened: Opened, people: People, seen: Seen) -> None:
    test = opened(people.babak, measures="won_amount", breakdown="nonsense")
    assert "nonsense" in "".join(one.value for one in test.markdown)
    test.button("report_again").click().run()
    assert "breakdown" not in test.query_params
    assert test.title[0].value == "Report"


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
    assert "Dashed: Target" in seen.drawn().below


def test_periods_and_people_stand_crosswise_with_the_totals_of_both(
    opened: Opened, people: People, deals: list[int], seen: Seen
) -> None:
    opened(people.babak, measures="won_amount", by="month", breakdown="owner", period="2026-10-01..2026-11-30")
    assert seen.heads == ["Owner", "Oct", "Nov", "Total"]
    assert seen.table() == [["Sara", "1,000", "150", "1,150"], ["Reza", "0", "80", "80"], ["Kian", "0", "55", "55"]]
    assert seen.totals() == ["1,000", "285", "1,285"]
    assert seen.drawn().kind == "stacked"


def test_a_rate_totals_as_a_rate_and_is_drawn_as_lines(
    opened: Opened, people: People, deals: list[int], seen: Seen
) -> None:
    opened(people.babak, measures="win_rate", by="month", breakdown="owner", period="2026-10-01..2026-11-30")
    assert seen.table()[-1] == ["Sara", "100.0%", "66.7%", "80.0%"]
    assert seen.totals() == ["100.0%", "80.0%", "85.7%"]
    assert seen.drawn().kind == "line"


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
    test.button("report_known").click().run()
    assert test.query_params["period"] == "2026-10-07..2026-11-21"


def test_a_filter_that_nothing_fits_is_taken_away(opened: Opened, people: People, deals: list[int], seen: Seen) -> None:
    test = opened(people.babak, measures="won_amount", by="total", period="2026-10", where='["source","is","Fair"]')
    assert any("Nothing happened" in one.value for one in test.markdown)
    test.button("report_known").click().run()
    assert test.query_params["period"] == "2026-11-03..2026-11-10"


def test_a_company_without_records_is_told_where_to_begin(opened: Opened, people: People, seen: Seen) -> None:
    test = opened(people.babak, measures="won_amount", by="month", period="this_year")
    assert any("nothing to count yet" in one.value for one in test.markdown)
    assert test.button("report_import").label == "Import a list"


def test_parts_stand_below_their_group_with_its_subtotal(
    opened: Opened, people: People, deals: list[int], seen: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = {"measures": "won_amount", "by": "total", "breakdown": "source,owner", "period": "2026-11"}
    opened(people.babak, **asked)
    told = [(line.level, line.folds, line.names[0], line.cells[0].text) for line in seen.lines]
    assert told == [
        (0, True, "Fair", "200"),
        (1, False, "Sara", "120"),
        (1, False, "Reza", "80"),
        (0, True, "(none)", "85"),
        (1, False, "Kian", "55"),
        (1, False, "Sara", "30"),
    ]
    _click(monkeypatch, seen.lines[0].cells[0].opens)
    opened(people.babak, **asked)
    assert sorted(row["id"] for row in seen.records) == [deals[0], deals[2]]


def test_a_leader_board_says_who_moved(
    opened: Opened, people: People, deals: list[int], board: list[report_ranking.Ranked]
) -> None:
    asked = {"measures": "won_amount,won_count", "by": "total", "breakdown": "owner", "chart": "ranking"}
    opened(people.babak, **asked, period="2026-11", compare="previous")
    told = [(one.rank, one.name, one.figure, one.moved_said) for one in board]
    assert told == [("1", "Sara", "$150", "as before"), ("2", "Reza", "$80", "new"), ("3", "Kian", "$55", "new")]
    assert board[0].part == 1.0


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
    rows = seen.drawn().rows
    assert [(one["label"], one["value"], one["now"]) for one in rows] == [
        ("October 2026", 100_000, False),
        ("November 2026", 28_500, True),
        ("December 2026", None, False),
    ]
    assert "10 Aban 1405 – 9 Azar 1405" in rows[1]["hint"]


def test_in_persian_all_is_persian(
    office: Office, opened: Opened, people: People, deals: list[int], seen: Seen
) -> None:
    with office.work(people.babak) as w:
        choose(w, language="fa", calendar="jalali", digits="persian")
    test = opened(office.actor_for("babak@daftar.example"), measures="won_amount", by="month", period="1405-Q3")
    assert [line[:2] for line in seen.table()][:2] == [["مهر ۱۴۰۵", "۱۰۰"], ["آبان ۱۴۰۵", "۱٬۱۸۵"]]
    assert _said(test).startswith("مبلغ فروش به تفکیک ماه")
