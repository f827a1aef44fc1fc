"""Charts on the screen: what the core draws (`crm_core.reports.pictures`), with its title and its clicks.

One message each; labels in the person's words and digits; drawn left to right also where one reads from the right.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any, Literal

import pandas as pd
import streamlit as st

import _session
from _ui.theme import palette
from crm_core.reports.pictures import Look, Picture, round_figures
from crm_core.reports.pictures.plot import MARKS, Plot, Point, Shape, drawn

__all__ = ["Point", "Shape", "chart", "draw", "heading", "look", "round_figures"]


def look(*, clicked: bool = True) -> Look:
    """Where this person looks at charts: in which theme, and on a phone, as far as the browser says so."""
    agent = st.context.headers.get("User-Agent") or ""
    return Look(dark=st.context.theme.type == "dark", phone="Mobi" in agent, paper=not clicked)


def chart(
    points: Sequence[Point],
    *,
    title: str,
    say: Callable[[float], str],
    shape: Shape = "columns",
    horizontal: bool = False,
    below: str = "",
    colours: Mapping[str, str] | None = None,
    dashed: Sequence[str] = (),
    base: Literal["", "before", "target"] = "",
    base_name: str = "",
    whole: bool = False,
    hint_name: str = "",
    key: str | None = None,
) -> tuple[str, str] | None:
    """Draw the points in their order; returns label and series of the mark that was clicked, if any.

    `below` is said under the title; with a `key` marks can be clicked; the rest as in `Plot`.
    """
    if not points:
        return None
    plot = Plot(
        say=say, locale=_session.locale(), paint=palette(), shape=shape, horizontal=horizontal, colours=colours or {},
        dashed=dashed, base=base, base_name=base_name, whole=whole, hint_name=hint_name, clicked=key is not None,
    )  # fmt: skip
    spec, rows = drawn(points, plot)
    return draw(Picture(spec, rows, title, below, shape, {}, look(), _session.locale()), key=key)


def draw(picture: Picture, *, key: str | None = None) -> tuple[str, str] | None:
    """Draw a picture under its title; returns label and series of the mark that was clicked, if any."""
    with st.container(gap=None):
        st.html(heading(picture.title, picture.below))
        event: Any = st.vega_lite_chart(
            pd.DataFrame(picture.rows), picture.spec, theme=None, width="stretch", height="content", key=key,
            on_select="rerun" if key else "ignore",
        )  # fmt: skip
    return _clicked(event) if key else None


def heading(title: str, below: str) -> str:
    """The title of a chart, outside of the drawing, where it wraps on a phone and reads in its own direction."""
    under = f"<small>{escape(below)}</small>" if below else ""
    return f'<div class="chart_title"><b>{escape(title)}</b>{under}</div>'


def _clicked(event: Any) -> tuple[str, str] | None:
    chosen = (event.get("selection") or {}).get("pick") or []
    if not chosen or "label" not in chosen[0]:
        return None
    return str(chosen[0]["label"]).strip(MARKS), str(chosen[0].get("series") or "").strip(MARKS)
