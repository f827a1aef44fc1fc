"""Two people changed the same field: before, mine and theirs side by side, to choose."""

from __future__ import annotations

from typing import Any

import streamlit as st

import _session
from _session import t
from _ui import messages
from _ui.boundary import dialog
from crm_core.base.errors import Conflict, DaftarError
from crm_core.fields import CATALOGUE, Field, links
from crm_core.fields import records as core
from crm_core.fields.values import format_value
from crm_core.models import ENTITIES

_PENDING = "conflict"


def remember(clash: Conflict, mine: dict[str, Any]) -> None:
    """Keep a conflict until the person chose. `mine` are the typed values by field key."""
    _session.keep(_PENDING, (clash, mine))


def waits() -> bool:
    """Whether there is a conflict that nobody has decided yet."""
    return _session.kept(_PENDING) is not None


def ask_if_any() -> None:
    """Open the dialog when a conflict waits."""
    if waits():
        dialog(t("Changed by somebody else"), _dialog, on_dismiss=_theirs)


def _dialog() -> None:
    pending = _session.kept(_PENDING)
    if pending is None:
        st.rerun()
    clash, _mine = pending
    st.markdown(t("While you were editing, somebody stored another value. Nothing was overwritten."))
    for item in clash.items:
        field = _field(clash.entity, item.field)
        st.markdown(f"**{t(field.label)}**")
        for column, label, value in zip(
            st.columns(3),
            (t("Before"), t("Mine"), t("Theirs, stored now")),
            (item.before, item.mine, item.theirs),
            strict=True,
        ):
            column.caption(label)
            column.text(_say(field, value))
    with st.container(horizontal=True, horizontal_alignment="right"):
        if st.button(t("Keep theirs"), key="conflict_theirs"):
            _theirs()
            st.rerun()
        if st.button(t("Store mine"), key="conflict_mine", type="primary"):
            _store_mine(clash, _mine)
            st.rerun()


def _field(entity: str, name: str) -> Field:
    """The field of a column (conflicts name what the record keeps)."""
    known = CATALOGUE[entity]
    return next((one for one in known.values() if name in (one.column, one.key)), next(iter(known.values())))


def _say(field: Field, value: Any) -> str:
    with _session.work() as w:
        ids = [value] if field.is_link and value is not None else []
        labels = links.labels_of(w, {field.kind: ids}) if ids else {}
        return format_value(field, value, w.locale, labels)


def _theirs() -> None:
    _session.forget(_PENDING)


def _store_mine(clash: Conflict, mine: dict[str, Any]) -> None:
    """Store my values after all, based on the record as it is now."""
    _session.forget(_PENDING)
    try:
        with _session.work() as w:
            version = w.get(ENTITIES[clash.entity], clash.record_id).version
            done = core.edit(w, clash.entity, core.Edit(clash.record_id, version, mine))
    except DaftarError as refusal:
        messages.refuse(refusal.say(_session.locale()))
        return
    messages.did(t("Your value is stored."), undo=done.change_set_id)
