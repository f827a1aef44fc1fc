"""The weekly review: what it looks at, what is promised in it, what it keeps, and who sees it."""

from __future__ import annotations

import datetime as dt
import io
import json
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

import crm_core.deals.rules  # noqa: F401  (deals are made by its rule)
from crm_core.base import paper
from crm_core.base.errors import Invalid, NotFound, Refused
from crm_core.deals.move import won
from crm_core.fields import records
from crm_core.models import Deal, Promise, Review, Task, User
from crm_core.trust.access import SYSTEM, Actor
from crm_core.trust.undo import undo
from crm_core.trust.unit_of_work import Office
from crm_core.work import promises, review
from crm_core.work.promises import PromiseLine
from crm_core.work.review_agenda import agenda
from crm_core.work.review_case import case
from crm_core.work.review_document import changes_in
from crm_core.work.review_excel import to_excel
from crm_core.work.review_paper import TEMPLATE, to_pdf, values_of
from crm_core.work.tasks import set_done, task_list
from tests.integration.deals_ground import TODAY, on_day, stages_of
from tests.provision.company import People

DAY = dt.timedelta(days=1)


@pytest.fixture
def north(office: Office, people: People) -> dict[str, int]:
    """Four deals two weeks old: three of Sara's, one of Reza's, all in North; and one of Omid's in South."""
    on_day(office, -14)
    plans: list[tuple[Actor, str, dict[str, Any]]] = [
        (people.sara, "Mill", {"amount": 100_00, "expected_close": TODAY + 3 * DAY, "next_step": "Call"}),
        (people.sara, "Oven", {"amount": 50_00, "expected_close": TODAY - 2 * DAY, "next_step": "Offer"}),
        (people.sara, "Crane", {"amount": 30_00, "expected_close": TODAY + 90 * DAY}),
        (people.reza, "Pump", {"amount": 20_00, "expected_close": TODAY + 90 * DAY, "next_step": "Visit"}),
        (people.omid, "Boat", {"amount": 70_00, "expected_close": TODAY + 2 * DAY, "next_step": "Wait"}),
    ]
    made = {}
    for who, title, values in plans:
        with office.work(who) as w:
            made[title] = records.create(w, "deal", {"title": title, **values})
    on_day(office, 0)
    return made


def _edit(office: Office, who: Actor, deal: int, **values: Any) -> None:
    with office.work(who) as w:
        version = w.get(Deal, deal).version
        records.edit(w, "deal", records.Edit(deal, version, values))


def _begin(office: Office, who: Actor, unit: int | None, **more: Any) -> int:
    with office.work(who) as w:
        return review.begin(w, unit, **more).id


def _promise(office: Office, who: Actor, number: int, what: str, days: int, **more: Any) -> int:
    with office.work(who) as w:
        return promises.promise(w, number, what, w.clock.today() + days * DAY, **more).id


def _close(office: Office, who: Actor, number: int, **more: Any) -> int:
    with office.work(who) as w:
        return review.close(w, number, **more)


def _due(office: Office, who: Actor, number: int) -> list[PromiseLine]:
    with office.read(who) as w:
        return promises.due_in(w, w.get(Review, number))


def _do(office: Office, who: Actor, what: str) -> None:
    with office.work(who) as w:
        line = next(one for one in task_list(w, whose="all") if one.title == what)
        set_done(w, line.id, line.version)


# What it looks at


def test_each_deal_is_talked_about_once_under_what_presses_most(
    office: Office, people: People, units: dict[str, int], north: dict[str, int]
) -> None:
    on_day(office, -3)
    _edit(office, people.reza, north["Pump"], expected_close=TODAY + 120 * DAY)
    with office.work(people.reza) as w:
        records.create(w, "deal", {"title": "Valve", "amount": 5_00, "next_step": "Meet"})
    on_day(office, 0)
    number = _begin(office, people.nader, units["North"])
    with office.read(people.nader) as w:
        plan, by_person = agenda(w, number), agenda(w, number, "person")
    assert [(group.key, [deal.title for deal in group.deals]) for group in plan.groups] == [
        ("moved", ["Valve"]),
        ("slipped", ["Pump"]),
        ("past_close", ["Oven"]),
        ("no_next_step", ["Crane"]),
        ("closing", ["Mill"]),
    ]
    assert [(group.owner, [deal.title for deal in group.deals]) for group in by_person.groups] == [
        ("Reza", ["Valve", "Pump"]),
        ("Sara", ["Oven", "Crane", "Mill"]),
    ]
    assert (plan.changes.opening.amount, plan.changes.closing.amount) == (200_00, 205_00)


