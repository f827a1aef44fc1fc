"""The time line of a customer: interactions, deals and their moves, tasks, notes and changes, newest first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import select

from ..base.database import label_of
from ..models import Contact, Customer, Deal, DealState, Interaction, Note, Stage, Task, User
from ..trust.history import RecordChange, history

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

EventKind = Literal["interaction", "deal", "task", "note", "change"]
KINDS: tuple[EventKind, ...] = ("interaction", "deal", "task", "note", "change")


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
    change: RecordChange | None = None


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


def _people(w: Work) -> dict[int, str]:
    user = label_of(User)
    return {row.id: row.name for row in w.rows(select(user.c.id, user.c.name))}


def _interactions(w: Work, customer_id: int, before: dt.datetime | None, limit: int) -> list[Event]:
    people = _people(w)
    statement = select(Interaction).where(Interaction.customer_id == customer_id)
    if before is not None:
        statement = statement.where(Interaction.happened_at < before)
    return [
        Event(
            one.happened_at,
            "interaction",
            one.kind,
            people.get(one.owner_id or 0),
            one.subject,
            one.note or "",
            one.id,
            {"outcome": one.outcome},
        )
        for one in w.scalars(statement.order_by(Interaction.happened_at.desc()).limit(limit))
    ]


def _deals(w: Work, customer_id: int, before: dt.datetime | None, limit: int) -> list[Event]:
    """A deal's opening and every stage it entered."""
    people, stage = _people(w), label_of(Stage)
    statement = (
        select(DealState, Deal.title, stage.c.name)
        .join(Deal, Deal.id == DealState.deal_id)
        .join(stage, stage.c.id == DealState.stage_id)
        .where(Deal.customer_id == customer_id)
        .order_by(DealState.deal_id, DealState.valid_from, DealState.id)
    )
    events: list[Event] = []
    last: tuple[int, int] | None = None
    for state, title, stage_name in w.rows(statement):
        opened = last is None or last[0] != state.deal_id
        if not opened and last == (state.deal_id, state.stage_id):
            continue
        last = (state.deal_id, state.stage_id)
        what = state.outcome if state.outcome != "open" else "opened" if opened else "moved"
        facts = {"stage": stage_name, "amount": state.amount, "currency": state.currency}
        who = people.get(state.owner_id or 0)
        events.append(Event(state.valid_from, "deal", what, who, title, "", state.deal_id, facts))
    events = [event for event in events if before is None or event.at < before]
    return sorted(events, key=lambda event: event.at, reverse=True)[:limit]


def _noon(w: Work, day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), tzinfo=w.company.zone).astimezone(dt.UTC)


def _tasks(w: Work, customer_id: int, before: dt.datetime | None, limit: int) -> list[Event]:
    people = _people(w)
    statement = select(Task).where(Task.customer_id == customer_id).order_by(Task.created_at.desc())
    events = []
    for one in w.scalars(statement.limit(5 * limit)):
        at = _noon(w, one.done_on) if one.done_on else one.created_at
        if before is None or at < before:
            what = "done" if one.done_on else "open"
            facts = {"due_on": one.due_on, "done_on": one.done_on, "version": one.version}
            events.append(
                Event(
                    at, "task", what, people.get(one.owner_id or 0), one.title, one.note or "", one.id, facts
                )
            )
    return sorted(events, key=lambda event: event.at, reverse=True)[:limit]


def _notes(w: Work, customer_id: int, before: dt.datetime | None, limit: int) -> list[Event]:
    people = _people(w)
    contacts = select(Contact.id).where(Contact.customer_id == customer_id)
    deals = select(Deal.id).where(Deal.customer_id == customer_id)
    about = (Note.customer_id == customer_id) | Note.contact_id.in_(contacts) | Note.deal_id.in_(deals)
    statement = select(Note).where(about)
    if before is not None:
        statement = statement.where(Note.created_at < before)
    return [
        Event(one.created_at, "note", "note", people.get(one.owner_id or 0), "", one.body, one.id)
        for one in w.scalars(statement.order_by(Note.created_at.desc()).limit(limit))
    ]


def _changes(w: Work, customer_id: int, before: dt.datetime | None, limit: int) -> list[Event]:
    return [
        Event(
            change.at,
            "change",
            change.action,
            change.actor,
            change.kind,
            change.summary,
            customer_id,
            change=change,
        )
        for change in history(w, "customer", customer_id, limit=limit)
        if before is None or change.at < before
    ]


_READERS: dict[EventKind, Callable[[Work, int, dt.datetime | None, int], list[Event]]] = {
    "interaction": _interactions,
    "deal": _deals,
    "task": _tasks,
    "note": _notes,
    "change": _changes,
}
