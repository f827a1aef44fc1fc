"""The groups of a report in the order in which they are read: each value of the first field, below it its parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from _ui.report_behind import Place
from crm_core.reports import Measure, ReportResult, Row
from crm_core.reports.saying import IN_ORDER, value_of

Keys = tuple[object, ...]


@dataclass(frozen=True)
class Node:
    """A group: how deep it stands, its place among those of its level, and whether something stands below it."""

    depth: int
    row: Row
    place: Place
    has_parts: bool


def tree(result: ReportResult, sort: str, by: Measure) -> list[Node]:
    """Every group with its subtotals. `sort` is a measure or "name", with "-" before it from the greatest; "" is the
    usual order: the field's own where it has one, else from the greatest figure of `by`."""
    if not result.by_group:
        return []
    levels = [level.by_group for level in result.by_level] + [result.by_group]
    parts: list[dict[Keys, list[int]]] = []
    for depth, rows in enumerate(levels):
        found: dict[Keys, list[int]] = {}
        for at, row in enumerate(rows):
            found.setdefault(tuple(row.keys.values())[:depth], []).append(at)
        parts.append({above: _ranked(result, rows, some, depth, sort, by) for above, some in found.items()})
    return list(_below(levels, parts, 0, ()))


def _below(
    levels: Sequence[Sequence[Row]], parts: Sequence[dict[Keys, list[int]]], depth: int, above: Keys
) -> Iterator[Node]:
    last = depth == len(levels) - 1
    for at in parts[depth].get(above, ()):
        row = levels[depth][at]
        place = Place(group=at, level=None if last else depth)
        yield Node(depth, row, place, not last)
        if not last:
            yield from _below(levels, parts, depth + 1, tuple(row.keys.values()))


def _ranked(
    result: ReportResult, rows: Sequence[Row], places: Sequence[int], depth: int, sort: str, by: Measure
) -> list[int]:
    """The places in their order; nothing and the rest always last."""
    asked = {one.key: one for one in result.spec.asked}.get(sort.removeprefix("-"))
    falling = sort.startswith("-")
    if asked is None and sort.removeprefix("-") != "name" and not in_order(result, depth):
        asked, falling = by, True
    found = list(places)
    if asked is not None:
        known = sorted((value, at) for at in found if (value := value_of(result, rows[at], asked)) is not None)
        ranked = [at for _, at in (reversed(known) if falling else known)]
        found = [*ranked, *(at for at in found if at not in set(ranked))]
    elif sort == "-name":
        found.reverse()
    return sorted(found, key=lambda at: any(key.rest for key in rows[at].keys.values()))


def in_order(result: ReportResult, depth: int = 0) -> bool:
    """Whether the values of a field have an order of their own: stages, or the top ones."""
    name = result.spec.breakdown[depth]
    kind = next(column.kind for column in result.columns if column.key == name)
    return kind in IN_ORDER or (depth == 0 and result.spec.top is not None)
