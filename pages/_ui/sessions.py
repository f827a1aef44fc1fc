"""Who is signed in, and ending it."""

from __future__ import annotations

import streamlit as st

import _data
import _session
from _session import t
from _ui import messages, page
from _ui.markdown import plain
from crm_core.trust import accounts


def show(token: str) -> None:
    """The living sessions, the newest first; the one of this browser cannot be ended here."""
    with _data.office().read(_session.actor()) as w:  # sessions come and go without a new version of the data
        found = accounts.open_sessions(w)
    locale = _session.locale()
    if not found:
        page.empty(t("Nobody is signed in."))
    for one in found:
        with st.container(key=f"session_{one.id}", horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"**{plain(one.user)}**", width=220)
            seen = t("last seen {time}", time=locale.datetime(one.seen_at))
            device = " · ".join(filter(None, (locale.isolate(one.address), browser(one.agent), seen)))
            st.caption(device, width="stretch")
            if accounts.is_session(one, token):
                st.caption(t("this browser"), width="content")
            elif st.button(t("End"), key=f"session_end_{one.id}", type="tertiary"):
                with _session.work() as w:
                    accounts.end_session(w, one.id)
                messages.did(t("The session of {name} is ended.", name=one.user))
                st.rerun()


def browser(agent: str) -> str:
    """The browser's name out of what it says of itself."""
    for word, name in (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari")):
        if word in agent:
            return name
    return agent[:30]
