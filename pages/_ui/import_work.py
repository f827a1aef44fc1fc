"""An import at work: begun once, followed by whoever began it, wherever they have been meanwhile."""

from __future__ import annotations

import streamlit as st

import _data
import _session
from _session import t
from _ui import import_file, messages, page, url
from _ui.boundary import boundary
from crm_core.base.errors import DaftarError
from crm_core.lists.running import Running, start

_KEPT = "import_running"
_EVERY = 0.7
"""Seconds between two looks at how far it is."""


def begin(at_hand: import_file.ListAtHand) -> None:
    """Start the import of the list at hand; a second click finds the first at work."""
    if at_hand.prepared is not None:
        _session.keep(_KEPT, start(_data.office(), _session.actor(), at_hand.prepared, at_hand.token))


def at_work() -> Running | None:
    """The import that this person began and has not seen the end of."""
    return _session.kept(_KEPT)  # type: ignore[no-any-return]


def follow(running: Running) -> None:
    """Show how far it is; when it is over, its receipt, or why it is none."""
    running.wait(0.3)  # small lists are over before anything has to be drawn
    if running.over:
        _end(running)
    with page.head(t("The list is being imported")):
        pass
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
    if left is not None:
        said += " · " + t("about {seconds} s left", seconds=round(left) + 1)
    st.progress(min(running.share, 1.0), text=locale.digits_of(said))


def _end(running: Running) -> None:
    _session.forget(_KEPT)
    if running.receipt is not None:
        import_file.put_away()
        url.put(run=running.receipt.run)
        st.rerun()
    at_hand = import_file.at_hand()
    if at_hand is not None:
        at_hand.plan_anew()
    if not isinstance(running.error, DaftarError):
        raise running.error or RuntimeError("an import that ended without receipt or error")
    messages.refuse(running.error.say(_session.locale()))
    st.rerun()
