"""The colours of the theme that this browser shows."""

from __future__ import annotations

import streamlit as st

from crm_core.base.colours import CATEGORIES, DARK, FONT, LIGHT, Palette

__all__ = ["CATEGORIES", "FONT", "Palette", "palette"]


def palette() -> Palette:
    """The colours of the theme this browser shows now."""
    return DARK if st.context.theme.type == "dark" else LIGHT
