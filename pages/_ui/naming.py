"""What is kept under a name, asked in a dialog: what it is called and who sees it. For views, reports, dashboards."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

import _session
from _session import t
from _ui import messages, once
from crm_core.base.errors import DaftarError
from crm_core.base.i18n import N_
from crm_core.fields import shelf
from crm_core.fields.shelf import Kept
from crm_core.trust.unit_of_work import Work

SHARING_LABELS = {
    "private": N_("Only me"),
    "unit": N_("People of my unit"),
    "all": N_("Everybody"),
}


def fields(key: str, name: str, sharing: str) -> tuple[str, str]:
    """The name and who sees it, as they are typed now; the second is asked of those who may share."""
    called = st.text_input(t("Name"), name, key=f"{key}_name", max_chars=shelf.LONGEST)
    may_share = list(dict.fromkeys([*_session.read(shelf.sharings), sharing]))
    if len(may_share) < 2:
        return called, sharing
    shared = st.radio(
        t("Who sees it"),
        may_share,
        index=may_share.index(sharing),
        format_func=lambda one: t(SHARING_LABELS[one]),
        key=f"{key}_sharing",
    )
    return called, shared


def save(key: str, given: Any, act: Callable[[Work], Kept], said: str) -> Kept | None:
    """The foot of a dialog: Save, or the reason why not, above it; what was done, once it was.

    `given`: all that is saved, so that a second click on the same saves nothing twice.
    """
    failure = st.container()
    with st.container(horizontal=True, horizontal_alignment="right"):
        if not st.button(t("Save"), type="primary", key=f"{key}_keep", shortcut="ctrl+enter"):
            return None
    try:
        return _done(key, given, act, said)
    except DaftarError as refusal:
        failure.error(refusal.say(_session.locale()))
        return None


def store(key: str, given: Any, act: Callable[[Work], Kept], said: str) -> Kept | None:
    """The same at once, without a dialog; None, and the reason in the message bar, where it is refused."""
    try:
        return _done(key, given, act, said)
    except DaftarError as refusal:
        messages.refuse(refusal.say(_session.locale()))
        return None


def _done(key: str, given: Any, act: Callable[[Work], Kept], said: str) -> Kept:
    done = once.stored(key, given, act)
    messages.did(said, undo=done.change_set_id if _session.can("undo") else None)
    return done
