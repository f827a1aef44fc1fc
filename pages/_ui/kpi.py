"""A row of figures, each with its name and what it is compared with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

import streamlit as st

Tone = Literal["", "won", "lost", "risk"]
_NUMBER_AND_WORD = re.compile(r"(?<=\d) (?=\w)")
"""Where a line must not break: 494 k, ۴٫۱ میلیارد."""
_FEWEST = 3
"""So many figures make a course."""


@dataclass(frozen=True)
class Figure:
    """A figure as it is read: "Won", "4.1 bn", "+12% on Aban"; `full` is the exact figure, shown on hover.

    `share` (0 to 1) draws a bar under it, as for progress towards a target; `due` marks how far it should be by
    now. `course` draws how it went, in order of time, None where there is nothing.
    """

    label: str
    value: str
    note: str = ""
    full: str = ""
    share: float | None = None
    due: float | None = None
    tone: Tone = ""
    course: tuple[float | None, ...] = ()


def row(figures: Sequence[Figure]) -> None:
    """Draw the figures side by side; on a phone two in a line."""
    st.html('<dl class="kpis">' + "".join(map(_figure, figures)) + "</dl>")


def _figure(one: Figure) -> str:
    title = f' title="{escape(one.full, quote=True)}"' if one.full else ""
    bar = ""
    if one.share is not None:
        due = "" if one.due is None else f'<b style="inset-inline-start:{_percent(one.due)}%"></b>'
        bar = f'<div class="bar"><i style="width:{_percent(one.share)}%"></i>{due}</div>'
    said = _NUMBER_AND_WORD.sub("\u00a0", one.note)
    note = f'<div class="note">{escape(said)}</div>' if said else ""
    return (
        f'<div class="kpi {one.tone}"{title}><dt>{escape(one.label)}</dt>'
        f"<dd><bdi>{escape(one.value)}</bdi>{_course(one.course)}{bar}{note}</dd></div>"
    )


def _percent(share: float) -> int:
    return round(min(max(share, 0), 1) * 100)


def _course(values: Sequence[float | None]) -> str:
    """How the figure went, as the outline of an area without axes; it runs from the left, as in charts."""
    known = [value for value in values if value is not None]
    if len(known) < _FEWEST:
        return ""
    low, high = min(0.0, *known), max(0.0, *known)
    across, up = 100 / (len(values) - 1), 100 / ((high - low) or 1.0)
    places = [(at * across, 100 - (value - low) * up) for at, value in enumerate(values) if value is not None]
    corners = [(places[0][0], 100.0), *places, (places[-1][0], 100.0)]
    outline = ",".join(f"{x:.1f}% {y:.1f}%" for x, y in corners)
    return f'<div class="course" style="clip-path:polygon({outline})"></div>'
