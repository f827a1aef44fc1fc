"""The forecast of the running month as a figure among others, which nobody waits for."""

from __future__ import annotations

import _data
import _session
from _session import t
from _ui import behind, forecast_figures, kpi
from crm_core.base.periods import Period, period_of
from crm_core.deals.outlook import Outlook, outlook
from crm_core.fields.filters import EVERYTHING


def figure() -> kpi.Figure:
    """What is expected of the running month, in which range, and how likely its target is reached."""
    period = _month()
    found = behind.lately(outlook, period, EVERYTHING)
    if found.waits:
        behind.follow(outlook, period, EVERYTHING)
    locale = _session.locale()
    label = t("Expected")
    if found.answer is None:
        return kpi.Figure(label, locale.number(None), t("is being worked out") if found.waits else "")
    return _said(label, found.answer)


def _month() -> Period:
    rules = _data.office().company.calendar_rules
    return period_of(_session.today(), "month", _session.locale().calendar, rules)


def _said(label: str, found: Outlook) -> kpi.Figure:
    money, one = _session.locale().money, found.foreseen
    span = forecast_figures.span(one.low, one.high)
    if found.reach is None:
        return kpi.Figure(label, money(one.expected, short=True), span, money(one.expected))
    chance = t("{chance} to reach the target", chance=forecast_figures.chance(found.reach))
    tone: kpi.Tone = "risk" if found.reach < forecast_figures.EVEN else ""
    return kpi.Figure(label, money(one.expected, short=True), f"{span} · {chance}", money(one.expected), tone=tone)
