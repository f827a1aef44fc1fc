"""One deal on both databases: its people, products, competitors, copy and time line; who may see and change them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from crm_core.base.errors import Conflict, DaftarError, Invalid, NotFound
from crm_core.customers.merge import merge
from crm_core.deals import competitors, contacts, products
from crm_core.deals.copy import copy_deal
from crm_core.deals.move import lost, move, reopen
from crm_core.fields import records
from crm_core.fields.filters import condition
from crm_core.fields.find import Query, find, read
from crm_core.file.deal import deal_file
from crm_core.file.timeline import timeline
from crm_core.file.whose import Whose
from crm_core.reports import run
from crm_core.reports.spec import ReportSpec
from crm_core.trust.access import Actor
from crm_core.trust.undo import undo
from crm_core.trust.unit_of_work import Office, Work
from tests.integration.deals_ground import DAY, TODAY, on_day, stages_of
from tests.integration.lists_ground import bring_in, counts, undone
from tests.provision.company import People


@dataclass(frozen=True)
class Ground:
    """Sara's deal with Alborz, whose contacts are Ali and Bita; two products, a scale at 100 and a printer at 50."""

    customer: int
    ali: int
    bita: int
    deal: int
    scale: int
    printer: int


@pytest.fixture
def ground(office: Office, people: People) -> Ground:
    with office.work(people.mina) as w:
        scale = records.create(w, "product", {"name": "Scale", "price": 100_00})
        printer = records.create(w, "product", {"name": "Printer", "price": 50_00})
    with office.work(people.sara) as w:
        customer = records.create(w, "customer", {"name": "Alborz", "kind": "company"})
        ali, bita = (
            records.create(w, "contact", {"name": name, "customer": customer, "mobile": "0912 345 6789"})
            for name in ("Ali", "Bita")
        )
        deal = records.create(
            w, "deal", {"title": "Mill", "customer": customer, "contact": ali, "expected_close": TODAY, "tags": ["Hot"]}
        )
    return Ground(customer, ali, bita, deal, scale, printer)


def put(office: Office, who: Actor, deal: int, lines: list[tuple[int, float, int]], amount: int | None = None) -> int:
    """Store these products (which, how many, at what price); gives the change set."""
    with office.work(who) as w:
        version = deal_file(w, deal).deal["version"]
        kept = [{"product_id": one, "quantity": many, "price": price} for one, many, price in lines]
        return products.store(w, deal, version, kept, amount).change_set_id or 0


def basket(office: Office, who: Actor, deal: int) -> tuple[str, int | None, list[tuple[str, float, int | None]]]:
    with office.read(who) as w:
        file = deal_file(w, deal)
        sold = [(one.product, one.quantity, one.amount) for one in file.basket.lines]
        return file.basket.basis, file.deal["amount"], sold


# Products


def test_the_amount_is_what_the_products_come_to_until_it_is_typed(
    office: Office, people: People, ground: Ground
) -> None:
    sara = people.sara
    first = put(office, sara, ground.deal, [(ground.scale, 3, 100_00), (ground.printer, 1, 50_00)])
    assert basket(office, sara, ground.deal) == ("products", 350_00, [("Scale", 3, 300_00), ("Printer", 1, 50_00)])
    put(office, sara, ground.deal, [(ground.printer, 1, 50_00), (ground.scale, 3, 100_00)], amount=280_00)
    assert basket(office, sara, ground.deal) == ("hand", 280_00, [("Printer", 1, 40_00), ("Scale", 3, 240_00)])
    with office.work(sara) as w:
        version = read(w, "deal", ground.deal).rows[0]["version"]
        typed = records.edit(w, "deal", records.Edit(ground.deal, version, {"amount": 140_00}))
    assert basket(office, sara, ground.deal) == ("hand", 140_00, [("Printer", 1, 20_00), ("Scale", 3, 120_00)])
    put(office, sara, ground.deal, [(ground.scale, 2, 90_00)])
    assert basket(office, sara, ground.deal) == ("products", 180_00, [("Scale", 2, 180_00)])
    with office.work(sara) as w:
        assert undo(w, first).conflicts != []
        assert undo(w, typed.change_set_id or 0).conflicts != []
    assert basket(office, sara, ground.deal)[1] == 180_00


