"""Writing records of any entity of the catalogue: create, edit with three-way conflicts, edit many, bin and back.

Values are by field key and typed as columns keep them (`values.parse_value` makes them from what people type).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from ..base.database import label_of
from ..base.errors import Conflict, DaftarError, FieldConflict, Invalid, NotFound, Refused
from ..base.i18n import N_
from ..models import ENTITIES, Change, Tracked
from ..trust import parts
from ..trust.access import may, require, right_to
from ..trust.bulk import BulkEdit, bulk_delete, bulk_update, column_defaults, read_rows
from ..trust.changes import columns_of, from_json, note_part
from ._field import Field
from .catalogue import CATALOGUE, field
from .links import id_named
from .rules import settle
from .values import parse_value

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Edit:
    """New values of a record's fields, based on what its version `version` showed."""

    id: int
    version: int
    values: Values


@dataclass(frozen=True)
class Edited:
    """What an edit did; `change_set_id` is None when nothing differed."""

    id: int
    version: int
    change_set_id: int | None


@dataclass
class EditedMany:
    """What a deed on many did: how many changed, and which were left.

    `refused` were not this person's to change; `moved` somebody else changed meanwhile in the same; `hindered` their
    own rules did not allow it (the first `reason` of them). `seen`: how many there were in all.
    """

    change_set_id: int | None
    changed: int = 0
    refused: list[int] = dataclass_field(default_factory=list)
    moved: list[int] = dataclass_field(default_factory=list)
    hindered: list[int] = dataclass_field(default_factory=list)
    reason: DaftarError | None = None
    seen: int = 0


class Row:
    """Column values seen as a record, for `may`."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.owner_id = values.get("owner_id")
        self.unit_id = values.get("unit_id")


def parse_all(w: Work, entity: str, given: Mapping[str, Any], currency: str | None = None) -> dict[str, Any]:
    """Typed values for what a person typed, by field key; amounts in the currency typed with them, else in this one.

    Raises Invalid naming the first field that is wrong.
    """
    currency = given.get("currency") or currency
    return {
        key: parse_value(
            field(entity, key),
            value,
            w.locale,
            w.company,
            entity=entity,
            currency=currency,
            find=lambda kind, text: id_named(w, kind, text),
        )
        for key, value in given.items()
    }


def split(entity: str, values: Values) -> tuple[dict[str, Any], dict[str, Any]]:
    """Columns and parts (tags, lines) of values by field key."""
    columns: dict[str, Any] = {}
    rest: dict[str, Any] = {}
    for key, value in values.items():
        if key in parts.PARTS:
            rest[key] = value or []
            continue
        found = field(entity, key)
        if found.column is None:
            rest |= _as_part(key, value)
        else:
            columns[found.column] = value
    return columns, rest


def _as_part(key: str, value: Any) -> dict[str, Any]:
    if key == "product":
        return {"lines": [{"product_id": value, "quantity": 1.0}] if value is not None else []}
    raise Invalid(N_("{key} cannot be set here."), field=key, key=key)


def as_kept(entity: str, key: str, value: Any) -> dict[str, Any]:
    """The column or part that keeps a field's value, with the value as it is kept there."""
    columns, rest = split(entity, {key: value})
    return {**columns, **rest}


def changeable(w: Work, entity: str, ids: Sequence[int]) -> frozenset[int]:
    """Which of these records the actor may change."""
    model: Any = ENTITIES[entity]
    if not may(w.actor, right_to(entity)):
        return frozenset()
    if w.actor.sees_all or not hasattr(model, "owner_id"):
        return frozenset(ids)
    rows = w.rows(select(model.id, model.owner_id, model.unit_id).where(model.id.in_(ids)))
    return frozenset(row.id for row in rows if may(w.actor, "change", Row(row._mapping)))


def check_links(w: Work, entity: str, values: Values) -> None:
    """What a record is linked to must exist and be seen by whoever links it."""
    for key, value in values.items():
        if key in parts.PARTS or value is None:
            continue
        found = field(entity, key)
        if found.is_link and w.scalar(select(ENTITIES[found.kind].id).where(ENTITIES[found.kind].id == value)) is None:
            raise NotFound(
                N_("{name} names a record that does not exist, or that you may not see."),
                name=w.locale.t(found.label),
            )


def check_editable(entity: str, values: Values) -> None:
    """Raise Invalid for a field that nobody can set."""
    for key in values:
        if key not in parts.PARTS and not field(entity, key).editable:
            raise Invalid(N_("{key} is computed and cannot be edited."), field=key, key=key)


def create(w: Work, entity: str, values: Values) -> int:
    """Make a record; returns its id. Raises Invalid for a missing required field, Refused, NotFound for links."""
    columns, rest = prepare(w, entity, values)
    with w.changing("create"):
        record = ENTITIES[entity](**columns)
        w.session.add(record)
        w.session.flush()
        for name, value in rest.items():
            parts.put_part(w, entity, name, {record.id: value})
        return record.id


def prepare(w: Work, entity: str, values: Values) -> tuple[dict[str, Any], dict[str, Any]]:
    """Columns and parts of a record to make, with what defaults and rules add. Raises what `create` raises."""
    require(w, right_to(entity))
    check_links(w, entity, values)
    model = ENTITIES[entity]
    columns, rest = split(entity, values)
    if "owner_id" not in columns and hasattr(model, "owner_id") and w.actor.user_id is not None:
        columns["owner_id"] = w.actor.user_id
    columns, rest = parted(settle(w, entity, None, {**_defaulted(w, model, columns), **rest}))
    for one in _required(entity):
        if columns.get(one.column or "") in (None, ""):
            raise Invalid(N_("{name} must not be empty."), field=one.key, name=w.locale.t(one.label))
    if not may(w.actor, "change", Row(columns)):
        raise Refused(N_("You may not make records for this person or unit. Ask your team lead."))
    return columns, rest


