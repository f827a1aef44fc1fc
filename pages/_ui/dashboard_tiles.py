"""The reports of a dashboard side by side: what is there is drawn, of the rest the shape of what comes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import streamlit as st

import _session
from _session import read, t
from _ui import (
    behind,
    charts,
    dashboard_choice,
    dashboard_edit,
    kpi,
    report_empty,
    report_lines,
    report_table,
    report_view,
)
from _ui import report_words as words
from _ui.boundary import boundary
from _ui.markdown import plain
from _ui.report_lines import Lines
from _ui.report_table import Line
from crm_core.reports import Measure, ReportResult, say_span
from crm_core.reports import dashboards as core
from crm_core.reports.dashboards import Arrangement, Dashboard, Placed, Tile, Width
from crm_core.reports.pictures import picture
from crm_core.reports.saved import result_of
from crm_core.reports.saying import in_calendar_of, ranked
from crm_core.trust.unit_of_work import Work

_REPORT = "reports.py"
PATIENCE = 0.25
"""Seconds that the screen waits for figures before it shows the shape of those that are still to come."""
_PARTS: dict[Width, int] = {"third": 2, "half": 3, "whole": 6}
_WHOLE = 6
_FIGURES: dict[Width, int] = {"third": 2, "half": 3, "whole": 8}
"""So many figures stand on a tile of this width."""
_BARS = 10
_LINES = 12
"""So many lines of a table; the report has them all."""


def show(dashboard: Dashboard) -> None:
    """Draw the tiles."""
    found = read(_placed, dashboard.tiles, dashboard_choice.choices())
    asked = [dict(one.params) for one in found if one.report is not None]
    answers = behind.soon(result_of, asked, within=PATIENCE)
    come = iter(answers)
    drawn = [(one, next(come) if one.report is not None else None) for one in found]
    at = 0
    with st.container(key="dashboard_tiles", gap="small"):
        for row in _rows([one.tile.width for one, _ in drawn]):
            widths = [_PARTS[drawn[at + place][0].tile.width] for place in range(row)]
            rest = _WHOLE - sum(widths)
            columns = st.columns([*widths, *([rest] if rest else [])], gap="small")
            for place in range(row):
                with columns[place]:
                    _tile(dashboard, at + place, *drawn[at + place])
            at += row
    behind.draw_again(result_of, [one for one, answer in zip(asked, answers, strict=True) if answer is None])


def _placed(w: Work, tiles: tuple[Tile, ...], choices: Mapping[str, str]) -> list[Placed]:
    return core.placed(w, Arrangement(tiles, choices))


def _rows(widths: Sequence[Width]) -> Iterator[int]:
    """How many tiles stand beside each other in each row, in their order."""
    many, used = 0, 0
    for width in widths:
        if used + _PARTS[width] > _WHOLE:
            yield many
            many, used = 0, 0
        many, used = many + 1, used + _PARTS[width]
    if many:
        yield many


def _tile(dashboard: Dashboard, at: int, one: Placed, answer: ReportResult | BaseException | None) -> None:
    with st.container(key=f"tile_{one.tile.width}_{at}", gap="xsmall"), boundary():
        if one.report is None:
            _gone(dashboard, at)
            return
        st.page_link(
            _REPORT, label=plain(one.report.name), query_params=dashboard_choice.link(one.params, one.report.key)
        )
        if answer is None:
            st.html('<div class="tile_to_come" aria-hidden="true"><u></u></div>')
        elif isinstance(answer, BaseException):
            raise answer
        else:
            _fill(one, answer, at)


def _gone(dashboard: Dashboard, at: int) -> None:
    st.markdown(f"**{t('A report that is gone')}**")
    st.caption(t("It was deleted, or is no longer shared with you."))
    if dashboard.may_change:
        st.button(
            t("Take away"), key=f"tile_away_{at}", type="tertiary", icon=":material/close:",
            on_click=dashboard_edit.take_away, args=(dashboard, at),
        )  # fmt: skip


def _fill(one: Placed, result: ReportResult, at: int) -> None:
    st.caption(_said(one, result))
    if report_empty.is_empty(result):
        st.caption(t("Nothing happened in this period."))
        return
    shown = _measure(one, result)
    if "figures" in one.tile.shows:
        some = [shown, *(other for other in result.spec.asked if other.key != shown.key)]
        kpi.row([report_view.figure_of(result, each) for each in some[: _FIGURES[one.tile.width]]])
    if "chart" in one.tile.shows:
        _chart(one, result, shown)
    if "table" in one.tile.shows:
        _table(one, result, shown, at)


def _chart(one: Placed, result: ReportResult, shown: Measure) -> None:
    few, more = _greatest(result, shown)
    kind, sort = one.params.get("chart", ""), one.params.get("sort", "")
    drawn = picture(few, shown.key, kind, _session.locale(), charts.look(clicked=False), sort=sort)
    if drawn is not None:
        charts.draw(drawn)
    if more:
        st.caption(t("The first {n} of {all}", n=_BARS, all=more))


def _greatest(result: ReportResult, shown: Measure) -> tuple[ReportResult, int]:
    """As many groups as bars fit on a tile, the greatest; and of how many, 0 where that is all of them."""
    many = len(result.by_group)
    if many <= _BARS + 2 or len(result.spec.breakdown) != 1 or result.spec.by != "total":
        return result, 0
    places = sorted(ranked(result, "", shown)[:_BARS])
    groups, rows = (tuple(some[at] for at in places) for some in (result.by_group, result.rows))
    return replace(result, by_group=groups, rows=rows), many


def _measure(one: Placed, result: ReportResult) -> Measure:
    """The measure that is drawn."""
    asked = {each.key: each for each in result.spec.asked}
    return asked.get(one.params.get("show", ""), result.spec.asked[0])


def _said(one: Placed, result: ReportResult) -> str:
    """Which days, against which, and what does not hold here."""
    parts = [say_span(result.span, in_calendar_of(result, _session.locale()))]
    if result.spec.compare == "target":
        parts.append(t("against the target"))
    elif base := words.compared_with(result):
        parts.append(t("against {base}", base=base))
    joined = "، " if _session.locale().rtl else ", "
    if one.unfit:
        parts.append(t("not narrowed by {names}", names=joined.join(one.unfit)))
    if one.report is not None and one.report.left_out:
        parts.append(t("without {names}, which is gone", names=joined.join(one.report.left_out)))
    return plain(" · ".join(parts))


def _table(one: Placed, result: ReportResult, shown: Measure, at: int) -> None:
    table = report_lines.lines_of(result, shown, one.params.get("sort", ""))
    lines = [_still(line) for line in table.lines[:_LINES]]
    total = _still(table.total) if len(table.lines) > 1 else None
    report_table.show(f"tile_table_{at}", _heads(table), lines, total, total_last=table.total_last)
    if len(table.lines) > _LINES:
        n = _session.locale().number(len(table.lines))
        st.caption(t("The first {n} of {all} lines", n=_LINES, all=n))


def _heads(table: Lines) -> list[report_table.Head]:
    """Headings that do not sort: that is for the report itself."""
    return [replace(head, sort="") for head in table.heads]


def _still(line: Line) -> Line:
    """The line with figures that open nothing: the report itself does."""
    return replace(line, cells=tuple(replace(cell, opens="") for cell in line.cells))
