"""The deals of a pipeline in a grid: the same deals as on the board, found by the filter of the address."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial

import streamlit as st

import _session
from _session import t, tn
from _ui import as_of, deal, filters, record_list, url
from crm_core.base.i18n import N_
from crm_core.deals.board import LATELY
from crm_core.fields.filters import AnyOf, Filter, all_of, condition, conditions

OUTCOMES = {"open": N_("Open"), "won": N_("Won"), "lost": N_("Lost")}


def within(pipeline_id: int, chosen: Filter) -> Filter:
    """The deals of the board, unless the filter asks for open, won or lost ones by itself."""
    wanted = all_of(condition("deal", "pipeline", "is", pipeline_id), chosen)
    if not any(one.field == "outcome" for one in conditions(chosen)):
        lately = condition("deal", "closed_on", "within_last", LATELY.days)
        wanted = all_of(wanted, AnyOf((condition("deal", "outcome", "is", "open"), lately)))
    return wanted


def show(pipeline_id: int, parts: Callable[[], list[filters.Part]], beside: Callable[[], None]) -> None:
    """Draw the list; `beside` draws what the board and the list have in common at the end of the title's line.

    A list is of now: where the address names a past day it says so, and leads to the board of that day.
    """
    day = as_of.chosen()
    if day is not None:
        _not_then(day)
    outcomes: filters.Options = {one: t(label) for one, label in OUTCOMES.items()}
    this = record_list.RecordList(
        entity="deal",
        key="deals",
        title=N_("Pipeline"),
        counted=lambda n: tn("{n} deal", "{n} deals", n),
        more=N_("More than {n} deals"),
        empty=(N_("No deals here."), N_("Change the filter, or add one.")),
        parts=lambda: [*parts(), filters.many("outcome", outcomes)],
        opens=deal.follow,
        new=N_("New deal"),
        creates=lambda: deal.create(pipeline_id),
        options=deal.options,
        within=partial(within, pipeline_id),
        beside=beside,
    )
    record_list.show(this)
    deal.ask_if_any()


def _not_then(day: dt.date) -> None:
    with st.container(key="as_of_bar", horizontal=True, vertical_alignment="center", gap="small"):
        said = t(
            "The list shows the deals as they are now. The board shows {day}.", day=_session.locale().date(day, "long")
        )
        st.markdown(f":material/history: {said}", width="stretch")
        st.button(t("To the board"), key="list_to_board", type="tertiary", on_click=lambda: url.put(**{"as": None}))
