"""The time line of a customer: interactions, deals and their moves, orders, tasks, notes and changes, newest first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import and_, or_, select

from ..base.database import AnySelect, label_of
from ..models import Customer, Deal, DealState, Interaction, Note, Order, Stage, Task, User
from ..work.about import about
from .changes import FileChange, changes_of

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

_USER, _STAGE = label_of(User), label_of(Stage)

EventKind = Literal["interaction", "deal", "order", "task", "note", "change"]
KINDS: tuple[EventKind, ...] = ("interaction", "deal", "order", "task", "note", "change")


@dataclass(frozen=True)
class Event:
    """One entry: when, what kind (and kind within the kind), who, its words, and the record behind it."""

    at: dt.datetime
    kind: EventKind
    what: str
    person: str | None
    title: str
    body: str = ""
    record_id: int | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    change: FileChange | None = None


def timeline(
    w: Work,
    customer_id: int,
    *,
    kinds: Sequence[EventKind] = KINDS,
    before: dt.datetime | None = None,
    limit: int = 50,
) -> list[Event]:
    """The newest entries before an instant, of these kinds; the next page begins at the last entry's instant."""
    w.get(Customer, customer_id)
    events: list[Event] = []
    for kind in kinds:
        events += _READERS[kind](w, customer_id, before, limit)
    events.sort(key=lambda event: (event.at, event.record_id or 0), reverse=True)
    return events[:limit]


def _with_person(statement: AnySelect, owner: Any) -> AnySelect:
    return statement.add_columns(_USER.c.name.label("person")).outerjoin(_USER, _USER.c.id == owner)


def _interactions(w: Work, customer_id: int, before: dt.datetime | None, limit: int) -> list[Event]:
    one = Interaction
    statement = select(one.id, one.happened_at, one.kind, one.subject, one.note, one.outcome)
    statement = _with_person(statement.where(about(one, customer_id)), one.owner_id)
    if before is not None:
        statement = statement.where(one.happened_at < before)
    return [
        Event(
            at=row.happened_at,
            kind="interaction",
            what=row.kind,
            person=row.person,
            title=row.subject,
            body=row.note or "",
            record_id=row.id,
            facts={"outcome": row.outcome},
        )
        for row in w.rows(statement.order_by(one.happened_at.desc()).limit(limit))
    ]


def _deals(w: Work, customer_id: int, before: dt.datetime | None, limit: int) -> list[Event]:
    """A deal's opening and every stage it entered."""
    state = DealState
    statement = (
        select(
            state.deal_id,
            state.stage_id,
            state.valid_from,
            state.outcome,
            state.amount,
            state.currency,
            Deal.title,
            _STAGE.c.name.label("stage"),
        )
        .join(Deal, Deal.id == state.deal_id)
        .join(_STAGE, _STAGE.c.id == state.stage_id)
        .where(Deal.customer_id == customer_id)
        .order_by(state.deal_id, state.valid_from, state.id)
    )
    events: list[Event] = []
    last: tuple[int, int] | None = None
    for row in w.rows(_with_person(statement, state.owner_id)):
        opened = last is None or last[0] != row.deal_id
        if not opened and last == (row.deal_id, row.stage_id):
            continue
        last = (row.deal_id, row.stage_id)
        what = row.outcome if row.outcome != "open" else "opened" if opened else "moved"
        facts = {"stage": row.stage, "amount": row.amount, "currency": row.currency}
        events.append(Event(row.valid_from, "deal", what, row.person, row.title, "", row.deal_id, facts))
    # Of what happened at one moment, the later stands first.
    newest = [event for event in reversed(events) if before is None or event.at < before]
    return sorted(newest, key=lambda event: event.at, reverse=True)[:limit]


def _noon(w: Work, day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), tzinfo=w.company.zone).astimezone(dt.UTC)


def _orders(w: Work, customer_id: int, before: dt.datetime | None, limit: int) -> list[Event]:
    """An order stands at the day it was made; one without a day where it was entered."""
    one = Order
    statement = select(one.id, one.number, one.ordered_on, one.status, one.amount, one.currency, one.created_at)
    statement = _with_person(statement.where(one.customer_id == customer_id), one.owner_id)
    if before is not None:
        day = w.clock.day_of(before)
        early = or_(one.ordered_on <= day, and_(one.ordered_on.is_(None), one.created_at < before))
        statement = statement.where(early)
    events = []
    for row in w.rows(statement.order_by(one.ordered_on.desc().nulls_first(), one.id.desc()).limit(limit + 1)):
        at = _noon(w, row.ordered_on) if row.ordered_on else row.created_at
        if before is None or at < before:
            facts = {"amount": row.amount, "currency": row.currency}
            events.append(Event(at, "order", row.status, row.person, row.number, "", row.id, facts))
    return events[:limit]


def _tasks(w: Work, customer_id: int, before: dt.datetime | None, limit: int) -> list[Event]:
    """A done task stands at the day it was done, an open one where it was planned."""
    one = Task
    statement = select(one.id, one.title, one.kind, one.note, one.created_at, one.due_on, one.done_on)
    statement = _with_person(statement.where(about(one, customer_id)), one.owner_id)
    events = []
    for row in w.rows(statement.order_by(one.created_at.desc()).limit(5 * limit)):
        at = _noon(w, row.done_on) if row.done_on else row.created_at
        if before is None or at < before:
            what = "done" if row.done_on else "open"
            facts = {"kind": row.kind, "due_on": row.due_on, "done_on": row.done_on}
            events.append(Event(at, "task", what, row.person, row.title, row.note or "", row.id, facts))
    return sorted(events, key=lambda event: event.at, reverse=True)[:limit]


def _notes(w: Work, customer_id: int, before: dt.datetime | None, limit: int) -> list[Event]:
    one = Note
    statement = _with_person(select(one.id, one.created_at, one.body).where(about(one, customer_id)), one.owner_id)
    if before is not None:
        statement = statement.where(one.created_at < before)
    return [
        Event(row.created_at, "note", "note", row.person, "", row.body, row.id)
        for row in w.rows(statement.order_by(one.created_at.desc()).limit(limit))
    ]


def _changes(w: Work, customer_id: int, before: dt.datetime | None, limit: int) -> list[Event]:
    return [
        Event(
            at=change.at,
            kind="change",
            what=change.action,
            person=change.person,
            title="" if change.entity == "customer" else change.name,
            record_id=change.record_id,
            change=change,
        )
        for change in changes_of(w, customer_id, before=before, limit=limit)
    ]


_READERS: dict[EventKind, Callable[[Work, int, dt.datetime | None, int], list[Event]]] = {
    "interaction": _interactions,
    "deal": _deals,
    "order": _orders,
    "task": _tasks,
    "note": _notes,
    "change": _changes,
}
