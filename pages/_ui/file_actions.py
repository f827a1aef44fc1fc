"""What one does with a file: what is added with a click or two, and the rest under "More"."""

from __future__ import annotations

from typing import Any

import streamlit as st

import _data
from _session import can, t
from _ui import customer_forms, documents, export, handover, record_facts, url
from _ui.boundary import dialog
from crm_core.file.whose import Whose
from crm_core.lists.whole_file import file_to_excel
from crm_core.trust.access import Actor

_QUICK = {"call": ":material/call:", "note": ":material/edit_note:", "task": ":material/add_task:"}


def show(whose: Whose, record: dict[str, Any]) -> None:
    """The buttons of the head: nothing to add for who may only look."""
    with st.container(key="file_actions", horizontal=True, gap="xsmall", width="content"):
        if can("change"):
            _adds(whose)
        _more(whose, record)


def _adds(whose: Whose) -> None:
    for what, icon in _QUICK.items():
        if st.button(t(customer_forms.ADDS[what]), icon=icon, key=f"add_{what}"):
            customer_forms.add(what, whose)
    if chosen := chosen_to_add(whose):
        customer_forms.add(chosen, whose)


def chosen_to_add(whose: Whose) -> str | None:
    """The menu of all that can be added; what was chosen in it just now."""
    known = {
        what: t(label)
        for what, label in customer_forms.ADDS.items()
        if whose.entity == "customer" or what not in customer_forms.OF_CUSTOMER
    }
    return st.menu_button(t("Add"), list(known), format_func=lambda one: known[one], key="file_add")


def _more(whose: Whose, record: dict[str, Any]) -> None:
    known = {"documents": t("Documents"), "print": t("Print")}
    if can("export"):
        known["excel"] = t("Excel file")
    if can("change") and record_facts.may_change(record):
        known |= {"hand_over": t("Hand over"), "edit": t("Edit all fields"), "delete": t("Delete")}
    chosen = st.menu_button(t("More"), list(known), format_func=lambda one: known[one], key="file_more")
    if chosen == "print":
        url.put(print=1)
        st.rerun()
    elif chosen == "excel":
        _excel(whose, record["name"])
    elif chosen == "documents":
        documents.dialog(**customer_forms.about(whose))
    elif chosen == "hand_over":
        handover.dialog(whose.entity, [whose.id])
    elif chosen == "edit":
        customer_forms.edit_all(whose.entity, record)
    elif chosen == "delete":
        customer_forms.delete(whose, record)


def _excel(whose: Whose, name: str) -> None:
    """The link to the file, in a dialog."""

    def make(who: Actor) -> bytes:
        with _data.office().read(who) as w:
            return file_to_excel(w, whose)

    def draw() -> None:
        st.markdown(
            t("Facts, contacts, deals, orders, tasks, interactions, notes, documents and changes, a sheet each.")
        )
        export.link(t("Download"), f"{name}.xlsx", make, f"file:{whose.entity}:{whose.id}")

    dialog(t("Excel file"), draw, width="small")
