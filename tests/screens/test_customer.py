"""The customer's file: who it shows, to whom, and what is added to it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

import crm_core.work.tasks  # noqa: F401  declares the rules of tasks
from _ui import customer_forms, customer_head, entries, facts, file_actions
from crm_core.fields import records
from crm_core.models import Customer, Task
from crm_core.trust import set_up
from crm_core.trust.access import SYSTEM
from crm_core.trust.unit_of_work import Office
from tests.provision.company import People

from .conftest import SHELL, SignIn

Shown = dict[str, Sequence[entries.Section]]


@pytest.fixture
def file(office: Office, people: People) -> Mapping[str, int]:
    """Sara's customer with a contact, a task that was due on Thursday, a note and a call."""
    with office.work(people.sara) as w:
        values = {"name": "Alborz <Trading>", "kind": "company", "city": "Tehran", "mobile": "0912 345 6789"}
        customer = records.create(w, "customer", {**values, "tags": ["Key account"]})
        contact = records.create(
            w, "contact", {"name": "Parvin", "customer": customer, "email": "parvin@alborz.example"}
        )
        due = {"title": "Send the offer", "due_on": dt.date(2026, 11, 19)}
        task = records.create(w, "task", {**due, "customer": customer})
        records.create(w, "note", {"body": "Pays late.\nAsk twice.", "customer": customer})
        records.create(w, "interaction", {"subject": "About prices", "kind": "call", "contact": contact})
    return {"customer": customer, "contact": contact, "task": task}


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Shown:
    """The sections that each list was given in the last run."""
    seen: Shown = {}
    monkeypatch.setattr(entries, "show", lambda key, sections: seen.update({key: sections}))
    return seen


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> dict[str, facts.Fact]:
    """The facts that were drawn in the last run, by their keys; of two with one key the head's."""
    seen: dict[str, facts.Fact] = {}

    def draw(_key: str, sections: Sequence[facts.Section], *, version: int) -> None:
        for section in sections:
            for fact in section.facts:
                seen.setdefault(fact.key, fact)

    monkeypatch.setattr(facts, "show", draw)
    return seen


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """typed(edited="field:city", text="Qom", version=1): what happens in the head in the next run, once."""
    waiting: list[facts.FactEvent] = []

    def take(key: str) -> facts.FactEvent:
        return waiting.pop() if key == customer_head.HEAD and waiting else facts.FactEvent()

    monkeypatch.setattr(facts, "take", take)
    return lambda **event: waiting.append(facts.FactEvent(**event))


def opened(test: AppTest, **query: Any) -> AppTest:
    test.switch_page(str(SHELL.parent / "customer.py"))
    for name, value in query.items():
        test.query_params[name] = str(value)
    return test.run()


def test_the_head_says_who_it_is(
    sign_in: SignIn, people: People, file: Mapping[str, int], shown: Shown, told: dict[str, facts.Fact]
) -> None:
    opened(sign_in(people.sara), id=file["customer"])
    read = {key: told[f"field:{key}"].value for key in ("name", "kind", "city", "owner", "unit", "tags")}
    assert list(read.values()) == ["Alborz <Trading>", "Organisation", "Tehran", "Sara", "North", "Key account"]
    mobile = told["field:mobile"]
    assert (mobile.href, mobile.editor) == ("tel:+989123456789", "text")


def test_what_may_not_be_changed_is_plain_text(
    sign_in: SignIn, people: People, file: Mapping[str, int], shown: Shown, told: dict[str, facts.Fact]
) -> None:
    for who in (people.vida, people.reza, people.kian):
        told.clear()
        opened(sign_in(who), id=file["customer"])
        assert {fact.editor for fact in told.values()} == {""}


def test_a_value_is_stored_where_it_stands_with_undo(
    sign_in: SignIn,
    people: People,
    office: Office,
    file: Mapping[str, int],
    shown: Shown,
    told: dict[str, facts.Fact],
    typed: Callable[..., None],
) -> None:
    typed(edited="field:city", text="Shiraz", version=1)
    test = opened(sign_in(people.sara), id=file["customer"])
    assert told["field:city"].value == "Shiraz"
    assert test.session_state["_said"]["text"] == "City saved."
    assert test.session_state["_said"]["undo"]
    typed(edited="field:owner", text="Reza", value=str(people.reza.user_id), version=2)
    test.run()
    with office.read(SYSTEM) as w:
        assert w.get(Customer, file["customer"]).owner_id == people.reza.user_id


