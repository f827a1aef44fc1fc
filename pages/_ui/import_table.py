"""What is only read on the Import screen: tables as wide as the screen, to be pushed sideways on a phone, and lines.

Drawn as HTML and never as Markdown: what people wrote means itself here.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from html import escape

import streamlit as st

from _session import t


def table(
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    whole: int = 0,
    named: bool = False,
    figures: Sequence[int] = (),
) -> None:
    """Draw rows of cells in HTML (see `texts`); `whole`: how many there are, where only the first are shown.

    With `named` the second column, the name of a row, stays in its place when the table is pushed sideways; columns
    of `figures` (by place) are aligned by their last digit.
    """
    looks = [" class='figure'" if at in figures else "" for at in range(len(headings))]
    head = "".join(f"<th scope='col'{look}>{escape(label)}</th>" for look, label in zip(looks, headings, strict=True))
    lines = ("".join(f"<td{look}>{cell}</td>" for look, cell in zip(looks, row, strict=True)) for row in rows)
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    stays = " named" if named else ""
    st.html(
        f"<div class='plain{stays}' tabindex='0'><table><thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table></div>"
    )
    if whole > len(rows):
        st.caption(t("The first {shown} of {whole}", shown=len(rows), whole=whole))


def text(said: str) -> str:
    """A text as HTML, apart from what stands beside it; what has no letter from the right runs from the left."""
    runs = "" if any(unicodedata.bidirectional(sign) in ("R", "AL") for sign in said) else ' dir="ltr"'
    return f"<bdi{runs}>{escape(said)}</bdi>"


def texts(*row: str) -> list[str]:
    """Plain texts as cells of a table."""
    return [text(one) for one in row]


def items(sentences: Sequence[str]) -> None:
    """Sentences, a line each."""
    st.html(f"<ul class='said'>{''.join(f'<li>{escape(one)}</li>' for one in sentences)}</ul>")
