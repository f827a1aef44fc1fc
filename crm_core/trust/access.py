"""Who may see and do what: the one place where that is decided.

Seeing is held by a listener that narrows every select of a restricted entity (`_narrow`), by the conditions in
`_seen.py`. Doing is asked for with `require`. The table of rights is in docs/architecture.md.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import ColumnElement, event, true
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria

from ..base.errors import Refused
from ..base.i18n import N_
from ..models import Model, Tracked
from ._actor import ROLE_LABELS, SYSTEM, Actor, Narrowing, Role
from ._seen import OWN, PRIVATE, SEEN

if TYPE_CHECKING:
    from .unit_of_work import Work

__all__ = [
    "ROLE_LABELS",
    "SEEN",
    "SYSTEM",
    "Action",
    "Actor",
    "Narrowing",
    "Role",
    "criteria",
    "may",
    "require",
    "right_to",
    "sees",
]

Action = Literal[
    "change",
    "bulk",
    "import",
    "merge",
    "export",
    "undo",
    "targets",
    "review",
    "products",
    "users",
    "settings",
    "see_audit",
    "backup",
]

# Seeing


@lru_cache(maxsize=1_000)
def criteria(actor: Actor) -> tuple[Any, ...]:
    """The loader options that narrow a select to what the actor sees, deleted records left out.

    Remembered by person: making them takes longer than most of the questions they narrow.
    """
    rules: dict[type[Model], Callable[[Actor, Any], ColumnElement[bool]]] = {}
    if not actor.sees_all:
        rules |= SEEN
    if actor.role not in (Role.ADMIN, Role.SYSTEM):
        rules |= PRIVATE
    if not actor.is_system:
        rules |= OWN
    return tuple(
        with_loader_criteria(entity, rule(actor, entity), include_aliases=True) for entity, rule in rules.items()
    )


def sees(actor: Actor, model: type[Model], columns: Any) -> ColumnElement[bool]:
    """Whether the actor sees a row with these columns, as a condition, where rows are read that nobody need see."""
    rule = None if actor.sees_all else SEEN.get(model)
    return true() if rule is None else rule(actor, columns)


NOT_IN_BIN = with_loader_criteria(Tracked, lambda entity: entity.deleted_at.is_(None), include_aliases=True)


@event.listens_for(Session, "do_orm_execute")
def _narrow(state: ORMExecuteState) -> None:
    """Add the actor's visibility to every select; a session without an actor runs nothing."""
    info = state.session.info
    if "actor" not in info:
        raise RuntimeError("a session needs an actor: open it with Office.work or Office.read")
    if state.is_select:
        if state.is_column_load or state.is_relationship_load:
            return
        options = info["criteria"]
        if not state.execution_options.get("with_bin", False):
            options = (*options, NOT_IN_BIN)
        if options:
            state.statement = state.statement.options(*options)
    elif state.is_update or state.is_delete:
        raise RuntimeError("bulk statements go through trust.changes, which writes the history")


# Doing

_ROLES: dict[Action, frozenset[Role]] = {
    "change": frozenset({Role.ADMIN, Role.MANAGER, Role.LEAD, Role.REP}),
    "bulk": frozenset({Role.ADMIN, Role.MANAGER, Role.LEAD, Role.REP}),
    "import": frozenset({Role.ADMIN, Role.MANAGER, Role.LEAD, Role.REP}),
    "merge": frozenset({Role.ADMIN, Role.MANAGER, Role.LEAD, Role.REP}),
    "export": frozenset({Role.ADMIN, Role.MANAGER, Role.LEAD, Role.REP}),
    "undo": frozenset({Role.ADMIN, Role.MANAGER, Role.LEAD, Role.REP}),
    "targets": frozenset({Role.ADMIN, Role.MANAGER, Role.LEAD}),
    "review": frozenset({Role.ADMIN, Role.MANAGER, Role.LEAD}),
    "products": frozenset({Role.ADMIN, Role.MANAGER}),
    "users": frozenset({Role.ADMIN}),
    "settings": frozenset({Role.ADMIN}),
    "see_audit": frozenset({Role.ADMIN, Role.MANAGER}),
    "backup": frozenset({Role.ADMIN}),
}

_REFUSALS: dict[Action, str] = {
    "change": N_("You may not change this record. Ask its owner or your team lead."),
    "bulk": N_("You may not change these records together. Ask your team lead."),
    "import": N_("You may not import lists. Ask an admin."),
    "merge": N_("You may not merge these records. Ask your team lead."),
    "export": N_("You may not export lists and reports. Ask an admin."),
    "undo": N_("You may not undo this change. Ask the person who made it or an admin."),
    "targets": N_("You may not set these targets. Ask your manager."),
    "review": N_("Reviews are led by team leads and managers."),
    "products": N_("Only managers and admins change products."),
    "users": N_("Only an admin manages users and teams."),
    "settings": N_("Only an admin changes the settings."),
    "see_audit": N_("Only managers and admins see all changes."),
    "backup": N_("Only an admin makes and restores backups."),
}


_CHANGED_WITH: dict[str, Action] = {"product": "products"}


def right_to(entity: str) -> Action:
    """The right that it takes to change records of this kind at all."""
    return _CHANGED_WITH.get(entity, "change")


def may(actor: Actor, action: Action, record: Any = None) -> bool:
    """Whether the actor may do this at all or, with a record (anything with owner_id and unit_id), to it."""
    if actor.is_system:
        return True
    if actor.role not in _ROLES[action]:
        return False
    if action == "export" and actor.role is Role.REP:
        return actor.rep_may_export
    if actor.sees_all or record is None:
        return True
    owner = getattr(record, "owner_id", None)
    unit = getattr(record, "unit_id", None)
    if owner == actor.user_id:
        return True
    if actor.role is Role.LEAD:
        return unit in actor.unit_ids or (owner is None and unit is None)
    return owner is None and unit in (None, actor.unit_id)


def require(w: Work, action: Action, record: Any = None) -> None:
    """Raise Refused, in words, when the actor may not do this (see `may`)."""
    if not may(w.actor, action, record):
        raise Refused(_REFUSALS[action])
