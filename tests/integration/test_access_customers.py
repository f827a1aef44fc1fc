"""A customer that is Sara's, in a company where people see their unit's: the same answer on every way to it.

Sara owns; Nader and Leila lead above her, Babak manages; Reza and Vida (a viewer) sit in her unit; Omid, Kian and
Shirin stand outside. What is seen, what may be changed, and what nobody outside learns is asked in the grid, the
file, search, export, views, documents, history and bulk.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select

import crm_core.deals  # noqa: F401  declares the rules of deals
from crm_core.base.errors import DaftarError, NotFound, Refused
from crm_core.customers import quality
from crm_core.fields import block, many, records, views
from crm_core.fields.filters import condition
from crm_core.fields.find import Query, count, find
from crm_core.fields.search import search
from crm_core.file import beside, relations
from crm_core.file.overview import customer_file
from crm_core.file.timeline import timeline
from crm_core.file.whose import Whose
from crm_core.lists.export import to_csv, to_excel
from crm_core.lists.whole_file import file_to_excel
from crm_core.models import Customer, Stage, User
from crm_core.trust.access import SYSTEM, Actor
from crm_core.trust.history import history
from crm_core.trust.unit_of_work import Office, Work
from crm_core.work import documents, handover, notes
from crm_core.work.about import Subject
from tests.integration.conftest import SarasCase
from tests.provision.company import People

PEOPLE = ("mina", "babak", "leila", "nader", "sara", "vida", "reza", "omid", "shirin", "kian")
SEES = ("mina", "babak", "leila", "nader", "sara", "vida", "reza")
CHANGES = ("mina", "babak", "leila", "nader", "sara")
SEES_THE_WORK = ("mina", "babak", "leila", "nader", "sara", "vida")
EXPORTS = ("mina", "babak", "leila", "nader", "sara", "reza")
ALBORZ = condition("customer", "name", "contains", "alborz")


@dataclass(frozen=True)
class Kept:
    """What is kept with Sara's customer, by number."""

    customer: int
    document: int
    view: str


@pytest.fixture
def kept(office: Office, people: People, saras_case: SarasCase) -> Kept:
    """Sara's customer with a document, a note, an address, an important date, a relation and a view of hers."""
    number = saras_case.customer
    with office.work(people.sara) as w:
        document = documents.add(w, Subject("customer", number), "offer.txt", b"ninety days to pay")
        notes.write(w, "They pay late", Subject("customer", number))
        records.create(
            w, "address", {"customer": number, "kind": "billing", "address": "Kiln street", "city": "Qazvin"}
        )
        records.create(
            w, "important_date", {"customer": number, "label": "Contract ends", "day": w.clock.today(), "yearly": False}
        )
        branch = records.create(w, "customer", {"name": "Alborz branch"})
        records.create(w, "relation", {"customer": number, "other": branch, "kind": "branch"})
        view = views.add(w, "customer", "Steel makers", views.Look(filter=ALBORZ)).key
    return Kept(number, document, view)


def as_one_of_the_unit(people: People, name: str) -> Actor:
    """The person in a company that shows customers to their unit only, and lets reps export what they see."""
    found: Actor = getattr(people, name)
    return replace(found, customers_seen="unit", rep_may_export=True)


def names_in(answer: bytes) -> set[str]:
    """The first column of an exported sheet."""
    sheet = openpyxl.load_workbook(BytesIO(answer)).worksheets[0]
    return {str(row[0]) for row in sheet.iter_rows(min_row=2, values_only=True)}


Question = Callable[[Work, Kept], Any]
READS: dict[str, Question] = {
    "the grid": lambda w, kept: [row for row in find(w, "customer", Query(ALBORZ)).rows if row["id"] == kept.customer],
    "the count": lambda w, kept: count(w, "customer", Query(condition("customer", "name", "is", "Alborz Steel"))),
    "search": lambda w, kept: [hit for hit in search(w, "0912 345 6789") if hit.id == kept.customer],
    "the file": lambda w, kept: customer_file(w, kept.customer).customer["city"],
    "the time line": lambda w, kept: timeline(w, Whose("customer", kept.customer)),
    "addresses": lambda w, kept: beside.addresses_of(w, "customer", kept.customer),
    "important dates": lambda w, kept: beside.dates_of(w, "customer", kept.customer),
    "relations": lambda w, kept: relations.related(w, kept.customer),
    "documents": lambda w, kept: documents.listed(w, Subject("customer", kept.customer)),
    "a document": lambda w, kept: documents.read(w, kept.document)[0].name,
    "notes": lambda w, kept: notes.listed(w, Subject("customer", kept.customer)),
    "history": lambda w, kept: history(w, "customer", kept.customer),
    "quality": lambda w, kept: quality.of(w, "customer", kept.customer).score,
}


