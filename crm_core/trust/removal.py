"""Undo of what was created: records go truly, with all that is part of them; those used since stay."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, func, select

from ..base.among import among
from ..base.database import table_of
from ..base.many import chunks, delete_many, indexes_later
from ..models import (
    ENTITIES,
    Change,
    ChangeSet,
    Competitor,
    ContactPoint,
    CustomField,
    DealContact,
    DealLine,
    DealState,
    Model,
    OrderLine,
    Tagging,
    Tracked,
)
from . import parts, standings
from .bulk import read_rows
from .changes import change_row, to_json, write_changes
from .merged import MERGED_SINCE, merged_since
from .own_fields import has_values, linked_by_own_fields
from .undone import CHANGED_SINCE, USED_SINCE, UndoConflict, Undone, label_column, read_whole

if TYPE_CHECKING:
    from .unit_of_work import Work

_REMOVAL_ORDER = (
    "document",
    "custom_field",
    "relation",
    "address",
    "important_date",
    "schedule",
    "saved_view",
    "promise",
    "review_deal",
    "review",
    "commission_rule",
    "submission",
    "target",
    "commission_rule",
    "competitor",
    "deal_contact",
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


def remove_created(w: Work, change_set: ChangeSet, done: Undone) -> None:
    """Remove what a change set created, where nobody changed or used it since."""
    for entity in _REMOVAL_ORDER:
        model = ENTITIES[entity]
        created = select(Change.record_id).where(
            Change.change_set_id == change_set.id, Change.entity == entity, Change.action == "create"
        )
        made = read_whole(w, created)
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


IN_BIN: dict[str, tuple[tuple[type[Tracked], str], ...]] = {
    "deal": ((DealContact, "deal_id"), (Competitor, "deal_id")),
}
"""Tables whose rows do not hold a record once they lie in the bin, and go with it then."""


def _used(w: Work, model: type[Tracked], ids: Sequence[int]) -> set[int]:
    """Which of these records other rows refer to; of the company's own fields, those that have values."""
    if model is CustomField:
        made = [one for one in w.company.custom_fields if one.id in set(ids)]
        return {one.id for one in made if has_values(w.session, one.about, one.slot)}
    owned = {table_of(table) for table, _column in OWNED.get(model.entity, ())}
    binned = {table_of(table) for table, _column in IN_BIN.get(model.entity, ())}
    found: set[int] = set()
    for table in Model.metadata.sorted_tables:
        if table in owned:
            continue
        for column in table.columns:
            if any(key.column.table is table_of(model) for key in column.foreign_keys):
                for some in chunks(ids):
                    inside: ColumnElement[bool] = among(column, some)
                    if table in binned:
                        inside = inside & table.c.deleted_at.is_(None)
                    if table is table_of(model):
                        inside = inside & ~among(table.c.id, some)
                    found |= set(w.session.execute(select(column).where(inside).distinct()).scalars())
    return found | linked_by_own_fields(w.session, w.company.custom_fields, model.entity, ids)


def _destroy(w: Work, model: type[Tracked], ids: Iterable[int]) -> None:
    """Remove records truly, with the rows that are part of them."""
    numbers = list(ids)
    moved = standings.Moved()
    if model in standings.STANDINGS:
        moved.add(model, *read_rows(w, model, numbers).values())
    for table, column in (*OWNED.get(model.entity, ()), *IN_BIN.get(model.entity, ())):
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
    moved.refresh(w)
