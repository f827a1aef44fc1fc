"""Pipelines and stages as an admin keeps them: added in their place, renamed, ordered, removed with their deals."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from crm_core.base.errors import Invalid, Refused
from crm_core.deals.board import board
from crm_core.deals.care import care_list
from crm_core.deals.move import MissingFields, move, reopen, won
from crm_core.deals.pipelines import (
    order_pipelines,
    order_stages,
    pipeline_lines,
    pipelines,
    save_pipeline,
    save_stage,
    stages,
)
from crm_core.deals.removing import likely, remove_pipeline, remove_stage
from crm_core.fields.many import Setting, carry_out
from crm_core.fields.records import Edit, create, delete, edit
from crm_core.models import ENDLESS, ChangeSet, Deal, DealState
from crm_core.trust.access import SYSTEM
from crm_core.trust.set_up import change_settings
from crm_core.trust.undo import undo
from crm_core.trust.unit_of_work import Office
from tests.integration.deals_ground import DAY, TODAY, on_day, stages_of
from tests.provision.company import People


@pytest.fixture
def known(office: Office) -> dict[str, int]:
    return stages_of(office)


def _names(office: Office) -> list[str]:
    with office.read(SYSTEM) as w:
        return [one.name for one in stages(w, 1)]


def test_a_new_stage_stands_before_won_and_lost(office: Office, people: People) -> None:
    for name in ("Contract", "Signing"):
        with office.work(people.mina) as w:
            save_stage(w, 1, {"name": name, "probability": 90})
    assert _names(office) == ["Lead", "Qualified", "Proposal", "Negotiation", "Contract", "Signing", "Won", "Lost"]


def test_a_changed_stage(office: Office, people: People, known: dict[str, int]) -> None:
    with office.work(people.mina) as w:
        save_stage(w, 1, {"name": "Enquiry", "stuck_days": 3}, known["Lead"])
    with office.read(SYSTEM) as w:
        first = stages(w, 1)[0]
    assert (first.name, first.kind, first.probability, first.stuck_days) == ("Enquiry", "open", 10, 3)


def test_a_new_probability_counts_at_once(office: Office, people: People, known: dict[str, int]) -> None:
    with office.work(people.sara) as w:
        create(w, "deal", {"title": "Scales", "amount": 100})
    with office.work(people.mina) as w:
        save_stage(w, 1, {"probability": 40}, known["Lead"])
    with office.read(people.sara) as w:
        assert board(w).total.weighted == 40
        assert stages(w, 1)[0].deals == 1


@pytest.mark.parametrize(
    "values",
    [
        {"name": " "},
        {"name": "proposal"},
        {"probability": 101},
        {"stuck_days": 0},
        {"kind": "maybe"},
    ],
)
def test_what_a_stage_cannot_be(
    office: Office, people: People, known: dict[str, int], values: dict[str, object]
) -> None:
    with office.work(people.mina) as w, pytest.raises(Invalid):
        save_stage(w, 1, values, known["Lead"])


def test_the_kind_of_a_stage_that_had_deals_stays(office: Office, people: People, known: dict[str, int]) -> None:
    with office.work(people.sara) as w:
        create(w, "deal", {"title": "Scales", "stage": known["Lead"]})
    on_day(office, 1)
    with office.work(people.mina) as w, w.changing("edit"):
        remove_stage(w, known["Lead"], known["Proposal"])
    with office.work(people.mina) as w, pytest.raises(Invalid):
        save_stage(w, 1, {"kind": "won"}, known["Proposal"])
    with office.work(people.mina) as w:
        save_stage(w, 1, {"kind": "won"}, known["Qualified"])
    with office.work(people.mina) as w, pytest.raises(Invalid):
        save_stage(w, 1, {"kind": "open"}, known["Lost"])  # the last of its kind


def test_a_removed_stage_hands_its_deals_on(office: Office, people: People, known: dict[str, int]) -> None:
    with office.work(people.sara) as w:
        deal_id = create(w, "deal", {"title": "Scales", "stage": known["Qualified"]})
    with office.work(people.mina) as w, pytest.raises(Invalid):
        remove_stage(w, known["Qualified"], known["Won"])
    with office.work(people.mina) as w:
        assert remove_stage(w, known["Qualified"], known["Proposal"]) == 1
    with office.read(SYSTEM) as w:
        assert w.get(Deal, deal_id).stage_id == known["Proposal"]
        assert "Qualified" not in [column.stage.name for column in board(w).columns]
    assert _names(office) == ["Lead", "Proposal", "Negotiation", "Won", "Lost"]


def test_stages_in_another_order(office: Office, people: People, known: dict[str, int]) -> None:
    with office.work(people.mina) as w:
        order_stages(w, [known[name] for name in ("Qualified", "Lead", "Proposal", "Negotiation", "Lost", "Won")])
    assert _names(office) == ["Qualified", "Lead", "Proposal", "Negotiation", "Lost", "Won"]


def test_only_an_admin_keeps_the_stages(office: Office, people: People, known: dict[str, int]) -> None:
    for actor in (people.babak, people.leila, people.sara, people.vida):
        with office.work(actor) as w, pytest.raises(Refused):
            save_stage(w, 1, {"name": "Mine"})
        with office.work(actor) as w, pytest.raises(Refused):
            remove_stage(w, known["Lead"], known["Proposal"])


def test_a_removed_stage_hands_on_closed_and_binned_deals_as_well_and_all_of_it_is_undone(
    office: Office, people: People, known: dict[str, int]
) -> None:
    with office.work(people.mina) as w:
        second = save_stage(w, 1, {"name": "Signed", "kind": "won"})
    with office.work(people.sara) as w:
        sold = create(w, "deal", {"title": "Sold", "stage": second, "closed_on": TODAY})
        binned = create(w, "deal", {"title": "Binned", "stage": second, "closed_on": TODAY})
        delete(w, "deal", [binned])
    with office.work(people.mina) as w, pytest.raises(Invalid):
        remove_stage(w, second, None)
    with office.work(people.mina) as w:
        assert remove_stage(w, second, known["Won"]) == 1
        last = w.scalar(select(ChangeSet.id).order_by(ChangeSet.id.desc()).limit(1))
    with office.read(SYSTEM) as w:
        assert {w.get(Deal, one, with_bin=True).stage_id for one in (sold, binned)} == {known["Won"]}
        assert w.get(Deal, sold).closed_on == TODAY
    with office.work(people.mina) as w:
        undone = undo(w, last)
    with office.read(SYSTEM) as w:
        assert undone.conflicts == []
        assert {w.get(Deal, one, with_bin=True).stage_id for one in (sold, binned)} == {second}
        assert (
            w.scalar(select(DealState.stage_id).where(DealState.deal_id == sold, DealState.valid_to == ENDLESS))
            == second
        )
    assert "Signed" in _names(office)


def test_several_pipelines_are_added_named_ordered_and_taken_away_whole(
    office: Office, people: People, known: dict[str, int]
) -> None:
    with office.work(people.mina) as w:
        save_stage(w, 1, {"folded": True, "required": ["amount"], "stuck_days": 4}, known["Proposal"])
        tenders = save_pipeline(w, " Tenders ", like=1)
        service = save_pipeline(w, "Service")
    with office.read(SYSTEM) as w:
        assert list(pipelines(w).values()) == ["Sales", "Tenders", "Service"]
        copied = {one.name: one for one in stages(w, tenders)}
        assert (copied["Proposal"].folded, copied["Proposal"].required, copied["Proposal"].stuck_days) == (
            True,
            ("amount",),
            4,
        )
        assert len(stages(w, service)) == 6
    for name in ("", "tenders"):
        with office.work(people.mina) as w, pytest.raises(Invalid):
            save_pipeline(w, name, service)
    with office.work(people.mina) as w:
        save_pipeline(w, "After-sales", service)
        order_pipelines(w, [service, 1, tenders])
    with office.work(people.sara) as w:
        open_one = create(w, "deal", {"title": "Bid", "amount": 100, "stage": copied["Proposal"].id})
        lost_one = create(w, "deal", {"title": "Gone", "stage": copied["Lost"].id, "closed_on": TODAY})
    with office.read(SYSTEM) as w:
        assert [(one.name, one.deals, one.open) for one in pipeline_lines(w)] == [
            ("After-sales", 0, 0), ("Sales", 0, 0), ("Tenders", 2, 1),
        ]  # fmt: skip
        into = likely(w, tenders, 1)
    assert (into[copied["Proposal"].id], into[copied["Lost"].id]) == (known["Proposal"], known["Lost"])
    with office.work(people.mina) as w, pytest.raises(Invalid):
        remove_pipeline(w, tenders, {copied["Proposal"].id: known["Proposal"]})
    with office.work(people.mina) as w, pytest.raises(Invalid):
        remove_pipeline(w, tenders, {**into, copied["Proposal"].id: copied["Lead"].id})
    with office.work(people.mina) as w:
        assert remove_pipeline(w, tenders, into) == 2
        last = w.scalar(select(ChangeSet.id).order_by(ChangeSet.id.desc()).limit(1))
    with office.read(SYSTEM) as w:
        assert list(pipelines(w).values()) == ["After-sales", "Sales"]
        moved = w.get(Deal, open_one)
        assert (moved.pipeline_id, moved.stage_id, w.get(Deal, lost_one).pipeline_id) == (1, known["Proposal"], 1)
    with office.work(people.mina) as w:
        assert undo(w, last).conflicts == []
    with office.read(SYSTEM) as w:
        assert list(pipelines(w).values()) == ["After-sales", "Sales", "Tenders"]
        assert w.get(Deal, open_one).stage_id == copied["Proposal"].id
    with office.work(people.mina) as w:
        remove_pipeline(w, tenders, into)
        remove_pipeline(w, service, {})
    with office.work(people.mina) as w, pytest.raises(Invalid):
        remove_pipeline(w, 1, {})
    with office.work(people.babak) as w, pytest.raises(Refused):
        save_pipeline(w, "Mine")


def test_a_stage_asks_for_what_it_needs_whichever_way_a_deal_comes(
    office: Office, people: People, known: dict[str, int]
) -> None:
    with office.work(people.mina) as w:
        save_stage(w, 1, {"required": ["amount", "product", "tags"]}, known["Proposal"])
        product = create(w, "product", {"name": "Crane"})
    for wrong in ("stage", "competitors", "nothing", "lost_reason"):
        with office.work(people.mina) as w, pytest.raises(Invalid):
            save_stage(w, 1, {"required": [wrong]}, known["Proposal"])
    with office.work(people.sara) as w:
        deal = create(w, "deal", {"title": "Scales", "tags": ["Urgent"]})
    with office.work(people.sara) as w, pytest.raises(MissingFields) as refused:
        move(w, deal, known["Proposal"])
    assert refused.value.fields == ("amount", "product")
    assert refused.value.say(office.company.locale()) == "Proposal asks for this first: Amount, Product"
    with office.work(people.sara) as w, pytest.raises(MissingFields):
        edit(w, "deal", Edit(deal, 1, {"stage": known["Proposal"]}))
    with office.work(people.sara) as w, pytest.raises(MissingFields):
        create(w, "deal", {"title": "New", "stage": known["Proposal"]})
    with office.work(people.leila) as w, pytest.raises(MissingFields):
        carry_out(w, "deal", {deal: 1}, Setting({"stage": known["Proposal"]}))
    with office.work(people.sara) as w:
        done = move(w, deal, known["Proposal"], values={"amount": 700, "product": product})
        assert w.scalar(select(ChangeSet.kind).where(ChangeSet.id == done.change_set_id)) == "move"
    with office.work(people.sara) as w:
        edit(w, "deal", Edit(deal, done.version, {"note": "Nothing is asked of who stays"}))
        won(w, deal)
        reopen(w, deal, why="Signature missing")  # has it all
        assert w.get(Deal, deal).stage_id == known["Proposal"]
        undo(w, done.change_set_id)


def test_days_off_do_not_make_a_deal_stuck(office: Office, people: People, known: dict[str, int]) -> None:
    """Thursday and Friday are off here, and a holiday: seven days in a stage are four working days."""
    with office.work(people.mina) as w:
        change_settings(w, {"weekend": {"3": 1.0, "4": 1.0}, "holidays": ("2026-11-24",)})
        save_stage(w, 1, {"stuck_days": 4}, known["Proposal"])
    with office.work(people.sara) as w:
        old = create(w, "deal", {"title": "Old", "opened_on": TODAY - 300 * DAY, "expected_close": TODAY + 90 * DAY,
                                 "next_step": "Call"})  # fmt: skip
        move(w, old, known["Proposal"])
    for day, stuck in ((0, 0), (7, 0), (8, 1)):
        on_day(office, day)
        with office.read(people.sara) as w:
            assert (day, care_list(w).by_reason["long_in_stage"]) == (day, stuck)
