"""What leads, reps and viewers see and may do beyond their own."""

from __future__ import annotations

import streamlit as st

import _data
from _session import t
from _ui.settings_company import store


def show() -> None:
    """Three switches; the table of rights behind them is in the admin's guide."""
    company = _data.office().company
    seen = {
        "all": t("All customers and contacts"),
        "unit": t("Those of their unit, and those without an owner"),
        "own": t("Their own, and those without an owner"),
    }
    with st.form("settings_access", width=640):
        customers = st.radio(
            t("What leads, reps and viewers see of customers"),
            list(seen),
            list(seen).index(company.customers_seen),
            format_func=seen.__getitem__,
        )
        unit = st.checkbox(t("Reps see the deals, tasks and interactions of their unit"), company.rep_sees_unit)
        export = st.checkbox(t("Reps may export lists"), company.rep_may_export)
        if st.form_submit_button(t("Save"), type="primary"):
            store({"customers_seen": customers, "rep_sees_unit": unit, "rep_may_export": export})
