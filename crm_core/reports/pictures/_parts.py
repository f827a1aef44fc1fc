"""What drawings are put together from: axes, legends, round figures, the dress of the house."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from ...base.colours import FONT, Palette

Spec = dict[str, Any]
Rows = list[dict[str, Any]]

HEIGHT = 250
BAR = 28
LEGEND = 44
"""Pixels: of a drawing over time, of a bar, of a legend."""
MARKS = "\u2066\u2067\u2068\u2069"
"""What isolates a text from its surroundings."""
LABELLED_FROM = 8
"""So many pixels stand between the figures of two columns."""

PLACE = "place"
"""The name of the width that there is, which expressions go by."""

_TICKS = 6
_WIDTH = 760
"""Pixels of a drawing whose width nobody has said yet."""
_PHONE = 520
_LETTER = 6.6
"""Pixels of a letter of 11 px, on the average."""
_END, _MOST_END = 22, 110
_SYMBOL, _MOST_NAME, _LEFT = 34, 220, 60
"""Pixels: of what stands beside a name in a legend, of a name at most, of the axis left of it."""


def wide_enough(marks: int, pixels: float) -> str:
    """The expression that shows something (1) only where so many marks have so many pixels each."""
    return f"{PLACE} > {round((marks + 1) * pixels)} ? 1 : 0"


def on_phone(small: float, large: float) -> Spec:
    """A figure that is smaller where the place is narrow."""
    return {"expr": f"{PLACE} < {_PHONE} ? {small} : {large}"}


def ease(texts: Sequence[str]) -> float:
    """The room that texts at the ends of bars and lines need, which no scale can give at every width."""
    longest = max((len(text.strip(MARKS)) for text in texts), default=0)
    return min(_END + _LETTER * longest, _MOST_END)


_MOST_LABELS = 48


def label_axis(labels: Mapping[str, str], *, horizontal: bool) -> Spec:
    """Labels in their short form; cut where long, thinned where many."""
    found: Spec = {"ticks": False}
    if not horizontal and len(labels) > _MOST_LABELS:  # to measure them all, only to leave most out, takes seconds
        kept = list(labels)[:: -(-len(labels) // _MOST_LABELS)]
        labels, found["values"] = {label: labels[label] for label in kept}, kept
    short = {label: said for label, said in labels.items() if said != label}
    if short:
        found["labelExpr"] = f"{json.dumps(short, ensure_ascii=False)}[datum.value] || datum.value"
    if horizontal:
        return found | {"labelLimit": on_phone(112, 200), "domain": False}
    return found | {"labelAngle": 0, "labelOverlap": "parity", "labelLimit": 120, "labelSeparation": 6}


def figure_axis(said: Mapping[float, str], paint: Palette, **more: Any) -> Spec:
    """A few round figures, written as the person reads them; the line of zero is seen where there is less."""
    texts = " : ".join(f"datum.value == {value!r} ? {json.dumps(text)}" for value, text in said.items())
    zero = {"condition": {"test": "datum.value === 0", "value": paint.grey}, "value": paint.line}
    return {
        "values": list(said), "labelExpr": f"{texts} : ''", "ticks": False, "domain": False,
        "labelOverlap": "greedy", "labelSeparation": 10, **({"gridColor": zero} if min(said) < 0 else {}), **more,
    }  # fmt: skip


def legend(series: Sequence[str]) -> Spec:
    """Names beside their colours, above the drawing; as many in a line as there is room for."""
    longest = max((len(name.strip(MARKS)) for name in series), default=0)
    one = min(_SYMBOL + _LETTER * longest, _MOST_NAME)
    return {
        "title": None, "orient": "top", "symbolType": "square", "labelLimit": on_phone(120, _MOST_NAME - _SYMBOL),
        "columns": {"expr": f"clamp(floor(({PLACE} - {_LEFT}) / {round(one)}), 1, {len(series)})"},
    }  # fmt: skip


def dressed(layers: Sequence[Spec], paint: Palette, height: float, *, end: float = 0, bars: bool = False) -> Spec:
    """The layers as one drawing, in our letters and colours. `end`: room at the right beside the plot itself."""
    return {
        "params": [{"name": PLACE, "expr": f"containerSize()[0] || {_WIDTH}"}],
        "layer": list(layers),
        "height": height,
        "autosize": {"type": "fit", "contains": "padding"},
        "background": "transparent",
        "padding": {"left": 2, "top": 6, "bottom": 6, "right": max(end, 8)},
        "config": {
            "font": FONT,
            "view": {"stroke": None},
            "axis": {
                "labelColor": paint.ink if bars else paint.grey, "labelFontSize": 12, "gridColor": paint.line,
                "domainColor": paint.line, "labelPadding": 6,
            },
            "legend": {"labelColor": paint.ink, "labelFontSize": 12},
        },
    }  # fmt: skip


def round_figures(low: float, high: float, whole: bool = False) -> list[float]:
    """The figures that an axis over these shows, evenly apart, the lowest first."""
    rough = ((high - low) or 1.0) / _TICKS
    power = 10.0 ** len(str(int(rough))) / 10 if rough >= 1 else 1.0
    while power > rough:
        power /= 10
    step = next(power * by for by in (1, 2, 5, 10) if power * by >= rough)
    if whole:
        step = max(float(round(step + 0.49)), 1.0)
    first = int(low // step)
    return [round(step * at, 10) for at in range(first, max(int(high / step + 0.999), first + 1) + 1)]
