"""The lists of choices that the company keeps in its own words, and how large a list may be that is brought in."""

from __future__ import annotations

import streamlit as st

import _data
from _session import t
from _ui.settings_company import store
from crm_core.base.file_types import CONTENT_TYPES
from crm_core.fields.choices import LIST_LABELS, defaults
from crm_core.trust.set_up import MOST_MEGABYTES


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
    _show_limits()
    _show_documents()


def _show_limits() -> None:
    """How large a list may be that is brought in; said on the Import screen before a file is chosen."""
    company = _data.office().company
    st.subheader(t("Lists that are brought in"), anchor=False)
    with st.form("settings_list_limits", width=480):
        left, right = st.columns(2)
        megabytes = left.number_input(t("Megabytes at most"), 1, 2_000, company.list_megabytes)
        rows = right.number_input(t("Rows at most"), 100, 5_000_000, company.list_rows, step=1_000)
        if st.form_submit_button(t("Save"), type="primary", key="settings_list_limits_save"):
            store({"list_megabytes": int(megabytes), "list_rows": int(rows)})


def _show_documents() -> None:
    """How large a document may be, and of which types."""
    company = _data.office().company
    st.subheader(t("Documents"), anchor=False)
    with st.form("settings_documents", width=480):
        megabytes = st.number_input(t("Megabytes at most"), 1, MOST_MEGABYTES, company.document_megabytes)
        known = list(dict.fromkeys([*company.document_types, *CONTENT_TYPES]))
        types = st.multiselect(
            t("Allowed types, by the ending of the name"), known, company.document_types, accept_new_options=True,
            placeholder=t("An ending such as pdf"), key="settings_document_types",
            select_all=False,
        )  # fmt: skip
        if st.form_submit_button(t("Save"), type="primary", key="settings_documents_save"):
            endings = list(dict.fromkeys(one.strip().lower().lstrip(".") for one in types))
            store({"document_megabytes": int(megabytes), "document_types": endings})
