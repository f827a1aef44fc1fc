"""Columns that wait for custom fields: an admin's field takes a free one, so no table is changed while people work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Literal

from sqlalchemy import BigInteger, Boolean, Date, Float, Integer, String
from sqlalchemy.orm import mapped_column

from ..base.text import sort_key
from ._base import SortKey, Tracked

SlotKind = Literal["text", "number", "money", "day", "flag", "link"]

SLOT_TEXT, SLOT_KEY = 500, 200
_HOW_MANY: Mapping[SlotKind, int] = {"text": 16, "number": 6, "money": 4, "day": 6, "flag": 6, "link": 4}
_TYPES: Mapping[SlotKind, Any] = {
    "text": String(SLOT_TEXT),
    "number": Float,
    "money": BigInteger,
    "day": Date,
    "flag": Boolean,
    "link": Integer,
}

SLOTS: Mapping[SlotKind, tuple[str, ...]] = MappingProxyType(
    {kind: tuple(f"x_{kind}_{place}" for place in range(1, many + 1)) for kind, many in _HOW_MANY.items()}
)
"""The columns by what they hold. A text has its sort key beside it, in `<column>_key`."""
SLOT_COLUMNS = frozenset(name for names in SLOTS.values() for name in names)
SLOT_KEYS = frozenset(f"{name}_key" for name in SLOTS["text"])


def give_slots(model: type[Tracked]) -> None:
    """Add the columns to a model, all of them empty until a custom field takes them."""
    for kind, names in SLOTS.items():
        for name in names:
            setattr(model, name, mapped_column(name, _TYPES[kind], nullable=True))
            if kind == "text":
                setattr(model, f"{name}_key", mapped_column(f"{name}_key", SortKey(SLOT_KEY), nullable=True))
    model.untracked = model.untracked | SLOT_KEYS


def slot_key(text: str | None) -> str | None:
    """The sort key of a text in one of these columns, by which it is also found."""
    return sort_key(text)[:SLOT_KEY] if text else None


def slot_keys(values: Mapping[str, Any]) -> dict[str, str | None]:
    """The sort keys of the text columns among these values."""
    texts = {name: values[name] for name in SLOTS["text"] if name in values}
    return {f"{name}_key": slot_key(text) for name, text in texts.items()}


def slot_key_columns(rows: Sequence[Mapping[str, Any]]) -> dict[str, Sequence[Any]]:
    """`slot_keys` of many rows, in columns; those that no row has are left out."""
    there = set[str]().union(*rows)
    found: dict[str, Sequence[Any]] = {}
    for name in SLOTS["text"]:
        if name in there:
            found[f"{name}_key"] = [slot_key(row.get(name)) for row in rows]
    return found
