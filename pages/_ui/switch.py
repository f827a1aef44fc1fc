"""A choice of one among a few, side by side; the choice stands in the address, the first one being understood."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

import streamlit as st

import _session
from _ui import url

T = TypeVar("T", bound=str)


def one_of(name: str, label: str, options: Mapping[T, str]) -> T:
    """Draw the choice and give what is chosen. `options`: the word in the address → what the person reads."""
    usual = next(iter(options))
    asked = url.get(name)
    now = next((one for one in options if one == asked), usual)
    if len(options) == 1:
        return usual
    key = f"switch_{name}"
    chosen: T = st.segmented_control(
        label,
        list(options),
        default=now,
        format_func=lambda one: options[one],
        key=key,
        required=True,
        label_visibility="collapsed",
        on_change=_put,
        args=(name, key, usual),
    )
    return chosen


def _put(name: str, key: str, usual: str) -> None:
    chosen = _session.component_value(key)
    url.put(**{name: None if chosen == usual else chosen})
