"""A review that is under way: its head, the agenda at the side, and the step in the middle."""

from __future__ import annotations

import streamlit as st

import _session
from _session import read, t
from _ui import (
    messages,
    once,
    page,
    review_agenda,
    review_deal,
    review_export,
    review_shared,
    review_steps,
    switch,
    url,
)  # fmt: skip
from crm_core.base.errors import DaftarError
from crm_core.work.review import ReviewHead, discard
from crm_core.work.review_agenda import Agenda, By, agenda


def show(about: ReviewHead) -> None:
    """The meeting: an agenda to step through."""
    review_agenda.take()
    review_shared.dress()
    by: By = "person" if url.get("by") == "person" else "exception"
    plan = review_agenda.steady(about.id, by, read(agenda, about.id, by))
    here = review_agenda.place(plan)
    with page.head(name_of(about), _sentence(about, here)):
        _actions(about)
    if review_shared.on():
        review_agenda.show(plan, here)
        _step(about, plan, here)
        return
    side, middle = st.columns([3, 8], gap="medium")
    with side, st.container(key="review_side"):
        review_agenda.show(plan, here)
    with middle:
        _step(about, plan, here)


def name_of(about: ReviewHead) -> str:
    """ "Review of North"; of the company, its review."""
    return t("Review of {unit}", unit=about.unit) if about.unit else t("Review of the company")


def _sentence(about: ReviewHead, here: review_agenda.Place) -> str:
    locale = _session.locale()
    since = t("What moved since {moment}", moment=locale.datetime(about.since))
    if here.deal is None:
        return since
    return f"{t('Deal {n} of {all}', n=here.number, all=here.count)} · {since}"


def _actions(about: ReviewHead) -> None:
    if review_shared.on():
        review_shared.way_out()
        return
    switch.one_of("by", t("Order"), {"exception": t("By exception"), "person": t("Person by person")})
    review_shared.way_in()
    review_export.offer(about)
    with st.popover(t("More"), key="review_more"):
        st.button(
            t("All reviews"), key="review_all", type="tertiary", on_click=url.put, kwargs={"review": None, "at": None}
        )
        st.button(t("Discard"), key="review_discard", type="tertiary", on_click=_discard, args=(about.id,))


def _discard(review_id: int) -> None:
    try:
        change_set = once.stored("review_discard", review_id, lambda w: discard(w, review_id))
    except DaftarError as refusal:
        messages.refuse(refusal.say(_session.locale()))
        return
    url.put(review=None, at=None)
    messages.did(t("The review is in the bin."), undo=change_set)


def _step(about: ReviewHead, plan: Agenda, here: review_agenda.Place) -> None:
    if here.deal is not None:
        review_deal.show(about, here.deal, here)
    elif here.key == review_agenda.END:
        review_steps.end(about, here)
    else:
        review_steps.start(about, plan, here)
