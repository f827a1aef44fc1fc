"""The whole file of a customer as Excel, and the time line by person and kind, on both databases; who gets what."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from openpyxl import load_workbook

from crm_core.base.errors import NotFound, Refused
from crm_core.deals import rules as _deals  # noqa: F401  declares the rules of deals
from crm_core.fields import records
from crm_core.file import points
from crm_core.file.timeline import people_of, timeline
from crm_core.file.whose import Whose
from crm_core.lists.whole_file import file_to_excel
from crm_core.trust import set_up
from crm_core.trust.access import SYSTEM, Actor
from crm_core.trust.unit_of_work import Office
from crm_core.work.documents import add as add_document
from crm_core.work.handover import hand_over
from tests.integration.conftest import SarasCase
from tests.provision.company import People


def sheets(office: Office, who: Actor, whose: Whose) -> dict[str, list[tuple[object, ...]]]:
    with office.read(who) as w:
        book = load_workbook(io.BytesIO(file_to_excel(w, whose)))
    return {sheet.title: [tuple(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}


def narrowed(office: Office, who: Actor, how: str) -> Actor:
    with office.work(SYSTEM) as w:
        set_up.change_settings(w, {"customers_seen": how, "rep_may_export": True})
    return office.actor(who.user_id or 0)


def test_all_sheets_are_there(office: Office, people: People, saras_case: SarasCase) -> None:
    whose = Whose("customer", saras_case.customer)
    with office.work(people.nader) as w:
        other = records.create(w, "customer", {"name": "Binalood", "kind": "company"})
        records.create(w, "relation", {"customer": whose.id, "other": other, "kind": "supplier", "note": "=1+1"})
        records.create(w, "address", {"customer": whose.id, "kind": "delivery", "address": "=cmd()", "city": "Qom"})
        records.create(w, "important_date", {"customer": whose.id, "label": "Founded", "day": dt.date(1990, 6, 1)})
        contact = records.create(w, "contact", {"name": "Parvin", "customer": whose.id})
        records.create(w, "task", {"title": "Of the contact", "contact": contact})
        points.add(w, "customer", whose.id, "phone", "021 5555 1234", "Gate")
    found = sheets(office, people.nader, whose)
    assert list(found) == [
        "Facts", "Contacts", "Deals", "Tasks", "Interactions", "Notes",
        "Related companies", "Addresses", "Important dates", "Changes",
    ]  # fmt: skip
    assert ("Name", "Alborz Steel") in found["Facts"]
    assert ("Phone (Gate)", "021 5555 1234") in found["Facts"]
    assert found["Related companies"][1] == ("Binalood", "Supplier", None, "=1+1")
    assert found["Addresses"][1][:3] == ("Delivery", "=cmd()", "Qom")
    assert {row[0] for row in found["Tasks"][1:]} == {"Call back", "Of the contact"}
    with office.read(people.nader) as w:
        book = load_workbook(io.BytesIO(file_to_excel(w, whose)))
    assert book["Addresses"]["B2"].data_type == "s"


def test_persian_sheets_run_from_the_right(office: Office, people: People, saras_case: SarasCase) -> None:
    with office.work(SYSTEM) as w:
        set_up.change_settings(w, {"language": "fa"})
    with office.read(office.actor(people.babak.user_id or 0)) as w:
        book = load_workbook(io.BytesIO(file_to_excel(w, Whose("customer", saras_case.customer))))
    assert all(sheet.sheet_view.rightToLeft for sheet in book)


def test_who_may_not_export_gets_no_file(office: Office, people: People, saras_case: SarasCase) -> None:
    whose = Whose("customer", saras_case.customer)
    for who in (people.sara, people.vida):  # a rep may not by setting, a viewer never
        with pytest.raises(Refused):
            sheets(office, who, whose)


def test_everybody_finds_in_the_file_what_they_see(office: Office, people: People, saras_case: SarasCase) -> None:
    whose = Whose("customer", saras_case.customer)
    assert "Deals" in sheets(office, people.leila, whose)
    assert not {"Deals", "Tasks", "Interactions", "Notes"} & set(sheets(office, people.shirin, whose))
    assert "Deals" in sheets(office, narrowed(office, people.sara, "own"), whose)
    for who, how in ((people.kian, "own"), (people.reza, "own"), (people.shirin, "unit"), (people.omid, "unit")):
        with pytest.raises(NotFound):
            sheets(office, narrowed(office, who, how), whose)


def test_the_time_line_by_person_shows_only_what_one_sees(
    office: Office, people: People, saras_case: SarasCase
) -> None:
    whose, sara = Whose("customer", saras_case.customer), people.sara.user_id
    with office.read(people.nader) as w:
        assert {one.kind for one in timeline(w, whose, person=sara)} == {"deal", "task", "interaction", "note"}
        assert timeline(w, whose, person=people.kian.user_id) == []
        assert sara in people_of(w, whose)
    with office.read(people.kian) as w:
        assert timeline(w, whose, person=sara) == []
        assert sara not in people_of(w, whose)
    omid = narrowed(office, people.omid, "own")
    with office.read(omid) as w:
        for question in (timeline, people_of):
            with pytest.raises(NotFound):
                question(w, whose)


def test_pages_hold_every_entry_once(office: Office, people: People, saras_case: SarasCase) -> None:
    whose = Whose("customer", saras_case.customer)
    with office.work(people.sara) as w:  # all at one moment of the clock
        for number in range(12):
            records.create(w, "note", {"body": f"n{number}", "customer": whose.id})
            records.create(w, "task", {"title": f"t{number}", "customer": whose.id})
        for number in range(8):
            task = records.create(w, "task", {"title": f"d{number}", "customer": whose.id})
            records.edit(w, "task", records.Edit(task, 1, {"done_on": w.clock.today() - dt.timedelta(days=number % 3)}))
    with office.read(people.sara) as w:
        whole = timeline(w, whose, limit=500)
        paged = timeline(w, whose, limit=5)
        while len(paged) < len(whole):
            some = timeline(w, whose, before=paged[-1].place, limit=5)
            assert some
            paged += some
        assert paged == whole
        assert timeline(w, whose, before=paged[-1].place, limit=5) == []


def test_what_stood_with_others_before_is_no_opening(office: Office, people: People, saras_case: SarasCase) -> None:
    whose = Whose("customer", saras_case.customer)
    with office.work(people.babak) as w:
        records.edit(w, "deal", records.Edit(saras_case.deal, 1, {"owner": people.kian.user_id}))
    with office.read(people.kian) as w:
        assert timeline(w, whose, kinds=["deal"]) == []


def test_hand_overs_and_documents_stand_in_the_time_line(office: Office, people: People, saras_case: SarasCase) -> None:
    whose = Whose("customer", saras_case.customer)
    with office.work(people.nader) as w:
        hand_over(w, "customer", [whose.id], people.reza.user_id or 0, "Sara is on leave")
    with office.read(people.nader) as w:
        (event,) = timeline(w, whose, kinds=["handover"])
        assert event.body == "Sara is on leave"
        assert event not in timeline(w, whose, kinds=["change"])
    assert event.change
    assert ("Owner", "Sara", "Reza") in [(one.label, one.before, one.after) for one in event.change.fields]


def test_a_document_is_listed_with_its_name(office: Office, people: People, saras_case: SarasCase) -> None:
    from crm_core.work.about import Subject

    whose = Whose("customer", saras_case.customer)
    with office.work(people.nader) as w:
        add_document(w, Subject("customer", whose.id), "Offer.txt", b"twelve scales")
    with office.read(people.nader) as w:
        assert [one.title for one in timeline(w, whose, kinds=["document"])] == ["Offer.txt"]
    assert sheets(office, people.nader, whose)["Documents"][1][0] == "Offer.txt"
