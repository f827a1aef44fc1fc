"""The head of a dashboard: which one, what can be done with it, and one line of choices for all of its reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st

import _data
import _downloads
import _session
from _session import can, read, t, tn
from _ui import (
    dashboard_choice,
    dashboard_edit,
    export,
    messages,
    naming,
    page,
    period,
    report_filter,
    schedule_form,
    url,
)
from _ui import report_words as words
from crm_core.base.errors import DaftarError
from crm_core.base.i18n import N_
from crm_core.reports import dashboards as core
from crm_core.reports import measure
from crm_core.reports.dashboards import Dashboard
from crm_core.reports.files import file_name
from crm_core.reports.schedules import DASHBOARD
from crm_core.trust.access import Actor

_OPEN, _SHARE = "dashboards_open", "dashboard_share"
_OWN = {dashboard_choice.OWN: N_("Each its own period")}
_COMPARE = {
    "": N_("Each its own comparison"),
    **{one: words.COMPARISONS[one] for one in ("none", "previous", "last_year", "target")},
}
_CALENDARS = {"": N_("My calendar"), "gregorian": N_("Gregorian"), "jalali": N_("Jalali")}
_FORMS = {"pdf": N_("PDF"), "xlsx": N_("Excel")}


def head(dashboard: Dashboard) -> None:
    """Its name, what it is about, and what can be done with it."""
    with page.head(dashboard.name, _said(dashboard)):
        if dashboard_choice.differs(dashboard) and dashboard.may_change:
            _save(dashboard)
        choose(dashboard)
        if st.button(t("Arrange"), icon=":material/dashboard_customize:", key="dashboard_arrange"):
            dashboard_edit.arrange(dashboard) if dashboard.may_change else dashboard_edit.copy(dashboard)
        _share(dashboard)
    dashboard_edit.do_what_was_chosen(dashboard)
    if dashboard.left_out:
        names = ("، " if _session.locale().rtl else ", ").join(dashboard.left_out)
        st.caption(t("Left out of this dashboard, since it is not there any more: {names}.", names=names))


def _said(dashboard: Dashboard) -> str:
    many = tn("{n} report", "{n} reports", len(dashboard.tiles))
    if dashboard.sharing == "standard":
        return t("{reports}, ready for you; arrange a copy of your own.", reports=many)
    if dashboard.mine:
        shared = t(naming.SHARING_LABELS[dashboard.sharing])
        return t("{reports}; seen by: {who}", reports=many, who=shared)
    return t("{reports}; shared by {who}", reports=many, who=_session.locale().isolate(dashboard.owner))


def _save(dashboard: Dashboard) -> None:
    if st.button(t("Save changes"), icon=":material/save:", type="tertiary", key="dashboard_save"):
        shown = dashboard_choice.shown(dashboard)
        act = partial(core.change, key=dashboard.key, arrangement=shown, version=dashboard.version)
        done = naming.store("dashboard_save", (dashboard.key, dashboard.version, shown), act, t("Dashboard saved."))
        if done is not None:
            dashboard_choice.open_named(done.key)
        st.rerun()


# Choosing


def choose(dashboard: Dashboard | None) -> None:
    """The dashboards there are, and at the foot what can be done with the open one."""
    with st.popover(t("Dashboards"), icon=":material/dashboard:", key=_OPEN, wrap=False, on_change="rerun") as opened:
        if not opened.open:
            return
        with st.container(key="dashboards_list", gap=None, width=290):
            for title, some in _groups(read(core.listed)):
                st.caption(title)
                for one in some:
                    _entry(one, is_open=dashboard is not None and one.key == dashboard.key)
            _deeds(dashboard)


def _groups(known: Sequence[Dashboard]) -> list[tuple[str, list[Dashboard]]]:
    standard = [one for one in known if one.sharing == "standard"]
    mine = [one for one in known if one.mine]
    shared = [one for one in known if one.sharing != "standard" and not one.mine]
    titled = ((t("My dashboards"), mine), (t("Shared"), shared), (t("Standard"), standard))
    return [(title, some) for title, some in titled if some]


def _entry(one: Dashboard, *, is_open: bool) -> None:
    locale = _session.locale()
    whose = f" · {locale.isolate(one.owner)}" if one.owner and not one.mine else ""
    shared = f" · {t(naming.SHARING_LABELS[one.sharing])}" if one.mine and one.sharing != "private" else ""
    st.button(
        f"{locale.isolate(one.name)}{whose}{shared}", key=f"dashboard_{one.key}", type="tertiary", width="stretch",
        icon=":material/check:" if is_open else ":material/dashboard:", on_click=_open, args=(one.key,),
    )  # fmt: skip


def _open(key: str) -> None:
    dashboard_choice.open_named(key)
    _session.hold_widget(_OPEN, False)


def _deeds(dashboard: Dashboard | None) -> None:
    _button("new", t("New dashboard…"), ":material/add:")
    if dashboard is None:
        return
    st.caption(t("This dashboard"))
    _button("copy", t("Make a copy…"), ":material/content_copy:")
    if dashboard.may_change:
        _button("edit", t("Name and sharing…"), ":material/edit:")
        _button("delete", t("Delete this dashboard"), ":material/delete:")
    usual = read(core.opens_with) == dashboard.key
    st.checkbox(
        t("Show me this one first"), usual, key=f"dashboard_usual_{dashboard.key}", on_change=_open_with,
        args=("" if usual else dashboard.key,),
    )  # fmt: skip


def _button(name: str, label: str, icon: str) -> None:
    st.button(
        label, icon=icon, type="tertiary", width="stretch", key=f"dashboard_do_{name}", on_click=_leave, args=(name,)
    )


def _leave(deed: str) -> None:
    """Close the chooser first: what is asked next stands in a dialog."""
    dashboard_edit.wish(deed)
    _session.hold_widget(_OPEN, False)


def _open_with(key: str) -> None:
    try:
        with _session.work() as w:
            core.open_with(w, key)
    except DaftarError as refusal:
        messages.refuse(refusal.say(_session.locale()))


# What leaves


def _share(dashboard: Dashboard) -> None:
    if not can("export") or not dashboard.tiles:
        return
    schedule_form.open_if_wished()
    with st.popover(
        t("Share dashboard"), icon=":material/ios_share:", key=_SHARE, wrap=False, on_change="rerun"
    ) as opened:
        if not opened.open:
            return
        with st.container(key="dashboard_share_choices", gap=None, width=220):
            for form, label in _FORMS.items():
                name = f"{file_name(dashboard.name)}.{form}"
                export.link(t(label), name, _maker(dashboard, form), f"dashboard:{form}", hint=t(_HINTS[form]))
            chosen = dashboard_choice.choices() if dashboard_choice.differs(dashboard) else {}
            schedule_form.button(f"{DASHBOARD}{dashboard.key}", dashboard.name, chosen, menu=_SHARE)


_HINTS = {"pdf": N_("All reports, laid out for paper"), "xlsx": N_("A sheet for each report, with its chart")}


def _maker(dashboard: Dashboard, form: str) -> _downloads.Make:
    chosen = dashboard_choice.choices()

    def make(who: Actor) -> bytes:
        with _data.office().read(who) as w:
            return core.file_of_dashboard(w, core.under(dashboard, chosen), form).content

    return make


# One choice for all


def choices(dashboard: Dashboard) -> None:
    """The line of choices that hold for every report."""
    asked = (measure("won_amount"),)
    with st.container(key="dashboard_bar", horizontal=True, vertical_alignment="bottom", gap="xsmall"):
        period.pick(default="", also=_OWN)
        _select("compare", t("Comparison"), _COMPARE, 240)
        _select("calendar", t("Calendar"), _CALENDARS, 150)
        report_filter.control(asked)
    report_filter.chips(asked)


def _select(name: str, label: str, options: Mapping[str, str], width: int) -> None:
    key = f"dashboard_{name}"
    now = url.get(name)
    _session.hold_widget(key, now if now in options else "")
    st.selectbox(
        label, list(options), format_func=lambda one: t(options[one]), key=key, label_visibility="collapsed",
        width=width, on_change=_put, args=(name,),
    )  # fmt: skip


def _put(name: str) -> None:
    url.put(**{name: _session.component_value(f"dashboard_{name}")})
