"""What one does with a deal: what is added with a click or two, and the rest under "More"."""

from __future__ import annotations

import streamlit as st

import _session
from _session import can, read, t
from _ui import (
    customer_forms,
    deal,
    deal_moves,
    deal_parts,
    documents,
    form,
    handover,
    messages,
    notes,
    once,
    record_facts,
    task_list,
    url,
)  # fmt: skip
from _ui.boundary import dialog
from crm_core.base.errors import DaftarError
from crm_core.base.i18n import N_
from crm_core.deals.copy import copy_deal
from crm_core.deals.move import last_open_stage
from crm_core.deals.totals import stage_names
from crm_core.fields import CATALOGUE
from crm_core.fields import records as core
from crm_core.file.deal import DealFile
from crm_core.trust.unit_of_work import Work

_QUICK = {"call": ":material/call:", "note": ":material/edit_note:", "task": ":material/add_task:"}
_ADDS = {
    **{what: customer_forms.ADDS[what] for what in (*_QUICK, "meeting", "visit", "email", "message", "document")},
    "contact": customer_forms.ADDS["contact"],
    "competitor": N_("Competitor"),
    "products": N_("Products"),
}


def show(file: DealFile) -> None:
    """The buttons of the head: nothing to add for who may only look."""
    with st.container(key="file_actions", horizontal=True, gap="xsmall", width="content"):
        if can("change"):
            for what, icon in _QUICK.items():
                if st.button(t(_ADDS[what]), icon=icon, key=f"add_{what}"):
                    _add(what, file)
            if chosen := _chosen_to_add(file):
                _add(chosen, file)
        _more(file)


def _chosen_to_add(file: DealFile) -> str | None:
    """The menu of all that can be added; parts of the deal only by who may change it."""
    mine = record_facts.may_change(file.deal)
    known = {what: t(label) for what, label in _ADDS.items() if mine or what not in deal_parts.ADDS}
    return st.menu_button(t("Add"), list(known), format_func=lambda one: known[one], key="file_add")


def _add(what: str, file: DealFile) -> None:
    number, customer = file.deal["id"], file.deal["customer"]
    about = {"deal": number, **({"customer": customer} if customer else {})}
    if what in deal_parts.ADDS:
        deal_parts.ADDS[what](file)
    elif what == "note":
        notes.dialog(deal=number)
    elif what == "document":
        documents.dialog(deal=number)
    elif what == "task":
        task_list.create(**about)
    else:
        customer_forms.interaction(what, about)


def _more(file: DealFile) -> None:
    known = {"documents": t("Documents"), "print": t("Print")}
    if can("change"):
        known["copy"] = t("Duplicate")
    if record_facts.may_change(file.deal):
        known |= {"hand_over": t("Hand over"), "edit": t("Edit all fields"), "delete": t("Delete")}
    chosen = st.menu_button(t("More"), list(known), format_func=lambda one: known[one], key="file_more")
    number = file.deal["id"]
    if chosen == "print":
        url.put(print=1)
        st.rerun()
    elif chosen == "documents":
        documents.dialog(deal=number)
    elif chosen == "copy":
        dialog(t("Duplicate the deal"), lambda: _ask_copy(file), width="small")
    elif chosen == "hand_over":
        handover.dialog("deal", [number])
    elif chosen == "edit":
        _edit_all(file)
    elif chosen == "delete":
        _delete(file)


def reopen(file: DealFile) -> None:
    """Beside the steps of a closed deal: open it again where it last was open."""
    row = file.deal
    if row["outcome"] == "open" or not record_facts.may_change(row):
        return
    if st.button(t("Open again"), icon=":material/undo:", key="deal_reopen"):
        stage = read(stage_names)[read(last_open_stage, row["id"])]
        deal_moves.step_on(deal_moves.Step(row["id"], row["version"], stage))
        st.rerun()


def _edit_all(file: DealFile) -> None:
    keys = tuple(
        key
        for key, field in CATALOGUE["deal"].items()
        if field.editable and key not in ("product", "closed_on", "lost_reason", "won_reason", "pipeline")
    )
    closed = {"won": ("closed_on", "won_reason"), "lost": ("closed_on", "lost_reason")}
    wanted = (*keys, *closed.get(file.deal["outcome"], ()))
    form.edit(t("Edit deal"), "deal", file.deal, wanted, options=deal.options())


def _delete(file: DealFile) -> None:
    """Into the bin, and to where it can be undone: the customer's file, else the pipeline."""
    number, customer = file.deal["id"], file.deal["customer"]
    try:
        done = once.stored("deal_delete", number, lambda w: core.delete(w, "deal", [number]))
    except DaftarError as refusal:
        messages.refuse(refusal.say(_session.locale()))
        return
    messages.did(t("The deal is in the bin."), undo=done.change_set_id)
    if customer:
        st.switch_page("customer.py", query_params={"id": str(customer)})
    st.switch_page("pipeline.py")


def _ask_copy(file: DealFile) -> None:
    row = file.deal
    title = st.text_input(t("Title"), row["title"], key="copy_title")
    ways = {
        "products": (t("With its products and amount"), bool(file.basket.lines)),
        "contacts": (t("With its contacts"), len(file.people) > 1),
        "competitors": (t("With its competitors"), bool(file.rivals)),
    }
    shown = {name: label for name, (label, there) in ways.items() if there}
    wanted = {name: st.checkbox(label, name != "competitors", key=f"copy_{name}") for name, label in shown.items()}
    st.caption(t("The copy begins in the first stage, opened today, without dates, next step or reasons."))
    failure = st.container()
    with st.container(key="form_foot", horizontal=True, horizontal_alignment="right"):
        if not st.button(t("Duplicate"), type="primary", key="copy_save", shortcut="ctrl+enter"):
            return

    def act(w: Work) -> tuple[int, int]:
        with w.changing("create", copy_of=row["id"]) as change_set:
            return copy_deal(w, row["id"], title, **wanted), change_set.id

    try:
        made, change_set = once.stored("deal_copy", (row["id"], title, wanted), act)
    except DaftarError as refusal:
        failure.error(refusal.say(_session.locale()))
        return
    messages.did(t("This is the copy."), undo=change_set)
    deal.open_page(made)
