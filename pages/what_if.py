"""What if: deals slip, fall or are won, people leave, rates change; then the forecast and the target's reach, beside
today's. Nothing is written; the address carries what is supposed."""

from __future__ import annotations

import streamlit as st

from _session import read, t
from _ui import forecast_bar, page, what_if_choice, what_if_result
from crm_core.base.periods import Period
from crm_core.deals.forecast import Scenario
from crm_core.deals.outlook import afterwards, moment, outlook
from crm_core.fields.filters import Filter


def both(period: Period, chosen: Filter, supposed: Scenario) -> what_if_result.Both:
    """The period as it is foreseen today, and as it would be."""
    at = read(moment)  # remembered while the data stays as it is
    today = read(outlook, period, chosen, at=at)
    return today, read(outlook, period, chosen, supposed=supposed, at=at) if supposed.supposes else today


def actions(supposed: Scenario) -> None:
    if supposed.supposes:
        st.button(t("Start over"), icon=":material/restart_alt:", key="what_if_clear", on_click=what_if_choice.clear)
    if st.button(t("Back to the forecast"), key="to_forecast"):
        st.switch_page("forecast.py", query_params=what_if_choice.carried())


def main() -> None:
    head = st.container()
    period, chosen = forecast_bar.draw()
    supposed = what_if_choice.chosen()
    with page.waiting(t("What if"), head):
        today, then = both(period, chosen, supposed)
    names = {one.owner_id: one.name for one in today.parts if one.owner_id is not None and one.name}
    sentence = what_if_result.said(supposed, names) or t("Nothing is supposed yet; nothing here is stored")
    with head, page.head(t("What if"), sentence):
        actions(supposed)
    if today.is_over:
        page.empty(t("This period is over."), t("Choose one that runs or is to come."))
        return
    what_if_choice.draw(supposed, today.foreseen.deals, names, today.foreseen.others)
    what_if_result.figures(today, then)
    later = (period.next(), period.next().next())
    what_if_result.periods([(today, then), *(both(one, chosen, afterwards(supposed)) for one in later)])
    what_if_result.people(today, then)


main()
