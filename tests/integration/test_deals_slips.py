"""Slips: how often and how far dates were pushed, steps back, whose deals slip, and who is told."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from crm_core.base.periods import Period
from crm_core.deals.care import care_list
from crm_core.deals.move import lost, move, reopen, won
from crm_core.deals.slips import EVER, NONE, Slips, Span, ledger, of
from crm_core.fields.filters import condition
from crm_core.fields.records import Edit, create, delete, edit
from crm_core.models import Deal
from crm_core.trust.access import SYSTEM, Actor
from crm_core.trust.set_up import change_settings
from crm_core.trust.unit_of_work import Office
from tests.integration.deals_ground import DAY, TODAY, on_day, stages_of
from tests.provision.company import NOW, People


@pytest.fixture
def stages(office: Office) -> dict[str, int]:
    return stages_of(office)


def _made(office: Office, actor: Actor, **values: Any) -> int:
    known = {"title": "Scales", "amount": 100, "next_step": "Call", "expected_close": TODAY + 30 * DAY}
    with office.work(actor) as w:
        return create(w, "deal", known | values)


def _edit(office: Office, deal_id: int, **values: Any) -> None:
    with office.work(SYSTEM) as w:
        edit(w, "deal", Edit(deal_id, w.get(Deal, deal_id).version, values))


def _closes(office: Office, deal_id: int, *days: int | None) -> None:
    """Name another expected close on each of the next days."""
    for day, close in enumerate(days, 1):
        on_day(office, day)
        _edit(office, deal_id, expected_close=None if close is None else TODAY + close * DAY)


def _slips(office: Office, deal_id: int, actor: Actor = SYSTEM, span: Span = EVER) -> Slips:
    with office.read(actor) as w:
        return of(w, [deal_id], span)[deal_id]


def test_pushes_and_pulls_are_told_apart(office: Office, people: People) -> None:
    deal_id = _made(office, people.sara)
    assert _slips(office, deal_id) == NONE
    _closes(office, deal_id, 40, 35, 65)
    assert _slips(office, deal_id) == Slips(pushes=2, days=10 + 30, pulls=1, pulled=5, first_close=TODAY + 30 * DAY)


def test_a_span_counts_what_happened_in_it(office: Office, people: People) -> None:
    deal_id = _made(office, people.sara)
    _closes(office, deal_id, 40, 45, 65)
    found = _slips(office, deal_id, span=Span(NOW + 1.5 * DAY, NOW + 2.5 * DAY))
    assert (found.pushes, found.days) == (1, 5)
    assert _slips(office, deal_id, span=Span(since=NOW + 9 * DAY)) == NONE


def test_a_date_that_was_away_counts_as_the_last_known_one(office: Office, people: People) -> None:
    deal_id = _made(office, people.sara)
    _closes(office, deal_id, None, 37)
    assert (_slips(office, deal_id).pushes, _slips(office, deal_id).days) == (1, 7)


def test_what_is_put_right_within_the_hour_is_a_slip_of_the_pen(
    office: Office, people: People, stages: dict[str, int]
) -> None:
    deal_id = _made(office, people.sara, stage=stages["Proposal"])
    for hours, close, stage in ((24, 400, "Lead"), (24.5, 30, "Proposal"), (48, 400, "Lead"), (50, 30, "Proposal")):
        on_day(office, hours / 24)
        _edit(office, deal_id, expected_close=TODAY + close * DAY, stage=stages[stage])
    found = _slips(office, deal_id)
    assert (found.pushes, found.days, found.pulls, found.reversals) == (1, 370, 1, 1)
    assert not found.behind


def test_a_step_back_counts_in_its_pipeline(office: Office, people: People, stages: dict[str, int]) -> None:
    deal_id = _made(office, people.sara)
    for day, name in enumerate(("Negotiation", "Proposal", "Lead", "Proposal"), 1):
        on_day(office, day)
        with office.work(SYSTEM) as w:
            move(w, deal_id, stages[name])
    found = _slips(office, deal_id)
    assert (found.reversals, found.behind, found.back_on) == (2, True, TODAY + 3 * DAY)
    on_day(office, 9)
    with office.work(SYSTEM) as w:
        move(w, deal_id, stages["Negotiation"])
    assert not _slips(office, deal_id).behind


def test_lost_and_reopened_later_is_a_push_and_no_step_back(office: Office, people: People) -> None:
    deal_id = _made(office, people.sara)
    on_day(office, 2)
    with office.work(SYSTEM) as w:
        lost(w, deal_id)
    on_day(office, 50)
    with office.work(SYSTEM) as w:
        reopen(w, deal_id)
    _edit(office, deal_id, expected_close=TODAY + 90 * DAY)
    found = _slips(office, deal_id)
    assert (found.pushes, found.days, found.reversals) == (1, 60, 0)


def test_a_deal_has_one_past_whoever_looks(office: Office, people: People) -> None:
    deal_id = _made(office, people.sara)
    _closes(office, deal_id, 40, 50)
    _edit(office, deal_id, owner=people.omid.user_id)
    for who in (people.omid, people.leila, people.babak):
        assert _slips(office, deal_id, who).pushes == 2
    for who in (people.sara, people.nader, people.kian):
        with office.read(who) as w:
            assert of(w, [deal_id]) == {}
            assert ledger(w).total.deals == 0


def test_the_ledger_of_open_deals_and_of_closed_ones(office: Office, people: People, stages: dict[str, int]) -> None:
    first, second = _made(office, people.sara, title="Press"), _made(office, people.sara, title="Mill")
    other, shut = _made(office, people.kian, title="Oven"), _made(office, people.reza, title="Lathe")
    _closes(office, first, 40, 50)
    _closes(office, second, 90)
    _closes(office, shut, 31, 33)
    on_day(office, 3)
    with office.work(SYSTEM) as w:
        won(w, shut)
    with office.read(people.babak) as w:
        found = ledger(w)
        assert [(one.title, one.slips.pushes, one.slips.days) for one in found.deals] == [
            ("Press", 2, 20),
            ("Mill", 1, 60),
        ]
        assert [one.title for one in ledger(w, order="days", size=1).deals] == ["Mill"]
        assert [one.title for one in ledger(w, size=1, page=2).deals] == ["Mill"]
        assert [one.title for one in ledger(w, condition("deal", "title", "contains", "mill")).deals] == ["Mill"]
        (sara, kian) = found.owners
        assert (sara.name, sara.deals, sara.pushed, sara.pushes_per_deal, sara.days_per_push) == (
            "Sara",
            2,
            2,
            1.5,
            80 / 3,
        )
        assert (kian.name, kian.deals, kian.share_pushed, kian.days_per_push) == ("Kian", 1, 0, None)
        assert (found.total.deals, found.total.pushes, found.slipped) == (3, 3, 2)
        closed = ledger(w, closed_in=Period(TODAY, TODAY + 5 * DAY))
        assert [(one.title, one.outcome, one.slips.pushes) for one in closed.deals] == [("Lathe", "won", 2)]
        assert ledger(w, closed_in=Period(TODAY - 9 * DAY, TODAY)).total.deals == 0
    with office.read(people.shirin) as w:
        assert [one.name for one in ledger(w).owners] == ["Kian"]
    assert other


def test_deals_that_slip_call_for_care(office: Office, people: People, stages: dict[str, int]) -> None:
    often, back, twice = (
        _made(office, people.sara, title=title, stage=stages["Proposal"]) for title in ("Often", "Back", "Twice")
    )
    _closes(office, often, 60, 62, 65)
    _closes(office, twice, 60, 61)
    on_day(office, 4)
    with office.work(SYSTEM) as w:
        move(w, back, stages["Lead"])
    on_day(office, 6)
    with office.read(people.sara) as w:
        found = care_list(w)
    assert {one.title: one.reasons for one in found.deals} == {"Often": ("pushed_often",), "Back": ("went_back",)}
    assert (found.by_reason["pushed_often"], found.by_reason["went_back"], found.count) == (1, 1, 2)
    slips = {one.title: one.slips for one in found.deals}
    assert (slips["Often"].pushes, slips["Often"].days, slips["Back"].back_on) == (3, 35, TODAY + 4 * DAY)
    with office.read(people.kian) as w:
        assert care_list(w).count == 0
    with office.work(SYSTEM) as w:
        delete(w, "deal", [often])
    with office.read(people.sara) as w:
        assert [one.title for one in care_list(w).deals] == ["Back"]
    assert isinstance(slips["Back"].back_on, dt.date)


def test_days_in_a_stage_are_working_days(office: Office, people: People, stages: dict[str, int]) -> None:
    """Friday is off and the Monday a holiday: from Saturday to the next Saturday five days were worked."""
    with office.work(people.mina) as w:
        change_settings(w, {"weekend": {"4": 1.0}, "holidays": ("2026-11-23",)})
    _made(office, people.sara, next_step=None)
    on_day(office, 7)
    with office.read(people.sara) as w:
        (deal,) = care_list(w).deals
    assert (deal.reasons, deal.stage_days) == (("no_next_step",), 5)
