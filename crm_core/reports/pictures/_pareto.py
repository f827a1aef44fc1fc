"""Pareto: groups from the greatest down, and the share of the whole that they have together so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ._material import Material, Picture
from ._parts import BAR, Rows, Spec, dressed, figure_axis, label_axis, round_figures
from .plot import Point

MOST_BARS = 25
MOST_SHARE = 0.8
"""The share of the whole that is spoken of: how few groups make it up."""
_AROUND = 64
_ENDS = 42


def fits(of: Material) -> bool:
    """Whether the groups are parts of a whole, none negative."""
    values = [row.values.get(of.one.key) or 0 for row in of.result.by_group]
    return of.whole and len(values) > 3 and min(values) >= 0 and sum(values) > 0


def pareto(of: Material, kind: str) -> Picture:
    """Bars falling, with a line of the running share from the first to all."""
    values = {at: of.value(None, at) or 0 for at in of.falling}
    order = sorted(of.falling, key=lambda at: -values[at])
    shown = order if len(order) <= MOST_BARS + 1 else order[:MOST_BARS]
    points = [of.point(None, at, label=of.groups[at], compared=False) for at in shown]
    others, told = of.others(shown, order[len(shown) :])
    drawing = _Drawing(of, [*points, *others], sum(values.values()))
    below = [_few(of, [values[at] for at in order]), told]
    return of.picture(kind, (drawing.spec(), drawing.rows()), below=below)


def _few(of: Material, values: Sequence[float]) -> str:
    """How few make up most of it."""
    total, so_far, few = sum(values), 0.0, 0
    for value in values:
        if so_far >= MOST_SHARE * total:
            break
        so_far, few = so_far + value, few + 1
    share = of.locale.percent(so_far / total)
    return of.t("{n} of {all} make up {share}", n=few, all=len(values), share=share)


@dataclass(frozen=True)
class _Drawing:
    of: Material
    points: Sequence[Point]
    total: float

    def rows(self) -> Rows:
        isolate, locale = self.of.locale.isolate, self.of.locale
        rows, so_far = [], 0.0
        for point in self.points:
            so_far += point.value or 0
            rows.append({
                "label": isolate(point.label), "series": "", "value": point.value, "shown": isolate(point.shown),
                "full": isolate(point.full), "so_far": so_far / self.total,
                "share": isolate(locale.percent((point.value or 0) / self.total, 1)),
                "together": isolate(locale.percent(so_far / self.total)),
                "rest": point.soft,
            })  # fmt: skip
        return rows

    def spec(self) -> Spec:
        of, paint, isolate = self.of, self.of.look.paint, self.of.locale.isolate
        labels = {isolate(point.label): isolate(point.label) for point in self.points}
        y = {"field": "label", "type": "nominal", "sort": list(labels), "title": None,
             "axis": label_axis(labels, horizontal=True)}  # fmt: skip
        cursor = {} if of.look.paper else {"cursor": "pointer"}
        colour = {"condition": {"test": "datum.rest", "value": paint.past}, "value": paint.accent}
        bars: Spec = {
            "mark": {"type": "bar", "height": {"band": 0.68}, "cornerRadiusEnd": 2, **cursor},
            "encoding": {"x": self._figures(), "y": y, "color": colour, "tooltip": self._tooltip()},
        }
        if not of.look.paper:
            bars["params"] = [{"name": "pick", "select": {"type": "point", "fields": ["label", "series"]}}]
        share = self._shares()
        both = {"x": share, "y": y}
        end = {**{name: one for name, one in share.items() if name != "field"}, "datum": 1}
        line = {"mark": {"type": "line", "color": paint.ink, "strokeWidth": 1.5, "opacity": 0.7}, "encoding": both}
        dots = {"mark": {"type": "point", "filled": True, "size": 24, "color": paint.ink, "opacity": 1},
                "encoding": both | {"tooltip": self._tooltip()}}  # fmt: skip
        text = {"mark": {"type": "text", "align": "left", "dx": 8, "fontSize": 11, "color": paint.ink},
                "encoding": {"x": end, "y": y, "text": {"field": "together", "type": "nominal"}}}  # fmt: skip
        found = dressed([bars, line, dots, text], paint, BAR * len(labels) + _AROUND, end=_ENDS, bars=True)
        return found | {"resolve": {"scale": {"x": "independent"}}}

    def _figures(self) -> Spec:
        ticks = round_figures(0, max(point.value or 0 for point in self.points), self.of.one.kind == "count")
        axis = figure_axis({tick: self.of.locale.isolate(self.of.say(tick)) for tick in ticks}, self.of.look.paint)
        scale = {"domain": [0, ticks[-1]], "nice": False}
        return {"field": "value", "type": "quantitative", "title": None, "axis": axis, "scale": scale}

    def _shares(self) -> Spec:
        ticks = {share: self.of.locale.isolate(self.of.locale.percent(share)) for share in (0, 0.5, 1)}
        axis = figure_axis(ticks, self.of.look.paint, orient="top", grid=False)
        scale = {"domain": [0, 1], "nice": False}
        return {"field": "so_far", "type": "quantitative", "title": None, "axis": axis, "scale": scale}

    def _tooltip(self) -> list[Spec]:
        t = self.of.t
        lines = (("label", "title"), ("full", self.of.name), ("share", t("Share")), ("together", t("Share so far")))
        return [{"field": name, "type": "nominal", "title": title} for name, title in lines]
