"""Undo: the inverse of a change set where the record is still as the set left it; the rest is listed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, func, select, update

from ..base.among import among
from ..base.database import table_of
from ..base.errors import Invalid, NotFound, Refused
from ..base.i18n import N_
from ..base.many import chunks, delete_many, indexes_later, update_many
from ..models import (
    ENTITIES,
    Change,
    ChangeSet,
    ContactPoint,
    CustomField,
    Deal,
    DealLine,
    DealState,
    ImportRun,
    Interaction,
    Model,
    OrderLine,
    Stage,
    Tagging,
    Tracked,
)
from . import parts, states
from .access import Role
from .bulk import read_rows
from .changes import change_row, from_json, refresh_last_contact, to_json, tracked_deal_change, write_changes
from .company import store_company
from .merged import MERGE, MERGED_SINCE, label_seen, merged_since
from .own_fields import has_values, linked_by_own_fields

if TYPE_CHECKING:
    from .unit_of_work import Work

CHANGED_SINCE = N_("changed since")
USED_SINCE = N_("used by later records")

_REMOVAL_ORDER = (
    "custom_field",
    "relation",
    "address",
    "important_date",
    "saved_view",
    "target",
    "note",
    "interaction",
    "task",
    "order",
    "deal",
    "contact",
    "customer",
    "product",
    "tag",
    "stage",
    "pipeline",
    "user",
    "unit",
)
"""Records are removed before those they refer to."""


@dataclass(frozen=True)
class UndoConflict:
    """A record that was left as it is, and why (a message)."""

    entity: str
    record_id: int
    label: str
    reason: str


@dataclass
class Undone:
    """What an undo did: how many records went back, per entity, and which did not."""

    change_set_id: int
    undo_set_id: int
    reverted: dict[str, int] = field(default_factory=dict)
    conflicts: list[UndoConflict] = field(default_factory=list)

    @property
    def count(self) -> int:
        return sum(self.reverted.values())


def may_undo(w: Work, change_set: ChangeSet) -> bool:
    """Own deeds; a lead also those of the unit (which are all they see); admin and manager all."""
    role = w.actor.role
    if role in (Role.SYSTEM, Role.ADMIN, Role.MANAGER, Role.LEAD):
        return True
    return role is Role.REP and change_set.actor_id == w.actor.user_id


def undo(w: Work, change_set_id: int) -> Undone:
    """Take a change set back. Raises NotFound, Refused, or Invalid when it was undone before."""
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
        with w.as_system() if change_set.kind == MERGE else nullcontext():
            _revert_edits(w, change_set, done)
        if change_set.kind == MERGE and not w.actor.sees_all:
            done.conflicts = [
                replace(one, label=label_seen(w, one.entity, one.record_id, one.label)) for one in done.conflicts
            ]
        _remove_created(w, change_set, done)
        change_set.undone_at = w.clock.now()
        statement = update(table_of(ImportRun)).where(table_of(ImportRun).c.change_set_id == change_set.id)
        w.session.connection().execute(statement.values(status="undone"))
        w.touch("import")
        inverse.context = {
            "undoes": change_set.id,
            "conflicts": [[one.entity, one.record_id, one.label, one.reason] for one in done.conflicts],
        }
    return done


def label_column(model: type[Tracked]) -> Any:
    """The column that names a record to a person."""
    for name in ("name", "title", "number", "subject", "body", "measure", "label", "kind"):
        if hasattr(model, name) and name in table_of(model).c:
            return getattr(model, name)
    raise LookupError(model)


# Edits, deletions and restorations


def _revert_edits(w: Work, change_set: ChangeSet, done: Undone) -> None:
    created = select(Change.record_id).where(Change.change_set_id == change_set.id, Change.action == "create")
    for entity in [*ENTITIES, "setting"]:
        statement = (
            select(Change)
            .where(
                Change.change_set_id == change_set.id,
                Change.entity == entity,
                Change.action != "create",
                Change.record_id.not_in(created.where(Change.entity == entity)),
            )
            .order_by(Change.id)
        )
        changes: dict[int, list[Change]] = {}
        for change in _as_system(w, statement):
            changes.setdefault(change.record_id, []).append(change)
        if not changes:
            continue
        if entity == "setting":
            _revert_settings(w, changes[0], done)
        else:
            _revert_entity(w, ENTITIES[entity], change_set, changes, done)


def _as_system(w: Work, statement: Any) -> Sequence[Any]:
    """Read the history itself whole: whoever may undo a change set takes all of it back."""
    with w.as_system():
        return w.session.execute(statement, execution_options={"with_bin": True}).scalars().all()


def _revert_settings(w: Work, changes: Sequence[Change], done: Undone) -> None:
    before: dict[str, Any] = {}
    for change in reversed(changes):
        before |= change.before or {}
    store_company(w.session, before)
    write_changes(w, [change_row("setting", 0, "update", 0, {}, before)])
    w.touch("setting")
    done.reverted["setting"] = 1


def _revert_entity(
    w: Work,
    model: type[Tracked],
    change_set: ChangeSet,
    changes: Mapping[int, Sequence[Change]],
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
    contacted: set[int | None] = set()
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
        derived = model.derive({**row, **values}, w.key_rules)
        writes.append({"id": record_id, **values, **derived, "version": version})
        settled.append({**row, **values})
        for name in names & before.keys():
            back_parts[name][record_id] = before[name]
        history.append(_history_row(model, record_id, version, before, after))
        if model is Deal and "deleted_at" in before and row["deleted_at"] is not None:
            reopened[record_id] = row["deleted_at"]
        if model is Interaction:
            contacted |= {row["customer_id"], values.get("customer_id")}
    update_many(w.session, model, writes)
    for name, back in back_parts.items():
        parts.put_part(w, model.entity, name, back)
    write_changes(w, history)
    if model is Deal:
        states.take_back_states(w, settled, change_set.id, reopened)
    if model is Stage:
        states.follow_stages(w, [row["id"] for row in writes])
    refresh_last_contact(w, {one for one in contacted if one is not None})
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


def _merged(changes: Sequence[Change]) -> tuple[dict[str, Any], dict[str, Any]]:
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


# Created records


def _remove_created(w: Work, change_set: ChangeSet, done: Undone) -> None:
    for entity in _REMOVAL_ORDER:
        model = ENTITIES[entity]
        created = select(Change.record_id).where(
            Change.change_set_id == change_set.id, Change.entity == entity, Change.action == "create"
        )
        made = _as_system(w, created)
        if made:
            _remove_entity(w, model, change_set.id, made, done)


def _remove_entity(w: Work, model: type[Tracked], change_set: int, made: Sequence[int], done: Undone) -> None:
    last = {
        row.record_id: row.version
        for row in w.session.execute(
            select(table_of(Change).c.record_id, func.max(table_of(Change).c.version).label("version"))
            .where(table_of(Change).c.change_set_id == change_set, table_of(Change).c.entity == model.entity)
            .group_by(table_of(Change).c.record_id)
        )
    }
    table = table_of(model)
    now = {
        row.id: row
        for some in chunks(made)
        for row in w.session.execute(
            select(table.c.id, table.c.version, label_column(model).label("label")).where(among(table.c.id, some)),
            execution_options={"with_bin": True},
        )
    }
    changed = _differ(w, model, {number: last[number] for number, row in now.items() if row.version != last[number]})
    merged = merged_since(w, model, list(now), change_set)
    kept = changed | merged
    used = _used(w, model, [number for number in now if number not in kept])
    for number in sorted(kept | used):
        reason = MERGED_SINCE if number in merged else CHANGED_SINCE if number in changed else USED_SINCE
        done.conflicts.append(UndoConflict(model.entity, number, str(now[number].label), reason))
    going = [number for number in now if number not in kept and number not in used]
    _destroy(w, model, going)
    write_changes(w, [change_row(model.entity, number, "destroy", last[number], {}, {}) for number in going])
    if going:
        w.touch(model.entity)
        done.reverted[model.entity] = done.reverted.get(model.entity, 0) + len(going)


def _differ(w: Work, model: type[Tracked], made: Mapping[int, int]) -> set[int]:
    """Which of these records, given with the version they were made with, are not what they were then.

    Edits that were taken back since leave a higher version and the old values.
    """
    if not made:
        return set()
    log = table_of(Change)
    first: dict[int, dict[str, Any]] = {number: {} for number in made}
    for some in chunks(made):
        statement = select(log.c.record_id, log.c.version, log.c.before, log.c.action).where(
            log.c.entity == model.entity, among(log.c.record_id, some)
        )
        for row in w.rows(statement.order_by(log.c.id)):
            if row.version > made[row.record_id]:
                first[row.record_id] = {**(row.before or {}), **first[row.record_id]}
    rows = read_rows(w, model, list(made))
    names = parts.PARTS & {name for before in first.values() for name in before}
    held = {name: parts.part_of(w, model.entity, name, list(made)) for name in names}
    found = set()
    for number, before in first.items():
        row = rows.get(number, {})
        for name, value in before.items():
            current = held[name].get(number, []) if name in names else to_json(row.get(name))
            if name != "updated_at" and current != value:
                found.add(number)
        if not before:
            found.add(number)
    return found


OWNED: dict[str, tuple[tuple[type[Model], str], ...]] = {
    "deal": ((DealState, "deal_id"), (DealLine, "deal_id")),
    "order": ((OrderLine, "order_id"),),
}
"""Tables whose rows are part of a record and go with it."""


def _used(w: Work, model: type[Tracked], ids: Sequence[int]) -> set[int]:
    """Which of these records other rows refer to; of the company's own fields, those that have values."""
    if model is CustomField:
        made = [one for one in w.company.custom_fields if one.id in set(ids)]
        return {one.id for one in made if has_values(w.session, one.about, one.slot)}
    owned = {table_of(table) for table, _column in OWNED.get(model.entity, ())}
    found: set[int] = set()
    for table in Model.metadata.sorted_tables:
        if table in owned:
            continue
        for column in table.columns:
            if any(key.column.table is table_of(model) for key in column.foreign_keys):
                for some in chunks(ids):
                    inside: ColumnElement[bool] = among(column, some)
                    if table is table_of(model):
                        inside = inside & ~among(table.c.id, some)
                    found |= set(w.session.execute(select(column).where(inside).distinct()).scalars())
    return found | linked_by_own_fields(w.session, w.company.custom_fields, model.entity, ids)


def _destroy(w: Work, model: type[Tracked], ids: Iterable[int]) -> None:
    """Remove records truly, with the rows that are part of them."""
    numbers = list(ids)
    contacted: set[int] = set()
    if model is Interaction:
        contacted = {row["customer_id"] for row in read_rows(w, model, numbers).values()} - {None}
    for table, column in OWNED.get(model.entity, ()):
        delete_many(w.session, table, column, numbers)
    for part in (Tagging, ContactPoint):
        for some in chunks(numbers):
            gone = (
                table_of(part)
                .delete()
                .where(table_of(part).c.entity == model.entity, among(table_of(part).c.record_id, some))
            )
            w.session.connection().execute(gone)
    with indexes_later(w.session, model, rows=len(numbers)):
        delete_many(w.session, model, "id", numbers)
    w.session.expire_all()
    refresh_last_contact(w, contacted)
