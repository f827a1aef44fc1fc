"""The head of a screen: its title, the sentence that says what is shown, and its two or three actions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from html import escape

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

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


@contextmanager
def waiting(title: str, above: DeltaGenerator) -> Iterator[None]:
    """While the block works something out: the title in `above`, where the head is going to be, and the shape of what
    comes. Where the screen was drawn before, it stays as it was instead."""
    place = above.empty()
    place.html(f'<div class="to_come"><b>{escape(title)}</b></div>')
    shape = st.empty()
    shape.html(f'<div class="to_come" aria-hidden="true"><p>{"<i></i>" * 4}</p><u></u></div>')
    yield
    place.empty()
    shape.empty()


def empty(sentence: str, hint: str = "") -> None:
    """Said in place of an empty list: what is not there, and what to do."""
    with st.container(key="screen_empty", horizontal_alignment="center", gap=None):
        st.markdown(f"**{sentence}**", text_alignment="center")
        if hint:
            st.caption(hint, text_alignment="center")
