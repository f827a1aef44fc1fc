"""What a person began behind the screens: how far it is, on whatever screen they are, and its end with Undo."""

from __future__ import annotations

import streamlit as st

import _session
from _session import t, tn
from _ui import messages
from _ui.boundary import DIALOG, boundary
from crm_core.base.i18n import N_
from crm_core.deals.removing import Removing
from crm_core.fields.many import Deed, Deleting, Setting, Tagging
from crm_core.fields.records import EditedMany
from crm_core.trust.undo import Undone
from crm_core.work import in_bulk
from crm_core.work.in_bulk import Confirming, HandingOver, Running, Undoing

_EVERY = 0.7
"""Seconds between two looks at how far it is."""
_DONE: dict[type[Deed], str] = {
    Setting: N_("Changed"),
    Tagging: N_("Tagged"),
    Deleting: N_("Deleted"),
    HandingOver: N_("Handed over"),
    Confirming: N_("Confirmed today"),
    Removing: N_("Moved and removed"),
}
_DEEDS: dict[type[Deed], str] = {
    Setting: N_("Set a field"),
    Tagging: N_("Tags"),
    Deleting: N_("Delete"),
    HandingOver: N_("Hand over"),
    Confirming: N_("Confirmed today"),
    Removing: N_("Remove a stage"),
}


def said(deed: Deed, done: EditedMany) -> str:
    """What came of a deed on many records, in one sentence and what was left."""
    told = [tn("{what}: {n} record.", "{what}: {n} records.", done.changed, what=t(_DONE[type(deed)]))]
    if n := len(done.refused):
        told.append(tn("{n} record is not yours to change.", "{n} records are not yours to change.", n))
    if n := len(done.moved):
        told.append(
            tn("{n} that somebody changed meanwhile was kept.", "{n} that others changed meanwhile were kept.", n)
        )
    if n := len(done.hindered):
        told.append(tn("{n} record was left.", "{n} records were left.", n))
        if done.reason is not None:
            told.append(done.reason.say(_session.locale()))
    return " ".join(told)


def tell(deed: Deed, done: EditedMany) -> None:
    """Say what was done, with Undo; where nothing was, why."""
    if done.changed:
        messages.did(said(deed, done), undo=done.change_set_id)
    else:
        messages.refuse(said(deed, done))


def show() -> None:
    """Tell what is over, and draw how far the rest is. Called by the shell at every run."""
    _session.forget(DIALOG)
    begun = in_bulk.begun(_session.actor())
    for running in begun:
        if running.over and in_bulk.told(running):
            _tell(running)
    if any(not running.over for running in begun):
        _progress()


@st.fragment(run_every=_EVERY)
def _progress() -> None:
    with boundary():
        begun = in_bulk.begun(_session.actor())
        if all(running.over for running in begun) and not _session.kept(DIALOG):
            st.rerun()
        for running in begun:
            _line(running)


def _line(running: Running) -> None:
    """How far one is. While a dialog is open its end is only noted here: nothing that is typed may be lost."""
    locale = _session.locale()
    told = t("{done} of {total} rows", done=running.done, total=running.total) if running.total else t("It begins …")
    if running.over:
        told = t("It is done.")
    elif running.stopping:
        told = t("It is being stopped …")
    elif running.total and running.done >= running.total:
        told = t("{done} rows, being stored …", done=running.done)
    elif (left := running.seconds_left) is not None:
        told += " · " + t("about {seconds} s left", seconds=round(left) + 1)
    with st.container(key="at_work", horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{_what(running)}**", width="content")
        st.progress(1.0 if running.over else min(running.share, 1.0), text=locale.digits_of(told))
        if not running.over:
            st.button(t("Stop"), key="at_work_stop", disabled=running.stopping, on_click=running.stop)


def _what(running: Running) -> str:
    if isinstance(running.job, Undoing):
        return t("Undo")
    return t(_DEEDS[type(running.job.deed)])


def _tell(running: Running) -> None:
    if running.error is not None:
        messages.refuse(running.error.say(_session.locale()))
    elif isinstance(running.result, Undone):
        messages.say_undone(running.result)
    elif not isinstance(running.job, Undoing):
        tell(running.job.deed, running.result)
