"""A choice of several out of many, in an order: in groups, each with what it means, found by a word. One component."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import streamlit as st

import _session
from _session import t

_ASSETS = Path(__file__).resolve().parent.parent / "_assets"
_LIST = st.components.v2.component(
    "daftar_pick_list",
    html='<div class="place"></div>',
    css=(_ASSETS / "pick_list.css").read_text(encoding="utf-8"),
    js=(_ASSETS / "pick_list.js").read_text(encoding="utf-8"),
)


@dataclass(frozen=True)
class Option:
    """What can be chosen: its key, what it is called, more about it, the heading it stands under; `off`: why it cannot
    be chosen now."""

    key: str
    label: str
    hint: str = ""
    group: str = ""
    off: str = ""


def show(
    key: str, label: str, options: Sequence[Option], now: Sequence[str], *, most: int, changed: Callable[[], None],
    least: int = 0,
) -> None:  # fmt: skip
    """Draw the list with what is chosen now, in its order. `changed` is called when that is another; see `chosen`.

    Between `least` and `most` are chosen; one more takes the place of the last one.
    """
    _LIST(
        key=key,
        data={
            "label": label,
            "options": [asdict(one) for one in options],
            "now": list(now),
            "seen": _session.kept(f"{key}:seen", 0),
            "least": least,
            "most": most,
            "rtl": _session.locale().rtl,
            "words": {
                "search": t("Search"),
                "up": t("Further up"),
                "down": t("Further down"),
                "remove": t("Take away"),
                "nothing": t("Nothing has these words."),
                "most": t("Up to {n}; one more takes the place of the last.", n=most),
            },
        },
        on_chosen_change=changed,
    )


def chosen(key: str) -> list[str]:
    """What was chosen just now, in its order."""
    told = (_session.component_value(key) or {}).get("chosen") or {}
    _session.keep(f"{key}:seen", told.get("n", 0))
    return [str(one) for one in told.get("keys", ())]
