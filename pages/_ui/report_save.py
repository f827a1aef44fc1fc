"""Keeping a report: under a name, for whom, on Today. One menu in the head of the report, and Save where it changed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import streamlit as st

import _session
from _session import read, t
from _ui import naming, report_choice
from _ui.boundary import dialog
from crm_core.reports import dashboards, pins, saved
from crm_core.reports.dashboards import Arrangement, Tile
from crm_core.reports.saved import Named

_OPEN = "report_save"
_DEED = "report_save:deed"


def menu() -> None:
    """Draw the menu; before it Save, where what is shown differs from what the report keeps."""
    report, params = report_choice.origin(), report_choice.params()
    if report is not None and report_choice.differs(report):
        _offer(report, params)
    kept = report is not None and report.sharing != "standard"
    icon = ":material/bookmark:" if kept else ":material/bookmark_add:"
    with st.popover(t("Save"), icon=icon, key=_OPEN, wrap=False, on_change="rerun") as opened:
        if opened.open:
            with st.container(key="report_save_choices", gap=None, width=260):
                _deeds(report)
    _do_what_was_chosen(report, params)


def left_out() -> None:
    """Say what the report speaks of that is not there any more."""
    report = report_choice.origin()
    if report is not None and report.left_out:
        names = ("، " if _session.locale().rtl else ", ").join(report.left_out)
        st.caption(t("Left out of this report, since it is not there any more: {names}.", names=names))


def whose(report: Named) -> str:
    """Who sees a report of one's own, or who shares it: "Everybody", "Babak"; "" for one that is only one's own."""
    if report.mine:
        return t(naming.SHARING_LABELS[report.sharing]) if report.sharing != "private" else ""
    return report.owner


def _offer(report: Named, params: Mapping[str, str]) -> None:
    if not report.may_change:
        return
    if st.button(t("Save changes"), icon=":material/save:", type="tertiary", key="report_save_changes"):
        act = partial(saved.change, key=report.key, params=params, version=report.version)
        done = naming.store("report_save_changes", (report.key, report.version, dict(params)), act, t("Report saved."))
        if done is not None:
            report_choice.open_named(done.key)
        st.rerun()


def _deeds(report: Named | None) -> None:
    """What can be done with the report that is open."""
    _button("add", t("Save under a name…") if report is None else t("Save as…"), ":material/bookmark_add:")
    if report is None:
        st.caption(t("A report with a name can stand on Today, on dashboards, and be sent regularly."))
        return
    if report.may_change:
        _button("edit", t("Name and sharing…"), ":material/edit:")
        _button("delete", t("Delete this report"), ":material/delete:")
    if read(pins.is_pinned, report.key):
        _button("unpin", t("Take off Today"), ":material/keep_off:")
    else:
        _button("pin", t("Pin to Today"), ":material/keep:")
    _button("dashboard", t("Put on a dashboard…"), ":material/dashboard:")
    if whose(report):
        told = t("Shared: {who}", who=whose(report)) if report.mine else t("By {who}", who=whose(report))
        st.caption(told)


def _button(name: str, label: str, icon: str) -> None:
    st.button(
        label, icon=icon, type="tertiary", width="stretch", key=f"report_save_{name}", on_click=_leave, args=(name,)
    )


def _leave(deed: str) -> None:
    """Close the menu first: what is asked next stands in a dialog."""
    _session.keep(_DEED, deed)
    _session.hold_widget(_OPEN, False)


def _do_what_was_chosen(report: Named | None, params: Mapping[str, str]) -> None:
    deed = _session.kept(_DEED)
    _session.forget(_DEED)
    if deed == "add":
        _ask_for_new(report, params)
    elif report is None:
        return
    elif deed == "edit":
        _ask_for_changes(report)
    elif deed == "delete":
        _delete(report)
    elif deed == "dashboard":
        _ask_for_dashboard(report)
    elif deed == "pin":
        naming.store("report_pin", ("pin", report.key), partial(pins.pin, key=report.key), t("Pinned to Today."))
        st.rerun()
    elif deed == "unpin":
        naming.store("report_pin", ("off", report.key), partial(pins.unpin, key=report.key), t("Taken off Today."))
        st.rerun()


def _delete(report: Named) -> None:
    act = partial(saved.delete, key=report.key)
    if naming.store("report_delete", report.key, act, t("Report deleted.")) is not None:
        report_choice.to_library()
    st.rerun()


def _ask_for_new(report: Named | None, params: Mapping[str, str]) -> None:
    def draw() -> None:
        suggested = report.name if report is not None and report.sharing == "standard" else ""
        name, sharing = naming.fields("report_new", t("{name}, my own", name=suggested) if suggested else "", "private")
        act = partial(saved.add, name=name, params=params, sharing=sharing)
        if (done := naming.save("report_new", (name, sharing, dict(params)), act, t("Report saved."))) is not None:
            report_choice.open_named(done.key)
            st.rerun()

    dialog(t("Save report"), draw, width="small")


def _ask_for_changes(report: Named) -> None:
    def draw() -> None:
        name, sharing = naming.fields("report_edit", report.name, report.sharing)
        act = partial(saved.describe, key=report.key, name=name, sharing=sharing, version=report.version)
        given = (report.key, report.version, name, sharing)
        if naming.save("report_edit", given, act, t("Report saved.")) is not None:
            st.rerun()

    dialog(t("Name and sharing"), draw, width="small")


def _ask_for_dashboard(report: Named) -> None:
    """On which dashboard of those that the person may change; a new one where there is none."""
    own = {one.key: one.name for one in read(dashboards.listed) if one.may_change}

    def draw() -> None:
        if own:
            key = st.selectbox(t("Dashboard"), list(own), format_func=own.__getitem__, key="report_dashboard")
            given, act = ("put", key, report.key), partial(dashboards.put, key=key, report=report.key)
        else:
            name, sharing = naming.fields("report_dashboard", "", "private")
            made = Arrangement((Tile(report.key),))
            given = ("add", name, report.key)
            act = partial(dashboards.add, name=name, arrangement=made, sharing=sharing)
        done = naming.save("report_dashboard", given, act, t("Dashboard saved."))
        if done is not None:
            st.switch_page("dashboard.py", query_params={"dashboard": done.key})

    dialog(t("Put on a dashboard"), draw, width="small")
