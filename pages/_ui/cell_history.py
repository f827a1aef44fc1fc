"""The history of a cell in a dialog: who, when, from what to what, and putting a value back."""

from __future__ import annotations

from functools import partial
from html import escape

import streamlit as st

import _session
from _session import t
from _ui import messages
from _ui.boundary import dialog
from crm_core.base.errors import DaftarError
from crm_core.fields import cell_history as core


def ask(entity: str, record_id: int, key: str) -> None:
    """Open the history of a cell."""
    try:
        with _session.work() as w:
            found = core.cell_history(w, entity, record_id, key)
    except DaftarError as refusal:
        messages.refuse(refusal.say(_session.locale()))
        return
    title = t("{name}: {field}", name=found.name, field=t(found.label))
    dialog(title, partial(_dialog, entity, record_id, key, found))


def _dialog(entity: str, record_id: int, key: str, found: core.CellHistory) -> None:
    if not found.changes:
        st.caption(t("Nothing was changed here that you may see."))
    for at, change in enumerate(found.changes):
        _line(entity, record_id, key, change, at, may_change=found.may_change)


def _line(entity: str, record_id: int, key: str, change: core.ValueChange, at: int, *, may_change: bool) -> None:
    who = change.person or t("Daftar")
    when = _session.locale().datetime(change.at)
    if change.created:
        what = escape(t("The record was made."))
    else:
        what = f"<bdi>{escape(change.before)}</bdi> → <b><bdi>{escape(change.after)}</bdi></b>"
    if change.undone:
        what = f"<s>{what}</s>"
    with st.container(key=f"cell_change_{at}", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(f'<div class="cell-change">{what}<small>{escape(who)} · {escape(when)}</small></div>', width="stretch")
        if may_change and not change.created and st.button(t("Put back"), key=f"cell_back_{at}", type="tertiary"):
            _put_back(entity, record_id, key, change)


def _put_back(entity: str, record_id: int, key: str, change: core.ValueChange) -> None:
    try:
        with _session.work() as w:
            done = core.put_back(w, entity, record_id, key, change.change_set_id)
    except DaftarError as refusal:
        st.error(refusal.say(_session.locale()))
        return
    messages.did(t("The value before is back."), undo=done.change_set_id)
    st.rerun()
