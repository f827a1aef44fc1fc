"""Stages as an admin keeps them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from crm_core.base.errors import Invalid, Refused
from crm_core.deals import pipelines, removing
from crm_core.models import Deal, DealState, Stage
from crm_core.trust.access import SYSTEM
from crm_core.trust.undo import undo

if TYPE_CHECKING:
    from crm_core.trust.unit_of_work import Office
    from tests.integration.conftest import SarasCase
    from tests.provision.company import People


def first_pipeline(office: Office) -> int:
    with office.read(SYSTEM) as w:
        return next(iter(pipelines.pipelines(w)))


def test_a_new_stage_stands_behind_the_open_ones(office: Office, people: People) -> None:
    number = first_pipeline(office)
    with office.work(people.mina) as w:
        pipelines.save_stage(w, number, {"name": "Trial", "probability": 60, "stuck_days": 10})
        names = [one.name for one in pipelines.stages(w, number)]
    assert names == ["Lead", "Qualified", "Proposal", "Negotiation", "Trial", "Won", "Lost"]


def test_what_a_stage_cannot_be_is_said(office: Office, people: People) -> None:
    number = first_pipeline(office)
    for values, sentence in (
        ({"name": " "}, "name"),
        ({"name": "LEAD"}, "already"),
        ({"name": "X", "probability": 101}, "percent"),
        ({"name": "X", "stuck_days": 0}, "Days"),
        ({"name": "X", "kind": "maybe"}, "open, won or lost"),
    ):
        with office.work(people.mina) as w, pytest.raises(Invalid, match=sentence):
            pipelines.save_stage(w, number, values)


def test_deals_move_out_of_a_removed_stage_and_back_with_undo(
    office: Office, people: People, saras_case: SarasCase
) -> None:
    number = first_pipeline(office)
    with office.work(people.mina) as w:
        lead, qualified = (one.id for one in pipelines.stages(w, number)[:2])
        with pytest.raises(Invalid, match="same kind"):
            removing.remove_stage(w, lead, None)
    with office.work(people.mina) as w, w.changing("edit") as change_set:
        assert removing.remove_stage(w, lead, qualified) == 1
    with office.read(people.mina) as w:
        assert w.get(Deal, saras_case.deal).stage_id == qualified
        assert lead not in [one.id for one in pipelines.stages(w, number)]
    with office.work(people.mina) as w:
        undo(w, change_set.id)
        assert w.get(Deal, saras_case.deal).stage_id == lead
        assert lead in [one.id for one in pipelines.stages(w, number)]


def test_the_last_stage_of_a_kind_stays(office: Office, people: People) -> None:
    number = first_pipeline(office)
    with office.work(people.mina) as w:
        won = next(one for one in pipelines.stages(w, number) if one.kind == "won")
        with pytest.raises(Invalid, match="last of its kind"):
            removing.remove_stage(w, won.id, None)


def test_a_new_probability_is_in_force_for_open_deals(office: Office, people: People, saras_case: SarasCase) -> None:
    number = first_pipeline(office)
    with office.work(people.mina) as w:
        lead = pipelines.stages(w, number)[0]
        pipelines.save_stage(w, number, {"probability": 35}, lead.id)
        newest = w.scalars(select(DealState.probability).order_by(DealState.id))[-1]
    assert newest == 35


def test_stages_are_the_admins(office: Office, people: People) -> None:
    number = first_pipeline(office)
    for person in (people.babak, people.leila, people.sara, people.vida):
        with office.work(person) as w, pytest.raises(Refused):
            pipelines.save_stage(w, number, {"name": "Mine"})
    with office.read(SYSTEM) as w:
        assert "Mine" not in [one.name for one in w.scalars(select(Stage))]
