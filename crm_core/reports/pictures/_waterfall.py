"""The waterfall: how periods or groups add up, or lead from what was before to what is now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...base.colours import CATEGORIES
from ...measures.catalogue import Value
from ._material import REST, Material, Picture
from ._parts import BAR, HEIGHT, Rows, Spec, dressed, ease, figure_axis, label_axis, round_figures, wide_enough

MOST_STEPS = 31
MOST_GROUPS = 18
_AROUND = 40
_DOWN = CATEGORIES[1]
_ROOM = 0.08


@dataclass(frozen=True)
class Step:
    """A step from `start` to `end`; `whole` ones stand on the ground. `where` is the place its records are at."""

    label: str
    start: float
    end: float
    whole: bool = False
    short: str = ""
    hint: str = ""
    full: str = ""

    @property
    def value(self) -> float:
        return self.end - self.start


def adds_up(of: Material) -> bool:
    """Whether the steps of this report lead to its total, to the last unit."""
    if not of.one.adds_up:
        return of.one.stock and of.over_time and of.many < 2 and _known(of.result.by_period[0].values.get(of.one.key))
    total = of.result.totals.get(of.one.key)
    rows = of.result.by_period if of.over_time else of.result.by_group
    if not _known(total) or not _sums(rows, of.one.key, "values", total):
        return False
    return not _bridged(of) or _sums(rows, of.one.key, "compare", of.result.compare_totals.get(of.one.key))


def _known(value: Value) -> bool:
    return value is not None


def _bridged(of: Material) -> bool:
    """Whether it leads from what was before to what is now, group by group."""
    return of.base_kind == "before" and not of.over_time


def _sums(rows: Sequence[object], key: str, side: str, total: Value) -> bool:
    return sum(getattr(row, side).get(key) or 0 for row in rows) == (total or 0)


def waterfall(of: Material, kind: str) -> Picture:
    """Upright over time, lying by group."""
    upright = of.over_time
    steps = list(_over_time(of) if upright else _between(of) if _bridged(of) else _groups(of))
    drawing = _Drawing(of, steps, upright)
    title = of.t("{what}: the change", what=of.label) if _bridged(of) else of.titled()
    return of.picture(kind, (drawing.spec(), drawing.rows()), title=title)


def _over_time(of: Material) -> Iterator[Step]:
    """Each period's own figure upon those before; of a stock each period's change from the one before."""
    so_far = 0.0
    for at, name in enumerate(of.periods):
        point = of.point(at, None, label=name.name, compared=False)
        if point.value is None:
            continue
        first = of.one.stock and not at
        end = point.value if of.one.stock else so_far + point.value
        yield Step(name.name, 0 if first else so_far, end, first, name.short, name.days, point.full)
        so_far = end
    yield _whole(of, of.t("Total") if not of.one.stock else of.t("At the end"), so_far)


def _groups(of: Material) -> Iterator[Step]:
    shown, rest = _cut(of.order)
    so_far = 0.0
    for at in shown:
        point = of.point(None, at, label=of.groups[at], compared=False)
        yield Step(point.label, so_far, so_far + (point.value or 0), full=point.full)
        so_far += point.value or 0
    if rest and (value := of.over(rest)):
        yield Step(of.t(REST), so_far, so_far + value, full=of.say(value, short=False, unit=True))
        so_far += value
    yield _whole(of, of.t("Total"), so_far)


def _between(of: Material) -> Iterator[Step]:
    """From the whole before to the whole now: what each group changed."""
    so_far = float(of.result.compare_totals.get(of.one.key) or 0)
    yield _whole(of, of.base_name, so_far)
    changes = {at: (of.value(None, at) or 0) - (of.base(None, at) or 0) for at in of.order}
    falling = sorted(changes, key=lambda at: -abs(changes[at]))
    shown, rest = _cut(falling)
    steps = [(of.groups[at], at, changes[at]) for at in sorted(shown, key=lambda at: -changes[at])]
    for label, at, change in steps:
        point = of.point(None, at, label=label)
        told = f"{_signed(of, change)} ({point.base_shown} → {point.full})"
        yield Step(label, so_far, so_far + change, full=told)
        so_far += change
    if change := sum(changes[at] for at in rest):
        yield Step(of.t(REST), so_far, so_far + change, full=_signed(of, change))
        so_far += change
    now = of.t("Now") if of.result.spec.end > of.today >= of.result.spec.start else of.locale.period(of.result.span)
    yield _whole(of, now, so_far)


def _whole(of: Material, label: str, value: float) -> Step:
    return Step(label, 0, value, True, full=of.say(value, short=False, unit=True))


def _cut(places: Sequence[int]) -> tuple[Sequence[int], Sequence[int]]:
    return (places, ()) if len(places) <= MOST_GROUPS + 1 else (places[:MOST_GROUPS], places[MOST_GROUPS:])


def _signed(of: Material, value: float) -> str:
    return of.locale.with_sign(value, of.say(abs(value)))


@dataclass(frozen=True)
class _Drawing:
    of: Material
    steps: Sequence[Step]
    upright: bool

    def rows(self) -> Rows:
        isolate, paint = self.of.locale.isolate, self.of.look.paint
        following = [*self.steps[1:], self.steps[-1]]
        return [
            {
                "label": isolate(step.label), "series": "", "value": step.value, "low": min(step.start, step.end),
                "high": max(step.start, step.end), "end": step.end, "next": isolate(after.label),
                "shown": isolate(self._shown(step)), "full": isolate(step.full), "hint": isolate(step.hint),
                "colour": paint.grey if step.whole else paint.accent if step.value >= 0 else _DOWN,
            }
            for step, after in zip(self.steps, following, strict=True)
        ]  # fmt: skip

    def _shown(self, step: Step) -> str:
        return self.of.say(step.end) if step.whole else _signed(self.of, step.value)

    def spec(self) -> Spec:
        of = self.of
        up, along = ("y", "x") if self.upright else ("x", "y")
        figures, places = self._figures(), self._places()
        tooltip = [
            {"field": name, "type": "nominal", "title": title}
            for name, title in (("label", "title"), ("full", of.name), ("hint", of.t("Days")))
            if name != "hint" or any(step.hint for step in self.steps)
        ]
        bar = {"type": "bar", "cornerRadius": 1, "minBandSize": 2, **({} if of.look.paper else {"cursor": "pointer"}),
               ("width" if self.upright else "height"): {"band": 0.66}}  # fmt: skip
        marks: Spec = {
            "mark": bar,
            "encoding": {
                up: {**figures, "field": "low"}, f"{up}2": {"field": "high"}, along: places, "tooltip": tooltip,
                "color": {"field": "colour", "type": "nominal", "scale": None},
            },
        }  # fmt: skip
        if not of.look.paper:
            marks["params"] = [{"name": "pick", "select": {"type": "point", "fields": ["label", "series"]}}]
        thread = {
            "mark": {"type": "rule", "color": of.look.paint.grey, "opacity": 0.5},
            "encoding": {
                up: {**figures, "field": "end"}, along: {**places, "bandPosition": 0.5},
                f"{along}2": {"field": "next", "bandPosition": 0.5},
            },
        }  # fmt: skip
        height = HEIGHT if self.upright else BAR * len(self.steps) + _AROUND
        end = 0 if self.upright else ease([self._shown(step) for step in self.steps])
        layers = [thread, marks, self._text(figures, places)]
        return dressed(layers, of.look.paint, height, end=end, bars=not self.upright)

    def _figures(self) -> Spec:
        ends = [0.0, *(step.end for step in self.steps), *(step.start for step in self.steps)]
        ticks = round_figures(min(ends), max(ends), self.of.one.kind == "count")
        axis = figure_axis({tick: self.of.locale.isolate(self.of.say(tick)) for tick in ticks}, self.of.look.paint)
        room = (ticks[-1] - ticks[0]) * _ROOM if self.upright else 0
        scale = {"domain": [ticks[0], ticks[-1] + room], "nice": False, "zero": False}
        return {"type": "quantitative", "title": None, "axis": axis, "scale": scale}

    def _places(self) -> Spec:
        isolate = self.of.locale.isolate
        labels = {isolate(step.label): isolate(step.short or step.label) for step in self.steps}
        axis = label_axis(labels, horizontal=not self.upright)
        return {"field": "label", "type": "nominal", "sort": list(labels), "title": None, "axis": axis}

    def _text(self, figures: Spec, places: Spec) -> Spec:
        up, along = ("y", "x") if self.upright else ("x", "y")
        mark: Spec = {"type": "text", "fontSize": 11, "color": self.of.look.paint.ink}
        if self.upright:
            longest = max(len(self._shown(step)) for step in self.steps)
            mark |= {"dy": -7, "opacity": {"expr": wide_enough(len(self.steps), 8 + 6 * longest)}}
        else:
            mark |= {"align": "left", "dx": 6}
        encoding = {up: {**figures, "field": "high"}, along: places, "text": {"field": "shown", "type": "nominal"}}
        return {"mark": mark, "encoding": encoding}
