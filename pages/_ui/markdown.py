"""Text from people inside Markdown, which Streamlit makes of most of what it draws."""

from __future__ import annotations

import re

_MARKS = re.compile(r"[\\`*_\[\]<>$~#|]|:(?=[A-Za-z])")
_FIRST = re.compile(r"^(\s*)([-+=]|\d+(?=[.)]))", re.MULTILINE)


def plain(text: str) -> str:
    """The text as it was written: its marks mean nothing, and no line begins a list."""
    return _FIRST.sub(_unlisted, _MARKS.sub(r"\\\g<0>", text))


def _unlisted(found: re.Match[str]) -> str:
    blank, first = found.groups()
    # A digit takes no backslash: a mark without width keeps the number from beginning a list.
    return f"{blank}\u2060{first}" if first.isdigit() else f"{blank}\\{first}"
