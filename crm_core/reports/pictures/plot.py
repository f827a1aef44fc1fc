"""Points drawn as columns, bars, stacks or lines: a Vega-Lite specification without data, and its rows.

Plain mappings, made anew each time: that is cheap. The drawing surface reads from the left also where one reads from
the right; texts of two directions are isolated, so that they keep their own order inside it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Any, Literal

from ...base.colours import Palette, in_turn
from ...base.i18n import Locale
from ._parts import (
    BAR,
    HEIGHT,
    LABELLED_FROM,
    LEGEND,
    MARKS,
    Rows,
    Spec,
    dressed,
    ease,
    figure_axis,
    label_axis,
    legend,
    round_figures,
    wide_enough,
)  # fmt: skip

__all__ = ["MARKS", "Base", "Plot", "Point", "Say", "Shape", "drawn"]

Shape = Literal["columns", "stacked", "shares", "line"]
Base = Literal["", "before", "target"]
Say = Callable[[float], str]

_AROUND = 40
_MANY_DOTS, _FEW = 40, 12
"""To so many points of a line each has a dot; to so many its figure."""
_MOST_ENDS, _LONGEST_END, _LINE = 6, 18, 15
"""So many lines have their names at their ends, of so many letters at most, and so many pixels apart."""
_ROOM = 0.09
"""The share of the axis that is kept free for the figures above columns."""
_ENDS = 30
"""From so many columns on a target is one line through all instead of one across each."""


@dataclass(frozen=True)
class Point:
    """A figure at a place of the axis. `label`, `shown` and `full` are as they are read; `hint` tells more of it.

    `series` names the line or colour; `now` paints it in the accent where there is only one series. `short` stands on
    the axis in place of the label. `base` is the figure it is compared with, `change` how it differs from that; None
    as a value leaves its place empty. `full` is the exact figure, for the tooltip. `soft` ones stand back,
    as all others together do.
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
    change: str = ""
    full: str = ""
    soft: bool = False


@dataclass(frozen=True)
class Plot:
    """How points are drawn.

    `say` writes the figures of the axis, which are whole numbers where `whole`. `colours` fixes the colour of a series
    (the same everywhere); `dashed` series are drawn dashed. `horizontal` columns are bars, one below the other. `base`
    draws what each point is compared with: what was before in grey behind it, a target as a dashed line. `value_name`,
    `base_name` and `hint_name` head the lines of the tooltip. `clicked`: marks can be chosen, as the parameter "pick".
    `order` names series in the order in which they stand; those it leaves out come after them.
    """

    say: Say
    locale: Locale
    paint: Palette
    shape: Shape = "columns"
    horizontal: bool = False
    colours: Mapping[str, str] = field(default_factory=dict)
    dashed: Sequence[str] = ()
    base: Base = ""
    base_name: str = ""
    whole: bool = False
    value_name: str = ""
    hint_name: str = ""
    clicked: bool = False
    order: Sequence[str] = ()


def drawn(points: Sequence[Point], plot: Plot) -> tuple[Spec, Rows]:
    """The specification and its rows, in the order of the points. `value` of a row is the figure itself."""
    return _Drawing(points, plot).spec(), _rows(points, plot)


def _series(points: Sequence[Point], plot: Plot) -> list[str]:
    found = dict.fromkeys(point.series for point in points)
    return [name for name in plot.order if name in found] + [name for name in found if name not in plot.order]


def _rows(points: Sequence[Point], plot: Plot) -> Rows:
    isolate = plot.locale.isolate
    places = {name: at for at, name in enumerate(_series(points, plot))}
    return [
        {
            "label": isolate(point.label),
            "value": point.value,
            "shown": isolate(point.shown),
            "full": isolate(point.full or point.shown),
            "series": isolate(point.series),
            "order": places[point.series],
            "hint": isolate(point.hint),
            "now": point.now,
            "soft": point.soft,
            "base": point.base,
            "base_shown": isolate(point.base_shown),
            "change": isolate(point.change),
        }
        for point in points
    ]


