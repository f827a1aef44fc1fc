"""Dashboards: reports side by side over one period, as each person or team arranged them; the address says which."""

from __future__ import annotations

import streamlit as st

from _session import locale, t
from _ui import dashboard_bar, dashboard_choice, dashboard_edit, dashboard_tiles, page
from crm_core.base.errors import DaftarError
from crm_core.reports.dashboards import Dashboard


def main() -> None:
    try:
        dashboard = dashboard_choice.opened()
    except DaftarError as missing:
        with page.head(t("Dashboards")):
            dashboard_bar.choose(None)
        dashboard_edit.do_what_was_chosen(None)
        page.empty(missing.say(locale()), t("Choose another one above, or make one of your own."))
        return
    dashboard_bar.head(dashboard)
    if not dashboard.tiles:
        begin(dashboard)
        return
    dashboard_bar.choices(dashboard)
    dashboard_tiles.show(dashboard)


def begin(dashboard: Dashboard) -> None:
    """Said on a dashboard that has no report yet."""
    page.empty(t("No report is on this dashboard yet."), t("Put reports side by side, as wide as you need them."))
    with st.container(horizontal=True, horizontal_alignment="center"):
        if dashboard.may_change and st.button(
            t("Add reports"), icon=":material/add:", type="primary", key="dashboard_begin"
        ):
            dashboard_edit.arrange(dashboard)


main()
