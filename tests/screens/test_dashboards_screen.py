"""Dashboards, keeping a report, and what is pinned to Today, as people see and do them."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

import crm_core.work.tasks  # noqa: F401  declares the rules of tasks
from _ui import arrange, dashboard_tiles, pinned
from crm_core.reports import dashboards, pins, saved
from crm_core.reports.dashboards import Arrangement, Tile
from crm_core.trust.access import Actor
from crm_core.trust.unit_of_work import Office
from tests.integration.reports_ground import deal, put
from tests.provision.company import People

from .conftest import SHELL, SignIn

WON = {"measures": "won_amount", "by": "total", "period": "this_month", "breakdown": "owner"}
TWO = Arrangement((Tile("standard:by_person"), Tile("standard:daily", "third", ("figures",))))


@pytest.fixture(autouse=True)
def _ground(office: Office, people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sara won 120 and Kian 80 this month, Sara 50 in the month before; nobody is kept waiting."""
    monkeypatch.setattr(dashboard_tiles, "PATIENCE", 60)
    monkeypatch.setattr(pinned, "PATIENCE", 60)
    put(
        office,
        [
            deal(120, "2026-11-02", "2026-11-03", of=people.sara),
            deal(80, "2026-11-02", "2026-11-04", of=people.kian),
            deal(50, "2026-10-02", "2026-10-04", of=people.sara),
        ],
    )


def screen(test: AppTest, file: str, **query: str) -> AppTest:
    test.switch_page(str(SHELL.parent / file))
    for name, value in query.items():
        test.query_params[name] = value
    test.run()
    assert not test.exception
    return test


def word(test: AppTest, name: str) -> str:
    """A word of the address; AppTest gives it as a text, or as a list once a screen wrote it."""
    found: Any = test.query_params[name]
    return found if isinstance(found, str) else found[0]


def captions(test: AppTest) -> list[str]:
    return [found.value for found in test.main.caption]


def keys(test: AppTest) -> list[str]:
    return [str(found.key) for found in test.button]


def figures(test: AppTest) -> str:
    return " ".join(str(found.proto.body) for found in test.main.get("html"))


def kept(office: Office, who: Actor, arrangement: Arrangement = TWO, sharing: str = "private") -> str:
    with office.work(who) as w:
        return dashboards.add(w, "Our figures", arrangement, sharing).key


# Dashboards


def test_each_opens_the_one_for_their_role(sign_in: SignIn, people: People) -> None:
    test = screen(sign_in(people.sara), "dashboard.py")
    assert test.title[0].value == "My own sales"
    assert (word(test, "dashboard"), word(test, "period")) == ("standard_dashboard:rep", "own")
    assert not test.error
    assert "dashboard_share" not in keys(test)
    assert screen(sign_in(people.babak), "dashboard.py").title[0].value == "The company at a glance"


def test_one_period_holds_for_all_and_the_figures_are_each_persons_own(
    sign_in: SignIn, people: People, office: Office
) -> None:
    key = kept(office, people.babak, sharing="all")
    test = screen(sign_in(people.babak), "dashboard.py", dashboard=key, period="last_month")
    assert [one for one in captions(test) if one.startswith("October 2026")] == [
        "October 2026 · against September 2026"
    ] * 2
    assert ">$50<" in figures(test)
    mine = screen(sign_in(people.kian), "dashboard.py", dashboard=key)
    assert ">$80<" in figures(mine)
    assert "dashboard_save" not in keys(mine)


def test_what_is_chosen_for_all_can_be_saved_by_its_owner(sign_in: SignIn, people: People, office: Office) -> None:
    key = kept(office, people.sara)
    test = screen(sign_in(people.sara), "dashboard.py", dashboard=key)
    assert "dashboard_save" not in keys(test)
    test.query_params["period"] = "this_quarter"
    test.run()
    test.button(key="dashboard_save").click().run()
    with office.read(people.sara) as w:
        assert dashboards.dashboard_of(w, key).choices == {"period": "this_quarter"}
    assert word(test, "period") == "this_quarter"
    assert "dashboard_save" not in keys(test)


