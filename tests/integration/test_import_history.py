"""Lists of the stages deals went through: the past they tell, what follows it, and that it goes again."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from crm_core.base.errors import Invalid
from crm_core.deals import move
from crm_core.lists import export
from crm_core.models import ENDLESS, Deal, DealState, Stage
from crm_core.trust.access import SYSTEM
from crm_core.trust.doctor import examine
from crm_core.trust.unit_of_work import Office
from tests.integration.lists_ground import bring_in, counts, everything, planned, rows, undone
from tests.provision.company import People

DEALS = """
Opportunity id,Name,Stage,Amount,Close date,Sales agent
D1,Rolling mill,Won,100,2026-06-10,Sara
D2,Tiles,Proposal,200,2026-12-24,Sara
D3,Roof,Lead,300,2026-12-24,Kian
"""
HISTORY = """
Opportunity id,Stage,Changed on
D1,Won,2026-06-10 10:00
D1,Lead,2026-03-01 09:00
D1,Proposal,2026-04-15 12:00
D2,Lead,2026-05-01 09:00
D2,Proposal,2026-07-01 09:00
"""


@pytest.fixture
def dealing(office: Office, people: People) -> Office:
    bring_in(office, people.mina, DEALS, kind="deals")
    return office


def past(office: Office, title: str) -> list[tuple[str, str, int | None]]:
    """The states of a deal: stage, first day, amount."""
    with office.read(SYSTEM) as w:
        statement = (
            select(Stage.name, DealState.valid_from, DealState.amount)
            .join(Stage, Stage.id == DealState.stage_id)
            .join(Deal, Deal.id == DealState.deal_id)
            .where(Deal.title == title)
            .order_by(DealState.valid_from, DealState.id)
        )
        return [(row[0], row[1].date().isoformat(), row[2] and row[2] // 100) for row in w.rows(statement)]


def test_steps_in_any_order_take_the_place_of_what_was_assumed(dealing: Office, people: People) -> None:
    done = bring_in(dealing, people.mina, HISTORY)
    assert (done.kind, done.rows, counts(done), done.problems) == ("deal_history", 5, {"created": 5}, 0)
    assert past(dealing, "Rolling mill") == [
        ("Lead", "2026-03-01", 100), ("Proposal", "2026-04-15", 100), ("Won", "2026-06-10", 100),
    ]  # fmt: skip
    assert past(dealing, "Tiles") == [("Lead", "2026-05-01", 200), ("Proposal", "2026-07-01", 200)]
    assert rows(dealing, Deal, "opened_on", "stage_since")[:2] == [
        (dt.date(2026, 3, 1), dt.date(2026, 6, 10)), (dt.date(2026, 5, 1), dt.date(2026, 7, 1)),
    ]  # fmt: skip
    well(dealing)


def well(office: Office) -> None:
    """Nothing that looks after deals, their states and the keys finds anything amiss."""
    assert [one for check in examine(office, SYSTEM) for one in check.findings] == []


def test_the_same_history_again_changes_nothing_and_undo_brings_back_every_state(
    dealing: Office, people: People
) -> None:
    before = everything(dealing)
    done = bring_in(dealing, people.mina, HISTORY)
    there = everything(dealing)
    assert counts(bring_in(dealing, people.mina, HISTORY)) == {"unchanged": 5}
    assert everything(dealing) == there
    assert undone(dealing, done.run) == []
    assert everything(dealing) == before


def test_a_later_list_adds_to_and_corrects_what_an_earlier_one_told(dealing: Office, people: People) -> None:
    bring_in(dealing, people.mina, HISTORY)
    more = "Opportunity id,Stage,Changed on,Amount\nD2,Lead,2026-05-01 09:00,150\nD2,Negotiation,2026-06-01 09:00,\n"
    more += "D1,Negotiation,2026-04-15 12:00,\n"
    done = bring_in(dealing, people.mina, more, kind="deal_history")
    assert counts(done) == {"created": 1, "updated": 2}
    assert past(dealing, "Tiles") == [
        ("Lead", "2026-05-01", 150), ("Negotiation", "2026-06-01", 150), ("Proposal", "2026-07-01", 200),
    ]  # fmt: skip
    assert [stage for stage, *_ in past(dealing, "Rolling mill")] == ["Lead", "Negotiation", "Won"]
    assert counts(bring_in(dealing, people.mina, more, kind="deal_history")) == {"unchanged": 3}
    assert undone(dealing, done.run) == []
    assert [stage for stage, *_ in past(dealing, "Tiles")] == ["Lead", "Proposal"]
    well(dealing)


def test_the_present_stage_follows_a_last_step_that_says_another(dealing: Office, people: People) -> None:
    text = "Opportunity id,Stage,Changed on\nD3,Proposal,2026-05-01\nD1,Proposal,2026-05-01\n"
    plan = planned(dealing, people.mina, text, kind="deal_history").plan
    told = "Deals whose last step is another stage than they are in now; their present stage follows it: 2."
    assert told in [str(note) for note in plan.notes]
    bring_in(dealing, people.mina, text, kind="deal_history")
    assert past(dealing, "Roof") == [("Proposal", "2026-04-30", 300), ("Lead", "2026-11-21", 300)]
    assert past(dealing, "Rolling mill") == [("Proposal", "2026-04-30", 100), ("Won", "2026-06-09", 100)]
    assert counts(bring_in(dealing, people.mina, text, kind="deal_history")) == {"unchanged": 2}
    well(dealing)


def test_what_was_lived_here_stands_after_what_is_told(dealing: Office, people: People) -> None:
    with dealing.work(people.mina) as w:
        stage = w.scalar(select(Stage.id).where(Stage.name == "Negotiation"))
        roof = w.scalar(select(Deal).where(Deal.title == "Roof"))
        move.move(w, roof.id, stage)
    text = "Opportunity id,Stage,Changed on\nD3,Lead,2026-05-01\nD3,Proposal,2026-08-01\n"
    done = bring_in(dealing, people.mina, text, kind="deal_history")
    assert [stage for stage, *_ in past(dealing, "Roof")] == ["Lead", "Proposal", "Negotiation"]
    assert undone(dealing, done.run) == []
    assert [stage for stage, *_ in past(dealing, "Roof")] == ["Lead", "Negotiation"]


def test_a_change_since_stands_in_the_way_of_the_undo(dealing: Office, people: People) -> None:
    done = bring_in(dealing, people.mina, HISTORY)
    with dealing.work(people.mina) as w:
        tiles = w.scalar(select(Deal).where(Deal.title == "Tiles"))
        move.move(w, tiles.id, w.scalar(select(Stage.id).where(Stage.name == "Negotiation")))
    assert undone(dealing, done.run) == [("deal", "Tiles", "changed since")]
    assert [stage for stage, *_ in past(dealing, "Tiles")] == ["Lead", "Proposal", "Negotiation"]
    well(dealing)


def test_rows_that_cannot_be_used_are_told(dealing: Office, people: People) -> None:
    text = "Opportunity id,Stage,Changed on\nD9,Lead,2026-05-01\nD2,,2026-05-01\nD2,Lead,soon\nD2,Lead,2027-01-01\n"
    text += "D2,Trial run,2026-05-01\nD2,Trial run,2026-05-01\n"
    plan = planned(dealing, people.mina, text, kind="deal_history").plan
    assert [(row.status, str(row.reason or "")) for row in plan.rows] == [
        ("failed", "The row names no deal that is here."),
        ("failed", "The row names no stage."),
        ("failed", "The row does not say when."),
        ("failed", "The row speaks of a day to come."),
        ("created", ""),
        ("unchanged", "The same record as in row 6."),
    ]
    done = bring_in(dealing, people.mina, text, kind="deal_history")
    assert sum(done.counts.values()) == done.rows == 6
    assert [stage for stage, *_ in past(dealing, "Tiles")] == ["Trial run", "Proposal"]
    assert undone(dealing, done.run) == []
    assert "Trial run" not in [name for (name,) in rows(dealing, Stage, "name")]


def test_steps_of_the_same_moment_keep_their_order(dealing: Office, people: People) -> None:
    text = "Opportunity id,Stage,Changed on\nD2,Lead,2026-05-01\nD2,Negotiation,2026-06-01\nD2,Proposal,2026-06-01\n"
    bring_in(dealing, people.mina, text, kind="deal_history")
    assert [stage for stage, *_ in past(dealing, "Tiles")] == ["Lead", "Negotiation", "Proposal"]
    assert counts(bring_in(dealing, people.mina, text, kind="deal_history")) == {"unchanged": 3}
    well(dealing)


def test_the_past_of_others_deals_is_refused(dealing: Office, people: People) -> None:
    plan = planned(dealing, people.kian, HISTORY + "D3,Lead,2026-05-01\n").plan
    assert [row.status for row in plan.rows] == ["failed"] * 5 + ["created"]
    assert "belongs to Sara" in str(plan.rows[0].reason)


def test_a_list_without_a_column_of_days_is_refused(dealing: Office, people: People) -> None:
    with pytest.raises(Invalid, match="Choose which column holds the"):
        planned(dealing, people.mina, "Opportunity id,Stage\nD1,Lead\n", kind="deal_history")


def test_what_goes_out_comes_in_again_unchanged(dealing: Office, people: People) -> None:
    bring_in(dealing, people.mina, HISTORY)
    before = everything(dealing)
    with dealing.read(people.mina) as w:
        text = export.to_csv(w, "deal_state").decode("utf-8-sig")
    assert len(text.splitlines()) == 1 + len(rows(dealing, DealState, "id"))
    assert counts(bring_in(dealing, people.mina, text, kind="deal_history")) == {"unchanged": 6}
    assert everything(dealing) == before
    assert all(end == ENDLESS for (end,) in rows(dealing, DealState, "valid_to")[-1:])
