"""Companies of many deals with a past, to measure the time machine on, on either database.

The first ten thousand deals are made by the core's own bulk writing, some of them changed in between; the others are
copies of them made inside the database, each with a number of its own. They are kept between runs.
"""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection

from crm_core.base.database import table_of
from crm_core.base.intervals import fork_day
from crm_core.models import Customer, Deal, DealState, Stage
from crm_core.trust import set_up
from crm_core.trust.access import SYSTEM
from crm_core.trust.bulk import bulk_create
from crm_core.trust.unit_of_work import Office, Work
from tests.bench.company import FIRST, SECOND, SELLERS, SOURCES, sellers_of
from tests.bench.grid_company import BLOCK, copy, kept

CUSTOMERS = 1_000
OPEN = 5_000
DAYS = 1_825
"""Deals were opened over so many days."""


def opened(folder: Path, kind: str, deals: int) -> Office:
    """The company of this size on this kind of database, made when it is not there yet."""
    return kept(folder, kind, f"past-{deals}", lambda office: _make(office, deals))


def _make(office: Office, deals: int) -> None:
    set_up.prepare(office)
    block = min(BLOCK, deals)
    dice = random.Random(7)
    with office.work(SYSTEM) as w:
        sellers = sellers_of(w)
    with office.work(SYSTEM) as w, w.changing("demo"):
        names = [f"{dice.choice(FIRST)} {dice.choice(SECOND)} {n}" for n in range(CUSTOMERS)]
        customers = bulk_create(w, Customer, [{"name": name} for name in names])
        ground, now = Ground(w.clock.today(), w.company.currency, customers, sellers, stages_of(w)), w.clock.now()
        still_open = block * min(OPEN, deals // 10) // deals
        bulk_create(w, Deal, [deal_of(n, n < still_open, ground, dice) for n in range(block)])
    with office.database.engine.begin() as connection:
        change_some(connection, now, dice)
        states = connection.execute(select(DealState.id).order_by(DealState.id.desc()).limit(1)).scalar_one()
        copies, sqlite = deals // BLOCK - 1, office.database.is_sqlite
        if copies > 0:
            number, titled = f"(id + k * {BLOCK})", f"'Deal ' || CAST(id + k * {BLOCK} AS VARCHAR)"
            own = {"id": number, "title": titled, "external_id": f"'D' || CAST({number} AS VARCHAR)"}
            copy(connection, Deal, copies, own, sqlite=sqlite)
            own = {"id": f"(id + k * {states})", "deal_id": f"deal_id + k * {BLOCK}"}
            copy(connection, DealState, copies, own, sqlite=sqlite, block=states)


@dataclass(frozen=True)
class Ground:
    """What deals are made of."""

    today: dt.date
    currency: str
    customers: list[int]
    sellers: list[tuple[int, int]]
    stages: dict[str, list[tuple[int, int]]]


def stages_of(w: Work) -> dict[str, list[tuple[int, int]]]:
    found: dict[str, list[tuple[int, int]]] = {}
    for row in w.rows(select(Stage.id, Stage.kind, Stage.pipeline_id).order_by(Stage.position)):
        found.setdefault(row.kind, []).append((row.id, row.pipeline_id))
    return found


def deal_of(n: int, is_open: bool, ground: Ground, dice: random.Random) -> dict[str, Any]:
    """A deal of the last five years, which took up to 110 days."""
    owner, unit = ground.sellers[dice.randrange(SELLERS)]
    outcome = "open" if is_open else "won" if dice.random() < 0.55 else "lost"
    stage, pipeline = dice.choice(ground.stages[outcome])
    first = ground.today - dt.timedelta(days=dice.randrange(1, 120) if is_open else dice.randrange(60, DAYS))
    closed = None if is_open else min(ground.today, first + dt.timedelta(days=dice.randrange(1, 110)))
    return {
        "title": f"Deal {n}", "external_id": f"D{n}", "customer_id": dice.choice(ground.customers), "owner_id": owner,
        "unit_id": unit, "pipeline_id": pipeline, "stage_id": stage, "stage_since": closed or first,
        "amount": dice.randrange(100, 50_000) * 100, "currency": ground.currency, "opened_on": first,
        "expected_close": closed or ground.today + dt.timedelta(days=dice.randrange(1, 90)), "closed_on": closed,
        "outcome": outcome, "source": dice.choice(SOURCES),
    }  # fmt: skip


def change_some(connection: Connection, now: dt.datetime, dice: random.Random) -> None:
    """Halve the open time of every third deal: until then it had another amount and expected close."""
    state = table_of(DealState)
    rows = connection.execute(select(state).where(state.c.outcome == "open", state.c.deal_id % 3 == 0)).all()
    for row in rows:
        middle = row.valid_from + (min(row.valid_to, now) - row.valid_from) / 2
        changed = row._asdict() | {
            "valid_from": middle,
            "fork_day": fork_day(middle, row.valid_to),
            "amount": row.amount + dice.randrange(-50, 50) * 100,
            "expected_close": row.expected_close + dt.timedelta(days=dice.randrange(-20, 60)),
        }
        del changed["id"]
        connection.execute(
            update(state).where(state.c.id == row.id).values(valid_to=middle, fork_day=fork_day(row.valid_from, middle))
        )
        connection.execute(insert(state).values(changed))
