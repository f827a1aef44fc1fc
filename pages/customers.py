"""Customers: one grid in which they are found, corrected, handed over and taken along; the address says which."""

from __future__ import annotations

import streamlit as st

from _session import read, t, tn
from _ui import filters, form, record_list
from crm_core.base.i18n import N_
from crm_core.fields.offered import offered, tags_in_use, words_in_use

NEW = ("name", "kind", "mobile", "phone", "email", "city", "owner", "unit", "status", "tier", "source", "tags", "note")


def parts() -> list[filters.Part]:
    """What customers can be filtered by."""
    return [
        filters.text(t("Name, phone, e-mail, city")),
        filters.many("owner", record_list.people()),
        filters.many("unit", read(offered, "unit"), op="under"),
        filters.in_use("status", lambda: read(words_in_use, "customer", "status")),
        filters.in_use("tier", lambda: read(words_in_use, "customer", "tier")),
        filters.in_use("city", lambda: read(words_in_use, "customer", "city")),
        filters.in_use("tags", lambda: read(tags_in_use), op="has_any"),
    ]


def options() -> form.Options:
    """What can be chosen in a customer's fields."""
    return {"owner": read(offered, "user"), "unit": read(offered, "unit")}


record_list.show(
    record_list.RecordList(
        entity="customer",
        key="customers",
        title=N_("Customers"),
        counted=lambda n: tn("{n} customer", "{n} customers", n),
        more=N_("More than {n} customers"),
        empty=(N_("No customers here."), N_("Change the filter, add one, or import a list.")),
        parts=parts,
        opens=lambda number: st.switch_page("customer.py", query_params={"id": str(number)}),
        new=N_("New customer"),
        creates=lambda: form.create(t("New customer"), "customer", NEW, values={"kind": "company"}, options=options()),
        options=options,
    )
)
