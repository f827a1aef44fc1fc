"""The page of a deal: what it shows, to whom, how it goes on, and what is added to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from _ui import deal_actions, deal_head, entries, facts
from crm_core.deals import competitors, contacts
from crm_core.deals.pipelines import save_stage
from crm_core.fields import find, records
from crm_core.models import Stage
from crm_core.trust.access import SYSTEM
from crm_core.trust.unit_of_work import Office
from tests.integration.deals_ground import TODAY, stages_of
from tests.provision.company import People

from .conftest import SHELL, SignIn

Told = dict[str, facts.Fact]
Shown = dict[str, Sequence[entries.Section]]


@pytest.fixture
def mill(office: Office, people: People) -> int:
    """Sara's deal with Alborz, two scales at 100 in it, Zagros against it."""
    with office.work(people.mina) as w:
        scale = records.create(w, "product", {"name": "Scale", "price": 100_00})
    with office.work(people.sara) as w:
        customer = records.create(w, "customer", {"name": "Alborz", "kind": "company"})
        ali = records.create(w, "contact", {"name": "Ali", "customer": customer})
        records.create(w, "contact", {"name": "Bita", "customer": customer})
        lines = [{"product_id": scale, "quantity": 2.0, "price": 100_00}]
        values = {"title": "Mill", "customer": customer, "contact": ali, "expected_close": TODAY, "lines": lines}
        deal = records.create(w, "deal", values)
        records.create(w, "competitor", {"deal": deal, "name": "Zagros", "threat": "high"})
        records.create(w, "note", {"body": "Wants a discount", "deal": deal})
    return deal


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Shown:
    """The sections that each list was given in the last run."""
    seen: Shown = {}
    monkeypatch.setattr(entries, "show", lambda key, sections: seen.update({key: sections}))
    return seen


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    """The facts that were drawn, by their keys."""
    seen: Told = {}

    def draw(_key: str, sections: Sequence[facts.Section], *, version: int) -> None:
        seen.update({fact.key: fact for section in sections for fact in section.facts})

    monkeypatch.setattr(facts, "show", draw)
    return seen


def opened(test: AppTest, deal: int, **query: str) -> AppTest:
    test.switch_page(str(SHELL.parent / "deal.py"))
    for name, value in {"id": str(deal), **query}.items():
        test.query_params[name] = value
    test.run()
    assert not test.exception
    return test


def press(test: AppTest, key: str) -> AppTest:
    test = next(one for one in test.button if (one.key or "").startswith(key)).click().run()
    assert not test.exception
    return test


def field(office: Office, deal: int, key: str) -> Any:
    with office.read(SYSTEM) as w:
        return find.read(w, "deal", deal).rows[0][key]


def written(test: AppTest) -> str:
    return " ".join(str(one.value) for one in (*test.markdown, *test.caption, *test.html))


def test_the_page_shows_what_is_known_to_whoever_may_see_it(
    sign_in: SignIn, people: People, mill: int, told: Told, shown: Shown
) -> None:
    test = opened(sign_in(people.sara), mill)
    assert (told["field:title"].value, told["field:amount"].value) == ("Mill", "$200")
    assert told["field:customer"].href.startswith("customer?id=")
    assert told["field:expected_close"].value == "2026-11-21 · today"
    assert told["course:no_next_step"].tone == "risk"
    sections = {one.title: [entry.title for entry in one.entries] for one in shown["deal_lists"]}
    assert sections == {"Contacts": ["Ali"], "Competitors": ["Zagros"]}
    assert [entry.body for section in shown["deal_timeline"] for entry in section.entries if entry.mark == "note"] == [
        "Wants a discount"
    ]
    assert "Scale" in written(test)
    assert "what its products come to" in written(test)
    assert [one.label for one in test.button if "deal_step" in (one.key or "")] == list(stages_shown())

    opened(sign_in(people.nader), mill)
    assert told["field:amount"].editor == "text"
    test = opened(sign_in(people.vida), mill)
    assert told["field:amount"].editor == ""
    assert all(one.disabled for one in test.button if "deal_step" in (one.key or ""))
    test = opened(sign_in(people.kian), mill)
    assert [one.value for one in test.error] == ["This record does not exist, or you may not see it."]


def stages_shown() -> tuple[str, ...]:
    return "Lead", "Qualified", "Proposal", "Negotiation", "Won", "Lost"


