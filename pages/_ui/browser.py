"""The few things only the browser can do: go to another address, load the page anew."""

from __future__ import annotations

import secrets
from typing import NoReturn

import streamlit as st

_GO = st.components.v2.component(
    "daftar_go",
    js="export default function({ data }) { window.location.assign(data.to || window.location.href); }",
)


_PRINT = st.components.v2.component(
    "daftar_print",
    js="""export default function({ data }) {
      if (window.daftarPrinted === data.n) return;
      window.daftarPrinted = data.n;
      setTimeout(() => window.print(), 50);
    }""",
)


def print_page() -> None:
    """Open the browser's own print dialog for what is on the screen, once."""
    _PRINT(data={"n": secrets.token_hex(4)}, key="_print")


def go(path: str) -> NoReturn:
    """Leave for a page of ours outside Streamlit (sign-in, password) and end this run."""
    _GO(data={"to": path}, key="_go")
    st.stop()


def reload() -> NoReturn:
    """Load this screen anew, as after a change of language or theme, and end this run."""
    _GO(data={"to": ""}, key="_go")
    st.stop()
