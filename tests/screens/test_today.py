"""Today: how the month stands, my tasks, the deals that need care, and the newest changes with Undo."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

import crm_core.work.tasks  # noqa: F401  declares the rules of deals and tasks
from _ui import entries, kpi
from crm_core.base.periods import period_of
from crm_core.deals.move import move
from crm_core.deals.targets import COMPANY, Cell, Holder, put
from crm_core.fields import records
from crm_core.models import Deal, Task
from crm_core.trust.access import SYSTEM
from crm_core.trust.unit_of_work import Office
from tests.integration.deals_ground import DAY, TODAY, stages_of
from tests.provision.company import People

from .conftest import SignIn

Made = dict[str, int]


@pytest.fixture(autouse=True)
def made(office: Office, people: People) -> Made:
    """Won in November, in October and a year ago; two open deals; two tasks; a target of 2,000 for the month."""
    stages = stages_of(office)
    plans: list[tuple[Any, str, int, dict[str, Any]]] = [
        (people.sara, "This month", 90_000, {"stage": "Won", "closed_on": TODAY - 5 * DAY}),
        (people.kian, "In Shiraz", 40_000, {"stage": "Won", "closed_on": TODAY}),
        (people.sara, "Month before", 100_000, {"stage": "Won", "closed_on": dt.date(2026, 10, 21)}),
        (people.sara, "Month before, later", 7_000, {"stage": "Won", "closed_on": dt.date(2026, 10, 22)}),
        (people.sara, "Last year", 65_000, {"stage": "Won", "closed_on": dt.date(2025, 11, 3)}),
        (people.sara, "On time", 10_000, {"stage": "Lead", "next_step": "Call", "expected_close": TODAY + 9 * DAY}),
        (people.sara, "Late", 20_000, {"stage": "Proposal", "next_step": "Call", "expected_close": TODAY - 3 * DAY}),
        (people.kian, "Aimless", 5_000, {"stage": "Lead"}),
    ]
    made = {}
    for who, title, amount, values in plans:
        opened = {"opened_on": dt.date(2025, 10, 1)} if "closed_on" in values else {}
        with office.work(who) as w:
            deal = {"title": title, "amount": amount, **opened, **values, "stage": stages[values["stage"]]}
            made[title] = records.create(w, "deal", deal)
    with office.work(people.sara) as w:
        for title, days in (("Overdue", -2), ("Due", 0), ("Tomorrow", 1)):
            made[title] = records.create(w, "task", {"title": title, "due_on": TODAY + days * DAY})
    with office.work(people.babak) as w, w.changing("edit"):
        month = period_of(TODAY, "month", "gregorian")
        sara = Holder("user", people.sara.user_id)
        put(w, "won_amount", [Cell(COMPANY, month, 200_000), Cell(sara, month, 60_000)])
    return made


@dataclass
class Seen:
    """What the lists and the figures were given in the last run, and what happens in a list before the next."""

    lists: dict[str, Sequence[entries.Section]] = field(default_factory=dict)
    figures: Sequence[kpi.Figure] = ()
    events: dict[str, entries.EntryEvent] = field(default_factory=dict)

    def titles(self, heading: str) -> list[str]:
        found = (one for sections in self.lists.values() for one in sections if one.title == heading)
        return [entry.title for one in found for entry in one.entries if entry.title]


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Seen:
    told = Seen()
    monkeypatch.setattr(entries, "show", lambda key, sections: told.lists.update({key: sections}))
    monkeypatch.setattr(entries, "take", lambda key: told.events.pop(key, entries.EntryEvent()))
    monkeypatch.setattr(kpi, "row", lambda figures: setattr(told, "figures", figures))
    return told


def today(test: AppTest) -> AppTest:
    test.run()
    assert not test.exception
    assert not test.error
    return test


def read_off(seen: Seen) -> list[tuple[str, str, str]]:
    # What is expected comes when it is worked out (see test_forecast).
    return [(one.label, one.value, one.note) for one in seen.figures if one.label != "Expected"]


def test_a_manager_sees_how_the_month_stands(sign_in: SignIn, people: People, seen: Seen) -> None:
    test = today(sign_in(people.babak))
    assert test.main.caption[0].value == "Saturday, 21 November 2026"
    assert read_off(seen) == [
        # 15 of 21 working days have passed: 1,429 of 2,000 is due
        ("Won in November", "$1,300", "65% of $2,000, $129 behind the pace"),
        ("Same days of October", "$1,000", "+30% now · last year $650, +100% now"),
        ("Open pipeline", "$350", "3 open deals, weighted $115"),
        ("Since yesterday", "3 new deals", "1 won ($400) · 0 lost"),
        ("Need care", "2 deals", "1 past its close · 1 without next step"),
    ]
    assert (seen.figures[0].share, seen.figures[0].tone) == (0.65, "risk")
    assert seen.figures[0].due == pytest.approx(15 / 21, abs=0.001)


def test_a_rep_sees_her_own_month_and_target(sign_in: SignIn, people: People, seen: Seen) -> None:
    today(sign_in(people.sara))
    assert read_off(seen)[0] == ("Won in November", "$900", "150% of $600, $471 ahead of the pace")
    assert seen.titles("Need care") == ["Late"]


def test_somebody_without_a_target_is_told_so(sign_in: SignIn, people: People, seen: Seen) -> None:
    today(sign_in(people.omid))
    assert read_off(seen)[0] == ("Won in November", "$0", "No target is set")
    assert read_off(seen)[1] == ("Same days of October", "$0", "nothing won then")


def test_my_tasks_are_those_due_and_overdue(
    office: Office, sign_in: SignIn, people: People, seen: Seen, made: Made
) -> None:
    test = today(sign_in(people.sara))
    assert seen.titles("My tasks") == ["Overdue", "Due"]
    seen.events["mine"] = entries.EntryEvent(ticked=f"task:{made['Overdue']}:1")
    test.run()
    assert seen.titles("My tasks") == ["Due"]
    assert test.session_state["_said"]["undo"]
    with office.read(SYSTEM) as w:
        assert w.get(Task, made["Overdue"]).done_on == TODAY
    today(sign_in(people.babak))
    assert seen.titles("My tasks") == []


def test_a_deal_that_needs_care_is_one_click_away(sign_in: SignIn, people: People, seen: Seen, made: Made) -> None:
    test = today(sign_in(people.babak))
    (section,) = (one for one in seen.lists["mine"] if one.title == "Need care")
    assert [(one.title, one.detail, one.end) for one in section.entries] == [
        ("Late", ("Sara", "Proposal", "3 days past its close"), "$200"),
        ("Aimless", ("Kian", "Lead", "No next step"), "$50"),
    ]
    seen.events["mine"] = entries.EntryEvent(opened=f"deal:{made['Late']}")
    test.run()
    assert next(one for one in test.text_input if one.key == "form_deal_title").value == "Late"


def test_the_newest_changes_are_told_and_can_be_taken_back(
    office: Office, sign_in: SignIn, people: People, seen: Seen, made: Made
) -> None:
    stages = stages_of(office)
    with office.work(people.sara) as w:
        records.edit(w, "deal", records.Edit(made["On time"], 1, {"amount": 12_000}))
    with office.work(people.kian) as w:
        move(w, made["Aimless"], stages["Qualified"])
    test = today(sign_in(people.babak))
    moved, changed = seen.lists["news"][0].entries[:2]
    assert (moved.title, moved.links[0].text) == ("Kian moved a deal to Qualified", "Aimless")
    assert (changed.title, changed.links[0].text) == ("Sara changed a deal", "On time")
    assert changed.detail == ("Amount: $100 → $120",)
    seen.events["news"] = entries.EntryEvent(opened=changed.after[0].key)
    test.run()
    with office.read(SYSTEM) as w:
        assert w.get(Deal, made["On time"]).amount == 10_000
    assert seen.lists["news"][0].entries[0].title == "Babak took back a change of a deal"


def test_a_rep_sees_what_he_did_and_a_viewer_who_does_nothing_no_list(
    sign_in: SignIn, people: People, seen: Seen
) -> None:
    today(sign_in(people.kian))
    assert {title.split(" ")[0] for title in seen.titles("Newest changes")} == {"Kian"}
    seen.lists.clear()
    today(sign_in(people.vida))
    assert "news" not in seen.lists
