"""Parts of a record that lie in tables of their own but belong to its history: tags and a deal's lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select

from ..base.database import allot_ids, chunks, delete_many, insert_many
from ..base.text import fold
from ..models import DealLine, Tag, Tagging

if TYPE_CHECKING:
    from .unit_of_work import Work

Lines = list[dict[str, Any]]
LINE_FIELDS = ("id", "product_id", "quantity", "price", "amount")
"""A line's own values; `id` is kept so that an undo brings back the same rows, and may be absent in new lines."""


def tags_of(w: Work, entity: str, ids: Sequence[int]) -> dict[int, list[str]]:
    """The names of the tags on each of these records, in order of name; records without tags are left out."""
    found: dict[int, list[str]] = {}
    for some in chunks(ids):
        statement = (
            select(Tagging.record_id, Tag.name)
            .join(Tag, Tag.id == Tagging.tag_id)
            .where(Tagging.entity == entity, Tagging.record_id.in_(some))
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
            gone = delete(Tagging).where(Tagging.entity == entity, Tagging.record_id.in_(some))
            w.session.connection().execute(gone)
    rows = [
        {"entity": entity, "record_id": record_id, "tag_id": tag}
        for record_id, names in tags.items()
        for tag in sorted({known[fold(name)] for name in names if fold(name)})
    ]
    insert_many(w.session, Tagging, rows)
    w.touch("tag")


def lines_of(w: Work, deal_ids: Sequence[int]) -> dict[int, Lines]:
    """The lines of each of these deals in their order, as plain values (LINE_FIELDS)."""
    found: dict[int, Lines] = {}
    for some in chunks(deal_ids):
        statement = (
            select(DealLine.deal_id, *(getattr(DealLine, name) for name in LINE_FIELDS))
            .where(DealLine.deal_id.in_(some))
            .order_by(DealLine.deal_id, DealLine.position, DealLine.id)
        )
        for row in w.rows(statement):
            found.setdefault(row.deal_id, []).append({name: getattr(row, name) for name in LINE_FIELDS})
    return found


def put_lines(w: Work, lines: Mapping[int, Lines], *, fresh: bool = False) -> None:
    """Replace the lines of deals. Writes no history of its own."""
    if not fresh:
        delete_many(w.session, DealLine, "deal_id", lines)
    rows = [
        {"deal_id": deal_id, "position": position, **{name: line.get(name) for name in LINE_FIELDS}}
        for deal_id, some in lines.items()
        for position, line in enumerate(some)
    ]
    new = [row for row in rows if row["id"] is None]
    for row, number in zip(new, allot_ids(w.session, DealLine, len(new)), strict=True):
        row["id"] = number
    insert_many(w.session, DealLine, rows)
    w.touch("deal")


def part_of(w: Work, entity: str, name: str, ids: Sequence[int]) -> dict[int, Any]:
    """The value of a part (`tags` or `lines`) for each record; records without are left out."""
    return tags_of(w, entity, ids) if name == "tags" else lines_of(w, ids)


def put_part(w: Work, entity: str, name: str, values: Mapping[int, Any]) -> None:
    """Replace a part of records."""
    if name == "tags":
        put_tags(w, entity, values)
    else:
        put_lines(w, values)


PARTS = frozenset({"tags", "lines"})
