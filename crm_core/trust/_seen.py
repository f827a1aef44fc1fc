"""What of each entity a person sees, as conditions on its rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select, true

from ..base.database import label_of
from ..models import (
    Address,
    Change,
    ChangeSet,
    CommissionRule,
    Competitor,
    Contact,
    Customer,
    CustomerRelation,
    Deal,
    DealContact,
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
    OutgoingMessage,
    Promise,
    QualityDay,
    Review,
    ReviewDeal,
    SavedView,
    Schedule,
    Submission,
    Target,
    Task,
    Tracked,
    User,
    UserSession,
)
from ._actor import Actor, Role


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


def _rules_seen(actor: Actor, entity: Any) -> ColumnElement[bool]:
    """Rules of commission: those for everybody, one's own, and those of units that pay oneself or one's people."""
    for_all = entity.unit_id.is_(None) & entity.user_id.is_(None)
    units = actor.unit_ids | actor.units_above if actor.role is Role.LEAD else actor.units_above
    mine = [entity.user_id == actor.user_id, entity.unit_id.in_(units | {actor.unit_id} - {None})]
    if actor.role is Role.LEAD:
        mine.append(entity.user_id.in_(_people_of(actor)))
    return or_(for_all, *mine)


def _submissions_seen(actor: Actor, entity: Any) -> ColumnElement[bool]:
    mine: ColumnElement[bool] = entity.user_id == actor.user_id
    return or_(mine, entity.user_id.in_(_people_of(actor))) if actor.role is Role.LEAD else mine


def _reviews_seen(actor: Actor, entity: Any) -> ColumnElement[bool]:
    """A review shows every deal of its unit: it is seen by whoever sees all of these, and by who led it."""
    units = actor.seen_units if actor.seen_units >= actor.unit_ids else frozenset()  # the units below are in it, too
    return or_(entity.owner_id == actor.user_id, entity.unit_id.in_(units))


def _of_seen_review(actor: Actor, entity: Any) -> ColumnElement[bool]:
    review = label_of(Review)
    return exists(select(1).where(review.c.id == entity.review_id, _reviews_seen(actor, review.c)))


def _promises_seen(actor: Actor, entity: Any) -> ColumnElement[bool]:
    return or_(entity.owner_id == actor.user_id, _of_seen_review(actor, entity))


def _views_seen(actor: Actor, entity: Any) -> ColumnElement[bool]:
    """What is shared with a unit is seen by its people, those of the units below, and the leads above."""
    units = actor.unit_ids | actor.units_above
    of_unit = (entity.sharing == "unit") & entity.unit_id.in_(units) if units else false()
    return or_(entity.owner_id == actor.user_id, entity.sharing == "all", of_unit)


def _schedules_seen(actor: Actor, entity: Any) -> ColumnElement[bool]:
    """One's own, and as a lead those of one's people."""
    mine: ColumnElement[bool] = entity.owner_id == actor.user_id
    return or_(mine, entity.owner_id.in_(_people_of(actor))) if actor.role is Role.LEAD else mine


def _messages_seen(actor: Actor, entity: Any) -> ColumnElement[bool]:
    schedule = label_of(Schedule)
    of_schedule = exists(select(1).where(schedule.c.id == entity.schedule_id, _schedules_seen(actor, schedule.c)))
    return or_(entity.user_id == actor.user_id, of_schedule)


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
    DealContact: lambda actor, part: _deals_seen(actor, "id", part.deal_id),
    Competitor: lambda actor, other: _deals_seen(actor, "id", other.deal_id),
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
    CommissionRule: _rules_seen,
    Submission: _submissions_seen,
    Review: _reviews_seen,
    ReviewDeal: _of_seen_review,
    Promise: _promises_seen,
    SavedView: _views_seen,
    Schedule: _schedules_seen,
    OutgoingMessage: _messages_seen,
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
