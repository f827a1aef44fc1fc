"""Forecast: how a month or quarter is going to end, beside its target and what people say; deal by deal, with why."""

from __future__ import annotations

import streamlit as st

from _session import read, t
from _ui import (
    conflict,
    deal,
    forecast_bar,
    forecast_chart,
    forecast_deals,
    forecast_figures,
    forecast_head,
    forecast_people,
    forecast_submit,
    page,
)
from crm_core.deals.outlook import outlook


def main() -> None:
    event = forecast_deals.take()
    conflict.ask_if_any()
    deal.ask_if_any()
    head = st.container()
    period, chosen = forecast_bar.draw()
    with page.waiting(t("Forecast"), head):
        found = read(outlook, period, chosen)
    forecast_people.take(found)
    with head, page.head(t("Forecast"), forecast_head.sentence(found, chosen)):
        forecast_head.actions(found, chosen)
    forecast_figures.show(found)
    forecast_head.basis(found)
    if found.foreseen.deals or found.won or found.target:
        forecast_chart.show(found)
    else:
        page.empty(t("Nothing is open and nothing was won here."), t("Choose another period or filter."))
    forecast_submit.own(found)
    if found.parts:
        forecast_people.show(found)
    if not found.is_over:
        forecast_deals.show(found.foreseen, event)


main()
