"""Lists of entries under headings: tasks to tick off, contacts to call, what happened. One component for all of them.

A screen takes what happened first (`take`), acts, and draws what is so now (`show`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import streamlit as st

import _session
from _session import t

Tone = Literal["", "late", "risk", "won", "lost"]

_ASSETS = Path(__file__).resolve().parent.parent / "_assets"
_MANY = "#"
"""Stands for the count in the words that are filled in the browser."""
_ENTRIES = st.components.v2.component(
    "daftar_entries",
    html='<div class="place"></div>',
    css=(_ASSETS / "entries.css").read_text(encoding="utf-8"),
    js=(_ASSETS / "entries.js").read_text(encoding="utf-8"),
)


@dataclass(frozen=True)
class Link:
    """A word in an entry's second line: leads to `href` (tel:, mailto:), or tells the screen that `key` is opened."""

    text: str
    href: str = ""
    key: str = ""


@dataclass(frozen=True)
class Entry:
    """One entry, every text as the person reads it.

    `key` names it to the screen ("task:12"). `ticked` is None where there is nothing to tick; `opens` makes the
    title a button; `mark` names the drawing before it. `end` stands at the end of the line with `below` under it;
    `after` are links that follow the details: what can be done.
    """

    key: str
    title: str = ""
    body: str = ""
    detail: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    after: tuple[Link, ...] = ()
    end: str = ""
    below: str = ""
    hint: str = ""
    flag: str = ""
    mark: str = ""
    tone: Tone = ""
    ticked: bool | None = None
    may_tick: bool = True
    opens: bool = False


@dataclass(frozen=True)
class Section:
    """Entries under a heading; without a title they stand alone. `first`: so many are shown until one asks for all."""

    entries: tuple[Entry, ...]
    title: str = ""
    count: str = ""
    tone: Tone = ""
    first: int = 0


@dataclass(frozen=True)
class EntryEvent:
    """The keys of the entry that was ticked (`done`: or unticked) or opened since the last run; "" for none."""

    ticked: str = ""
    done: bool = True
    opened: str = ""


def take(key: str) -> EntryEvent:
    """What happened in these lists since the last run; told once, however often the run is repeated."""
    value = _session.component_value(key) or {}
    tick, opening = (_new(key, kind, value.get(kind)) for kind in ("ticked", "opened"))
    return EntryEvent(tick.get("key", ""), tick.get("done", True), opening.get("key", ""))


def _new(key: str, kind: str, told: dict[str, Any] | None) -> dict[str, Any]:
    return told if told and _session.first_time(f"{key}:{kind}", told["n"]) else {}


def show(key: str, sections: Sequence[Section], *, choosing: bool = False) -> None:
    """Draw the lists. `choosing`: a tick chooses an entry for what is to be done, it does not say that it is done."""
    done = {"tick": t("Done"), "untick": t("Not done yet")}
    words = {"tick": t("Choose"), "untick": t("Do not choose")} if choosing else done
    _ENTRIES(
        key=key,
        data={
            "sections": [_plain(section) for section in sections],
            "rtl": _session.locale().rtl,
            "words": {**words, "all": t("Show all {n}", n=_MANY)},
            "choosing": choosing,
        },
        on_ticked_change=lambda: None,
        on_opened_change=lambda: None,
    )


def _plain(section: Section) -> dict[str, Any]:
    """As `asdict`, which takes a hundred entries apart twenty times slower."""
    entries = [
        {**vars(entry), "links": [vars(link) for link in entry.links], "after": [vars(link) for link in entry.after]}
        for entry in section.entries
    ]
    return {**vars(section), "entries": entries, "first": section.first or len(entries)}


def when(at: dt.datetime) -> str:
    """The time of what happened today, the day of what happened before."""
    locale = _session.locale()
    local = at.astimezone(locale.zone)
    days = (local.date() - _session.today()).days
    if days == 0:
        return locale.digits_of(f"{local:%H:%M}")
    return locale.relative_days(days) if days > -7 else locale.date(local.date())


def plain(entries: Iterable[Entry]) -> list[Section]:
    """Entries without a heading."""
    found = tuple(entries)
    return [Section(found)] if found else []
