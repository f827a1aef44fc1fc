"""The funnel: steps one below the other, and how much of each goes on to the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...measures.catalogue import measure
from ..saying import IN_ORDER, address
from ._material import Material, Picture
from ._parts import Rows, Spec, dressed, label_axis, on_phone
from .plot import Point

MOST_STEPS = 12
_STEP = 46
_AROUND = 16
_NOTHING = "–"


def of_stages(of: Material) -> bool:
    """Whether the groups come one after the other, and how many are in each: the same ones may be in several."""
    counted = of.whole or of.one.kind == "count"
    column = next(column for column in of.result.columns if column.key == of.result.spec.breakdown[0])
    known = [row.values.get(of.one.key) or 0 for row in of.result.by_group]
    return column.kind in IN_ORDER and counted and 1 < len(known) <= MOST_STEPS and min(known) >= 0


def of_measures(of: Material) -> bool:
    """Whether the measures asked for are steps of their own: several of one kind, nothing else beside them."""
    asked = of.result.spec.asked
    alike = len({one.kind for one in asked}) == 1 and all(one.adds_up for one in asked)
    return 1 < len(asked) <= MOST_STEPS and alike and not of.many and not of.over_time


def funnel(of: Material, kind: str) -> Picture:
    """Steps in the middle, one below the other; beside each what of the one before came so far."""
    if of.many:
        points = [of.point(None, at, label=of.groups[at], compared=False) for at in range(of.many)]
        title = of.titled()
    else:
        points = [_measured(of, key) for key in of.result.spec.measures]
        title = of.t("From {first} to {last}", first=points[0].label, last=points[-1].label)
    drawing = _Drawing(of, points)
    below = _through(of, points) if drawing.flows else ""
    return of.picture(kind, (drawing.spec(), drawing.rows()), title=title, below=[below])


def _measured(of: Material, key: str) -> Point:
    one, value = measure(key), of.result.totals.get(key)
    label = of.locale.t(one.label)
    if value:
        of.leads[label, ""] = address(one, None, None)
    return Point(label, value, of.say(value), full=of.say(value, short=False, unit=True))


def _through(of: Material, points: Sequence[Point]) -> str:
    """What of the first step came to the last."""
    first, last = points[0].value, points[-1].value
    if not first or last is None:
        return ""
    share = of.locale.percent(last / first, 1)
    return of.t("From the first step to the last: {share}", share=share)


@dataclass(frozen=True)
class _Drawing:
    of: Material
    points: Sequence[Point]

    @property
    def flows(self) -> bool:
        """Whether what is in a step came through those before; what stands somewhere now did not need to."""
        return not self.of.one.stock

    def rows(self) -> Rows:
        isolate, rows, before = self.of.locale.isolate, [], None
        for point in self.points:
            half, went = (point.value or 0) / 2, self._share(point.value, before)
            rows.append({
                "label": isolate(point.label), "series": "", "value": point.value, "left": -half, "right": half,
                "shown": isolate(point.shown), "full": isolate(point.full), "went_on": isolate(went),
                "arrow": isolate(f"↓ {went}") if self.flows and went != _NOTHING else "",
                "of_first": isolate(self._share(point.value, self.points[0].value)),
            })  # fmt: skip
            before = point.value
        return rows

    def _share(self, value: float | None, before: float | None) -> str:
        return self.of.locale.percent(value / before) if before and value is not None else _NOTHING

    def spec(self) -> Spec:
        of, paint, isolate = self.of, self.of.look.paint, self.of.locale.isolate
        labels = {isolate(point.label): isolate(point.label) for point in self.points}
        widest = max(point.value or 0 for point in self.points) / 2 or 1
        y = {"field": "label", "type": "nominal", "sort": list(labels), "title": None,
             "axis": {**label_axis(labels, horizontal=True), "labelLimit": on_phone(96, 200)},
             "scale": {"paddingInner": 0.42, "paddingOuter": 0.1}}  # fmt: skip
        x = {"type": "quantitative", "title": None, "axis": None, "scale": {"domain": [-widest, widest], "nice": False}}
        t = of.t
        told = (("label", "title"), ("full", of.name if of.many else t("Value")), ("went_on", t("Of the step before")),
                ("of_first", t("Of the first step")))  # fmt: skip
        said = told if self.flows else told[:2]
        tooltip = [{"field": name, "type": "nominal", "title": title} for name, title in said]
        cursor = {} if of.look.paper else {"cursor": "pointer"}
        bars: Spec = {
            "mark": {"type": "bar", "color": paint.accent, "cornerRadius": 2, "minBandSize": 2, **cursor},
            "encoding": {"x": {**x, "field": "left"}, "x2": {"field": "right"}, "y": y, "tooltip": tooltip},
        }
        if not of.look.paper:
            bars["params"] = [{"name": "pick", "select": {"type": "point", "fields": ["label", "series"]}}]
        middle = {"datum": 0, "type": "quantitative", "scale": x["scale"], "axis": None, "title": None}
        inside = f"datum.value > {widest * 0.3}"
        figures = {
            "mark": {"type": "text", "fontSize": 12, "fontWeight": 600,
                     "align": {"expr": f"{inside} ? 'center' : 'left'"}},
            "encoding": {
                "x": {**x, "field": "place"}, "y": y, "text": {"field": "shown", "type": "nominal"},
                "color": {"condition": {"test": inside, "value": paint.ground}, "value": paint.ink},
            },
            "transform": [{"calculate": f"{inside} ? 0 : datum.right + {widest * 0.03}", "as": "place"}],
        }  # fmt: skip
        arrows = {
            "mark": {"type": "text", "fontSize": 11, "color": paint.grey, "dy": -_STEP / 2},
            "encoding": {"x": middle, "y": y, "text": {"field": "arrow", "type": "nominal"}},
        }
        return dressed([bars, figures, arrows], paint, _STEP * len(labels) + _AROUND, bars=True)
