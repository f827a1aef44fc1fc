"""The made-up history as plain records with what happened to them, and how it is written.

What is older than some days is written week by week in bulk, with the states that the deals went through; what is
newer happens again, deed by deed, through the same functions that people use, so that its history is complete.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from crm_core.base.clock import FixedClock
from crm_core.models import (
    ENDLESS,
    TRACKED_DEAL_VALUES,
    Contact,
    Customer,
    Deal,
    Interaction,
    Note,
    Order,
    Submission,
    Target,
    Task,
    Tracked,
)
from crm_core.trust.access import SYSTEM, Actor
from crm_core.trust.bulk import BulkEdit, bulk_create, bulk_update
from crm_core.trust.states import StageBook, write_states
from crm_core.trust.unit_of_work import Work

Values = dict[str, Any]
Lines = list[Values]
Progress = Callable[[int, int], None]

ORDER: tuple[type[Tracked], ...] = (Target, Submission, Customer, Contact, Deal, Order, Task, Interaction, Note)
"""Of records of the same week, those that others refer to come first."""

RECENT = dt.timedelta(days=7)


@dataclass(slots=True)
class Event:
    """What somebody changed on a record at a moment: columns, and a deal's lines."""

    at: dt.datetime
    by: Actor
    values: Values
    lines: Lines | None = None


@dataclass(slots=True, eq=False)
class Record:
    """A record as it was created, and its events in order of time. Values may hold other records as links."""

    model: type[Tracked]
    at: dt.datetime
    by: Actor
    values: Values
    tags: Sequence[str] = ()
    lines: Lines | None = None
    events: list[Event] = field(default_factory=list)
    id: int = 0
    version: int = 1

    def now(self, name: str) -> Any:
        """The value of a column after all events."""
        for event in reversed(self.events):
            if name in event.values:
                return event.values[name]
        return self.values.get(name)


@contextmanager
def acting(w: Work, actor: Actor, at: dt.datetime) -> Iterator[None]:
    """Let what follows be done by somebody at a past moment."""
    before = w.actor, w.clock
    w.actor, w.clock = actor, FixedClock(w.clock.zone, at)
    try:
        yield
    finally:
        w.actor, w.clock = before


def write(w: Work, records: Sequence[Record], progress: Progress | None = None) -> None:
    """Write all records with their events, oldest first."""
    until = w.clock.now() - RECENT
    place = {model: number for number, model in enumerate(ORDER)}
    old = sorted((r for r in records if r.at < until), key=lambda r: (_week(r.at), place[r.model], r.at))
    total, done = len(records), 0
    for week, some in groupby(old, key=lambda r: _week(r.at)):
        batch = list(some)
        _write_week(w, batch, min(week + dt.timedelta(days=7), until), until)
        done += len(batch)
        if progress:
            progress(done, total)
    _happen(w, [r for r in records if r.at >= until], old, until, place)
    if progress:
        progress(total, total)


def _week(at: dt.datetime) -> dt.datetime:
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - dt.timedelta(days=at.weekday())


def _plain(values: Values) -> Values:
    return {name: value.id if isinstance(value, Record) else value for name, value in values.items()}


# The older part, in bulk


def _write_week(w: Work, batch: list[Record], at: dt.datetime, until: dt.datetime) -> None:
    with acting(w, SYSTEM, at), w.changing("demo") as change_set:
        for model, some in groupby(batch, key=lambda r: r.model):
            records = list(some)
            rows = [_row(record, until) for record in records]
            _create(w, model, records, rows, with_states=False)
            if model is Deal:
                _write_history(w, records, until, change_set.id)


def _create(
    w: Work, model: type[Tracked], records: Sequence[Record], rows: Sequence[Values], *, with_states: bool
) -> None:
    numbers = bulk_create(
        w,
        model,
        rows,
        tags={place: record.tags for place, record in enumerate(records) if record.tags},
        lines={place: record.lines for place, record in enumerate(records) if record.lines},
        with_states=with_states,
    )
    for record, number in zip(records, numbers, strict=True):
        record.id = number


def _row(record: Record, until: dt.datetime) -> Values:
    """The columns of a record as they were at a moment, its events up to then included."""
    row = dict(record.values)
    touched = record.at
    for event in record.events:
        if event.at >= until:
            break
        row |= event.values
        touched = event.at
        record.lines = event.lines or record.lines
    return {**_plain(row), "created_at": record.at, "updated_at": touched}


def _write_history(w: Work, deals: Iterable[Record], until: dt.datetime, change_set: int) -> None:
    book = StageBook(w)
    write_states(w, [state for deal in deals for state in _states(deal, until, change_set, book)])


def _states(deal: Record, until: dt.datetime, change_set: int, book: StageBook) -> list[Values]:
    """What a deal went through: one state from each event that changed a tracked value to the next."""
    values = dict(deal.values)
    states = [_state(deal, values, deal.at, change_set, book)]
    for event in deal.events:
        if event.at >= until:
            break
        values |= event.values
        state = _state(deal, values, event.at, change_set, book)
        last = states[-1]
        if any(state[name] != last[name] for name in (*TRACKED_DEAL_VALUES, "probability")):
            last["valid_to"] = event.at
            states.append(state)
    return states


def _state(deal: Record, values: Values, at: dt.datetime, change_set: int, book: StageBook) -> Values:
    own = values.get("probability") if values["outcome"] == "open" else None
    return {
        "deal_id": deal.id,
        "valid_from": at,
        "valid_to": ENDLESS,
        "change_set_id": change_set,
        "probability": book.probability[values["stage_id"]] if own is None else own,
        **{name: values.get(name) for name in TRACKED_DEAL_VALUES},
    }


# The newest part, deed by deed


def _happen(
    w: Work,
    fresh: Sequence[Record],
    old: Sequence[Record],
    until: dt.datetime,
    place: dict[type[Tracked], int],
) -> None:
    creations = [(r.at, place[r.model], number, r, None) for number, r in enumerate(fresh)]
    events = [
        (event.at, len(place) + number, 0, r, event)
        for r in (*old, *fresh)
        for number, event in enumerate(r.events)
        if event.at >= until
    ]
    for at, _, _, record, event in sorted([*creations, *events], key=lambda deed: deed[:3]):
        if event is None:
            _come(w, record, at)
        else:
            _change(w, record, event)


def _come(w: Work, record: Record, at: dt.datetime) -> None:
    with acting(w, record.by, at), w.changing("create"):
        _create(w, record.model, [record], [_plain(record.values)], with_states=True)


def _change(w: Work, record: Record, event: Event) -> None:
    parts = {"lines": event.lines} if event.lines else {}
    with acting(w, event.by, event.at), w.changing("edit"):
        edit = BulkEdit(record.id, record.version, _plain(event.values), parts)
        record.version += len(bulk_update(w, record.model, [edit]))
