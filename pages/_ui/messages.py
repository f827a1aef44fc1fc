"""What was done, with Undo for ten seconds; what was refused, until it is read."""

from __future__ import annotations

import secrets
import time
from pathlib import Path

import streamlit as st

import _data
import _session
from _session import t
from _ui import once
from crm_core.base.errors import DaftarError
from crm_core.trust.undo import Undone
from crm_core.trust.undo import undo as undo_core
from crm_core.work.in_bulk import Undoing, begin, is_large

_ASSETS = Path(__file__).resolve().parent.parent / "_assets"
_SECONDS = 10
_KEY = "message_bar"
_BAR = st.components.v2.component(
    "daftar_message",
    html='<div class="place"></div>',
    css=(_ASSETS / "message.css").read_text(encoding="utf-8"),
    js=(_ASSETS / "message.js").read_text(encoding="utf-8"),
)


def did(sentence: str, *, undo: int | None = None) -> None:
    """Say what was done. With the change set's id an Undo stands beside it for ten seconds, and works once.

    The shell draws the bar at the next full run: after a change in a dialog or a `part`, call st.rerun().
    """
    _say(sentence, undo=undo, kind="done")


def refuse(sentence: str) -> None:
    """Say what was not done and why; stays until the person closes it or does something else."""
    _say(sentence, undo=None, kind="refused")


def _say(sentence: str, *, undo: int | None, kind: str) -> None:
    _session.say({"id": secrets.token_hex(4), "text": sentence, "undo": undo, "kind": kind, "at": time.time()})


def show() -> None:
    """Draw the bar, if there is something to say. Called by the shell, once a run."""
    said = _session.said()
    if said is None:
        return
    left = _SECONDS - (time.time() - said["at"])
    if said["kind"] == "done" and left <= 0:
        _session.unsay()
        return
    _BAR(
        key=_KEY,
        data={
            "id": said["id"],
            "text": said["text"],
            "kind": said["kind"],
            "left": round(left * 1000) if said["kind"] == "done" else 0,
            "undo": t("Undo") if said["undo"] else "",
            "close": t("Close"),
        },
        on_undo_change=_undo,
        on_close_change=_session.unsay,
    )


def _undo() -> None:
    """Take back the change set the bar speaks of, once."""
    said = _session.said()
    if said is None or said["undo"] is None:
        return
    take_back(said["undo"])


def take_back(change_set: int) -> None:
    """Undo a change set and say what came of it; a large one goes back behind the screens (see `at_work`)."""
    try:
        undone = once.done("undo", change_set, lambda: _undone(change_set), back=True)
    except DaftarError as error:
        refuse(error.say(_session.locale()))
        return
    _session.unsay()
    if undone is not None:
        say_undone(undone)


def _undone(change_set: int) -> Undone | None:
    """What came of an undo; None for one that goes on behind the screens."""
    office, who = _data.office(), _session.actor()
    if _session.read(is_large, change_set):
        begin(who, Undoing(office.settings, who.user_id, change_set))
        return None
    with _session.work() as w:
        return undo_core(w, change_set)


def say_undone(undone: Undone) -> None:
    """Say what an undo came to."""
    if undone.conflicts:
        n = len(undone.conflicts)
        refuse(
            _session.tn(
                "Undone, except {n} record that somebody changed since.",
                "Undone, except {n} records that somebody changed since.",
                n,
            )
        )
        return
    did(t("Undone."))
