"""Fields of the company's own, as the tests of them make them."""

from __future__ import annotations

from typing import Any

import crm_core.deals
import crm_core.work  # noqa: F401  their rules, as the program has them
from crm_core.fields import custom, records
from crm_core.fields import find as finding
from crm_core.fields.filters import condition
from crm_core.fields.find import Query
from crm_core.trust.access import Actor
from crm_core.trust.undo import Undone, undo
from crm_core.trust.unit_of_work import Office

EVERY_KIND: tuple[tuple[str, dict[str, Any]], ...] = (
    ("Nickname", {"kind": "text"}),
    ("Machines", {"kind": "number"}),
    ("Credit limit", {"kind": "money"}),
    ("Contract ends", {"kind": "date"}),
    ("Region", {"kind": "choice", "choices": ["North", "South", "West"]}),
    ("Pays on time", {"kind": "yes_no"}),
    ("Group head", {"kind": "link", "target": "customer"}),
    ("Adviser", {"kind": "link", "target": "user"}),
    ("Main product", {"kind": "link", "target": "product"}),
    ("Shop page", {"kind": "url"}),
)
"""A field of every kind, by label; the keys are the labels in small letters with underscores."""


def make(office: Office, actor: Actor, label: str, kind: str = "text", about: str = "customer", **more: Any) -> int:
    with office.work(actor) as w:
        return custom.make(w, about, label, kind, **more)


def make_all(office: Office, actor: Actor) -> dict[str, int]:
    """A field of every kind for customers: their numbers by key."""
    made = {label: make(office, actor, label, **how) for label, how in EVERY_KIND}
    return {label.lower().replace(" ", "_"): number for label, number in made.items()}


def add(office: Office, actor: Actor, entity: str = "customer", **typed: Any) -> int:
    """A record from what a person types, by field key."""
    with office.work(actor) as w:
        return records.create(w, entity, records.parse_all(w, entity, typed))


def shown(office: Office, actor: Actor, number: int, *keys: str, entity: str = "customer") -> tuple[Any, ...]:
    with office.read(actor) as w:
        row = finding.read(w, entity, number).rows[0]
    return tuple(row.get(key) for key in keys)


def names(office: Office, actor: Actor, key: str, op: str, value: Any = None, **how: Any) -> list[str]:
    """The names of the customers that a condition lets through, in the order asked for."""
    with office.read(actor) as w:
        query = Query(filter=condition("customer", key, op, value), columns=("name",), **how)
        return [row["name"] for row in finding.find(w, "customer", query).rows]


def undone(office: Office, actor: Actor, change_set: int) -> Undone:
    with office.work(actor) as w:
        return undo(w, change_set)
