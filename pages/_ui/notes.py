"""A note in a dialog: its words, and the colleagues who are told of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import streamlit as st

import _session
from _session import can, read, t, work
from _ui import conflict, messages, once
from _ui.boundary import dialog as open_dialog
from crm_core.base.errors import Conflict, DaftarError
from crm_core.fields.offered import offered
from crm_core.models import Note
from crm_core.trust.unit_of_work import Work
from crm_core.work import notes as core
from crm_core.work.about import Subject, SubjectKind, subject_in

_WARNED = "note_warned"


def dialog(
    *, customer: int | None = None, contact: int | None = None, deal: int | None = None, task: int | None = None,
    note_id: int | None = None,
) -> None:  # fmt: skip
    """Open a new note about one record, or the note with this number."""
    _session.forget(_WARNED)
    if note_id is not None:
        note = read(core.read, note_id)
        open_dialog(t("Edit note") if note.may_change else t("Note"), lambda: _old(note))
        return
    known: dict[SubjectKind, int | None] = {"customer": customer, "contact": contact, "deal": deal, "task": task}
    subject = next(Subject(kind, number) for kind, number in known.items() if number is not None)
    open_dialog(t("New note"), lambda: _new(subject))


def _new(subject: Subject) -> None:
    body, chosen = _ask("", ())
    if _saves(subject, body, chosen, foot=None):
        _store((subject, body, chosen), lambda w: core.write(w, body, subject, chosen), t("Note added."))


def _old(note: core.NoteLine) -> None:
    if not note.may_change:
        st.text(note.body)
        return
    subject = read(_about, note.id)
    body, chosen = _ask(note.body, note.told)
    if subject is not None and _saves(subject, body, chosen, foot=note):
        given = (note.id, body, chosen)
        _store(given, lambda w: core.edit(w, note.id, note.version, body, chosen), t("Saved."), body)


def _about(w: Work, note_id: int) -> Subject | None:
    return subject_in(w.get(Note, note_id))


def _ask(body: str, told: Iterable[int]) -> tuple[str, list[int]]:
    """The words, and whom to tell beside those who are named in them."""
    people = {number: name for number, name in read(offered, "user").items() if number != _session.actor().user_id}
    said = st.text_area(t("Note"), body, key="note_body", height=160, label_visibility="collapsed")
    chosen = st.multiselect(
        t("Tell"), list(people), default=[one for one in told if one in people], key="note_tell",
        format_func=lambda one: people[one], placeholder=t("Choose colleagues, or write @name above"),
        select_all=False,
    )  # fmt: skip
    return said, chosen


def _saves(subject: Subject, body: str, chosen: list[int], foot: core.NoteLine | None) -> bool:
    """Whether it shall be stored. Who could not read it is said before: nobody gets to see more by being named."""
    place = st.container()
    with st.container(key="form_foot", horizontal=True, horizontal_alignment="right"):
        if foot is not None and can("change") and st.button(t("Delete"), type="tertiary", key="note_delete"):
            _delete(foot.id)
        if not st.button(t("Save"), type="primary", key="note_save", shortcut="ctrl+enter"):
            return False
    try:
        with work() as w:
            blind = tuple(core.who_cannot_see(w, core.to_be_told(w, body, chosen), subject))
    except DaftarError as refusal:
        place.error(refusal.say(_session.locale()))
        return False
    if set(blind) <= set(_session.kept(_WARNED, ())):
        return True
    _session.keep(_WARNED, blind)
    names = ", ".join(_session.locale().isolate(name) for name in blind)
    place.warning(
        t("{names} may not see this record and will not be able to read the note. Save again to keep it so.",
          names=names)
    )  # fmt: skip
    return False


def _store(given: Any, act: Callable[[Work], core.Written], said: str, body: str = "") -> None:
    try:
        done = once.stored("note", given, act)
    except Conflict as clash:
        conflict.remember(clash, {"body": body})
    except DaftarError as refusal:
        st.error(refusal.say(_session.locale()))
        return
    else:
        if done.change_set_id is not None or done.told:
            messages.did(said, undo=done.change_set_id)
    _session.forget(_WARNED)
    st.rerun()


def _delete(note_id: int) -> None:
    try:
        done = once.stored("note", note_id, lambda w: core.delete(w, note_id))
    except DaftarError as refusal:
        st.error(refusal.say(_session.locale()))
        return
    messages.did(t("Deleted."), undo=done.change_set_id)
    st.rerun()
