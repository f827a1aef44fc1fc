"""Links to other records: the labels people read for ids, and the ids that labels mean.

Labels are read from the bare tables (`label_of`): whoever sees a deal reads the names of its customer, owner,
stage and products, also of those removed since.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, FromClause, Select, func, or_, select

from crm_core.base.database import label_of
from crm_core.base.many import chunks
from crm_core.base.text import email_key, fold, sort_key
from crm_core.models import (
    Contact,
    Customer,
    Deal,
    Model,
    Pipeline,
    Product,
    Stage,
    Unit,
    User,
)

from ._field import Kind

if TYPE_CHECKING:
    from crm_core.trust.unit_of_work import Work


@dataclass(frozen=True, slots=True)
class Link:
    """How records of an entity are named: the column of the label, the key it is found by, and its order."""

    model: type[Model]
    label: str
    key: str | None
    fold: Callable[[str], str]
    order: str

    def table(self) -> FromClause:
        return label_of(self.model)


KEY_LENGTH = 400


def _folded(text: str) -> str:
    return fold(text)[:KEY_LENGTH]


def _sorted(text: str) -> str:
    return sort_key(text)[:KEY_LENGTH]


TARGETS: Mapping[Kind, Link] = MappingProxyType(
    {
        "user": Link(User, "name", "name_key", _folded, "name_key"),
        "unit": Link(Unit, "name", "name_key", _folded, "name_key"),
        "customer": Link(Customer, "name", "name_key", _folded, "sort_key"),
        "contact": Link(Contact, "name", "name_key", _folded, "sort_key"),
        "deal": Link(Deal, "title", "sort_key", _sorted, "sort_key"),
        "stage": Link(Stage, "name", "name_key", _folded, "position"),
        "pipeline": Link(Pipeline, "name", None, str.lower, "position"),
        "product": Link(Product, "name", "name_key", _folded, "sort_key"),
    }
)


@cache
def _labels(kind: Kind) -> FromClause:
    """The bare table of a kind's labels, made once: an alias costs more than the question asked of it."""
    return TARGETS[kind].table()


def labels_of(w: Work, ids: Mapping[Kind, Collection[int]]) -> dict[Kind, dict[int, str]]:
    """The labels of these records, kind by kind, whether or not the person may open them."""
    found: dict[Kind, dict[int, str]] = {}
    for kind, wanted in ids.items():
        link, table = TARGETS[kind], _labels(kind)
        found[kind] = {}
        for some in chunks(sorted(set(wanted))):
            statement = select(table.c.id, table.c[link.label]).where(table.c.id.in_(some))
            found[kind] |= {row[0]: row[1] for row in w.rows(statement)}
    return found


def labels_seen(w: Work, ids: Mapping[Kind, Collection[int]]) -> dict[Kind, dict[int, str]]:
    """The labels of those of these records that the person may see, kind by kind: for ids that an address names."""
    found: dict[Kind, dict[int, str]] = {}
    for kind, wanted in ids.items():
        model: Any = TARGETS[kind].model
        statement = select(model.id, getattr(model, TARGETS[kind].label))
        found[kind] = {
            row[0]: row[1]
            for some in chunks(sorted(set(wanted)))
            for row in w.rows(statement.where(model.id.in_(some)).execution_options(with_bin=True))
        }
    return found


def key_column(table: FromClause, link: Link) -> ColumnElement[str]:
    """The column that folded labels are compared with."""
    return func.lower(table.c[link.label]) if link.key is None else table.c[link.key]


def ids_named(kind: Kind, label: str) -> Select[Any]:
    """The ids of the records that bear this label (a person also by e-mail address); removed ones too."""
    link = TARGETS[kind]
    table = link.table()
    named: ColumnElement[bool] = key_column(table, link) == link.fold(label)
    address = email_key(label) if kind == "user" else None
    if address:
        named = or_(named, table.c.email_key == address)
    return select(table.c.id).where(named)


def id_named(w: Work, kind: Kind, label: str) -> int | None:
    """The one record that bears this label and is not in the bin; None when there is none, or more than one.

    A near miss in the blanks ("GTXPro" for "GTX Pro") is none.
    """
    table = TARGETS[kind].table()
    statement = select(table.c.id).where(table.c.id.in_(ids_named(kind, label)), table.c.deleted_at.is_(None))
    found = w.scalars(statement.limit(2))
    return found[0] if len(found) == 1 else None
