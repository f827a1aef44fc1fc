"""Writing many records at once, with everything a single write does: derived columns, versions, history, states."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from ..base.among import among
from ..base.database import table_of
from ..base.errors import Conflict
from ..base.i18n import N_
from ..base.many import allot_ids, chunks, indexes_later, insert_columns, update_many
from ..models import Change, Deal, DealLine, DealState, Model, Order, OrderLine, Stage, Tracked
from . import parts, standings, states
from .changes import change_row, tracked_deal_change, write_changes, write_creations
from .own_fields import used_columns

if TYPE_CHECKING:
    from .unit_of_work import Work


@dataclass
class BulkEdit:
    """New values for one record, based on `version`. `parts` may hold `tags` or `lines`."""

    id: int
    version: int
    values: dict[str, Any]
    parts: dict[str, Any] = field(default_factory=dict)


def bulk_create(
    w: Work,
    model: type[Tracked],
    rows: Sequence[Mapping[str, Any]],
    *,
    tags: Mapping[int, Sequence[str]] | None = None,
    lines: Mapping[int, parts.Lines] | None = None,
    derived: Mapping[str, Sequence[Any]] | None = None,
    with_states: bool = True,
) -> list[int]:
    """Insert new records and return their ids in order. Rows hold column values without derived ones.

    `tags` and `lines` are by the row's place in `rows`. `derived`: what Model.derive_many gave for them, if that is
    known already. `with_states=False`: the caller writes the deals' states.
    """
    if not rows:
        return []
    ids = list(allot_ids(w.session, model, len(rows)))
    now = w.clock.now()
    constants = column_defaults(w, model) | {"version": 1, "created_at": now, "updated_at": now, "deleted_at": None}
    names = sorted(set[str]().union(*rows))
    columns: dict[str, Sequence[Any]] = {name: [row.get(name, constants[name]) for row in rows] for name in names}
    if derived is None:
        derived = model.derive_many([{**constants, **row} for row in rows], w.key_rules)
    columns |= {**derived, "id": ids}
    constants = {name: value for name, value in constants.items() if name not in columns}
    insert_columns(w.session, model, columns, constants)
    write_creations(w, model.entity, ids)
    w.touch(model.entity)
    if tags:
        parts.put_tags(w, model.entity, {ids[place]: names for place, names in tags.items()}, fresh=True)
    if lines:
        parts.put_lines(w, model.entity, {ids[place]: some for place, some in lines.items()}, fresh=True)
    if model is Deal and with_states:
        whole = zip(*columns.values(), strict=True)
        states.begin_states(w, [{**constants, **dict(zip(columns, row, strict=True))} for row in whole])
    standings.follow(w, model, columns.get("customer_id", ()))
    return ids


@contextmanager
def creating_many(w: Work, model: type[Tracked], count: int) -> Iterator[None]:
    """Around `bulk_create` in batches that come to `count` records of one kind: their indexes are made at the end,
    and after them what customers keep of the records."""
    tables: tuple[type[Model], ...] = (model,)
    if model is Deal:
        tables = (Deal, DealState, DealLine)
    elif model is Order:
        tables = (Order, OrderLine)
    with standings.put_off(w), indexes_later(w.session, *tables, Change, rows=count):
        yield


def column_defaults(w: Work, model: type[Tracked]) -> dict[str, Any]:
    """Every column in use with its plain default, so that all rows have the same keys."""
    found: dict[str, Any] = {}
    for name in used_columns(w.company, model):
        default: Any = table_of(model).c[name].default
        found[name] = default.arg if default is not None and default.is_scalar else None
    return found


def bulk_update(
    w: Work,
    model: type[Tracked],
    edits: Sequence[BulkEdit],
    *,
    follow: bool = True,
    rows: Mapping[int, dict[str, Any]] | None = None,
) -> list[int]:
    """Change records; only values that differ are written and noted. Returns the ids that changed.

    Raises Conflict when a record is no longer at the version its edit was based on.
    `follow=False`: the caller looks after the deals' states. `rows`: what `read_rows` gave for these records in this
    very work, if the caller has it already.
    """
    changed: list[int] = []
    for place in range(0, len(edits), 5_000):
        changed += _update_some(w, model, edits[place : place + 5_000], rows, follow=follow)
    return changed


def add_derived(
    w: Work, model: type[Tracked], writes: Sequence[dict[str, Any]], wholes: Sequence[Mapping[str, Any]]
) -> None:
    """Add to what is written of each record its derived columns, as far as they differ from what `wholes` hold."""
    for name, column in model.derive_many(wholes, w.key_rules).items():
        for write, whole, value in zip(writes, wholes, column, strict=True):
            if whole[name] != value:
                write[name] = value


class _Update:
    """The writes that some edits come to, gathered row by row and then done table by table."""

    def __init__(
        self, w: Work, model: type[Tracked], edits: Sequence[BulkEdit], rows: Mapping[int, dict[str, Any]] | None
    ) -> None:
        self.w, self.model = w, model
        self.now = w.clock.now()
        self.current = read_rows(w, model, [edit.id for edit in edits]) if rows is None else rows
        names = {name for edit in edits for name in edit.parts}
        self.old_parts = {name: parts.part_of(w, model.entity, name, [edit.id for edit in edits]) for name in names}
        self.new_parts: dict[str, dict[int, Any]] = {name: {} for name in names}
        lined = [edit for edit in edits if "lines" in edit.parts]
        whole = parts.whole_lines(w, model.entity, [edit.parts["lines"] for edit in lined]) if lined else []
        self.whole_lines = {edit.id: lines for edit, lines in zip(lined, whole, strict=True)}
        self.writes: list[dict[str, Any]] = []
        self.wholes: list[dict[str, Any]] = []
        self.history: list[dict[str, Any]] = []
        self.moved_deals: list[dict[str, Any]] = []
        self.moved = standings.Moved()

    def check_versions(self, edits: Sequence[BulkEdit]) -> None:
        stale = [one for one in edits if one.id not in self.current or self.current[one.id]["version"] != one.version]
        if stale:
            raise Conflict(
                N_("{n} records were changed by somebody else meanwhile. Look at them again."),
                entity=self.model.entity,
                record_id=stale[0].id,
                items=[],
                n=len(stale),
            )

    def add(self, edit: BulkEdit) -> None:
        row = self.current[edit.id]
        new = {name: value for name, value in edit.values.items() if row[name] != value}
        before = {name: row[name] for name in new}
        after = dict(new)
        for name, given in edit.parts.items():
            value = self.whole_lines[edit.id] if name == "lines" else given
            old = self.old_parts[name].get(edit.id, [])
            if old != value:
                before[name], after[name] = old, value
                self.new_parts[name][edit.id] = value
        if not after:
            return
        full = {**row, **new}
        self.wholes.append(full)
        version = row["version"] + 1
        self.writes.append({"id": edit.id, **new, "version": version, "updated_at": self.now})
        before["updated_at"] = row["updated_at"]
        self.history.append(change_row(self.model.entity, edit.id, "update", version, before, after))
        if self.model is Deal and full["deleted_at"] is None and tracked_deal_change(new):
            self.moved_deals.append(full)
        self.moved.add(self.model, row, full, changed=new)

    def write(self, *, follow: bool) -> list[int]:
        w = self.w
        if not self.writes:
            return []
        add_derived(w, self.model, self.writes, self.wholes)
        update_many(w.session, self.model, self.writes)
        for name, values in self.new_parts.items():
            parts.put_part(w, self.model.entity, name, values)
        write_changes(w, self.history)
        w.touch(self.model.entity)
        w.session.expire_all()
        if follow and self.moved_deals:
            states.follow_states(w, self.moved_deals)
        if self.model is Stage:
            states.follow_stages(w, [row["id"] for row in self.writes])
        self.moved.refresh(w)
        return [row["id"] for row in self.writes]


def _update_some(
    w: Work,
    model: type[Tracked],
    edits: Sequence[BulkEdit],
    rows: Mapping[int, dict[str, Any]] | None,
    *,
    follow: bool,
) -> list[int]:
    update = _Update(w, model, edits, rows)
    update.check_versions(edits)
    for edit in edits:
        update.add(edit)
    return update.write(follow=follow)


def read_rows(w: Work, model: type[Tracked], ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """All columns in use of records by id, those in the bin included, as far as the actor sees them."""
    found: dict[int, dict[str, Any]] = {}
    columns = [getattr(model, name) for name in used_columns(w.company, model)]
    for some in chunks(ids):
        statement = select(*columns).where(among(model.id, some))
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
    if model is Deal:
        states.follow_states(w, [{**row, "deleted_at": None if restore else now} for row in moving])
    standings.follow(w, model, [row.get("customer_id") for row in moving])
    return numbers
