"""Companies of many customers to measure the grid on, on either database, with ten fields of their own in use.

The first ten thousand are made by the core's own bulk writing; the others are copies of them made inside the database,
each with its own name, number, phone and address: a million take a minute or two. They are kept between runs.
"""

from __future__ import annotations

import datetime as dt
import os
import random
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import make_url
from sqlalchemy.engine import Connection

from crm_core.base.config import Settings
from crm_core.base.database import schema_is_current, table_of
from crm_core.fields import custom
from crm_core.models import Customer, Deal, Tagging
from crm_core.trust import set_up
from crm_core.trust.access import SYSTEM
from crm_core.trust.bulk import bulk_create
from crm_core.trust.unit_of_work import Office, Work
from tests.bench.company import CITIES, FIRST, SECOND, SELLERS, SOURCES, STATUSES, sellers_of
from tests.provision.databases import server_url

BLOCK = 10_000
OWN = (
    ("Region code", "text"), ("Route", "text"), ("Shelf metres", "number"), ("Employees", "number"),
    ("Credit limit", "money"), ("Rebate", "money"), ("Contract until", "date"), ("Visited on", "date"),
    ("Chain", "yes_no"), ("Segment", "choice"),
)  # fmt: skip
SEGMENTS = ("Retail", "Wholesale", "Public", "Export", "خرده‌فروش", "عمده‌فروش")
PERSIAN = ("آریا", "پارس", "چکاد", "گلستان", "ژرف", "کیان", "یاس", "هیرمند")
PROVINCES = ("تهران", "فارس", "گیلان", "چهارمحال", "یزد", "اصفهان", "کرمان", "همدان")


def opened(folder: Path, kind: str, customers: int) -> Office:
    """The company of this size on this kind of database, made when it is not there yet."""
    return kept(folder, kind, f"grid-{customers}", lambda office: _make(office, customers))


def kept(folder: Path, kind: str, name: str, make: Callable[[Office], None]) -> Office:
    """The company of this name on this kind of database; what `make` does is done when it is not there yet."""
    on_server = f"daftar_bench_{name.replace('-', '_')}"
    path = folder / f"{name}.db"
    address = f"sqlite:///{path}" if kind == "sqlite" else _on_server(on_server)
    office = Office(Settings(database_url=address))
    if _whole(office):
        return office
    office.close()
    if kind == "sqlite":
        for one in (path, *path.parent.glob(f"{path.name}-*")):
            one.unlink(missing_ok=True)
    else:
        address = _on_server(on_server, anew=True)
    office = Office(Settings(database_url=address))
    make(office)
    finish(office)
    return office


def _whole(office: Office) -> bool:
    """Whether it is of this version, and making it came to its end: the company gets its name last."""
    return schema_is_current(office.database) and office.company.name == "Bench"