def test_a_refusal_stays_in_the_editor(
    sign_in: SignIn,
    people: People,
    office: Office,
    file: Mapping[str, int],
    shown: Shown,
    told: dict[str, facts.Fact],
    typed: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    why: list[str] = []
    monkeypatch.setattr(facts, "refuse", lambda place, event, sentence: why.append(sentence))
    test = sign_in(people.sara)
    for event in (
        {"edited": "field:email", "text": "nonsense"},
        {"edited": "field:name", "text": " "},
        {"added": "phone", "text": "none", "label": "Gate"},
    ):
        typed(**event, version=1)
        opened(test, id=file["customer"])
    assert len(why) == 3
    assert why[:2] == ["E-mail: “nonsense” is not an e-mail address.", "Name must not be empty."]
    typed(edited="field:city", text="Qom", version=1)
    opened(sign_in(people.reza), id=file["customer"])
    assert why[3] == "You may not change this record. Ask its owner or your team lead."
    with office.read(SYSTEM) as w:
        assert w.get(Customer, file["customer"]).city == "Tehran"


def test_two_people_change_one_value_and_nobody_loses_a_word(
    sign_in: SignIn,
    people: People,
    office: Office,
    file: Mapping[str, int],
    shown: Shown,
    told: dict[str, facts.Fact],
    typed: Callable[..., None],
) -> None:
    with office.work(people.mina) as w:
        records.edit(w, "customer", records.Edit(file["customer"], 1, {"city": "Qom"}))
    typed(edited="field:city", text="Shiraz", version=1)
    test = opened(sign_in(people.sara), id=file["customer"])
    assert [text.value for text in test.text][:3] == ["Tehran", "Shiraz", "Qom"]
    assert told["field:city"].value == "Qom"


def test_a_further_phone_is_added_and_taken_away(
    sign_in: SignIn,
    people: People,
    file: Mapping[str, int],
    shown: Shown,
    told: dict[str, facts.Fact],
    typed: Callable[..., None],
) -> None:
    test = sign_in(people.sara)
    typed(added="phone", text="021 5555 1234", label="Gate")
    opened(test, id=file["customer"])
    assert (told["point:0"].label, told["point:0"].href) == ("Gate", "tel:+982155551234")
    told.clear()
    typed(added="email", text="info@alborz.example")
    opened(test, id=file["customer"])
    assert told["field:email"].value == "info@alborz.example"


def test_lists_show_tasks_contacts_and_what_happened(
    sign_in: SignIn, people: People, file: Mapping[str, int], shown: Shown
) -> None:
    opened(sign_in(people.sara), id=file["customer"])
    tasks, contacts, *_ = shown["file_lists"]
    assert [(one.title, one.end, one.tone) for one in tasks.entries] == [("Send the offer", "2 days overdue", "late")]
    assert contacts.entries[0].links == (entries.Link("parvin@alborz.example", "mailto:parvin@alborz.example"),)
    titles = {one.title for section in shown["file_timeline"] for one in section.entries}
    assert titles == {"Send the offer", "Note", "About prices", "Customer added", "Contact added: Parvin"}


def test_one_kind_of_entries_is_chosen_in_the_address(
    sign_in: SignIn, people: People, file: Mapping[str, int], shown: Shown
) -> None:
    opened(sign_in(people.sara), id=file["customer"], show="notes")
    assert [one.body for one in shown["file_timeline"][0].entries] == ["Pays late.\nAsk twice."]


def test_a_contact_has_a_page_of_their_own(
    sign_in: SignIn, people: People, file: Mapping[str, int], shown: Shown, told: dict[str, facts.Fact]
) -> None:
    opened(sign_in(people.sara), contact=file["contact"])
    assert told["field:name"].value == "Parvin"
    assert (told["field:customer"].value, told["field:customer"].href) == (
        "Alborz <Trading>",
        f"customer?id={file['customer']}",
    )
    assert told["field:email"].href == "mailto:parvin@alborz.example"
    titles = {one.title for section in shown["file_timeline"] for one in section.entries}
    assert titles == {"About prices", "Contact added"}


def test_who_may_not_see_it_is_told_so(
    sign_in: SignIn, people: People, office: Office, file: Mapping[str, int], shown: Shown
) -> None:
    with office.work(SYSTEM) as w:
        set_up.change_settings(w, {"customers_seen": "own"})
    test = opened(sign_in(office.actor(people.omid.user_id or 0)), id=file["customer"])
    assert [error.value for error in test.error] == ["This record does not exist, or you may not see it."]
    assert shown == {}


def test_without_a_customer_in_the_address_it_says_how_to_find_one(sign_in: SignIn, people: People) -> None:
    test = opened(sign_in(people.sara))
    assert "**No customer is chosen.**" in [text.value for text in test.main.markdown]


def test_a_tick_is_stored_with_undo(
    sign_in: SignIn,
    people: People,
    office: Office,
    file: Mapping[str, int],
    shown: Shown,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ticks = [entries.EntryEvent(ticked=f"task:{file['task']}:1")]
    monkeypatch.setattr(
        entries, "take", lambda key: ticks.pop() if ticks and key == "file_lists" else entries.EntryEvent()
    )
    test = opened(sign_in(people.sara), id=file["customer"])
    assert test.session_state["_said"]["text"] == "Done."
    with office.read(SYSTEM) as w:
        assert w.get(Task, file["task"]).done_on == dt.date(2026, 11, 21)


def test_what_can_be_added_is_one_click_away(
    sign_in: SignIn, people: People, file: Mapping[str, int], shown: Shown
) -> None:
    for button, field in (("add_call", "form_interaction_note"), ("add_task", "form_task_note")):
        test = opened(sign_in(people.sara), id=file["customer"])
        test.button(key=button).click().run()
        assert test.text_area(key=field).value == ""


@pytest.mark.parametrize("what", list(customer_forms.ADDS))
def test_everything_else_is_added_from_the_menu(
    sign_in: SignIn, people: People, file: Mapping[str, int], shown: Shown, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    asked = [what]
    monkeypatch.setattr(file_actions, "chosen_to_add", lambda whose: asked.pop() if asked else None)
    test = opened(sign_in(people.sara), id=file["customer"])
    assert not test.exception
    drawn = [*test.button, *test.get("file_uploader")]
    assert [one.key for one in drawn if one.key and one.key.startswith(("form_", "note_", "documents_in_"))]


def test_a_viewer_adds_nothing(sign_in: SignIn, people: People, file: Mapping[str, int], shown: Shown) -> None:
    test = opened(sign_in(people.vida), id=file["customer"])
    assert not [button.key for button in test.main.button if button.key and button.key.startswith(("add_", "file_"))]


@pytest.fixture
def order(office: Office, people: People, file: Mapping[str, int]) -> int:
    """Order A-17 of the customer, with two lines, shipped."""
    lines = [
        {"product_id": None, "quantity": 3.0, "price": 10_00, "discount": 10.0},
        {"product_id": None, "quantity": 1.0, "price": 5_00},
    ]
    day = {"ordered_on": dt.date(2026, 11, 2), "shipped_on": dt.date(2026, 11, 5)}
    with office.work(people.sara) as w:
        return records.create(w, "order", {"number": "A-17", "customer": file["customer"], "lines": lines, **day})


def test_orders_stand_beside_the_deals_and_in_the_time_line(
    sign_in: SignIn, people: People, file: Mapping[str, int], order: int, shown: Shown
) -> None:
    opened(sign_in(people.sara), id=file["customer"])
    (orders,) = [section for section in shown["file_trade"] if section.title == "Orders"]
    (entry,) = orders.entries
    assert (entry.key, entry.title, entry.end, entry.below) == (f"order:{order}", "A-17", "$32", "2026-11-02")
    assert entry.detail == ("Done",)
    opened(sign_in(people.sara), id=file["customer"], show="orders")
    (month,) = shown["file_timeline"]
    assert [(one.title, one.detail[:2]) for one in month.entries] == [("Order A-17", ("Done", "$32"))]


def test_an_order_opens_with_its_lines(
    sign_in: SignIn, people: People, file: Mapping[str, int], order: int, shown: Shown
) -> None:
    test = opened(sign_in(people.sara), order=order)
    (table,) = [one.proto.body for one in test.get("html") if "<table" in one.proto.body]
    cells = re.findall(r"<td><bdi>(.*?)</bdi></td>", table)
    assert cells == ["–", "3", "10", "10%", "27", "–", "1", "5", "–", "5", "2 lines", "", "", "", "32"]


def test_an_order_of_another_unit_is_not_opened(
    sign_in: SignIn, people: People, file: Mapping[str, int], order: int, shown: Shown
) -> None:
    test = opened(sign_in(people.kian), id=file["customer"], order=order)
    assert not test.exception
    assert not any("<table" in one.proto.body for one in test.get("html"))
    assert "Orders" not in [section.title for section in shown["file_lists"]]


def test_the_time_line_is_narrowed_to_a_person(
    sign_in: SignIn, people: People, office: Office, file: Mapping[str, int], shown: Shown
) -> None:
    with office.work(people.mina) as w:
        records.create(w, "note", {"body": "From the top", "customer": file["customer"]})
    opened(sign_in(people.sara), id=file["customer"], by=people.mina.user_id)
    assert [one.body for section in shown["file_timeline"] for one in section.entries] == ["From the top"]


def test_a_long_time_line_goes_on_by_page(
    sign_in: SignIn, people: People, office: Office, file: Mapping[str, int], shown: Shown
) -> None:
    with office.work(people.sara) as w:
        for number in range(70):
            records.create(w, "note", {"body": str(number), "customer": file["customer"]})
    test = opened(sign_in(people.sara), id=file["customer"], show="notes")
    assert len([one for section in shown["file_timeline"] for one in section.entries]) == 30
    for many in (60, 71):
        test.button(key="more_events").click().run()
        bodies = [one.body for section in shown["file_timeline"] for one in section.entries]
        assert len(bodies) == len(set(bodies)) == many
    assert "more_events" not in [button.key for button in test.button]


def test_what_is_kept_beside_is_shown_and_taken_away(
    sign_in: SignIn,
    people: People,
    office: Office,
    file: Mapping[str, int],
    shown: Shown,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    customer = file["customer"]
    with office.work(people.sara) as w:
        other = records.create(w, "customer", {"name": "Binalood", "kind": "company"})
        relation = records.create(w, "relation", {"customer": customer, "other": other, "kind": "branch"})
        records.create(w, "address", {"customer": customer, "kind": "delivery", "address": "Gate 4"})
        records.create(
            w, "task", {"title": "New scales", "kind": "need", "due_on": dt.date(2027, 5, 1), "customer": customer}
        )
    test = opened(sign_in(people.sara), id=customer)
    found = {section.title: [one.title for one in section.entries] for section in shown["file_lists"]}
    assert found["Related companies"] == ["Binalood"]
    assert found["Addresses"] == ["Delivery"]
    assert found["Future needs"] == ["New scales"]
    assert found["Tasks"] == ["Send the offer"]
    events = [entries.EntryEvent(opened=f"relation:{relation}")]
    monkeypatch.setattr(
        entries, "take", lambda key: events.pop() if events and key == "file_lists" else entries.EntryEvent()
    )
    opened(test, id=customer)
    assert test.selectbox(key="form_relation_kind").value == "branch"
    test.selectbox(key="form_relation_kind").set_value("partner")
    events.append(entries.EntryEvent(opened=f"relation:{relation}"))  # here every run is of the whole screen
    test.button(key="form_relation_save").click().run()
    opened(test, id=customer)
    told = next(section for section in shown["file_lists"] if section.title == "Related companies")
    assert told.entries[0].detail[0] == "Partner"
    events.append(entries.EntryEvent(opened=f"relation:{relation}"))
    opened(test, id=customer)
    events.append(entries.EntryEvent(opened=f"relation:{relation}"))
    test.button(key="delete_relation").click().run()
    opened(test, id=customer)
    assert "Related companies" not in [section.title for section in shown["file_lists"]]


def test_the_print_view_holds_everything_and_nothing_to_click(
    sign_in: SignIn, people: People, file: Mapping[str, int]
) -> None:
    test = opened(sign_in(people.sara), id=file["customer"], print=1)
    (paper,) = [one.proto.body for one in test.main.get("html") if "paper" in one.proto.body]
    for words in ("Alborz &lt;Trading&gt;", "Send the offer", "Parvin", "Pays late.", "About prices", "Key account"):
        assert words in paper
    assert [button.key for button in test.main.button] == ["print_now", "print_back"]
