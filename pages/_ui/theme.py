"""The colours of both themes, read from the one place that names them: .streamlit/config.toml."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Literal

import streamlit as st

FONT = "Inter, 'Noto Sans Arabic', sans-serif"
Mode = Literal["light", "dark"]

# Okabe–Ito, in the order in which neighbours differ most; yellow darkened so that it stands on white.
CATEGORIES = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#8C7A00", "#7A7A7A")


@dataclass(frozen=True)
class Palette:
    """What things are painted with; `dark` says for which theme."""

    dark: bool
    accent: str
    ground: str
    soft_ground: str
    ink: str
    line: str
    grey: str
    won: str
    lost: str
    risk: str


@functools.cache
def _palette(mode: Mode) -> Palette:
    def colour(name: str) -> str:
        return str(st.get_option(f"theme.{mode}.{name}"))

    return Palette(
        dark=mode == "dark",
        accent=colour("primaryColor"),
        ground=colour("backgroundColor"),
        soft_ground=colour("secondaryBackgroundColor"),
        ink=colour("textColor"),
        line=colour("borderColor"),
        grey=colour("grayColor"),
        won=colour("greenColor"),
        lost=colour("redColor"),
        risk=colour("orangeColor"),
    )


def palette() -> Palette:
    """The colours of the theme this browser shows now."""
    return _palette("dark" if st.context.theme.type == "dark" else "light")
