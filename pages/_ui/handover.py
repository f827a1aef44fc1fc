"""Handing records over to a colleague, with a word why."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

import _session
from _session import read, t, tn
from _ui import messages, once
from _ui.boundary import dialog as open_dialog
from crm_core.base.errors import DaftarError
from crm_core.fields.offered import offered
from crm_core.fields.records import EditedMany
from crm_core.work.about import SubjectKind
from crm_core.work.handover import hand_over


def dialog(entity: SubjectKind, ids: Sequence[int]) -> None:
    """Ask who gets these records and why, and hand them over."""
    open_dialog(t("Hand over"), lambda: _ask(entity, tuple(ids)), width="small")


def _ask(entity: SubjectKind, ids: tuple[int, ...]) -> None:
    people = read(offered, "user")
    to = st.selectbox(
        t("Hand over to"), list(people), index=None, key="handover_to", format_func=lambda one: people[one],
        placeholder=t("Choose a colleague"),
    )  # fmt: skip
    why = st.text_input(t("Why?"), key="handover_why", placeholder=t("In a few words: it stands in the history"))
    with_open = entity == "customer" and st.checkbox(
        t("With the open deals and tasks of their owner until now"), value=True, key="handover_open"
    )
    failure = st.container()
    with st.container(key="form_foot", horizontal=True, horizontal_alignment="right"):
        if not st.button(t("Hand over"), type="primary", key="handover_save", shortcut="ctrl+enter"):
            return
    try:
        done = once.stored(
            "hand_over", (entity, ids, to, why),
            lambda w: hand_over(w, entity, ids, to or 0, why, with_open=with_open),
        )  # fmt: skip
    except DaftarError as refusal:
        failure.error(refusal.say(_session.locale()))
        return
    messages.did(_said(done, people.get(to or 0, "")), undo=done.change_set_id)
    st.rerun()


def _said(done: EditedMany, name: str) -> str:
    said = tn("{n} record handed over to {name}.", "{n} records handed over to {name}.", done.changed, name=name)
    if n := len(done.refused):
        said += " " + tn("{n} record is not yours to change.", "{n} records are not yours to change.", n)
    return said
