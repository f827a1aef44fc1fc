"""The chart of a report: the kind that fits or was chosen; a mark opens its records; a picture of it can be fetched."""

from __future__ import annotations

import streamlit as st

import _data
import _session
from _session import can, t
from _ui import charts, export, report_ranking, url
from crm_core.reports import Measure, ReportResult
from crm_core.reports.pictures import KINDS, Look, Picture, kinds_for, picture, png, svg
from crm_core.trust.access import Actor, require

_CLICKS = "report_chart:clicks"
_CHOICE = "report_chart_kind"


def show(result: ReportResult, one: Measure, sort: str) -> str:
    """Draw the chart of this measure; gives the address of the figure that was clicked, "" for none."""
    found = picture(result, one.key, url.get("chart"), _session.locale(), charts.look(), sort=sort)
    if found is None:
        return ""
    clicked = charts.draw(found, key=f"report_chart_{_session.kept(_CLICKS, 0)}")
    if clicked is None:
        return ""
    # What was clicked stays chosen in the browser; a chart with another key can be clicked there again.
    _session.keep(_CLICKS, _session.kept(_CLICKS, 0) + 1)
    return found.leads.get(clicked, "")


def control(result: ReportResult, one: Measure) -> None:
    """The choice among the kinds of chart that fit, and the menu that gives the picture as a file."""
    kinds = {kind: t(KINDS[kind]) for kind in kinds_for(result, one.key)}
    if report_ranking.fits(result):
        kinds[report_ranking.KIND] = t("Leader board")
    if not kinds:
        return
    best, chosen = next(iter(kinds)), url.get("chart")
    if len(kinds) > 1:
        _session.hold_widget(_CHOICE, chosen if chosen in kinds else best)
        st.selectbox(
            t("Kind of chart"), list(kinds), format_func=kinds.__getitem__, key=_CHOICE, label_visibility="collapsed",
            width=170, on_change=_put, args=(best,),
        )  # fmt: skip
    if can("export") and chosen != report_ranking.KIND:
        _files(result, one)


def _put(best: str) -> None:
    """The address keeps what is not usual."""
    chosen = _session.component_value(_CHOICE)
    url.put(chart=None if chosen == best else chosen)


def _files(result: ReportResult, one: Measure) -> None:
    kind, sort, locale = url.get("chart"), url.get("sort"), _session.locale()
    name = f"{t(one.label)} {result.spec.start.isoformat()}"

    def drawn(who: Actor) -> Picture:
        with _data.office().read(who) as w:
            require(w, "export")
        found = picture(result, one.key, kind, locale, Look(paper=True), sort=sort)
        assert found is not None, "the link is only there with a chart"
        return found

    with st.popover(t("Picture"), icon=":material/image:", key="report_picture", help=t("This chart as a file")):
        export.link(
            t("PNG, for slides and messages"), f"{name}.png", lambda who: png(drawn(who)), "report_png",
            hint=t("Sharp in print, too"),
        )  # fmt: skip
        export.link(
            t("SVG, to be enlarged or worked on"), f"{name}.svg",
            lambda who: svg(drawn(who), 960, titled=True).encode(), "report_svg",
        )  # fmt: skip
