"""Charts: the only place that knows altair. One message each; labels in the person's words and digits.

A chart gets points whose figures are said already. It is drawn left to right also where one reads from the right.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

import altair as alt
import pandas as pd
import streamlit as st

import _session
from _session import t
from _ui.theme import CATEGORIES, FONT, Palette, palette
from crm_core.base.i18n import Locale

Shape = Literal["columns", "stacked", "line"]
Say = Callable[[float], str]
_HEIGHT = 260
_MARKS = "\u2066\u2067\u2068\u2069"
_TICKS = 5
_FEW = 14
_LABELLED = 8


@dataclass(frozen=True)
class Point:
    """A figure at a place of the axis. `label` and `shown` are as they are read; `hint` is more for the tooltip.

    `series` names the line or colour; `now` paints it in the accent where there is only one series.
    """

    label: str
    value: float
    shown: str
    series: str = ""
    hint: str = ""
    now: bool = False


def chart(
    points: Sequence[Point],
    *,
    title: str,
    say: Say,
    shape: Shape = "columns",
    colours: dict[str, str] | None = None,
    dashed: Sequence[str] = (),
    key: str | None = None,
) -> str | None:
    """Draw the points in their order; returns the label of the mark that was clicked, if any.

    `say` writes the figures of the axis; `colours` fixes the colour of a series (the same on every screen);
    `dashed` series are drawn dashed, as a target is.
    """
    if not points:
        return None
    paint = palette()
    locale = _session.locale()
    points = [_isolated(point, locale) for point in points]
    frame = pd.DataFrame([asdict(point) for point in points])
    order = list(dict.fromkeys(point.label for point in points))
    series = list(dict.fromkeys(point.series for point in points))
    pick = alt.selection_point(name="pick", fields=["label"])
    base = alt.Chart(frame).encode(
        x=alt.X("label:N", sort=order, title=None, axis=_label_axis(len(order))),
        y=alt.Y(
            "value:Q",
            title=None,
            axis=_figure_axis(points, lambda figure: locale.isolate(say(figure)), shape),
            scale=alt.Scale(zero=True),
        ),
        tooltip=_tooltip(series),
    )
    drawn = (
        _line(base, series, paint, colours, dashed) if shape == "line" else _bars(base, series, paint, colours, shape)
    )
    layers: list[Any] = [drawn.add_params(pick)]
    if shape == "columns" and len(series) == 1 and len(order) <= _LABELLED:
        layers.append(base.mark_text(dy=-7, fontSize=11, color=paint.ink).encode(text="shown:N"))
    whole = _dressed(alt.layer(*layers), title, paint)
    event: Any = st.altair_chart(
        whole, theme=None, width="stretch", height="content", key=key, on_select="rerun" if key else "ignore"
    )
    return _clicked(event) if key else None


def _isolated(point: Point, locale: Locale) -> Point:
    """The drawing surface reads from the left; texts of two directions keep their own order inside it."""
    return replace(
        point,
        label=locale.isolate(point.label),
        shown=locale.isolate(point.shown),
        hint=locale.isolate(point.hint) if point.hint else "",
        series=locale.isolate(point.series) if point.series else "",
    )


def _clicked(event: Any) -> str | None:
    chosen = (event.get("selection") or {}).get("pick") or []
    return str(chosen[0]["label"]).strip(_MARKS) if chosen else None


def _bars(base: Any, series: list[str], paint: Palette, colours: dict[str, str] | None, shape: Shape) -> Any:
    rounded: dict[str, Any] = {"cornerRadiusTopLeft": 2, "cornerRadiusTopRight": 2} if shape == "columns" else {}
    bars = base.mark_bar(**rounded)
    if len(series) == 1:
        grey = "#5B6668" if paint.dark else "#B9C2C4"
        return bars.encode(color=alt.condition("datum.now", alt.value(paint.accent), alt.value(grey)))
    coloured = bars.encode(color=_colour(series, colours))
    return coloured if shape == "stacked" else coloured.encode(xOffset=alt.XOffset("series:N", sort=series))


def _line(base: Any, series: list[str], paint: Palette, colours: dict[str, str] | None, dashed: Sequence[str]) -> Any:
    line = base.mark_line(point=alt.OverlayMarkDef(size=28, filled=True), strokeWidth=2)
    if len(series) == 1:
        return line.encode(color=alt.value(paint.accent))
    dash = [[5, 4] if name.strip(_MARKS) in dashed else [1, 0] for name in series]
    return line.encode(
        color=_colour(series, colours),
        strokeDash=alt.StrokeDash("series:N", scale=alt.Scale(domain=series, range=dash), legend=None),
    )


def _colour(series: list[str], colours: dict[str, str] | None) -> alt.Color:
    known = colours or {}
    painted = [known.get(name.strip(_MARKS), CATEGORIES[at % len(CATEGORIES)]) for at, name in enumerate(series)]
    return alt.Color(
        "series:N",
        scale=alt.Scale(domain=series, range=painted),
        legend=alt.Legend(title=None, orient="top", symbolType="square", labelLimit=240),
    )


def _tooltip(series: list[str]) -> list[alt.Tooltip]:
    lines = [alt.Tooltip("label:N", title=t("Period")), alt.Tooltip("shown:N", title=t("Value"))]
    if len(series) > 1:
        lines.insert(0, alt.Tooltip("series:N", title=t("Series")))
    return [*lines, alt.Tooltip("hint:N", title=" ")]


def _label_axis(count: int) -> alt.Axis:
    return alt.Axis(labelAngle=0 if count <= _FEW else -45, labelOverlap="greedy", labelLimit=110, ticks=False)


def _figure_axis(points: Sequence[Point], say: Say, shape: Shape) -> alt.Axis:
    """A few round figures, written as the person reads them."""
    ticks = _round_figures(_lowest(points), _highest(points, shape))
    said = " : ".join(f"datum.value == {value!r} ? {_quoted(say(value))}" for value in ticks)
    return alt.Axis(values=ticks, labelExpr=f"{said} : ''", ticks=False, domain=False)


def _lowest(points: Sequence[Point]) -> float:
    return min(0.0, *(point.value for point in points))


def _highest(points: Sequence[Point], shape: Shape) -> float:
    if shape != "stacked":
        return max(0.0, *(point.value for point in points))
    sums: dict[str, float] = {}
    for point in points:
        sums[point.label] = sums.get(point.label, 0.0) + max(point.value, 0.0)
    return max(sums.values())


def _round_figures(low: float, high: float) -> list[float]:
    span = (high - low) or 1.0
    rough = span / _TICKS
    power = 10.0 ** len(str(int(rough))) / 10 if rough >= 1 else 1.0
    while power > rough:
        power /= 10
    step = next(power * by for by in (1, 2, 2.5, 5, 10) if power * by >= rough)
    first = int(low // step)
    return [round(step * at, 10) for at in range(first, int(high / step + 0.999) + 1)]


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _dressed(chart: Any, title: str, paint: Palette) -> Any:
    return chart.properties(
        title=alt.TitleParams(
            title,
            anchor="end" if _session.locale().rtl else "start",
            fontSize=14,
            fontWeight=500,
            color=paint.ink,
            offset=12,
        ),
        height=_HEIGHT,
        background="transparent",
    ).configure(
        font=FONT,
        view=alt.ViewConfig(stroke=None),
        axis=alt.AxisConfig(
            labelColor=paint.grey,
            labelFontSize=12,
            gridColor=paint.line,
            domainColor=paint.line,
            labelPadding=6,
        ),
        legend=alt.LegendConfig(labelColor=paint.ink, labelFontSize=12),
    )
