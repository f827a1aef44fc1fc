"""The dialogs of a file, of a customer or a contact: what is added, corrected and taken away there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import streamlit as st

import _data
import _session
from _session import read, t, work
from _ui import deal, documents, entries, form, messages, notes, order, task_list
from crm_core.base.errors import DaftarError
from crm_core.base.i18n import N_
from crm_core.fields import CATALOGUE, find
from crm_core.fields import records as core
from crm_core.fields.offered import offered
from crm_core.fields.records import EditedMany
from crm_core.file import beside, relations
from crm_core.file.whose import Whose
from crm_core.trust.unit_of_work import Work

CONTACT = (
    "name", "title", "role", "job_title", "department", "mobile", "phone", "email", "owner", "birthday", "note",
)  # fmt: skip
INTERACTION = ("kind", "happened_at", "subject", "outcome", "note")
NEED = ("title", "due_on", "owner", "note")
ADDRESS = ("kind", "city", "address", "postal_code", "province", "country", "note")
DATE = ("label", "day", "yearly")
RELATION = ("kind", "other", "note")
_FORMS = {
    "contact": (*CONTACT, "customer"),
    "interaction": INTERACTION,
    "address": ADDRESS,
    "important_date": DATE,
}
_TITLES = {
    "contact": N_("Edit contact"),
    "interaction": N_("Edit interaction"),
    "address": N_("Edit address"),
    "important_date": N_("Edit date"),
}
ADDS: Mapping[str, str] = MappingProxyType(
    {
        "call": N_("Call"),
        "meeting": N_("Meeting"),
        "visit": N_("Visit"),
        "email": N_("E-mail"),
        "message": N_("Message"),
        "note": N_("Note"),
        "document": N_("Document"),
        "task": N_("Task"),
        "need": N_("Future need"),
        "deal": N_("Deal"),
        "order": N_("Customer’s order"),
        "contact": N_("Contact"),
        "relation": N_("Related company"),
        "address": N_("Address"),
        "important_date": N_("Important date"),
    }
)
"""What can be added to a file, in the order of the menu."""
OF_CUSTOMER = frozenset({"deal", "order", "contact", "relation"})
"""What only a customer's file takes."""
_TALKS = frozenset({"call", "meeting", "visit", "email", "message"})


def people_and_units() -> form.Options:
    """Who a record can be given to."""
    return {"owner": read(offered, "user"), "unit": read(offered, "unit")}


def about(whose: Whose) -> dict[str, int]:
    """What a new record of the file is about."""
    return {whose.entity: whose.id}


def add(what: str, whose: Whose) -> None:
    """Open the form of something new in the file."""
    if what in _TALKS:
        interaction(what, about(whose))
    else:
        _ADDERS[what](whose)


def interaction(kind: str, subject: Mapping[str, int]) -> None:
    """Something that just happened; another kind and another time can be chosen."""
    values = {"kind": kind, "subject": t(ADDS[kind]), "happened_at": _now(), **subject}
    form.create(t("New call or meeting"), "interaction", INTERACTION, values=values, said=t("Stored."))


def _now() -> dt.datetime:
    with _data.office().read(_session.actor()) as w:
        return w.clock.now()


def note(whose: Whose) -> None:
    notes.dialog(**about(whose))


def need(whose: Whose) -> None:
    """What they will need, and when: it comes back as a task of its day."""
    values = {"kind": "need", "owner": _session.actor().user_id, **about(whose)}
    form.create(
        t("What will they need, and when?"), "task", NEED, values=values, options=people_and_units(),
        said=t("Noted. It comes back on its day as a task."),
    )  # fmt: skip


def contact(whose: Whose) -> None:
    form.create(
        t("New contact"), "contact", CONTACT, values=about(whose), options=people_and_units(), said=t("Contact added.")
    )


def _deal(whose: Whose) -> None:
    stages = deal.options()["stage"]
    values = {"owner": _session.actor().user_id, "stage": next(iter(stages), None), **about(whose)}
    keys = tuple(key for key in deal.NEW if key != "customer")
    form.create(t("New deal"), "deal", keys, values=values, options=deal.options())


def _order(whose: Whose) -> None:
    values = {"status": "open", "ordered_on": _session.today(), "owner": _session.actor().user_id, **about(whose)}
    keys = ("number", "status", "ordered_on", "amount", "owner", "note")
    form.create(t("New order"), "order", keys, values=values, options=people_and_units())


