"""Quick search on every screen: customers, contacts, deals, orders; by name, phone or e-mail, in any spelling."""

from __future__ import annotations

import streamlit as st

from _session import locale, read, t
from _ui.boundary import dialog
from _ui.markdown import plain
from crm_core.base.i18n import N_
from crm_core.fields.search import Hit, search

_MOST = 12
_KINDS = {"customer": N_("Customer"), "contact": N_("Contact"), "deal": N_("Deal"), "order": N_("Order or invoice")}
_ICONS = {
    "customer": ":material/apartment:",
    "contact": ":material/person:",
    "deal": ":material/handshake:",
    "order": ":material/receipt_long:",
}


def show() -> None:
    """The button in the side bar; Ctrl+K presses it from anywhere."""
    if st.button(t("Search"), icon=":material/search:", key="quick_search", shortcut="ctrl+k", width="stretch"):
        dialog(t("Search"), _dialog)


def _dialog() -> None:
    text = st.text_input(
        t("Search"),
        key="quick_search_text",
        placeholder=t("Name, phone or e-mail"),
        label_visibility="collapsed",
        live="200ms",
    )
    if not text.strip():
        st.caption(t("Customers, contacts and deals, in any spelling; orders by their number."))
        return
    found = read(search, text, limit=_MOST)
    if not found:
        st.caption(t("Nothing found for “{text}”.", text=text))
    with st.container(key="quick_search_hits", gap=None):
        for hit in found:
            _hit(hit)


def _hit(hit: Hit) -> None:
    detail = " · ".join(part for part in (t(_KINDS[hit.kind]), hit.detail) if part)
    label = f"{plain(locale().isolate(hit.label))}  :gray[{plain(locale().isolate(detail))}]"
    icon = _ICONS[hit.kind]
    if st.button(label, key=f"hit_{hit.kind}_{hit.id}", icon=icon, type="tertiary", width="stretch"):
        screen, query = target(hit)
        st.switch_page(screen, query_params=query)


def target(hit: Hit) -> tuple[str, dict[str, str]]:
    """The screen that shows a hit, and its address there."""
    if hit.kind == "deal":
        return "deal.py", {"id": str(hit.id)}
    return "customer.py", {"id" if hit.kind == "customer" else hit.kind: str(hit.id)}
