"""The lists of choices that the company keeps in its own words: sources, reasons of loss, tiers, industries …"""

from __future__ import annotations

import streamlit as st

import _data
from _session import t
from _ui.settings_company import store
from crm_core.fields.choices import LIST_LABELS, defaults


def show() -> None:
    """One list at a time, a choice a line; records keep a word that is taken out of its list."""
    company = _data.office().company
    name = st.selectbox(
        t("List"), list(LIST_LABELS), format_func=lambda one: t(LIST_LABELS[one]), key="lists_name", width=320
    )
    kept = company.choices.get(name)
    words = defaults(company.language, company.currency)[name] if kept is None else kept
    with st.form(f"settings_list_{name}", width=480):
        text = st.text_area(
            t("One choice a line, in the order in which they are offered"), "\n".join(words), height=260
        )
        st.caption(t("Records keep a word that is taken out of its list."))
        if st.form_submit_button(t("Save"), type="primary"):
            lines = list(dict.fromkeys(line.strip()[:60] for line in text.splitlines() if line.strip()))
            store({"choices": {**company.choices, name: lines}})
