"""Large companies to measure on: many customers with owners, cities and tags; many deals over five years.

Made through the core's own bulk writing, the same for the same size, and kept between runs of one checkout.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import select

from crm_core.base.config import Settings
from crm_core.base.database import schema_is_current
from crm_core.models import Customer, Deal, Product, Stage
from crm_core.trust import people, set_up
from crm_core.trust.access import SYSTEM
from crm_core.trust.accounts import hash_password
from crm_core.trust.bulk import bulk_create
from crm_core.trust.unit_of_work import Office, Work

BATCH = 20_000
FIRST = ("Alborz", "Pars", "Sepid", "Nova", "Delta", "Orion", "Vega", "Atlas", "Kian", "Zagros", "Mehr", "Aras")
SECOND = ("Steel", "Foods", "Textile", "Energy", "Systems", "Trading", "Medical", "Paper", "Glass", "Motors")
CITIES = ("Tehran", "Karaj", "Mashhad", "Isfahan", "Shiraz", "Tabriz", "Qom", "Ahvaz", "Rasht", "Yazd", "Kerman")
STATUSES = ("Active", "Prospect", "Dormant")
SOURCES = ("Referral", "Website", "Exhibition", "Advertising")
SELLERS = 40
OPEN = 5_000
PASSWORD = "seven green lanterns"


def opened(folder: Path, customers: int, deals: int) -> Office:
    """The company of this size, made when it is not there yet."""
    path = folder / f"company-{customers}-{deals}.db"
    office = Office(Settings(database_url=f"sqlite:///{path}"))
    if not path.exists() or not schema_is_current(office.database) or not _whole(office):
        office.close()
        for name in (path, *path.parent.glob(f"{path.name}-*")):
            name.unlink(missing_ok=True)
        office = Office(Settings(database_url=f"sqlite:///{path}"))
        _make(office, customers, deals)
    return office


def _whole(office: Office) -> bool:
    """Whether making it came to its end: the company gets its name last."""
    return office.company.name == "Bench"


def _make(office: Office, customers: int, deals: int) -> None:
    set_up.prepare(office)
    with office.work(SYSTEM) as w:
        sellers = sellers_of(w)
        with w.changing("demo"):
            products = bulk_create(w, Product, [{"name": f"Product {n}", "price": 100_00 * n} for n in range(1, 21)])
    random_of = random.Random(7)
    ids: list[int] = []
    for some in _batches(customers):
        with office.work(SYSTEM) as w, w.changing("demo"):
            rows = [_customer(n, sellers, random_of) for n in some]
            tags = {at: ["vip"] for at, n in enumerate(some) if n % 50 == 0}
            ids += bulk_create(w, Customer, rows, tags=tags)
    with office.read(SYSTEM) as w:
        stages = {row.kind: [] for row in w.rows(select(Stage.kind))}  # type: ignore[var-annotated]
        for row in w.rows(select(Stage.id, Stage.kind, Stage.pipeline_id).order_by(Stage.position)):
            stages[row.kind].append((row.id, row.pipeline_id))
    for some in _batches(deals):
        with office.work(SYSTEM) as w, w.changing("demo"):
            rows = [_deal(n, deals, ids, sellers, stages, random_of, w) for n in some]
            lines = {at: [_line(row, products, random_of)] for at, row in enumerate(rows)}
            bulk_create(w, Deal, rows, lines=lines)
    with office.work(SYSTEM) as w:
        set_up.change_settings(w, {"name": "Bench", "set_up": True, "demo": True})
    with office.database.engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.commit()


def sellers_of(w: Work) -> list[tuple[int, int]]:
    """Sellers in four units, with one password hash for all, and somebody of every role."""
    units = [people.save_unit(w, f"Unit {n}") for n in range(4)]
    known = hash_password(PASSWORD)
    sellers = []
    for n in range(SELLERS):
        unit = units[n % 4]
        role = "admin" if n == 0 else "manager" if n == 1 else "lead" if n < 6 else "viewer" if n == 6 else "rep"
        values = {"name": f"Seller {n}", "email": f"seller{n}@bench.example", "role": role, "unit_id": unit}
        sellers.append((people.save_user(w, values), unit))
    from crm_core.models import User

    for user in w.scalars(select(User)):
        user.password_hash = known
    return sellers


def _batches(count: int) -> Iterator[range]:
    for start in range(0, count, BATCH):
        yield range(start, min(start + BATCH, count))


def _customer(n: int, sellers: list[tuple[int, int]], dice: random.Random) -> dict[str, Any]:
    owner, unit = sellers[dice.randrange(SELLERS)]
    return {
        "name": f"{dice.choice(FIRST)} {dice.choice(SECOND)} {n}",
        "mobile": f"+98912{n:07d}",
        "email": f"info{n}@example.com",
        "external_id": f"C{n}",
        "city": dice.choice(CITIES),
        "status": dice.choice(STATUSES),
        "source": dice.choice(SOURCES),
        "owner_id": owner,
        "unit_id": unit,
        "last_contact_on": dt.date(2025, 1, 1) + dt.timedelta(days=dice.randrange(600)),
    }


def _deal(
    n: int,
    count: int,
    customers: list[int],
    sellers: list[tuple[int, int]],
    stages: dict[str, list[tuple[int, int]]],
    dice: random.Random,
    w: Work,
) -> dict[str, Any]:
    """A deal of the last five years; the newest ones are open."""
    today = w.clock.today()
    owner, unit = sellers[dice.randrange(SELLERS)]
    is_open = n >= count - min(OPEN, count // 10)
    outcome = "open" if is_open else "won" if dice.random() < 0.55 else "lost"
    stage, pipeline = dice.choice(stages[outcome])
    opened = today - dt.timedelta(days=dice.randrange(1, 120) if is_open else dice.randrange(60, 1825))
    closed = None if is_open else min(today, opened + dt.timedelta(days=dice.randrange(1, 110)))
    return {
        "title": f"Deal {n}",
        "external_id": f"D{n}",
        "customer_id": customers[dice.randrange(len(customers))],
        "owner_id": owner,
        "unit_id": unit,
        "pipeline_id": pipeline,
        "stage_id": stage,
        "stage_since": closed or opened,
        "amount": dice.randrange(100, 50_000) * 100,
        "currency": "USD",
        "opened_on": opened,
        "expected_close": closed or today + dt.timedelta(days=dice.randrange(1, 90)),
        "closed_on": closed,
        "outcome": outcome,
        "source": dice.choice(SOURCES),
    }


def _line(deal: dict[str, Any], products: list[int], dice: random.Random) -> dict[str, Any]:
    return {"product_id": dice.choice(products), "quantity": 1.0, "price": deal["amount"], "amount": deal["amount"]}
