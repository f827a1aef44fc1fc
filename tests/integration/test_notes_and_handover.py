"""Notes that name colleagues, records that are handed over with a word why, and what people are told of both."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from crm_core.base.errors import Invalid, NotFound, Refused
from crm_core.models import ChangeSet, Customer, Deal, Notification, Task
from crm_core.trust.access import SYSTEM, Actor
from crm_core.trust.undo import undo
from crm_core.trust.unit_of_work import Office
from crm_core.work import notes, notifications
from crm_core.work.about import Subject
from crm_core.work.handover import hand_over
from crm_core.work.notifications import Told
from tests.integration.conftest import SarasCase
from tests.provision.company import People


def _unread(office: Office, who: Actor) -> int:
    with office.read(who) as w:
        return notifications.unread(w)


def _told(office: Office, who: Actor) -> list[Told]:
    with office.read(who) as w:
        return notifications.latest(w)


def _id(who: Actor) -> int:
    return who.user_id or 0


# Notes


def test_who_is_named_is_told_once(office: Office, people: People, saras_case: SarasCase) -> None:
    about = Subject("deal", saras_case.deal)
    with office.work(people.sara) as w:
        done = notes.write(w, "@Nader please look at the price. @nader!", about, [_id(people.nader)])
    assert done.told == (_id(people.nader),)
    [told] = _told(office, people.nader)
    assert (told.person, told.kind, told.read, told.count) == ("Sara", "mention", False, 1)
    assert told.records == ((about, "Rolling mill"),)
    assert told.text.startswith("@Nader please")
    assert [_unread(office, who) for who in (people.nader, people.sara, people.mina)] == [1, 0, 0]


def test_whole_names_and_first_names_are_understood(office: Office) -> None:
    known = {1: "Sara Ahmadi", 2: "Sara Karimi", 3: "علی رضایی", 4: "Nora Lind"}
    assert notes.named_in("Ask @Sara Ahmadi, and @علي رضائي؛ nora@example.org", {1: "Sara Ahmadi", 3: "علی رضائی"}) == {
        1,
        3,
    }
    assert notes.named_in("(@nora_lind) no; @Nora: yes", known) == {4}
    with pytest.raises(Invalid, match="several people called “Sara”"):
        notes.named_in("@Sara", known)


def test_who_may_not_see_the_record_is_told_of_before(office: Office, people: People, saras_case: SarasCase) -> None:
    about = Subject("deal", saras_case.deal)
    with office.work(people.sara) as w:
        told = notes.to_be_told(w, "@Omid and @Nader", [])
        assert notes.who_cannot_see(w, told, about) == ["Omid"]
        notes.write(w, "@Omid and @Nader", about)
    [told_omid] = _told(office, people.omid)
    assert (told_omid.hidden, told_omid.records, told_omid.text, told_omid.entity) == (True, (), "", "")
    with office.read(people.omid) as w, pytest.raises(NotFound):
        notes.listed(w, about)


def test_a_note_about_a_task_is_in_the_customers_file(office: Office, people: People, saras_case: SarasCase) -> None:
    with office.work(people.sara) as w:
        notes.write(w, "They asked twice", Subject("task", saras_case.task), [_id(people.nader)])
    with office.read(people.nader) as w:
        found = [line.body for line in notes.listed(w, Subject("customer", saras_case.customer))]
    assert "They asked twice" in found
    with office.read(people.reza) as w:  # sees the customer, not Sara's task
        found = [line.body for line in notes.listed(w, Subject("customer", saras_case.customer))]
    assert found == []


def test_own_notes_are_changed_and_those_of_ones_people(office: Office, people: People, saras_case: SarasCase) -> None:
    about = Subject("customer", saras_case.customer)
    with office.work(people.sara) as w:
        number = notes.write(w, "First words @Nader", about).id
    for who in (people.reza, people.omid, people.vida):
        with office.work(who) as w, pytest.raises(Refused):
            notes.edit(w, number, 1, "Mine now")
        with office.work(who) as w, pytest.raises(Refused):
            notes.delete(w, number)
    with office.work(people.sara) as w:
        done = notes.edit(w, number, 1, "Second words @Leila")
    assert done.told == (_id(people.leila),)
    assert [_unread(office, who) for who in (people.nader, people.leila)] == [0, 1]
    with office.work(people.nader) as w:
        notes.delete(w, number)
    with office.work(people.sara) as w, pytest.raises(Invalid, match="Write something"):
        notes.write(w, "  ", about)


def test_what_was_taken_back_counts_as_withdrawn(office: Office, people: People, saras_case: SarasCase) -> None:
    with office.work(people.sara) as w:
        done = notes.write(w, "@Nader look", Subject("customer", saras_case.customer))
    with office.work(people.sara) as w:
        gone = notes.delete(w, done.id)
    assert _unread(office, people.nader) == 0
    assert _told(office, people.nader)[0].withdrawn
    with office.work(people.sara) as w:
        undo(w, gone.change_set_id or 0)
    assert _unread(office, people.nader) == 1
    with office.work(people.sara) as w:
        undo(w, done.change_set_id or 0)
    [told] = _told(office, people.nader)
    assert (told.withdrawn, told.text, _unread(office, people.nader)) == (True, "", 0)


# Notifications


def test_what_one_is_told_is_ones_own(office: Office, people: People, saras_case: SarasCase) -> None:
    with office.work(people.sara) as w:
        notes.write(w, "@Nader @Leila", Subject("customer", saras_case.customer))
    for who in (people.mina, people.babak, people.sara, people.reza):
        assert (_unread(office, who), _told(office, who)) == (0, [])
        with office.work(who) as w:
            assert w.rows(select(Notification)) == []
            assert notifications.mark_read(w) == 0
    number = _told(office, people.nader)[0].id
    with office.work(people.leila) as w:
        assert notifications.mark_read(w, [number]) == 0
    assert _unread(office, people.nader) == 1
    with office.work(people.nader) as w:
        assert notifications.mark_read(w, [number]) == 1
    assert (_unread(office, people.nader), _told(office, people.nader)[0].read) == (0, True)
    assert _unread(office, people.leila) == 1


# Handing over


def test_a_customer_goes_with_what_is_open(office: Office, people: People, saras_case: SarasCase) -> None:
    with office.work(people.sara) as w:
        done = hand_over(w, "customer", [saras_case.customer], _id(people.omid), "Moves to the south", with_open=True)
    with office.read(SYSTEM) as w:
        moved = [w.get(Customer, saras_case.customer), w.get(Deal, saras_case.deal), w.get(Task, saras_case.task)]
        deed = w.scalar(select(ChangeSet).where(ChangeSet.id == done.change_set_id))
    assert {(one.owner_id, one.unit_id) for one in moved} == {(people.omid.user_id, people.omid.unit_id)}
    assert (deed.kind, deed.summary, done.changed) == ("hand_over", "Moves to the south", 1)
    [told] = _told(office, people.omid)
    assert (told.kind, told.text, told.count) == ("hand_over", "Moves to the south", 1)
    assert told.records == ((Subject("customer", saras_case.customer), "Alborz Steel"),)
    with office.work(people.sara) as w:
        undo(w, done.change_set_id or 0)
    assert _told(office, people.omid)[0].withdrawn
    assert _unread(office, people.omid) == 0
    with office.read(SYSTEM) as w:
        assert w.get(Deal, saras_case.deal).owner_id == people.sara.user_id


def test_what_is_anothers_stays_with_them(office: Office, people: People, saras_case: SarasCase) -> None:
    with office.work(SYSTEM) as w, w.changing("edit"):
        w.get(Deal, saras_case.deal).owner_id = people.reza.user_id
    with office.work(people.nader) as w:
        hand_over(w, "customer", [saras_case.customer], _id(people.omid), "Away", with_open=True)
    with office.read(SYSTEM) as w:
        assert w.get(Deal, saras_case.deal).owner_id == people.reza.user_id
        assert w.get(Task, saras_case.task).owner_id == people.omid.user_id


def test_who_hands_over_what(office: Office, people: People, saras_case: SarasCase) -> None:
    for who in (people.reza, people.omid, people.shirin, people.vida):
        with office.work(who) as w, pytest.raises(Refused):
            hand_over(w, "customer", [saras_case.customer], _id(people.kian), "Mine now")
    with office.work(SYSTEM) as w, w.changing("create"):
        other = Customer(name="Zagros", owner_id=people.reza.user_id, unit_id=people.reza.unit_id)
        w.session.add(other)
        w.session.flush()
    with office.work(people.sara) as w:
        done = hand_over(w, "customer", [saras_case.customer, other.id], _id(people.nader), "Holiday")
    assert (done.changed, done.refused) == (1, [other.id])
    assert _unread(office, people.nader) == 1


def test_many_are_told_of_once(office: Office, people: People) -> None:
    mine = {"owner_id": people.sara.user_id, "unit_id": people.sara.unit_id}
    with office.work(SYSTEM) as w, w.changing("create"):
        made = [Customer(name=f"Customer {number}", **mine) for number in range(12)]
        w.session.add_all(made)
        w.session.flush()
        ids = [one.id for one in made]
    with office.work(people.sara) as w:
        hand_over(w, "customer", ids, _id(people.nader), "Holiday")
    [told] = _told(office, people.nader)
    assert (told.count, len(told.records)) == (12, 3)


def test_handing_over_needs_a_reason_and_somebody_else(office: Office, people: People, saras_case: SarasCase) -> None:
    customer = [saras_case.customer]
    with office.work(people.sara) as w:
        for to, why, said in (
            (_id(people.nader), "  ", "Say in a few words why"),
            (_id(people.sara), "Mine", "Sara has this already"),
            (0, "Away", "Choose who gets it"),
        ):
            with pytest.raises(Invalid, match=said):
                hand_over(w, "customer", customer, to, why)
    with office.work(SYSTEM) as w, w.changing("edit"):
        from crm_core.models import User

        w.get(User, _id(people.reza)).active = False
    with office.work(people.sara) as w, pytest.raises(Invalid, match="does not work here any more"):
        hand_over(w, "customer", customer, _id(people.reza), "Away")


def test_what_was_handed_on_is_not_named_any_more(office: Office, people: People, saras_case: SarasCase) -> None:
    with office.work(people.sara) as w:
        hand_over(w, "deal", [saras_case.deal], _id(people.omid), "Yours by region")
    with office.work(people.leila) as w:
        hand_over(w, "deal", [saras_case.deal], _id(people.sara), "No, hers")
    [told] = _told(office, people.omid)
    assert (told.hidden, told.text, told.records) == (True, "", ())
