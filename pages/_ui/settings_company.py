"""The company's own settings in two forms: who it is and how it counts; its week, holidays and fiscal year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from zoneinfo import available_timezones

import streamlit as st

import _data
import _session
from _http.choices import countries, currencies
from _session import t
from _ui import messages
from crm_core.base.days import WEEKDAYS
from crm_core.base.errors import Invalid
from crm_core.base.i18n import N_
from crm_core.base.text import digits_only
from crm_core.trust.set_up import change_settings

SHARES = {0.0: N_("full day"), 0.5: N_("half a day"), 1.0: N_("day off")}


def store(values: Mapping[str, Any]) -> None:
    """Store settings as one change set and say so."""
    with _session.work() as w, w.changing("edit", about="settings") as change_set:
        change_settings(w, values)
        changed = w.noted > 0
    if changed:
        messages.did(t("Settings saved."), undo=change_set.id)
    st.rerun()


def show() -> None:
    """Name, language, country, money, calendar, time zone."""
    company, locale = _data.office().company, _session.locale()
    nations = dict(countries(locale.language))
    money = dict(currencies(locale.language))
    languages = {"en": "English", "fa": "فارسی"}
    calendars = {"gregorian": t("Gregorian"), "jalali": t("Jalali")}
    zones = sorted(available_timezones())
    with st.form("settings_company", width=760):
        name = st.text_input(t("Company name"), company.name)
        left, right = st.columns(2)
        language = left.selectbox(
            t("Language"), list(languages), list(languages).index(company.language), format_func=languages.__getitem__
        )
        calendar = right.selectbox(
            t("Calendar"), list(calendars), list(calendars).index(company.calendar), format_func=calendars.__getitem__
        )
        country = left.selectbox(
            t("Country"), list(nations), _at(nations, company.country), format_func=lambda one: nations.get(one, one)
        )
        zone = right.selectbox(t("Time zone"), zones, _at(dict.fromkeys(zones), company.time_zone))
        currency = left.selectbox(
            t("Currency"), list(money), _at(money, company.currency), format_func=lambda one: money.get(one, one)
        )
        area = right.text_input(t("Home area code"), f"0{company.area_code}" if company.area_code else "")
        toman = st.checkbox(t("Show Rial as Toman"), company.toman)
        if st.form_submit_button(t("Save"), type="primary"):
            store(
                {
                    "name": name.strip(),
                    "language": language,
                    "calendar": calendar,
                    "country": country,
                    "time_zone": zone,
                    "currency": currency,
                    "area_code": digits_only(area).lstrip("0"),
                    "toman": toman and currency == "IRR",
                }
            )


def _at(known: Mapping[str, Any], value: str) -> int:
    return list(known).index(value) if value in known else 0


def show_week() -> None:
    """The first day, what is worked of each day, holidays, and where the fiscal year begins."""
    company, locale = _data.office().company, _session.locale()
    days = {at: locale.weekday_name(at) for at in range(len(WEEKDAYS))}
    with st.form("settings_week", width=760):
        start = st.selectbox(t("The week begins on"), list(days), company.week_start, format_func=days.__getitem__)
        st.caption(t("How much of each day is worked"))
        weekend: dict[str, float] = {}
        places = st.columns(4)
        for place in range(7):
            at = (company.week_start + place) % 7
            share = places[place % 4].selectbox(
                days[at],
                list(SHARES),
                list(SHARES).index(company.weekend.get(str(at), 0.0)),
                format_func=lambda one: t(SHARES[one]),
                key=f"settings_week_{at}",
            )
            if share:
                weekend[str(at)] = share
        holidays = st.text_area(
            t("Holidays, one day a line"),
            "\n".join(locale.date(dt.date.fromisoformat(one)) for one in sorted(company.holidays)),
            height=140,
        )
        left, right = st.columns(2)
        month = left.selectbox(
            t("The fiscal year begins in"), range(1, 13), company.fiscal_month - 1, format_func=locale.month_name
        )
        day = right.number_input(t("on day"), 1, 28, company.fiscal_day)
        if st.form_submit_button(t("Save"), type="primary"):
            store(
                {
                    "week_start": start,
                    "weekend": weekend,
                    "holidays": _days(holidays),
                    "fiscal_month": month,
                    "fiscal_day": int(day),
                }
            )


def _days(text: str) -> list[str]:
    """ISO days out of lines; Invalid names the line that is none."""
    found = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        try:
            found.append(_session.locale().parse_date(line).isoformat())
        except Invalid as wrong:
            raise Invalid(N_("“{value}” in the holidays is not a date."), value=line) from wrong
    return sorted(set(found))
