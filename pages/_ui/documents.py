"""The documents of a customer, a contact or a deal: brought in, looked at, fetched, named, taken away."""

from __future__ import annotations

import html
import json
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import streamlit as st

import _data
import _session
from _session import can, read, t, tn, work
from _ui import messages, once
from _ui.boundary import dialog as open_dialog
from _ui.markdown import plain
from crm_core.base.errors import DaftarError
from crm_core.trust.unit_of_work import Work
from crm_core.work import documents as core
from crm_core.work.about import Subject, subject_in
from crm_core.work.documents import DocumentLine

_ASSETS = Path(__file__).resolve().parent.parent / "_assets"
_PREVIEW = st.components.v2.component(
    "daftar_preview",
    html='<div class="place"></div>',
    css=(_ASSETS / "preview.css").read_text(encoding="utf-8"),
    js=(_ASSETS / "preview.js").read_text(encoding="utf-8"),
)
_ICONS = {"picture": ":material/image:", "pdf": ":material/picture_as_pdf:", "": ":material/draft:"}
_MOST_TYPES = 8
"""So many endings are said before "and others"."""
_MEGA = 1_000_000
_OPEN, _ROUND, _SAID = "document_open", "document_round", "document_said"


@dataclass(frozen=True)
class _Opened:
    """The document that is looked at, in the place of the list; `changing`: its name and note are asked for."""

    id: int
    changing: bool = False


def dialog(
    *, customer: int | None = None, contact: int | None = None, deal: int | None = None, document_id: int | None = None
) -> None:
    """Open the documents of one record, or one of them at once."""
    subject = _subject(customer, contact, deal)
    if document_id is None:
        _session.forget(_OPEN)
    else:
        _session.keep(_OPEN, _Opened(document_id))
    open_dialog(t("Documents"), lambda: _draw(subject), width="large", on_dismiss=lambda: _session.forget(_OPEN))


def open_one(document_id: int) -> None:
    """Open one document, with the others of the record it belongs to behind it."""
    subject = read(_about, document_id)
    dialog(**{subject.entity: subject.id}, document_id=document_id)


def _about(w: Work, document_id: int) -> Subject:
    subject = subject_in(core.get(w, document_id))
    assert subject is not None, "a document that can be had belongs to something"
    return subject


def show(*, customer: int | None = None, contact: int | None = None, deal: int | None = None) -> None:
    """Draw them where one is: the place to bring files in, and the list."""
    _draw(_subject(customer, contact, deal))


def _subject(customer: int | None, contact: int | None, deal: int | None) -> Subject:
    if customer is not None:
        return Subject("customer", customer)
    return Subject("contact", contact) if contact is not None else Subject("deal", deal or 0)


def _draw(subject: Subject) -> None:
    lines = read(core.listed, subject)
    opened: _Opened | None = _session.kept(_OPEN)
    one = next((line for line in lines if opened and line.id == opened.id), None)
    if one is not None and opened is not None:
        _one(one, changing=opened.changing)
        return
    if can("change"):
        _take_in(subject)
    with st.container(key="documents", gap=None):
        for line in lines:
            _row(line, subject)
    if not lines:
        st.caption(t("No documents yet."))


# Bringing in


def _take_in(subject: Subject) -> None:
    """Where files are dropped. The place begins anew with each delivery, so that nothing is brought in twice."""
    company = _data.office().company
    key = f"documents_in_{_session.kept(_ROUND, 0)}"
    said = {"--documents-drop": t("or drop files here"), "--documents-choose": t("Choose files")}
    words = "".join(f"{name}:{json.dumps(text, ensure_ascii=False)};" for name, text in said.items())
    st.html(f"<style>:root{{{words}}}</style>")  # the uploader's own words are English only
    st.file_uploader(
        t("Drop files here, or choose them"),
        accept_multiple_files=True,
        max_upload_size=company.document_megabytes,
        key=key,
        on_change=_deliver,
        args=(subject, key),
        label_visibility="collapsed",
    )
    st.caption(_limits(company.document_megabytes, company.document_types))
    added, refused = _session.kept(_SAID, (0, ()))
    _session.forget(_SAID)
    if added:
        st.success(tn("{n} document added.", "{n} documents added.", added), icon=":material/check:")
    for sentence in refused:
        st.error(sentence)


