"""Heat maps: every day in its week, and groups over time or by each other, the greater the deeper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ...base.colours import BLACK, CATEGORIES, WHITE, between, readable_on
from ...base.days import ymd
from ..saying import in_calendar_of, names_of, short_month
from ._material import Material, Picture
from ._parts import LEGEND, Rows, Spec, dressed, label_axis, on_phone, round_figures, wide_enough
from .plot import Point

MOST_WEEKS = 160
MOST_ROWS = 20
_ROW = 26
_DAY_ROW = 20
_AROUND = 34
_FIGURES_IN = 14
"""Pixels: of a line of groups, of a weekday, of the axis. So many columns have their figures written in them."""
_WEEK = 7
_BELOW = CATEGORIES[3]
"""What is less than nothing."""


@dataclass(frozen=True)
class _Cell:
    across: str
    down: str
    point: Point


def days(of: Material, kind: str) -> Picture:
    """A day a cell: weeks from left to right, weekdays from the first of the week downwards."""
    rules, mine = of.result.span.rules, in_calendar_of(of.result, of.locale)
    weekdays = [mine.weekday_name((rules.week_start + at) % _WEEK) for at in range(_WEEK)]
    first = of.result.by_period[0].start
    before = (first.weekday() - rules.week_start) % _WEEK
    cells: list[_Cell] = []
    months: dict[int, tuple[str, int]] = {}
    for at, (name, row) in enumerate(zip(of.periods, of.result.by_period, strict=True)):
        week, weekday = divmod(at + before, _WEEK)
        label = f"{name.name} {weekdays[weekday]}" if of.locale.rtl else f"{weekdays[weekday]} {name.name}"
        cells.append(_Cell(str(week), weekdays[weekday], of.point(at, None, label=label, compared=False)))
        month = ymd(row.start, of.result.spec.calendar)[1]
        if not months or months[max(months)][1] != month:
            months[week] = (short_month(mine, month), month)
    weeks = [str(week) for week in range(-(-(len(cells) + before) // _WEEK))]
    across = {week: months[int(week)][0] if int(week) in months else "" for week in weeks}
    down = {name: name if of.locale.rtl else name[:3] for name in weekdays}
    title = of.titled([of.t("day")])
    return _picture(of, kind, cells, across, down, title=title, row=_DAY_ROW)


def groups(of: Material, kind: str) -> Picture:
    """Groups down, periods across; or the first field down and the second across."""
    if of.over_time:
        return _over_time(of, kind)
    names = [names_of(row, of.locale) for row in of.result.by_group]
    across = {second: second for _, second in names}
    shown: dict[str, str] = {}
    cells = []
    for at in of.order:
        first, second = names[at]
        if first in shown or len(shown) < MOST_ROWS:
            shown[first] = first
            cells.append(_Cell(second, first, of.point(None, at, label=first, series=second, compared=False)))
    return _picture(of, kind, cells, across, shown, row=_ROW)


def _over_time(of: Material, kind: str) -> Picture:
    shown = of.order[:MOST_ROWS]
    cells = [
        _Cell(period.name, of.groups[at], of.point(p, at, label=period.name, series=of.groups[at], compared=False))
        for at in shown
        for p, period in enumerate(of.periods)
    ]
    across = {period.name: period.short for period in of.periods}
    below = of.first_of(len(shown), len(of.order))
    return _picture(of, kind, cells, across, {of.groups[at]: of.groups[at] for at in shown}, below=below, row=_ROW)


def _picture(
    of: Material, kind: str, cells: Sequence[_Cell], across: Mapping[str, str], down: Mapping[str, str], *, row: float,
    title: str = "", below: str = "",
) -> Picture:  # fmt: skip
    drawing = _Drawing(of, cells, across, down, row)
    return of.picture(kind, (drawing.spec(), drawing.rows()), title=title, below=[below])


@dataclass(frozen=True)
class _Drawing:
    of: Material
    cells: Sequence[_Cell]
    across: Mapping[str, str]
    down: Mapping[str, str]
    row: float

    def rows(self) -> Rows:
        isolate = self.of.locale.isolate
        return [
            {
                "across": isolate(cell.across), "down": isolate(cell.down), "label": isolate(cell.point.label),
                "series": isolate(cell.point.series), "value": cell.point.value, "shown": isolate(cell.point.shown),
                "full": isolate(cell.point.full), "hint": isolate(cell.point.hint), "ink": self._ink(cell.point.value),
            }
            for cell in self.cells
        ]  # fmt: skip

    def spec(self) -> Spec:
        isolate = self.of.locale.isolate
        across = {isolate(name): isolate(said) for name, said in self.across.items()}
        down = {isolate(name): isolate(said) for name, said in self.down.items()}
        calendar = self.calendar
        axis = _months(across) if calendar else label_axis(across, horizontal=False)
        x = {"field": "across", "type": "nominal", "sort": list(across), "title": None,
             "axis": {**axis, "domain": False}}  # fmt: skip
        y = {"field": "down", "type": "nominal", "sort": list(down), "title": None,
             "axis": label_axis(down, horizontal=True)}  # fmt: skip
        for place in (x, y):
            place["scale"] = {"paddingInner": 0.12 if calendar else 0.06, "paddingOuter": 0.02}
        both: Spec = {"x": x, "y": y}
        layers = [self._cells(both)]
        if self.written:
            layers.append(self._figures(both, len(across)))
        return dressed(layers, self.of.look.paint, self.row * len(down) + _AROUND + LEGEND, bars=True)

    def _cells(self, both: Spec) -> Spec:
        paint, clicked = self.of.look.paint, not self.of.look.paper
        low, high = self.range
        colours = [paint.soft_ground, paint.accent] if low == 0 else [_BELOW, paint.soft_ground, paint.accent]
        domain = [0, high] if low == 0 else [low, 0, high]
        colour = {
            "field": "value", "type": "quantitative", "legend": self._legend(),
            "scale": {"domain": domain, "range": colours, "interpolate": "rgb"},
        }  # fmt: skip
        unseen = {"test": "datum.value === null", "value": "transparent"}
        mark = {
            "type": "rect", "cornerRadius": 2, "stroke": paint.line, "strokeWidth": 0.5, "invalid": None,
            **({"cursor": "pointer"} if clicked else {}),
        }  # fmt: skip
        found: Spec = {
            "mark": mark,
            "encoding": both | {"color": {**colour, "condition": unseen}, "tooltip": self._tooltip()},
        }
        if clicked:
            found["params"] = [{"name": "pick", "select": {"type": "point", "fields": ["label", "series"]}}]
        return found

    def _ink(self, value: float | None) -> str:
        """What is read well on the colour of this figure."""
        paint, (low, high) = self.of.look.paint, self.range
        if not value or not self.written:
            return paint.grey
        deepest, share = (paint.accent, value / high) if value > 0 else (_BELOW, value / low)
        return readable_on(between(paint.soft_ground, deepest, share))

    @cached_property
    def calendar(self) -> bool:
        """Whether weeks stand side by side, of which only some have a name."""
        return "" in self.across.values()

    @cached_property
    def written(self) -> bool:
        """Whether the figures stand in the cells."""
        return not self.calendar and len(self.across) <= _FIGURES_IN

    @cached_property
    def range(self) -> tuple[float, float]:
        known = [cell.point.value for cell in self.cells if cell.point.value is not None]
        return min([0, *known]), max([0, *known]) or 1

    def _legend(self) -> Spec:
        """A few figures along the colours, as the person reads them."""
        low, high = self.range
        ticks = round_figures(low, high, self.of.one.kind == "count")
        ticks = [ticks[0], max(tick for tick in ticks if tick <= high)]
        isolate = self.of.locale.isolate
        said = " : ".join(f"datum.value == {tick!r} ? '{isolate(self.of.say(tick))}'" for tick in ticks)
        return {
            "title": None, "orient": "top", "values": ticks, "labelExpr": f"{said} : ''", "gradientThickness": 8,
            "gradientLength": on_phone(140, 200), "direction": "horizontal",
        }  # fmt: skip

    def _tooltip(self) -> list[Spec]:
        t = self.of.t
        lines = [("label", "title"), ("full", self.of.name)]
        if any(cell.point.series for cell in self.cells):
            lines.insert(1, ("series", t("Series")))
        if any(cell.point.hint for cell in self.cells):
            lines.append(("hint", t("Days")))
        return [{"field": name, "type": "nominal", "title": title} for name, title in lines]

    def _figures(self, both: Spec, columns: int) -> Spec:
        """The figures inside their cells, where these are wide enough."""
        longest = max(len(cell.point.shown) for cell in self.cells)
        mark = {"type": "text", "fontSize": 11, "opacity": {"expr": wide_enough(columns + 1, 10 + 6 * longest)}}
        inks = [{"test": f"datum.ink === '{ink}'", "value": ink} for ink in (BLACK, WHITE)]
        ink = {"condition": inks, "value": self.of.look.paint.grey}
        text = {"field": "shown", "type": "nominal"}
        return {"mark": mark, "encoding": both | {"text": text, "color": ink}}


def _months(weeks: Mapping[str, str]) -> Spec:
    """The name of each month at its first week."""
    named = {week: said for week, said in weeks.items() if said}
    return label_axis(named, horizontal=False) | {"values": list(named), "labelAlign": "left"}