def seen(question: Question, w: Work, kept: Kept) -> bool:
    """Whether anything came back. Not to be found at all is the only other answer."""
    try:
        return bool(question(w, kept))
    except NotFound:
        return False


@pytest.mark.parametrize("way", READS)
def test_a_customer_is_seen_by_the_unit_on_every_way_and_by_nobody_else(
    office: Office, people: People, kept: Kept, way: str
) -> None:
    told = {}
    for name in PEOPLE:
        with office.read(as_one_of_the_unit(people, name)) as w:
            told[name] = seen(READS[way], w, kept)
    assert {name for name, yes in told.items() if yes} == set(SEES)


def test_an_export_holds_what_the_person_sees(office: Office, people: People, kept: Kept) -> None:
    for name in PEOPLE:
        with office.read(as_one_of_the_unit(people, name)) as w:
            if name == "vida":
                with pytest.raises(Refused):
                    to_excel(w, "customer")
                continue
            there = "Alborz Steel" in names_in(to_excel(w, "customer"))
            assert there == (name in EXPORTS), name
            assert (b"Alborz Steel" in to_csv(w, "customer")) == there, name


def test_the_file_as_excel_is_for_who_sees_it_and_may_export(office: Office, people: People, kept: Kept) -> None:
    for name in PEOPLE:
        with office.read(as_one_of_the_unit(people, name)) as w:
            if name in EXPORTS:
                sheets = openpyxl.load_workbook(BytesIO(file_to_excel(w, Whose("customer", kept.customer))))
                words = {str(cell) for sheet in sheets for row in sheet.values for cell in row if cell is not None}
                assert "Alborz Steel" in words, name
                assert ("Rolling mill" in words) == (name in SEES_THE_WORK), name
            else:
                with pytest.raises((Refused, NotFound)):
                    file_to_excel(w, Whose("customer", kept.customer))


def test_a_view_is_its_owners_until_it_is_shared_and_never_shows_more(
    office: Office, people: People, kept: Kept
) -> None:
    def who_finds_it() -> set[str]:
        found = set()
        for name in PEOPLE:
            with office.read(as_one_of_the_unit(people, name)) as w:
                if kept.view in {one.key for one in views.views_of(w, "customer")}:
                    found.add(name)
        return found

    assert who_finds_it() == {"sara"}
    with office.work(SYSTEM) as w:
        views.describe(w, "customer", kept.view, "Steel makers", "all")
    assert who_finds_it() == set(PEOPLE)
    with office.read(as_one_of_the_unit(people, "kian")) as w:
        look = views.view_of(w, "customer", kept.view)
        assert find(w, "customer", Query(look.filter)).rows == []


Change = Callable[[Work, Kept], Any]
WRITES: dict[str, Change] = {
    "an edit": lambda w, kept: records.edit(w, "customer", records.Edit(kept.customer, 1, {"city": "Qom"})),
    "a pasted cell": lambda w, kept: (
        block.store(w, "customer", [block.Cell(kept.customer, 1, "city", "Karaj", "Qom")]).changes
    ),
    "many at once": lambda w, kept: (
        many.carry_out(w, "customer", {kept.customer: 1}, many.Setting({"city": "Qom"})).changed
    ),
    "all that is found": lambda w, kept: (
        many.carry_out(
            w, "customer", Query(condition("customer", "name", "is", "Alborz Steel")), many.Tagging(add=("Steel",))
        ).changed
    ),
    "confirming": lambda w, kept: quality.confirm(w, "customer", [kept.customer]).changed,
    "a further address": lambda w, kept: records.create(
        w, "address", {"customer": kept.customer, "kind": "home", "address": "Sea street"}
    ),
    "handing over": lambda w, kept: (
        handover.hand_over(w, "customer", [kept.customer], _other_than(w, kept), "I am away").changed
    ),
    "the bin": lambda w, kept: records.delete(w, "customer", [kept.customer]).changed,
}


def _other_than(w: Work, kept: Kept) -> int:
    """Reza, who sits beside Sara."""
    return int(w.scalar(select(User.id).where(User.name == "Reza")))