def test_a_deal_goes_on_is_lost_with_a_reason_and_opened_again_with_a_word_why(
    office: Office, sign_in: SignIn, people: People, mill: int, told: Told, shown: Shown
) -> None:
    stages = stages_of(office)
    test = opened(sign_in(people.sara), mill)
    press(test, f"deal_step_ahead_{stages['Proposal']}")
    assert field(office, mill, "stage") == stages["Proposal"]

    press(test, f"deal_step_ahead_{stages['Lost']}")
    assert field(office, mill, "outcome") == "open"
    next(one for one in test.selectbox if one.key == "closing_why").select("Price").run()
    next(one for one in test.selectbox if one.key == "closing_rival").select("Zagros").run()
    press(test, "closing_save")
    assert (field(office, mill, "outcome"), field(office, mill, "lost_reason")) == ("lost", "Price")
    with office.read(people.sara) as w:
        assert [(one.name, one.won) for one in competitors.rivals_of(w, mill)] == [("Zagros", True)]

    press(test, "deal_reopen")
    press(test, "closing_save")
    assert [one.value for one in test.error] == ["Say in a few words why: it stands in the history."]
    next(one for one in test.text_input if one.key == "step_why").input("They called").run()
    press(test, "closing_save")
    assert (field(office, mill, "stage"), field(office, mill, "lost_reason")) == (stages["Proposal"], None)
    assert shown["deal_timeline"][0].entries[0].body == "They called"


def test_what_a_stage_wants_is_asked_for_before_the_deal_enters(
    office: Office, sign_in: SignIn, people: People, mill: int, told: Told, shown: Shown
) -> None:
    stages = stages_of(office)
    with office.work(people.mina) as w:
        stage = w.get(Stage, stages["Qualified"])
        save_stage(w, stage.pipeline_id, {"required": ["next_step"]}, stage.id)
    test = opened(sign_in(people.sara), mill)
    press(test, f"deal_step_ahead_{stages['Qualified']}")
    assert field(office, mill, "stage") == stages["Lead"]
    press(test, "closing_save")
    assert field(office, mill, "stage") == stages["Lead"]
    next(one for one in test.text_input if one.key == "form_deal_next_step").input("Send the offer").run()
    press(test, "closing_save")
    assert (field(office, mill, "stage"), field(office, mill, "next_step")) == (stages["Qualified"], "Send the offer")


def test_products_are_added_and_the_amount_is_typed_by_hand(
    office: Office, sign_in: SignIn, people: People, mill: int, told: Told, shown: Shown,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    test = opened(sign_in(people.sara), mill)
    press(test, "products_change")
    next(one for one in test.text_input if (one.key or "").startswith("line_quantity")).input("3").run()
    press(test, "products_save")
    assert field(office, mill, "amount") == 300_00
    press(test, "products_change")
    next(one for one in test.button_group if one.key == "line_by_hand").set_value(True).run()
    next(one for one in test.text_input if one.key == "line_amount").input("270").run()
    press(test, "products_save")
    assert field(office, mill, "amount") == 270_00
    assert "typed by hand" in written(test)

    monkeypatch.setattr(deal_actions, "_chosen_to_add", lambda file: "products")
    with office.work(people.sara) as w:
        bare = records.create(w, "deal", {"title": "Bare"})
    test = opened(sign_in(people.sara), bare)
    assert [one.value for one in test.text_input if (one.key or "").startswith("line_quantity")] == ["1"]


def test_people_and_competitors_are_added(
    office: Office, sign_in: SignIn, people: People, mill: int, told: Told, shown: Shown,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(deal_actions, "_chosen_to_add", lambda file: "contact")
    test = opened(sign_in(people.sara), mill)
    who = next(one for one in test.selectbox if one.key == "person_who")
    assert who.options == ["Bita"]
    who.select_index(0).run()
    next(one for one in test.selectbox if one.key == "person_role").select("Pays").run()
    press(test, "person_save")
    with office.read(people.sara) as w:
        assert [(one.name, one.role) for one in contacts.people_of(w, mill)] == [("Ali", None), ("Bita", "Pays")]


def test_a_fact_is_changed_in_its_place_and_a_copy_opens(
    office: Office, sign_in: SignIn, people: People, mill: int, told: Told, shown: Shown,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    waiting = [facts.FactEvent(edited="field:judgement", text="", value="commit", version=1)]
    monkeypatch.setattr(
        facts, "take", lambda key: waiting.pop() if key == deal_head.HEAD and waiting else facts.FactEvent()
    )
    opened(sign_in(people.sara), mill)
    assert field(office, mill, "judgement") == "commit"
    assert told["field:judgement"].value == "Commit"


def test_without_a_deal_the_page_says_so_and_prints_one(
    sign_in: SignIn, people: People, mill: int, shown: Shown, told: Told
) -> None:
    test = opened(sign_in(people.sara), 0)
    assert "No deal is chosen" in written(test)
    test = opened(sign_in(people.sara), mill, print="1")
    paper = written(test)
    assert "<h1><bdi>Mill</bdi></h1>" in paper
    assert "Zagros" in paper
    assert "Wants a discount" in paper