def parted(settled: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Columns and parts of what a rule settled."""
    rest = {name: value for name, value in settled.items() if name in parts.PARTS}
    return {name: value for name, value in settled.items() if name not in rest}, rest


def _defaulted(w: Work, model: type[Tracked], columns: dict[str, Any]) -> dict[str, Any]:
    """The columns with the plain defaults of those that were not given."""
    defaults = {
        name: value for name, value in column_defaults(w, model).items() if value is not None and name != "version"
    }
    return {**defaults, **{name: value for name, value in columns.items() if value is not None or name not in defaults}}


def _required(entity: str) -> list[Field]:
    return [one for one in CATALOGUE[entity].values() if one.required and one.column]


def _put_parts(w: Work, record: Tracked, rest: Values) -> None:
    """Replace parts of a record; they are noted with the record's columns, as one change."""
    moved = {}
    for name, new in rest.items():
        old = parts.part_of(w, record.entity, name, [record.id]).get(record.id, [])
        if old != new:
            parts.put_part(w, record.entity, name, {record.id: new})
            moved[name] = old, parts.part_of(w, record.entity, name, [record.id]).get(record.id, [])
    for name, (old, new) in moved.items():
        note_part(w, record, name, old, new)


def edit(w: Work, entity: str, change: Edit) -> Edited:
    """Change fields of a record. What others changed meanwhile in other fields stays.

    Raises Conflict when somebody changed one of the same fields since `change.version`, with the value both
    started from, mine and theirs, in what the columns keep; NotFound, Refused, Invalid.
    """
    model = ENTITIES[entity]
    record = w.get(model, change.id, lock=True)
    require(w, right_to(entity))
    require(w, "change", record)
    check_editable(entity, change.values)
    check_links(w, entity, change.values)
    columns, rest = split(entity, change.values)
    items = _clashes(w, model, record, change, columns, rest)
    if items:
        raise Conflict(
            N_("Somebody else changed this meanwhile. Choose which value stays."),
            entity=entity,
            record_id=change.id,
            items=items,
        )
    columns, rest = parted(settle(w, entity, columns_of(record), {**columns, **rest}))
    with w.changing("edit") as change_set:
        before = record.version
        _put_parts(w, record, rest)
        for name, value in columns.items():
            if getattr(record, name) != value:
                setattr(record, name, value)
        w.session.flush()
        changed = record.version != before
        return Edited(record.id, record.version, change_set.id if changed else None)


def _clashes(
    w: Work, model: type[Tracked], record: Tracked, change: Edit, columns: Values, rest: Values
) -> list[FieldConflict]:
    """The fields that somebody else changed since this edit's version, to something other than what it wants."""
    if record.version == change.version:
        return []
    log = label_of(Change)
    statement = (
        select(log.c.before)
        .where(log.c.entity == model.entity, log.c.record_id == record.id, log.c.version > change.version)
        .order_by(log.c.id)
    )
    base: dict[str, Any] = {}
    for row in w.rows(statement):
        base = {**(row.before or {}), **base}
    now = {
        **columns_of(record),
        **{name: parts.part_of(w, model.entity, name, [record.id]).get(record.id, []) for name in rest},
    }
    wanted = {**columns, **rest}
    return [
        FieldConflict(name, from_json(model, name, base[name]), value, now[name])
        for name, value in wanted.items()
        if name in base and now[name] != value
    ]


def edit_many(
    w: Work,
    entity: str,
    ids: Sequence[int],
    values: Values,
    *,
    add_tags: Sequence[str] = (),
    kind: str = "bulk_edit",
) -> EditedMany:
    """Set fields of many records as one change set; records that are not the actor's to change are left and listed."""
    require(w, "bulk")
    require(w, right_to(entity))
    check_editable(entity, values)
    check_links(w, entity, values)
    model = ENTITIES[entity]
    columns, rest = split(entity, values)
    rows = read_rows(w, model, ids)
    allowed = [row for row in rows.values() if row["deleted_at"] is None and may(w.actor, "bulk", Row(row))]
    done = EditedMany(None, refused=sorted(set(ids) - {row["id"] for row in allowed}))
    tags = parts.tags_of(w, entity, [row["id"] for row in allowed]) if add_tags else {}
    edits = []
    for row in allowed:
        of_row = {**rest}
        if add_tags:
            of_row["tags"] = parts.sorted_tags([*tags.get(row["id"], []), *add_tags])
        edits.append(BulkEdit(row["id"], row["version"], *parted(settle(w, entity, row, {**columns, **of_row}))))
    with w.changing(kind) as change_set:
        done.changed = len(bulk_update(w, model, edits))
        done.change_set_id = change_set.id if done.changed else None
    return done


def delete(w: Work, entity: str, ids: Sequence[int], *, restore: bool = False) -> EditedMany:
    """Put records into the bin, or take them out again, as one change set."""
    require(w, "change" if len(ids) == 1 else "bulk")
    require(w, right_to(entity))
    model = ENTITIES[entity]
    rows = read_rows(w, model, ids)
    allowed = [row["id"] for row in rows.values() if may(w.actor, "change", Row(row))]
    done = EditedMany(None, refused=sorted(set(ids) - set(allowed)))
    if len(ids) == 1 and done.refused:
        raise NotFound(N_("This record does not exist, or you may not change it."))
    with w.changing("restore" if restore else "delete") as change_set:
        done.changed = len(bulk_delete(w, model, allowed, restore=restore))
        done.change_set_id = change_set.id
    return done
