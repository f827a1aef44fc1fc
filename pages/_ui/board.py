"""The board: stages side by side, in lanes or not, deals as cards, moved by mouse, touch and keyboard.

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

    `care` colours the edge: "risk" (amber) or "late" (red), with the reason in words; `mark` is a short word beside the
    amount; `hint` shows on hover.
    """

    id: int
    version: int
    title: str
    amount: str
    age: str
    next_step: str
    owner: str = ""
    mark: str = ""
    care: Literal["", "risk", "late"] = ""
    reason: str = ""
    hint: str = ""


@dataclass(frozen=True)
class BoardColumn:
    """A stage: its head (name, count, sums), the cards that are shown, and how many more there are.

    `folded`: drawn narrow, without its cards, until somebody unfolds it.
    """

    id: int
    title: str
    count: str
    total: str
    weighted: str = ""
    cards: tuple[Card, ...] = ()
    more: int = 0
    kind: Literal["open", "won", "lost"] = "open"
    folded: bool = False


@dataclass(frozen=True)
class BoardLane:
    """A row of the board with the cards of one person or unit; a closed one tells only what it comes to."""

    id: int
    title: str
    said: str
    columns: tuple[BoardColumn, ...] = ()
    opened: bool = True


@dataclass(frozen=True)
class Move:
    """A card that was put into another stage, with the version it had on the screen."""

    card: int
    version: int
    to: int


@dataclass(frozen=True)
class BoardEvent:
    """What happened on a board since it was last asked; each thing is told once.

    `opened`: a card to open; `edited`: one to edit in place; `more`: the lane (0 without lanes) and the stage that is
    to show more; `lane`: one to be opened or closed.
    """

    moves: tuple[Move, ...] = ()
    opened: int | None = None
    edited: int | None = None
    more: tuple[int, int] | None = None
    lane: int | None = None


def take(key: str) -> BoardEvent:
    """What happened on this board since the last run: moves in order, and what was asked for last."""
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
        elif event["kind"] == "edit":
            told = replace(told, edited=event["card"])
        elif event["kind"] == "more":
            told = replace(told, more=(event["lane"], event["to"]))
        elif event["kind"] == "lane":
            told = replace(told, lane=event["lane"])
    return told


def show(
    key: str,
    columns: Sequence[BoardColumn],
    *,
    lanes: Sequence[BoardLane] = (),
    movable: bool = True,
    waiting: bool = False,
) -> None:
    """Draw the board; where there are `lanes` the cards stand in them and `columns` are their heads.

    While the last move is `waiting` for an answer its card stays where it was put. A board that is not `movable` is
    read: nothing is dragged or edited on it.
    """
    locale = _session.locale()
    rows = [{"id": 0, "columns": [_cell(one) for one in columns], "opened": True}]
    if lanes:
        rows = [_lane(one) for one in lanes]
    _BOARD(
        key=key,
        data={
            "stages": [_head(column) for column in columns],
            "lanes": rows,
            "laned": bool(lanes),
            "done": _session.kept(f"{key}:handled", 0) - waiting,
            "rtl": locale.rtl,
            "movable": movable,
            "words": {
                "empty": t("Nothing here."),
                "weighted": t("Weighted by probability"),
                "how": _how(movable=movable),
                "lifted": t("Lifted: {card}. Choose a stage with the arrows."),
                "over": t("Stage {stage}"),
                "dropped": t("{card} is now in {stage}."),
                "back": t("Put back."),
                "edit": t("Quick edit"),
                "fold": t("Fold this stage"),
                "unfold": t("Unfold this stage"),
            },
        },
        on_events_change=lambda: None,
    )


def _how(*, movable: bool) -> str:
    if not movable:
        return t("The arrows go from card to card, Enter opens one.")
    return t("Press Space to lift the card, the arrows to choose a stage, Space to put it down. E edits, Enter opens.")


def _head(column: BoardColumn) -> dict[str, Any]:
    """A stage without its cards."""
    return asdict(replace(column, cards=(), more=0))


def _cell(column: BoardColumn) -> dict[str, Any]:
    """The cards of a stage, or of a lane in it."""
    more = _session.tn("Show {n} more", "Show {n} more", column.more) if column.more else ""
    return {"id": column.id, "cards": [asdict(card) for card in column.cards], "more": more}


def _lane(lane: BoardLane) -> dict[str, Any]:
    told = {"id": lane.id, "title": lane.title, "said": lane.said, "opened": lane.opened}
    return {**told, "columns": [{**_cell(one), "count": one.count, "total": one.total} for one in lane.columns]}
