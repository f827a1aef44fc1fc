"""Undo: the inverse of a change set where the record is still as the set left it; the rest is listed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from ..base.among import among
from ..base.apart import Watch
from ..base.database import table_of
from ..base.errors import Invalid, NotFound, Refused
from ..base.i18n import N_
from ..base.many import chunks, update_many
from ..models import (
    ENTITIES,
    Change,
    ChangeSet,
    Deal,
    ImportRun,
    Stage,
    Tracked,
)
from . import parts, standings, states
from .access import Role
from .bulk import add_derived, read_rows
from .changes import change_row, from_json, to_json, tracked_deal_change, write_changes
from .company import store_company
from .merged import MERGE, MERGED_SINCE, label_seen, merged_since
from .removal import remove_created
from .undone import CHANGED_SINCE, HAND_OVER, UndoConflict, Undone, label_column

if TYPE_CHECKING:
    from .unit_of_work import Work

CHUNK = 2_000
"""So many records are held in memory at a time."""

__all__ = ["UndoConflict", "Undone", "label_column", "may_undo", "undo"]

_WHOLE = frozenset({MERGE, HAND_OVER})
"""Kinds of deeds that take records out of the sight of whoever does them, who takes them back all the same."""


def may_undo(w: Work, change_set: ChangeSet) -> bool:
    """Own deeds; a lead also those of the unit (which are all they see); admin and manager all."""
    role = w.actor.role
    if role in (Role.SYSTEM, Role.ADMIN, Role.MANAGER, Role.LEAD):
        return True
    return role is Role.REP and change_set.actor_id == w.actor.user_id


def undo(w: Work, change_set_id: int, watch: Watch | None = None) -> Undone:
    """Take a change set back. Raises NotFound, Refused, or Invalid when it was undone before.

    Where `watch` says that it shall stop, what was done until then must not be committed.
    """
    change_set = w.session.execute(
        select(ChangeSet).where(ChangeSet.id == change_set_id).with_for_update()
    ).scalar_one_or_none()
    if change_set is None:
        raise NotFound(N_("This change does not exist, or you may not see it."))
    if not may_undo(w, change_set):
        raise Refused(N_("You may not undo this change. Ask the person who made it or an admin."))
    if change_set.undone_at is not None:
        raise Invalid(N_("This change was undone before."))
    with w.changing("undo", undoes=change_set.id) as inverse:
        inverse.undoes_id = change_set.id
        done = Undone(change_set.id, inverse.id)
        with standings.put_off(w), w.as_system() if change_set.kind in _WHOLE else nullcontext():
            _revert_edits(w, change_set, done, watch or Watch())
        if change_set.kind in _WHOLE and not w.actor.sees_all:
            done.conflicts = [
                replace(one, label=label_seen(w, one.entity, one.record_id, one.label)) for one in done.conflicts
            ]
        with standings.put_off(w):
            remove_created(w, change_set, done)
        change_set.undone_at = w.clock.now()
        statement = update(table_of(ImportRun)).where(table_of(ImportRun).c.change_set_id == change_set.id)
        w.session.connection().execute(statement.values(status="undone"))
        w.touch("import")
        inverse.context = {
            "undoes": change_set.id,
            "conflicts": [[one.entity, one.record_id, one.label, one.reason] for one in done.conflicts],
        }
    return done


# Edits, deletions and restorations


def _revert_edits(w: Work, change_set: ChangeSet, done: Undone, watch: Watch) -> None:
    touched = _touched(w, change_set)
    total, so_far = sum(map(len, touched.values())), 0
    for entity in [one for one in (*ENTITIES, "setting") if one in touched]:
        for some in chunks(touched[entity].items(), CHUNK):
            changes = _changes(w, [number for _record, numbers in some for number in numbers])
            if entity == "setting":
                _revert_settings(w, changes[0], done)
            else:
                _revert_entity(w, ENTITIES[entity], change_set, changes, done)
            so_far += len(some)
            watch.at(so_far, total)
            if watch.cancelled():
                return


def _touched(w: Work, change_set: ChangeSet) -> dict[str, dict[int, list[int]]]:
    """The numbers of the changes of a set, by entity and record; those of records that it made are left out."""
    log = table_of(Change)
    made = select(log.c.entity, log.c.record_id).where(log.c.change_set_id == change_set.id, log.c.action == "create")
    new = {tuple(row) for row in w.rows(made)}
    statement = select(log.c.id, log.c.entity, log.c.record_id).where(
        log.c.change_set_id == change_set.id, log.c.action != "create"
    )
    found: dict[str, dict[int, list[int]]] = {}
    for number, entity, record in w.rows(statement.order_by(log.c.id)):
        if (entity, record) not in new:
            found.setdefault(entity, {}).setdefault(record, []).append(number)
    return found


def _changes(w: Work, numbers: Sequence[int]) -> dict[int, list[Any]]:
    """These changes, by record, in their order."""
    log = table_of(Change)
    found: dict[int, list[Any]] = {}
    statement = select(log.c.record_id, log.c.version, log.c.before, log.c.after).where(among(log.c.id, numbers))
    for change in w.rows(statement.order_by(log.c.id)):
        found.setdefault(change.record_id, []).append(change)
    return found


def _revert_settings(w: Work, changes: Sequence[Any], done: Undone) -> None:
    before: dict[str, Any] = {}
    for change in reversed(changes):
        before |= change.before or {}
    store_company(w.session, before)
    write_changes(w, [change_row("setting", 0, "update", 0, {}, before)])
    if "currency" in before:
        standings.refresh_all(w, Deal, currency=before["currency"])
    w.touch("setting")
    done.reverted["setting"] = 1


def _revert_entity(
    w: Work,
    model: type[Tracked],
    change_set: ChangeSet,
    changes: Mapping[int, Sequence[Any]],
    done: Undone,
) -> None:
    rows = read_rows(w, model, list(changes))
    inverse_of = {record_id: _merged(some) for record_id, some in changes.items()}
    names = parts.PARTS & {name for before, _after in inverse_of.values() for name in before}
    held = {name: parts.part_of(w, model.entity, name, list(rows)) for name in names}
    stuck = states.later_states(w, _with_states(inverse_of), change_set.id) if model is Deal else set()
    merged = merged_since(w, model, list(rows), change_set.id)
    writes: list[dict[str, Any]] = []
    settled: list[dict[str, Any]] = []
    history: list[dict[str, Any]] = []
    back_parts: dict[str, dict[int, Any]] = {name: {} for name in names}
    reopened: dict[int, dt.datetime] = {}
    moved = standings.Moved()
    for record_id, (before, after) in inverse_of.items():
        row = rows.get(record_id)
        current = {
            name: held[name].get(record_id, []) if name in names else to_json((row or {}).get(name)) for name in after
        }
        gone = row is not None and record_id in merged and row["deleted_at"] is not None
        if row is None or current != after or record_id in stuck or gone:
            reason = MERGED_SINCE if record_id in merged else CHANGED_SINCE
            done.conflicts.append(_conflict(w, model, record_id, row, reason))
            continue
        version = row["version"] + 1
        untouched = row["version"] == changes[record_id][-1].version
        values = {
            name: from_json(model, name, value)
            for name, value in before.items()
            if name not in names and (name != "updated_at" or untouched)
        }
        writes.append({"id": record_id, **values, "version": version})
        settled.append({**row, **values})
        for name in names & before.keys():
            back_parts[name][record_id] = before[name]
        history.append(_history_row(model, record_id, version, before, after))
        if model is Deal and "deleted_at" in before and row["deleted_at"] is not None:
            reopened[record_id] = row["deleted_at"]
        moved.add(model, row, values, changed=values)
    add_derived(w, model, writes, settled)
    update_many(w.session, model, writes)
    for name, back in back_parts.items():
        parts.put_part(w, model.entity, name, back)
    write_changes(w, history)
    if model is Deal:
        states.take_back_states(w, settled, change_set.id, reopened)
    if model is Stage:
        states.follow_stages(w, [row["id"] for row in writes])
    moved.refresh(w)
    w.session.expire_all()
    w.touch(model.entity)
    if writes:
        done.reverted[model.entity] = done.reverted.get(model.entity, 0) + len(writes)


def _with_states(inverse_of: Mapping[int, tuple[dict[str, Any], dict[str, Any]]]) -> list[int]:
    """The deals whose states a change set wrote too: it touched what states follow, or the bin."""
    return [number for number, (_, after) in inverse_of.items() if tracked_deal_change(after) or "deleted_at" in after]


def _history_row(
    model: type[Tracked], record_id: int, version: int, before: dict[str, Any], after: dict[str, Any]
) -> Any:
    action = "update"
    if "deleted_at" in before:
        action = "restore" if before["deleted_at"] is None else "delete"
    back = {name: value for name, value in before.items() if name in after}
    return change_row(model.entity, record_id, action, version, after, back)


def _merged(changes: Sequence[Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The values before the first and after the last of one record's changes in a set."""
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for change in changes:
        before = {**(change.before or {}), **before}
        after |= change.after or {}
    return before, after


def _conflict(
    w: Work, model: type[Tracked], record_id: int, row: Mapping[str, Any] | None, reason: str
) -> UndoConflict:
    label = str(row[label_column(model).key]) if row else f"#{record_id}"
    return UndoConflict(model.entity, record_id, label, reason)
