"""Tasks: whose they are, when they are due, done with one click."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import func, or_, select

from ..base.database import label_of
from ..base.errors import Refused
from ..base.i18n import N_
from ..fields.records import Edit, Edited, edit
from ..models import Customer, Deal, Task, User
from ..trust.access import may
from .about import about

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

Whose = Literal["mine", "unit", "all"]
When = Literal["overdue", "today", "week", "later", "someday", "done"]


@dataclass(frozen=True)
class TaskLine:
    """A task in a list, with the names of what it is about; `days` from today to its due day (negative: overdue)."""

    id: int
    version: int
    title: str
    kind: str
    due_on: dt.date | None
    done_on: dt.date | None
    days: int | None
    when: When
    priority: str | None
    owner_id: int | None
    owner: str | None
    customer_id: int | None
    customer: str | None
    deal_id: int | None
    deal: str | None
    may_change: bool


def task_list(
    w: Work,
    *,
    whose: Whose = "mine",
    done: bool = False,
    due_by: dt.date | None = None,
    customer_id: int | None = None,
    contact_id: int | None = None,
    deal_id: int | None = None,
    limit: int = 200,
) -> list[TaskLine]:
    """Open tasks, overdue first, then by due day, those without one last; or the newest done ones.

    Needs of a day to come are tasks from that day on; those of one customer, contact or deal are all there.
    """
    customer, deal, owner = label_of(Customer), label_of(Deal), label_of(User)
    statement = (
        select(Task, customer.c.name, deal.c.title, owner.c.name)
        .outerjoin(customer, customer.c.id == Task.customer_id)
        .outerjoin(deal, deal.c.id == Task.deal_id)
        .outerjoin(owner, owner.c.id == Task.owner_id)
        .limit(limit)
    )
    for condition in _conditions(w, whose, done, due_by, customer_id, contact_id, deal_id):
        statement = statement.where(condition)
    order = (Task.done_on.desc(), Task.id.desc()) if done else (Task.due_on.asc().nulls_last(), Task.id)
    return [_line(w, *row) for row in w.rows(statement.order_by(*order))]


def _conditions(
    w: Work,
    whose: Whose,
    done: bool,
    due_by: dt.date | None = None,
    customer_id: int | None = None,
    contact_id: int | None = None,
    deal_id: int | None = None,
) -> list[Any]:
    found: list[Any] = [Task.done_on.is_not(None) if done else Task.done_on.is_(None)]
    if whose == "mine":
        found.append(Task.owner_id == w.actor.user_id)
    elif whose == "unit" and w.actor.unit_ids:
        found.append(or_(Task.unit_id.in_(w.actor.unit_ids), Task.owner_id == w.actor.user_id))
    if due_by is not None:
        found.append(Task.due_on <= due_by)
    if customer_id is not None:
        found.append(about(Task, customer_id))
    if contact_id is not None:
        found.append(Task.contact_id == contact_id)
    if deal_id is not None:
        found.append(Task.deal_id == deal_id)
    if not done and (customer_id, contact_id, deal_id) == (None, None, None):
        found.append(or_(Task.kind != "need", Task.due_on.is_(None), Task.due_on <= w.clock.today()))
    return found


def _line(w: Work, task: Task, customer: str | None, deal: str | None, owner: str | None) -> TaskLine:
    days = (task.due_on - w.clock.today()).days if task.due_on else None
    return TaskLine(
        id=task.id,
        version=task.version,
        title=task.title,
        kind=task.kind,
        due_on=task.due_on,
        done_on=task.done_on,
        days=days,
        when=_when(task, days),
        priority=task.priority,
        owner_id=task.owner_id,
        owner=owner,
        customer_id=task.customer_id,
        customer=customer,
        deal_id=task.deal_id,
        deal=deal,
        may_change=may(w.actor, "change", task),
    )


def _when(task: Task, days: int | None) -> When:
    if task.done_on is not None:
        return "done"
    if days is None:
        return "someday"
    if days < 0:
        return "overdue"
    return "today" if days == 0 else "week" if days <= 7 else "later"


@dataclass(frozen=True)
class TaskCounts:
    """How many open tasks are overdue, due today, and open in all."""

    overdue: int
    today: int
    open: int


def task_counts(w: Work, *, whose: Whose = "mine") -> TaskCounts:
    today = w.clock.today()
    overdue = func.count().filter(Task.due_on < today)
    due = func.count().filter(Task.due_on == today)
    statement = select(overdue, due, func.count())
    for condition in _conditions(w, whose, False):
        statement = statement.where(condition)
    row = w.rows(statement)[0]
    return TaskCounts(row[0], row[1], row[2])


def set_done(w: Work, task_id: int, version: int, *, done: bool = True) -> Edited:
    """Tick a task off, or open it again; doing it twice changes nothing."""
    task = w.get(Task, task_id, lock=True)
    if not may(w.actor, "change", task):
        raise Refused(N_("This is somebody else's task."))
    if (task.done_on is not None) == done:
        return Edited(task.id, task.version, None)
    return edit(w, "task", Edit(task_id, version, {"done_on": w.clock.today() if done else None}))
