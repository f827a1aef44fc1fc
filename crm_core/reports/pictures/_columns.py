"""Columns, bars, lines and stacks: figures over time, by group, or both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..saying import IN_ORDER, names_of
from ._material import REST, Material, Picture
from .plot import Point, Shape, drawn

MOST_BARS = 25
MOST_SERIES = 7
_UPRIGHT: dict[str, Shape] = {"columns": "columns", "line": "line", "stacked": "stacked", "shares": "shares"}


def over_time(of: Material, kind: str) -> Picture:
    """One figure a period, with what it is compared with."""
    points = [of.point(at, None, label=one.name) for at, one in enumerate(of.periods)]
    return of.picture(kind, drawn(points, of.plot(_UPRIGHT[kind])), below=[of.base_said()])


def by_group(of: Material, kind: str) -> Picture:
    """One figure a group: the first ones, and the others together where they are parts of a whole."""
    shown, rest = _cut(of.order, MOST_BARS)
    points = [of.point(None, at, label=of.groups[at]) for at in shown]
    others, told = of.others(shown, rest)
    plot = of.plot("columns", horizontal=kind == "bars")
    return of.picture(kind, drawn([*points, *others], plot), below=[of.base_said(), told])


def _cut(places: Sequence[int], most: int) -> tuple[Sequence[int], Sequence[int]]:
    """Those that are shown and the rest, which is never one alone."""
    return (places, ()) if len(places) <= most + 1 else (places[:most], places[most:])


def groups_over_time(of: Material, kind: str) -> Picture:
    """The largest groups over time: piled up where they are parts of a whole, else as lines."""
    shown, rest = _cut(of.falling, MOST_SERIES)
    piled = of.whole and bool(rest) and kind != "line"
    points: list[Point] = []
    for p, period in enumerate(of.periods):
        points += [of.point(p, at, label=period.name, series=of.groups[at], compared=False) for at in shown]
        if piled:
            points.append(of.rest(of.over(rest, p), shown, label=period.name, series=of.t(REST), period=p))
    plot = of.plot(_UPRIGHT[kind], colours=of.colours(shown), compared=False)
    told = "" if piled else of.first_of(len(shown), len(of.falling))
    return of.picture(kind, drawn(points, plot), below=[told])


# Two fields: the first one down, the others as parts of each bar


@dataclass(frozen=True)
class _Part:
    """A part of a bar: the place of its group, its figure."""

    bar: str
    part: str
    at: int
    value: float


def parts_of_groups(of: Material, kind: str) -> Picture:
    """Bars of the first field, made up of the others."""
    parts = list(_parts(of))
    bars = _from_greatest(parts, "bar")
    kept, rest = _cut_names(_series(of, parts), MOST_SERIES)
    shown, left = _cut_names(bars, MOST_BARS)
    points: list[Point] = []
    for bar in shown:
        here = {one.part: one for one in parts if one.bar == bar}
        points += [
            of.point(None, here[name].at, label=bar, series=name, compared=False) for name in kept if name in here
        ]
        if others := sum(one.value for name, one in here.items() if name in rest):
            points.append(of.rest(others, (), label=bar, series=of.t(REST)))
    shape: Shape = "shares" if kind == "shares" else "stacked"
    keys = {one.part: list(of.result.by_group[one.at].keys.items())[1] for one in parts if one.part not in rest}
    plot = of.plot(shape, horizontal=True, colours=of.coloured(keys), compared=False, order=kept)
    told = of.first_of(len(shown), len(bars)) if left else ""
    return of.picture(kind, drawn(points, plot), below=[told])


def _parts(of: Material) -> Iterator[_Part]:
    for at in of.order:
        first, *others = names_of(of.result.by_group[at], of.locale)
        yield _Part(first, " · ".join(others), at, of.value(None, at) or 0)


def _series(of: Material, parts: Sequence[_Part]) -> list[str]:
    """The parts in the order of their own that they have, else from the greatest."""
    second = of.result.spec.breakdown[1]
    column = next(column for column in of.result.columns if column.key == second)
    if column.kind not in IN_ORDER:
        return _from_greatest(parts, "part")
    return list(dict.fromkeys(" · ".join(names_of(row, of.locale)[1:]) for row in of.result.by_group))


def _from_greatest(parts: Sequence[_Part], by: str) -> list[str]:
    sums: dict[str, float] = {}
    for one in parts:
        name = one.bar if by == "bar" else one.part
        sums[name] = sums.get(name, 0) + one.value
    return sorted(sums, key=lambda name: -sums[name])


def _cut_names(names: Sequence[str], most: int) -> tuple[Sequence[str], frozenset[str]]:
    return (names, frozenset()) if len(names) <= most + 1 else (names[:most], frozenset(names[most:]))
