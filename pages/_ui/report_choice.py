"""What a report shows, chosen in one line of controls. The address is the choice; a link opens the same report."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

import _data
import _session
from _session import t
from _ui import as_of, period, report_filter, url
from _ui import report_words as words
from crm_core.base.errors import Invalid
from crm_core.base.i18n import N_
from crm_core.base.periods import CalendarName, code, range_text
from crm_core.measures.breakdowns import MOST as MOST_FIELDS
from crm_core.reports import MEASURES, Measure, ReportSpec, breakdowns_of, from_params
from crm_core.reports.standard import STANDARD

PARAMS = ("measures", "by", "period", "from", "to", "within", "calendar", "breakdown", "where", "compare", "top")
MOST_MEASURES = 6
_TOP = ("", "5", "10", "20", "50")
_CALENDARS: Mapping[CalendarName, str] = {"gregorian": N_("Gregorian"), "jalali": N_("Jalali")}


def begin() -> None:
    """Make the address whole: opened without a choice it is the first of the standard reports."""
    if not any(name in st.query_params for name in PARAMS):
        url.put(**STANDARD[0].params)
    if url.get("calendar") not in _CALENDARS:
        url.put(calendar=_session.locale().calendar)
    if url.get("from") and url.get("to"):
        _name_the_range()


def _name_the_range() -> None:
    """First and last day as the period picker writes them."""
    span = _spec().span(_data.office().company.calendar_rules)
    whole = span.step != "total" and span.whole == span
    url.put(period=code(span) if whole else range_text(span), **dict.fromkeys(("from", "to", "within")))


def chosen() -> ReportSpec:
    """The report that the address asks for. Raises Invalid, in words, for what cannot be.

    A period that still runs is compared with the same days of the one before, so it ends today then. As of a past
    day, every period ends with it.
    """
    spec, today = _spec(), _today()
    cut = spec.compare in ("previous", "last_year") or as_of.chosen() is not None
    if cut and spec.start <= today < spec.last:
        return replace(spec, end=today + dt.timedelta(days=1))
    if as_of.chosen() is not None and spec.start > today:
        raise Invalid(N_("This period begins after the day as of which you look."))
    return spec


def _today() -> dt.date:
    """Today, or the past day as of which one looks: "this month" is the month of that day."""
    return as_of.chosen() or _session.today()


def _spec() -> ReportSpec:
    company, locale = _data.office().company, _session.locale()
    params = {name: url.get(name) for name in PARAMS if url.get(name)}
    return from_params(params, today=_today(), calendar=locale.calendar, rules=company.calendar_rules)


def start_over(params: Mapping[str, str] = STANDARD[0].params) -> None:
    """Show the report with these parameters, in the calendar chosen."""
    kept = {name: url.get(name) for name in ("calendar", "as_of")}
    st.query_params.clear()
    url.put(**params, **kept)


# Standard reports


def standards() -> None:
    """The reports to start from, side by side; the one that is shown is marked."""
    now = {name: url.get(name) for name in PARAMS if url.get(name) and name != "calendar"}
    names = [one.name for one in STANDARD]
    shown = next((one.name for one in STANDARD if dict(one.params) == now), None)
    _session.hold_widget("report_standard", shown)
    st.pills(
        t("Standard reports"), names, format_func=t, key="report_standard", label_visibility="collapsed",
        on_change=_open_standard,
    )  # fmt: skip


def _open_standard() -> None:
    name = _session.component_value("report_standard")
    found = next((one for one in STANDARD if one.name == name), None)
    if found is not None:
        start_over(found.params)


# Controls


def bar() -> None:
    """The line of controls."""
    asked = measures()
    with st.container(key="report_bar", horizontal=True, vertical_alignment="bottom", gap="xsmall"):
        _measures(asked)
        period.pick()
        _select("by", t("Steps"), words.STEPS, "day", 135)
        _breakdown(asked)
        _select("compare", t("Comparison"), words.COMPARISONS, "none", 205)
        report_filter.popover(asked)
        _more()


def measures() -> tuple[Measure, ...]:
    """The measures of the address that there are."""
    keys = dict.fromkeys(key for key in url.get("measures").split(",") if key in MEASURES)
    return tuple(MEASURES[key] for key in keys) or (MEASURES["won_amount"],)


def _pressed(label: str, told: Sequence[str]) -> str:
    """A control's label with what is chosen: "Show: Won amount +2"."""
    if not told:
        return label
    more = f" +{_session.locale().number(len(told) - 1)}" if len(told) > 1 else ""
    return f"{label}: **{told[0]}**{more}"