@pytest.mark.parametrize("way", WRITES)
def test_a_customer_is_changed_by_its_owner_and_those_above_on_every_way(
    office: Office, people: People, kept: Kept, way: str
) -> None:
    for name in PEOPLE:
        with office.work(as_one_of_the_unit(people, name)) as w:
            try:
                did = bool(WRITES[way](w, kept))
            except DaftarError:
                did = False
            w.session.rollback()
        assert did == (name in CHANGES), name


def test_nothing_of_it_was_changed_by_those_who_may_not(office: Office, people: People, kept: Kept) -> None:
    for name in set(PEOPLE) - set(CHANGES):
        for change in WRITES.values():
            with office.work(as_one_of_the_unit(people, name)) as w:
                try:
                    change(w, kept)
                except DaftarError:
                    w.session.rollback()
    with office.read(SYSTEM) as w:
        customer = w.get(Customer, kept.customer)
        assert (customer.version, customer.city, customer.owner_id) == (1, "Karaj", people.sara.user_id)
        assert customer.deleted_at is None
        assert [one.city for one in beside.addresses_of(w, "customer", kept.customer)] == ["Qazvin"]


SUMS = ("open_deals", "open_amount", "won_amount", "won_this_year", "next_task_on")


def test_figures_of_a_customer_are_of_the_deals_and_tasks_that_the_person_sees(
    office: Office, people: People, saras_case: SarasCase
) -> None:
    number = saras_case.customer
    with office.work(people.omid) as w:
        task = {"title": "Ask for the drawings", "due_on": w.clock.today(), "customer": number}
        records.create(w, "task", task)
    for name in PEOPLE:
        actor = getattr(people, name)
        with office.read(actor) as w:
            row = next(row for row in find(w, "customer", Query(columns=("name", *SUMS))).rows if row["id"] == number)
            sees = name in SEES_THE_WORK
            assert (row["open_deals"], row["open_amount"]) == ((1, 120_00) if sees else (None, None)), name
            assert (row["won_amount"], row["won_this_year"]) == (None, None), name
            assert (row["next_task_on"] is not None) == (sees or name == "omid"), name
            for asked in (
                condition("customer", "open_deals", "at_least", 1),
                condition("customer", "open_amount", "is", 120_00),
                condition("customer", "open_amount", "not_empty"),
            ):
                assert count(w, "customer", Query(asked)) == (1 if sees else 0), (name, asked)
            due = condition("customer", "next_task_on", "within_next", 7)
            assert count(w, "customer", Query(due)) == (1 if sees or name == "omid" else 0), name
            quiet = condition("customer", "next_task_on", "not_within", 7)
            assert count(w, "customer", Query(quiet)) == (0 if sees or name == "omid" else 1), name
            for key in ("open_amount", "won_amount", "next_task_on"):
                best = find(w, "customer", Query(sort=key, descending=True, columns=("name",))).rows
                assert [one["id"] for one in best] == [number], (name, key)


def test_who_sees_some_deals_reads_customers_in_the_order_of_those(office: Office, people: People) -> None:
    """Omid's own deals order his page, those without any follow, and every page goes on where the last one ended."""
    with office.work(SYSTEM) as w:
        stage = w.scalar(select(Stage).where(Stage.kind == "open").order_by(Stage.position))
        amounts = {"Aras": 300_00, "Bam": None, "Dena": 100_00, "Elvand": 100_00, "Fars": None}
        ids = {name: records.create(w, "customer", {"name": name}) for name in amounts}
        for name, amount in amounts.items():
            mine = {"title": name, "customer": ids[name], "amount": amount or 900_00, "pipeline": stage.pipeline_id}
            owner = people.omid.user_id if amount else people.sara.user_id
            records.create(w, "deal", {**mine, "stage": stage.id, "owner": owner, "currency": "USD"})

    def in_pages(descending: bool) -> list[str]:
        found = []
        for page in range(1, 5):
            with office.read(people.omid) as w:
                query = Query(sort="open_amount", descending=descending, page=page, size=2, columns=("name",))
                found += [row["name"] for row in find(w, "customer", query).rows]
        return found

    assert in_pages(descending=True) == ["Aras", "Elvand", "Dena", "Fars", "Bam"]
    assert in_pages(descending=False) == ["Dena", "Elvand", "Aras", "Bam", "Fars"]
    with office.read(people.babak) as w:
        top = find(w, "customer", Query(sort="open_amount", descending=True, top=2, columns=("name",))).rows
    assert [row["name"] for row in top] == ["Fars", "Bam"]
