"""A report as it is read: figures at a glance, the chart that fits, the table; each number opens its records."""

from __future__ import annotations

import streamlit as st

import _session
from _session import t
from _ui import (
    kpi,
    pager,
    report_chart,
    report_definition,
    report_empty,
    report_lines,
    report_ranking,
    report_records,
    report_table,
    url,
)
from _ui import report_words as words
from _ui.report_behind import Place
from crm_core.measures import Value
from crm_core.reports import Measure, ReportResult
from crm_core.reports.saying import value_of

TABLE = "report_table"
PAGE = 200
PAGE_IN_PARTS = 600
"""Lines of a page; more where most of them are folded away below others."""


def show(result: ReportResult) -> None:
    """Draw the report; a figure that was clicked opens what is behind it."""
    event = report_table.take(TABLE)
    if event.sorted:
        url.put(sort=_turned(event.sorted), page=None)
    if report_empty.is_empty(result):
        report_empty.show(result)
        return
    kpi.row([figure_of(result, one) for one in result.spec.asked])
    one, sort = _line(result), url.get("sort")
    clicked = _drawn(result, one, sort)
    _table(result, one, sort)
    _notes(result)
    figure = report_lines.behind(result, event.opened or clicked) if event.opened or clicked else None
    if figure is not None:
        report_records.show(result.spec, figure)


def _line(result: ReportResult) -> Measure:
    """Which figure is drawn, and what they all count."""
    with st.container(
        key="report_line", horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", gap="small"
    ):
        one = _shown(result)
        with st.container(
            key="report_line_end", horizontal=True, vertical_alignment="center", gap="xsmall", width="content"
        ):
            report_chart.control(result, one)
            report_definition.control(result)
    return one


def _drawn(result: ReportResult, one: Measure, sort: str) -> str:
    """The board of who leads, where it is asked for, else the chart that fits; gives the figure that was clicked."""
    if url.get("chart") == report_ranking.KIND and report_ranking.fits(result):
        return report_ranking.show(result, one)
    return report_chart.show(result, one, sort)


def _turned(key: str) -> str:
    """Figures begin with the greatest, names with the first; a second click turns the order."""
    first, second = (key, f"-{key}") if key == "name" else (f"-{key}", key)
    return second if url.get("sort") == first else first


# Figures at a glance


def figure_of(result: ReportResult, one: Measure) -> kpi.Figure:
    """A measure's figure at a glance: what it is compared with, and how it went."""
    value, other = value_of(result, Place().row(result), one), result.compare_totals.get(one.key)
    full = _full(result, one, value)
    share, note = None, ""
    if result.spec.compare == "target":
        if value is not None and other:
            share = value / other
            target = words.figure(one, other, short=True, unit=True)
            note = t("{share} of the target {target}", share=words.reached(value, other), target=target)
    elif result.spec.compare != "none":
        note = _note(result, one)
    return kpi.Figure(
        t(one.label), words.figure(one, value, short=True, unit=True), note, full, share,
        course=_course(result, one) if share is None else (),
    )  # fmt: skip


def _full(result: ReportResult, one: Measure, value: Value) -> str:
    """The exact figure with what it counts, of which days and how fresh."""
    days = words.both_calendars_of(result.span.start, result.span.end)
    at = t("As of {at}", at=_session.locale().datetime(result.at))
    lines = (words.figure(one, value, unit=True), t(one.meaning), f"{days} ({result.time_zone})", at)
    return "\n".join(lines)


def _course(result: ReportResult, one: Measure) -> tuple[float | None, ...]:
    figures = (value_of(result, row, one) for row in result.by_period)
    return tuple(None if figure is None else float(figure) for figure in figures)


def _note(result: ReportResult, one: Measure) -> str:
    """How the figure changed, with the base named; where nothing was, no share of it can be said."""
    before = result.compare_totals.get(one.key)
    change = words.change(one, result.totals.get(one.key), before)
    base = words.compared_with(result)
    if change != words.NOTHING:
        return t("{change} on {base}", change=change, base=base)
    if before is None:
        return t("No figures for {base}", base=base)
    return t("{base}: {figure}", base=base, figure=words.figure(one, before, short=True, unit=True))


def _shown(result: ReportResult) -> Measure:
    """The measure that chart and cross table show; chosen where there are several."""
    asked = {one.key: one for one in result.spec.asked}
    now = asked.get(url.get("show"), result.spec.asked[0])
    drawn = len(result.by_period) > 1 or len(result.by_group) > 1
    if len(asked) > 1 and drawn:
        _session.hold_widget("report_show", now.key)
        st.segmented_control(
            t("Shown in the chart"), list(asked), format_func=lambda key: t(asked[key].label), key="report_show",
            required=True, label_visibility="collapsed", on_change=_put_shown, args=(result.spec.asked[0].key,),
        )  # fmt: skip
    return now


def _put_shown(usual: str) -> None:
    now = _session.component_value("report_show")
    url.put(show=None if now == usual else now)


# Table and notes


def _table(result: ReportResult, one: Measure, sort: str) -> None:
    table = report_lines.lines_of(result, one, sort)
    many, size = len(table.lines), PAGE_IN_PARTS if any(line.folds for line in table.lines) else PAGE
    first = (min(pager.page(), -(-many // size) or 1) - 1) * size
    total = table.total if many > 1 else None
    lines = table.lines[first : first + size]
    report_table.show(TABLE, table.heads, lines, total, sort=table.sort, total_last=table.total_last)
    if many > size:
        pager.show(many, size=size)


def _notes(result: ReportResult) -> None:
    """What one should know, and how fresh it is."""
    lines = [note.say(_session.locale()) for note in result.notes]
    at = _session.locale().datetime(result.at)
    lines.append(t("As of {at}; days as in the time zone {zone}.", at=at, zone=result.time_zone))
    st.caption("  \n".join(lines))
