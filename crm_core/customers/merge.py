"""Several customers or contacts become one: what hangs on them moves along, nothing is lost, all of it can be undone.

The records that go lie in the bin as they were, with the survivor's number in `merged_into_id`; a link to them leads
to the survivor. A merge is one change set of the kind "merge": undoing it brings everything back to where it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, FromClause, false, func, or_, select

from ..base.database import label_of
from ..base.errors import Invalid
from ..base.i18n import N_
from ..base.text import email_key, fold, phone_key
from ..fields import CATALOGUE
from ..fields import field as field_of
from ..fields.rules import settle
from ..models import ENTITIES, CustomerRelation, DealContact, Model, Tracked
from ..trust import parts
from ..trust.access import require
from ..trust.bulk import BulkEdit, bulk_delete, bulk_update, read_rows
from ..trust.changes import change_row, write_changes
from ..trust.merged import MERGE
from ..trust.own_fields import linking_to
from .duplicates import check_kind

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

Row = Mapping[str, Any]
MOST = 5
"""So many records are merged at once at most: more can no longer be compared side by side."""
_REACH = {"phone": "phone", "mobile": "mobile", "email": "email", "website": "url"}
"""The fields whose differing values are kept as further contact points, with the kind of those."""
_NEVER_EMPTY = frozenset({"kind", "party"})
_EITHER_WAY = frozenset({"partner", "competitor", "relative"})
"""The kinds of relations that say the same from both sides."""


@dataclass(frozen=True)
class Merged:
    """What a merge did: its change set, the survivor, and how many records of each entity moved to it."""

    change_set_id: int
    keep_id: int
    moved: Mapping[str, int] = field(default_factory=dict)


def merge(w: Work, entity: str, keep_id: int, other_ids: Sequence[int], values: Row | None = None) -> Merged:
    """Make one record of several. `values`: what the survivor is to have, by field key, as its columns keep it.

    A field that is not named keeps the survivor's value or, where it has none, takes that of the first other record
    that has one; notes are put one below the other, tags united. Raises Refused, NotFound, Invalid.
    """
    rows = _records(w, entity, [keep_id, *other_ids])
    chosen = {**proposed(w, entity, rows), **(values or {})}
    if values and "owner" in values and "unit" not in values:
        chosen.pop("unit", None)  # it follows the owner
    _check(entity, rows, chosen)
    keep, others = rows[0], rows[1:]
    context = {"entity": entity, "keep": keep_id, "others": [row["id"] for row in others]}
    with w.changing(MERGE, "", **context) as change_set, w.as_system():
        edit = _survivor(w, entity, rows, chosen)
        model = ENTITIES[entity]
        if not bulk_update(w, model, [edit]):
            write_changes(w, [change_row(entity, keep_id, "update", keep["version"], {}, {})])
        _part_relations(w, entity, keep_id, [row["id"] for row in others])
        _part_deal_contacts(w, entity, keep_id, [row["id"] for row in others])
        moved: dict[str, int] = {}
        for hanging, many in _move(w, model, keep_id, [row["id"] for row in others]):
            moved[hanging] = moved.get(hanging, 0) + many
        bulk_update(w, model, [BulkEdit(row["id"], row["version"], {"merged_into_id": keep_id}) for row in others])
        bulk_delete(w, model, [row["id"] for row in others])
    return Merged(change_set.id, keep_id, moved)


def _records(w: Work, entity: str, ids: Sequence[int]) -> list[dict[str, Any]]:
    """The records, all there, seen, and this person's to merge, in this order."""
    check_kind(entity)
    require(w, "merge")
    if len(set(ids)) != len(ids) or len(ids) < 2:
        raise Invalid(N_("Choose at least two records."))
    if len(ids) > MOST:
        raise Invalid(N_("At most {n} records are merged at once."), n=MOST)
    for number in ids:
        require(w, "merge", w.get(ENTITIES[entity], number, lock=True))
    found = read_rows(w, ENTITIES[entity], ids)
    return [found[number] for number in ids]


