"""A deal that is Sara's: the same answer on every way to it, and a review of her unit for those who lead it.

Sara owns; Nader and Leila lead above her, Babak manages; Vida (a viewer) sees the unit's work. Reza sits beside Sara
and sees his own; Omid, Kian and Shirin stand outside.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select

from crm_core.base.errors import DaftarError, NotFound
from crm_core.base.periods import period_of
from crm_core.deals import competitors, contacts, copy, move, outlook, slips, submissions, velocity, velocity_deals
from crm_core.deals.board import board
from crm_core.deals.forecast import forecast
from crm_core.deals.movements import changes
from crm_core.deals.pipelines import pipelines
from crm_core.fields import records
from crm_core.file.deal import deal_file
from crm_core.models import Deal, Promise, Review, Submission
from crm_core.trust.access import SYSTEM
from crm_core.trust.unit_of_work import Office, Work
from crm_core.work import promises, review, review_agenda, review_case
from tests.integration.conftest import SarasCase
from tests.provision.company import People

PEOPLE = ("mina", "babak", "leila", "nader", "sara", "vida", "reza", "omid", "shirin", "kian")
SEES = {"mina", "babak", "leila", "nader", "sara", "vida"}
CHANGES = {"mina", "babak", "leila", "nader", "sara"}
LEADS = {"mina", "babak", "leila", "nader"}


@dataclass(frozen=True)
class Kept:
    """Sara's deal with a person and a competitor, and a review of her unit with a promise of hers."""

    deal: int
    contact: int
    review: int
    promise: int


@pytest.fixture
def kept(office: Office, people: People, saras_case: SarasCase, units: dict[str, int]) -> Kept:
    deal = saras_case.deal
    with office.work(people.sara) as w:
        contact = records.create(w, "contact", {"name": "Vahid Amini", "customer": saras_case.customer})
        records.create(w, "deal_contact", {"deal": deal, "contact": contact, "role": "decides"})
        records.create(w, "competitor", {"deal": deal, "name": "Foulad Trading"})
        later = w.clock.today() + dt.timedelta(days=5)
        records.edit(w, "deal", records.Edit(deal, w.get(Deal, deal).version, {"expected_close": later}))
    with office.work(people.nader) as w:
        begun = review.begin(w, units["North"], since=w.clock.today() - dt.timedelta(days=7)).id
        until = w.clock.today() + dt.timedelta(days=3)
        given = promises.promise(w, begun, "Send the offer", until, owner_id=people.sara.user_id, deal_id=deal)
    return Kept(deal, contact, begun, given.id)


def _month(w: Work) -> Any:
    return period_of(w.clock.today(), "month", w.company.calendar, w.company.calendar_rules)


def _way(w: Work) -> velocity.Question:
    return velocity.Question(next(iter(pipelines(w))), _month(w))


Question = Callable[[Work, Kept], Any]
READS: dict[str, Question] = {
    "the page": lambda w, kept: deal_file(w, kept.deal).record.rows,
    "its people": lambda w, kept: contacts.people_of(w, kept.deal),
    "its competitors": lambda w, kept: competitors.rivals_of(w, kept.deal),
    "names of competitors": lambda w, kept: competitors.names_in_use(w),
    "the board": lambda w, kept: [card for column in board(w).columns for card in column.cards],
    "what changed": lambda w, kept: changes(w, w.clock.today() - dt.timedelta(days=1)).deals,
    "the ledger of slips": lambda w, kept: slips.ledger(w).total.deals,
    "the funnel": lambda w, kept: velocity.velocity(w, _way(w)).funnel.deals,
    "the deals of the funnel": lambda w, kept: velocity_deals.deals_behind(w, _way(w), "all").count,
    "the forecast": lambda w, kept: forecast(w, _month(w)).deals,
    "the forecast by people": lambda w, kept: [
        one for one in outlook.outlook(w, _month(w)).parts if one.name == "Sara" and one.by_stages
    ],
    "tasks of a promise": lambda w, kept: promises.of_deal(w, kept.deal),
}


def _answers(question: Question, w: Work, kept: Kept) -> bool:
    try:
        return bool(question(w, kept))
    except NotFound:
        return False


@pytest.mark.parametrize("way", READS)
def test_a_deal_is_seen_by_its_owner_and_the_unit_on_every_way(
    office: Office, people: People, kept: Kept, way: str
) -> None:
    told = set()
    for name in PEOPLE:
        with office.read(getattr(people, name)) as w:
            if _answers(READS[way], w, kept):
                told.add(name)
    assert told == SEES


