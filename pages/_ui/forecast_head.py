"""What a forecast is of, on what it rests, and its tables as a file."""

from __future__ import annotations

import streamlit as st

import _data
import _session
from _session import can, t, tn
from _ui import export, filters, what_if_choice
from crm_core.base.periods import Period
from crm_core.deals.outlook import Outlook, outlook
from crm_core.deals.outlook_file import to_excel
from crm_core.fields.filters import Filter
from crm_core.trust.access import Actor


def sentence(found: Outlook, chosen: Filter) -> str:
    """Which period and which deals."""
    period = _session.locale().period(found.period)
    if found.is_over:
        said = t("{period} is over", period=period)
    else:
        many = tn("{n} open deal", "{n} open deals", len(found.foreseen.deals))
        said = t("{period}, {deals}", period=period, deals=many)
    return ": ".join(filter(None, (said, filters.said("deal", chosen))))


def actions(found: Outlook, chosen: Filter) -> None:
    """What if, and the tables as a file."""
    if not found.is_over and st.button(t("What if …"), icon=":material/alt_route:", key="to_what_if"):
        st.switch_page("what_if.py", query_params=what_if_choice.carried())
    if can("export"):
        name = f"{t('Forecast')} {_session.locale().period(found.period)}.xlsx"
        hint = t("The forecast by person and by deal, as an Excel file")
        export.link(t("Excel"), name, lambda who: _file(who, found.period, chosen), "forecast", hint=hint)


def _file(who: Actor, period: Period, chosen: Filter) -> bytes:
    with _data.office().read(who) as w:
        return to_excel(w, outlook(w, period, chosen))


def basis(found: Outlook) -> None:
    """On what the forecast rests, plainly where that is little; and the way to how right forecasts were."""
    one, locale = found.foreseen, _session.locale()
    lines = []
    if one.thin is not None:
        lines.append(one.thin.say(locale))
    elif one.basis == "history":
        won, lost = one.learnt_from
        lines.append(t("Learnt from {won} won and {lost} lost deals of the company.", won=won, lost=lost))
    if one.others:
        amounts = ", ".join(locale.money(amount, code) for code, amount in sorted(one.others.items()))
        lines.append(t("Not counted, in other currencies: {amounts}.", amounts=amounts))
    if found.takes_figures is False and found.period.calendar != _data.office().company.calendar:
        lines.append(t("Figures are submitted by the company's calendar only."))
    with st.container(key="forecast_basis", horizontal=True, vertical_alignment="center", gap="small"):
        if lines:
            st.caption(" ".join(lines), width="content")
        if st.button(t("How right were forecasts?"), type="tertiary", key="to_honesty"):
            st.switch_page("honesty.py")
