"""Charts: the only place that knows altair. One message each; labels in the person's words and digits.

A chart gets points whose figures are said already. It is drawn left to right also where one reads from the right.
Altair takes long to make and check a specification, so it is made once for all charts that look alike (`_Look`);
the points come to it as data.
"""

from __future__ import annotations

import copy
import functools
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Literal

import altair as alt
import pandas as pd
import streamlit as st

import _session
from _session import t
from _ui.theme import CATEGORIES, FONT, Palette, palette

Shape = Literal["columns", "stacked", "line"]
Say = Callable[[float], str]

_HEIGHT = 250
_BAR = 28
_AROUND = 40
_LEGEND = 44
_END = 76
"""Pixels: of a chart over time, of a bar, of the axis below bars, of a legend, of the figure at the end of a bar."""
_MARKS = "\u2066\u2067\u2068\u2069"
_TICKS = 5
_FEW = 14
_LABELLED = 8
_MANY_DOTS = 40
_ONE_LINE = 36
"""So many letters of a legend stand beside each other on a phone."""


@dataclass(frozen=True)
class Point:
    """A figure at a place of the axis. `label` and `shown` are as they are read; `hint` is more for the tooltip.

    `series` names the line or colour; `now` paints it in the accent where there is only one series. `short` stands on
    the axis in place of the label. `base` is the figure it is compared with; None as a value leaves its place empty.
    """

    label: str
    value: float | None
    shown: str
    series: str = ""
    hint: str = ""
    now: bool = False
    short: str = ""
    base: float | None = None
    base_shown: str = ""


@dataclass(frozen=True)
class _Look:
    """All of a chart but its figures: charts of one look share a specification."""

    shape: Shape
    horizontal: bool
    labels: tuple[tuple[str, str], ...]
    ticks: tuple[tuple[float, str], ...]
    series: tuple[str, ...]
    colours: tuple[str, ...]
    dashes: tuple[bool, ...]
    base: Literal["", "before", "target"]
    labelled: bool
    clicked: bool
    tooltip: tuple[tuple[str, str], ...]
    paint: Palette


def chart(
    points: Sequence[Point],
    *,
    title: str,
    say: Say,
    shape: Shape = "columns",
    horizontal: bool = False,
    below: str = "",
    colours: Mapping[str, str] | None = None,
    dashed: Sequence[str] = (),
    base: Literal["", "before", "target"] = "",
    base_name: str = "",
    whole: bool = False,
    hint_name: str = "",
    key: str | None = None,
) -> tuple[str, str] | None:
    """Draw the points in their order; returns label and series of the mark that was clicked, if any.

    `say` writes the figures of the axis, which are whole numbers where `whole`; `below` is said under the title.
    `colours` fixes the colour of a series (the same on every screen); `dashed` series are drawn dashed. `horizontal`
    columns are bars, one below the other. `base` draws what each point is compared with: what was before in grey
    behind it, a target as a dashed line. `hint_name` is what the hints of the points tell (days, unless told).
    """
    if not points:
        return None
    isolate = _session.locale().isolate
    rows = [_row(point, isolate) for point in points]
    series = tuple(dict.fromkeys(row["series"] for row in rows))
    labels = {row["label"]: isolate(point.short or point.label) for row, point in zip(rows, points, strict=True)}
    ticks = round_figures(_lowest(points), _highest(points, shape), whole)
    look = _Look(
        shape=shape,
        horizontal=horizontal,
        labels=tuple(labels.items()),
        ticks=tuple((tick, isolate(say(tick))) for tick in ticks),
        series=series,
        colours=_painted(series, colours or {}),
        dashes=tuple(name.strip(_MARKS) in dashed for name in series),
        base=base,
        labelled=len(series) == 1 and shape == "columns" and (horizontal or len(labels) <= _LABELLED),
        clicked=key is not None,
        tooltip=_tooltip(len(series) > 1, base_name, any(point.hint for point in points), hint_name),
        paint=palette(),
    )
    with st.container(gap=None):
        st.html(heading(title, below))
        event: Any = st.vega_lite_chart(
            pd.DataFrame(rows), copy.deepcopy(_specification(look)), theme=None, width="stretch", height="content",
            key=key, on_select="rerun" if key else "ignore",
        )  # fmt: skip
    return _clicked(event) if key else None


def heading(title: str, below: str) -> str:
    """The title of a chart, outside of the drawing, where it wraps on a phone and reads in its own direction."""
    under = f"<small>{escape(below)}</small>" if below else ""
    return f'<div class="chart_title"><b>{escape(title)}</b>{under}</div>'


def _row(point: Point, isolate: Callable[[str], str]) -> dict[str, Any]:
    """The drawing surface reads from the left; texts of two directions keep their own order inside it."""
    return {
        "label": isolate(point.label),
        "value": point.value,
        "shown": isolate(point.shown),
        "series": isolate(point.series),
        "hint": isolate(point.hint),
        "now": point.now,
        "base": point.base,
        "base_shown": isolate(point.base_shown),
    }


