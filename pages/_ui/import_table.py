"""A plain table to read: headings and texts, as wide as the screen, to be pushed sideways on a phone."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from _session import t


def table(headings: Sequence[str], rows: Sequence[Sequence[str]], *, whole: int = 0) -> None:
    """Draw rows of texts; `whole`: how many there are, where only the first are shown."""
    head = "".join(f"<th scope='col'>{escape(text)}</th>" for text in headings)
    body = "".join(f"<tr>{''.join(f'<td><bdi>{escape(text)}</bdi></td>' for text in row)}</tr>" for row in rows)
    st.html(f"<div class='plain' tabindex='0'><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>")
    if whole > len(rows):
        st.caption(t("The first {shown} of {whole}", shown=len(rows), whole=whole))
