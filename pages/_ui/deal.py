"""A deal on whatever screen names it: its form in a dialog (the address says which), and the way to its page."""

from __future__ import annotations

from typing import Any

import streamlit as st

import _session
from _session import can, read, t
from _ui import attached, conflict, deal_moves, form, messages, once, url
from _ui.deal_moves import Step, step_on
from crm_core.base.errors import DaftarError
from crm_core.deals.totals import StageName, stage_names
from crm_core.fields import find
from crm_core.fields import records as core
from crm_core.fields.offered import offered
from crm_core.trust.unit_of_work import Work

__all__ = ["Step", "ask_if_any", "closing", "create", "follow", "open_page", "options", "step_on"]

_NAME = "deal"
NEW = ("title", "customer", "amount", "stage", "owner", "expected_close", "next_step", "next_step_on", "source", "note")
_OPEN = (
    "title", "customer", "amount", "stage", "owner", "expected_close", "next_step", "next_step_on",
    "product", "probability", "source", "tags", "note",
)  # fmt: skip
_SHUT = ("title", "customer", "amount", "stage", "closed_on", "owner", "product", "source", "tags", "note")


# The form


def follow(deal_id: int | None) -> None:
    """Let the address name the deal, so that `ask_if_any` opens it."""
    if deal_id is not None:
        url.put(**{_NAME: deal_id})


def ask_if_any() -> None:
    """Open what waits for an answer: how a deal was closed, or the deal that the address names; a conflict first."""
    if conflict.waits():
        return
    if closing() is not None:
        deal_moves.ask()
    elif number := url.number(_NAME, 0):
        _open(number)


def closing() -> Step | None:
    """The deal that waits until it is said how it goes on."""
    return deal_moves.waiting()


def open_page(deal_id: int) -> None:
    """Go to the page of a deal."""
    st.switch_page("deal.py", query_params={"id": str(deal_id)})


def create(pipeline_id: int | None = None) -> None:
    """Open the form of a new deal, mine and in the first stage (of a pipeline) unless chosen otherwise."""
    stages = [one for one in read(stage_names).values() if not one.removed and pipeline_id in (None, one.pipeline_id)]
    values = {"owner": _session.actor().user_id, "stage": stages[0].id if stages else None}
    form.create(t("New deal"), "deal", NEW, values=values, options=options())


def options() -> form.Options:
    """What can be chosen in a deal's fields."""
    return {"stage": read(stage_options), "owner": read(offered, "user"), "product": read(offered, "product")}


def stage_options(w: Work) -> dict[int, str]:
    """The stages that a deal can be put into, with their pipeline where there are several."""
    stages = [one for one in stage_names(w).values() if not one.removed]
    several = len({one.pipeline_id for one in stages}) > 1
    return {one.id: f"{one.pipeline} · {one.name}" if several else one.name for one in stages}


def _open(deal_id: int) -> None:
    try:
        record = dict(read(find.read, "deal", deal_id).rows[0])
    except DaftarError as missing:
        _close()
        messages.refuse(missing.say(_session.locale()))
        return
    keys: tuple[str, ...] = _OPEN if record["outcome"] == "open" else _SHUT
    if record["outcome"] == "lost":
        keys = (*keys[:5], "lost_reason", *keys[5:])
    if len(record["product"]) > 1:  # several are edited as lines, not as one choice
        keys = tuple(key for key in keys if key != "product")
    record["product"] = record["product"][0] if record["product"] else None
    form.edit(record["title"], "deal", record, keys, options=options(), foot=lambda: _foot(record), closed=_close)


def _close() -> None:
    url.put(**{_NAME: None})


def _foot(record: dict[str, Any]) -> None:
    """What else can be done with the deal: its page, its customer's file, won, lost, into the bin."""
    if st.button(t("Open the deal"), type="tertiary", key="deal_page"):
        open_page(record["id"])
    if record["customer"] and st.button(t("Customer's file"), type="tertiary", key="deal_file"):
        st.switch_page("customer.py", query_params={"id": str(record["customer"])})
    attached.offer("deal", record["id"], _close)
    if not can("change"):
        return
    if st.button(t("Delete"), type="tertiary", key="deal_delete"):
        _delete(record["id"])
    for kind, label in (("won", t("Won")), ("lost", t("Lost"))):
        stage = _first(kind, read(stage_names)[record["stage"]].pipeline_id)
        if record["outcome"] == "open" and stage and st.button(label, key=f"deal_{kind}"):
            _close()
            step_on(Step(record["id"], record["version"], stage))
            st.rerun()


def _first(kind: str, pipeline_id: int) -> StageName | None:
    stages = read(stage_names).values()
    return next((one for one in stages if (one.kind, one.pipeline_id, one.removed) == (kind, pipeline_id, False)), None)


def _delete(deal_id: int) -> None:
    done = once.stored("deal_delete", deal_id, lambda w: core.delete(w, "deal", [deal_id]))
    messages.did(t("The deal is in the bin."), undo=done.change_set_id)
    _close()
    st.rerun()
