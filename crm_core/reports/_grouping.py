"""Stored values of a breakdown made into keys with labels, in their order, the smaller ones together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..base.errors import Invalid
from ..base.i18n import N_
from ..fields import Field
from ..measures.breakdowns import Key, common_field, keys_of, order_of, same
from ..measures.query import Cells, Group
from .spec import ReportSpec

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

OTHERS = N_("Others")
MOST_ROWS = 100_000
Order = tuple[Any, ...]


@dataclass(frozen=True)
class Grouping:
    """The groups of a report: which stored values make which keys, and the order of the groups."""

    fields: tuple[str, ...]
    known: Sequence[Mapping[Any, Key]]
    order: Sequence[tuple[Key, ...]] = field(default_factory=list)

    def keys(self, values: Group) -> tuple[Key, ...]:
        return tuple(known[value] for known, value in zip(self.known, values, strict=True))

    def named(self, keys: tuple[Key, ...]) -> dict[str, Key]:
        return dict(zip(self.fields, keys, strict=True))


def group(w: Work, spec: ReportSpec, now: Cells, then: Cells, *, last: int) -> Grouping:
    """The groups that occur in any period, also only in those compared with. `last`: the place where stocks end.

    Raises Invalid when there are too many to be shown.
    """
    if not spec.breakdown:
        return Grouping((), (), [()])
    groups = _weights(now) + _weights(then)
    if spec.top is None and len(groups) > MOST_ROWS:
        raise too_many(len(groups))
    known: list[Mapping[Any, Key]] = []
    places: list[Mapping[Key, Order]] = []
    for place, name in enumerate(spec.breakdown):
        weights: Counter[Any] = Counter()
        for values, weight in groups.items():
            weights[values[place]] += weight
        by = common_field(spec.asked, name)
        top = _largest(spec, by, now, weights, last) if place == 0 and spec.top is not None else None
        keys, order = _ordered(w, by, weights) if top is None else _top(w, by, weights, top)
        known.append(keys)
        places.append(order)
    grouping = Grouping(spec.breakdown, known)
    found = {grouping.keys(values) for values in groups}
    ordered = sorted(found, key=lambda keys: [order[key] for order, key in zip(places, keys, strict=True)])
    return Grouping(spec.breakdown, known, ordered)


def too_many(rows: int) -> Invalid:
    """What is said instead of a report that nobody could read."""
    message = N_("This report would have {n} rows. Choose longer steps, fewer fields, or the top ones only.")
    return Invalid(message, field="breakdown", n=rows)


def _weights(cells: Cells) -> Counter[Group]:
    """How much each group of stored values stands for; at least a little, since it is there."""
    found: Counter[Group] = Counter()
    for (_, values), sums in cells.items():
        found[values] += 1 + sum(map(abs, sums.values()))
    return found


def _ordered(w: Work, by: Field, weights: Mapping[Any, int]) -> tuple[dict[Any, Key], Mapping[Key, Order]]:
    keys = keys_of(w, by, weights)
    return keys, order_of(w, by, set(keys.values()))


def _largest(spec: ReportSpec, by: Field, cells: Cells, weights: Iterable[Any], last: int) -> list[Any]:
    """What is the same of the largest values by the first measure, largest first (see `same`)."""
    first = spec.asked[0]
    sums: dict[Any, dict[str, int]] = {same(by, value): {} for value in weights}
    for (place, values), cell in cells.items():
        if place == last or not first.stock:
            total = sums[same(by, values[0])]
            for part in first.parts:
                total[part] = total.get(part, 0) + cell.get(part, 0)

    def rank(value: Any) -> tuple[bool, float, str]:
        figure = first.value(sums[value])
        return (figure is None, -(figure or 0), str(value))

    return sorted(sums, key=rank)[: spec.top]


def _top(
    w: Work, by: Field, weights: Mapping[Any, int], top: Sequence[Any]
) -> tuple[dict[Any, Key], Mapping[Key, Order]]:
    """The largest keep their keys, largest first; the others get one together."""
    ranks = {value: rank for rank, value in enumerate(top)}
    keys = keys_of(w, by, {value: weight for value, weight in weights.items() if same(by, value) in ranks})
    order: dict[Key, Order] = {key: (ranks[same(by, value)],) for value, key in keys.items()}
    kept = tuple(value for key in order for value in key.values)
    others = Key(w.locale.t(OTHERS), kept, rest=True)
    return {value: keys.get(value, others) for value in weights}, {**order, others: (len(top),)}
