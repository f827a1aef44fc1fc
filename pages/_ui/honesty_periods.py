"""Period by period: what had been forecast, and what came."""

from __future__ import annotations

import streamlit as st

from _session import locale, t
from _ui import charts, honesty_figures, report_table, switch
from _ui.report_table import Cell, Head, Line
from _ui.theme import CATEGORIES, palette
from crm_core.deals.forecast.honesty import Honesty, Moment, PastPeriod, Said


def show(found: Honesty) -> None:
    """The chart of one moment, the errors of all, and the table of periods."""
    moment = switch.one_of("made", t("Forecast made"), honesty_figures.moments())
    with st.container(key="honesty_periods"):
        left, right = st.columns([4, 3], gap="large")
        with left:
            _chart(found, moment)
        with right:
            honesty_figures.by_moment(found)
    with st.expander(t("Every period in figures")):
        _table(found)


def _chart(found: Honesty, moment: Moment) -> None:
    money = locale().money
    came, ours, plain, people = t("Came"), t("Model"), t("Stage weights"), t("Submitted")
    points = []
    for one in found.periods:
        label, said = locale().period(one.period), one.said[moment]
        span = f"{money(said.low, short=True)} – {money(said.high, short=True)}"
        figures: list[tuple[str, int | None, str]] = [(came, one.came, ""), (ours, said.model, span)]
        figures.append((plain, said.stages, ""))
        if any(other.said[moment].submitted for other in found.periods):
            figures.append((people, said.submitted, ""))
        points += [
            charts.Point(label, None if value is None else float(value), money(value, short=True), name, hint=hint)
            for name, value, hint in figures
        ]
    charts.chart(
        points,
        title=t("What was forecast, and what came"),
        below=t("Forecasts: {moment}", moment=honesty_figures.moments()[moment]),
        say=lambda value: money(round(value), short=True),
        shape="line",
        colours={came: palette().grey, ours: palette().accent, plain: CATEGORIES[1], people: CATEGORIES[3]},
        dashed=(plain, people),
        hint_name=t("Range"),
    )


def _table(found: Honesty) -> None:
    words = honesty_figures.moments()
    heads = [Head(t("Period"), words=True), Head(t("Came"))]
    for moment in words:
        heads += [
            Head(f"{words[moment]}: {t('Model')}", t("Marked where what came lies outside the range")),
            Head(t("Stage weights")),
            Head(t("Submitted")),
        ]
    lines = [_line(one, list(words)) for one in reversed(found.periods)]
    report_table.show("honesty_table", heads, lines)


def _line(one: PastPeriod, moments: list[Moment]) -> Line:
    cells = [Cell(locale().money(one.came, short=True))]
    for moment in moments:
        cells += _cells(one.said[moment], one.came)
    return Line((locale().period(one.period),), tuple(cells))


def _cells(said: Said, came: int) -> list[Cell]:
    money = locale().money
    span = f"{money(said.low, short=True)} – {money(said.high, short=True)}"
    outside = not said.low <= came <= said.high
    return [
        Cell(money(said.model, short=True), hint=span, tone="risk" if outside else ""),
        Cell(money(said.stages, short=True), soft=True),
        Cell(money(said.submitted, short=True), soft=True),
    ]
