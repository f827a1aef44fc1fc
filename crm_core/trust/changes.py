"""The one history: every write of a tracked record is noted in the open change set, with its derived columns,
deal states and data versions.

Writes through the ORM are noted by listeners on flush; bulk writes by trust.bulk. Undo is in trust.undo.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Date, DateTime, event, inspect
from sqlalchemy.orm import Session, UOWTransaction
from sqlalchemy.orm.attributes import flag_modified
from sqlalchemy.orm.base import NO_VALUE

from ..base.database import table_of
from ..base.many import allot_ids, insert_columns, insert_many
from ..models import (
    BOOKKEEPING,
    TRACKED_DEAL_VALUES,
    Change,
    Deal,
    Model,
    Stage,
    Tracked,
    UtcDateTime,
)
from . import parts, standings, states

if TYPE_CHECKING:
    from .unit_of_work import Work

Values = dict[str, Any]
PENDING = "pending_changes"


def to_json(value: Any) -> Any:
    """A column's value as the history keeps it."""
    return value.isoformat() if isinstance(value, dt.date) else value


def from_json(model: type[Model], column: str, value: Any) -> Any:
    """A value of the history as the column wants it."""
    if value is None or column in parts.PARTS:
        return value
    kind = table_of(model).c[column].type
    if isinstance(kind, UtcDateTime | DateTime):
        return dt.datetime.fromisoformat(value)
    return dt.date.fromisoformat(value) if isinstance(kind, Date) else value


def columns_of(record: Tracked) -> Values:
    """The record's column values by attribute name."""
    return {attribute.key: getattr(record, attribute.key) for attribute in inspect(type(record)).column_attrs}


def history_columns(model: type[Tracked]) -> frozenset[str]:
    """The columns whose changes are history: neither bookkeeping nor derived."""
    return frozenset(table_of(model).c.keys()) - BOOKKEEPING - model.untracked - {"deleted_at"}


def note_part(w: Work, record: Tracked, name: str, before: Any, after: Any) -> None:
    """Say that a part of a record (trust.parts) changed; it is noted with the record's next flush."""
    old, new = w.parts.setdefault((record.entity, record.id), ({}, {}))
    old.setdefault(name, before)
    new[name] = after
    now = w.clock.now()
    if record.updated_at == now:
        flag_modified(record, "updated_at")  # the version moves, though the clock did not
    record.updated_at = now


def _moved(record: Tracked) -> tuple[Values, Values]:
    """The columns that differ from the database: before and after."""
    before, after = {}, {}
    state = inspect(record)
    for attribute in state.mapper.column_attrs:
        history = state.attrs[attribute.key].history
        if history.has_changes():
            old = history.deleted[0] if history.deleted else None
            new = cast("Any", history.added)[0]
            if old != new:
                before[attribute.key], after[attribute.key] = old, new
    return before, after


@event.listens_for(Session, "before_flush")
def _before_flush(session: Session, _context: UOWTransaction, _instances: object) -> None:
    w = cast("Work | None", session.info.get("work"))
    if w is None:
        return
    now = w.clock.now()
    pending: list[tuple[Tracked, str, Values, Values]] = []
    for record in session.new:
        if isinstance(record, Tracked):
            if inspect(record).attrs["created_at"].loaded_value is NO_VALUE:
                record.created_at = now
            record.updated_at = now
            _derive(w, record)
            pending.append((record, "create", {}, {}))
    for record in session.dirty:
        if isinstance(record, Tracked) and session.is_modified(record):
            _note_edit(w, record, now, pending)
    if pending and w.change_set is None:
        raise RuntimeError(f"writing a {pending[0][0].entity} needs an open change set (Work.changing)")
    session.info.setdefault(PENDING, []).extend(pending)


