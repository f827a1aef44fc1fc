"""Scheduled reports: what is mailed regularly, when and to whom, and what came of every mail."""

from __future__ import annotations

from collections.abc import Collection

import streamlit as st

from _session import can, read, t, tn
from _ui import page, schedule_form, schedule_list, switch, url
from crm_core.messages.outbox import set_up
from crm_core.reports.schedules import Line, listed


def main() -> None:
    lines = {one.id: one for one in read(listed)}
    schedule_list.follow(lines)
    chosen = lines.get(url.number("id", 0))
    with page.head(t("Scheduled reports"), sentence(lines.values())):
        if st.button(t("New schedule"), icon=":material/add:", type="primary", key="schedule_any"):
            schedule_form.open_any()
    if not read(set_up):
        warn()
    view = switch.one_of("view", t("Shown"), {"list": t("Schedules"), "log": t("Log")})
    if view == "list":
        schedule_list.show(lines)
        return
    if chosen is not None:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(t("Mails of “{name}”", name=chosen.plan.name), width="content")
            st.button(t("All mails"), type="tertiary", key="schedule_all", on_click=lambda: url.put(id=None))
    schedule_list.log_of(chosen.id if chosen else None)


def sentence(lines: Collection[Line]) -> str:
    """How many are sent, and when the next one is."""
    coming = [one.next_at for one in lines if one.next_at is not None]
    if not coming:
        return ""
    said = tn("{n} report is sent regularly", "{n} reports are sent regularly", len(coming))
    return t("{said}, the next one {at}", said=said, at=schedule_list.moment(min(coming)))


def warn() -> None:
    """Say why nothing is sent, and lead whoever may change that to where it is."""
    with st.container(horizontal=True, vertical_alignment="center", key="schedule_no_mail"):
        st.caption(t("No mail server is set up yet: until then nothing is sent."), width="content")
        if can("settings") and st.button(t("Settings → Mail"), type="tertiary", key="schedule_to_settings"):
            st.switch_page("settings.py", query_params={"part": "mail"})


main()
