"""Which month or quarter a forecast is of: this one, the next ones or past ones, in either calendar; in the address."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import streamlit as st

import _data
import _session
from _session import t
from _ui import url
from crm_core.base.errors import Invalid
from crm_core.base.i18n import N_
from crm_core.base.periods import CalendarName, Period, Step, code, parse_code, period_of

NAME = "period"
_STEPS: Mapping[Step, str] = {"month": N_("Month"), "quarter": N_("Quarter")}
_CALENDARS: Mapping[CalendarName, str] = {"gregorian": N_("Gregorian"), "jalali": N_("Jalali")}
_FARTHEST = 400
"""Days from today beyond which nothing is foreseen."""


def chosen() -> Period:
    """The period of the address; the running month of the company's calendar where it names none."""
    company, today = _data.office().company, _session.today()
    usual = period_of(today, "month", company.calendar, company.calendar_rules)
    try:
        period = parse_code(url.get(NAME), company.calendar, company.calendar_rules)
    except Invalid:
        return usual
    near = period.start <= today + dt.timedelta(days=_FARTHEST)
    return period if period.step in _STEPS and near else usual


def controls(period: Period) -> None:
    """Draw the choice in the current line: back, the period, on; month or quarter and the calendar behind its name."""
    now = _running(period)
    with st.container(
        key="forecast_period", horizontal=True, vertical_alignment="center", gap="xxsmall", width="content"
    ):
        rtl = _session.locale().rtl
        earlier, later = ("chevron_right", "chevron_left") if rtl else ("chevron_left", "chevron_right")
        _step("back", earlier, t("The one before"), period.previous())
        with st.popover(_session.locale().period(period), key="forecast_period_open", wrap=False):
            _choices(period, now)
        _step("on", later, t("The next one"), period.next())


def _step(name: str, icon: str, label: str, to: Period) -> None:
    st.button(f":material/{icon}:", key=f"forecast_{name}", help=label, on_click=_go, args=(to,))


def _choices(period: Period, now: Period) -> None:
    """This period and the next ones by name, and the other kinds."""
    _switch("step", t("Period"), {one: t(label) for one, label in _STEPS.items()}, period.step)
    _switch("calendar", t("Calendar"), {one: t(label) for one, label in _CALENDARS.items()}, period.calendar)
    names = (t("This one"), t("The next one"), t("The one after"))
    with st.container(key="forecast_period_names", gap=None):
        for n, one in enumerate((now, now.next(), now.next().next())):
            label = f"{names[n]}: {_session.locale().period(one)}"
            icon = ":material/check:" if one == period else ":material/calendar_today:"
            st.button(
                label, key=f"forecast_named_{n}", icon=icon, type="tertiary", width="stretch", on_click=_go, args=(one,)
            )


def _switch(name: str, label: str, options: Mapping[str, str], now: str) -> None:
    key = f"forecast_{name}"
    _session.hold_widget(key, now)
    st.segmented_control(
        label,
        list(options),
        format_func=lambda one: options[one],
        key=key,
        required=True,
        label_visibility="collapsed",
        on_change=_another,
    )


def _another() -> None:
    """The running period of the kind that was chosen."""
    step, calendar = (_session.component_value(f"forecast_{name}") for name in ("step", "calendar"))
    company = _data.office().company
    _go(period_of(_session.today(), step or "month", calendar or company.calendar, company.calendar_rules))


def _running(like: Period) -> Period:
    return period_of(_session.today(), like.step, like.calendar, like.rules)


def _go(period: Period) -> None:
    company = _data.office().company
    usual = period_of(_session.today(), "month", company.calendar, company.calendar_rules)
    url.put(**{NAME: None if period == usual else code(period)}, page=None)
