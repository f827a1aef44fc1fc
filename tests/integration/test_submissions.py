"""What people submit for a period and judge of their deals: whose, by whom, kept with its date, added up."""

from __future__ import annotations

import datetime as dt

import pytest

from crm_core.base.errors import Invalid, NotFound, Refused
from crm_core.base.periods import Period, period_of
from crm_core.deals.judgement import judged, together
from crm_core.deals.submissions import by_unit, history, latest, may_submit, submit, summed
from crm_core.models import Deal
from crm_core.trust.access import SYSTEM, Actor
from crm_core.trust.undo import undo
from crm_core.trust.unit_of_work import Office
from tests.integration.deals_ground import DAY, TODAY, of, on_day, stages_of
from tests.provision.company import NOW, People

MONTH = period_of(TODAY, "month", "gregorian")


def _submit(office: Office, actor: Actor, amount: int, whom: Actor | None = None, period: Period = MONTH) -> int:
    with office.work(actor) as w:
        return submit(w, period, amount, user_id=whom.user_id if whom else None)


def _latest(office: Office, actor: Actor, at: dt.datetime | None = None) -> dict[int, int]:
    with office.read(actor) as w:
        return {number: one.amount for number, one in latest(w, MONTH, at).items()}


def _number(actor: Actor) -> int:
    assert actor.user_id is not None
    return actor.user_id


def test_a_later_word_stands_beside_the_earlier_one(office: Office, people: People) -> None:
    sara = _number(people.sara)
    with office.work(people.sara) as w:
        submit(w, MONTH, 500_00, commit=200_00, note="  Acme is sure  ")
    on_day(office, 2)
    _submit(office, people.sara, 650_00)
    assert _latest(office, people.sara) == {sara: 650_00}
    assert _latest(office, people.sara, NOW + DAY) == {sara: 500_00}
    assert _latest(office, people.sara, NOW - DAY) == {}
    with office.read(people.sara) as w:
        told = history(w, MONTH, sara)
    assert [(one.amount, one.commit, one.note, one.at) for one in told] == [
        (650_00, None, None, NOW + 2 * DAY),
        (500_00, 200_00, "Acme is sure", NOW),
    ]


def test_a_lead_speaks_for_the_unit_and_that_is_kept(office: Office, people: People, units: dict[str, int]) -> None:
    for lead in (people.nader, people.leila, people.babak):
        _submit(office, lead, 100_00, people.sara)
    with office.read(people.babak) as w:
        told = history(w, MONTH, _number(people.sara))
    assert [one.said_by_id for one in told] == [people.babak.user_id, people.leila.user_id, people.nader.user_id]
    assert {one.unit_id for one in told} == {units["North"]}
    _submit(office, people.sara, 90_00)
    with office.read(people.sara) as w:
        assert history(w, MONTH, _number(people.sara))[0].said_by_id is None


def test_nobody_speaks_for_others(office: Office, people: People) -> None:
    for actor in (people.shirin, people.reza, people.vida, people.omid):
        with pytest.raises(Refused):
            _submit(office, actor, 1_00, people.sara)
    with pytest.raises(Refused):
        _submit(office, people.vida, 1_00)
    with office.read(people.nader) as w:
        assert [may_submit(w, _number(one)) for one in (people.sara, people.nader, people.omid)] == [True, True, False]
    assert _latest(office, SYSTEM) == {}


def test_who_sees_what_was_said(office: Office, people: People, units: dict[str, int]) -> None:
    for one, amount in ((people.sara, 100), (people.nader, 40), (people.omid, 30), (people.kian, 7)):
        _submit(office, one, amount)
    seen = {
        name: sum(_latest(office, getattr(people, name)).values())
        for name in ("mina", "babak", "leila", "nader", "sara", "reza", "shirin", "vida")
    }
    assert seen == {
        "mina": 177, "babak": 177, "leila": 170, "nader": 140, "sara": 100, "reza": 0, "shirin": 7, "vida": 0,
    }  # fmt: skip
    with office.read(people.babak) as w:
        said = latest(w, MONTH)
        sums = {unit: (one.amount, one.people) for unit, one in by_unit(w, said).items()}
        assert summed(said.values()).people == 4
    names = {"Company": (177, 4), "Tehran": (170, 3), "North": (140, 2), "South": (30, 1), "Shiraz": (7, 1)}
    assert sums == {units[name]: what for name, what in names.items()}


def test_what_was_said_is_taken_back(office: Office, people: People) -> None:
    _submit(office, people.sara, 100)
    change_set = _submit(office, people.sara, 900)
    with office.work(people.sara) as w:
        assert not undo(w, change_set).conflicts
    assert _latest(office, people.sara) == {people.sara.user_id: 100}


def test_figures_that_cannot_be_are_refused(office: Office, people: People) -> None:
    past, cut = MONTH.previous(), Period(MONTH.start, TODAY, "month")
    week, jalali = period_of(TODAY, "week", "gregorian"), period_of(TODAY, "month", "jalali")
    for period in (past, cut, week, jalali):
        with pytest.raises(Invalid):
            _submit(office, people.sara, 1, period=period)
    for amount, commit in ((-1, None), (10, -1), (10, 11)):
        with pytest.raises(Invalid), office.work(people.sara) as w:
            submit(w, MONTH, amount, commit=commit)
    with pytest.raises(NotFound), office.work(people.babak) as w:
        submit(w, MONTH, 1, user_id=9_999)
    quarter = period_of(TODAY, "quarter", "gregorian").next()
    _submit(office, people.sara, 5, period=quarter)
    assert _latest(office, SYSTEM) == {}  # another period's


def test_judgements_add_up_by_owner_and_period(office: Office, people: People) -> None:
    stages = stages_of(office)
    plans = (
        (people.sara, "commit", 100, TODAY + DAY, "USD", "Lead"),
        (people.sara, "commit", 50, TODAY - 60 * DAY, "USD", "Lead"),  # overdue: it still counts now
        (people.sara, "likely", 30, MONTH.end, "USD", "Lead"),  # next month's
        (people.sara, None, 20, TODAY, "USD", "Lead"),
        (people.sara, "likely", 9, TODAY, "EUR", "Lead"),
        (people.sara, "commit", 1_000, None, "USD", "Lead"),
        (people.kian, "likely", 7, TODAY, "USD", "Lead"),
    )
    with office.work(SYSTEM) as w, w.changing("edit"):
        for who, word, amount, day, currency, stage in plans:
            w.session.add(
                Deal(title="Deal", pipeline_id=1, stage_id=stages[stage], stage_since=TODAY, opened_on=TODAY,
                     amount=amount, currency=currency, expected_close=day, judgement=word, **of(who))
            )  # fmt: skip
    with office.read(people.babak) as w:
        now, then = judged(w, MONTH), judged(w, MONTH.next())
        sara = now[people.sara.user_id]
        assert (sara.commit.amount, sara.commit.count, sara.open.amount) == (150, 2, 20)
        assert (sara.likely.amount, sara.likely.count, sara.likely.others) == (0, 1, {"EUR": 9})
        assert together(now.values()).likely.amount == 7
        assert {owner: one.likely.amount for owner, one in then.items()} == {people.sara.user_id: 30}
    for actor, committed in ((people.nader, 150), (people.shirin, 0), (people.reza, 0)):
        with office.read(actor) as w:
            assert together(judged(w, MONTH).values()).commit.amount == committed
