"""The company that most tests work in: set up, with a tree of units and the people in them.

Company                 Mina (admin), Babak (manager)
├── Tehran              Leila (lead)
│   ├── North           Nader (lead), Sara and Reza (reps), Vida (viewer)
│   └── South           Omid (rep)
└── Shiraz              Shirin (lead), Kian (rep)
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import make_url, select

from crm_core.base.clock import FixedClock
from crm_core.base.config import Settings
from crm_core.models import Unit, User
from crm_core.trust import people, set_up
from crm_core.trust.access import SYSTEM, Actor, Role
from crm_core.trust.accounts import hash_password
from crm_core.trust.unit_of_work import Office
from tests.provision.shared import run_folder

NOW = datetime(2026, 11, 21, 8, 30, tzinfo=UTC)
"""Saturday 2026-11-21, noon in Tehran: 30 Aban 1405."""

PASSWORD = "seven green lanterns"
"""Everybody's."""

ENGLISH: dict[str, Any] = {
    "name": "Daftar Trading",
    "language": "en",
    "calendar": "gregorian",
    "time_zone": "Asia/Tehran",  # not UTC, so that a day taken in the wrong zone shows
    "currency": "USD",
    "country": "IR",
    "area_code": "21",
}
PERSIAN: dict[str, Any] = {
    "name": "بازرگانی دفتر",
    "language": "fa",
    "calendar": "jalali",
    "time_zone": "Asia/Tehran",
    "currency": "IRR",
    "toman": True,
    "country": "IR",
    "area_code": "21",
    "week_start": 5,
    "weekend": {"3": 0.5, "4": 1.0},
}

UNITS = (
    ("Company", None),
    ("Tehran", "Company"),
    ("North", "Tehran"),
    ("South", "Tehran"),
    ("Shiraz", "Company"),
)
PEOPLE = (
    ("Babak", Role.MANAGER, "Company"),
    ("Leila", Role.LEAD, "Tehran"),
    ("Nader", Role.LEAD, "North"),
    ("Sara", Role.REP, "North"),
    ("Reza", Role.REP, "North"),
    ("Vida", Role.VIEWER, "North"),
    ("Omid", Role.REP, "South"),
    ("Shirin", Role.LEAD, "Shiraz"),
    ("Kian", Role.REP, "Shiraz"),
)


def email(name: str) -> str:
    """The address that somebody signs in with."""
    return f"{name.lower()}@daftar.example"


def open_office(address: str) -> Office:
    """The company in this database, its clock standing at NOW."""
    settings = Settings(database_url=address, store=str(store_of(address)))
    return Office(settings, FixedClock(ZoneInfo("Asia/Tehran"), NOW))


def store_of(address: str) -> Path:
    """Where the documents of a test's database lie: beside its file, or in the folder of the run."""
    name = make_url(address).database or ""
    return Path(name).with_suffix(".files") if address.startswith("sqlite") else run_folder() / f"{name}.files"


def found(address: str, company: dict[str, Any]) -> None:
    """Set a company with these settings up in an empty database, with its units and people."""
    office = open_office(address)
    set_up.prepare(office)
    set_up.set_up(office, set_up.SetUp(company, "Mina", email("Mina"), PASSWORD))
    with office.work(SYSTEM) as w, w.changing("setup"):
        units: dict[str, int] = {}
        for name, parent in UNITS:
            units[name] = people.save_unit(w, name, units[parent] if parent else None)
        for name, role, unit in PEOPLE:
            values = {"name": name, "email": email(name), "role": role.value, "unit_id": units[unit]}
            people.save_user(w, values)
        same = hash_password(PASSWORD)
        for user in w.scalars(select(User)):
            user.unit_id = user.unit_id or units["Company"]
            user.password_hash = same
    office.close()


@dataclass(frozen=True)
class People:
    """Everybody in the company, by their first names."""

    mina: Actor
    babak: Actor
    leila: Actor
    nader: Actor
    sara: Actor
    reza: Actor
    vida: Actor
    omid: Actor
    shirin: Actor
    kian: Actor


def people_of(office: Office) -> People:
    return People(**{name: office.actor_for(email(name)) for name in People.__dataclass_fields__})


def units_of(office: Office) -> dict[str, int]:
    """Numbers of the units by name."""
    with office.read(SYSTEM) as w:
        return {row.name: row.id for row in w.rows(select(Unit.id, Unit.name))}
