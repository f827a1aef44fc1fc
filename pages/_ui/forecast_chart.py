"""How a period goes: what was won so far in grey, the fan of what is expected in the accent, the target dashed."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

import _session
from _session import t
from _ui import charts
from _ui.theme import FONT, palette
from crm_core.base.days import ymd
from crm_core.base.periods import Period
from crm_core.deals.outlook import Outlook

_HEIGHT = 230
_END = 78
"""Pixels: of the drawing, and of the figures at its end."""
_CLOSE = 0.07
"""Figures nearer to each other than this share of the axis would lie on one another."""
_WEEK = 7
_DAY = dt.timedelta(days=1)


def show(found: Outlook) -> None:
    """Draw the period from its first day to its last; of one that is over also what was foreseen at its start."""
    rows, ticks = _rows(found), charts.round_figures(0, _highest(found))
    with st.container(key="forecast_chart", gap=None):
        st.html(charts.heading(_title(found), _below(found)))
        st.vega_lite_chart(
            pd.DataFrame(rows), _specification(found, ticks), theme=None, width="stretch", height="content"
        )  # fmt: skip


def _title(found: Outlook) -> str:
    name = _session.locale().period(found.period)
    if found.is_over:
        return t("Won in {period}, and what was foreseen at its start", period=name)
    return t("Won so far in {period}, and what is expected by its end", period=name)


def _below(found: Outlook) -> str:
    if found.target:
        return t("In eight of ten courses the end lies inside the band; the dashed line is the target.")
    return t("In eight of ten courses the end lies inside the band. No target is set.")


def _highest(found: Outlook) -> float:
    return max(found.won, found.foreseen.high, found.target or 0)


def _rows(found: Outlook) -> list[dict[str, Any]]:
    """What is drawn, by kind; `x` is the number of days since the period began."""
    isolate, money = _session.locale().isolate, _session.locale().money

    def row(kind: str, x: int, value: float, label: str, **more: Any) -> dict[str, Any]:
        shown = isolate(money(round(value)))
        return {"kind": kind, "x": x, "value": value, "shown": shown, "label": isolate(label), **more}

    period, so_far, day_of = found.period, 0, _session.locale().date
    rows = [row("won", 0, 0, day_of(period.start))]
    for day, amount in found.by_day:
        rows.append(row("won", (day - period.start).days + 1, amount, day_of(day)))
        so_far = amount
    now = _passed(found)
    rows.append(row("won", now, so_far, day_of(min(_session.today(), period.last_day))))
    begins, value = (0, 0) if found.is_over else (now, so_far)
    one, last = found.foreseen, t("Expected by {day}", day=day_of(period.last_day))
    rows.append(row("fan", begins, value, day_of(period.start + begins * _DAY), low=value, high=value))
    rows.append(row("fan", period.days, one.expected, last, low=one.low, high=one.high))
    if not found.is_over:
        rows.append(row("now", now, so_far, t("Today")))
    rows += [row("end", period.days, end, last, said=isolate(money(end, short=True))) for end in _ends(found)]
    if found.target:
        said = isolate(f"{t('Target')} {money(found.target, short=True)}")
        rows.append(row("target", 0, found.target, t("Target"), said=said))
    return rows


def _passed(found: Outlook) -> int:
    """How many days of the period are over or run."""
    return min(max((_session.today() - found.period.start).days + 1, 0), found.period.days)


def _ends(found: Outlook) -> Sequence[int]:
    """The figures written at the end: all three where there is room for them."""
    one, room = found.foreseen, _CLOSE * (_highest(found) or 1)
    low = [one.low] if one.expected - one.low > room else []
    high = [one.high] if one.high - one.expected > room else []
    return [*low, one.expected, *high]


def _days(period: Period) -> dict[int, str]:
    """The days written on the axis: weeks of a month, months of what is longer, and the last day."""
    locale = _session.locale()
    firsts: list[dt.date] = []
    for n in range(period.days):
        day = period.start + n * _DAY
        first = ymd(day, period.calendar)[2] == 1 if period.step != "month" else n % _WEEK == 0
        if first and (period.end - day).days > _WEEK // 2:
            firsts.append(day)
    named: dict[int, str] = {}
    for day in [*firsts, period.last_day]:
        _year, month, number = ymd(day, locale.calendar)
        place = (day - period.start).days + (day == period.last_day)
        named[place] = locale.isolate(locale.digits_of(f"{number} {locale.month_name(month)}"))
    return named


# What Vega-Lite draws


def _specification(found: Outlook, ticks: Sequence[float]) -> dict[str, Any]:
    paint, money, isolate = palette(), _session.locale().money, _session.locale().isolate
    grey = "#8C989B" if paint.dark else "#8A9597"
    signed = len(_session.locale().unit()) == 1  # the name of a currency on every line would be too much
    figures = {tick: isolate(money(round(tick), short=True, unit=signed)) for tick in ticks}
    x = {"field": "x", "type": "quantitative", "axis": _axis(_days(found.period), domain=True),
         "scale": {"domain": [0, found.period.days], "nice": False}, "title": None}  # fmt: skip
    y = {"field": "value", "type": "quantitative", "axis": _axis(figures), "title": None,
         "scale": {"domain": [0, ticks[-1]], "nice": False}}  # fmt: skip
    tooltip = [{"field": "label", "title": "title"}, {"field": "shown", "title": t("Amount")}]
    both = {"x": x, "y": y}
    fan = {**both, "y": {**y, "field": "low"}, "y2": {"field": "high"}}
    layers = [
        _layer("fan", {"type": "area", "color": paint.accent, "opacity": 0.18}, fan),
        _layer("fan", {"type": "line", "color": paint.accent, "strokeWidth": 2}, both),
        _layer("won", {"type": "area", "interpolate": "step-after", "color": grey, "opacity": 0.22}, both),
        _layer("won", {"type": "line", "interpolate": "step-after", "color": grey, "strokeWidth": 2}, both),
        _layer("won", {"type": "point", "filled": True, "size": 40, "opacity": 0}, {**both, "tooltip": tooltip}),
        _layer("now", {"type": "point", "filled": True, "size": 70, "color": paint.accent, "opacity": 1},
               {**both, "tooltip": tooltip}),
        _layer("target", {"type": "rule", "color": paint.ink, "strokeDash": [5, 4], "strokeWidth": 1.5}, {"y": y}),
        _layer("target", {"type": "text", "align": "left", "dx": 6, "dy": -7, "fontSize": 11, "color": paint.ink},
               {**both, "text": {"field": "said"}}),
        _layer("end", {"type": "point", "filled": True, "size": 34, "color": paint.accent, "opacity": 1},
               {**both, "tooltip": tooltip}),
        _layer("end", {"type": "text", "align": "left", "dx": 8, "fontSize": 12, "color": paint.ink},
               {**both, "text": {"field": "said"}}),
    ]  # fmt: skip
    there = {row["kind"] for row in _rows(found)}
    return {
        "height": _HEIGHT,
        "background": "transparent",
        "padding": {"left": 2, "top": 8, "bottom": 4, "right": _END},
        "layer": [one for kind, one in layers if kind in there],
        "config": {
            "font": FONT,
            "view": {"stroke": None},
            "axis": {
                "labelColor": paint.grey, "labelFontSize": 12, "gridColor": paint.line, "domainColor": paint.line,
                "labelPadding": 6,
            },
        },
    }  # fmt: skip


def _layer(kind: str, mark: dict[str, Any], encoding: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    one = {"transform": [{"filter": f"datum.kind == '{kind}'"}], "mark": {**mark, "clip": False}, "encoding": encoding}
    return kind, one


def _axis(labels: Mapping[Any, str], *, domain: bool = False) -> dict[str, Any]:
    """An axis that writes these figures and nothing else."""
    said = " : ".join(f"datum.value == {value!r} ? {json.dumps(text)}" for value, text in labels.items())
    return {
        "values": list(labels), "labelExpr": f"{said} : ''", "ticks": False, "domain": domain, "grid": not domain,
        "labelOverlap": "greedy", "labelSeparation": 8, "labelFlush": domain,
    }  # fmt: skip