def _deliver(subject: Subject, key: str) -> None:
    """Keep what was dropped, each file by itself: one that is refused does not hinder the others."""
    files = _session.component_value(key) or []
    _session.keep(_ROUND, _session.kept(_ROUND, 0) + 1)
    added, refused = 0, []
    for file in files:
        try:
            once.stored(f"{key}:{file.file_id}", subject, partial(_add, subject, file))
            added += 1
        except DaftarError as refusal:
            refused.append(refusal.say(_session.locale()))
    _session.keep(_SAID, (added, tuple(refused)))


def _add(subject: Subject, file: Any, w: Work) -> int:
    file.seek(0)
    return core.add(w, subject, file.name, file)


def _limits(megabytes: int, types: list[str]) -> str:
    named = ", ".join(types[:_MOST_TYPES]) + (" …" if len(types) > _MOST_TYPES else "")
    return t("At most {n} megabytes each: {types}", n=megabytes, types=_session.locale().isolate(named))


# The list


def _row(line: DocumentLine, subject: Subject) -> None:
    with st.container(key=f"document_{line.id}", horizontal=True, vertical_alignment="center", gap="small"):
        with st.container(gap=None, width="stretch"):
            st.button(
                plain(_session.locale().isolate(line.name)),
                icon=_ICONS[line.sight],
                type="tertiary",
                key=f"document_open_{line.id}",
                on_click=_session.keep,
                args=(_OPEN, _Opened(line.id)),
            )
            st.caption(_said(line, subject))
        _download(line)


def _said(line: DocumentLine, subject: Subject) -> str:
    """Size, who brought it and when, what it belongs to where that is not the record itself, and its note."""
    locale = _session.locale()
    known = (
        _size(line.size),
        line.person,
        locale.date(line.at.astimezone(locale.zone).date()),
        line.about if line.subject != subject else "",
        line.note,
    )
    return plain(" · ".join(locale.isolate(one) for one in known if one))


def _size(size: int) -> str:
    if size < _MEGA:
        return t("{n} KB", n=_session.locale().number(max(1, round(size / 1_000))))
    return t("{n} MB", n=_session.locale().number(size / _MEGA, 1))


def _download(line: DocumentLine) -> None:
    name = html.escape(t("Download {name}", name=line.name), quote=True)
    st.html(
        f'<a class="download" href="/document/{line.id}" target="_self" aria-label="{name}">'
        f"{html.escape(t('Download'))}</a>",
        width="content",
    )


# One of them


def _one(line: DocumentLine, *, changing: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button(
            t("All documents"), icon=":material/arrow_back:", type="tertiary", key="document_back",
            on_click=_session.forget, args=(_OPEN,),
        )  # fmt: skip
        st.markdown(f"**{plain(_session.locale().isolate(line.name))}**", width="stretch")
        _download(line)
    if changing:
        _ask(line)
        return
    _look(line)
    if line.note:
        st.markdown(plain(line.note))
    if line.may_change:
        with st.container(key="form_foot", horizontal=True, horizontal_alignment="right"):
            if st.button(t("Delete"), type="tertiary", key="document_delete"):
                _remove(line)
            st.button(
                t("Name and note"), key="document_change", on_click=_session.keep,
                args=(_OPEN, _Opened(line.id, changing=True)),
            )  # fmt: skip


def _look(line: DocumentLine) -> None:
    if not line.sight:
        st.caption(t("There is no preview of this kind of file."))
        return
    _PREVIEW(
        key=f"document_preview_{line.id}",
        data={
            "kind": line.sight,
            "name": line.name,
            "address": f"/document/{line.id}/view",
            "broken": t("The picture cannot be shown."),
        },
    )


def _ask(line: DocumentLine) -> None:
    name = st.text_input(t("Name"), line.name, key=f"document_name_{line.id}")
    note = st.text_area(t("Note"), line.note, key=f"document_note_{line.id}", height=90)
    failure = st.container()
    with st.container(key="form_foot", horizontal=True, horizontal_alignment="right"):
        if not st.button(t("Save"), type="primary", key="document_save", shortcut="ctrl+enter"):
            return
    try:
        with work() as w:
            done = core.change(w, line.id, name=name, note=note)
    except DaftarError as refusal:
        failure.error(refusal.say(_session.locale()))
        return
    _session.forget(_OPEN)
    if done.change_set_id is not None:
        messages.did(t("Saved."), undo=done.change_set_id)
    st.rerun()


def _remove(line: DocumentLine) -> None:
    done = once.stored("document", line.id, lambda w: core.remove(w, line.id))
    _session.forget(_OPEN)
    messages.did(t("{name} deleted.", name=line.name), undo=done.change_set_id)
    st.rerun()
