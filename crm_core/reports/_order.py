"""In which order the groups of a report stand in a file: as on the screen."""

from __future__ import annotations

from collections.abc import Sequence

from ..measures.catalogue import Measure, measure
from .result import ReportResult, Row
from .saying import IN_ORDER, ranked, value_of
from .shown import Shown

Rank = tuple[bool, bool, float]


def order_of(shown: Shown) -> Sequence[int] | None:
    """The places of the groups, those of several fields together by the first; None where there are none."""
    result, by = shown.result, measure(shown.drawn)
    if not result.by_group:
        return None
    if len(result.spec.breakdown) == 1:
        return ranked(result, shown.sort, by)
    levels = [*(level.by_group for level in result.by_level), result.by_group]
    ranks = [ranks_of(result, rows, depth, by, shown.sort) for depth, rows in enumerate(levels)]
    keys = [tuple(row.keys.values()) for row in result.by_group]
    depths = range(len(levels))
    return sorted(range(len(keys)), key=lambda at: [ranks[depth][keys[at][: depth + 1]] for depth in depths])


def ranks_of(
    result: ReportResult, rows: Sequence[Row], depth: int, by: Measure, sort: str = ""
) -> dict[tuple[object, ...], Rank]:
    """What the values of a field are sorted by, nothing and the rest always last.

    `sort` is a measure or "name", with "-" before it from the greatest; "" is the field's own order where it has one,
    else from the greatest figure of `by`.
    """
    falling = sort.startswith("-")
    asked = {one.key: one for one in result.spec.asked}.get(sort.removeprefix("-"))
    if asked is None and sort.removeprefix("-") != "name" and not in_order(result, depth):
        asked, falling = by, True
    found: dict[tuple[object, ...], Rank] = {}
    for place, row in enumerate(rows):
        figure = place if asked is None else value_of(result, row, asked)
        rest = any(key.rest for key in row.keys.values())
        found[tuple(row.keys.values())] = (rest, figure is None, -(figure or 0) if falling else figure or 0)
    return found


def in_order(result: ReportResult, depth: int) -> bool:
    """Whether the values of a field have an order of their own: stages, or the top ones."""
    name = result.spec.breakdown[depth]
    kind = next(column.kind for column in result.columns if column.key == name)
    return kind in IN_ORDER or (depth == 0 and result.spec.top is not None)
