"""init and demo: a database to work in."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace

from sqlalchemy import func, select

from crm_core.base.errors import Invalid, Refused
from crm_core.base.i18n import N_
from crm_core.base.text import is_email
from crm_core.models import ENTITIES
from crm_core.trust.access import SYSTEM, require
from crm_core.trust.accounts import check_password_strength, needs_set_up
from crm_core.trust.set_up import add_admin, prepare

from ._command import Answer, Command, Desk


def password_from_stdin() -> str:
    """The first line of what is piped in. Raises Invalid where there is none."""
    password = sys.stdin.readline().rstrip("\r\n")
    if not password:
        raise Invalid(N_("No password came in. Pipe it in as one line."), field="password")
    return password


def _init_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--admin", metavar="EMAIL", help="the first admin's e-mail address")
    parser.add_argument("--password-stdin", action="store_true", help="read the admin's password from standard input")


def _init(desk: Desk, given: Namespace) -> Answer:
    """Create or upgrade the database; make the first admin where one is named."""
    was_there = desk.has_database
    if desk.email is not None:
        with desk.office.read(desk.actor) as w:
            require(w, "settings")
    password = _admins_password(given)
    if given.admin and was_there and not needs_set_up(desk.office):
        raise Refused(N_("This database has its admin already. Add people with: users add"))
    prepare(desk.office)
    admin = add_admin(desk.office, given.admin, password) if password else None
    t = desk.locale.t
    address = desk.office.database.engine.url.render_as_string(hide_password=True)
    lines = [t(N_("The database is ready: {address}"), address=address)]
    if admin is not None:
        lines.append(t(N_("{email} is the first admin."), email=given.admin))
    elif needs_set_up(desk.office):
        lines.append(t(N_("Nobody can sign in yet: open the app to set the company up.")))
    return Answer(
        {"database": address, "ready": True, "changed": not was_there or admin is not None, "admin": given.admin},
        lines,
    )


def _admins_password(given: Namespace) -> str | None:
    """The first admin's password; None where none is named. Checked before anything is written."""
    if not given.admin:
        if given.password_stdin:
            raise Invalid(N_("Whose password? Name the first admin with --admin EMAIL."))
        return None
    if not is_email(given.admin):
        raise Invalid(N_("{email} is not an e-mail address."), field="email", email=given.admin)
    if not given.password_stdin:
        raise Invalid(N_("Give the admin’s password with --password-stdin: it is read from standard input."))
    password = password_from_stdin()
    check_password_strength(password)
    return password


def _demo_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--language", choices=("en", "fa"), help="of names and texts (default: the company's)")


def _demo(desk: Desk, given: Namespace) -> Answer:
    """Fill an empty database with the demo company."""
    from db.demo import fill  # made-up people and words: nothing that other commands should load

    if desk.email is not None:
        with desk.office.read(desk.actor) as w:
            require(w, "settings")
    fill(desk.office, language=given.language)
    counted = ("customer", "contact", "deal", "task", "interaction", "user")
    with desk.office.read(SYSTEM) as w:
        made = {name: int(w.scalar(select(func.count()).select_from(ENTITIES[name]))) for name in counted}
    said = desk.locale.t(
        N_("The demo company is there: {customers} customers, {deals} deals, {users} people."),
        customers=made["customer"],
        deals=made["deal"],
        users=made["user"],
    )
    return Answer({f"{name}s": number for name, number in made.items()}, [said])


COMMANDS = (
    Command("init", "create or upgrade the database, and the first admin", _init_arguments, _init, True),
    Command("demo", "fill an empty database with the demo company", _demo_arguments, _demo, True),
)
