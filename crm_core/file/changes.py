"""What was changed in a file, said in words: the customer, its contacts, deals and orders; a deal and its parts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, union_all

from ..base.database import label_of
from ..base.i18n import N_, NOTHING
from ..fields import CATALOGUE, Field, Kind
from ..fields.choices import label_of_choice
from ..fields.links import TARGETS, labels_of
from ..fields.values import format_value
from ..models import (
    ENTITIES,
    Address,
    Change,
    ChangeSet,
    Competitor,
    Contact,
    Customer,
    CustomerRelation,
    Deal,
    DealContact,
    Document,
    ImportantDate,
    Order,
    Tracked,
    User,
)
from ..trust.changes import from_json
from ..trust.undone import label_column
from ..work.handover import HAND_OVER
from .events import EventKind, Place, Wanted, before
from .whose import records_of

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

_CHANGE, _SET, _USER = label_of(Change), label_of(ChangeSet), label_of(User)
MOVES = frozenset({"stage_id", "pipeline_id", "outcome", "closed_on", "stage_since", "probability"})
"""What changes when a deal goes on to another stage: the time line tells that by itself."""
REASONS = frozenset({"lost_reason", "won_reason"})
"""What changes with it when it is won, lost or opened again."""

POINTS = "points"
_POINTS_LABEL = N_("Further phones and e-mails")
LINES = "lines"
_LINES_LABEL = N_("Products")
_MOST = 5_000


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
    id: int = 0
    why: str = ""


def changes_of(w: Work, wanted: Wanted, kind: EventKind = "change") -> list[FileChange]:
    """The newest changes, or hand-overs. What else the time line tells (a deal opened or moved) is left out."""
    found: list[Any] = []
    place, size = wanted.before, 2 * wanted.limit
    while len(found) < wanted.limit:
        rows = _rows(w, wanted, kind, place, size)
        found += [row for row in rows if not _told_elsewhere(row)]
        if len(rows) < size:
            break
        place, size = Place(rows[-1].at, kind, rows[-1].id), min(size * 4, _MOST)
    return said(w, found[: wanted.limit])


def _rows(w: Work, wanted: Wanted, kind: EventKind, place: Place | None, limit: int) -> Sequence[Any]:
    """Entity by entity, as the index goes: only numbers are put in order, and what a page needs is read after that."""
    order = (_SET.c.at.desc(), _CHANGE.c.id.desc())
    handed = _SET.c.kind == HAND_OVER
    conditions = [handed if kind == "handover" else ~handed, *before(kind, place, _SET.c.at, _CHANGE.c.id)]
    if wanted.person is not None:
        conditions.append(_SET.c.actor_id == wanted.person)
    pages = []
    for entity, ids in records_of(wanted.whose).items():
        mine = (_CHANGE.c.entity == entity, _CHANGE.c.record_id.in_(ids))
        page = select(_CHANGE.c.id).join(_SET, _SET.c.id == _CHANGE.c.change_set_id).where(*mine, *conditions)
        pages.append(select(page.order_by(*order).limit(limit).subquery().c.id))
    statement = (
        select(_CHANGE, _SET.c.at, _SET.c.kind, _SET.c.summary, _SET.c.undone_at, _USER.c.name.label("person"))
        .join(_SET, _SET.c.id == _CHANGE.c.change_set_id)
        .outerjoin(_USER, _USER.c.id == _SET.c.actor_id)
        .where(_CHANGE.c.id.in_(union_all(*pages)))
    )
    return w.rows(statement.order_by(*order).limit(limit))


def _told_elsewhere(row: Any) -> bool:
    """Whether the time line tells it by itself: what was made there, a deal that only moved on."""
    if row.entity in ("order", "document"):
        return bool(row.action == "create")
    return row.entity == "deal" and (row.action == "create" or set(row.after or {}) <= _with_move(row))


def _with_move(row: Any) -> frozenset[str]:
    """The columns of a deal that a change of it does not tell, since its move does."""
    closes = row.entity == "deal" and "outcome" in (row.after or {})
    return MOVES | REASONS if closes else MOVES


def said(w: Work, rows: Sequence[Any]) -> list[FileChange]:
    """Rows of the history (changes of records in the catalogue, with `at`, `kind`, `undone_at`, `person`) in words."""
    ids: dict[Kind, set[int]] = {}
    for row in rows:
        if row.entity in TARGETS:
            ids.setdefault(row.entity, set()).add(row.record_id)
        for field, old, new in _touched(row):
            if field.is_link:
                ids.setdefault(field.kind, set()).update(one for one in (old, new) if isinstance(one, int))
        ids.setdefault("product", set()).update(_products(row))
    labels = labels_of(w, ids)
    names, currencies = _names(w, rows), _currencies(w, rows)
    return [_change(w, row, labels, names, currencies.get((row.entity, row.record_id))) for row in rows]


def _products(row: Any) -> set[int]:
    """The products that stood in the lines before or after."""
    lines = [*((row.before or {}).get(LINES) or ()), *((row.after or {}).get(LINES) or ())]
    return {line["product_id"] for line in lines if line.get("product_id")}


def _currencies(w: Work, rows: Sequence[Any]) -> dict[tuple[str, int], str]:
    """In which currency the amounts of deals and orders, and what is offered against deals, are."""
    found: dict[tuple[str, int], str] = {}
    for entity, model in (("deal", Deal), ("order", Order)):
        ids, table = {row.record_id for row in rows if row.entity == entity}, label_of(model)
        told = w.rows(select(table.c.id, table.c.currency).where(table.c.id.in_(ids))) if ids else ()
        found |= {(entity, one.id): one.currency for one in told}
    rival, deal = label_of(Competitor), label_of(Deal)
    ids = {row.record_id for row in rows if row.entity == "competitor"}
    offered = select(rival.c.id, deal.c.currency).join(deal, deal.c.id == rival.c.deal_id).where(rival.c.id.in_(ids))
    return found | {("competitor", one.id): one.currency for one in (w.rows(offered) if ids else ())}


def _names(w: Work, rows: Sequence[Any]) -> dict[tuple[str, int], str]:
    """What records are called that nothing links to."""
    found: dict[tuple[str, int], str] = {}
    for entity, model in _NAMED:
        ids = {row.record_id for row in rows if row.entity == entity}
        table, name = label_of(model), label_column(model).key
        named = w.rows(select(table.c.id, table.c[name]).where(table.c.id.in_(ids))) if ids else ()
        found |= {(entity, row[0]): row[1] for row in named}
    kept = {row.record_id for row in rows if row.entity == "address"}
    columns = (_ADDRESS.c.id, _ADDRESS.c.city, _ADDRESS.c.address)
    for one in w.rows(select(*columns).where(_ADDRESS.c.id.in_(kept))) if kept else ():
        found["address", one.id] = " · ".join(filter(None, (one.city, one.address)))
    parted = {row.record_id for row in rows if row.entity == "deal_contact"}
    people = select(_PART.c.id, _PERSON.c.name).join(_PERSON, _PERSON.c.id == _PART.c.contact_id)
    for one in w.rows(people.where(_PART.c.id.in_(parted))) if parted else ():
        found["deal_contact", one.id] = one.name
    related = {row.record_id for row in rows if row.entity == "relation"}
    return found | (_relations(w, related) if related else {})


_ADDRESS, _RELATION, _ONE, _OTHER = (label_of(model) for model in (Address, CustomerRelation, Customer, Customer))
_PART, _PERSON = label_of(DealContact), label_of(Contact)
_NAMED: tuple[tuple[str, type[Tracked]], ...] = (
    ("order", Order),
    ("document", Document),
    ("important_date", ImportantDate),
    ("competitor", Competitor),
)


def _relations(w: Work, ids: Collection[int]) -> dict[tuple[str, int], str]:
    """Who was whose: "Alborz · Parent company: Binalood"."""
    statement = (
        select(_RELATION.c.id, _RELATION.c.kind, _ONE.c.name.label("one"), _OTHER.c.name.label("other"))
        .join(_ONE, _ONE.c.id == _RELATION.c.customer_id)
        .join(_OTHER, _OTHER.c.id == _RELATION.c.other_id)
        .where(_RELATION.c.id.in_(ids))
    )
    return {
        ("relation", row.id): f"{row.one} · {label_of_choice('relation_kinds', row.kind, w.locale)}: {row.other}"
        for row in w.rows(statement)
    }


def _change(
    w: Work,
    row: Any,
    labels: Mapping[Kind, Mapping[int, str]],
    names: Mapping[tuple[str, int], str],
    currency: str | None = None,
) -> FileChange:
    currency = (row.after or {}).get("currency") or currency
    fields = tuple(
        FieldChange(
            field.label,
            format_value(field, old, w.locale, labels, currency=currency),
            format_value(field, new, w.locale, labels, currency=currency),
        )
        for field, old, new in _touched(row)
    )
    if POINTS in (row.after or {}):
        fields += (FieldChange(_POINTS_LABEL, *_said_points(w, row.before or {}, row.after)),)
    if LINES in (row.after or {}):
        fields += (FieldChange(_LINES_LABEL, *_said_lines(w, row, labels.get("product", {}))),)
    return FileChange(
        change_set_id=row.change_set_id,
        at=row.at,
        person=row.person,
        kind=row.kind,
        action=row.action,
        entity=row.entity,
        record_id=row.record_id,
        name=names.get((row.entity, row.record_id)) or labels.get(row.entity, {}).get(row.record_id, ""),
        fields=fields,
        undone=row.undone_at is not None,
        id=row.id,
        why=row.summary or "",
    )


def _said_lines(w: Work, row: Any, products: Mapping[int, str]) -> tuple[str, str]:
    """The products with how many of each, before and after."""
    comma = "، " if w.locale.rtl else ", "
    said = []
    for lines in ((row.before or {}).get(LINES) or (), row.after[LINES] or ()):
        named = [(products.get(line["product_id"], "?"), line.get("quantity") or 1) for line in lines]
        told = [name if many == 1 else f"{name} × {w.locale.number(many, 2)}" for name, many in named]
        said.append(comma.join(map(w.locale.isolate, told)) or NOTHING)
    return said[0], said[1]


def _said_points(w: Work, before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, str]:
    """Those that went and those that came; what stayed is not told again."""
    old, new = before.get(POINTS) or [], after.get(POINTS) or []
    comma = "، " if w.locale.rtl else ", "
    gone, come = ([one for one in some if one not in rest] for some, rest in ((old, new), (new, old)))
    said = [comma.join(_said_point(w, one) for one in some) or NOTHING for some in (gone, come)]
    return said[0], said[1]


def _said_point(w: Work, point: Mapping[str, Any]) -> str:
    phone = point.get("kind") in ("phone", "mobile")
    value = w.locale.isolate(w.locale.digits_of(point["value"]) if phone else point["value"])
    return f"{w.locale.isolate(point['label'])} {value}" if point["label"] else value


def _touched(row: Any) -> Iterator[tuple[Field, Any, Any]]:
    """The fields that a change touched, in the order of the catalogue, with their values as columns keep them.

    Fields that were retired since are told of, too.
    """
    old, new = row.before or {}, row.after or {}
    if row.action == "create" or row.entity not in CATALOGUE:
        return
    moves = _with_move(row) if row.entity == "deal" else frozenset()
    for field in CATALOGUE.ever(row.entity).values():
        name = field.column or field.key
        if name in new and name != "updated_at" and name not in moves:
            model = ENTITIES[row.entity]
            yield field, from_json(model, name, old.get(name)), from_json(model, name, new[name])
