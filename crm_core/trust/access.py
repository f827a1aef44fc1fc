"""Who may see and do what: the one place where that is decided.

Seeing is held by a listener that narrows every select of a restricted entity (`narrow`). Doing is asked for with
`require`. The table of rights is in docs/architecture.md; both halves of it are below.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import ColumnElement, Select, and_, event, exists, false, or_, select, true
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria

from ..base.database import label_of
from ..base.errors import Refused
from ..base.i18n import N_
from ..models import (
    Address,
    Change,
    ChangeSet,
    Contact,
    Customer,
    CustomerRelation,
    Deal,
    DealLine,
    DealState,
    Document,
    GridLayout,
    ImportantDate,
    ImportProblem,
    ImportRun,
    Interaction,
    Model,
    Note,
    Notification,
    OneTimeLink,
    Order,
    OrderLine,
    QualityDay,
    SavedView,
    Target,
    Task,
    Tracked,
    User,
    UserSession,
)

if TYPE_CHECKING:
    from .unit_of_work import Work


class Role(StrEnum):
    ADMIN = "admin"
    MANAGER = "manager"
    LEAD = "lead"
    REP = "rep"
    VIEWER = "viewer"
    SYSTEM = "system"


ROLE_LABELS = {
    Role.ADMIN: N_("Admin"),
    Role.MANAGER: N_("Manager"),
    Role.LEAD: N_("Team lead"),
    Role.REP: N_("Sales rep"),
    Role.VIEWER: N_("Viewer"),
}

Action = Literal[
    "change",
    "bulk",
    "import",
    "merge",
    "export",
    "undo",
    "targets",
    "products",
    "users",
    "settings",
    "see_audit",
    "backup",
]
Narrowing = Literal["all", "unit", "own"]


@dataclass(frozen=True)
class Actor:
    """A known person at work (or the system), with what access depends on.

    `unit_ids`: own unit and all below; `units_above`: those it belongs to.
    """

    user_id: int | None
    name: str
    role: Role
    unit_id: int | None = None
    unit_ids: frozenset[int] = frozenset()
    units_above: frozenset[int] = frozenset()
    language: str | None = None
    calendar: str | None = None
    digits: str | None = None
    theme: str | None = None
    rep_sees_unit: bool = False
    rep_may_export: bool = False
    customers_seen: Narrowing = "all"

    @property
    def sees_all(self) -> bool:
        return self.role in (Role.ADMIN, Role.MANAGER, Role.SYSTEM)

    @property
    def is_system(self) -> bool:
        return self.role is Role.SYSTEM

    @property
    def visibility(self) -> tuple[Any, ...]:
        """What decides which rows this actor sees: equal for two actors only if they see the same."""
        if self.sees_all:
            return ("all",)
        units = (self.unit_id, self.unit_ids, self.units_above)
        return (self.role, self.user_id, units, self.rep_sees_unit, self.customers_seen)

    @property
    def seen_units(self) -> frozenset[int]:
        """The units whose deals and work the actor sees whole."""
        if self.role is Role.LEAD:
            return self.unit_ids
        if self.unit_id is not None and (self.role is Role.VIEWER or self.rep_sees_unit):
            return frozenset({self.unit_id})
        return frozenset()


SYSTEM = Actor(None, "Daftar", Role.SYSTEM)


# Seeing


def _work_seen(actor: Actor, entity: Any) -> ColumnElement[bool]:
    """Deals, their states, orders, tasks and interactions: own unit's or own."""
    own: ColumnElement[bool] = entity.owner_id == actor.user_id
    units = actor.seen_units
    return or_(entity.unit_id.in_(units), own) if units else own


def _work_holds(actor: Actor, model: type[Tracked], column: str, outer: Any) -> ColumnElement[bool]:
    """Whether a deal, order or task the actor sees holds the value of `outer` in this column."""
    work = label_of(model)
    return exists(select(1).where(work.c[column] == outer, _work_seen(actor, work.c), work.c.deleted_at.is_(None)))


def _deals_seen(actor: Actor, deal_column: str, outer: Any) -> ColumnElement[bool]:
    return _work_holds(actor, Deal, deal_column, outer)


def _customers_seen(actor: Actor, entity: Any) -> ColumnElement[bool]:
    if actor.customers_seen == "all":
        return true()
    seen = [entity.owner_id.is_(None), entity.owner_id == actor.user_id]
    units = actor.unit_ids if actor.role is Role.LEAD else {actor.unit_id} if actor.unit_id else set()
    if actor.customers_seen == "unit" and units:
        seen.append(entity.unit_id.in_(units))
    return or_(*seen, _deals_seen(actor, "customer_id", entity.id))


def _customer_of_seen(actor: Actor, entity: Any) -> ColumnElement[bool]:
    customer = label_of(Customer)
    return exists(select(1).where(customer.c.id == entity.customer_id, _customers_seen(actor, customer.c)))


def _relations_seen(actor: Actor, entity: Any) -> ColumnElement[bool]:
    """Who belongs together is seen by whoever sees both."""
    if actor.customers_seen == "all":
        return true()
    customer = label_of(Customer)
    sides = (entity.customer_id, entity.other_id)
    return and_(*(exists(select(1).where(customer.c.id == side, _customers_seen(actor, customer.c))) for side in sides))


