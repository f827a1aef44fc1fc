"""Writing many records at once, with everything a single write does: derived columns, versions, history, states."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from ..base.database import allot_ids, chunks, insert_many, table_of, update_many
from ..base.errors import Conflict, FieldConflict
from ..models import Deal, Interaction, Tracked
from . import parts, states
from .changes import change_row, refresh_last_contact, tracked_deal_change, write_changes

if TYPE_CHECKING:
    from .unit_of_work import Work


@dataclass
class BulkEdit:
    """New values for one record, based on `version`. `parts` may hold `tags` or `lines`."""

    id: int
    version: int
    values: dict[str, Any]
    parts: dict[str, Any] = field(default_factory=dict)


def column_names(model: type[Tracked]) -> list[str]:
    return [column.key for column in table_of(model).columns]


def bulk_create(
    w: Work,
    model: type[Tracked],
    rows: Sequence[Mapping[str, Any]],
    *,
    tags: Mapping[int, Sequence[str]] | None = None,
    lines: Mapping[int, parts.Lines] | None = None,
    with_states: bool = True,
) -> list[int]:
    """Insert new records and return their ids in order. Rows hold column values without derived ones.

    `tags` and `lines` are by the row's place in `rows`. `with_states=False`: the caller writes the deals' states.
    """
    if not rows:
        return []
    ids = list(allot_ids(w.session, model, len(rows)))
    now = w.clock.now()
    defaults = _defaults(model) | {"version": 1, "created_at": now, "updated_at": now, "deleted_at": None}
    rules = w.company.key_rules
    full = []
    for number, row in zip(ids, rows, strict=True):
        values = {**defaults, **row, "id": number}
        values.update(model.derive(values, rules))
        full.append(values)
    insert_many(w.session, model, full)
    write_changes(w, [change_row(model.entity, number, "create", 1, {}, {}) for number in ids])
    w.touch(model.entity)
    if tags:
        parts.put_tags(w, model.entity, {ids[place]: names for place, names in tags.items()}, fresh=True)
    if lines:
        parts.put_lines(w, {ids[place]: some for place, some in lines.items()}, fresh=True)
    if model is Deal and with_states:
        states.begin_states(w, full)
    if model is Interaction:
        refresh_last_contact(w, {row["customer_id"] for row in full if row["customer_id"] is not None})
    return ids


def _defaults(model: type[Tracked]) -> dict[str, Any]:
    """Every column with its plain default, so that all rows have the same keys."""
    return {
        column.key: column.default.arg if column.default is not None and column.default.is_scalar else None
        for column in table_of(model).columns
    }


def bulk_update(
    w: Work, model: type[Tracked], edits: Sequence[BulkEdit], *, follow: bool = True
) -> list[int]:
    """Change records; only values that differ are written and noted. Returns the ids that changed.

    Raises Conflict when a record is no longer at the version its edit was based on.
    `follow=False`: the caller looks after the deals' states.
    """
    changed: list[int] = []
    for place in range(0, len(edits), 5_000):
        changed += _update_some(w, model, edits[place : place + 5_000], follow=follow)
    return changed


def _update_some(w: Work, model: type[Tracked], edits: Sequence[BulkEdit], *, follow: bool) -> list[int]:
    current = read_rows(w, model, [edit.id for edit in edits])
    stale = [edit for edit in edits if edit.id not in current or current[edit.id]["version"] != edit.version]
    if stale:
        raise Conflict(model.entity, stale[0].id, [FieldConflict("version", stale[0].version, None, None)])
    part_names = {name for edit in edits for name in edit.parts}
    old_parts = {
        name: parts.part_of(w, model.entity, name, [edit.id for edit in edits]) for name in part_names
    }
    now, rules = w.clock.now(), w.company.key_rules
    writes, history, deals, contacted = [], [], [], set()
    new_parts: dict[str, dict[int, Any]] = {name: {} for name in part_names}
    for edit in edits:
        row = current[edit.id]
        new = {name: value for name, value in edit.values.items() if row[name] != value}
        before = {name: row[name] for name in new}
        after = dict(new)
        for name, value in edit.parts.items():
            old = old_parts[name].get(edit.id, [])
            if old != value:
                before[name], after[name] = old, value
                new_parts[name][edit.id] = value
        if not after:
            continue
        full = {**row, **new}
        derived = {name: value for name, value in model.derive(full, rules).items() if row[name] != value}
        version = row["version"] + 1
        writes.append({"id": edit.id, **new, **derived, "version": version, "updated_at": now})
        before["updated_at"] = row["updated_at"]
        history.append(change_row(model.entity, edit.id, "update", version, before, after))
        if model is Deal and full["deleted_at"] is None and tracked_deal_change(new):
            deals.append(full)
        if model is Interaction:
            contacted |= {row["customer_id"], full["customer_id"]}
    update_many(w.session, model, writes)
    for name, values in new_parts.items():
        parts.put_part(w, model.entity, name, values)
    write_changes(w, history)
    if writes:
        w.touch(model.entity)
        w.session.expire_all()
    if follow and deals:
        states.follow_states(w, deals)
    refresh_last_contact(w, contacted - {None})
    return [row["id"] for row in writes]


def read_rows(w: Work, model: type[Tracked], ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """All columns of records by id, those in the bin included, as far as the actor sees them."""
    found: dict[int, dict[str, Any]] = {}
    columns = [getattr(model, name) for name in column_names(model)]
    for some in chunks(ids):
        statement = select(*columns).where(model.id.in_(some))
        if not w.read_only:
            statement = statement.with_for_update()
        rows = w.session.execute(statement, execution_options={"with_bin": True}).all()
        found |= {row.id: dict(row._mapping) for row in rows}
    return found


def bulk_delete(w: Work, model: type[Tracked], ids: Sequence[int], *, restore: bool = False) -> list[int]:
    """Put records into the bin (or take them out); returns the ids that moved."""
    now = w.clock.now()
    current = read_rows(w, model, ids)
    moving = [row for row in current.values() if (row["deleted_at"] is not None) == restore]
    writes = [
        {
            "id": row["id"],
            "deleted_at": None if restore else now,
            "version": row["version"] + 1,
            "updated_at": now,
        }
        for row in moving
    ]
    update_many(w.session, model, writes)
    write_changes(
        w,
        [
            change_row(
                model.entity,
                row["id"],
                "restore" if restore else "delete",
                row["version"] + 1,
                {"deleted_at": row["deleted_at"], "updated_at": row["updated_at"]},
                {"deleted_at": None if restore else now},
            )
            for row in moving
        ],
    )
    if moving:
        w.touch(model.entity)
        w.session.expire_all()
    numbers = [row["id"] for row in moving]
    if model is Deal and restore:
        states.follow_states(w, [{**row, "deleted_at": None} for row in moving])
    elif model is Deal:
        states.end_states(w, numbers, now)
    if model is Interaction:
        refresh_last_contact(w, {row["customer_id"] for row in moving} - {None})
    return numbers
