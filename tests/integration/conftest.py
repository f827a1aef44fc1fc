"""Records that several tests begin with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from crm_core.models import Customer, Deal, Interaction, Note, Stage, Task
from crm_core.trust.access import SYSTEM

if TYPE_CHECKING:
    from crm_core.trust.unit_of_work import Office
    from tests.provision.company import People


@dataclass(frozen=True)
class SarasCase:
    """A customer of Sara's (unit North) with a deal, task, interaction and note; by their numbers."""

    customer: int
    deal: int
    task: int
    interaction: int
    note: int


@pytest.fixture
def saras_case(office: Office, people: People) -> SarasCase:
    sara = people.sara
    mine = {"owner_id": sara.user_id, "unit_id": sara.unit_id}
    with office.work(SYSTEM) as w, w.changing("create"):
        stage = w.scalar(select(Stage).where(Stage.kind == "open").order_by(Stage.position))
        customer = Customer(name="Alborz Steel", kind="company", city="Karaj", mobile="0912 345 6789", **mine)
        w.session.add(customer)
        w.session.flush()
        about = {"customer_id": customer.id, **mine}
        deal = Deal(
            title="Rolling mill",
            pipeline_id=stage.pipeline_id,
            stage_id=stage.id,
            stage_since=w.clock.today(),
            amount=120_00,
            currency="USD",
            opened_on=w.clock.today(),
            **about,
        )
        task = Task(title="Call back", due_on=w.clock.today(), **about)
        interaction = Interaction(subject="First call", happened_at=w.clock.now(), happened_on=w.clock.today(), **about)
        w.session.add_all([deal, task, interaction])
        w.session.flush()
        note = Note(body="Wants a discount", deal_id=deal.id, **about)
        w.session.add(note)
        w.session.flush()
        return SarasCase(customer.id, deal.id, task.id, interaction.id, note.id)
