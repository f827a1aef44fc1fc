"""The people of the company in a grid, and one person in a dialog: values, link to choose a password, sign-out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

import _session
from _session import read, t
from _ui import grid, messages, page, url
from _ui.boundary import dialog
from _ui.units import path_names
from crm_core.base.errors import DaftarError
from crm_core.base.text import fold
from crm_core.trust import accounts
from crm_core.trust import people as core
from crm_core.trust.access import ROLE_LABELS, Role
from crm_core.trust.people import Person, UnitNode, people_list

KEY = "users"


def listed(words: str, inactive: bool) -> list[Person]:
    """The people whose name or e-mail holds these words; inactive ones where asked for."""
    wanted = fold(words)
    return [
        one
        for one in read(people_list)
        if (inactive or one.active) and wanted in f"{fold(one.name)} {fold(one.email or '')}"
    ]


def filters() -> None:
    """The words looked for, and whether people without sign-in are shown too."""
    words = st.text_input(
        t("Find"),
        url.get("find"),
        placeholder=t("Name or e-mail"),
        key="users_find",
        label_visibility="collapsed",
        icon=":material/search:",
        width=260,
    )
    inactive = st.toggle(t("Inactive too"), url.get("inactive") == "1", key="users_inactive")
    before = url.get("find"), url.get("inactive")
    url.put(find=words.strip() or None, inactive="1" if inactive else None)
    if before != (url.get("find"), url.get("inactive")):
        st.rerun()


def roles() -> dict[str, str]:
    return {role.value: t(label) for role, label in ROLE_LABELS.items()}


def show(shown: Sequence[Person], tree: Sequence[UnitNode]) -> None:
    """The grid; a click on a name opens the person, an edited cell is stored at once."""
    names, units = roles(), path_names(tree)
    event = grid.take(KEY)
    for edit in event.edits:
        _store(edit, names, units)
    if event.edits:
        shown = listed(url.get("find"), url.get("inactive") == "1")
    if not shown:
        page.empty(t("Nobody here."), t("Change the words you look for, or add somebody."))
        return
    yes, no = t("yes"), t("no")
    columns = [
        grid.Column("name", t("Name"), editable=True, sortable=False, width=200, opens=True),
        grid.Column("email", t("E-mail"), editable=True, sortable=False, width=240),
        grid.Column("role", t("Role"), "choice", True, False, tuple(names.values()), 130),
        grid.Column("unit", t("Unit"), "choice", True, False, tuple(units.values()), 200),
        grid.Column("active", t("Active"), "choice", True, False, (yes, no), 90),
        grid.Column("sign_in", t("Sign-in"), sortable=False, width=150),
    ]
    rows = [
        {
            "id": one.id,
            "version": one.version,
            "name": one.name,
            "email": one.email,
            "role": names[one.role],
            "unit": units.get(one.unit_id or 0),
            "active": yes if one.active else no,
            "sign_in": t("has a password") if one.has_password else t("cannot sign in yet"),
        }
        for one in shown
    ]
    grid.show(KEY, columns, rows)
    person = next((one for one in shown if one.id == event.opened), None)
    if person is not None:
        _open(person, tree)


def _store(edit: grid.CellEdit, names: dict[str, str], units: dict[int, str]) -> None:
    value: Any = edit.new
    if edit.field == "role":
        value = next((key for key, label in names.items() if label == edit.new), edit.new)
    elif edit.field == "unit":
        value = next((key for key, label in units.items() if label == edit.new), None)
    elif edit.field == "active":
        value = edit.new == t("yes")
    name = {"unit": "unit_id"}.get(edit.field, edit.field)
    try:
        with _session.work() as w, w.changing("edit") as change_set:
            core.save_user(w, {name: value}, edit.id)
    except DaftarError as refusal:
        grid.refuse(KEY, edit, refusal.say(_session.locale()))
        messages.refuse(refusal.say(_session.locale()))
    else:
        grid.accept(KEY, edit)
        messages.did(t("Saved."), undo=change_set.id)


@dataclass(frozen=True)
class _Typed:
    values: dict[str, Any]


def _fields(person: Person | None, tree: Sequence[UnitNode]) -> _Typed:
    names, units = roles(), path_names(tree)
    key = f"person_{person.id if person else 'new'}"
    name = st.text_input(t("Name") + " *", person.name if person else "", key=f"{key}_name")
    email = st.text_input(t("E-mail"), (person.email or "") if person else "", key=f"{key}_email")
    left, right = st.columns(2)
    role = left.selectbox(
        t("Role"),
        list(names),
        index=list(names).index(person.role) if person else list(names).index(Role.REP),
        format_func=names.__getitem__,
        key=f"{key}_role",
    )
    offered: list[int | None] = [None, *units]
    at = offered.index(person.unit_id) if person and person.unit_id in units else 0
    unit = right.selectbox(
        t("Unit"), offered, index=at, format_func=lambda one: units.get(one or 0, "–"), key=f"{key}_unit"
    )
    return _Typed({"name": name, "email": email, "role": role, "unit_id": unit})


def ask_new(tree: Sequence[UnitNode]) -> None:
    """A new person in a dialog; the link to choose a password is shown at once."""

    def draw() -> None:
        typed = _fields(None, tree)
        if st.button(t("Add and invite"), type="primary", key="person_add"):
            with _session.work() as w:
                number = core.save_user(w, typed.values)
                token = accounts.make_link(w, number) if typed.values["email"].strip() else None
            _session.keep("invited", (typed.values["name"], token))
        invited = _session.kept("invited")
        if invited:
            _show_link(*invited)

    _session.forget("invited")
    dialog(t("New person"), draw, on_dismiss="rerun")


def _show_link(name: str, token: str | None) -> None:
    if token is None:
        st.success(t("{name} is added. Without an e-mail address nobody can sign in.", name=name))
        return
    st.success(t("Send {name} this link. It works once, for three days.", name=name))
    st.code(f"{_address()}/link/{token}", language=None, wrap_lines=True)


def _address() -> str:
    """Where this browser found the app."""
    host = st.context.headers.get("Host", "127.0.0.1:8501")
    url_now = st.context.url or ""
    return f"{'https' if url_now.startswith('https') else 'http'}://{host}"


def _open(person: Person, tree: Sequence[UnitNode]) -> None:
    def draw() -> None:
        typed = _fields(person, tree)
        with st.container(horizontal=True, horizontal_alignment="distribute"):
            if st.button(t("New link for a password"), icon=":material/key:", key="person_link"):
                with _session.work() as w:
                    _session.keep("invited", (person.name, accounts.make_link(w, person.id)))
            if st.button(t("Sign out everywhere"), icon=":material/logout:", key="person_out"):
                with _session.work() as w:
                    accounts.end_sessions_of(w, person.id)
                st.toast(t("{name} is signed out everywhere.", name=person.name))
            if st.button(t("Save"), type="primary", key="person_save"):
                with _session.work() as w, w.changing("edit") as change_set:
                    core.save_user(w, typed.values, person.id)
                messages.did(t("Saved."), undo=change_set.id)
                st.rerun()
        invited = _session.kept("invited")
        if invited:
            _show_link(*invited)

    _session.forget("invited")
    dialog(person.name, draw, on_dismiss="rerun")