def test_lines_that_make_no_sense_are_refused_in_words(office: Office, people: People, ground: Ground) -> None:
    for line, words in (
        ((0, 1, 1), "product"),
        ((ground.scale, 0, 1), "above zero"),
        ((ground.scale, 1, -1), "below zero"),
    ):
        with pytest.raises(Invalid, match=words):
            put(office, people.sara, ground.deal, [line])
    put(office, people.sara, ground.deal, [(ground.scale, 1, 100_00)])
    with office.work(people.reza) as w, pytest.raises(NotFound):
        products.store(w, ground.deal, 1, [], None)
    with office.work(people.sara) as w, pytest.raises(Conflict):
        products.store(w, ground.deal, 1, [], None)


# People


def test_people_have_a_part_and_one_of_them_is_the_first(office: Office, people: People, ground: Ground) -> None:
    with office.work(people.sara) as w:
        part = records.create(w, "deal_contact", {"deal": ground.deal, "contact": ground.bita, "role": "Pays"})
        told = [(one.name, one.role, one.first) for one in contacts.people_of(w, ground.deal)]
        assert told == [("Ali", None, True), ("Bita", "Pays", False)]
        with pytest.raises(Invalid, match="already"):
            records.create(w, "deal_contact", {"deal": ground.deal, "contact": ground.bita})
    with office.work(people.sara) as w:
        done = contacts.make_first(w, ground.deal, ground.bita)
        told = [(one.name, one.role, one.first) for one in contacts.people_of(w, ground.deal)]
        assert told == [("Bita", "Pays", True), ("Ali", None, False)]
        assert [way.text for way in deal_file(w, ground.deal).reach[ground.ali]] != []
    with office.work(people.sara) as w:
        undo(w, done.change_set_id or 0)
        assert [one.name for one in contacts.people_of(w, ground.deal)] == ["Ali", "Bita"]
    with office.work(people.sara) as w:
        contacts.remove(w, part)
    with office.read(people.sara) as w:
        assert [one.name for one in contacts.people_of(w, ground.deal)] == ["Ali"]


def test_a_merge_of_contacts_takes_their_parts_along_and_gives_them_back(
    office: Office, people: People, ground: Ground
) -> None:
    with office.work(people.sara) as w:
        twin = records.create(w, "contact", {"name": "Bita R.", "customer": ground.customer})
        records.create(w, "deal_contact", {"deal": ground.deal, "contact": ground.bita, "role": "Pays"})
        records.create(w, "deal_contact", {"deal": ground.deal, "contact": twin, "role": "Uses"})
    with office.work(people.sara) as w:
        merged = merge(w, "contact", ground.bita, [twin])
    with office.read(people.sara) as w:
        assert [(one.name, one.role) for one in contacts.people_of(w, ground.deal)] == [("Ali", None), ("Bita", "Pays")]
    with office.work(people.sara) as w:
        assert undo(w, merged.change_set_id).conflicts == []
    with office.read(people.sara) as w:
        told = [(one.name, one.role) for one in contacts.people_of(w, ground.deal)]
        assert told == [("Ali", None), ("Bita", "Pays"), ("Bita R.", "Uses")]


# Competitors


def test_competitors_are_found_by_and_a_deal_is_lost_to_one(office: Office, people: People, ground: Ground) -> None:
    sara = people.sara
    with office.work(sara) as w:
        records.create(w, "competitor", {"deal": ground.deal, "name": "Zagros Co", "threat": "high", "offer": 90_00})
        with pytest.raises(Invalid, match="already"):
            records.create(w, "competitor", {"deal": ground.deal, "name": "zagros CO"})
        with pytest.raises(Invalid, match="lost"):
            competitors.lost_to(w, ground.deal, "Zagros Co")
    with office.read(sara) as w:
        for op, value, hits in (("has_tag", "ZAGROS co", 1), ("lacks_tag", "Zagros Co", 0), ("empty", None, 0)):
            found = find(w, "deal", Query(condition("deal", "competitors", op, value)))
            assert (op, len(found.rows)) == (op, hits)
        assert read(w, "deal", ground.deal).rows[0]["competitors"] == ["Zagros Co"]
    with office.work(sara) as w, w.changing("lost"):
        lost(w, ground.deal, "Price")
        competitors.lost_to(w, ground.deal, "Damavand")
    with office.read(sara) as w:
        assert [(one.name, one.won) for one in competitors.rivals_of(w, ground.deal)] == [
            ("Damavand", True),
            ("Zagros Co", False),
        ]
        assert competitors.names_in_use(w) == ["Damavand", "Zagros Co"]
    with office.work(sara) as w:
        reopen(w, ground.deal, why="They called")
    with office.read(sara) as w:
        assert [one.won for one in competitors.rivals_of(w, ground.deal)] == [False, False]


