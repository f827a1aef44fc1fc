"""Texts from people made safe for cells: no spreadsheet may take them for formulas or choke on them."""

from __future__ import annotations

import re

LONGEST = 32_767
"""Characters that fit into a cell of Excel."""

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def cell_text(text: str) -> str:
    """The text without what a cell cannot hold. It must be written as text, not as whatever it looks like."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNPRINTABLE.sub("", text)[:LONGEST]


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet would compute the text when somebody types it or opens it from a CSV file."""
    return text.startswith(_BEGINS_A_FORMULA)


def csv_text(text: str) -> str:
    """The text for a CSV file: an apostrophe before what a spreadsheet would compute."""
    safe = cell_text(text)
    return f"'{safe}" if looks_like_formula(safe) else safe
