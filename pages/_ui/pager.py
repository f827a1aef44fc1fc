"""The pager under a grid: "101–200 of 48,213", back and on, and how many rows a page has.

The page number stands in the address; how many rows a page has is kept with the person.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

import _session
from _session import t
from _ui import url
from crm_core.fields.find import PAGE_SIZES
from crm_core.fields.layouts import keep_page_size, page_size

SIZE = 100


def page(name: str = "page") -> int:
    """The page asked for in the address, 1 at least."""
    return url.number(name, 1)


def size() -> int:
    """How many rows this person wants on a page."""
    return _session.read(page_size)


def _resize() -> None:
    chosen = _session.component_value("page_size")
    if chosen in PAGE_SIZES:
        with _session.work() as w:
            keep_page_size(w, chosen)
        url.put(page=None)


def _sizes(now: int) -> None:
    st.selectbox(
        t("Rows on a page"), PAGE_SIZES, PAGE_SIZES.index(now), format_func=_session.locale().number,
        key="page_size", on_change=_resize, label_visibility="collapsed", width=84, help=t("Rows on a page"),
    )  # fmt: skip


def show(
    total: int,
    *,
    exact: bool = True,
    size: int = SIZE,
    name: str = "page",
    counted: Callable[[], int] | None = None,
    sizes: bool = False,
) -> None:
    """Draw the pager for this many hits. Where that is not `exact`, `counted` gives the number after all is drawn.

    `sizes`: the person chooses how many rows a page has, which are `size` now.
    """
    locale, now = _session.locale(), page(name)
    if total == 0:
        return
    with st.container(
        key=f"pager_{name}", horizontal=True, horizontal_alignment="right", vertical_alignment="center", gap="xsmall"
    ):
        if sizes and total > PAGE_SIZES[0]:
            _sizes(size)
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
