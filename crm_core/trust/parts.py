"""Parts of a record that lie in tables of their own but belong to its history: tags, lines, further phones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select

from ..base.among import among
from ..base.database import table_of
from ..base.many import allot_ids, chunks, delete_many, insert_many
from ..base.text import email_key, fold, phone_key
from ..models import ContactPoint, DealLine, Model, OrderLine, Tag, Tagging
from . import states

if TYPE_CHECKING:
    from .unit_of_work import Work

Lines = list[dict[str, Any]]


@dataclass(frozen=True)
class LineTable:
    """Where the lines of an entity's records lie: the table, the column that names the record, and a line's values.

    `fields`: by name, each with what stands for it where a new line does not have it; `id` is kept so that an undo
    brings back the same rows.
    """

    model: type[Model]
    owner: str
    fields: Mapping[str, Any]

    @property
    def may_be_nameless(self) -> bool:
        """Whether a line may be without a product."""
        return bool(table_of(self.model).c.product_id.nullable)


_OF_BOTH: Mapping[str, Any] = {"id": None, "product_id": None, "quantity": 1.0, "price": None, "amount": None}
LINES: Mapping[str, LineTable] = MappingProxyType(
    {
        "deal": LineTable(DealLine, "deal_id", _OF_BOTH),
        "order": LineTable(OrderLine, "order_id", {**_OF_BOTH, "discount": 0.0, "external_id": None}),
    }
)
"""The entities whose records have lines of products."""


def tags_of(w: Work, entity: str, ids: Sequence[int]) -> dict[int, list[str]]:
    """The names of the tags on each of these records, in order of name; records without tags are left out."""
    found: dict[int, list[str]] = {}
    for some in chunks(ids):
        statement = (
            select(Tagging.record_id, Tag.name)
            .join(Tag, Tag.id == Tagging.tag_id)
            .where(Tagging.entity == entity, among(Tagging.record_id, some))
            .order_by(Tag.key)
        )
        for row in w.rows(statement):
            found.setdefault(row.record_id, []).append(row.name)
    return found


def sorted_tags(names: Sequence[str]) -> list[str]:
    """Tags as `tags_of` gives them: each once, in order of their folded names."""
    once = {fold(name): name.strip() for name in reversed(names) if fold(name)}
    return [once[key] for key in sorted(once)]


def tag_ids(w: Work, names: Sequence[str]) -> dict[str, int]:
    """The tag for each folded name; those that are missing are made in the open change set."""
    wanted = {fold(name): name.strip() for name in names if fold(name)}
    statement = select(Tag.key, Tag.id)
    known = {row.key: row.id for row in w.rows(statement) if row.key in wanted}
    missing = [Tag(name=name) for key, name in wanted.items() if key not in known]
    w.session.add_all(missing)
    w.session.flush()
    return known | {tag.key: tag.id for tag in missing}


def put_tags(w: Work, entity: str, tags: Mapping[int, Sequence[str]], *, fresh: bool = False) -> None:
    """Replace the tags of records. `fresh`: they are new and have none. Writes no history of its own."""
    known = tag_ids(w, [name for names in tags.values() for name in names])
    if not fresh:
        for some in chunks(tags):
            gone = delete(Tagging).where(Tagging.entity == entity, among(Tagging.record_id, some))
            w.session.connection().execute(gone)
    rows = [
        {"entity": entity, "record_id": record_id, "tag_id": tag}
        for record_id, names in tags.items()
        for tag in sorted({known[fold(name)] for name in names if fold(name)})
    ]
    insert_many(w.session, Tagging, rows)
    w.touch("tag")


def lines_of(w: Work, entity: str, ids: Sequence[int]) -> dict[int, Lines]:
    """The lines of each of these records in their order, as plain values (`LineTable.fields`)."""
    lines = LINES[entity]
    table: Any = lines.model
    owner = getattr(table, lines.owner)
    found: dict[int, Lines] = {}
    for some in chunks(ids):
        statement = (
            select(owner.label("owner"), *(getattr(table, name) for name in lines.fields))
            .where(among(owner, some))
            .order_by(owner, table.position, table.id)
        )
        for row in w.rows(statement):
            found.setdefault(row.owner, []).append({name: getattr(row, name) for name in lines.fields})
    return found


def whole_lines(w: Work, entity: str, lines: Sequence[Lines]) -> list[Lines]:
    """Lines with all their values, as they will be read; new ones get their numbers, which nobody else gets."""
    known = LINES[entity]
    whole = [
        [
            {name: usual if line.get(name) is None else line[name] for name, usual in known.fields.items()}
            for line in some
        ]
        for some in lines
    ]
    new = [line for some in whole for line in some if line["id"] is None]
    for line, number in zip(new, allot_ids(w.session, known.model, len(new)), strict=True):
        line["id"] = number
    return whole


def put_lines(w: Work, entity: str, lines: Mapping[int, Lines], *, fresh: bool = False) -> None:
    """Replace the lines of records. Writes no history of its own."""
    known = LINES[entity]
    if not fresh:
        delete_many(w.session, known.model, known.owner, lines)
    rows = [
        {known.owner: record_id, "position": position, **line}
        for record_id, some in zip(lines, whole_lines(w, entity, list(lines.values())), strict=True)
        for position, line in enumerate(some)
    ]
    insert_many(w.session, known.model, rows)
    w.touch(entity)


Points = list[dict[str, Any]]
POINT_FIELDS = ("kind", "label", "value")
"""The values of a further phone, e-mail or address of a customer or contact."""


def points_of(w: Work, entity: str, ids: Sequence[int]) -> dict[int, Points]:
    """The further phones, e-mails and addresses of each record in their order; records without are left out."""
    found: dict[int, Points] = {}
    for row in _point_rows(w, entity, ids):
        found.setdefault(row.record_id, []).append({name: getattr(row, name) for name in POINT_FIELDS})
    return found


def _point_rows(w: Work, entity: str, ids: Sequence[int]) -> Iterator[Any]:
    columns = (ContactPoint.id, ContactPoint.record_id, *(getattr(ContactPoint, name) for name in POINT_FIELDS))
    for some in chunks(ids):
        statement = select(*columns).where(ContactPoint.entity == entity, among(ContactPoint.record_id, some))
        yield from w.rows(statement.order_by(ContactPoint.record_id, ContactPoint.position, ContactPoint.id))


def put_points(w: Work, entity: str, points: Mapping[int, Points], *, fresh: bool = False) -> None:
    """Replace the further phones and the like of records; those that stay keep their rows. Writes no history."""
    there: dict[int, dict[tuple[Any, ...], int]] = {}
    for row in () if fresh else _point_rows(w, entity, list(points)):
        there.setdefault(row.record_id, {})[tuple(getattr(row, name) for name in POINT_FIELDS)] = row.id
    rules = w.company.key_rules
    rows = []
    for record_id, some in points.items():
        known = there.get(record_id, {})
        top = len(known)
        for position, point in enumerate(some):
            if known.pop(tuple(point[name] for name in POINT_FIELDS), None) is None:
                value = str(point["value"])
                key = email_key(value) if point["kind"] == "email" else None
                if point["kind"] in ("phone", "mobile"):
                    key = phone_key(value, rules.country, rules.area_code)
                place = max(position, top)
                rows.append({"entity": entity, "record_id": record_id, **point, "key": key, "position": place})
    gone = [number for known in there.values() for number in known.values()]
    delete_many(w.session, ContactPoint, "id", gone)
    for new, number in zip(rows, allot_ids(w.session, ContactPoint, len(rows)), strict=True):
        new["id"] = number
    insert_many(w.session, ContactPoint, rows)
    w.touch(entity)


def part_of(w: Work, entity: str, name: str, ids: Sequence[int]) -> dict[int, Any]:
    """The value of a part (one of `PARTS`) for each record; records without are left out."""
    if name == "points":
        return points_of(w, entity, ids)
    if name == "states":
        return states.states_of(w, ids)
    return tags_of(w, entity, ids) if name == "tags" else lines_of(w, entity, ids)


def put_part(w: Work, entity: str, name: str, values: Mapping[int, Any]) -> None:
    """Replace a part of records."""
    if name == "tags":
        put_tags(w, entity, values)
    elif name == "points":
        put_points(w, entity, values)
    elif name == "states":
        states.put_states(w, values)
    else:
        put_lines(w, entity, values)


PARTS = frozenset({"tags", "lines", "points", "states"})
