"""The customer's file: who it shows, to whom, and what is added to it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

import crm_core.work.tasks  # noqa: F401  declares the rules of tasks
from _ui import entries
from crm_core.fields import records
from crm_core.models import Task
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


def opened(test: AppTest, **query: Any) -> AppTest:
    test.switch_page(str(SHELL.parent / "customer.py"))
    for name, value in query.items():
        test.query_params[name] = str(value)
    return test.run()


def test_the_head_says_who_it_is(sign_in: SignIn, people: People, file: Mapping[str, int], shown: Shown) -> None:
    test = opened(sign_in(people.sara), id=file["customer"])
    assert test.title[0].value == "Alborz <Trading>"
    assert test.main.caption[0].value == "Organisation · Tehran · Owner: Sara · Unit: North"
    reach = test.main.get("html")[0].proto.body
    assert 'href="tel:+989123456789"' in reach
    assert "Key account" in reach


def test_lists_show_tasks_contacts_and_what_happened(
    sign_in: SignIn, people: People, file: Mapping[str, int], shown: Shown
) -> None:
    opened(sign_in(people.sara), id=file["customer"])
    tasks, contacts = shown["file_lists"]
    assert [(one.title, one.end, one.tone) for one in tasks.entries] == [("Send the offer", "2 days overdue", "late")]
    assert contacts.entries[0].links == (entries.Link("parvin@alborz.example", "mailto:parvin@alborz.example"),)
    titles = {one.title for one in shown["file_timeline"][0].entries}
    assert titles == {"Send the offer", "Note", "About prices", "Customer added", "Contact added: Parvin"}


def test_one_kind_of_entries_is_chosen_in_the_address(
    sign_in: SignIn, people: People, file: Mapping[str, int], shown: Shown
) -> None:
    opened(sign_in(people.sara), id=file["customer"], show="notes")
    assert [one.body for one in shown["file_timeline"][0].entries] == ["Pays late.\nAsk twice."]


def test_a_contact_leads_to_its_customer(
    sign_in: SignIn, people: People, file: Mapping[str, int], shown: Shown
) -> None:
    test = opened(sign_in(people.sara), contact=file["contact"])
    assert test.title[0].value == "Alborz <Trading>"


def test_a_contact_of_no_customer_has_a_file_of_their_own(
    sign_in: SignIn, people: People, office: Office, shown: Shown
) -> None:
    with office.work(people.sara) as w:
        alone = records.create(w, "contact", {"name": "Behnam", "job_title": "Buyer", "mobile": "0912 345 6789"})
    test = opened(sign_in(people.sara), contact=alone)
    assert test.title[0].value == "Behnam"
    assert test.main.caption[0].value == "Buyer"
    assert 'href="tel:+989123456789"' in test.main.get("html")[0].proto.body


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
    monkeypatch.setattr(entries, "take", lambda key: ticks.pop() if ticks else entries.EntryEvent())
    test = opened(sign_in(people.sara), id=file["customer"])
    assert test.session_state["_said"]["text"] == "Done."
    with office.read(SYSTEM) as w:
        assert w.get(Task, file["task"]).done_on == dt.date(2026, 11, 21)


def test_what_can_be_added_is_one_click_away(
    sign_in: SignIn, people: People, file: Mapping[str, int], shown: Shown
) -> None:
    for button, field in (
        ("add_note", "form_note_body"),
        ("add_call", "form_interaction_note"),
        ("add_task", "form_task_note"),
    ):
        test = opened(sign_in(people.sara), id=file["customer"])
        test.button(key=button).click().run()
        assert test.text_area(key=field).value == ""


def test_a_viewer_adds_nothing(sign_in: SignIn, people: People, file: Mapping[str, int], shown: Shown) -> None:
    test = opened(sign_in(people.vida), id=file["customer"])
    assert [button.key for button in test.main.button] == []


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
    (orders,) = [section for section in shown["file_lists"] if section.title == "Orders"]
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
    assert test.title[0].value == "Alborz <Trading>"
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
