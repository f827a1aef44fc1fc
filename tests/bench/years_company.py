"""Companies of many deals over five years to report on, on either database: with products, cities, reasons and calls.

Made like those of past_company: the first ten thousand deals by the core's own bulk writing, the others as copies.
"""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from crm_core.models import Customer, Deal, DealLine, DealState, Interaction, Product, Task
from crm_core.trust import set_up
from crm_core.trust.access import SYSTEM
from crm_core.trust.bulk import bulk_create
from crm_core.trust.unit_of_work import Office, Work
from tests.bench.company import CITIES, FIRST, SECOND, sellers_of
from tests.bench.grid_company import BLOCK, copy, kept
from tests.bench.past_company import OPEN, Ground, change_some, deal_of, stages_of

CUSTOMERS = 5_000
PRODUCTS = 40
REASONS = ("Price", "Timing", "Competitor", "No budget", None)
TIERS = ("Gold", "Silver", "Bronze", None)


def opened(folder: Path, kind: str, deals: int) -> Office:
    """The company of this size on this kind of database, made when it is not there yet."""
    return kept(folder, kind, f"years-{deals}", lambda office: _make(office, deals))


def _make(office: Office, deals: int) -> None:
    set_up.prepare(office)
    block = min(BLOCK, deals)
    dice = random.Random(7)
    with office.work(SYSTEM) as w:
        sellers = sellers_of(w)
    with office.work(SYSTEM) as w, w.changing("demo"):
        products = bulk_create(w, Product, [{"name": f"Product {n}", "price": 100_00 * n} for n in range(1, PRODUCTS)])
        customers = bulk_create(w, Customer, [_customer(n, dice) for n in range(CUSTOMERS)])
        ground = Ground(w.clock.today(), w.company.currency, customers, sellers, stages_of(w))
        still_open = block * min(OPEN, deals // 10) // deals
        rows = [deal_of(n, n < still_open, ground, dice) for n in range(block)]
        for row in rows:
            row["lost_reason"] = dice.choice(REASONS) if row["outcome"] == "lost" else None
        lines = {place: _lines(row, products, dice) for place, row in enumerate(rows)}
        made = bulk_create(w, Deal, rows, lines=lines)
        now = w.clock.now()
    with office.database.engine.begin() as connection:
        connection.exec_driver_sql("ANALYZE")
    with office.work(SYSTEM) as w, w.changing("demo"):
        _work(w, made, rows, dice)
    with office.database.engine.begin() as connection:
        change_some(connection, now, dice)
        copies = deals // BLOCK - 1
        if copies > 0:
            _multiply(connection, copies, sqlite=office.database.is_sqlite)


def _customer(n: int, dice: random.Random) -> dict[str, Any]:
    name = f"{dice.choice(FIRST)} {dice.choice(SECOND)} {n}"
    return {"name": name, "city": dice.choice(CITIES), "tier": dice.choice(TIERS), "party": "customer"}


def _lines(deal: dict[str, Any], products: list[int], dice: random.Random) -> list[dict[str, Any]]:
    """One product, or two that share the amount."""
    parts = [deal["amount"]] if dice.random() < 0.7 else [deal["amount"] // 3, deal["amount"] - deal["amount"] // 3]
    return [{"product_id": dice.choice(products), "quantity": 1.0, "price": one, "amount": one} for one in parts]


def _work(w: Work, deals: list[int], rows: list[dict[str, Any]], dice: random.Random) -> None:
    """A call about each deal and a task that was done."""
    calls, tasks = [], []
    for number, row in zip(deals, rows, strict=True):
        day = row["opened_on"] + dt.timedelta(days=dice.randrange(30))
        whose = {name: row[name] for name in ("owner_id", "unit_id", "customer_id")} | {"deal_id": number}
        at = w.clock.start_of_day(day)
        calls.append({"subject": "Call", "kind": "call", "happened_at": at, "happened_on": day, **whose})
        tasks.append({"title": "Offer", "due_on": day, "done_on": day, **whose})
    bulk_create(w, Interaction, calls)
    bulk_create(w, Task, tasks)


def _multiply(connection: Connection, copies: int, *, sqlite: bool) -> None:
    number, of_deal = f"(id + k * {BLOCK})", f"deal_id + k * {BLOCK}"
    titled = {"id": number, "title": f"'Deal ' || CAST({number} AS VARCHAR)"}
    copy(connection, Deal, copies, titled | {"external_id": f"'D' || CAST({number} AS VARCHAR)"}, sqlite=sqlite)
    for model in (Interaction, Task):
        copy(connection, model, copies, {"id": number, "deal_id": of_deal}, sqlite=sqlite)
    for model in (DealState, DealLine):
        rows = connection.execute(select(func.max(model.id))).scalar_one()
        own = {"id": f"(id + k * {rows})", "deal_id": of_deal}
        copy(connection, model, copies, own, sqlite=sqlite, block=rows)
