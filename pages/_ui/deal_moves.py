"""A deal goes on, from whatever screen: into another stage, won, lost, open again; what has to be said is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

import _data
import _session
from _session import read, t
from _ui import conflict, form, messages, once
from _ui.boundary import dialog
from _ui.date_input import date_input
from _ui.markdown import plain
from crm_core.base.errors import Conflict, DaftarError, Invalid
from crm_core.base.i18n import N_
from crm_core.deals import competitors
from crm_core.deals.move import MissingFields, move
from crm_core.deals.required import missing
from crm_core.deals.totals import StageName, stage_names
from crm_core.fields import Kind, choices, find
from crm_core.fields import records as core
from crm_core.fields.offered import offered
from crm_core.models import Deal
from crm_core.trust import parts
from crm_core.trust.changes import columns_of
from crm_core.trust.unit_of_work import Work

_WAITING = "closing"
_REASONS = frozenset({"lost_reason", "won_reason"})
"""What the dialog of closing asks for by itself."""


@dataclass(frozen=True)
class Step:
    """A deal on its way into another stage, with the version that was on the screen.

    `asks`: the fields that the stage wants filled and the deal has not, by key; `again`: it was won or lost before.
    """

    deal: int
    version: int
    stage: StageName
    asks: tuple[str, ...] = ()
    again: bool = False


def step_on(step: Step) -> None:
    """Put a deal into another stage; where something must be said of it, it waits for that (`ask_if_any`)."""
    try:
        outcome, asks = read(_before, step.deal, step.stage.id)
    except DaftarError as refusal:
        messages.refuse(refusal.say(_session.locale()))
        return
    again = step.stage.kind == "open" and outcome != "open"
    if step.stage.kind == "open" and not again and not asks:
        _store_at_once(step)
    else:
        _session.keep(_WAITING, replace(step, asks=asks, again=again))


def _before(w: Work, deal_id: int, stage_id: int) -> tuple[str, tuple[str, ...]]:
    """How the deal stands, and what of it this stage wants filled."""
    deal, stage = w.get(Deal, deal_id), stage_names(w)[stage_id]
    if stage_id == deal.stage_id:
        return deal.outcome, ()
    held = {name: parts.part_of(w, "deal", name, [deal_id]).get(deal_id, []) for name in ("tags", "lines")}
    return deal.outcome, tuple(key for key in missing(stage.required, columns_of(deal), held) if key not in _REASONS)


def waiting() -> Step | None:
    """The deal that waits for what has to be said of its step."""
    step: Step | None = _session.kept(_WAITING)
    return step


def ask() -> None:
    """Open the dialog of the step that waits."""
    step = waiting()
    if step is not None:
        titles = {"won": t("Deal won"), "lost": t("Deal lost")}
        usual = t("Open again") if step.again else t("Into “{stage}”", stage=step.stage.name)
        title = titles.get(step.stage.kind, usual)
        dialog(title, lambda: _ask(step), width="medium" if step.asks else "small", on_dismiss=_forget)


def _forget() -> None:
    _session.forget(_WAITING)


def _ask(step: Step) -> None:
    st.markdown(read(_title, step.deal))
    said = _how_it_closed(step) if step.stage.kind != "open" else {}
    if step.again:
        hint = t("In a few words: it stands in the history")
        said = {"why": st.text_input(t("Why?"), key="step_why", placeholder=hint)}
    given = _asked(step)
    failure = st.container()
    with st.container(key="form_foot", horizontal=True, horizontal_alignment="right"):
        usual = t("Open again") if step.again else t("Move")
        label = {"won": t("Won"), "lost": t("Lost")}.get(step.stage.kind, usual)
        if not st.button(label, type="primary", key="closing_save", shortcut="ctrl+enter"):
            return
    try:
        _store(step, said, given)
    except MissingFields as wanted:
        asks = tuple(dict.fromkeys((*step.asks, *(key for key in wanted.fields if key not in _REASONS))))
        if asks == step.asks:
            failure.error(wanted.say(_session.locale()))
            return
        _session.keep(_WAITING, replace(step, asks=asks))
    except DaftarError as refusal:
        failure.error(refusal.say(_session.locale()))
        return
    else:
        _forget()
    st.rerun()


def _title(w: Work, deal_id: int) -> str:
    return plain(w.locale.isolate(w.get(Deal, deal_id).title))


def _how_it_closed(step: Step) -> dict[str, Any]:
    """On which day, why, and of a lost deal to whom."""
    company, kind = _data.office().company, step.stage.kind
    reasons = choices.options("loss_reasons" if kind == "lost" else "won_reasons", company, _session.locale())
    reason = st.selectbox(
        t("Why?"), list(reasons), index=None, format_func=lambda one: reasons.get(one, one), key="closing_why",
        accept_new_options=True, placeholder=t("Choose or write"),
    )  # fmt: skip
    said = {"reason": reason}
    if kind == "lost":
        said["rival"] = _lost_to(step.deal)
    said["on"] = date_input(
        t("On which day?"), _session.today(), key="closing_on", week_start=company.week_start
    )  # fmt: skip
    return said


def _lost_to(deal_id: int) -> str | None:
    """To whom a deal was lost: one of its competitors, one that is known from others, or a new one."""
    mine = [one.name for one in read(competitors.rivals_of, deal_id)]
    known = list(dict.fromkeys([*mine, *read(competitors.names_in_use)]))
    chosen: str | None = st.selectbox(
        t("To whom?"), known, index=None, key="closing_rival", accept_new_options=True,
        placeholder=t("Choose or write; empty where nobody knows"),
    )  # fmt: skip
    return chosen


def _asked(step: Step) -> dict[str, Any]:
    """The fields that the stage wants filled; what was typed, by key."""
    if not step.asks:
        return {}
    st.caption(t("{stage} asks for this first:", stage=plain(step.stage.name)))
    small: tuple[Kind, ...] = ("product", "unit")
    options: form.Options = {kind: read(offered, kind) for kind in small if kind in step.asks}
    record = dict(read(find.read, "deal", step.deal).rows[0])
    record["product"] = record["product"][0] if record["product"] else None
    return form.fields("deal", step.asks, record, options)


def _store_at_once(step: Step) -> None:
    try:
        _store(step, {}, {})
    except MissingFields as wanted:
        _session.keep(_WAITING, replace(step, asks=wanted.fields))
    except DaftarError as refusal:
        messages.refuse(refusal.say(_session.locale()))


def _store(step: Step, said: Mapping[str, Any], given: Mapping[str, Any]) -> None:
    """Store the step with what was said of it, as one change. A conflict is kept to be decided."""
    kind, mine = step.stage.kind, dict[str, Any]()

    def act(w: Work) -> tuple[int | None, str]:
        values = core.parse_all(w, "deal", given, w.get(Deal, step.deal).currency)
        on = w.locale.parse_date(said["on"]) if said.get("on") else None
        mine.update({**values, "stage": step.stage.id, **({"closed_on": on} if on else {})})
        if step.again and not said["why"].strip():
            raise Invalid(N_("Say in a few words why: it stands in the history."), field="why")
        with w.changing(kind if kind != "open" else "reopen" if step.again else "move", **_why(said)):
            done = move(
                w, step.deal, step.stage.id, version=step.version, on=on, values=values,
                lost_reason=said.get("reason"), won_reason=said.get("reason"),
            )  # fmt: skip
            if said.get("rival"):
                competitors.lost_to(w, step.deal, said["rival"])
        return done.change_set_id, w.get(Deal, step.deal).title

    try:
        change_set, title = once.stored("deal_step", (step, dict(said), dict(given)), act)
    except Conflict as clash:
        conflict.remember(clash, mine)
        return
    if change_set is not None:
        messages.did(t("{card} is now in {stage}.", card=title, stage=step.stage.name), undo=change_set)


def _why(said: Mapping[str, Any]) -> dict[str, str]:
    why = str(said.get("why") or "").strip()
    return {"why": why} if why else {}