def test_arranging_a_standard_one_makes_a_copy(
    sign_in: SignIn, people: People, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []
    monkeypatch.setattr(arrange, "show", lambda key, pieces, names, changed: drawn.extend(one.id for one in pieces))
    test = screen(sign_in(people.sara), "dashboard.py")
    test.button(key="dashboard_arrange").click().run()
    assert len(set(drawn)) == len(drawn) > 3
    # A run of the whole screen closes a dialog unless what opened it is pressed again.
    test.text_input(key="dashboard_new_name").set_value("Mine")
    test.button(key="dashboard_arrange").click()
    test.button(key="dashboard_new_keep").click().run()
    assert not test.exception
    with office.read(people.sara) as w:
        made = next(one for one in dashboards.listed(w) if one.name == "Mine")
        assert made.tiles == dashboards.dashboard_of(w, "standard_dashboard:rep").tiles
        assert made.choices == {"where": '["owner","is","me"]'}
    assert word(test, "dashboard") == made.key


def test_a_tile_whose_report_is_gone_says_so_and_can_be_taken_away(
    sign_in: SignIn, people: People, office: Office
) -> None:
    with office.work(people.sara) as w:
        report = saved.add(w, "Mine", WON).key
    key = kept(office, people.sara, Arrangement((Tile("standard:daily"), Tile(report))), "unit")
    others = screen(sign_in(people.reza), "dashboard.py", dashboard=key)
    assert "It was deleted, or is no longer shared with you." in captions(others)
    assert "tile_away_1" not in keys(others)
    with office.work(people.sara) as w:
        saved.delete(w, report)
    test = screen(sign_in(people.sara), "dashboard.py", dashboard=key)
    test.button(key="tile_away_1").click().run()
    with office.read(people.sara) as w:
        assert dashboards.dashboard_of(w, key).tiles == (Tile("standard:daily"),)


def test_an_empty_one_and_one_that_is_not_theirs_lead_on(sign_in: SignIn, people: People, office: Office) -> None:
    empty = kept(office, people.sara, Arrangement())
    test = screen(sign_in(people.sara), "dashboard.py", dashboard=empty)
    assert "dashboard_begin" in keys(test)
    foreign = screen(sign_in(people.kian), "dashboard.py", dashboard=empty)
    assert "This dashboard does not exist" in " ".join(found.value for found in foreign.main.markdown)


# Keeping a report


def test_a_report_is_kept_changed_and_pinned(sign_in: SignIn, people: People, office: Office) -> None:
    test = screen(sign_in(people.sara), "reports.py", **WON)
    test.session_state["report_save"] = True
    test.run()
    test.button(key="report_save_add").click().run()
    test.text_input(key="report_new_name").set_value("Who won")
    test.session_state["_kept"]["report_save:deed"] = "add"  # a run of the whole screen would close the dialog
    test.button(key="report_new_keep").click().run()
    with office.read(people.sara) as w:
        made = next(one for one in saved.listed(w) if one.name == "Who won")
    assert (made.params, word(test, "report"), test.title[0].value) == (WON, made.key, "Who won")
    assert "report_save_changes" not in keys(test)
    test.query_params["compare"] = "previous"
    test.run()
    test.button(key="report_save_changes").click().run()
    test.session_state["report_save"] = True
    test.run()
    test.button(key="report_save_pin").click().run()
    with office.read(people.sara) as w:
        assert saved.named(w, made.key).params == {**WON, "compare": "previous"}
        assert pins.is_pinned(w, made.key)


def test_the_report_of_somebody_else_is_copied_not_changed(sign_in: SignIn, people: People, office: Office) -> None:
    with office.work(people.babak) as w:
        key = saved.add(w, "Of all", WON, "all").key
    test = screen(sign_in(people.sara), "reports.py", report=key, measures="won_count")
    assert "report_save_changes" not in keys(test)
    test.session_state["report_save"] = True
    test.run()
    assert {"report_save_add", "report_save_pin"} <= set(keys(test))
    assert not {"report_save_edit", "report_save_delete"} & set(keys(test))


# Pinned to Today


def test_today_shows_what_is_pinned_and_does_what_is_done_there(
    sign_in: SignIn, people: People, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: dict[str, Any] = {}
    monkeypatch.setattr(pinned, "_PINS", lambda **given: drawn.update(given["data"]))
    with office.work(people.babak) as w:
        shared = saved.add(w, "Of all", WON, "all").key
        private = saved.add(w, "Passing", WON, "all").key
    with office.work(people.sara) as w:
        for key in (shared, "standard:against_target", private):
            pins.pin(w, key)
    with office.work(people.babak) as w:
        saved.describe(w, private, "Passing", "private")
    test = sign_in(people.sara).run()
    assert not test.exception
    assert [(one["name"], one["value"], one["gone"]) for one in drawn["pins"]] == [
        ("Of all", "$120", False),
        ("Sales against target", "$170", False),
        ("A report that is gone", "", True),
    ]
    assert drawn["pins"][0]["note"] == "November 2026"
    test.session_state["pins"] = {
        "off": {"key": private, "n": 1},
        "arranged": {"keys": ["standard:against_target", shared], "n": 2},
    }
    test.run()
    with office.read(people.sara) as w:
        assert [one.key for one in pins.pins(w)] == ["standard:against_target", shared]
    test.run()
    assert len(drawn["pins"]) == 2


def test_today_waits_for_no_pinned_report(
    sign_in: SignIn, people: People, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: dict[str, Any] = {}
    monkeypatch.setattr(pinned, "_PINS", lambda **given: drawn.update(given["data"]))
    monkeypatch.setattr(pinned, "PATIENCE", 0)
    with office.work(people.sara) as w:
        pins.pin(w, "standard:by_person")
    assert not sign_in(people.sara).run().exception
    assert drawn["pins"][0]["name"] == "Sales by person"