# Copy


def test_a_copy_begins_anew_with_what_was_chosen(office: Office, people: People, ground: Ground) -> None:
    sara, stages = people.sara, stages_of(office)
    put(office, sara, ground.deal, [(ground.scale, 2, 100_00)])
    with office.work(sara) as w:
        records.create(w, "deal_contact", {"deal": ground.deal, "contact": ground.bita, "role": "Pays"})
        records.create(w, "competitor", {"deal": ground.deal, "name": "Zagros"})
        move(w, ground.deal, stages["Proposal"])
        lost(w, ground.deal, "Price")
    on_day(office, 3)
    with office.work(sara) as w:
        made = copy_deal(w, ground.deal, "Mill, again", competitors=True)
    with office.read(sara) as w:
        file = deal_file(w, made)
        kept = {key: file.deal[key] for key in ("title", "customer", "contact", "amount", "outcome", "tags", "stage")}
        assert kept == {
            "title": "Mill, again", "customer": ground.customer, "contact": ground.ali, "amount": 200_00,
            "outcome": "open", "tags": ["Hot"], "stage": stages["Lead"],
        }  # fmt: skip
        fresh = ("expected_close", "closed_on", "lost_reason", "next_step", "probability")
        assert [file.deal[key] for key in fresh] == [None] * 5
        assert file.deal["opened_on"] == w.clock.today()
        assert [(one.name, one.role) for one in file.people] == [("Ali", None), ("Bita", "Pays")]
        assert [one.name for one in file.rivals] == ["Zagros"]
    with office.work(sara) as w:
        bare = copy_deal(w, ground.deal, "Bare", products=False, contacts=False)
    with office.read(sara) as w:
        file = deal_file(w, bare)
        assert (file.deal["amount"], file.basket.lines, len(file.people), file.rivals) == (None, (), 1, [])


def test_a_copy_is_taken_back_whole(office: Office, people: People, ground: Ground) -> None:
    with office.work(people.sara) as w:
        records.create(w, "competitor", {"deal": ground.deal, "name": "Zagros"})
    with office.work(people.sara) as w, w.changing("create") as change_set:
        made = copy_deal(w, ground.deal, "Copy", competitors=True)
        number = change_set.id
    with office.work(people.sara) as w:
        rival = competitors.rivals_of(w, made)[0]
        added = records.create(w, "competitor", {"deal": made, "name": "Damavand"})
    with office.work(people.sara) as w:
        competitors.remove(w, added)
    with office.work(people.sara) as w:
        assert undo(w, number).conflicts == []
    with office.read(people.sara) as w:
        with pytest.raises(NotFound):
            deal_file(w, made)
        assert rival.name == "Zagros"


def test_a_deal_that_somebody_added_to_stays(office: Office, people: People, ground: Ground) -> None:
    with office.work(people.sara) as w, w.changing("create") as change_set:
        made = records.create(w, "deal", {"title": "New"})
        number = change_set.id
    with office.work(people.nader) as w:
        records.create(w, "competitor", {"deal": made, "name": "Damavand"})
    with office.work(people.sara) as w:
        assert [(one.entity, one.record_id) for one in undo(w, number).conflicts] == [("deal", made)]


# The time line


def test_the_time_line_tells_moves_reasons_and_changes_in_words(office: Office, people: People, ground: Ground) -> None:
    sara, stages = people.sara, stages_of(office)
    on_day(office, 1)
    put(office, sara, ground.deal, [(ground.scale, 2, 100_00)])
    on_day(office, 2)
    with office.work(sara) as w:
        move(w, ground.deal, stages["Proposal"])
    on_day(office, 3)
    with office.work(sara) as w:
        lost(w, ground.deal, "Price")
    on_day(office, 4)
    with office.work(sara) as w:
        reopen(w, ground.deal, why="They called again")
        records.create(w, "competitor", {"deal": ground.deal, "name": "Zagros"})
    with office.read(sara) as w:
        line = timeline(w, Whose("deal", ground.deal))
        told = [(one.kind, one.what, one.body) for one in line if one.kind == "deal"]
        assert told == [
            ("deal", "reopened", "They called again"),
            ("deal", "lost", "Price"),
            ("deal", "moved", ""),
            ("deal", "opened", ""),
        ]
        changed = [one.change for one in line if one.kind == "change" and one.change]
        assert [(one.entity, one.name) for one in changed] == [("competitor", "Zagros"), ("deal", "Mill")]
        fields = {one.label: (one.before, one.after) for one in changed[1].fields}
        assert fields == {"Amount": ("–", "$200"), "Products": ("–", "Scale × 2")}
        assert [step.days for step in deal_file(w, ground.deal).standing.steps][:3] == [2, None, 1]


