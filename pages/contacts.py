"""Contacts: the people at customers, found and corrected in one grid; one that is opened leads to the customer."""

from __future__ import annotations

import streamlit as st

from _session import read, t, tn
from _ui import filters, form, record_list
from crm_core.base.i18n import N_
from crm_core.fields import find
from crm_core.fields.offered import offered, tags_in_use, words_in_use

NEW = ("name", "title", "customer", "job_title", "role", "mobile", "phone", "email", "owner", "tags", "note")
FORM = (*NEW[:8], "department", "birthday", "city", *NEW[8:])


def parts() -> list[filters.Part]:
    """What contacts can be filtered by."""
    return [
        filters.text(t("Name, phone or e-mail")),
        filters.many("owner", record_list.people()),
        filters.in_use("job_title", lambda: read(words_in_use, "contact", "job_title")),
        filters.in_use("city", lambda: read(words_in_use, "contact", "city")),
        filters.in_use("tags", lambda: read(tags_in_use), op="has_any"),
    ]


def options() -> form.Options:
    """What can be chosen in a contact's fields."""
    return {"owner": read(offered, "user")}


def opens(number: int) -> None:
    """The file of the contact's customer; the form of somebody who belongs to none."""
    record = read(find.read, "contact", number).rows[0]
    if record["customer"]:
        st.switch_page("customer.py", query_params={"id": str(record["customer"])})
    form.edit(t("Contact"), "contact", record, FORM, options=options())


record_list.show(
    record_list.RecordList(
        entity="contact",
        key="contacts",
        title=N_("Contacts"),
        counted=lambda n: tn("{n} contact", "{n} contacts", n),
        more=N_("More than {n} contacts"),
        empty=(N_("No contacts here."), N_("Change the filter, add one, or import a list.")),
        parts=parts,
        opens=opens,
        new=N_("New contact"),
        creates=lambda: form.create(t("New contact"), "contact", NEW, options=options()),
        options=options,
    )
)
