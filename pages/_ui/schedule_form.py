"""The dialog in which a report or dashboard is scheduled: when it goes, to whom, as what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

import _data
import _session
from _session import can, read, t
from _ui import messages, once
from _ui.boundary import dialog
from _ui.markdown import plain
from crm_core.base.days import CalendarName
from crm_core.base.errors import DaftarError
from crm_core.base.i18n import N_
from crm_core.messages.outbox import set_up
from crm_core.reports.contents import choices, said_choice
from crm_core.reports.rhythm import KINDS, LAST_DAY, Kind, Rhythm, next_moment
from crm_core.reports.schedules import FORMS, LONGEST, Line, Plan, add, change, may_write_outside, receivers, times_of
from crm_core.trust.unit_of_work import Work

_KINDS: Mapping[Kind, str] = {
    "daily": N_("every day"),
    "workdays": N_("every working day"),
    "weekly": N_("every week"),
    "monthly": N_("every month"),
    "month_work": N_("every month, on a working day"),
}
_FORMS = {"pdf": "PDF", "xlsx": "Excel"}
_CALENDARS: Mapping[CalendarName, str] = {"gregorian": N_("Gregorian"), "jalali": N_("Jalali")}
_QUARTER = 15
_WISH, _ABOUT = "schedule_wish", "schedule_about"
_WIDGETS = ("name", "what", "form", "kind", "weekday", "day", "calendar", "time", "people", "addresses")


def button(what: str, name: str, params: Mapping[str, str], *, menu: str) -> None:
    """“Send regularly…” in the open popover `menu`, for those who may. `what` is the key of a report, or of a
    dashboard behind `schedules.DASHBOARD`; "" for the report that `params` ask."""
    if can("export"):
        st.button(
            t("Send regularly…"), key="schedule_new", type="tertiary",
            width="stretch", on_click=_wish, args=(what, name, dict(params), menu),
        )  # fmt: skip


def _wish(what: str, name: str, params: dict[str, str], menu: str) -> None:
    """Close the menu first: the dialog opens with the run that follows."""
    _session.keep(_WISH, (what, name, params))
    _session.hold_widget(menu, False)


def open_if_wished() -> None:
    """Open the dialog that the menu asked for; called where the menu is drawn, outside of it."""
    if (wish := _session.kept(_WISH)) is not None:
        _session.forget(_WISH)
        open_new(*wish)


def open_new(what: str, name: str, params: Mapping[str, str]) -> None:
    """Open the dialog for a new schedule."""
    me = _session.actor().user_id
    mornings = Rhythm("weekly", 8 * 60, weekday=_data.office().company.week_start)
    people = (me,) if me is not None else ()
    usual = Plan(name[:LONGEST].strip(), mornings, "pdf", what, dict(params), people)
    _open(t("Send regularly"), usual, None)


def open_any() -> None:
    """Open the dialog for a new schedule of a report that is chosen there."""
    first = next(iter(read(choices).items()))
    _session.keep("schedule_choosing", True)
    open_new(first[0], "", {})


def open_edit(line: Line) -> None:
    """Open the dialog for a schedule that is there."""
    _open(line.plan.name, line.plan, line)


def _open(title: str, plan: Plan, line: Line | None) -> None:
    about = (plan.what, plan.name, dict(plan.params), line.id if line else 0)
    if _session.kept(_ABOUT) != about:  # what was typed for another one, and not stored, is not for this one
        _session.drop_widget(*(f"schedule_{name}" for name in _WIDGETS))
        _session.keep(_ABOUT, about)
    choosing = line is None and bool(_session.kept("schedule_choosing"))
    _session.forget("schedule_choosing")
    dialog(title, lambda: _draw(plan, line, choosing=choosing))


def _draw(plan: Plan, line: Line | None, *, choosing: bool) -> None:
    if not read(set_up):
        st.warning(t("No mail server is set up yet. Until an admin does that (Settings → Mail), nothing is sent."))
    what, name = _what(plan, choosing=choosing)
    rhythm = _rhythm(plan.rhythm)
    people, addresses = _receivers(plan, line)
    form = st.segmented_control(
        t("As"), FORMS, default=plan.form, format_func=_FORMS.__getitem__, key="schedule_form", required=True
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(_next(rhythm), width="stretch")
        stored = st.button(t("Save"), type="primary", key="schedule_save", shortcut="ctrl+enter")
    if stored:
        _store(Plan(name, rhythm, form, what, plan.params, tuple(people), tuple(addresses)), line)


def _what(plan: Plan, *, choosing: bool) -> tuple[str, str]:
    """What is sent, chosen where it is not given, and the name of the schedule."""
    what = plan.what
    if choosing:
        known = read(choices)
        what = st.selectbox(
            t("Report"), list(known), format_func=lambda one: said_choice(one, known[one], _session.locale()),
            key="schedule_what",
        )  # fmt: skip
        return what, st.text_input(t("Name"), placeholder=known[what], key="schedule_name").strip() or known[what]
    return what, st.text_input(t("Name"), plan.name, key="schedule_name")


def _rhythm(now: Rhythm) -> Rhythm:
    locale = _session.locale()
    left, middle, right = st.columns([2, 2, 1.2])
    kind = left.selectbox(
        t("When"), KINDS, KINDS.index(now.kind), format_func=lambda one: t(_KINDS[one]), key="schedule_kind"
    )
    weekday, day, calendar = now.weekday, now.month_day, now.calendar
    if kind == "weekly":
        start = _data.office().company.week_start
        days = [(start + n) % 7 for n in range(7)]
        weekday = middle.selectbox(
            t("Day"), days, days.index(now.weekday), format_func=locale.weekday_name, key="schedule_weekday"
        )
    elif kind in ("monthly", "month_work"):
        days = list(range(1, LAST_DAY + 1))
        day = middle.selectbox(t("Day"), days, now.month_day - 1, key="schedule_day", format_func=_say_day(kind))
    times = sorted({*range(0, 24 * 60, _QUARTER), now.at_minute})
    minute = right.selectbox(t("Time"), times, times.index(now.at_minute), format_func=_say_time, key="schedule_time")
    if kind in ("monthly", "month_work"):
        usual = now.calendar if now.kind == kind else locale.calendar
        calendar = st.segmented_control(
            t("Month of the calendar"), list(_CALENDARS), default=usual, format_func=lambda one: t(_CALENDARS[one]),
            key="schedule_calendar", required=True,
        )  # fmt: skip
    return Rhythm(kind, minute, weekday, day, calendar)


def _say_day(kind: Kind) -> Any:
    def say(day: int) -> str:
        if day == LAST_DAY and kind == "monthly":
            return t("the last day")
        if kind == "month_work":
            return t("from day {day} on", day=day)
        return _session.locale().number(day)

    return say


def _say_time(minute: int) -> str:
    return _session.locale().digits_of(f"{minute // 60:02}:{minute % 60:02}")


def _next(rhythm: Rhythm) -> str:
    """When it goes first, and by which clock."""
    with _data.office().read(_session.actor()) as w:
        at = next_moment(rhythm, w.clock.now(), times_of(w.company))
        zone = w.company.time_zone
    local = at.astimezone(_session.locale().zone)
    day = _session.locale().date(local.date(), "long")
    return t("Next: {day}, {time} ({zone})", day=day, time=_say_time(local.hour * 60 + local.minute), zone=zone)


def _receivers(plan: Plan, line: Line | None) -> tuple[list[int], list[str]]:
    known = {one.id: one for one in read(receivers)}
    now = [number for number in plan.people if number in known]

    def say(number: int) -> str:
        one = known[number]
        return t("{name} (gets nothing)", name=one.name) if one.hindrance else one.name

    people = st.multiselect(
        t("To colleagues"), list(known), now, format_func=say, key="schedule_people",
        placeholder=t("Choose people"), select_all=False,
    )  # fmt: skip
    st.caption(t("Each gets what they may see themselves, in their own language and calendar."))
    for one in (known[number] for number in people if known[number].hindrance):
        st.caption(f":orange[:material/warning:] {plain(one.name)}: {t(one.hindrance)}")
    if not (may_write_outside(_session.actor()) or plan.addresses):
        return people, []
    addresses = st.multiselect(
        t("To addresses outside"), list(plan.addresses), list(plan.addresses), accept_new_options=True,
        key="schedule_addresses", placeholder=t("Type an address, then Enter"),
        disabled=not may_write_outside(_session.actor()), select_all=False,
    )  # fmt: skip
    owner = line.owner if line is not None else _session.actor().name
    st.caption(t("They have no account: they get what {who} sees.", who=owner))
    return people, addresses


def _store(wanted: Plan, line: Line | None) -> None:
    def act(w: Work) -> int:
        if line is None:
            return add(w, wanted).change_set_id
        return change(w, line.id, wanted, version=line.version).change_set_id

    try:
        change_set = once.stored("schedule", (str(wanted), line.id if line else 0), act)
    except DaftarError as wrong:
        st.error(wrong.say(_session.locale()))
        return
    _session.forget(_ABOUT)
    said = t("“{name}” is sent regularly from now on.", name=wanted.name) if line is None else t("Saved.")
    messages.did(said, undo=change_set)
    st.rerun()
