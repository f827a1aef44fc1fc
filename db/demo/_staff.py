"""The four units and the people of the demo company, good and weak sellers among them."""

from __future__ import annotations

import datetime as dt
import random
import secrets
from dataclasses import dataclass

from sqlalchemy import select

from crm_core.models import User
from crm_core.trust.access import SYSTEM, Actor
from crm_core.trust.accounts import hash_password
from crm_core.trust.people import save_unit, save_user
from crm_core.trust.unit_of_work import Work, actor_of

from ._records import acting
from ._season import Season
from ._words import Staff, Words

LEFT_DAYS_AGO = 230
JOINED_DAYS_AGO = 160


@dataclass(eq=False)
class Seller:
    """Somebody who sells: how well (`skill` multiplies the chance of winning), how much, how large, how late."""

    id: int
    actor: Actor
    unit: int
    unit_id: int
    skill: float
    energy: float
    size: float
    slips: float
    since: dt.date
    until: dt.date | None = None
    successor: Seller | None = None

    def there(self, day: dt.date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True)
class Team:
    """The units and people with their numbers."""

    unit_ids: tuple[int, ...]
    manager: Actor
    sellers: tuple[Seller, ...]

    def of_unit(self, unit: int, day: dt.date) -> list[Seller]:
        """Who sells in a unit on a day."""
        return [seller for seller in self.sellers if seller.unit == unit and seller.there(day)]


def found(w: Work, words: Words, season: Season, rng: random.Random, *, sign_in: bool) -> Team:
    """Make units and people. `sign_in`: the first of each role can be entered with one click (a random password)."""
    start = season.clock.start_of_day(season.start)
    with acting(w, SYSTEM, start):
        units: list[int] = []
        for name, parent in words.units:
            units.append(save_unit(w, name, None if parent is None else units[parent]))
        known = {email for email in w.scalars(select(User.email_key)) if email}
        admin_is_there = bool(w.scalars(select(User.id).where(User.role == "admin")))
        hired = [
            (staff, _hire(w, staff, words, units))
            for staff in words.staff
            if f"{staff.mail}@{words.domain}" not in known and not (staff.role == "admin" and admin_is_there)
        ]
    if sign_in:
        _open_doors(w, hired)
    actors = {user: actor_of(w, w.get(User, user)) for _, user in hired}
    manager = next(actors[user] for staff, user in hired if staff.role == "manager")
    return Team(tuple(units), manager, _sellers(w, hired, actors, units, season, rng))


def _hire(w: Work, staff: Staff, words: Words, units: list[int]) -> int:
    values = {
        "name": staff.name,
        "email": f"{staff.mail}@{words.domain}",
        "role": staff.role,
        "unit_id": None if staff.unit is None else units[staff.unit],
    }
    return save_user(w, values)


def _open_doors(w: Work, hired: list[tuple[Staff, int]]) -> None:
    """Give the first of each role a password that nobody knows: one click on the sign-in page needs one to be set."""
    opened: set[str] = set()
    for staff, number in hired:
        if staff.role not in opened:
            opened.add(staff.role)
            w.get(User, number).password_hash = hash_password(secrets.token_urlsafe(24))


def _sellers(
    w: Work,
    hired: list[tuple[Staff, int]],
    actors: dict[int, Actor],
    units: list[int],
    season: Season,
    rng: random.Random,
) -> tuple[Seller, ...]:
    sellers = [
        _seller(staff, number, actors[number], units[staff.unit], season, rng)
        for staff, number in hired
        if staff.role in ("lead", "rep") and staff.unit is not None
    ]
    in_second = [seller for seller in sellers if seller.unit == 1]
    newcomer, leaver = in_second[-1], in_second[-2]
    newcomer.since = season.today - dt.timedelta(days=JOINED_DAYS_AGO)
    leaver.until = season.today - dt.timedelta(days=LEFT_DAYS_AGO)
    leaver.successor = in_second[1]
    with acting(w, SYSTEM, season.clock.start_of_day(leaver.until)):
        save_user(w, {"active": False}, leaver.id)
    return tuple(sellers)


def _seller(staff: Staff, number: int, actor: Actor, unit_id: int, season: Season, rng: random.Random) -> Seller:
    assert staff.unit is not None
    leads = staff.role == "lead"
    return Seller(
        id=number,
        actor=actor,
        unit=staff.unit,
        unit_id=unit_id,
        skill=rng.choice((0.62, 0.78, 0.9, 1.0, 1.08, 1.2, 1.38)) if not leads else 1.15,
        energy=rng.uniform(0.7, 1.35) if not leads else 0.3,
        size=rng.uniform(0.8, 1.25) if not leads else 1.6,
        slips=rng.uniform(0.6, 1.4),
        since=season.start,
    )
