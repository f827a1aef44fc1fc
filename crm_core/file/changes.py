"""What was changed in a customer's file, said in words: the customer, its contacts, its deals, its orders."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from ..base.database import label_of
from ..fields import CATALOGUE, Field, Kind
from ..fields.links import TARGETS, labels_of
from ..fields.values import format_value
from ..models import ENTITIES, Change, ChangeSet, Contact, Deal, Order, User
from ..trust.changes import from_json

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

_CHANGE, _SET, _USER = label_of(Change), label_of(ChangeSet), label_of(User)
MOVES = frozenset({"stage_id", "pipeline_id", "outcome", "closed_on", "stage_since", "probability"})
"""What changes when a deal goes on to another stage: the time line tells that by itself."""


@dataclass(frozen=True)
class FieldChange:
    """One field that changed: its label (a msgid), what was read there before, and what is read now."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class FileChange:
    """One record that one change set touched; `name` is what the record is called, `kind` how it came about."""

    change_set_id: int
    at: dt.datetime
    person: str | None
    kind: str
    action: str
    entity: str
    record_id: int
    name: str
    fields: tuple[FieldChange, ...]
    undone: bool


def changes_of(w: Work, customer_id: int, *, before: dt.datetime | None = None, limit: int = 50) -> list[FileChange]:
    """The newest changes before an instant. What else the time line tells (a deal opened or moved) is left out."""
    of_customer = {
        "customer": [customer_id],
        "contact": w.scalars(select(Contact.id).where(Contact.customer_id == customer_id)),
        "deal": w.scalars(select(Deal.id).where(Deal.customer_id == customer_id)),
        "order": w.scalars(select(Order.id).where(Order.customer_id == customer_id)),
    }
    rows = [row for entity, ids in of_customer.items() for row in _rows(w, entity, ids, before, 2 * limit)]
    rows.sort(key=lambda row: row.id, reverse=True)
    return said(w, [row for row in rows if not _told_elsewhere(row)][:limit])


def _rows(w: Work, entity: str, ids: Sequence[int], before: dt.datetime | None, limit: int) -> Sequence[Any]:
    """Entity by entity, as the index goes; the sum in the order keeps SQLite from walking all changes by number."""
    statement = (
        select(_CHANGE, _SET.c.at, _SET.c.kind, _SET.c.undone_at, _USER.c.name.label("person"))
        .join(_SET, _SET.c.id == _CHANGE.c.change_set_id)
        .outerjoin(_USER, _USER.c.id == _SET.c.actor_id)
        .where(_CHANGE.c.entity == entity, _CHANGE.c.record_id.in_(ids))
        .order_by((_CHANGE.c.id + 0).desc())
    )
    if before is not None:
        statement = statement.where(_SET.c.at < before)
    return w.rows(statement.limit(limit)) if ids else []


def _told_elsewhere(row: Any) -> bool:
    """Whether the time line tells it by itself: an order or a deal that was made, a deal that only moved on."""
    if row.entity == "order":
        return bool(row.action == "create")
    return row.entity == "deal" and (row.action == "create" or set(row.after or {}) <= MOVES)


def said(w: Work, rows: Sequence[Any]) -> list[FileChange]:
    """Rows of the history (changes of records in the catalogue, with `at`, `kind`, `undone_at`, `person`) in words."""
    ids: dict[Kind, set[int]] = {}
    for row in rows:
        if row.entity in TARGETS:
            ids.setdefault(row.entity, set()).add(row.record_id)
        for field, old, new in _touched(row):
            if field.is_link:
                ids.setdefault(field.kind, set()).update(one for one in (old, new) if isinstance(one, int))
    labels = labels_of(w, ids)
    numbers = _numbers(w, {row.record_id for row in rows if row.entity == "order"})
    return [_change(w, row, labels, numbers) for row in rows]


def _numbers(w: Work, ids: Collection[int]) -> dict[int, str]:
    """What orders are called."""
    order = label_of(Order)
    return dict(w.rows(select(order.c.id, order.c.number).where(order.c.id.in_(ids)))) if ids else {}


def _change(w: Work, row: Any, labels: Mapping[Kind, Mapping[int, str]], numbers: Mapping[int, str]) -> FileChange:
    currency = (row.after or {}).get("currency")
    fields = tuple(
        FieldChange(
            field.label,
            format_value(field, old, w.locale, labels, currency=currency),
            format_value(field, new, w.locale, labels, currency=currency),
        )
        for field, old, new in _touched(row)
    )
    return FileChange(
        change_set_id=row.change_set_id,
        at=row.at,
        person=row.person,
        kind=row.kind,
        action=row.action,
        entity=row.entity,
        record_id=row.record_id,
        name=(numbers if row.entity == "order" else labels.get(row.entity, {})).get(row.record_id, ""),
        fields=fields,
        undone=row.undone_at is not None,
    )


def _touched(row: Any) -> Iterator[tuple[Field, Any, Any]]:
    """The fields that a change touched, in the order of the catalogue, with their values as columns keep them.

    Fields that were retired since are told of, too.
    """
    old, new = row.before or {}, row.after or {}
    if row.action == "create":
        return
    moves = MOVES if row.entity == "deal" else frozenset()
    for field in CATALOGUE.ever(row.entity).values():
        name = field.column or field.key
        if name in new and name != "updated_at" and name not in moves:
            model = ENTITIES[row.entity]
            yield field, from_json(model, name, old.get(name)), from_json(model, name, new[name])
