"""Lists of users: their units, who leads them, and that nobody is signed in or locked out by a list.

The unit of a row is made where it is not there. Who is named as somebody's manager leads: a new person of the list
becomes a team lead unless the list gives another role; a manager who is no user is only told of. People come without
a password, so nobody can sign in until invited.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import false, or_, select, true

from ..base.database import label_of
from ..base.i18n import N_
from ..base.many import chunks
from ..base.text import compact, email_key
from ..models import Customer, Deal, Interaction, Order, Task, Tracked, User
from ..trust.access import Role
from ..trust.bulk import BulkEdit, bulk_update
from ._planned import Plan, RowPlan
from ._rows import follow_first
from ._standing import stored, units_by_user
from ._writing import Made, write_rows

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work
    from ._listed import Listed

NO_USERS = N_("Managers that the list names and who are no users ({count}): {names}")
LEADS = N_("New people who are named as somebody’s manager became team leads ({count}): {names}")
TAKEN = N_("Another user has the address {value}.")
ADMIN_STAYS = N_("{name} is an admin; a list does not take that away.")
_NAMED = 8


def planned(listed: Listed) -> list[RowPlan]:
    """The rows of a list of users."""
    size = len(listed.places)
    listed.assumed = {"active": [True] * size, "role": _roles(listed)}
    rows = listed.rows()
    _keep_admins(listed, rows)
    _one_address_each(listed, rows)
    follow_first(rows)  # what was taken from a row does not change its record any more
    return rows


# Who leads


def _roles(listed: Listed) -> list[str]:
    """The role that each row's person has where the list gives none."""
    managers = {text for text in listed.peek("manager") if text}
    signs = [list(_signs(listed, place)) for place in listed.places]
    known = {sign for some in signs for sign in some}
    wanted = {sign for text in managers for sign in _spellings(text)}
    leading = [any(sign in wanted for sign in some) for some in signs]
    given = listed.peek("role")
    made = [str(listed.peek("name")[at]) for at in listed.places if leading[at] and not given[at]]
    if made:
        listed.note(LEADS, count=len(made), names=_some(made))
    strangers = [text for text in managers if not known & set(_spellings(text))]
    strangers = sorted(set(strangers) - _users_among(listed.w, strangers))
    if strangers:
        listed.note(NO_USERS, count=len(strangers), names=_some(strangers))
    return [str(Role.LEAD if one else Role.REP) for one in leading]


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:_NAMED]) + (" …" if len(names) > _NAMED else "")


def _signs(listed: Listed, place: int) -> Iterator[str]:
    """What a manager column may call the person of a row."""
    for key in ("name", "external_id", "email"):
        value = listed.peek(key)[place]
        if value:
            yield from _spellings(str(value))


def _spellings(text: str) -> Iterator[str]:
    yield email_key(text) or compact(text) or text


def _users_among(w: Work, names: Sequence[str]) -> set[str]:
    """Which of these names, numbers or addresses are users'."""
    user = label_of(User)
    known: set[str] = set()
    for row in w.rows(select(user.c.name, user.c.email, user.c.external_id).where(user.c.deleted_at.is_(None))):
        for value in row:
            known |= set(_spellings(value)) if value else set()
    return {name for name in names if known & set(_spellings(name))}


# What a list may not do


def _keep_admins(listed: Listed, rows: Sequence[RowPlan]) -> None:
    """An admin stays one, and active, whatever a list says."""
    edits = [row for row in rows if row.is_edit and {"role", "active"} & row.values.keys()]
    if not edits:
        return
    users = stored(listed.w, User, [row.id or 0 for row in edits])
    for row in edits:
        if users[row.id or 0]["role"] != Role.ADMIN:
            continue
        for name in ("role", "active"):
            if name in row.values and row.before.get(name) != row.values[name]:
                listed.trouble(name, row.place, row.values.pop(name), ADMIN_STAYS, name=row.label)
                row.before.pop(name, None)
        row.status = "updated" if row.values or row.parts else "unchanged"


def _one_address_each(listed: Listed, rows: Sequence[RowPlan]) -> None:
    """An address is one person's: where another has it already, the row goes in without."""
    writing = [row for row in rows if (row.is_new or row.is_edit) and row.values.get("email")]
    keys = {row.place: email_key(str(row.values["email"])) for row in writing}
    owner = dict[str, Any]()
    user = label_of(User)
    for some in chunks(sorted({key for key in keys.values() if key})):
        for found in listed.w.rows(select(user.c.id, user.c.email_key).where(user.c.email_key.in_(some))):
            owner[found.email_key] = found.id
    for row in writing:
        key, me = keys[row.place], row.id if row.is_edit else f"row {row.place}"
        if key and owner.setdefault(key, me) != me:
            listed.trouble("email", row.place, row.values.pop("email"), TAKEN)
            row.before.pop("email", None)
            row.derived = None
            if row.is_edit:
                row.status = "updated" if row.values or row.parts else "unchanged"


# What goes with a person


_MOVING: Mapping[type[Tracked], Callable[[Any], Any]] = {
    Customer: lambda _table: true(),
    Deal: lambda table: table.c.outcome == "open",
    Task: lambda table: table.c.done_on.is_(None),
    Interaction: lambda _table: false(),
    Order: lambda _table: false(),
}
"""Which records go with their owner to another unit; those that belong to no unit at all only wait for one."""


def write(w: Work, plan: Plan, made: Made, progress: Callable[[int], None]) -> None:
    """Write the people, and move what is theirs to the unit that they were given."""
    write_rows(w, plan, made, progress)
    moved = [row.id for row in plan.rows if row.is_edit and row.id and "unit_id" in row.values]
    units = units_by_user(w)
    for model, condition in _MOVING.items():
        table = label_of(model)
        for some in chunks(moved):
            statement = select(table.c.id, table.c.version, table.c.owner_id, table.c.unit_id).where(
                table.c.owner_id.in_(some),
                table.c.deleted_at.is_(None),
                or_(condition(table), table.c.unit_id.is_(None)),
            )
            found = w.rows(statement)
            bulk_update(w, model, [BulkEdit(one.id, one.version, {"unit_id": units[one.owner_id]}) for one in found])
