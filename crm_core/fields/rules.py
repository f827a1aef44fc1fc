"""Rules that keep the records of an entity consistent when their values change; one rule an entity.

A rule is given the record's column values before (None when it is new) and the columns that are to change, and
returns all columns to set. Parts that stand below this one in the house declare theirs with `rule`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from sqlalchemy import select

from ..base.database import label_of
from ..models import User

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

Values = dict[str, Any]
Rule = Callable[["Work", Mapping[str, Any] | None, Values], Values]

_RULES: dict[str, Rule] = {}
RULED = frozenset(
    {
        "deal", "order", "task", "interaction", "relation", "address", "important_date", "deal_contact", "competitor",
    }
)  # fmt: skip
"""Entities that must not be written before their part of the house is loaded and has declared its rule."""


def rule(entity: str) -> Callable[[Rule], Rule]:
    """Declare the rule of an entity."""

    def declare(function: Rule) -> Rule:
        _RULES[entity] = function
        return function

    return declare


def settle(w: Work, entity: str, before: Mapping[str, Any] | None, changes: Values) -> Values:
    """All columns to set so that the record stays consistent. Raises Invalid where it cannot."""
    if entity in RULED and entity not in _RULES:
        raise RuntimeError(f"import the part of crm_core that declares the rule of {entity}")
    settled = follow_owner(w, before, changes)
    return _RULES[entity](w, before, settled) if entity in _RULES else settled


def follow_owner(w: Work, before: Mapping[str, Any] | None, changes: Values) -> Values:
    """A record goes to the unit of its new owner, unless a unit is named."""
    if "owner_id" not in changes or "unit_id" in changes:
        return changes
    if before is not None and before.get("owner_id") == changes["owner_id"]:
        return changes
    return {**changes, "unit_id": unit_of(w, changes["owner_id"])}


_UNITS: WeakKeyDictionary[Work, dict[int, int | None]] = WeakKeyDictionary()


def unit_of(w: Work, user_id: int | None) -> int | None:
    """The unit a person belongs to; asked once in a piece of work that changes no people."""
    if user_id is None:
        return None
    known = {} if "user" in w.touched else _UNITS.setdefault(w, {})
    if user_id not in known:
        user = label_of(User)
        known[user_id] = w.scalar(select(user.c.unit_id).where(user.c.id == user_id))
    return known[user_id]
