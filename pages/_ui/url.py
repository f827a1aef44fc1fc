"""What a link carries: the choices of a screen, as short words in the address."""

from __future__ import annotations

import streamlit as st

_LONGEST = 18
"""Digits of a number."""


def get(name: str, default: str = "") -> str:
    """One choice of the address."""
    return st.query_params.get(name, default)


def number(name: str, default: int) -> int:
    """A choice that is a positive number; nonsense, and what no database counts up to, is the default."""
    text = get(name)
    known = text.isascii() and text.isdigit() and len(text) <= _LONGEST
    return int(text) if known and int(text) > 0 else default


def put(**choices: str | int | None) -> None:
    """Change choices of the address; None or "" takes one out."""
    for name, value in choices.items():
        if value in (None, ""):
            st.query_params.pop(name, None)
        elif st.query_params.get(name) != str(value):
            st.query_params[name] = str(value)