def _relation(whose: Whose) -> None:
    form.create(
        t("Which company, and what is it to this one?"), "relation", RELATION, values=about(whose), said=t("Added.")
    )


def _address(whose: Whose) -> None:
    form.create(t("New address"), "address", ADDRESS, values={"kind": "office", **about(whose)}, said=t("Added."))


def _date(whose: Whose) -> None:
    form.create(t("New important date"), "important_date", DATE, values=about(whose), said=t("Added."))


_ADDERS: Mapping[str, Callable[[Whose], None]] = MappingProxyType(
    {
        "note": note,
        "document": lambda whose: documents.dialog(**about(whose)),
        "task": lambda whose: task_list.create(**about(whose)),
        "need": need,
        "deal": _deal,
        "order": _order,
        "contact": contact,
        "relation": _relation,
        "address": _address,
        "important_date": _date,
    }
)


# What is opened


def edit_all(entity: str, record: dict[str, Any]) -> None:
    """All fields of the customer or contact in one form."""
    keys = tuple(key for key, field in CATALOGUE[entity].items() if field.editable)
    title = t("Edit customer") if entity == "customer" else t("Edit contact")
    form.edit(title, entity, record, keys, options=people_and_units())


def follow(event: entries.EntryEvent, whose: Whose) -> None:
    """What an opened entry of the file leads to: its form, the order, the deal, another file; a merge is undone."""
    kind, _, rest = event.opened.partition(":")
    if kind == "contact":
        st.switch_page("customer.py", query_params={"contact": rest})
    elif kind == "edit_contact":
        _edit("contact", int(rest))
    elif kind == "note":
        notes.dialog(note_id=int(rest))
    elif kind == "document":
        documents.open_one(int(rest))
    elif kind in _FORMS:
        _edit(kind, int(rest))
    elif kind == "order":
        order.show(int(rest))
    elif kind == "undo":
        messages.take_back(int(rest))
    elif kind == "relation":
        _edit_relation(int(rest), whose)
    else:
        task_list.follow(event)


def _edit(kind: str, number: int) -> None:
    if not _session.can("change"):
        return
    record = read(find.read, kind, number).rows[0]
    form.edit(
        t(_TITLES[kind]), kind, record, _FORMS[kind], options=people_and_units(), foot=lambda: _foot(kind, number)
    )


def _edit_relation(number: int, whose: Whose) -> None:
    """What the other company is to the one whose file this is, read from its side."""
    said = read(relations.read, number, whose.id)

    def change(w: Work, typed: dict[str, Any]) -> int | None:
        return relations.change(w, said, typed["kind"], typed["note"]).change_set_id

    form.edit(
        t("Edit relation"), "relation", vars(said), ("kind", "note"),
        save=change, foot=lambda: _foot("relation", number),
    )  # fmt: skip


def _foot(kind: str, number: int) -> None:
    """Delete, beside Save."""
    if st.button(t("Delete"), type="tertiary", key=f"delete_{kind}"):
        _take_away(lambda w: _removed(w, kind, number), t("Deleted."))
        st.rerun()


def _removed(w: Work, kind: str, number: int) -> EditedMany:
    if kind == "address":
        return beside.remove(w, "address", number)
    if kind == "important_date":
        return beside.remove(w, "important_date", number)
    if kind == "relation":
        return relations.remove(w, number)
    return core.delete(w, kind, [number])


def _take_away(act: Callable[[Work], EditedMany], said: str) -> bool:
    """Whether it could be done; why not is said."""
    try:
        with work() as w:
            done = act(w)
    except DaftarError as refusal:
        messages.refuse(refusal.say(_session.locale()))
        return False
    messages.did(said, undo=done.change_set_id)
    return True


def delete(whose: Whose, record: Mapping[str, Any]) -> None:
    """Put the customer or contact into the bin and go where it can be undone: to the list, the contact's customer."""
    if not _take_away(lambda w: core.delete(w, whose.entity, [whose.id]), t("{name} deleted.", name=record["name"])):
        return
    if whose.entity == "contact" and record.get("customer"):
        st.switch_page("customer.py", query_params={"id": str(record["customer"])})
    st.switch_page("customers.py" if whose.entity == "customer" else "contacts.py")
