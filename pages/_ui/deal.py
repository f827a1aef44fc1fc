"""A deal on whatever screen names it: its form in a dialog (the address says which), moved on, won, lost, deleted."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

import _data
import _session
from _session import can, read, t, work
from _ui import attached, conflict, form, messages, url
from _ui.boundary import dialog
from _ui.date_input import date_input
from crm_core.base.errors import Conflict, DaftarError
from crm_core.deals.move import move
from crm_core.deals.totals import StageName, stage_names
from crm_core.fields import choices, find
from crm_core.fields import records as core
from crm_core.fields.offered import offered
from crm_core.models import Deal
from crm_core.trust.unit_of_work import Work

_NAME = "deal"
_CLOSING = "closing"
NEW = ("title", "customer", "amount", "stage", "owner", "expected_close", "next_step", "next_step_on", "source", "note")
_OPEN = (
    "title", "customer", "amount", "stage", "owner", "expected_close", "next_step", "next_step_on",
    "product", "probability", "source", "tags", "note",
)  # fmt: skip
_SHUT = ("title", "customer", "amount", "stage", "closed_on", "owner", "product", "source", "tags", "note")


@dataclass(frozen=True)
class Step:
    """A deal on its way into another stage, with the version that was on the screen."""

    deal: int
    version: int
    stage: StageName
    on: dt.date | None = None
    reason: str | None = None


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
        _ask_how_it_closed()
    elif number := url.number(_NAME, 0):
        _open(number)


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
    """What else can be done with the deal: its customer's file, won, lost, into the bin."""
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
    with work() as w:
        done = core.delete(w, "deal", [deal_id])
    messages.did(t("The deal is in the bin."), undo=done.change_set_id)
    _close()
    st.rerun()


# Going on


def step_on(step: Step) -> None:
    """Put a deal into another stage; a stage that closes it waits until it is said how (`ask_if_any`)."""
    if step.stage.kind == "open":
        _store(step)
    else:
        _session.keep(_CLOSING, step)


def closing() -> Step | None:
    """The deal that waits for its day and reason."""
    waiting: Step | None = _session.kept(_CLOSING)
    return waiting


def _forget_closing() -> None:
    _session.forget(_CLOSING)


def _ask_how_it_closed() -> None:
    step = closing()
    if step is not None:
        title = t("Deal won") if step.stage.kind == "won" else t("Deal lost")
        dialog(title, lambda: _how(step), width="small", on_dismiss=_forget_closing)


def _how(step: Step) -> None:
    company, locale = _data.office().company, _session.locale()
    st.markdown(read(_title, step.deal))
    if step.stage.kind == "lost":
        reasons = choices.options("loss_reasons", company, locale)
        reason = st.selectbox(
            t("Why?"), list(reasons), index=None, format_func=lambda one: reasons[one], key="closing_why",
            accept_new_options=True, placeholder=t("Choose or write"),
        )  # fmt: skip
        step = replace(step, reason=reason)
    day = date_input(t("On which day?"), _session.today(), key="closing_on", week_start=company.week_start)
    label = t("Won") if step.stage.kind == "won" else t("Lost")
    with st.container(horizontal=True, horizontal_alignment="right"):
        if st.button(label, type="primary", key="closing_save"):
            _store(replace(step, on=locale.parse_date(day) if day else None))
            _forget_closing()
            st.rerun()


def _title(w: Work, deal_id: int) -> str:
    deal = w.get(Deal, deal_id)
    return w.locale.isolate(deal.title)


def _store(step: Step) -> None:
    try:
        with work() as w:
            done = move(w, step.deal, step.stage.id, version=step.version, on=step.on, lost_reason=step.reason)
            title = w.get(Deal, step.deal).title
    except Conflict as clash:
        mine = {"stage": step.stage.id, "closed_on": step.on, "lost_reason": step.reason}
        conflict.remember(clash, {key: value for key, value in mine.items() if value is not None})
    except DaftarError as refusal:
        messages.refuse(refusal.say(_session.locale()))
    else:
        if done.change_set_id is not None:
            said = t("{card} is now in {stage}.", card=title, stage=step.stage.name)
            messages.did(said, undo=done.change_set_id)
