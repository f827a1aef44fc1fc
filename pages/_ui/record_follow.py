"""From a record of any kind to where it can be read and changed, and from a filter to the grid of its records."""

from __future__ import annotations

import streamlit as st

from _session import can, read, t
from _ui import messages
from crm_core.base.i18n import N_
from crm_core.fields import find
from crm_core.trust.access import Action

_GRIDS = {"customer": "customers.py", "contact": "contacts.py"}
"""Kinds of records whose own screen is their grid."""
_SCREENS: dict[str, tuple[str, str, Action | None]] = {
    "import_run": ("import_list.py", N_("Open Import"), "import"),
    "quality_day": ("quality.py", N_("Open Data quality"), None),
    "promise": ("review.py", N_("Open Weekly review"), "review"),
}
"""Kinds of records that are shown on a screen of their own, what leads there, and the right it takes."""


def follow(entity: str, number: int) -> None:
    """Open the record: its page, its place in the file of its customer, or the deal that it belongs to."""
    if entity in ("customer", "deal"):
        st.switch_page(f"{entity}.py", query_params={"id": str(number)})
    if entity == "import_run":
        st.switch_page("import_list.py", query_params={"run": str(number)})
    if entity == "order":
        st.switch_page("customer.py", query_params={"order": str(number)})
    record = read(find.read, entity, number).rows[0]
    for of in ("customer", "deal"):
        if record.get(of):
            st.switch_page(f"{of}.py", query_params={"id": str(record[of])})
    messages.refuse(t("It belongs to no customer and no deal."))


def screen(entity: str) -> None:
    """The way to the screen of such records, for those who may go there."""
    file, label, right = _SCREENS.get(entity, ("", "", None))
    if file and (right is None or can(right)) and st.button(t(label), key="report_records_screen"):
        st.switch_page(file)


def grid(entity: str, where: str) -> None:
    """Open the grid of these records; `where` is the filter as a link carries it."""
    if entity in _GRIDS:
        st.switch_page(_GRIDS[entity], query_params={"where": where})
    st.switch_page("records.py", query_params={"of": entity, "where": where})