def _popover(key: str, label: str, icon: str | None = None) -> Any:
    """Its widgets exist while it is open only: in the browser a closed one would keep what it held before."""
    return st.popover(label, icon=icon, key=key, wrap=False, on_change="rerun")


def _measures(asked: Sequence[Measure]) -> None:
    keys = [one.key for one in asked]
    with _popover("report_measures_open", _pressed(t("Show"), [t(one.label) for one in asked])) as opened:
        if opened.open:
            _pills("measures", t("Measures"), list(MEASURES), lambda key: t(MEASURES[key].label), keys, _put_measures)


def _pills(
    name: str, label: str, options: Sequence[str], say: Callable[[str], str], now: Sequence[str],
    changed: Callable[[], None],
) -> None:  # fmt: skip
    key = f"report_{name}"
    _session.hold_widget(key, list(now))
    st.pills(label, options, format_func=say, selection_mode="multi", key=key, on_change=changed, width=340)


def _kept_order(name: str, now: Sequence[str], most: int) -> list[str]:
    """What was chosen before in its order, then what was added; the newest where there would be too many."""
    picked: list[str] = _session.component_value(f"report_{name}") or []
    return [*(key for key in now if key in picked), *(key for key in picked if key not in now)][-most:]


def _put_measures() -> None:
    """Other measures: what they cannot be broken down or filtered by goes."""
    keys = _kept_order("measures", [one.key for one in measures()], MOST_MEASURES)
    if not keys:
        return
    url.put(measures=",".join(keys), show=None, sort=None, page=None)
    asked = [MEASURES[key] for key in keys]
    known = breakdowns_of(asked)
    _put_fields([field for field in url.get("breakdown").split(",") if field in known])
    report_filter.mend(asked)


def _breakdown(asked: Sequence[Measure]) -> None:
    known = {key: t(field.label) for key, field in breakdowns_of(asked).items()}
    now = [key for key in url.get("breakdown").split(",") if key in known]
    with _popover("report_breakdown_open", _pressed(t("By"), [known[key] for key in now])) as opened:
        if opened.open:
            _pills("breakdown", t("Broken down by"), list(known), known.__getitem__, now, _put_breakdown)
            st.caption(t("Up to {n} fields", n=MOST_FIELDS))


def _put_breakdown() -> None:
    now = [key for key in url.get("breakdown").split(",") if key]
    _put_fields(_kept_order("breakdown", now, MOST_FIELDS))


def _put_fields(fields: Sequence[str]) -> None:
    url.put(breakdown=",".join(fields), page=None, sort=None)
    if not fields:
        url.put(top=None)


def _select(name: str, label: str, options: Mapping[str, str], usual: str, width: int) -> None:
    """A choice of one; the address keeps what is not usual."""
    key = f"report_{name}"
    now = url.get(name, usual)
    _session.hold_widget(key, now if now in options else usual)
    st.selectbox(
        label, list(options), format_func=lambda one: t(options[one]), key=key, label_visibility="collapsed",
        width=width, on_change=_put, args=(name,),
    )  # fmt: skip


def _put(name: str) -> None:
    url.put(**{name: _session.component_value(f"report_{name}")}, page=None)


def _more() -> None:
    with _popover("report_more", t("More"), ":material/tune:") as opened:
        if not opened.open:
            return
        calendar = url.get("calendar")
        _session.hold_widget("report_calendar", calendar)
        st.segmented_control(
            t("Calendar"), list(_CALENDARS), format_func=lambda one: t(_CALENDARS[one]), key="report_calendar",
            required=True, on_change=_put, args=("calendar",),
        )  # fmt: skip
        top = url.get("top") if url.get("top") in _TOP else ""
        _session.hold_widget("report_top", top)
        st.selectbox(
            t("The greatest"), _TOP, format_func=_say_top, key="report_top", on_change=_put, args=("top",),
            disabled=not url.get("breakdown"), width=220,
        )  # fmt: skip


def _say_top(text: str) -> str:
    return t("{n} and the others", n=int(text)) if text else t("All")
