"""Users and organisation units, as an admin keeps them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from ..base.errors import Invalid, Refused
from ..base.i18n import N_
from ..base.text import email_key, fold, is_email
from ..models import Customer, Deal, Unit, User
from .access import Role, require
from .accounts import end_sessions_of, require_another_admin
from .unit_of_work import Work, units_below

ROLES = tuple(role.value for role in Role if role is not Role.SYSTEM)
USER_FIELDS = frozenset({"name", "email", "phone", "role", "unit_id", "active", "external_id"})
CHOICES = frozenset({"language", "calendar", "digits", "theme"})


@dataclass(frozen=True)
class UnitNode:
    """A unit in the tree: its depth from the top, and how many people belong to it directly."""

    id: int
    name: str
    parent_id: int | None
    depth: int
    people: int


@dataclass(frozen=True)
class Person:
    """A user in a list; `has_password`: somebody can sign in as them."""

    id: int
    version: int
    name: str
    email: str | None
    role: str
    unit_id: int | None
    active: bool
    has_password: bool


def people_list(w: Work) -> list[Person]:
    """All users, active ones first, in order of name."""
    columns = (User.id, User.version, User.name, User.email, User.role, User.unit_id, User.active)
    statement = select(*columns, User.password_hash.is_not(None).label("known"))
    rows = w.rows(statement.order_by(User.active.desc(), User.name_key, User.id))
    return [
        Person(row.id, row.version, row.name, row.email, row.role, row.unit_id, row.active, bool(row.known))
        for row in rows
    ]


def unit_tree(w: Work) -> list[UnitNode]:
    """All units, each after its parent, siblings in order of name."""
    rows = w.rows(select(Unit.id, Unit.name, Unit.parent_id).order_by(Unit.name_key))
    count = select(User.unit_id, func.count()).where(User.active.is_(True)).group_by(User.unit_id)
    people: dict[int | None, int] = {row[0]: row[1] for row in w.rows(count)}
    below: dict[int | None, list[Any]] = {}
    for row in rows:
        below.setdefault(row.parent_id, []).append(row)

    def walk(parent: int | None, depth: int) -> list[UnitNode]:
        return [
            node
            for row in below.get(parent, [])
            for node in (
                UnitNode(row.id, row.name, row.parent_id, depth, people.get(row.id, 0)),
                *walk(row.id, depth + 1),
            )
        ]

    return walk(None, 0)


def save_unit(w: Work, name: str, parent_id: int | None = None, unit_id: int | None = None) -> int:
    """Make a unit, or rename and move one. Raises Invalid for an empty or taken name, or a circle."""
    require(w, "users")
    if not name.strip():
        raise Invalid(N_("Give the unit a name."), field="name")
    twin = select(Unit.id).where(Unit.name_key == fold(name), Unit.parent_id.is_not_distinct_from(parent_id))
    if w.scalar(twin) not in (None, unit_id):
        raise Invalid(N_("There is already a unit called {name} there."), field="name", name=name)
    with w.changing("edit"):
        if unit_id is None:
            unit = Unit(name=name.strip(), parent_id=parent_id)
            w.session.add(unit)
        else:
            unit = w.get(Unit, unit_id)
            parents = {row.id: row.parent_id for row in w.rows(select(Unit.id, Unit.parent_id))}
            if parent_id in units_below(parents, unit_id):
                raise Invalid(N_("A unit cannot stand below itself."), field="parent_id")
            unit.name, unit.parent_id = name.strip(), parent_id
        w.session.flush()
        return unit.id


def delete_unit(w: Work, unit_id: int) -> None:
    """Put an empty unit into the bin. Raises Invalid when people or units are still in it."""
    require(w, "users")
    unit = w.get(Unit, unit_id)
    people = w.scalar(select(func.count()).select_from(User).where(User.unit_id == unit_id))
    units = w.scalar(select(func.count()).select_from(Unit).where(Unit.parent_id == unit_id))
    if people or units:
        raise Invalid(N_("Move the people and units out of {name} first."), name=unit.name)
    with w.changing("delete"):
        unit.deleted_at = w.clock.now()


def save_user(w: Work, values: dict[str, Any], user_id: int | None = None) -> int:
    """Make a user or change one (USER_FIELDS). Who becomes inactive is signed out everywhere."""
    require(w, "users")
    values = _checked(w, values, user_id)
    with w.changing("edit" if user_id else "create"):
        if user_id is None:
            user = User(**values)
            w.session.add(user)
            w.session.flush()
            return user.id
        user = w.get(User, user_id, lock=True)
        if user.role == Role.ADMIN and (values.get("role", user.role) != user.role or values.get("active") is False):
            require_another_admin(w, user.id)
        moved = "unit_id" in values and values["unit_id"] != user.unit_id
        for name, value in values.items():
            setattr(user, name, value)
        if moved:
            _move_open_work(w, user)
        w.session.flush()
        if not user.active:
            end_sessions_of(w, user.id)
        return user.id


def _checked(w: Work, given: dict[str, Any], user_id: int | None) -> dict[str, Any]:
    if unknown := set(given) - USER_FIELDS:
        raise Invalid(N_("These cannot be set on a user: {names}"), names=", ".join(sorted(unknown)))
    values = {**given}
    if "name" in values or user_id is None:
        values["name"] = (values.get("name") or "").strip()
        if not values["name"]:
            raise Invalid(N_("Give the person a name."), field="name")
    if "email" in values:
        values["email"] = _free_email(w, values["email"], user_id)
    if values.get("role", "rep") not in ROLES:
        raise Invalid(N_("There is no such role: {role}"), field="role", role=values["role"])
    return values


def _move_open_work(w: Work, user: User) -> None:
    """Open deals and customers go with their owner to the new unit; what is closed stays where it was won."""
    for model, further in ((Customer, []), (Deal, [Deal.outcome == "open"])):
        for record in w.scalars(select(model).where(model.owner_id == user.id, *further)):
            record.unit_id = user.unit_id


def put_people_in_unit(w: Work, user_ids: list[int], unit_id: int) -> int:
    """Put several people into one unit (the receipt of an import offers it); returns how many moved."""
    require(w, "users")
    w.get(Unit, unit_id)
    with w.changing("bulk_edit"):
        for user_id in user_ids:
            save_user(w, {"unit_id": unit_id}, user_id)
    return len(user_ids)


def _free_email(w: Work, email: str | None, user_id: int | None) -> str | None:
    if not email or not email.strip():
        return None
    if not is_email(email):
        raise Invalid(N_("{email} is not an e-mail address."), field="email", email=email)
    taken = w.scalar(select(User.id).where(User.email_key == email_key(email)))
    if taken not in (None, user_id):
        raise Invalid(N_("Another user has the address {email}."), field="email", email=email)
    return email.strip()


def choose(w: Work, **choices: str | None) -> None:
    """Set the actor's own language, calendar, digits or theme; None is the company's."""
    if w.actor.user_id is None or set(choices) - CHOICES:
        raise Refused(N_("Only your own language, calendar, digits and theme can be chosen here."))
    allowed = {
        "language": {None, "en", "fa"},
        "calendar": {None, "gregorian", "jalali"},
        "digits": {None, "latin", "persian"},
        "theme": {None, "light", "dark"},
    }
    for name, value in choices.items():
        if value not in allowed[name]:
            raise Invalid(N_("There is no such choice: {value}"), field=name, value=value)
    user = w.get(User, w.actor.user_id)
    with w.changing("edit"):
        for name, value in choices.items():
            setattr(user, name, value)
