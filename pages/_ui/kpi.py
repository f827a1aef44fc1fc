"""A row of figures, each with its name and what it is compared with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

import streamlit as st


@dataclass(frozen=True)
class Figure:
    """A figure as it is read: "Won", "4.1 bn", "+12% on Aban"; `full` is the exact figure, shown on hover.

    `share` (0 to 1) draws a bar under it, as for progress towards a target.
    """

    label: str
    value: str
    note: str = ""
    full: str = ""
    share: float | None = None
    tone: Literal["", "won", "lost", "risk"] = ""


def row(figures: Sequence[Figure]) -> None:
    """Draw the figures side by side; on a phone two in a line."""
    st.html('<dl class="kpis">' + "".join(map(_figure, figures)) + "</dl>")


def _figure(one: Figure) -> str:
    title = f' title="{escape(one.full, quote=True)}"' if one.full else ""
    bar = ""
    if one.share is not None:
        width = round(min(max(one.share, 0), 1) * 100)
        bar = f'<div class="bar"><i style="width:{width}%"></i></div>'
    note = f'<div class="note">{escape(one.note)}</div>' if one.note else ""
    return (
        f'<div class="kpi {one.tone}"{title}><dt>{escape(one.label)}</dt>'
        f"<dd><bdi>{escape(one.value)}</bdi>{bar}{note}</dd></div>"
    )
