"""What is only read on the Import screen: tables as wide as the screen, to be pushed sideways on a phone, and lines.

Drawn as HTML and never as Markdown: what people wrote means itself here.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from _session import t


def table(headings: Sequence[str], rows: Sequence[Sequence[str]], *, whole: int = 0, named: int = 0) -> None:
    """Draw rows of cells in HTML (see `texts`); `whole`: how many there are, where only the first are shown.

    The first `named` columns stay in their place when the table is pushed sideways.
    """
    head = "".join(f"<th scope='col'>{escape(text)}</th>" for text in headings)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    stays = " named" if named else ""
    st.html(
        f"<div class='plain{stays}' tabindex='0'><table><thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table></div>"
    )
    if whole > len(rows):
        st.caption(t("The first {shown} of {whole}", shown=len(rows), whole=whole))


def texts(*row: str) -> list[str]:
    """Plain texts as cells of a table."""
    return [f"<bdi>{escape(text)}</bdi>" for text in row]


def items(sentences: Sequence[str]) -> None:
    """Sentences, a line each."""
    st.html(f"<ul class='said'>{''.join(f'<li>{escape(one)}</li>' for one in sentences)}</ul>")
