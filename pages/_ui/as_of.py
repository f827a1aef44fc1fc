"""A day in the past at whose end everything is looked at: one control for all screens that can tell of it.

The day stands in the address (`as_of=2026-11-01`); without it, it is now.
"""

from __future__ import annotations

import datetime as dt

import streamlit as st

import _data
import _session
from _session import read, t
from _ui import url
from _ui.date_input import date_input
from crm_core.base.errors import Invalid
from crm_core.deals.moments import MOMENTS, moments

_NAME = "as_of"
_KEY = "as_of_open"
_CLOSE = "as_of:close"


def chosen() -> dt.date | None:
    """The past day of the address; None for now, and for what is no past day."""
    try:
        day = dt.date.fromisoformat(url.get(_NAME))
    except ValueError:
        return None
    return day if day < _session.today() else None


def control() -> dt.date | None:
    """Draw the control, which leads to any past day and back; gives the day, None for now."""
    day, locale = chosen(), _session.locale()
    if _session.kept(_CLOSE):
        _session.forget(_CLOSE)
        _session.hold_widget(_KEY, False)
    label = t("As of {day}", day=locale.date(day)) if day else t("Time machine")
    hint = t("Look at everything as it stood on a past day")
    opened = st.popover(
        label, icon=":material/history:", key=_KEY, wrap=False, on_change="rerun", help=None if day else hint
    )
    with opened:
        if opened.open:
            _choices(day)
    return day


def bar() -> None:
    """Say that the past is shown, with the way back; nothing at all for now. Called under the screen's head."""
    day = chosen()
    if day is None:
        return
    with st.container(key="as_of_bar", horizontal=True, vertical_alignment="center", gap="small"):
        said = t("As it stood at the end of {day}; read only", day=_session.locale().date(day, "long"))
        st.markdown(f":material/history: {said}", width="stretch")
        st.button(t("Back to now"), key="as_of_now", type="tertiary", on_click=_go, args=(None,))


def _choices(day: dt.date | None) -> None:
    """Days that have a name, and any other one."""
    locale = _session.locale()
    with st.container(key="as_of_choices", gap=None, width=250):
        _choice("now", t("Now"), None, is_open=day is None)
        for name, then in read(moments).items():
            _choice(name, f"{t(MOMENTS[name])} · {locale.date(then)}", then, is_open=then == day)
        _any_day(day)


def _choice(name: str, label: str, day: dt.date | None, *, is_open: bool) -> None:
    icon = ":material/check:" if is_open else ":material/today:" if day is None else ":material/history:"
    st.button(label, key=f"as_of_{name}", icon=icon, type="tertiary", width="stretch", on_click=_go, args=(day,))


def _any_day(day: dt.date | None) -> None:
    """Any day, typed or picked. The field of another day is another field: it keeps nothing of the one before."""
    text = date_input(
        t("Another day"), day, key=f"as_of_day_{day or 'now'}", week_start=_data.office().company.week_start
    )
    locale = _session.locale()
    if not text or text == (locale.date(day) if day else ""):
        return
    try:
        wanted = locale.parse_date(text)
    except Invalid as wrong:
        st.caption(wrong.say(locale))
        return
    if wanted > _session.today():
        st.caption(t("This day is still to come."))
    elif wanted != (day or _session.today()):
        _go(wanted)
        st.rerun()


def _go(day: dt.date | None) -> None:
    """Look at the end of this day, or at now, from the next run on."""
    past = day is not None and day < _session.today()
    url.put(**{_NAME: day.isoformat() if day and past else None}, more=None, page=None)
    _session.keep(_CLOSE, True)