def _contacts_seen(actor: Actor, entity: Any) -> ColumnElement[bool]:
    if actor.customers_seen == "all":
        return true()
    free = entity.customer_id.is_(None) & (entity.owner_id.is_(None) | (entity.owner_id == actor.user_id))
    return or_(free, entity.owner_id == actor.user_id, _customer_of_seen(actor, entity))


def _notes_seen(actor: Actor, entity: Any) -> ColumnElement[bool]:
    about_task = _work_holds(actor, Task, "id", entity.task_id)
    about_deal = _deals_seen(actor, "id", entity.deal_id)
    about_others = entity.deal_id.is_(None) & entity.task_id.is_(None) & _with_contact_seen(actor, entity)
    return or_(entity.owner_id == actor.user_id, about_deal, about_task, about_others)


def _with_contact_seen(actor: Actor, entity: Any) -> ColumnElement[bool]:
    """What hangs on a customer or a contact is seen by whoever sees that one."""
    if actor.customers_seen == "all":
        return true()
    contact = label_of(Contact)
    of_contact = exists(select(1).where(contact.c.id == entity.contact_id, _contacts_seen(actor, contact.c)))
    return or_(_customer_of_seen(actor, entity), of_contact)


def _documents_seen(actor: Actor, entity: Any) -> ColumnElement[bool]:
    about_deal = _deals_seen(actor, "id", entity.deal_id)
    about_others = entity.deal_id.is_(None) & _with_contact_seen(actor, entity)
    return or_(entity.owner_id == actor.user_id, about_deal, about_others)


def _people_of(actor: Actor) -> Select[tuple[int]]:
    user = label_of(User)
    return select(user.c.id).where(user.c.unit_id.in_(actor.unit_ids))


def _targets_seen(actor: Actor, entity: Any) -> ColumnElement[bool]:
    mine: ColumnElement[bool] = entity.user_id == actor.user_id
    if actor.role is Role.LEAD:
        people = _people_of(actor)
        return or_(mine, entity.unit_id.in_(actor.unit_ids), entity.user_id.in_(people))
    if actor.role is Role.VIEWER and actor.unit_id:
        return or_(mine, entity.unit_id == actor.unit_id)
    return mine


def _views_seen(actor: Actor, entity: Any) -> ColumnElement[bool]:
    """What is shared with a unit is seen by its people, those of the units below, and the leads above."""
    units = actor.unit_ids | actor.units_above
    of_unit = (entity.sharing == "unit") & entity.unit_id.in_(units) if units else false()
    return or_(entity.owner_id == actor.user_id, entity.sharing == "all", of_unit)


def _sets_seen(actor: Actor, entity: Any) -> ColumnElement[bool]:
    if actor.role is Role.LEAD:
        people = _people_of(actor)
        return or_(entity.actor_id == actor.user_id, entity.actor_id.in_(people))
    return entity.actor_id == actor.user_id  # type: ignore[no-any-return]


def _changes_seen(actor: Actor, entity: Any) -> ColumnElement[bool]:
    change_set = label_of(ChangeSet)
    return exists(select(1).where(change_set.c.id == entity.change_set_id, _sets_seen(actor, change_set.c)))


def _runs_seen(actor: Actor, entity: Any) -> ColumnElement[bool]:
    of_unit = entity.unit_id.in_(actor.unit_ids) if actor.role is Role.LEAD else false()
    return or_(entity.actor_id == actor.user_id, of_unit)


def _problems_seen(actor: Actor, entity: Any) -> ColumnElement[bool]:
    run = label_of(ImportRun)
    return exists(select(1).where(run.c.id == entity.run_id, _runs_seen(actor, run.c)))


SEEN: dict[type[Model], Callable[[Actor, Any], ColumnElement[bool]]] = {
    Deal: _work_seen,
    DealState: _work_seen,
    Task: _work_seen,
    Interaction: _work_seen,
    Order: _work_seen,
    DealLine: lambda actor, line: _deals_seen(actor, "id", line.deal_id),
    OrderLine: lambda actor, line: _work_holds(actor, Order, "id", line.order_id),
    Customer: _customers_seen,
    Contact: _contacts_seen,
    Note: _notes_seen,
    Document: _documents_seen,
    CustomerRelation: _relations_seen,
    Address: _with_contact_seen,
    ImportantDate: _with_contact_seen,
    QualityDay: _work_seen,
    Target: _targets_seen,
    SavedView: _views_seen,
    ChangeSet: _sets_seen,
    Change: _changes_seen,
    ImportRun: _runs_seen,
    ImportProblem: _problems_seen,
}
"""What everybody but admin and manager (who see all of these) sees of each entity."""

PRIVATE: dict[type[Model], Callable[[Actor, Any], ColumnElement[bool]]] = {
    UserSession: lambda actor, session: session.user_id == actor.user_id,
    OneTimeLink: lambda actor, link: link.user_id == actor.user_id,
    GridLayout: lambda actor, layout: layout.user_id == actor.user_id,
}
"""What nobody but the admin sees of others."""

OWN: dict[type[Model], Callable[[Actor, Any], ColumnElement[bool]]] = {
    Notification: lambda actor, told: told.user_id == actor.user_id,
}
"""What nobody sees of others, the admin neither."""


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
    "export": N_("You may not export lists. Ask an admin."),
    "undo": N_("You may not undo this change. Ask the person who made it or an admin."),
    "targets": N_("You may not set these targets. Ask your manager."),
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
