"""Where reviews begin: the next one of a unit, those under way, and the past ones as they were."""

from __future__ import annotations

import datetime as dt

import streamlit as st

import _data
import _session
from _session import read, t, tn
from _ui import entries, messages, once, page, url
from _ui.date_input import date_input
from crm_core.base.errors import DaftarError
from crm_core.trust.unit_of_work import Work
from crm_core.work.promises import Promised
from crm_core.work.review import WEEK, ReviewLine, UnitToReview, begin, reviews, units_to_review

KEY = "reviews"
_COMPANY = "company"
_PAD = "\u2003"


def show() -> None:
    """The next review in one line, then all there were."""
    event = entries.take(KEY)
    if event.opened:
        url.put(review=event.opened.partition(":")[2])
        st.rerun()
    units, past = read(units_to_review), read(reviews)
    with page.head(t("Weekly review"), _sentence(units, past)):
        pass
    if units:
        _next(units)
    if not past:
        page.empty(
            t("No review was held yet."), t("Begin the first one: it looks at what moved in the last seven days.")
        )
        return
    under_way = tuple(_entry(one) for one in past if not one.closed)
    closed = tuple(_entry(one) for one in past if one.closed)
    sections = [(under_way, t("Under way")), (closed, t("Past reviews"))]
    entries.show(KEY, [entries.Section(some, title) for some, title in sections if some])


def _sentence(units: list[UnitToReview], past: list[ReviewLine]) -> str:
    last = next((one for one in past if one.closed), None)
    if last is None:
        return t("What moved, what slipped, what is stuck, deal by deal; and what is promised until the next time")
    said = t("The last one: {unit}, {day}", unit=_name(last), day=last.held_on)
    return said if units else f"{said} · {t('read only')}"


def _name(one: ReviewLine) -> str:
    return one.unit or _data.office().company.name


def _next(units: list[UnitToReview]) -> None:
    """Which unit, since when, and when the one after is; the unit stands in the address."""
    keys = {str(one.id or _COMPANY): one for one in units}
    asked = url.get("unit")
    first = asked if asked in keys else next(iter(keys))
    company, today = _data.office().company, _session.today()
    with st.container(key="review_begin", horizontal=True, vertical_alignment="bottom", gap="small"):
        chosen: str = st.selectbox(
            t("Unit"), list(keys), index=list(keys).index(first), width=260, key="review_unit",
            format_func=lambda one: _PAD * keys[one].depth + keys[one].name,
            on_change=lambda: url.put(unit=_session.component_value("review_unit")),
        )  # fmt: skip
        unit = keys[chosen]
        if unit.open_id is not None:
            st.button(
                t("Go on with the review"), type="primary", key="review_continue", on_click=url.put,
                kwargs={"review": str(unit.open_id)},
            )  # fmt: skip
            return
        usual = unit.since.astimezone(company.zone).date()
        label = t("Since the last review") if unit.last_id else t("What moved since")
        with st.container(width=190):
            since = date_input(label, usual, key=f"review_since_{chosen}", week_start=company.week_start)
        with st.container(width=190):
            after = date_input(
                t("Next review on"), today + WEEK, key=f"review_next_{chosen}", week_start=company.week_start
            )  # fmt: skip
        if st.button(t("Begin the review"), type="primary", key="review_begin_now", icon=":material/play_arrow:"):
            _begin(unit, since, after, usual)


def _begin(unit: UnitToReview, since: str, after: str, usual: dt.date) -> None:
    def act(w: Work) -> Promised:
        day = w.locale.parse_date(since) if since else usual
        next_on = w.locale.parse_date(after) if after else None
        return begin(w, unit.id, since=None if day == usual else day, next_on=next_on)

    try:
        made = once.stored("review_begin", (unit.id, since, after), act)
    except DaftarError as refusal:
        messages.refuse(refusal.say(_session.locale()))
        return
    url.put(review=str(made.id), at=None)
    messages.did(t("The review has begun."), undo=made.change_set_id)
    st.rerun()


def _entry(one: ReviewLine) -> entries.Entry:
    locale = _session.locale()
    detail = [t("Led by {name}", name=one.lead)] if one.lead else []
    if one.discussed:
        detail.append(tn("{n} deal discussed", "{n} deals discussed", one.discussed))
    if one.given:
        detail.append(tn("{n} promise", "{n} promises", one.given))
    return entries.Entry(
        key=f"review:{one.id}",
        title=f"{_name(one)} · {locale.date(one.held_on, 'long')}",
        detail=tuple(detail),
        mark="meeting" if one.closed else "change",
        opens=True,
    )
