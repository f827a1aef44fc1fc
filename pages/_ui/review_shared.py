"""The shared screen of a review: large letters, nothing beside the meeting, nothing that is private."""

from __future__ import annotations

from urllib.parse import urlsplit

import streamlit as st

from _session import t
from _ui import url

_NAME, _WORD = "screen", "shared"
_SLUG = "review"
_LARGE = """<style>
:root { --edge: 56px; }
/* The empty bar would stay until the next run. */
[data-testid="stSidebar"], [data-testid="stExpandSidebarButton"] { display: none; }
.stApp [data-testid="stMainBlockContainer"] { padding-block-start: 28px; zoom: 1.32; }
@media (max-width: 1000px) { :root { --edge: 20px; } .stApp [data-testid="stMainBlockContainer"] { zoom: 1.1; } }
</style>"""


def on() -> bool:
    """Whether this is the shared screen of a review."""
    path = urlsplit(str(st.context.url or "")).path
    return url.get(_NAME) == _WORD and bool(url.number("review", 0)) and path.rstrip("/").endswith(f"/{_SLUG}")


def enter() -> None:
    url.put(**{_NAME: _WORD})


def leave() -> None:
    url.put(**{_NAME: None})


def dress() -> None:
    """Large letters, while it is on."""
    if not on():
        return
    st.html(_LARGE)


def way_out() -> None:
    """The button that leaves; Escape does, too."""
    hint = t("Escape leaves the shared screen, too")
    st.button(
        t("Leave the shared screen"), icon=":material/close_fullscreen:", key="review_leave", help=hint, on_click=leave
    )


def way_in() -> None:
    hint = t("Large letters, without navigation, notifications and notes")
    st.button(t("Shared screen"), icon=":material/present_to_all:", key="review_enter", help=hint, on_click=enter)
