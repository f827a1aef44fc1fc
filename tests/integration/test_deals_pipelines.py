"""Stages as an admin keeps them: added in their place, renamed, ordered, removed with their deals."""

from __future__ import annotations

import pytest

from crm_core.base.errors import Invalid, Refused
from crm_core.deals.board import board
from crm_core.deals.pipelines import order_stages, remove_stage, save_stage, stages
from crm_core.fields.records import create
from crm_core.models import Deal
from crm_core.trust.access import SYSTEM
from crm_core.trust.unit_of_work import Office
from tests.integration.deals_ground import on_day, stages_of
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
