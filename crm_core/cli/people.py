"""users: who may sign in, and as what."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import Any

from sqlalchemy import select

from crm_core.base.errors import Invalid, NotFound
from crm_core.base.i18n import N_
from crm_core.base.text import email_key
from crm_core.fields.choices import label_of_choice
from crm_core.fields.links import id_named, labels_of
from crm_core.models import User
from crm_core.trust.access import require
from crm_core.trust.accounts import hash_password, make_link
from crm_core.trust.people import ROLES, save_user
from crm_core.trust.unit_of_work import Work

from ._command import Answer, Command, Desk, add_common
from ._show import table
from .start import password_from_stdin


def _arguments(parser: ArgumentParser) -> None:
    deeds = parser.add_subparsers(dest="deed", required=True, metavar="list|add|disable|role")
    everybody = deeds.add_parser("list", help="everybody")
    add = deeds.add_parser("add", help="a new person; answers with a link to choose a password by")
    add.add_argument("email", metavar="EMAIL")
    add.add_argument("--name", default="", help="default: what stands before the @")
    add.add_argument("--role", default="rep", metavar="|".join(ROLES))
    add.add_argument("--unit", help="the unit's name")
    add.add_argument("--password-stdin", action="store_true", help="read a password from standard input instead")
    disable = deeds.add_parser("disable", help="sign somebody out and let them in no more")
    disable.add_argument("email", metavar="EMAIL")
    role = deeds.add_parser("role", help="give somebody a role")
    role.add_argument("email", metavar="EMAIL")
    role.add_argument("role", metavar="|".join(ROLES))
    for deed in (everybody, add, disable, role):
        add_common(deed)


def _users(desk: Desk, given: Namespace) -> Answer:
    return {"list": _list, "add": _add, "disable": _disable, "role": _role}[given.deed](desk, given)


def _list(desk: Desk, given: Namespace) -> Answer:
    with desk.office.read(desk.actor) as w:
        require(w, "users")
        users = [_said(w, user) for user in w.scalars(select(User).order_by(User.name_key, User.id))]
        t = w.locale.t
        rows = [
            [
                one["name"],
                one["email"] or "",
                label_of_choice("roles", one["role"], w.locale),
                one["unit"] or "",
                t(N_("yes")) if one["active"] else t(N_("no")),
            ]
            for one in users
        ]
        headers = [t(N_("Name")), t(N_("E-mail")), t(N_("Role")), t(N_("Unit")), t(N_("Active"))]
        return Answer({"users": users}, table(headers, rows))


def _said(w: Work, user: User) -> dict[str, Any]:
    units = labels_of(w, {"unit": [user.unit_id]})["unit"] if user.unit_id is not None else {}
    return {
        "id": user.id,
        "name": user.name,
        "email": user.email,
        "role": user.role,
        "unit": units.get(user.unit_id or 0),
        "active": user.active,
        "can_sign_in": user.active and user.password_hash is not None,
    }


def _add(desk: Desk, given: Namespace) -> Answer:
    password = password_from_stdin() if given.password_stdin else None
    hashed = hash_password(password) if password else None
    with desk.office.work(desk.actor) as w:
        require(w, "users")
        values = {"name": given.name or given.email.partition("@")[0], "email": given.email, "role": given.role}
        user_id = save_user(w, values | {"unit_id": _unit(w, given.unit)})
        user = w.get(User, user_id)
        link = None
        if hashed:
            user.password_hash = hashed
        else:
            link = f"/link/{make_link(w, user_id)}"
        data = {**_said(w, user), "link": link}
        lines = [w.locale.t(N_("{name} is there."), name=user.name)]
        if link:
            lines.append(w.locale.t(N_("They choose a password here, within three days: {link}"), link=link))
    return Answer(data, lines)


def _unit(w: Work, name: str | None) -> int | None:
    if not name:
        return None
    found = id_named(w, "unit", name)
    if found is None:
        raise Invalid(N_("There is no unit called {name}, or more than one."), field="unit", name=name)
    return found


def _disable(desk: Desk, given: Namespace) -> Answer:
    return _change(desk, given.email, {"active": False}, N_("{name} is signed out and can sign in no more."))


def _role(desk: Desk, given: Namespace) -> Answer:
    return _change(desk, given.email, {"role": given.role}, N_("{name} has the role now."))


def _change(desk: Desk, email: str, values: dict[str, Any], done: str) -> Answer:
    with desk.office.work(desk.actor) as w:
        require(w, "users")
        user_id = w.scalar(select(User.id).where(User.email_key == (email_key(email) or "")))
        if user_id is None:
            raise NotFound(N_("There is no user with the address {email}."), email=email)
        save_user(w, values, user_id)
        user = w.get(User, user_id)
        return Answer(_said(w, user), [w.locale.t(done, name=user.name)])


COMMANDS = (Command("users", "list, add and disable people, and give them roles", _arguments, _users),)
