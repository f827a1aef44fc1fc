"""The pager under a grid: "101–200 of 48,213", back and on. The page number stands in the address."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

import _session
from _session import t
from _ui import url

SIZE = 100


def page(name: str = "page") -> int:
    """The page asked for in the address, 1 at least."""
    return url.number(name, 1)


def show(
    total: int,
    *,
    exact: bool = True,
    size: int = SIZE,
    name: str = "page",
    counted: Callable[[], int] | None = None,
) -> None:
    """Draw the pager for this many hits. Where that is not `exact`, `counted` gives the number after all is drawn."""
    locale, now = _session.locale(), page(name)
    if total == 0:
        return
    with st.container(
        key=f"pager_{name}", horizontal=True, horizontal_alignment="right", vertical_alignment="center", gap="xsmall"
    ):
        label = st.empty()
        _label(label, now, size, total, exact)
        back, on = (
            (":material/chevron_left:", ":material/chevron_right:")
            if not locale.rtl
            else (":material/chevron_right:", ":material/chevron_left:")
        )
        st.button(
            t("Previous page"), icon=back, key=f"{name}_back", disabled=now <= 1,
            on_click=url.put, kwargs={name: now - 1 if now > 2 else None}, type="tertiary",
        )  # fmt: skip
        st.button(
            t("Next page"), icon=on, key=f"{name}_on", disabled=exact and now * size >= total,
            on_click=url.put, kwargs={name: now + 1}, type="tertiary",
        )  # fmt: skip
    if not exact and counted is not None:
        _label(label, now, size, counted(), exact=True)


def _label(place: DeltaGenerator, now: int, size: int, total: int, exact: bool) -> None:
    number = _session.locale().number
    place.caption(
        t(
            "{first}–{last} of {total}",
            first=number((now - 1) * size + 1),
            last=number(min(now * size, total)),
            total=number(total) + ("" if exact else "+"),
        ),
        width="content",
    )