def test_a_deal_comes_with_what_changed_since(
    office: Office, people: People, units: dict[str, int], north: dict[str, int]
) -> None:
    stages = list(stages_of(office).values())
    on_day(office, -1)
    _edit(office, people.sara, north["Mill"], amount=80_00, expected_close=TODAY + 30 * DAY, stage=stages[1])
    with office.work(people.sara) as w:
        records.create(w, "interaction", {"subject": "They hesitate", "kind": "call", "deal": north["Mill"]})
    on_day(office, 0)
    number = _begin(office, people.nader, units["North"])
    with office.read(people.nader) as w:
        mill, crane = case(w, number, north["Mill"]), case(w, number, north["Crane"])
    assert [(one.field, one.tone) for one in mill.shifts] == [
        ("stage", "better"),
        ("amount", "worse"),
        ("expected_close", "worse"),
    ]
    assert mill.shifts[1].before == (100_00, "USD")
    assert mill.shifts[2].after == TODAY + 30 * DAY
    assert mill.contact is not None
    assert (mill.contact.subject, mill.contact.about_deal) == ("They hesitate", True)
    assert (crane.shifts, crane.is_new, crane.contact) == ([], False, None)


def test_it_begins_where_the_last_one_of_the_unit_ended(
    office: Office, people: People, units: dict[str, int], north: dict[str, int]
) -> None:
    first = _begin(office, people.nader, units["North"])
    _close(office, people.nader, first)
    on_day(office, 8)
    second, other = _begin(office, people.nader, units["North"]), _begin(office, people.leila, units["Tehran"])
    third = _begin(office, people.shirin, units["Shiraz"], since=TODAY + 5 * DAY)
    with office.read(SYSTEM) as w:
        clock = w.clock
        assert w.get(Review, second).since == w.get(Review, first).until
        assert w.get(Review, other).since == clock.now() - review.WEEK
        assert w.get(Review, third).since == clock.start_of_day(TODAY + 5 * DAY)
    with pytest.raises(Invalid, match="under way"):
        _begin(office, people.leila, units["North"])


# Promises


def test_a_promise_is_a_task_and_doing_it_keeps_it(
    office: Office, people: People, units: dict[str, int], north: dict[str, int]
) -> None:
    number = _begin(office, people.nader, units["North"])
    _promise(office, people.nader, number, "Call the buyer", 3, deal_id=north["Mill"])
    _promise(office, people.nader, number, "Send the offer", 2, deal_id=north["Pump"])
    _promise(office, people.nader, number, "Tidy up", 20, owner_id=people.sara.user_id)
    with office.read(people.sara) as w:
        mine = task_list(w)
        assert [(one.title, one.deal) for one in mine] == [("Call the buyer", "Mill"), ("Tidy up", None)]
        assert [one.owner_id for one in promises.given_in(w, number)] == [people.sara.user_id] * 2
    _close(office, people.nader, number)
    on_day(office, 1)
    _do(office, people.sara, "Call the buyer")
    on_day(office, 7)
    second = _begin(office, people.nader, units["North"])
    assert [(one.what, one.status) for one in _due(office, people.nader, second)] == [
        ("Send the offer", "broken"),
        ("Tidy up", "open"),
        ("Call the buyer", "kept"),
    ]
    with office.read(people.nader) as w:
        assert agenda(w, second).groups[0].key == "promised"
    _close(office, people.nader, second)
    on_day(office, 14)
    third = _begin(office, people.nader, units["North"])
    assert [(one.what, one.status) for one in _due(office, people.nader, third)] == [("Tidy up", "open")]


def test_an_earlier_promise_is_settled_dropped_or_renewed(
    office: Office, people: People, units: dict[str, int], north: dict[str, int]
) -> None:
    first = _begin(office, people.nader, units["North"])
    made = {
        what: _promise(office, people.nader, first, what, 2, owner_id=people.sara.user_id)
        for what in ("Kept by word", "Dropped", "Again")
    }
    with office.work(people.nader) as w, pytest.raises(Invalid, match="given just now"):
        promises.settle(w, made["Dropped"], "kept", first)
    _close(office, people.nader, first)
    on_day(office, 7)
    second = _begin(office, people.nader, units["North"])
    with office.work(people.nader) as w:
        kept = promises.settle(w, made["Kept by word"], "kept", second)
        promises.settle(w, made["Dropped"], "dropped", second)
        promises.renew(w, made["Again"], w.clock.today() + 5 * DAY, second)
    with office.read(people.nader) as w:
        assert [(one.what, one.status) for one in promises.due_in(w, w.get(Review, second))] == [
            ("Again", "broken"),
            ("Kept by word", "kept"),
            ("Dropped", "dropped"),
        ]
        assert [(one.what, one.until) for one in promises.given_in(w, second)] == [("Again", TODAY + 12 * DAY)]
        assert [(one.title, one.due_on) for one in task_list(w, whose="unit")] == [("Again", TODAY + 12 * DAY)]
    with office.work(people.nader) as w:
        undo(w, kept.change_set_id or 0)
    assert [one.status for one in _due(office, people.nader, second)] == ["broken", "broken", "dropped"]


