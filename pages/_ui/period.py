"""The period picker: named periods, or any range, in the person's calendar. The choice stands in the address."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import streamlit as st

import _data
import _session
from _session import t
from _ui import url
from _ui.date_input import date_input
from crm_core.base.errors import Invalid
from crm_core.base.i18n import N_
from crm_core.base.periods import Period, parse_named_or_range, range_text

LABELS = {
    "today": N_("Today"),
    "yesterday": N_("Yesterday"),
    "this_week": N_("This week"),
    "last_week": N_("Last week"),
    "this_month": N_("This month"),
    "last_month": N_("Last month"),
    "this_quarter": N_("This quarter"),
    "last_quarter": N_("Last quarter"),
    "this_half_year": N_("This half-year"),
    "last_half_year": N_("Last half-year"),
    "this_year": N_("This year"),
    "last_year": N_("Last year"),
    "this_fiscal_year": N_("This fiscal year"),
    "last_fiscal_year": N_("Last fiscal year"),
    "last_7_days": N_("Last 7 days"),
    "last_30_days": N_("Last 30 days"),
    "last_90_days": N_("Last 90 days"),
    "last_12_months": N_("Last 12 months"),
}
_RANGE = "range"
_ANY = ""
_NOTHING_ELSE: Mapping[str, str] = MappingProxyType({})


def parse(text: str) -> Period:
    """A name, a code or a range from an address, as this person and this company mean it. Raises Invalid."""
    company = _data.office().company
    calendar = _session.locale().calendar
    return parse_named_or_range(text, _session.today(), calendar, company.calendar_rules)


def pick(
    label: str = "",
    *,
    name: str = "period",
    default: str = "this_month",
    names: Sequence[str] = tuple(LABELS),
    optional: bool = False,
    also: Mapping[str, str] = _NOTHING_ELSE,
) -> Period | None:
    """Draw the picker in the current container; None only where `optional` and nothing is chosen.

    `also`: words of the address that stand for no period and are offered first, with what they are called.
    """
    text = url.get(name, default)
    period = _parsed(text) or (parse(default) if default else None)
    now = text if text in names or text in also else (_RANGE if text and period else _ANY)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall", width="content"):
        options = {**({_ANY: N_("Any time")} if optional else {}), **also, **{one: LABELS[one] for one in names}}
        return _drawn(label, name, default, {**options, _RANGE: N_("Other range…")}, now, period)


def _drawn(
    label: str, name: str, default: str, options: Mapping[str, str], now: str, period: Period | None
) -> Period | None:
    key = f"pick_{name}"
    _session.hold_widget(key, now if now in options else next(iter(options)))
    chosen = st.selectbox(
        label or t("Period"),
        list(options),
        format_func=lambda one: t(options[one]),
        key=key,
        on_change=_chosen,
        args=(key, name, default, period),
        label_visibility="visible" if label else "collapsed",
        width=190,
    )
    if chosen == _RANGE and period is not None:
        return between(name, period)
    return period if chosen != _ANY else None


def _parsed(text: str) -> Period | None:
    try:
        return parse(text) if text else None
    except Invalid:
        return None


def _chosen(key: str, name: str, default: str, period: Period | None) -> None:
    choice = _session.component_value(key)
    if choice == _RANGE:
        url.put(**{name: range_text(period or parse("this_month"))})
    else:
        url.put(**{name: None if choice == default else choice})


def between(name: str, period: Period) -> Period:
    """Two days to type or pick, both included, put into the address as `name`; what cannot be read is said and the
    period stays. The field of another day is another field: it keeps nothing of the one before."""
    week_start = _data.office().company.week_start
    first = _day(t("From"), period.start, f"{name}_from_{period.start}", week_start)
    last = _day(t("To"), period.last_day, f"{name}_to_{period.last_day}", week_start)
    if first is None or last is None:
        return period
    if last < first:
        st.caption(t("The range ends before it begins."))
        return period
    if (first, last) == (period.start, period.last_day):
        return period
    wanted = Period(first, last + dt.timedelta(days=1), "total", period.calendar, period.rules)
    url.put(**{name: range_text(wanted)})
    return wanted


def _day(label: str, day: dt.date, key: str, week_start: int) -> dt.date | None:
    with st.container(width=150):
        text = date_input(label, day, key=key, week_start=week_start)
        if not text:
            return day
        try:
            return _session.locale().parse_date(text)
        except Invalid as wrong:
            st.caption(wrong.say(_session.locale()))
            return None
