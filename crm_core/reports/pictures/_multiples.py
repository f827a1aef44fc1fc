"""Small multiples: one small drawing for each group, all over the same periods and on the same scale."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ._material import Material, Picture
from ._parts import PLACE, Rows, Spec, dressed
from .plot import Point

MOST_GROUPS = 12
_WIDE, _NARROW = 4, 2
"""So many stand side by side, also on a phone."""
_HEIGHT = 122
_GAP = 0.06
_TOP, _BOTTOM = 0.32, 0.82
"""Of the height of a small drawing: where the greatest figure ends, and where all stand."""
_MOST_COLUMNS = 24
_BAND = 0.74
_CRAMPED, _FULL = 130, 0.86
"""Under so many pixels a small drawing says its name alone, over most of its width."""


@dataclass(frozen=True)
class _Small:
    """One group: the place of its drawing, its points in order of time, the figure of all of them."""

    name: str
    column: int
    line: int
    points: Sequence[Point]
    whole: str


def multiples(of: Material, kind: str) -> Picture:
    """The greatest groups, each by itself."""
    side = _NARROW if of.look.phone else min(_WIDE, max(of.many, 2))
    smalls = list(_smalls(of, side))
    drawing = _Drawing(of, smalls, side)
    below = [of.t("All on one scale"), of.first_of(len(smalls), of.many)]
    return of.picture(kind, (drawing.spec(), drawing.rows()), below=below)


def _smalls(of: Material, side: int) -> Iterator[_Small]:
    order = of.order if of.many <= MOST_GROUPS else of.falling[:MOST_GROUPS]
    for n, at in enumerate(order):
        name = of.groups[at]
        points = [
            of.point(p, at, label=period.name, series=name, compared=False) for p, period in enumerate(of.periods)
        ]
        yield _Small(name, n % side, n // side, points, of.say(of.value(None, at)))


@dataclass(frozen=True)
class _Drawing:
    """All drawings share one surface: a small one is a unit wide and a unit high, counted from the top left."""

    of: Material
    smalls: Sequence[_Small]
    side: int

    @property
    def columns(self) -> bool:
        one = self.of.one
        return self.of.times <= _MOST_COLUMNS and (one.adds_up or one.stock)

    @property
    def lines(self) -> int:
        return max(small.line for small in self.smalls) + 1

    @cached_property
    def range(self) -> tuple[float, float]:
        values = [point.value for small in self.smalls for point in small.points if point.value is not None]
        return min([0.0, *values]), max([0.0, *values]) or 1.0

    def _height(self, small: _Small, value: float) -> float:
        """Where a figure stands, from the top."""
        low, high = self.range
        share = (value - low) / ((high - low) or 1.0)
        return small.line + _BOTTOM - share * (_BOTTOM - _TOP)

    def rows(self) -> Rows:
        return [*self._marks(), *self._heads()]

    def _marks(self) -> Iterator[dict[str, Any]]:
        isolate, several = self.of.locale.isolate, len(self.of.periods)
        for small in self.smalls:
            step = (1 - 2 * _GAP) / several
            ground = self._height(small, 0)
            for at, point in enumerate(small.points):
                begin = small.column + _GAP + step * (at + (1 - _BAND) / 2)
                height = None if point.value is None else self._height(small, point.value)
                yield {
                    "kind": "mark", "label": isolate(point.label), "series": isolate(small.name), "value": point.value,
                    "full": isolate(point.full), "hint": isolate(point.hint), "x": begin, "x2": begin + step * _BAND,
                    "middle": begin + step * _BAND / 2, "y": ground, "y2": height, "now": point.now,
                }  # fmt: skip

    def _heads(self) -> Iterator[dict[str, Any]]:
        """The name of each, what it comes to, its ground, its first and last period."""
        isolate, periods = self.of.locale.isolate, self.of.periods
        for small in self.smalls:
            left, right = small.column + _GAP, small.column + 1 - _GAP
            common = {"series": isolate(small.name), "value": None, "y": self._height(small, 0), "x": left, "x2": right}
            yield {**common, "kind": "head", "label": isolate(small.name), "shown": isolate(small.whole),
                   "top": small.line + 0.14, "under": small.line + 0.92,
                   "first": isolate(periods[0].short), "last": isolate(periods[-1].short)}  # fmt: skip

    def spec(self) -> Spec:
        paint = self.of.look.paint
        heads = [{"filter": "datum.kind == 'head'"}]
        x, y = self._place("x", self.side), self._place("y", self.lines, turned=True)
        ground: Spec = {"mark": {"type": "rule", "color": paint.line}, "transform": heads,
                  "encoding": {"x": x, "x2": {"field": "x2"}, "y": y}}  # fmt: skip
        texts = [
            self._text(heads, "x", "top", "label", "left", paint.ink, 12, limit=0.5),
            self._text(heads, "x2", "top", "shown", "right", paint.grey, 11, limit=0.5),
            self._text(heads, "x", "under", "first", "left", paint.grey, 10, limit=0.44),
            self._text(heads, "x2", "under", "last", "right", paint.grey, 10, limit=0.44),
        ]
        found = dressed([ground, *self._drawn(x, y), *texts], paint, _HEIGHT * self.lines)
        return found | {"config": {**found["config"], "axis": {"grid": False}}}

    @staticmethod
    def _place(field: str, units: float, *, turned: bool = False) -> Spec:
        scale = {"domain": [units, 0] if turned else [0, units], "nice": False, "zero": False}
        return {"field": field, "type": "quantitative", "axis": None, "title": None, "scale": scale}

    def _drawn(self, x: Spec, y: Spec) -> list[Spec]:
        of, paint = self.of, self.of.look.paint
        marks = [{"filter": "datum.kind == 'mark'"}]
        told = (("series", "title"), ("label", of.t("Period")), ("full", of.name), ("hint", of.t("Days")))
        tooltip = [{"field": name, "type": "nominal", "title": title} for name, title in told]
        cursor: Spec = {} if of.look.paper else {"cursor": "pointer"}
        pick = {"name": "pick", "select": {"type": "point", "fields": ["label", "series"]}}
        params: Spec = {} if of.look.paper else {"params": [pick]}
        if self.columns:
            colour = {"condition": {"test": "datum.now", "value": paint.accent}, "value": paint.past}
            bars: Spec = {"mark": {"type": "rect", **cursor}, "transform": marks, **params,
                    "encoding": {"x": x, "x2": {"field": "x2"}, "y": y, "y2": {"field": "y2"}, "color": colour,
                                 "tooltip": tooltip}}  # fmt: skip
            bars["transform"] = [*marks, {"filter": "datum.y2 !== null"}]
            return [bars]
        along = {**x, "field": "middle"}
        up = {**y, "field": "y2"}
        line = {"mark": {"type": "line", "strokeWidth": 1.5, "color": paint.accent}, "transform": marks,
                "encoding": {"x": along, "y": up, "detail": {"field": "series", "type": "nominal"}}}  # fmt: skip
        dots: Spec = {"mark": {"type": "point", "filled": True, "size": 50, "opacity": 0, **cursor}, "transform": marks,
                **params, "encoding": {"x": along, "y": up, "tooltip": tooltip}}  # fmt: skip
        return [line, dots]

    def _text(
        self, heads: list[Spec], across: str, down: str, what: str, align: str, colour: str, size: int, *,
        limit: float,
    ) -> Spec:  # fmt: skip
        """A text that keeps to its part of the width of its drawing; the figure goes where there is no room."""
        mark: Spec = {"type": "text", "align": align, "color": colour, "fontSize": size}
        if what == "shown":
            mark["opacity"] = {"expr": f"{PLACE} / {self.side} < {_CRAMPED} ? 0 : 1"}
        elif limit:
            room = f"{PLACE} / {self.side}"
            mark["limit"] = {"expr": f"{room} * ({room} < {_CRAMPED} ? {_FULL} : {limit})"}
        place = self._place(across, self.side), self._place(down, self.lines, turned=True)
        return {"mark": mark, "transform": heads,
                "encoding": {"x": place[0], "y": place[1], "text": {"field": what, "type": "nominal"}}}  # fmt: skip
