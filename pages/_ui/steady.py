"""A popover whose label says what is chosen in it.

For the browser another label is another popover, which is closed; so the label stays as it was while it is open.
"""

from __future__ import annotations

from typing import Any

import streamlit as st

import _session


def popover(key: str, label: str, icon: str | None = None) -> Any:
    """Draw it; `opened.open` says whether its content is to be drawn: widgets in a closed one would keep what they
    held before."""
    kept = f"{key}:label"
    if _session.component_value(key):
        label = _session.kept(kept, label)
    else:
        _session.keep(kept, label)
    return st.popover(label, icon=icon, key=key, wrap=False, on_change="rerun")