def test_a_promise_that_says_nothing_is_refused(office: Office, people: People, units: dict[str, int]) -> None:
    number = _begin(office, people.nader, units["North"])
    wrong = (("  ", 2, "Write what is promised"), ("Call", -1, "still to come"), ("x" * 301, 2, "fewer words"))
    for what, days, said in wrong:
        with pytest.raises(Invalid, match=said):
            _promise(office, people.nader, number, what, days, owner_id=people.sara.user_id)
    with pytest.raises(Invalid, match="who promises"):
        _promise(office, people.nader, number, "Call", 2)
    with office.read(SYSTEM) as w:
        assert (w.scalars(select(Promise)), w.scalars(select(Task))) == ([], [])


def test_a_promise_is_taken_back_with_its_task(
    office: Office, people: People, units: dict[str, int], north: dict[str, int]
) -> None:
    number = _begin(office, people.nader, units["North"])
    with office.work(people.nader) as w:
        made = promises.promise(w, number, "Call", TODAY + DAY, deal_id=north["Mill"])
    with office.work(people.nader) as w:
        undo(w, made.change_set_id or 0)
    again = _promise(office, people.nader, number, "Write", 1, deal_id=north["Mill"])
    with office.work(people.nader) as w:
        promises.withdraw(w, again)
    with office.read(people.nader) as w:
        assert (promises.given_in(w, number), task_list(w, whose="all")) == ([], [])


# What it keeps


def test_closing_keeps_a_document_that_does_not_change(
    office: Office, people: People, units: dict[str, int], north: dict[str, int]
) -> None:
    on_day(office, -2)
    with office.work(people.sara) as w:
        won(w, north["Oven"])
    _edit(office, people.sara, north["Mill"], amount=140_00)
    on_day(office, 0)
    number = _begin(office, people.nader, units["North"])
    _promise(office, people.nader, number, "Call the buyer", 3, deal_id=north["Mill"])
    with office.work(people.nader) as w:
        review.note_deal(w, number, north["Mill"], "They wait for their board")
        review.write_down(w, number, note="A good week", present=[people.sara.user_id or 0, people.nader.user_id or 0])
    closing = _close(office, people.nader, number, next_on=TODAY + 6 * DAY)
    with office.read(people.nader) as w:
        kept = json.loads(json.dumps(review.kept(w, number)))
    assert kept["changes"]["opening"] == [4, 200_00]
    assert kept["changes"]["movements"] == [["increased", 0, 40_00, 1], ["won", -1, -50_00, 1]]
    assert kept["changes"]["closing"] == [3, 190_00]
    assert [(one["name"], one["opening"][1], one["closing"][1]) for one in kept["people"]] == [
        ("Reza", 20_00, 20_00),
        ("Sara", 180_00, 170_00),
    ]
    assert kept["people"][1]["promises"]["open"] == 1
    assert (kept["unit"], kept["lead"], kept["present"]) == ("North", "Nader", ["Nader", "Sara"])
    assert [(one["title"], one["note"]) for one in kept["deals"]] == [("Mill", "They wait for their board")]
    assert kept["deals"][0]["shifts"] == [["amount", [100_00, "USD"], [140_00, "USD"]]]
    assert (kept["promises"][0]["what"], kept["promises"][0]["status"]) == ("Call the buyer", "open")
    again = changes_in(kept)
    assert sum(one.amount for one in again.movements) == again.closing.amount - again.opening.amount
    assert {one.title: one.kind for one in again.deals} == {"Mill": "increased", "Oven": "won"}

    _edit(office, people.sara, north["Mill"], amount=1_00, title="Renamed")
    on_day(office, 9)
    with office.read(people.nader) as w:
        assert json.loads(json.dumps(review.kept(w, number))) == kept
    for late in (
        lambda w: review.note_deal(w, number, north["Mill"], "Later"),
        lambda w: review.write_down(w, number, note="Later"),
        lambda w: promises.promise(w, number, "Later", TODAY + 20 * DAY, deal_id=north["Mill"]),
        lambda w: review.close(w, number),
    ):
        with office.work(people.nader) as w, pytest.raises(Invalid, match="closed"):
            late(w)
    with office.work(people.nader) as w:
        assert undo(w, closing).conflicts == []
    with office.read(people.nader) as w:
        assert review.head(w, number).closed is False


