"""The customer's file on both databases: figures of what is seen, ways to reach, the time line, changes in words."""

from __future__ import annotations

import datetime as dt

import pytest

import crm_core.work.tasks  # noqa: F401  declares the rules of tasks
from crm_core.base.errors import NotFound
from crm_core.deals import rules as _deals  # noqa: F401  declares the rules of deals
from crm_core.fields import records
from crm_core.fields.offered import offered, tags_in_use, words_in_use
from crm_core.file.changes import changes_of
from crm_core.file.events import Wanted
from crm_core.file.overview import customer_file, customer_of
from crm_core.file.timeline import people_of, timeline
from crm_core.file.whose import Whose
from crm_core.models import Customer
from crm_core.trust import set_up
from crm_core.trust.access import SYSTEM
from crm_core.trust.undo import undo
from crm_core.trust.unit_of_work import Office
from crm_core.work.tasks import task_list
from tests.integration.deals_ground import stages_of
from tests.provision.company import People


@pytest.fixture
def alborz(office: Office, people: People) -> int:
    """Sara's customer with an open deal of hers (120) and a won one of Kian's (80)."""
    stages = stages_of(office)
    with office.work(people.sara) as w:
        values = {
            "name": "Alborz",
            "kind": "company",
            "city": "Tehran",
            "phone": "021 8888 1234",
            "website": "alborz.example",
        }
        customer = records.create(w, "customer", values)
        deal = {"title": "Scales", "customer": customer, "currency": "USD"}
        records.create(w, "deal", {**deal, "amount": 12_000, "stage": stages["Lead"]})
    with office.work(people.kian) as w:
        records.create(w, "deal", {**deal, "title": "Printers", "amount": 8_000, "stage": stages["Won"]})
    return customer


def test_figures_are_those_of_the_deals_one_sees(office: Office, people: People, alborz: int) -> None:
    with office.read(people.sara) as w:
        of_sara = customer_file(w, alborz)
    with office.read(people.babak) as w:
        of_manager = customer_file(w, alborz)
    assert (of_sara.open_amount, of_sara.won_amount, len(of_sara.deals.rows)) == (12_000, 0, 1)
    assert (of_manager.open_amount, of_manager.won_amount) == (12_000, 8_000)
    assert [deal["outcome"] for deal in of_manager.deals.rows] == ["open", "won"]


def test_phones_dial_and_pages_open(office: Office, people: People, alborz: int) -> None:
    with office.read(people.sara) as w:
        ways = customer_file(w, alborz).reach
    assert [way.link for way in ways] == ["tel:+982188881234", "https://alborz.example"]


def test_who_may_not_see_the_customer_sees_no_file(office: Office, people: People, alborz: int) -> None:
    with office.work(SYSTEM) as w:
        set_up.change_settings(w, {"customers_seen": "own"})
    with office.read(office.actor(people.omid.user_id or 0)) as w:
        with pytest.raises(NotFound):
            customer_file(w, alborz)
        for question in (timeline, people_of):
            with pytest.raises(NotFound):
                question(w, Whose("customer", alborz))


def test_the_time_line_holds_what_is_about_contacts_and_deals_too(office: Office, people: People, alborz: int) -> None:
    with office.work(people.sara) as w:
        contact = records.create(w, "contact", {"name": "Parvin", "customer": alborz})
        deal = customer_file(w, alborz).deals.rows[0]["id"]
        records.create(w, "note", {"body": "of the contact", "contact": contact})
        records.create(w, "task", {"title": "of the deal", "deal": deal})
        records.create(w, "interaction", {"subject": "of the customer", "kind": "visit", "customer": alborz})
    with office.read(people.sara) as w:
        told = timeline(w, Whose("customer", alborz))
        assert {event.kind for event in told} == {"note", "task", "interaction", "deal", "change"}
        assert {event.person for event in told} == {"Sara"}
        assert [event.what for event in timeline(w, Whose("customer", alborz), kinds=["deal"])] == ["opened"]
        assert [line.title for line in task_list(w, whose="all", customer_id=alborz)] == ["of the deal"]
        assert customer_of(w, contact) == alborz


def test_the_next_page_begins_where_the_last_one_ended(office: Office, people: People, alborz: int) -> None:
    with office.work(people.sara) as w:
        for day in range(1, 6):
            happened = {"happened_at": dt.datetime(2026, 11, day, 9, tzinfo=dt.UTC)}
            records.create(w, "interaction", {"subject": str(day), "kind": "call", "customer": alborz, **happened})
    with office.read(people.sara) as w:
        first = timeline(w, Whose("customer", alborz), kinds=["interaction"], limit=3)
        rest = timeline(w, Whose("customer", alborz), kinds=["interaction"], before=first[-1].place, limit=3)
    assert [event.title for event in (*first, *rest)] == ["5", "4", "3", "2", "1"]


def test_changes_are_said_in_words(office: Office, people: People, alborz: int) -> None:
    reza = people.reza.user_id
    with office.work(people.mina) as w:
        done = records.edit(w, "customer", records.Edit(alborz, 1, {"owner": reza, "city": None, "tags": ["Hot"]}))
    with office.work(people.mina) as w:
        undo(w, done.change_set_id or 0)
    with office.read(people.mina) as w:
        back, change, made = changes_of(w, Wanted(Whose("customer", alborz), None, None, 50))
    assert [(one.label, one.before, one.after) for one in change.fields] == [
        ("Owner", "Sara", "Reza"),
        ("Tags", "–", "Hot"),
        ("City", "Tehran", "–"),
    ]
    assert (change.person, change.undone, back.kind, made.action) == ("Mina", True, "undo", "create")


def test_a_deal_that_only_moves_is_no_change_of_its_own(office: Office, people: People, alborz: int) -> None:
    with office.work(people.sara) as w:
        deal = customer_file(w, alborz).deals.rows[0]
        stage = stages_of(office)["Qualified"]
        records.edit(w, "deal", records.Edit(deal["id"], deal["version"], {"stage": stage, "next_step": "Call"}))
    with office.read(people.sara) as w:
        changes = changes_of(w, Wanted(Whose("customer", alborz), None, None, 50))
        moves = timeline(w, Whose("customer", alborz), kinds=["deal"])
    assert [[field.label for field in one.fields] for one in changes] == [["Next step"], []]
    assert [event.facts["stage"] for event in moves] == ["Qualified", "Lead"]


def test_what_is_offered_to_choose_from(office: Office, people: People, alborz: int) -> None:
    with office.work(SYSTEM) as w:
        for city in ("Shiraz", "Shiraz", "Kerman"):
            records.create(w, "customer", {"name": city, "kind": "person", "city": city, "tags": ["Hot"]})
    with office.work(SYSTEM) as w, w.changing("edit"):
        from crm_core.models import User

        w.get(User, people.kian.user_id or 0).active = False
    with office.read(people.babak) as w:
        assert words_in_use(w, "customer", "city") == ["Shiraz", "Kerman", "Tehran"]
        assert tags_in_use(w) == ["Hot"]
        assert "Kian" not in offered(w, "user").values()
        assert offered(w, "user", everybody=True)[people.kian.user_id or 0] == "Kian"
        assert w.get(Customer, alborz).city in words_in_use(w, "customer", "city")