Change = Callable[[Work, Kept], Any]
WRITES: dict[str, Change] = {
    "a competitor": lambda w, kept: records.create(w, "competitor", {"deal": kept.deal, "name": "Others"}),
    "a person": lambda w, kept: contacts.make_first(w, kept.deal, kept.contact).change_set_id,
    "winning": lambda w, kept: move.won(w, kept.deal).change_set_id,
    "judging": lambda w, kept: (
        records.edit(
            w, "deal", records.Edit(kept.deal, w.get(Deal, kept.deal).version, {"judgement": "commit"})
        ).change_set_id
    ),
    "a copy": lambda w, kept: copy.copy_deal(w, kept.deal, "Second mill"),
}


@pytest.mark.parametrize("way", WRITES)
def test_a_deal_is_changed_by_its_owner_and_those_above_on_every_way(
    office: Office, people: People, kept: Kept, way: str
) -> None:
    assert _who(office, people, lambda w: WRITES[way](w, kept)) == CHANGES


def _who(office: Office, people: People, deed: Callable[[Work], Any]) -> set[str]:
    """Whom the deed is granted to; it is taken back each time."""
    did = set()
    for name in PEOPLE:
        with office.work(getattr(people, name)) as w:
            try:
                if deed(w):
                    did.add(name)
            except DaftarError:
                pass
            w.session.rollback()
    return did


def test_a_review_shows_all_deals_of_the_unit_to_those_who_see_them_anyway(
    office: Office, people: People, kept: Kept
) -> None:
    for question, those in (
        (lambda w: review_agenda.agenda(w, kept.review).deals, LEADS | {"vida"}),
        (lambda w: review_case.case(w, kept.review, kept.deal), LEADS | {"vida"}),
        (lambda w: [one for one in review.reviews(w) if one.id == kept.review], LEADS | {"vida"}),
        (lambda w: w.get(Review, kept.review).id, LEADS | {"vida"}),
        (lambda w: w.get(Promise, kept.promise).id, LEADS | {"vida", "sara"}),
    ):
        told = set()
        for name in PEOPLE:
            with office.read(getattr(people, name)) as w:
                if _answers(lambda w, _kept, ask=question: ask(w), w, kept):
                    told.add(name)
        assert told == those


def test_a_review_is_led_by_leads_of_the_unit_and_those_above(
    office: Office, people: People, kept: Kept, units: dict[str, int]
) -> None:
    until = dt.date(2026, 11, 28)
    deeds: dict[str, Callable[[Work], Any]] = {
        "notes": lambda w: review.write_down(w, kept.review, note="Good week"),
        "words about a deal": lambda w: review.note_deal(w, kept.review, kept.deal, "Ready to sign"),
        "a promise": lambda w: promises.promise(w, kept.review, "Call the bank", until, deal_id=kept.deal).id,
        "a promise taken back": lambda w: promises.withdraw(w, kept.promise).id,
    }
    assert {name: _who(office, people, deed) for name, deed in deeds.items()} == dict.fromkeys(deeds, LEADS)
    assert _who(office, people, lambda w: review.begin(w, units["Shiraz"]).id) == {"mina", "babak", "shirin"}
    assert _who(office, people, lambda w: review.begin(w, None).id) == {"mina", "babak"}


def test_what_somebody_submits_is_read_by_them_and_those_above(office: Office, people: People) -> None:
    sara = people.sara.user_id
    with office.work(people.sara) as w:
        submissions.submit(w, _month(w), 500_00, note="Two are signed")
    told = set()
    for name in PEOPLE:
        with office.read(getattr(people, name)) as w:
            said = w.scalars(select(Submission.amount))
            assert [one.amount for one in submissions.latest(w, _month(w)).values()] == list(said)
            told |= {name} if 500_00 in said else set()
    assert told == LEADS | {"sara"}
    assert _who(office, people, lambda w: submissions.submit(w, _month(w), 600_00, user_id=sara)) == LEADS | {"sara"}


def test_nothing_of_it_was_changed_by_those_who_may_not(office: Office, people: People, kept: Kept) -> None:
    for name in set(PEOPLE) - CHANGES:
        for change in WRITES.values():
            with office.work(getattr(people, name)) as w:
                try:
                    change(w, kept)
                except DaftarError:
                    w.session.rollback()
    with office.read(SYSTEM) as w:
        deal = w.get(Deal, kept.deal)
        assert (deal.outcome, deal.judgement, deal.contact_id) == ("open", None, None)
        assert [one.name for one in competitors.rivals_of(w, kept.deal)] == ["Foulad Trading"]
