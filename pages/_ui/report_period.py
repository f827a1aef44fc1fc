"""The period of a report: by name or any range, in either calendar, one step back or on. It stands in the address."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

import _data
import _session
from _session import t
from _ui import period, report_choice, steady, url
from crm_core.base.errors import DaftarError
from crm_core.base.i18n import N_
from crm_core.base.periods import CalendarName, Period, code, range_text
from crm_core.reports import say_span

CALENDARS: Mapping[CalendarName, str] = {"gregorian": N_("Gregorian"), "jalali": N_("Jalali")}
_GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (N_("Days"), ("today", "yesterday", "last_7_days", "last_30_days", "last_90_days")),
    (N_("Weeks and months"), ("this_week", "last_week", "this_month", "last_month", "last_12_months")),
    (N_("Quarters and half-years"), ("this_quarter", "last_quarter", "this_half_year", "last_half_year")),
    (N_("Years"), ("this_year", "last_year", "this_fiscal_year", "last_fiscal_year")),
)
_USUAL = "this_month"
_KEY = "report_period_open"


def control() -> None:
    """Draw the control: a step back, the period, a step on."""
    span = _span()
    with st.container(key="report_period", horizontal=True, vertical_alignment="bottom", gap=None, width="content"):
        _step("report_before", t("The period before"), ":material/chevron_left:", span and span.previous())
        label = f"**{_said(span)}**" if span else t("Period")
        with steady.popover(_KEY, label, ":material/calendar_month:") as opened:
            if opened.open:
                _choices(span)
        _step("report_after", t("The period after"), ":material/chevron_right:", span and span.next())


def _span() -> Period | None:
    """The whole period of the address; None where it cannot be read."""
    try:
        return report_choice.spec_of_address().span(_data.office().company.calendar_rules)
    except DaftarError:
        return None


def _said(span: Period) -> str:
    """Its name, where it was chosen by one."""
    name = url.get("period", _USUAL)
    return t(period.LABELS[name]) if name in period.LABELS else say_span(span, report_choice.locale())


def _step(key: str, label: str, icon: str, span: Period | None) -> None:
    st.button(label, icon=icon, key=key, type="tertiary", help=label, disabled=span is None, on_click=_go, args=(span,))


def _go(span: Period) -> None:
    """A whole month is written as one, so that its name and what comes before it are those of a month."""
    whole = span.step != "total" and span.whole == span
    url.put(period=code(span) if whole else range_text(span), page=None)


def _choices(span: Period | None) -> None:
    with st.container(key="report_period_choices", width=380, gap="xsmall"):
        for title, names in _GROUPS:
            _names(t(title), names)
        if span is not None:
            with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall"):
                period.between("period", span)
        _calendar()


def _names(title: str, names: tuple[str, ...]) -> None:
    now = url.get("period", _USUAL)
    key = f"report_period_{names[0]}"
    _session.hold_widget(key, now if now in names else None)
    st.pills(title, names, format_func=lambda one: t(period.LABELS[one]), key=key, on_change=_named, args=(key,))


def _named(key: str) -> None:
    name = _session.component_value(key)
    if name:
        url.put(period=name, page=None)


def _calendar() -> None:
    _session.hold_widget("report_calendar", url.get("calendar"))
    st.segmented_control(
        t("Months and years of"), list(CALENDARS), format_func=lambda one: t(CALENDARS[one]), key="report_calendar",
        required=True, on_change=_put_calendar,
    )  # fmt: skip


def _put_calendar() -> None:
    url.put(calendar=_session.component_value("report_calendar"), page=None)
