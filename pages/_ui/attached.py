"""What hangs on a record whose form is open: its documents, a note, handing it over.

Only one dialog can be open, so the form closes, and the shell opens the next one.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

import _session
from _session import can, t
from _ui import documents, handover, notes

_NEXT = "attached_next"


def offer(entity: str, record_id: int, closed: Callable[[], None] | None = None) -> None:
    """The menu in the foot of a deal's or a task's form; `closed` is called when the form makes room."""
    known = {"documents": t("Documents")} if entity == "deal" else {}
    if can("change"):
        known |= {"note": t("New note"), "hand_over": t("Hand over")}
    if not known:
        return
    chosen = st.menu_button(
        t("More"), list(known), format_func=lambda one: known[one], type="tertiary", key=f"attached_{entity}"
    )
    if chosen:
        _session.keep(_NEXT, (chosen, entity, record_id))
        if closed is not None:
            closed()
        st.rerun()


def open_if_any() -> None:
    """Open what was chosen. Called by the shell at every run."""
    waiting = _session.kept(_NEXT)
    if waiting is None:
        return
    _session.forget(_NEXT)
    what, entity, number = waiting
    if what == "documents":
        documents.dialog(deal=number)
    elif what == "hand_over":
        handover.dialog(entity, [number])
    elif entity == "deal":
        notes.dialog(deal=number)
    else:
        notes.dialog(task=number)