@dataclass(frozen=True)
class _Drawing:
    points: Sequence[Point]
    plot: Plot

    @cached_property
    def series(self) -> list[str]:
        return [self.plot.locale.isolate(name) for name in _series(self.points, self.plot)]

    @cached_property
    def labels(self) -> dict[str, str]:
        """What stands on the axis for each label."""
        isolate = self.plot.locale.isolate
        return {isolate(point.label): isolate(point.short or point.label) for point in self.points}

    @property
    def several(self) -> bool:
        return len(self.series) > 1

    @cached_property
    def labelled(self) -> bool:
        """Whether the figures stand on the marks; where there is little room they hide again."""
        few = self.plot.shape == "line" and self.known <= _FEW
        return not self.several and (few or self.plot.shape == "columns")

    @cached_property
    def ends(self) -> Mapping[str, Point]:
        """The last point of each line, at which its name stands; none where a legend says it better."""
        if self.plot.shape != "line" or not 1 < len(self.series) <= _MOST_ENDS:
            return {}
        last = {point.series: point for point in self.points if point.value is not None}
        low, high = self.ticks[0], self.ticks[-1]
        heights = sorted((point.value or 0) / (high - low) * HEIGHT for point in last.values())
        apart = all(after - before >= _LINE for before, after in pairwise(heights))
        together = len({point.label for point in last.values()}) == 1 and len(last) == len(self.series)
        short = max(map(len, self.series)) <= _LONGEST_END
        return last if apart and together and short else {}

    @cached_property
    def known(self) -> int:
        """How many points have a figure."""
        return sum(point.value is not None for point in self.points)

    def spec(self) -> Spec:
        plot = self.plot
        behind = self._behind()
        layers = [*behind, self._marks(), *self._in_front()]
        if plot.clicked:
            pick = {"name": "pick", "select": {"type": "point", "fields": ["label", "series"]}}
            layers[self._clickable(layers, len(behind))]["params"] = [pick]
        height = BAR * len(self.labels) + _AROUND if plot.horizontal else HEIGHT
        end = ease([point.shown for point in self.points]) if plot.horizontal and self.labelled else 0
        if self.ends:
            end = ease(self.series)
        legend_high = LEGEND * (self.several and not self.ends)
        return dressed(layers, plot.paint, height + legend_high, end=end, bars=plot.horizontal)

    def _clickable(self, layers: Sequence[Spec], marks: int) -> int:
        return len(layers) - 1 if self.plot.shape == "line" else marks

    # Axes

    def _across(self, **more: Any) -> Spec:
        axis = label_axis(self.labels, horizontal=self.plot.horizontal)
        return {"field": "label", "type": "nominal", "sort": list(self.labels), "title": None, "axis": axis, **more}

    @cached_property
    def ticks(self) -> list[float]:
        if self.plot.shape == "shares":
            return [0, 0.25, 0.5, 0.75, 1]
        return round_figures(_lowest(self.points), _highest(self.points, self.plot.shape), self.plot.whole)

    def _up(self, name: str) -> Spec:
        plot, low, high = self.plot, self.ticks[0], self.ticks[-1]
        say = plot.locale.percent if plot.shape == "shares" else plot.say
        room = (high - low) * _ROOM if self.labelled and not plot.horizontal else 0.0
        under = room if low < 0 else 0.0
        left = (high - low) * 2 * _ROOM if self.labelled and plot.horizontal and low < 0 else under
        axis = figure_axis({tick: plot.locale.isolate(say(tick)) for tick in self.ticks}, plot.paint)
        scale = {"domain": [low - left, high + room], "nice": False, "zero": False}
        found: Spec = {"field": name, "type": "quantitative", "title": None, "axis": axis, "scale": scale}
        if name == "value" and plot.shape in ("stacked", "shares"):
            found["stack"] = "normalize" if plot.shape == "shares" else "zero"
        elif plot.shape != "line":
            found["stack"] = None
        return found

    def _placed(self, name: str, **more: Any) -> Spec:
        """The two places of a mark, and what is told of it."""
        up, across = ("x", "y") if self.plot.horizontal else ("y", "x")
        return {across: self._across(**more), up: self._up(name), "tooltip": self._tooltip()}

    def _tooltip(self) -> list[Spec]:
        plot, t = self.plot, self.plot.locale.t
        lines = [("label", "title")]  # which the tooltip shows as its heading
        if self.several:
            lines.append(("series", t("Series")))
        lines.append(("full", plot.value_name or t("Value")))
        if plot.base_name:
            lines.append(("base_shown", plot.base_name))
            if any(point.change for point in self.points):
                lines.append(("change", t("Reached") if plot.base == "target" else t("Change")))
        if any(point.hint for point in self.points):
            lines.append(("hint", plot.hint_name or t("Days")))
        return [{"field": name, "type": "nominal", "title": title} for name, title in lines]

    # Marks

    def _behind(self) -> list[Spec]:
        """What was before, in grey and wider."""
        if self.plot.base != "before":
            return []
        if self.plot.shape == "line":
            mark: Spec = {"type": "line", "strokeWidth": 2, "color": self.plot.paint.past}
        else:
            mark = {"type": "bar", "color": self.plot.paint.soft_past, **self._width(0.84)}
        return [{"mark": mark, "encoding": self._placed("base")}]

    def _marks(self) -> Spec:
        plot, paint = self.plot, self.plot.paint
        cursor = {"cursor": "pointer"} if plot.clicked else {}
        encoding = self._placed("value")
        if plot.shape == "line":
            return self._line(encoding, cursor)
        corners = {"cornerRadiusEnd": 2} if plot.shape == "columns" else {}
        mark = {"type": "bar", **self._width(0.42 if plot.base == "before" else 0.68), **corners, **cursor}
        if self.several:
            encoding |= {"color": self._colour(), "order": {"field": "order", "type": "quantitative"}}
            if plot.shape == "columns":
                beside = "yOffset" if plot.horizontal else "xOffset"
                encoding[beside] = {"field": "series", "type": "nominal", "sort": self.series}
                mark = {"type": "bar", **corners, **cursor}
        elif plot.base == "before" or plot.horizontal:
            encoding["color"] = {"condition": {"test": "datum.soft", "value": paint.past}, "value": paint.accent}
        else:
            encoding["color"] = {"condition": {"test": "datum.now", "value": paint.accent}, "value": paint.past}
        return {"mark": mark, "encoding": encoding}

    def _width(self, share: float) -> Spec:
        return {"height" if self.plot.horizontal else "width": {"band": share}}

    def _line(self, encoding: Spec, cursor: Spec) -> Spec:
        encoding["color"] = self._colour() if self.several else {"value": self.plot.paint.accent}
        dashed = [name.strip(MARKS) in self.plot.dashed for name in self.series]
        if any(dashed):
            dash = [[5, 4] if one else [1, 0] for one in dashed]
            scale = {"domain": self.series, "range": dash}
            encoding["strokeDash"] = {"field": "series", "type": "nominal", "scale": scale, "legend": None}
        return {"mark": {"type": "line", "strokeWidth": 2, **cursor}, "encoding": encoding}

    def _dots(self) -> Spec:
        """The points of lines: seen where they are few, else only met by the pointer."""
        seen = len(self.labels) <= _MANY_DOTS or self.known <= len(self.series)
        cursor = {"cursor": "pointer"} if self.plot.clicked else {}
        mark = {"type": "point", "filled": True, "size": 30 if seen else 90, "opacity": 1 if seen else 0, **cursor}
        colour = self._colour() if self.several else {"value": self.plot.paint.accent}
        return {"mark": mark, "encoding": {**self._placed("value"), "color": colour}}

    def _colour(self) -> Spec:
        known = self.plot.colours
        turns = in_turn([name.strip(MARKS) for name in self.series])
        colours = [known.get(name.strip(MARKS), turns[name.strip(MARKS)]) for name in self.series]
        return {
            "field": "series", "type": "nominal", "scale": {"domain": self.series, "range": colours},
            "legend": None if self.ends else legend(self.series),
        }  # fmt: skip

    def _in_front(self) -> list[Spec]:
        """The target, the figures at the ends of the marks, the dots of lines."""
        found = []
        if self.plot.base == "target":
            found.append(self._target())
        if self.labelled:
            found.append(self._figures())
        if self.ends:
            found.append(self._names())
        if self.plot.shape == "line":
            found.append(self._dots())
        return found

    def _names(self) -> Spec:
        """The name of each line beside its last point."""
        encoding = {name: one for name, one in self._placed("value").items() if name != "tooltip"}
        last = next(iter(self.ends.values())).label
        return {
            "mark": {"type": "text", "align": "left", "dx": 8, "fontSize": 12, "color": self.plot.paint.ink},
            "transform": [{"filter": {"field": "label", "equal": self.plot.locale.isolate(last)}}],
            "encoding": encoding | {"text": {"field": "series", "type": "nominal"}},
        }

    def _figures(self) -> Spec:
        """Beyond the end of each mark, below or left of it where the figure is negative."""
        mark: Spec = {"type": "text", "fontSize": 11, "color": self.plot.paint.ink}
        if self.plot.horizontal:
            side = {"expr": "datum.value < 0 ? 'right' : 'left'"}
            mark |= {"align": side, "dx": {"expr": "datum.value < 0 ? -5 : 5"}}
        else:
            longest = max((len(point.shown.strip(MARKS)) for point in self.points), default=0)
            mark |= {"dy": {"expr": "datum.value < 0 ? 9 : -7"}}
            mark["opacity"] = {"expr": wide_enough(len(self.labels), LABELLED_FROM + 6 * longest)}
        encoding = self._placed("value")
        del encoding["tooltip"]
        return {"mark": mark, "encoding": encoding | {"text": {"field": "shown", "type": "nominal"}}}

    def _target(self) -> Spec:
        """A dashed line: through all where there are many, else one across each place."""
        ink: Spec = {"color": self.plot.paint.ink, "opacity": 0.8}
        encoding = self._placed("base")
        if self.plot.shape == "line" or len(self.labels) > _ENDS:
            return {"mark": {"type": "line", "strokeWidth": 1.5, "strokeDash": [5, 4], **ink}, "encoding": encoding}
        across = "y" if self.plot.horizontal else "x"
        encoding[across] = self._across(bandPosition=0.06)
        encoding[f"{across}2"] = {"field": "label", "bandPosition": 0.94}
        return {"mark": {"type": "rule", "strokeWidth": 2, "strokeDash": [5, 3], **ink}, "encoding": encoding}


def _lowest(points: Sequence[Point]) -> float:
    return min([0.0, *(figure for point in points for figure in (point.value, point.base) if figure is not None)])


def _highest(points: Sequence[Point], shape: Shape) -> float:
    bases = [point.base for point in points if point.base is not None]
    if shape != "stacked":
        return max([0.0, *bases, *(point.value for point in points if point.value is not None)])
    sums: dict[str, float] = {}
    for point in points:
        sums[point.label] = sums.get(point.label, 0.0) + max(point.value or 0.0, 0.0)
    return max([0.0, *sums.values(), *bases])
