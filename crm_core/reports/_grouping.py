"""Stored values of a breakdown made into keys with labels, in their order, the smaller ones together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
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
    """The groups of a report: which stored values make which keys, by field, and the order of keys and groups."""

    fields: tuple[str, ...]
    known: Mapping[str, Mapping[Any, Key]]
    ranks: Mapping[str, Mapping[Key, Order]]
    order: Sequence[tuple[Key, ...]] = field(default_factory=list)

    def keys(self, values: Group, fields: Sequence[str]) -> tuple[Key, ...]:
        """The keys of stored values of these fields."""
        return tuple(self.known[name][value] for name, value in zip(fields, values, strict=True))

    def order_of(self, fields: Sequence[str]) -> list[tuple[Key, ...]]:
        """The values that some of the fields have together, in order."""
        kept = [self.fields.index(name) for name in fields]
        found = dict.fromkeys(tuple(keys[at] for at in kept) for keys in self.order)
        ranks = [self.ranks[name] for name in fields]
        return sorted(found, key=lambda keys: [rank[key] for rank, key in zip(ranks, keys, strict=True)])


def group(w: Work, spec: ReportSpec, now: Cells, others: Iterable[Cells], *, last: int) -> Grouping:
    """The groups that occur in any period, also only in other ones. `last`: the place where stocks end.

    Raises Invalid when there are too many to be shown.
    """
    if not spec.breakdown:
        return Grouping((), {}, {}, [()])
    groups = sum(map(_weights, others), _weights(now))
    tops = [spec.top_of(place) for place in range(len(spec.breakdown))]
    if not any(tops) and len(groups) > MOST_ROWS:
        raise too_many(len(groups))
    known: dict[str, Mapping[Any, Key]] = {}
    ranks: dict[str, Mapping[Key, Order]] = {}
    for place, name in enumerate(spec.breakdown):
        weights: Counter[Any] = Counter()
        for values, weight in groups.items():
            weights[values[place]] += weight
        by = common_field(spec.asked, name)
        top = _largest(spec, by, now, weights, place, last) if tops[place] else None
        known[name], ranks[name] = _ordered(w, by, weights) if top is None else _top(w, by, weights, top)
    unordered = Grouping(spec.breakdown, known, ranks)
    unordered = replace(unordered, order=[unordered.keys(values, spec.breakdown) for values in groups])
    return replace(unordered, order=unordered.order_of(spec.breakdown))


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


def _largest(spec: ReportSpec, by: Field, cells: Cells, weights: Iterable[Any], at: int, last: int) -> list[Any]:
    """What is the same of the largest values of the field at a place (see `same`), by the first measure."""
    first = spec.asked[0]
    sums: dict[Any, dict[str, int]] = {same(by, value): {} for value in weights}
    for (place, values), cell in cells.items():
        if place == last or not first.stock:
            total = sums[same(by, values[at])]
            for part in first.parts:
                total[part] = total.get(part, 0) + cell.get(part, 0)

    def rank(value: Any) -> tuple[bool, float, str]:
        figure = first.value(sums[value])
        return (figure is None, -(figure or 0), str(value))

    return sorted(sums, key=rank)[: spec.top_of(at)]


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