def proposed(w: Work, entity: str, rows: Sequence[Row]) -> dict[str, Any]:
    """What the first of these records would be after a merge with the rest, by field key."""
    values: dict[str, Any] = {}
    for key, one in CATALOGUE[entity].items():
        if one.editable and one.column:
            values[key] = next((row[one.column] for row in rows if row[one.column] not in (None, "")), None)
    values["note"] = joined_notes([row["note"] for row in rows])
    tags = parts.tags_of(w, entity, [row["id"] for row in rows])
    values["tags"] = parts.sorted_tags([tag for row in rows for tag in tags.get(row["id"], [])])
    return values


def joined_notes(notes: Sequence[str | None]) -> str | None:
    """Notes one below the other, each once."""
    once = {fold(note): note.strip() for note in reversed(notes) if note and note.strip()}
    return "\n\n".join(reversed(once.values())) or None


def _check(entity: str, rows: Sequence[Row], values: Row) -> None:
    """A link must be one that the records have; a required field must not become empty."""
    for key, value in values.items():
        known = field_of(entity, key)
        if known.required and value in (None, ""):
            raise Invalid(N_("{name} must not be empty."), field=key, name=known.label)
        if key != "tags" and (known.column is None or not known.editable):
            raise Invalid(N_("{key} cannot be set here."), field=key, key=key)
        if known.is_link and value not in (None, *(row[known.column or ""] for row in rows)):
            raise Invalid(N_("{key} cannot be set here."), field=key, key=key)


def _survivor(w: Work, entity: str, rows: Sequence[Row], values: Row) -> BulkEdit:
    keep = rows[0]
    columns = {field_of(entity, key).column or "": value for key, value in values.items() if key != "tags"}
    columns = {name: keep[name] if value is None and name in _NEVER_EMPTY else value for name, value in columns.items()}
    settled = settle(w, entity, keep, {**columns, "tags": values["tags"]})
    tags = settled.pop("tags")
    points = _points(w, entity, rows, {**keep, **settled})
    return BulkEdit(keep["id"], keep["version"], settled, {"tags": tags, "points": points})


def _points(w: Work, entity: str, rows: Sequence[Row], after: Row) -> parts.Points:
    """The further phones, e-mails and pages of the survivor: all that the records had and the first ones are not."""
    known = parts.points_of(w, entity, [row["id"] for row in rows])
    mine = known.get(rows[0]["id"], [])
    seen = {_same_point(w, kind, after.get(name)) for name, kind in _REACH.items()}
    seen |= {_same_point(w, point["kind"], point["value"]) for point in mine}
    found = list(mine)
    for row in rows:
        own = [{"kind": kind, "label": None, "value": row.get(name)} for name, kind in _REACH.items()]
        for point in (*own, *(known.get(row["id"], []) if row is not rows[0] else ())):
            same = _same_point(w, point["kind"], point["value"])
            if point["value"] and same not in seen:
                seen.add(same)
                found.append(point)
    return found


def _same_point(w: Work, kind: str, value: str | None) -> tuple[str, str]:
    """What two spellings of one number, address or page have in common."""
    text, rules = value or "", w.company.key_rules
    if kind in ("phone", "mobile"):
        return "phone", phone_key(text, rules.country, rules.area_code) or fold(text)
    return kind, (email_key(text) if kind == "email" else None) or fold(text)


# What hangs on the records


def links_to(w: Work, model: type[Tracked]) -> Iterator[tuple[type[Tracked], str]]:
    """The entities whose records refer to records of this one, each with the column that does.

    Fields that the company made link as well, retired ones too.
    """
    table = Model.metadata.tables[model.__tablename__]
    for other in ENTITIES.values():
        for column in Model.metadata.tables[other.__tablename__].columns:
            if other is not model and any(key.column.table is table for key in column.foreign_keys):
                yield other, column.key
    yield from ((ENTITIES[own.about], own.slot) for own in linking_to(w.company.custom_fields, model.entity))