def _on_server(name: str, *, anew: bool = False) -> str:
    """The address of a database of this name; the server is the one that CRM_TEST_POSTGRES_URL names, else our own."""
    server = make_url(os.environ.get("CRM_TEST_POSTGRES_URL") or server_url())
    plain = server.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        if anew:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)".encode())
        known = connection.execute(b"SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone()
        if not known:
            connection.execute(f"CREATE DATABASE {name}".encode())
    return server.set(database=name).render_as_string(hide_password=False)


def _make(office: Office, customers: int) -> None:
    set_up.prepare(office)
    with office.work(SYSTEM) as w:
        sellers = sellers_of(w)
        for label, what in OWN:
            custom.make(w, "customer", label, what, choices=SEGMENTS if what == "choice" else ())
    with office.work(SYSTEM) as w, w.changing("demo"):
        dice = random.Random(7)
        slots = {one.label: one.slot for one in w.company.custom_fields}
        block = min(BLOCK, customers)
        rows = [_customer(n, sellers, slots, dice) for n in range(block)]
        ids = bulk_create(w, Customer, rows, tags={n: ["vip"] for n in range(0, block, 50)})
        bulk_create(w, Deal, [_deal(n, ids, sellers, w, dice) for n in range(block // 2)])
    copies = customers // BLOCK - 1
    if copies > 0:
        with office.database.engine.begin() as connection:
            _multiply(connection, copies, sqlite=office.database.is_sqlite)


def finish(office: Office) -> None:
    """Say that the company is whole, and let the database count its rows."""
    with office.work(SYSTEM) as w:
        set_up.change_settings(w, {"name": "Bench", "set_up": True, "demo": True})
    if office.database.is_sqlite:
        with office.database.engine.begin() as connection:
            connection.exec_driver_sql("ANALYZE")
        return
    with office.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")


def _customer(n: int, sellers: list[tuple[int, int]], slots: Mapping[str, str], dice: random.Random) -> dict[str, Any]:
    owner, unit = sellers[dice.randrange(SELLERS)]
    first = dice.choice(PERSIAN if n % 3 == 0 else FIRST)
    day = dt.date(2025, 1, 1)
    own = {
        "Region code": f"R{n % 400}", "Route": f"مسیر {n % 70}", "Shelf metres": float(dice.randrange(500)),
        "Employees": float(dice.randrange(5000)), "Credit limit": dice.randrange(10**9),
        "Rebate": dice.randrange(10**6), "Contract until": day + dt.timedelta(days=dice.randrange(1500)),
        "Visited on": day + dt.timedelta(days=dice.randrange(600)), "Chain": n % 7 == 0,
        "Segment": dice.choice(SEGMENTS),
    }  # fmt: skip
    return {
        "name": f"{first} {dice.choice(SECOND)} {n}",
        "mobile": f"+98{9120000000 + n}",
        "email": f"info{n}@example.com",
        "external_id": f"C{n}",
        "city": dice.choice(CITIES),
        "province": dice.choice(PROVINCES),
        "status": dice.choice(STATUSES),
        "source": dice.choice(SOURCES),
        "tier": dice.choice(("Gold", "Silver", "Bronze", None)),
        "owner_id": owner,
        "unit_id": unit,
        "birthday": dt.date(1970, 1, 1) + dt.timedelta(days=dice.randrange(12_000)),
        "customer_since": dt.date(2015, 1, 1) + dt.timedelta(days=dice.randrange(4_000)) if n % 2 else None,
        "confirmed_on": day + dt.timedelta(days=dice.randrange(700)) if n % 4 else None,
        "last_contact_on": day + dt.timedelta(days=dice.randrange(680)) if n % 5 else None,
        "next_task_on": day + dt.timedelta(days=dice.randrange(600, 800)) if n % 6 == 0 else None,
        **{slots[label]: value for label, value in own.items()},
    }


def _deal(n: int, ids: list[int], sellers: list[tuple[int, int]], w: Work, dice: random.Random) -> dict[str, Any]:
    owner, unit = sellers[dice.randrange(SELLERS)]
    stages = {"open": 0, "won": 1} if n % 10 == 0 else {"won": 1}
    outcome = dice.choice(list(stages))
    stage, pipeline = _stages(w)[outcome]
    opened = w.clock.today() - dt.timedelta(days=dice.randrange(100, 900))
    closed = opened + dt.timedelta(days=dice.randrange(1, 99)) if outcome == "won" else None
    return {
        "title": f"Deal {n}", "customer_id": ids[dice.randrange(len(ids))], "owner_id": owner, "unit_id": unit,
        "pipeline_id": pipeline, "stage_id": stage, "stage_since": closed or opened,
        "amount": dice.randrange(100, 50_000) * 100, "currency": w.company.currency, "opened_on": opened,
        "expected_close": closed, "closed_on": closed, "outcome": outcome,
    }  # fmt: skip


def _stages(w: Work) -> dict[str, tuple[int, int]]:
    from sqlalchemy import select

    from crm_core.models import Stage

    rows = w.rows(select(Stage.kind, Stage.id, Stage.pipeline_id).order_by(Stage.position.desc()))
    return {row.kind: (row.id, row.pipeline_id) for row in rows}


# Copies


def _multiply(connection: Connection, copies: int, *, sqlite: bool) -> None:
    """Copy the first block so many times, each row with keys of its own; indexes are made at the end."""
    number = f"(id + k * {BLOCK})"
    said = f"CAST({number} AS VARCHAR)"
    phone = f"CAST(9120000000 + {number} AS VARCHAR)"
    own = {
        "id": number, "name": "name || ' ' || k", "sort_key": "sort_key || ' ' || k", "name_key": "name_key || ' ' || k",
        "external_id": f"'C' || {said}", "mobile": f"'+98' || {phone}", "mobile_key": f"'+98' || {phone}",
        "email": f"'info' || {said} || '@example.com'", "email_key": f"'info' || {said} || '@example.com'",
        "search_key": f"' ' || name_key || ' ' || k || ' c' || {said} || ' info' || {said} || ' example com '"
        f" || lower(city) || ' 98' || {phone}",
    }  # fmt: skip
    copy(connection, Customer, copies, own, sqlite=sqlite)
    copy(connection, Deal, copies, {"id": number, "customer_id": f"customer_id + k * {BLOCK}"}, sqlite=sqlite)
    tagging = {"id": number} if "id" in table_of(Tagging).c else {}
    copy(connection, Tagging, copies, {**tagging, "record_id": f"record_id + k * {BLOCK}"}, sqlite=sqlite)


def copy(
    connection: Connection, model: Any, copies: int, own: Mapping[str, str], *, sqlite: bool, block: int = BLOCK
) -> None:
    """Copy the rows that are there, the first `block` by their number, so many times.

    `own` gives columns of each copy another value, in SQL: `k` counts the copies from 1.
    """
    table = table_of(model)
    made_anew = _without_indexes(connection, table.name, sqlite=sqlite)
    if sqlite and "search_key" in table.c:
        connection.exec_driver_sql("INSERT INTO search_triggers_off DEFAULT VALUES")
    columns = ", ".join(f'"{name}"' for name in table.c.keys())  # noqa: SIM118
    values = ", ".join(own.get(name, f'"{name}"') for name in table.c.keys())  # noqa: SIM118
    numbers = f"WITH RECURSIVE n(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM n WHERE k < {copies})"
    connection.exec_driver_sql(
        f'INSERT INTO "{table.name}" ({columns}) {numbers} SELECT {values} FROM n, "{table.name}" AS block'
        if sqlite
        else f'{numbers} INSERT INTO "{table.name}" ({columns}) SELECT {values} FROM n, "{table.name}" AS block'
    )
    if sqlite and "search_key" in table.c:
        fts = f"{table.name}_fts"
        connection.exec_driver_sql(
            f"INSERT INTO {fts} (rowid, search_key) SELECT id, search_key FROM {table.name} WHERE id > {block}"
        )
        connection.exec_driver_sql("DELETE FROM search_triggers_off")
    elif not sqlite and "id" in table.c:
        connection.exec_driver_sql(
            f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), (SELECT max(id) FROM {table.name}))"
        )
    for statement in made_anew:
        connection.exec_driver_sql(statement)


def _without_indexes(connection: Connection, table: str, *, sqlite: bool) -> list[str]:
    """Drop the indexes of a table; gives the statements that make them."""
    listed = (
        f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = '{table}' AND sql IS NOT NULL"
        if sqlite
        else f"SELECT indexname, indexdef FROM pg_indexes WHERE tablename = '{table}' AND indexname NOT LIKE 'pk_%%'"
    )
    found = connection.exec_driver_sql(listed).all()
    for name, _sql in found:
        connection.exec_driver_sql(f'DROP INDEX "{name}"')
    return [sql for _name, sql in found]
