"""The states of a deal follow every write of it, however it comes, and go back with every undo."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from crm_core.base.clock import FixedClock
from crm_core.models import ENDLESS, Deal, DealState, Stage
from crm_core.trust.access import SYSTEM
from crm_core.trust.bulk import BulkEdit, bulk_create, bulk_delete, bulk_update
from crm_core.trust.undo import undo
from crm_core.trust.unit_of_work import Office, Work
from tests.provision.company import NOW, People

DAY = dt.timedelta(days=1)


@pytest.fixture
def stages(office: Office) -> dict[str, int]:
    with office.read(SYSTEM) as w:
        return {row.name: row.id for row in w.rows(select(Stage.name, Stage.id))}


def _deal(stages: dict[str, int], **values: Any) -> dict[str, Any]:
    today = dt.date(2026, 11, 21)
    plain = {"title": "Scales", "pipeline_id": 1, "stage_id": stages["Lead"], "stage_since": today}
    return plain | {"currency": "USD", "opened_on": today, "outcome": "open", "amount": 100} | values


def _later(office: Office, days: float) -> None:
    clock = office._clock
    assert isinstance(clock, FixedClock)
    clock.instant = NOW + DAY * days


def _made(office: Office, *deals: dict[str, Any]) -> list[int]:
    with office.work(SYSTEM) as w, w.changing("create"):
        return bulk_create(w, Deal, deals)


def _set(office: Office, deal_id: int, **values: Any) -> int:
    with office.work(SYSTEM) as w, w.changing("edit") as change_set:
        deal = w.get(Deal, deal_id, with_bin=True)
        for name, value in values.items():
            setattr(deal, name, value)
        return change_set.id


def _states(w: Work, deal_id: int) -> list[tuple[float, float | None, str, int | None]]:
    """From and to in days from now, the stage's name, the amount."""
    names = {row.id: row.name for row in w.rows(select(Stage.id, Stage.name))}
    rows = w.rows(select(DealState).where(DealState.deal_id == deal_id).order_by(DealState.valid_from, DealState.id))
    return [
        (
            (one.valid_from - NOW) / DAY,
            None if one.valid_to == ENDLESS else (one.valid_to - NOW) / DAY,
            names[one.stage_id],
            one.amount,
        )
        for (one,) in rows
    ]


def _history(office: Office, deal_id: int) -> list[tuple[float, float | None, str, int | None]]:
    with office.read(SYSTEM) as w:
        return _states(w, deal_id)


def test_a_deal_opened_and_closed_in_the_past_was_open_in_between(office: Office, stages: dict[str, int]) -> None:
    opened, closed = dt.date(2026, 11, 1), dt.date(2026, 11, 11)
    won = _deal(stages, stage_id=stages["Won"], outcome="won", opened_on=opened, closed_on=closed)
    (deal,) = _made(office, won)
    midnight = 0.5  # the clock of these tests stands at noon
    assert _history(office, deal) == [
        (-20 - midnight, -10 - midnight, "Lead", 100),
        (-10 - midnight, None, "Won", 100),
    ]


def test_every_change_of_a_tracked_value_begins_a_state(office: Office, stages: dict[str, int]) -> None:
    (deal,) = _made(office, _deal(stages))
    _later(office, 1)
    _set(office, deal, amount=150)
    _later(office, 2)
    _set(office, deal, stage_id=stages["Proposal"])
    _later(office, 3)
    _set(office, deal, next_step="Call")
    assert _history(office, deal) == [(0, 1, "Lead", 100), (1, 2, "Lead", 150), (2, None, "Proposal", 150)]


def test_one_deed_begins_one_state(office: Office, stages: dict[str, int]) -> None:
    (deal,) = _made(office, _deal(stages))
    _later(office, 1)
    with office.work(SYSTEM) as w, w.changing("edit"):
        record = w.get(Deal, deal)
        for amount, stage in ((1, "Qualified"), (2, "Proposal")):
            record.amount, record.stage_id = amount, stages[stage]
            w.session.flush()
    assert _history(office, deal) == [(0, 1, "Lead", 100), (1, None, "Proposal", 2)]


def test_a_deal_in_the_bin_has_no_state(office: Office, stages: dict[str, int]) -> None:
    (deal,) = _made(office, _deal(stages))
    _later(office, 1)
    with office.work(SYSTEM) as w, w.changing("delete"):
        bulk_delete(w, Deal, [deal])
    _later(office, 3)
    with office.work(SYSTEM) as w, w.changing("restore"):
        bulk_delete(w, Deal, [deal], restore=True)
    assert _history(office, deal) == [(0, 1, "Lead", 100), (3, None, "Lead", 100)]


