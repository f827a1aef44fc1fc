"""Small things that the tests of deals share: stages by name, deals in few words, a clock that goes on."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import select

from crm_core.base.clock import FixedClock
from crm_core.models import Stage
from crm_core.trust.access import SYSTEM, Actor
from crm_core.trust.unit_of_work import Office
from tests.provision.company import NOW

TODAY = dt.date(2026, 11, 21)
DAY = dt.timedelta(days=1)


def stages_of(office: Office) -> dict[str, int]:
    """The stages of the company's first pipeline by name."""
    with office.read(SYSTEM) as w:
        return {row.name: row.id for row in w.rows(select(Stage.name, Stage.id).where(Stage.pipeline_id == 1))}


def on_day(office: Office, days: float) -> None:
    """Let the company's clock stand so many days after NOW."""
    clock = office._clock
    assert isinstance(clock, FixedClock)
    clock.instant = NOW + DAY * days


def of(actor: Actor) -> dict[str, Any]:
    """The columns that make a record somebody's."""
    return {"owner_id": actor.user_id, "unit_id": actor.unit_id}
