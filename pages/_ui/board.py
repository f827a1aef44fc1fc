"""The board: stages side by side, deals as cards, moved by mouse, touch and keyboard.

A screen takes what happened first (`take`), lets the core move the deals, reads the board and draws it (`show`).
The browser moves a card at once; the next answer of the server confirms it or puts it back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

import streamlit as st

import _session
from _session import t

_ASSETS = Path(__file__).resolve().parent.parent / "_assets"
_BOARD = st.components.v2.component(
    "daftar_board",
    html='<div class="place"></div>',
    css=(_ASSETS / "board.css").read_text(encoding="utf-8"),
    js=(_ASSETS / "board.js").read_text(encoding="utf-8"),
)


@dataclass(frozen=True)
class Card:
    """A deal on the board, every line as the person reads it.

    `care` colours the edge: "risk" (amber) or "late" (red), with the reason in words; `hint` shows on hover.
    """

    id: int
    version: int
    title: str
    amount: str
    age: str
    next_step: str
    owner: str = ""
    care: Literal["", "risk", "late"] = ""
    reason: str = ""
    hint: str = ""


@dataclass(frozen=True)
class BoardColumn:
    """A stage: its head (name, count, sums), the cards that are shown, and how many more there are."""

    id: int
    title: str
    count: str
    total: str
    weighted: str = ""
    cards: tuple[Card, ...] = ()
    more: int = 0
    kind: Literal["open", "won", "lost"] = "open"


@dataclass(frozen=True)
class Move:
    """A card that was put into another stage, with the version it had on the screen."""

    card: int
    version: int
    to: int


@dataclass(frozen=True)
class BoardEvent:
    """What happened on a board since it was last asked; each thing is told once."""

    moves: tuple[Move, ...] = ()
    opened: int | None = None
    more: int | None = None


def take(key: str) -> BoardEvent:
    """What happened on this board since the last run: moves in order, a card to open, a stage to show more of."""
    value = _session.component_value(key) or {}
    events: list[dict[str, Any]] = value.get("events") or []
    last = _session.kept(f"{key}:handled", 0)
    new = [event for event in events if event["n"] > last]
    if new:
        _session.keep(f"{key}:handled", new[-1]["n"])
    told = BoardEvent(moves=tuple(Move(e["card"], e["version"], e["to"]) for e in new if e["kind"] == "move"))
    for event in new:
        if event["kind"] == "open":
            told = replace(told, opened=event["card"])
        elif event["kind"] == "more":
            told = replace(told, more=event["to"])
    return told


def show(key: str, columns: Sequence[BoardColumn], *, movable: bool = True, waiting: bool = False) -> None:
    """Draw the board. While the last move is `waiting` for an answer its card stays where it was put."""
    locale = _session.locale()
    _BOARD(
        key=key,
        data={
            "columns": [_column(column) for column in columns],
            "done": _session.kept(f"{key}:handled", 0) - waiting,
            "rtl": locale.rtl,
            "movable": movable,
            "words": {
                "empty": t("Nothing here."),
                "weighted": t("Weighted by probability"),
                "how": t("Press Space to lift the card, the arrows to choose a stage, Space to put it down."),
                "lifted": t("Lifted: {card}. Choose a stage with the arrows."),
                "over": t("Stage {stage}"),
                "dropped": t("{card} is now in {stage}."),
                "back": t("Put back."),
            },
        },
        on_events_change=lambda: None,
    )


def _column(column: BoardColumn) -> dict[str, Any]:
    more = _session.tn("Show {n} more", "Show {n} more", column.more) if column.more else ""
    return {**asdict(column), "more": more}
