"""What happens in a grid: events from the browser, numbered, each handled once; and the ledger of what became of them.

The browser sends an event again until the server says that it is handled. A run of the script may be cut short at any
time by the next event, so a deed counts as done only once it is stored (`Ledger`).
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import streamlit as st

import _session

_KEPT = 200


@dataclass(frozen=True)
class CellEdit:
    """A cell that somebody changed: the record, its version on the screen, and both texts; `n` numbers the event."""

    id: int
    version: int
    field: str
    old: str | None
    new: str | None
    n: int = 0


@dataclass(frozen=True)
class CellBlock:
    """Cells changed together. Of a paste also the rows beyond the last one, and how many columns found no place."""

    kind: Literal["paste", "fill", "clear"]
    cells: tuple[CellEdit, ...]
    rows: tuple[tuple[int, Mapping[str, str | None]], ...] = ()
    cut: int = 0
    n: int = 0


@dataclass(frozen=True)
class NewRecord:
    """A record typed into the line for new ones: texts by field key."""

    texts: Mapping[str, str | None]
    n: int = 0


@dataclass(frozen=True)
class Removal:
    """Records to put into the bin."""

    ids: tuple[int, ...]
    n: int = 0


@dataclass(frozen=True)
class Step:
    """One step back or forth in what was done in this grid."""

    back: bool
    n: int = 0


Deed = CellEdit | CellBlock | NewRecord | Removal | Step


@dataclass(frozen=True)
class Sort:
    """The column the rows are ordered by."""

    key: str
    descending: bool = False

    @classmethod
    def parse(cls, text: str) -> Sort | None:
        """From the address: "name", or "-name" for descending."""
        return cls(text.removeprefix("-"), text.startswith("-")) if text.strip("-") else None

    def __str__(self) -> str:
        return f"-{self.key}" if self.descending else self.key


@dataclass(frozen=True)
class Arranged:
    """A column as the person arranged it."""

    key: str
    width: int | None
    pinned: bool


@dataclass(frozen=True)
class GridEvent:
    """What happened in a grid since it was last asked.

    `edits` and `deeds` write and are told until they are done; the rest is told once, except what is `selected` now.
    `asked`: the cell whose history is asked for; `layout`: the columns as arranged (empty: the usual ones are wanted);
    `looked_up`: a field and what was typed into it; `too_large`: a paste that no grid can hold.
    """

    edits: tuple[CellEdit, ...] = ()
    deeds: tuple[Deed, ...] = ()
    sort: Sort | None = None
    sorted: bool = False
    opened: int | None = None
    selected: tuple[int, ...] = ()
    asked: tuple[int, str] | None = None
    layout: tuple[Arranged, ...] | None = None
    looked_up: tuple[str, str] | None = None
    too_large: bool = False


Rows = Sequence[Mapping[str, str | None]]
"""The texts of records that were made."""


@dataclass
class Ledger:
    """What became of a grid's events in this tab. `undo` and `redo` hold change sets, the newest last.

    Changed in place, with no look at the session between storing a deed and saying so: only there could a run be cut
    short. Who stores holds the `lock`: a run that is cut short and the next one overlap.
    """

    seen: int = 0
    done: int = 0
    undo: list[int] = field(default_factory=list)
    redo: list[tuple[int, Rows]] = field(default_factory=list)
    made: dict[int, Rows] = field(default_factory=dict)
    left: dict[str, None] = field(default_factory=dict)
    unmade: dict[int, dict[str, str]] = field(default_factory=dict)
    found: dict[str, Any] | None = None
    waiting: CellBlock | None = None
    lock: threading.RLock = field(default_factory=threading.RLock, repr=False, compare=False)

    def did(self, n: int, change_set: int | None = None, made: Rows = ()) -> None:
        """The event is stored; its change set, which made records of these texts, can be undone by key."""
        self.done = max(self.done, n)
        if change_set is not None:
            self.undo.append(change_set)
            self.redo.clear()
            self.made[change_set] = made

    def leave(self, record_id: int, name: str) -> None:
        """A cell was not stored."""
        self.left[f"{record_id}|{name}"] = None
        for old in list(self.left)[:-_KEPT]:
            del self.left[old]

    def take(self, record_id: int, name: str) -> None:
        """A cell was stored."""
        self.left.pop(f"{record_id}|{name}", None)


def ledger(key: str) -> Ledger:
    """This grid's ledger."""
    held: Ledger | None = _session.kept(f"{key}:ledger")
    if held is None:
        held = Ledger()
        _session.keep(f"{key}:ledger", held)
    return held


def take(key: str) -> GridEvent:
    """What happened in this grid and is not handled yet."""
    value = _session.component_value(key) or {}
    held = ledger(key)
    told = GridEvent(selected=tuple(value.get("selected", ())))
    deeds: list[Deed] = []
    for event in value.get("events", []):
        if event["kind"] in _DEEDS:
            if event["n"] > held.done:
                deeds.append(_DEEDS[event["kind"]](event))
        elif event["n"] > held.seen:
            told = replace(told, **_ASKED[event["kind"]](event))
    edits = tuple(one for one in deeds if isinstance(one, CellEdit))
    return replace(told, edits=edits, deeds=tuple(one for one in deeds if not isinstance(one, CellEdit)))


def _edit(event: Mapping[str, Any], n: int = 0) -> CellEdit:
    return CellEdit(event["id"], event["version"], event["field"], event["old"], event["new"], n or event.get("n", 0))


def _block(event: Mapping[str, Any]) -> CellBlock:
    rows = tuple((one["place"], one["texts"]) for one in event.get("rows", ()))
    cells = tuple(_edit(cell, event["n"]) for cell in event["cells"])
    return CellBlock(event["kind"], cells, rows, event.get("cut", 0), event["n"])


_DEEDS: Mapping[str, Any] = {
    "edit": _edit,
    "paste": _block,
    "fill": _block,
    "clear": _block,
    "create": lambda event: NewRecord(event["texts"], event["n"]),
    "delete": lambda event: Removal(tuple(event["ids"]), event["n"]),
    "undo": lambda event: Step(back=True, n=event["n"]),
    "redo": lambda event: Step(back=False, n=event["n"]),
}
_ASKED: Mapping[str, Any] = {
    "sort": lambda event: {
        "sort": Sort(event["field"], event["descending"]) if event["field"] else None,
        "sorted": True,
    },
    "open": lambda event: {"opened": event["id"]},
    "history": lambda event: {"asked": (event["id"], event["field"])},
    "layout": lambda event: {
        "layout": tuple(Arranged(one["key"], one["width"], one["pinned"]) for one in event["columns"])
    },
    "look_up": lambda event: {"looked_up": (event["field"], event["text"])},
    "too_large": lambda event: {"too_large": True},
}


def told(key: str) -> dict[str, Any]:
    """What the browser is to know of its events: up to which they are handled, and what was not stored."""
    held = ledger(key)
    events = (_session.component_value(key) or {}).get("events", [])
    open_deeds = [event for event in events if event["kind"] in _DEEDS and event["n"] > held.done]
    held.seen = max([held.seen, *(event["n"] for event in events)])
    return {
        "done": held.done if open_deeds else max(held.seen, held.done),
        "left": list(held.left),
        "unmade": dict(list(held.unmade.items())[-20:]),
        "found": held.found,
        "epoch": json.dumps(sorted((k, v) for k, v in st.query_params.items() if k != "columns")),
    }
