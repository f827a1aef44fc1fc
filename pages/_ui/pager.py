"""The pager under a grid: "101–200 of 48,213", back and on. The page number stands in the address."""

from __future__ import annotations

import streamlit as st

import _session
from _session import t
from _ui import url

SIZE = 100


def page(name: str = "page") -> int:
    """The page asked for in the address, 1 at least."""
    return url.number(name, 1)


def show(total: int, *, exact: bool = True, size: int = SIZE, name: str = "page") -> None:
    """Draw the pager for this many hits; `exact` is False while they are still counted."""
    locale, now = _session.locale(), page(name)
    first, last = (now - 1) * size + 1, min(now * size, total)
    if total == 0:
        return
    with st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center", gap="xsmall"):
        st.caption(
            t(
                "{first}–{last} of {total}",
                first=locale.number(first),
                last=locale.number(last),
                total=locale.number(total) + ("" if exact else "+"),
            ),
            width="content",
        )
        back, on = (
            (":material/chevron_left:", ":material/chevron_right:")
            if not locale.rtl
            else (":material/chevron_right:", ":material/chevron_left:")
        )
        st.button(
            "", icon=back, key=f"{name}_back", help=t("Previous page"), disabled=now <= 1,
            on_click=url.put, kwargs={name: now - 1 if now > 2 else None}, type="tertiary",
        )  # fmt: skip
        st.button(
            "", icon=on, key=f"{name}_on", help=t("Next page"), disabled=exact and last >= total,
            on_click=url.put, kwargs={name: now + 1}, type="tertiary",
        )  # fmt: skip