def _clicked(event: Any) -> tuple[str, str] | None:
    chosen = (event.get("selection") or {}).get("pick") or []
    if not chosen or "label" not in chosen[0]:
        return None
    return str(chosen[0]["label"]).strip(_MARKS), str(chosen[0].get("series") or "").strip(_MARKS)


def _painted(series: Sequence[str], known: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(known.get(name.strip(_MARKS), CATEGORIES[at % len(CATEGORIES)]) for at, name in enumerate(series))


def _tooltip(several: bool, base_name: str, hints: bool, hint_name: str) -> tuple[tuple[str, str], ...]:
    lines = [("label", "title")]  # which the tooltip shows as its heading
    if several:
        lines.append(("series", t("Series")))
    lines.append(("shown", t("Value")))
    if base_name:
        lines.append(("base_shown", base_name))
    return (*lines, ("hint", hint_name or t("Days"))) if hints else tuple(lines)


# The specification


@functools.lru_cache(maxsize=400)
def _specification(look: _Look) -> dict[str, Any]:
    """What Vega-Lite draws; the caller copies it."""
    low, high = look.ticks[0][0], look.ticks[-1][0]
    figures: dict[str, Any] = {
        "title": None,
        "axis": _figure_axis(look),
        "scale": alt.Scale(domain=[low, high + (high - low) * _room(look)], nice=False),
    }
    places: dict[str, Any] = {"sort": [label for label, _ in look.labels], "title": None, "axis": _label_axis(look)}
    common = alt.Chart().encode(tooltip=[alt.Tooltip(f"{name}:N", title=title) for name, title in look.tooltip])
    value: Any
    other: Any
    if look.horizontal:
        base = common.encode(y=alt.Y("label:N", **places))
        value, other = alt.X("value:Q", **figures), alt.X("base:Q", **figures)
    else:
        base = common.encode(x=alt.X("label:N", **places))
        value, other = alt.Y("value:Q", **figures), alt.Y("base:Q", **figures)
    layers = [*_behind(look, base, other), _marks(look, base, value), *_in_front(look, base, value, other)]
    pick = alt.selection_point(name="pick", fields=["label", "series"])
    at = len(_behind(look, base, other))
    if look.clicked:
        layers[at] = layers[at].add_params(pick)
    found: dict[str, Any] = _dressed(alt.layer(*layers), look).to_dict()
    # Altair gives a chart without data an empty row; all layers are to take theirs from the chart.
    del found["datasets"]
    for layer in found["layer"]:
        del layer["data"]
    return found


def _room(look: _Look) -> float:
    """The share of the axis that is kept free for the figures at the ends of the marks."""
    return 0.08 if look.labelled and not look.horizontal else 0.0


def _channel(look: _Look, figures: Any) -> dict[str, Any]:
    return {"x" if look.horizontal else "y": figures}


def _grey(look: _Look) -> str:
    return "#5B6668" if look.paint.dark else "#B9C2C4"


def _behind(look: _Look, base: Any, other: Any) -> list[Any]:
    """What was before, in grey and wider."""
    if look.base != "before":
        return []
    if look.shape == "line":
        return [base.mark_line(strokeWidth=2, color=_grey(look)).encode(**_channel(look, other))]
    soft = "#3A4446" if look.paint.dark else "#DCE1E2"
    return [base.mark_bar(color=soft, **_width(look, 0.84)).encode(**_channel(look, other))]


def _marks(look: _Look, base: Any, value: Any) -> Any:
    cursor = {"cursor": "pointer"} if look.clicked else {}
    if look.shape == "line":
        return _lines(look, base, cursor).encode(**_channel(look, value))
    narrow = _width(look, 0.42 if look.base == "before" else 0.68)
    corners = {"cornerRadiusEnd": 2} if look.shape == "columns" else {}
    bars = base.mark_bar(**narrow, **corners, **cursor).encode(**_channel(look, value))
    if len(look.series) > 1:
        bars = bars.encode(color=_colour(look), order=alt.Order("index:Q"))
        if look.shape == "stacked":
            return bars.transform_window(index="row_number()")
        return bars.encode(xOffset=alt.XOffset("series:N", sort=list(look.series)))
    if look.base == "before" or look.horizontal:
        return bars.encode(color=alt.value(look.paint.accent))
    return bars.encode(color=alt.condition("datum.now", alt.value(look.paint.accent), alt.value(_grey(look))))


def _width(look: _Look, share: float) -> dict[str, Any]:
    return {"height" if look.horizontal else "width": alt.RelativeBandSize(band=share)}


def _lines(look: _Look, base: Any, cursor: dict[str, Any]) -> Any:
    size = 28 if len(look.labels) <= _MANY_DOTS else 12
    line = base.mark_line(point=alt.OverlayMarkDef(size=size, filled=True, **cursor), strokeWidth=2, **cursor)
    if len(look.series) == 1:
        return line.encode(color=alt.value(look.paint.accent))
    line = line.encode(color=_colour(look))
    if not any(look.dashes):
        return line
    dash = [[5, 4] if dashed else [1, 0] for dashed in look.dashes]
    return line.encode(
        strokeDash=alt.StrokeDash("series:N", scale=alt.Scale(domain=list(look.series), range=dash), legend=None),
    )


def _in_front(look: _Look, base: Any, value: Any, other: Any) -> list[Any]:
    """The target, and the figures at the ends of the marks."""
    found = []
    if look.base == "target":
        found.append(_target(look, base, other))
    if look.labelled:
        place = {"dx": 5, "align": "left"} if look.horizontal else {"dy": -7}
        found.append(
            base.mark_text(fontSize=11, color=look.paint.ink, **place).encode(text="shown:N", **_channel(look, value))
        )
    return found


def _target(look: _Look, base: Any, other: Any) -> Any:
    """A dashed line: through all where there are many, else one across each place."""
    ink: dict[str, Any] = {"color": look.paint.ink, "opacity": 0.8}
    if look.shape == "line" or len(look.labels) > 2 * _FEW:
        return base.mark_line(strokeWidth=1.5, strokeDash=[5, 4], **ink).encode(**_channel(look, other))
    kind, end = (alt.Y, alt.Y2) if look.horizontal else (alt.X, alt.X2)
    places: dict[str, Any] = {"sort": [label for label, _ in look.labels], "title": None, "axis": _label_axis(look)}
    across = {
        "y" if look.horizontal else "x": kind("label:N", bandPosition=0.06, **places),
        "y2" if look.horizontal else "x2": end("label", bandPosition=0.94),
    }
    line = base.mark_rule(strokeWidth=2, strokeDash=[5, 3], **ink)
    return line.encode(**across, **_channel(look, other))


def _colour(look: _Look) -> alt.Color:
    columns = 4 if sum(map(len, look.series)) <= _ONE_LINE else 2
    return alt.Color(
        "series:N",
        scale=alt.Scale(domain=list(look.series), range=list(look.colours)),
        legend=alt.Legend(title=None, orient="top", symbolType="square", labelLimit=180, columns=columns),
    )


def _label_axis(look: _Look) -> alt.Axis:
    said = json.dumps(dict(look.labels), ensure_ascii=False)
    if look.horizontal:
        return alt.Axis(labelExpr=f"{said}[datum.value]", labelLimit=170, ticks=False, domain=False)
    turned = len(look.labels) > _FEW
    return alt.Axis(
        labelExpr=f"{said}[datum.value]", labelAngle=-45 if turned else 0, labelOverlap="greedy", labelLimit=110,
        labelSeparation=4, ticks=False,
    )  # fmt: skip


def _figure_axis(look: _Look) -> alt.Axis:
    """A few round figures, written as the person reads them."""
    said = " : ".join(f"datum.value == {value!r} ? {json.dumps(text)}" for value, text in look.ticks)
    return alt.Axis(
        values=[value for value, _ in look.ticks], labelExpr=f"{said} : ''", ticks=False, domain=False,
        labelOverlap="greedy", labelSeparation=10,
    )  # fmt: skip


def _dressed(layered: Any, look: _Look) -> Any:
    paint = look.paint
    height = _BAR * len(look.labels) + _AROUND if look.horizontal else _HEIGHT
    # On the right the figures at the ends of bars need room, which no scale can give at every width.
    padding = {"left": 2, "top": 4, "bottom": 8, "right": _END if look.horizontal and look.labelled else 6}
    height += _LEGEND * (len(look.series) > 1)
    return layered.properties(height=height, background="transparent", padding=padding).configure(
        font=FONT,
        view=alt.ViewConfig(stroke=None),
        axis=alt.AxisConfig(
            labelColor=paint.ink if look.horizontal else paint.grey, labelFontSize=12, gridColor=paint.line,
            domainColor=paint.line, labelPadding=6,
        ),
        legend=alt.LegendConfig(labelColor=paint.ink, labelFontSize=12),
    )  # fmt: skip


# Figures of the axis


def _lowest(points: Sequence[Point]) -> float:
    return min(0.0, *(figure for point in points for figure in (point.value, point.base) if figure is not None), 0.0)


def _highest(points: Sequence[Point], shape: Shape) -> float:
    bases = [point.base for point in points if point.base is not None]
    if shape != "stacked":
        return max([0.0, *bases, *(point.value for point in points if point.value is not None)])
    sums: dict[str, float] = {}
    for point in points:
        sums[point.label] = sums.get(point.label, 0.0) + max(point.value or 0.0, 0.0)
    return max([*sums.values(), *bases])


def round_figures(low: float, high: float, whole: bool = False) -> list[float]:
    """The figures that an axis over these shows, evenly apart, the lowest first."""
    rough = ((high - low) or 1.0) / _TICKS
    power = 10.0 ** len(str(int(rough))) / 10 if rough >= 1 else 1.0
    while power > rough:
        power /= 10
    step = next(power * by for by in (1, 2, 2.5, 5, 10) if power * by >= rough)
    if whole:
        step = max(float(round(step + 0.49)), 1.0)
    first = int(low // step)
    return [round(step * at, 10) for at in range(first, max(int(high / step + 0.999), first + 1) + 1)]
