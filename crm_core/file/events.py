"""What a time line consists of: its entries, and the place where a page of it ended."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import ColumnElement, and_, or_

from .whose import Whose

if TYPE_CHECKING:
    from .changes import FileChange

EventKind = Literal["interaction", "deal", "order", "task", "note", "document", "change", "handover"]
KINDS: tuple[EventKind, ...] = ("change", "handover", "document", "note", "task", "order", "deal", "interaction")
"""Of what happened at one moment, the later in this row stands first."""


@dataclass(frozen=True)
class Place:
    """Where a page of the time line ended: the instant, the kind and the number of its last entry."""

    at: dt.datetime
    kind: EventKind
    number: int


@dataclass(frozen=True)
class Event:
    """One entry: when, what kind (and kind within the kind), who, its words, and the record behind it.

    `number` tells it from others of its kind; `facts` are what else its kind says.
    """

    at: dt.datetime
    kind: EventKind
    what: str
    person: str | None
    title: str
    body: str = ""
    record_id: int | None = None
    number: int = 0
    facts: dict[str, Any] = field(default_factory=dict)
    change: FileChange | None = None

    @property
    def place(self) -> Place:
        return Place(self.at, self.kind, self.number)

    @property
    def order(self) -> tuple[dt.datetime, int, int]:
        return self.at, KINDS.index(self.kind), self.number


@dataclass(frozen=True)
class Wanted:
    """What is wanted of a time line: whose, of which person (all without one), before which place, how much."""

    whose: Whose
    person: int | None
    before: Place | None
    limit: int


def before(kind: EventKind, place: Place | None, at: Any, number: Any, value: Any = None) -> list[ColumnElement[bool]]:
    """The condition that an entry of this kind, with this time and number, stands below a place.

    `value`: what `at` is compared with, where it is no instant.
    """
    if place is None:
        return []
    value = place.at if value is None else value
    mine, other = KINDS.index(kind), KINDS.index(place.kind)
    if mine == other:
        return [or_(at < value, and_(at == value, number < place.number))]
    return [at <= value if mine < other else at < value]
