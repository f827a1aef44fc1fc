"""What a screen of targets is about: measure, length and calendar of the periods, and which of them. In the address."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import streamlit as st

import _data
import _session
from _session import t
from _ui import url
from crm_core.base.i18n import N_
from crm_core.base.money import exponent
from crm_core.base.periods import CalendarName, Period, Step, period_of
from crm_core.deals.targets import measures_with_targets
from crm_core.measures import Measure, measure

STEPS: dict[Step, str] = {
    "month": N_("Months"),
    "quarter": N_("Quarters"),
    "year": N_("Year"),
    "fiscal_year": N_("Fiscal year"),
}
_CALENDARS: dict[CalendarName, str] = {"gregorian": N_("Gregorian calendar"), "jalali": N_("Jalali calendar")}
_USUAL = "won_amount"


@dataclass(frozen=True)
class Chosen:
    """The measure, the period that is looked at, the year around it, and whether longer targets are spread."""

    measure: Measure
    period: Period
    year: Period
    spread: bool

    @property
    def money(self) -> bool:
        return self.measure.kind == "money"

    def figure(self, value: float | None, *, short: bool = False, unit: bool = False, whole: bool = False) -> str:
        """A figure of the measure as it is read; `whole` leaves out what is less than a unit of the currency."""
        locale = _session.locale()
        if value is None or not self.money:
            return locale.number(value)
        unit_of_toman = 10 if locale.currency == "IRR" and locale.toman else 1
        grain = 10 ** exponent(locale.currency) * unit_of_toman if whole else 1
        return locale.money(round(value / grain) * grain, short=short, unit=unit)

    def parse(self, text: str) -> int:
        """What was typed for the measure. Raises Invalid."""
        locale = _session.locale()
        return locale.parse_money(text) if self.money else int(locale.parse_number(text))


def bar(*, whole_years: bool = False, measures: bool = True) -> Chosen:
    """Draw the choices in one line. `whole_years`: the arrows go from year to year; `measures`: one is chosen."""
    company = _data.office().company
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="target_bar"):
        wanted = _measure() if measures else measure(_USUAL)
        steps = {key: label for key, label in STEPS.items() if key != "fiscal_year" or company.fiscal_month != 1}
        word = _one_of("step", t("Periods"), {key: t(label) for key, label in steps.items()}, "month", 140)
        step = next(key for key in steps if key == word)
        calendar = _calendar(company.calendar)
        period = period_of(_day(), step, calendar, company.calendar_rules)
        year = (
            period if step in ("year", "fiscal_year") else period_of(_day(), "year", calendar, company.calendar_rules)
        )
        _arrows(year if whole_years else period)
        spread = _more(calendar, spreads=measures and not whole_years)
    return Chosen(wanted, period, year, spread)


def _measure() -> Measure:
    labels = {key: t(one.label) for key, one in measures_with_targets().items()}
    return measure(_one_of("measure", t("Measure"), labels, _USUAL, 220))


def _one_of(name: str, label: str, options: dict[str, str], usual: str, width: int) -> str:
    asked = url.get(name, usual)
    key = f"target_{name}"
    _session.hold_widget(key, asked if asked in options else usual)
    chosen: str = st.selectbox(
        label,
        list(options),
        format_func=lambda one: options.get(one, one),
        key=key,
        on_change=_put,
        args=(name, key, usual),
        label_visibility="collapsed",
        width=width,
    )
    return chosen


def _put(name: str, key: str, usual: str) -> None:
    chosen = _session.component_value(key)
    url.put(**{name: None if chosen == usual else chosen})


def _calendar(usual: CalendarName) -> CalendarName:
    asked = url.get("calendar", usual)
    return next((one for one in _CALENDARS if one == asked), usual)


def _day() -> dt.date:
    try:
        return dt.date.fromisoformat(url.get("at"))
    except ValueError:
        return _session.today()


def _arrows(shown: Period) -> None:
    """One step back and forth, and which it is."""
    today = _session.today()

    def go(to: Period) -> str | None:
        return None if today in to else to.start.isoformat()

    back, forth = (":material/chevron_left:", ":material/chevron_right:")
    if _session.locale().rtl:
        back, forth = forth, back
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", width="content"):
        for key, icon, to, said in (
            ("target_back", back, shown.previous(), t("The one before")),
            ("target_forth", forth, shown.next(), t("The next one")),
        ):
            if key == "target_forth":
                st.markdown(f"**{_session.locale().period(shown)}**", width="content")
            st.button("", icon=icon, help=said, key=key, on_click=url.put, kwargs={"at": go(to)}, type="tertiary")


def _more(calendar: CalendarName, *, spreads: bool) -> bool:
    usual = _data.office().company.calendar
    with st.popover(t("More"), key="target_more"):
        labels: dict[str, str] = {key: t(label) for key, label in _CALENDARS.items()}
        _one_of("calendar", t("Calendar"), labels, usual, 240)
        if not spreads:
            return False
        _session.hold_widget("target_spread", url.get("spread") == "1")
        return st.checkbox(
            t("Spread longer targets by working days"),
            key="target_spread",
            on_change=lambda: url.put(spread="1" if _session.component_value("target_spread") else None),
        )
