"""An import at work: begun once, followed by whoever began it, from any tab or session, and stopped while it can be."""

from __future__ import annotations

import streamlit as st

import _data
import _session
from _session import read, t, tn
from _ui import import_file, messages, page, url
from _ui.boundary import boundary
from crm_core.base.errors import DaftarError
from crm_core.lists import running as core
from crm_core.lists.apply import Cancelled
from crm_core.lists.running import Running, start
from crm_core.lists.runs import Run, run_of

_KEPT = "import_running"
_EVERY = 0.7
"""Seconds between two looks at how far it is."""


def begin_button(at_hand: import_file.ListAtHand) -> None:
    """The button that does it, with the number of rows that are written."""
    prepared = at_hand.checked().prepared
    plan = prepared.plan if prepared else None
    writes = plan.count("created") + plan.count("updated") if plan else 0
    label = tn("Import {n} row", "Import {n} rows", writes) if writes else t("Import")
    if st.button(label, type="primary", icon=":material/upload_file:", disabled=not writes, key="import_begin"):
        begin(at_hand)
        st.rerun()


def begin(at_hand: import_file.ListAtHand) -> None:
    """Start the import of the list at hand; a second click finds the first at work."""
    checked = at_hand.checked()
    if checked.prepared is not None:
        _session.keep(_KEPT, start(_data.office(), _session.actor(), checked.prepared, checked.token))


def at_work() -> Running | None:
    """The import that was begun in this tab and not seen to its end, or the one of the address, begun anywhere."""
    mine: Running | None = _session.kept(_KEPT)
    if mine is not None:
        return mine
    run = url.number("run", 0)
    return next((one for one in core.at_work(_session.actor()) if one.run_id == run), None) if run else None


def follow(running: Running) -> None:
    """Show how far it is; when it is over, its receipt, or why it is none."""
    running.wait(0.3)  # small lists are over before anything has to be drawn
    if running.over:
        _end(running)
    if running.run_id is not None:
        url.put(run=running.run_id)  # a reload, or the link in another tab, finds it again
    with page.head(t("The list is being imported"), _session.locale().isolate(running.file_name)):
        if st.button(t("Cancel"), key="import_cancel", disabled=running.cancelled()):
            running.cancel()
            st.rerun()
    _progress()
    st.caption(t("It goes on if you leave this screen; the history of imports shows when it is done."))


@st.fragment(run_every=_EVERY)
def _progress() -> None:
    with boundary():
        running = at_work()
        if running is None or running.over:
            st.rerun()
        _bar(running)


def _bar(running: Running) -> None:
    locale, left = _session.locale(), running.seconds_left
    said = t("{done} of {total} rows", done=running.done, total=running.total)
    if running.cancelled():
        said = t("The import is being cancelled …")
    elif left is not None:
        said += " · " + t("about {seconds} s left", seconds=round(left) + 1)
    st.progress(min(running.share, 1.0), text=locale.digits_of(said))


def _end(running: Running) -> None:
    _session.forget(_KEPT)
    at_hand = import_file.at_hand()
    if running.receipt is not None:
        if at_hand is not None and at_hand.next_sheet is None:
            import_file.put_away()
        url.put(run=running.receipt.run)
        st.rerun()
    if at_hand is not None:
        at_hand.plan_anew()
        url.put(run=None)
    if not isinstance(running.error, DaftarError):
        raise running.error or RuntimeError("an import that ended without receipt or error")
    said = running.error.say(_session.locale())
    messages.did(said) if isinstance(running.error, Cancelled) else messages.refuse(said)
    st.rerun()


@st.fragment(run_every=3 * _EVERY)
def await_end(run: Run) -> None:
    """Wait for the end of an import that is at work in another process of Daftar."""
    with boundary():
        if read(run_of, run.id).outcome != "running":
            st.rerun()
        st.caption(t("It is at work. This screen shows when it is done."))