def _note_edit(w: Work, record: Tracked, now: dt.datetime, pending: list[tuple[Tracked, str, Values, Values]]) -> None:
    before, after = _moved(record)
    tracked = history_columns(type(record))
    old_parts, new_parts = w.parts.pop((record.entity, record.id), ({}, {}))
    told = {name: before[name] for name in before if name in tracked} | old_parts
    if not told and "deleted_at" not in before:
        return
    before_touch = inspect(record).attrs["updated_at"].history
    told["updated_at"] = before_touch.deleted[0] if before_touch.deleted else record.updated_at
    record.updated_at = now
    _derive(w, record)
    action = "update"
    if "deleted_at" in before:
        action = "restore" if record.deleted_at is None else "delete"
        told["deleted_at"] = before["deleted_at"]
    pending.append((record, action, told, {name: after[name] for name in told if name in after} | new_parts))


def _derive(w: Work, record: Tracked) -> None:
    for name, value in record.derive(columns_of(record), w.key_rules).items():
        if getattr(record, name) != value:
            setattr(record, name, value)


@event.listens_for(Session, "after_flush")
def _after_flush(session: Session, _context: UOWTransaction) -> None:
    pending = session.info.pop(PENDING, [])
    if not pending:
        return
    w = cast("Work", session.info["work"])
    write_changes(
        w,
        [
            change_row(record.entity, record.id, action, record.version, before, after)
            for record, action, before, after in pending
        ],
    )
    w.touch(*{record.entity for record, *_ in pending})
    _follow_deals(w, [(record, action) for record, action, *_ in pending if isinstance(record, Deal)])
    states.follow_stages(
        w, [one.id for one, _, before, _ in pending if isinstance(one, Stage) and "probability" in before]
    )
    moved = standings.Moved()
    for record, action, before, _after in pending:
        if type(record) in standings.STANDINGS:
            now = {"customer_id": record.customer_id}
            moved.add(type(record), now, before, changed=before if action == "update" else None)
    moved.refresh(w)


def _follow_deals(w: Work, deals: Sequence[tuple[Deal, str]]) -> None:
    new = [columns_of(deal) for deal, action in deals if action == "create"]
    known = [columns_of(deal) for deal, action in deals if action != "create"]
    if new:
        states.begin_states(w, new)
    if known:
        states.follow_states(w, known)


def change_row(
    entity: str,
    record_id: int,
    action: str,
    version: int,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
) -> Values:
    """A row of the history; a created record is kept as id and version only."""
    keep = action != "create"
    return {
        "entity": entity,
        "record_id": record_id,
        "action": action,
        "version": version,
        "before": {name: to_json(value) for name, value in before.items()} if keep else None,
        "after": {name: to_json(value) for name, value in after.items()} if keep else None,
    }


def write_changes(w: Work, rows: Sequence[Values]) -> None:
    """Add rows (change_row) to the open change set."""
    if not rows:
        return
    if w.change_set is None:
        raise RuntimeError("changes need an open change set (Work.changing)")
    ids = allot_ids(w.session, Change, len(rows))
    number = w.change_set.id
    insert_many(
        w.session,
        Change,
        [{"id": i, "change_set_id": number, **row} for i, row in zip(ids, rows, strict=True)],
    )
    w.noted += len(rows)
    w.touch("change")


def write_creations(w: Work, entity: str, ids: Sequence[int]) -> None:
    """Note that records were created."""
    if w.change_set is None:
        raise RuntimeError("changes need an open change set (Work.changing)")
    numbers = allot_ids(w.session, Change, len(ids))
    about = {"change_set_id": w.change_set.id, "entity": entity, "action": "create", "version": 1}
    insert_columns(w.session, Change, {"id": numbers, "record_id": ids}, about)
    w.noted += len(ids)
    w.touch("change")


def tracked_deal_change(names: Iterable[str]) -> bool:
    """Whether a change of these columns begins a new state of a deal."""
    return any(name in TRACKED_DEAL_VALUES or name == "probability" for name in names)
