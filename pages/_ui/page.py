"""The head of a screen: its title, the sentence that says what is shown, and its two or three actions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from _ui.markdown import plain


@contextmanager
def head(title: str, sentence: str = "") -> Iterator[None]:
    """Title and sentence; what is drawn inside the block stands at the end of the same line: the actions."""
    with st.container(key="screen_head", horizontal=True, vertical_alignment="center", gap="small"):
        with st.container(key="screen_title", gap=None, width="stretch"):
            st.title(plain(title), anchor=False)
            if sentence:
                st.caption(plain(sentence))
        with st.container(
            key="screen_actions", horizontal=True, horizontal_alignment="right", gap="xsmall", width="content"
        ):
            yield


def empty(sentence: str, hint: str = "") -> None:
    """Said in place of an empty list: what is not there, and what to do."""
    with st.container(key="screen_empty", horizontal_alignment="center", gap=None):
        st.markdown(f"**{sentence}**", text_alignment="center")
        if hint:
            st.caption(hint, text_alignment="center")
