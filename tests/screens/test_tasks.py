"""The screen of tasks: whose, in which order, how they are due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

import crm_core.work.tasks  # noqa: F401  declares the rules of tasks
from _ui import entries
from crm_core.fields import records
from crm_core.trust.unit_of_work import Office
from tests.provision.company import People

from .conftest import SHELL, SignIn

TODAY = dt.date(2026, 11, 21)
DAY = dt.timedelta(days=1)
Shown = dict[str, Sequence[entries.Section]]


@pytest.fixture(autouse=True)
def _tasks(office: Office, people: People) -> None:
    """Four of Sara's, one done; one of Reza's in the same unit; one of Kian's in Shiraz."""
    plans: list[tuple[Any, str, dict[str, Any]]] = [
        (people.sara, "Without a day", {}),
        (people.sara, "Next week", {"due_on": TODAY + 5 * DAY}),
        (people.sara, "Late", {"due_on": TODAY - 3 * DAY, "priority": "high"}),
        (people.sara, "Now", {"due_on": TODAY}),
        (people.sara, "Done", {"due_on": TODAY, "done_on": TODAY}),
        (people.reza, "Reza's", {"due_on": TODAY - DAY}),
        (people.kian, "Kian's", {"due_on": TODAY - DAY}),
    ]
    for who, title, more in plans:
        with office.work(who) as w:
            records.create(w, "task", {"title": title, **more})


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Shown:
    """The sections that the list was given in the last run."""
    seen: Shown = {}
    monkeypatch.setattr(entries, "show", lambda key, sections: seen.update({key: sections}))
    return seen


def tasks(test: AppTest, **query: str) -> AppTest:
    test.switch_page(str(SHELL.parent / "tasks.py"))
    for name, value in query.items():
        test.query_params[name] = value
    return test.run()


def listed(shown: Shown) -> list[tuple[str, list[tuple[str, str]]]]:
    return [(one.title, [(task.title, task.end) for task in one.entries]) for one in shown["tasks"]]


def test_mine_come_overdue_first(sign_in: SignIn, people: People, shown: Shown) -> None:
    test = tasks(sign_in(people.sara))
    assert test.main.caption[0].value == "4 open · 1 overdue · 1 due today"
    assert listed(shown) == [
        ("Overdue", [("Late", "3 days overdue")]),
        ("Due today", [("Now", "today")]),
        ("Next 7 days", [("Next week", "in 5 days")]),
        ("Without a date", [("Without a day", "")]),
    ]
    assert shown["tasks"][0].entries[0].flag == "High"


def test_a_lead_sees_the_units_with_their_owners(sign_in: SignIn, people: People, shown: Shown) -> None:
    tasks(sign_in(people.nader), whose="unit")
    overdue = shown["tasks"][0]
    assert [(task.title, task.below) for task in overdue.entries] == [("Late", "Sara"), ("Reza's", "Reza")]
    assert overdue.count == "2"


def test_a_manager_sees_everybodys(sign_in: SignIn, people: People, shown: Shown) -> None:
    tasks(sign_in(people.babak), whose="all")
    assert {task.title for task in shown["tasks"][0].entries} == {"Late", "Reza's", "Kian's"}


def test_a_rep_is_not_offered_everybodys(sign_in: SignIn, people: People, shown: Shown) -> None:
    test = tasks(sign_in(people.sara), whose="all")
    assert test.main.button_group(key="switch_whose").options == ["My own", "My unit"]
    assert test.main.caption[0].value == "4 open · 1 overdue · 1 due today"


def test_done_ones_are_ticked(sign_in: SignIn, people: People, shown: Shown) -> None:
    tasks(sign_in(people.sara), show="done")
    assert [(task.title, task.ticked) for task in shown["tasks"][0].entries] == [("Done", True)]


def test_somebody_elses_task_cannot_be_ticked(sign_in: SignIn, people: People, shown: Shown) -> None:
    tasks(sign_in(people.vida), whose="unit")
    assert not any(task.may_tick for section in shown["tasks"] for task in section.entries)


def test_nothing_to_do_is_said(sign_in: SignIn, people: People, shown: Shown) -> None:
    test = tasks(sign_in(people.omid))
    assert test.main.caption[0].value == "Nothing is open"
    assert "**Nothing to do here.**" in [text.value for text in test.main.markdown]
