"""From when to when: two moments, by name or as any day, in the person's calendar. Both stand in the address."""

from __future__ import annotations

import datetime as dt

import streamlit as st

import _data
import _session
from _session import read, t
from _ui import url
from _ui.date_input import date_input
from crm_core.base.errors import Invalid
from crm_core.base.i18n import N_
from crm_core.deals.moments import Moment, last_review, moments
from crm_core.deals.movements import When

SINCE: dict[Moment, str] = {
    "review": N_("Since the last review"),
    "yesterday": N_("Since yesterday"),
    "week": N_("This week"),
    "month": N_("This month"),
    "quarter": N_("This quarter"),
    "year": N_("This year"),
    "week_ago": N_("In the last 7 days"),
}
_DAY, _NOW = "day", "now"
_USUAL: tuple[Moment, ...] = ("review", "month", "week_ago")


def since() -> When:
    """Draw the choice of the first moment; gives it: an instant, or a day, of which its end is meant."""
    known = {name: SINCE[name] for name in SINCE if name in read(moments)}
    usual = next(name for name in _USUAL if name in known)
    asked = url.get("since", usual)
    day = _day_of(asked)
    now = _DAY if day else asked if asked in known else usual
    chosen = _choose("since", t("From when"), {**{k: t(v) for k, v in known.items()}, _DAY: t("From a day…")}, now)
    if chosen == _DAY:
        return _any_day("since", t("From the end of"), day or read(moments)[usual])
    review = read(last_review) if chosen == "review" else None
    return review or read(moments)[chosen]  # type: ignore[index]


def until() -> dt.date | None:
    """Draw the choice of the second moment; gives the day whose end is meant, None for now."""
    day = _day_of(url.get("until"))
    chosen = _choose("until", t("Until when"), {_NOW: t("Until now"), _DAY: t("Until a day…")}, _DAY if day else _NOW)
    if chosen == _NOW:
        return None
    wanted = _any_day("until", t("Until the end of"), day or _session.today() - dt.timedelta(days=1))
    return wanted if wanted < _session.today() else None


def _choose(name: str, label: str, options: dict[str, str], now: str) -> str:
    key = f"moment_{name}"
    _session.hold_widget(key, now)
    return st.selectbox(
        label, list(options), format_func=lambda one: options[one], key=key, label_visibility="collapsed", width=190,
        on_change=_put, args=(name, key),
    )  # fmt: skip


def _put(name: str, key: str) -> None:
    chosen = _session.component_value(key)
    if chosen == _DAY:
        day = read(moments)["week_ago"] if name == "since" else _session.today() - dt.timedelta(days=1)
        chosen = day.isoformat()
    url.put(**{name: None if chosen == _NOW else chosen})


def _day_of(text: str) -> dt.date | None:
    """The day of the address; None for a name, for nonsense, and for a day to come."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return day if day <= _session.today() else None


def _any_day(name: str, label: str, day: dt.date) -> dt.date:
    """A day, typed or picked. The field of another day is another field: it keeps nothing of the one before."""
    locale = _session.locale()
    with st.container(key=f"moment_{name}_day", width=150):
        text = date_input(label, day, key=f"moment_{name}_{day}", week_start=_data.office().company.week_start)
        if not text or text == locale.date(day):
            return day
        try:
            wanted = locale.parse_date(text)
        except Invalid as wrong:
            st.caption(wrong.say(locale))
            return day
    if wanted > _session.today():
        st.caption(t("This day is still to come."))
        return day
    url.put(**{name: wanted.isoformat()})
    return wanted
