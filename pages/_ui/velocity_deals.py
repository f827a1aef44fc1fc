"""The deals behind a figure of the funnel, in a dialog; each opens its page."""

from __future__ import annotations

from functools import partial

import streamlit as st

import _session
from _session import read, t, tn
from _ui import deal, grid, page
from _ui.boundary import dialog
from _ui.markdown import plain
from crm_core.base.i18n import N_
from crm_core.deals.totals import stage_names
from crm_core.deals.velocity import Question
from crm_core.deals.velocity_deals import WayDeal, What, deals_behind

KEY = "velocity_deals"
SIZE = 200
SAID: dict[What, str] = {
    "all": N_("All deals"),
    "won": N_("Won"),
    "lost": N_("Lost"),
    "still_open": N_("Still open"),
    "reached": N_("Came this far"),
    "went_on": N_("Went on"),
    "dropped": N_("Lost"),
    "still": N_("Still there"),
    "skipped": N_("Jumped over"),
    "came_back": N_("Came back"),
}


def show(question: Question, what: What, stage_id: int | None, of: str = "") -> None:
    """Open the dialog with the deals that did this; `of` names whose they are."""
    stage = read(stage_names)[stage_id].name if stage_id is not None else ""
    title = " · ".join(filter(None, (of, stage, t(SAID[what]))))
    dialog(t("The deals behind it"), partial(_draw, question, what, stage_id, title), width="large", on_dismiss="rerun")


def _draw(question: Question, what: What, stage_id: int | None, title: str) -> None:
    event = grid.take(KEY)
    if event.opened:
        deal.open_page(event.opened)
    found = read(deals_behind, question, what, stage_id, size=SIZE)
    shown = len(found.deals)
    count = tn("{n} deal", "{n} deals", found.count)
    st.markdown(f"**{plain(title)}:** {count}")
    if not found.deals:
        page.empty(t("Nothing here."))
        return
    days = t("Days in the stage") if stage_id is not None else t("Days open")
    grid.show(KEY, _columns(days), [_row(one) for one in found.deals], height=440)
    if found.count > shown:
        st.caption(t("The first {n} of {all}", n=shown, all=found.count))


def _columns(days: str) -> list[grid.Column]:
    return [
        grid.Column("title", t("Title"), sortable=False, width=210, opens=True, pinned=True),
        grid.Column("customer", t("Customer"), sortable=False, width=170),
        grid.Column("owner", t("Owner"), sortable=False, width=130),
        grid.Column("stage", t("Stage"), sortable=False, width=130),
        grid.Column("days", days, kind="number", sortable=False, width=150),
        grid.Column("amount", t("Amount"), kind="number", sortable=False, width=140),
        grid.Column("opened_on", t("Opened"), kind="date", sortable=False, width=120),
    ]


def _row(one: WayDeal) -> dict[str, object]:
    locale = _session.locale()
    return {
        "id": one.id,
        "version": 1,
        "title": one.title,
        "customer": one.customer,
        "owner": one.owner,
        "stage": one.stage,
        "days": None if one.days is None else locale.number(one.days, 1 if one.days < 10 else 0),
        "amount": None if one.amount is None else locale.money(one.amount, one.currency),
        "opened_on": locale.date(one.opened_on),
    }
