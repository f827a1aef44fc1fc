"""Quick search on every screen: customers, contacts, deals; by name, phone or e-mail, in any spelling."""

from __future__ import annotations

import streamlit as st

from _session import read, t
from crm_core.customers import search as core

_MOST = 12
_SCREENS = {"customer": "customer.py", "contact": "customer.py", "deal": "pipeline.py"}


def show() -> None:
    """The button in the side bar; Ctrl+K opens it from anywhere."""
    if st.button(
        t("Search"), icon=":material/search:", key="quick_search", shortcut="ctrl+k", width="stretch"
    ):
        _ask()


def _ask() -> None:
    st.dialog(t("Search"), width="medium")(_dialog)()


def _dialog() -> None:
    text = st.text_input(
        t("Search"),
        key="quick_search_text",
        placeholder=t("Name, phone or e-mail"),
        label_visibility="collapsed",
        live="200ms",
    )
    if not text.strip():
        st.caption(t("Customers, contacts and deals, in any spelling."))
        return
    found = read(core.quick, text, limit=_MOST)
    if not found:
        st.caption(t("Nothing found for “{text}”.", text=text))
    for hit in found:
        if st.button(f"{hit.label}  \n{hit.detail}", key=f"hit_{hit.kind}_{hit.id}", width="stretch"):
            st.switch_page(_SCREENS[hit.kind], query_params=hit.target)
