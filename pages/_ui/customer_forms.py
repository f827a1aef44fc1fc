"""The dialogs of a customer's file: what is added and corrected there."""

from __future__ import annotations

import datetime as dt

import streamlit as st

import _data
import _session
from _session import read, t
from _ui import entries, form, messages, order, task_list
from crm_core.base.errors import DaftarError
from crm_core.base.i18n import N_
from crm_core.fields import CATALOGUE, find
from crm_core.fields import records as core
from crm_core.fields.offered import offered

CUSTOMER = tuple(key for key, field in CATALOGUE.declared["customer"].items() if field.editable)
CONTACT = ("name", "title", "job_title", "department", "mobile", "phone", "email", "owner", "birthday", "note")
INTERACTION = ("kind", "happened_at", "subject", "outcome", "note")
_TITLES = {"contact": N_("Edit contact"), "interaction": N_("Edit interaction"), "note": N_("Edit note")}
_FORMS = {"contact": CONTACT, "interaction": INTERACTION, "note": ("body",)}


def people_and_units() -> form.Options:
    """Who a record can be given to."""
    return {"owner": read(offered, "user"), "unit": read(offered, "unit")}


def note(customer_id: int) -> None:
    form.create(t("New note"), "note", _FORMS["note"], values={"customer": customer_id}, said=t("Note added."))


def call(customer_id: int) -> None:
    """A call that just ended; another kind and another time can be chosen."""
    values = {"kind": "call", "subject": t("Call"), "happened_at": _now(), "customer": customer_id}
    form.create(t("New call or meeting"), "interaction", INTERACTION, values=values, said=t("Stored."))


def _now() -> dt.datetime:
    with _data.office().read(_session.actor()) as w:
        return w.clock.now()


def contact(customer_id: int) -> None:
    form.create(
        t("New contact"),
        "contact",
        CONTACT,
        values={"customer": customer_id},
        options=people_and_units(),
        said=t("Contact added."),
    )


def edit_customer(record: dict[str, object]) -> None:
    form.edit(t("Edit customer"), "customer", record, CUSTOMER, options=people_and_units())


def edit_contact(record: dict[str, object]) -> None:
    form.edit(t("Edit contact"), "contact", record, (*CONTACT, "customer"), options=people_and_units())


def follow(event: entries.EntryEvent) -> None:
    """What an opened entry of the file leads to: its form, the order, the deal in its pipeline; a merge is undone."""
    kind, _, rest = event.opened.partition(":")
    if kind in ("contact", "interaction", "note") and _session.can("change"):
        record = read(find.read, kind, int(rest)).rows[0]
        form.edit(t(_TITLES[kind]), kind, record, _FORMS[kind], options=people_and_units())
    elif kind == "order":
        order.show(int(rest))
    elif kind == "undo":
        messages.take_back(int(rest))
    else:
        task_list.follow(event)


def delete(customer_id: int, name: str) -> None:
    """Put the customer into the bin and go to the list, where it can be undone."""
    try:
        with _session.work() as w:
            done = core.delete(w, "customer", [customer_id])
    except DaftarError as refusal:
        messages.refuse(refusal.say(_session.locale()))
        return
    messages.did(t("{name} deleted.", name=name), undo=done.change_set_id)
    st.switch_page("customers.py")
