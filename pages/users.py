"""Users and teams: people and their roles, the tree of units, and who is signed in."""

from __future__ import annotations

import streamlit as st

import _session
from _session import read, t, tn
from _ui import page, people, sessions, units, url
from crm_core.trust.people import unit_tree


def main() -> None:
    views = {"people": t("People"), "units": t("Units"), "sessions": t("Sessions")}
    view = url.get("view", "people")
    tree = read(unit_tree)
    shown = people.listed(url.get("find"), url.get("inactive") == "1")
    head = st.container()
    with st.container(horizontal=True, vertical_alignment="center"):
        chosen = st.segmented_control(
            t("View"),
            list(views),
            default=view if view in views else "people",
            format_func=views.__getitem__,
            key="users_view",
            label_visibility="collapsed",
            required=True,
        )
        url.put(view=chosen if chosen != "people" else None)
        if chosen == "people":
            people.filters()
    sentence = tn("{n} person in {units}", "{n} people in {units}", len(shown), units=units.many(len(tree)))
    with head, page.head(t("Users and teams"), sentence):
        if chosen == "people" and st.button(t("New person"), icon=":material/person_add:", type="primary"):
            people.ask_new(tree)
        if chosen == "units" and st.button(t("New unit"), icon=":material/add:", type="primary"):
            units.ask_new(tree)
    if chosen == "people":
        people.show(shown, tree)
    elif chosen == "units":
        units.show(tree)
    else:
        sessions.show(_session.token())


main()