# Who may


def test_owner_and_those_above_change_a_deals_parts_and_nobody_else(
    office: Office, people: People, ground: Ground
) -> None:
    for who in (people.sara, people.nader, people.leila, people.babak):
        with office.work(who) as w:
            rival = records.create(w, "competitor", {"deal": ground.deal, "name": "Zagros"})
            part = records.create(w, "deal_contact", {"deal": ground.deal, "contact": ground.bita})
            competitors.remove(w, rival)
            contacts.remove(w, part)
            contacts.make_first(w, ground.deal, ground.ali)
    with office.work(people.sara) as w:
        rival = records.create(w, "competitor", {"deal": ground.deal, "name": "Zagros"})
    deeds: tuple[Callable[[Work], Any], ...] = (
        lambda w: records.create(w, "competitor", {"deal": ground.deal, "name": "Damavand"}),
        lambda w: records.create(w, "deal_contact", {"deal": ground.deal, "contact": ground.bita}),
        lambda w: records.edit(w, "competitor", records.Edit(rival, 1, {"name": "Other"})),
        lambda w: competitors.remove(w, rival),
        lambda w: contacts.make_first(w, ground.deal, ground.bita),
        lambda w: products.store(w, ground.deal, 1, [], None),
    )
    for who in (people.reza, people.vida, people.omid, people.kian, people.shirin):
        for deed in deeds:
            with pytest.raises(DaftarError), office.work(who) as w:
                deed(w)
    with office.read(people.sara) as w:
        assert [one.name for one in competitors.rivals_of(w, ground.deal)] == ["Zagros"]


def test_who_does_not_see_the_deal_sees_none_of_it(office: Office, people: People, ground: Ground) -> None:
    with office.work(people.sara) as w:
        records.create(w, "competitor", {"deal": ground.deal, "name": "Zagros"})
    questions: tuple[Callable[[Work, int], Any], ...] = (
        deal_file, contacts.people_of, competitors.rivals_of, products.basket_of,
        lambda w, deal: timeline(w, Whose("deal", deal)),
    )  # fmt: skip
    for who in (people.omid, people.kian, people.shirin):
        with office.read(who) as w:
            for question in questions:
                with pytest.raises(NotFound):
                    question(w, ground.deal)
            assert competitors.names_in_use(w) == []


# Lists and reports


def test_a_list_brings_competitors_once_and_takes_them_back(office: Office, people: People, ground: Ground) -> None:
    text = 'Deal number,Title,Competitors\nD-1,Crane,"Zagros, Damavand"\nD-2,Lift,\n'
    first = bring_in(office, people.mina, text, kind="deals")
    assert counts(first) == {"created": 2}
    assert counts(bring_in(office, people.mina, text, kind="deals")) == {"unchanged": 2}
    more = text.replace("Damavand", "ZAGROS, Alvand")
    assert counts(bring_in(office, people.mina, more, kind="deals")) == {"updated": 1, "unchanged": 1}
    with office.read(people.mina) as w:
        page = find(w, "deal", Query(condition("deal", "title", "is", "Crane")))
        assert page.rows[0]["competitors"] == ["Zagros", "Damavand", "Alvand"]
    with office.read(people.mina) as w:
        spec = ReportSpec(("created_count",), "total", TODAY, TODAY + DAY, breakdown=("competitors",))
        told = {row.keys["competitors"].label: row.values["created_count"] for row in run(w, spec).rows}
        assert told == {"Zagros": 1, "Damavand": 1, "Alvand": 1, None: 2}
    assert undone(office, first.run) == [("deal", "Crane", "used by later records")]