@pytest.mark.parametrize("in_bulk", [True, False])
def test_undo_of_a_deletion_lets_the_state_go_on(office: Office, stages: dict[str, int], in_bulk: bool) -> None:
    (deal,) = _made(office, _deal(stages))
    _later(office, 1)
    with office.work(SYSTEM) as w, w.changing("delete") as change_set:
        number = change_set.id
        if in_bulk:
            bulk_delete(w, Deal, [deal])
        else:
            w.get(Deal, deal).deleted_at = w.clock.now()
    _later(office, 2)
    with office.work(SYSTEM) as w:
        undo(w, number)
    assert _history(office, deal) == [(0, None, "Lead", 100)]


def test_undo_of_a_restoration_leaves_the_deal_in_the_bin(office: Office, stages: dict[str, int]) -> None:
    (deal,) = _made(office, _deal(stages))
    with office.work(SYSTEM) as w, w.changing("delete"):
        bulk_delete(w, Deal, [deal])
    with office.work(SYSTEM) as w, w.changing("restore") as change_set:  # in the same instant
        number = change_set.id
        bulk_delete(w, Deal, [deal], restore=True)
    with office.work(SYSTEM) as w:
        undo(w, number)
    assert all(end is not None for _, end, *_ in _history(office, deal))


def test_undo_rejoins_the_neighbours(office: Office, stages: dict[str, int]) -> None:
    (deal,) = _made(office, _deal(stages))
    _later(office, 1)
    moved = _set(office, deal, stage_id=stages["Proposal"], amount=7)
    _later(office, 2)
    with office.work(SYSTEM) as w:
        undo(w, moved)
    assert _history(office, deal) == [(0, None, "Lead", 100)]


def test_undo_of_the_undo_is_history_again(office: Office, stages: dict[str, int]) -> None:
    (deal,) = _made(office, _deal(stages))
    _later(office, 1)
    moved = _set(office, deal, stage_id=stages["Proposal"])
    _later(office, 2)
    with office.work(SYSTEM) as w:
        back = undo(w, moved)
    _later(office, 3)
    with office.work(SYSTEM) as w:
        undo(w, back.undo_set_id)
    assert _history(office, deal) == [(0, 3, "Lead", 100), (3, None, "Proposal", 100)]


def test_a_later_state_keeps_an_earlier_change_from_being_undone(office: Office, stages: dict[str, int]) -> None:
    (deal,) = _made(office, _deal(stages))
    _later(office, 1)
    moved = _set(office, deal, stage_id=stages["Proposal"])
    _later(office, 2)
    _set(office, deal, amount=5)
    with office.work(SYSTEM) as w:
        assert [one.record_id for one in undo(w, moved).conflicts] == [deal]
    assert [stage for *_, stage, _ in _history(office, deal)] == ["Lead", "Proposal", "Proposal"]


def test_a_deal_handed_over_and_changed_in_one_deed_has_one_present(
    office: Office, people: People, stages: dict[str, int]
) -> None:
    sara, omid = people.sara, people.omid
    (deal,) = _made(office, _deal(stages, owner_id=sara.user_id, unit_id=sara.unit_id))
    _later(office, 1)
    with office.work(sara) as w, w.changing("edit"):
        record = w.get(Deal, deal)
        record.owner_id, record.unit_id = omid.user_id, omid.unit_id
        w.session.flush()
        record.amount = 5  # the state of this moment is no longer Sara's to see
    assert _history(office, deal) == [(0, 1, "Lead", 100), (1, None, "Lead", 5)]


def test_bulk_edits_are_followed_too(office: Office, stages: dict[str, int]) -> None:
    first, second = _made(office, _deal(stages), _deal(stages))
    _later(office, 1)
    with office.work(SYSTEM) as w, w.changing("bulk_edit"):
        bulk_update(w, Deal, [BulkEdit(first, 1, {"amount": 9}), BulkEdit(second, 1, {"next_step": "Call"})])
    assert _history(office, first) == [(0, 1, "Lead", 100), (1, None, "Lead", 9)]
    assert _history(office, second) == [(0, None, "Lead", 100)]


def test_a_new_probability_of_a_stage_is_that_of_its_open_deals(office: Office, stages: dict[str, int]) -> None:
    plain, own, won = _made(
        office,
        _deal(stages),
        _deal(stages, probability=60),
        _deal(stages, stage_id=stages["Won"], outcome="won", closed_on=dt.date(2026, 11, 21)),
    )
    _later(office, 1)
    with office.work(SYSTEM) as w, w.changing("edit") as change_set:
        w.get(Stage, stages["Lead"]).probability = 15
    current = select(DealState.deal_id, DealState.probability).where(DealState.valid_to == ENDLESS)
    with office.read(SYSTEM) as w:
        assert {row.deal_id: row.probability for row in w.rows(current)} == {plain: 15, own: 60, won: 100}
    with office.work(SYSTEM) as w:
        undo(w, change_set.id)
    with office.read(SYSTEM) as w:
        assert {row.deal_id: row.probability for row in w.rows(current)} == {plain: 10, own: 60, won: 100}