def _move(w: Work, model: type[Tracked], keep_id: int, ids: Sequence[int]) -> Iterator[tuple[str, int]]:
    """Let everything that refers to these records, in the bin or not, refer to the survivor (itself to nothing)."""
    for other, name in links_to(w, model):
        table = label_of(other)
        merged = table.c.id.in_(ids) if other is model else false()
        found = w.rows(select(table.c.id, table.c.version).where(table.c[name].in_(ids), ~merged))
        itself = keep_id if other is model else None
        edits = [BulkEdit(row.id, row.version, {name: None if row.id == itself else keep_id}) for row in found]
        if edits:
            yield other.entity, len(bulk_update(w, other, edits))


def _part_relations(w: Work, entity: str, keep_id: int, ids: Sequence[int]) -> None:
    """Relations that would lead from the survivor to itself, or be there twice, go into the bin."""
    if entity != "customer":
        return
    table, merged = label_of(CustomerRelation), {keep_id, *ids}
    near = or_(table.c.customer_id.in_(merged), table.c.other_id.in_(merged))
    columns = (table.c.id, table.c.kind, table.c.customer_id, table.c.other_id)
    rows = w.rows(select(*columns).where(near, table.c.deleted_at.is_(None)).order_by(table.c.id))
    seen, going = set(), []
    for row in sorted(rows, key=lambda row: keep_id not in (row.customer_id, row.other_id)):
        ends = [keep_id if number in merged else number for number in (row.customer_id, row.other_id)]
        told = (row.kind, *(sorted(ends) if row.kind in _EITHER_WAY else ends))
        if ends[0] == ends[1] or told in seen:
            going.append(row.id)
        seen.add(told)
    bulk_delete(w, CustomerRelation, going)


def _part_deal_contacts(w: Work, entity: str, keep_id: int, ids: Sequence[int]) -> None:
    """Of those who had a part in the same deal one part stays: the survivor's, else the one that was there first."""
    if entity != "contact":
        return
    table = label_of(DealContact)
    mine = select(table.c.id, table.c.deal_id, table.c.contact_id)
    rows = w.rows(mine.where(table.c.contact_id.in_({keep_id, *ids}), table.c.deleted_at.is_(None)))
    seen, going = set(), []
    for row in sorted(rows, key=lambda row: (row.contact_id != keep_id, row.id)):
        if row.deal_id in seen:
            going.append(row.id)
        seen.add(row.deal_id)
    bulk_delete(w, DealContact, going)


def hanging_on(w: Work, entity: str, ids: Sequence[int]) -> dict[int, dict[str, int]]:
    """How many records of each entity, not in the bin, hang on each of these records; those without are left out."""
    check_kind(entity)
    found: dict[int, dict[str, int]] = {}
    for other, name in links_to(w, ENTITIES[entity]):
        table: FromClause = label_of(other)
        owner: ColumnElement[int] = table.c[name]
        counted = select(owner, func.count()).where(owner.in_(ids), table.c.deleted_at.is_(None)).group_by(owner)
        for number, many in w.rows(counted):
            found.setdefault(number, {})[other.entity] = many
    return found


def survivor_of(w: Work, entity: str, record_id: int) -> int:
    """The record that this one was merged into, and that one again; the record itself when it was not merged."""
    return survivors(w, entity, [record_id])[record_id]


def survivors(w: Work, entity: str, ids: Sequence[int]) -> dict[int, int]:
    """For each record the one that it was merged into in the end, or itself."""
    check_kind(entity)
    table = label_of(ENTITIES[entity])
    found = {number: number for number in ids}
    ahead = set(ids)
    while ahead:
        into = select(table.c.id, table.c.merged_into_id)
        gone = into.where(table.c.merged_into_id.is_not(None), table.c.deleted_at.is_not(None))
        step = {row.id: row.merged_into_id for row in w.rows(gone.where(table.c.id.in_(ahead)))}
        found = {number: step.get(now, now) for number, now in found.items()}
        ahead = set(step.values())
    return found