def test_it_goes_out_as_excel_and_as_pdf_in_the_readers_language(
    office: Office, people: People, units: dict[str, int], north: dict[str, int]
) -> None:
    number = _begin(office, people.nader, units["North"])
    _promise(office, people.nader, number, "=cmd()", 3, deal_id=north["Mill"])
    with office.work(people.nader) as w:
        review.note_deal(w, number, north["Mill"], "#panic(1) $x$ <b>")
    with office.read(people.nader) as w:
        document, locale = review.kept(w, number), w.locale
        persian = w.company.locale("fa", "jalali", "persian")
    book = load_workbook(io.BytesIO(to_excel(document, locale)))
    assert book.sheetnames == ["Figures", "What moved", "By person", "Targets", "Deals", "Promises"]
    rows = [[cell.value for cell in row] for row in book["Promises"].iter_rows()]
    assert rows[1][:5] == ["Promised until the next review", "=cmd()", "Sara", "Mill", dt.datetime(2026, 11, 24)]  # noqa: DTZ001  as openpyxl reads a day
    assert book["Promises"]["B2"].data_type == "s"
    assert load_workbook(io.BytesIO(to_excel(document, persian)))["قول‌ها"].sheet_view.rightToLeft
    for one, words in ((locale, "Review of North"), (persian, "جلسه بازبینی")):
        made = to_pdf(document, one)
        assert made.startswith(b"%PDF-")
        assert words in values_of(document, one)["title"]
    assert made.count(b"/FontFile") >= 1
    assert paper.pictures(TEMPLATE, values_of(document, persian), persian)[0].startswith(b"\x89PNG")


def test_one_begun_by_mistake_is_discarded_while_nothing_was_said(
    office: Office, people: People, units: dict[str, int], north: dict[str, int]
) -> None:
    number = _begin(office, people.nader, units["North"])
    with office.work(people.nader) as w:
        review.discard(w, number)
    again = _begin(office, people.nader, units["North"])
    with office.work(people.nader) as w:
        review.note_deal(w, again, north["Mill"])
    with office.work(people.nader) as w, pytest.raises(Invalid, match="Close it instead"):
        review.discard(w, again)


# Who


def test_a_lead_reviews_the_own_unit_and_those_below(office: Office, people: People, units: dict[str, int]) -> None:
    def led(who: Actor) -> list[str]:
        with office.read(who) as w:
            return [one.name for one in review.units_to_review(w)]

    assert led(people.leila) == ["Tehran", "North", "South"]
    assert led(people.nader) == ["North"]
    assert led(people.babak) == ["Daftar Trading", "Company", "Shiraz", "Tehran", "North", "South"]
    assert [led(who) for who in (people.sara, people.vida)] == [[], []]
    for who, unit in (
        (people.nader, "Tehran"),
        (people.shirin, "North"),
        (people.sara, "North"),
        (people.vida, "North"),
    ):
        with office.work(who) as w, pytest.raises(Refused):
            review.begin(w, units[unit])
    with office.work(people.leila) as w, pytest.raises(Refused):
        review.begin(w, None)


def test_a_review_is_seen_by_who_sees_its_deals(
    office: Office, people: People, units: dict[str, int], north: dict[str, int]
) -> None:
    tehran, of_north = _begin(office, people.leila, units["Tehran"]), _begin(office, people.nader, units["North"])
    _promise(office, people.leila, tehran, "Call", 3, deal_id=north["Mill"])
    with office.work(people.babak) as w:
        review.begin(w, None)

    def seen(who: Actor) -> tuple[list[int], list[str]]:
        with office.read(who) as w:
            return sorted(one.id for one in review.reviews(w)), [one.what for one in promises.given_in(w, tehran)]

    assert seen(people.leila) == ([tehran, of_north], ["Call"])
    assert seen(people.nader) == ([of_north], [])
    assert seen(people.sara) == ([], ["Call"])  # her own promise
    assert [seen(who) for who in (people.reza, people.omid, people.shirin, people.kian)] == [([], [])] * 4
    assert seen(people.vida) == ([of_north], [])
    assert len(seen(people.babak)[0]) == 3
    for who in (people.shirin, people.sara, people.nader):
        with office.work(who) as w, pytest.raises(NotFound):
            review.note_deal(w, tehran, north["Mill"], "Mine")
    with office.work(people.vida) as w, pytest.raises(Refused):
        review.write_down(w, of_north, note="Mine")
    with office.read(people.vida) as w:
        assert agenda(w, of_north).changes.closing.amount == 200_00
    with office.work(people.mina) as w:
        viewer = w.get(User, people.vida.user_id or 0)
        with w.changing("edit"):
            viewer.unit_id = units["Tehran"]
    with office.read(office.actor(people.vida.user_id or 0)) as w:
        assert review.reviews(w) == []  # Tehran's shows North and South, which a viewer of Tehran does not see
