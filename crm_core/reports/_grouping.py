"""Stored values of a breakdown made into keys with labels, in their order, the smaller ones together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..base.i18n import N_
from .breakdowns import Key, common_field, keys_of, order_of
from .query import Cells, Group
from .spec import ReportSpec

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

OTHERS = N_("Others")
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
    """The groups that occur in any period, also only in those compared with. `last`: the place where stocks end."""
    if not spec.breakdown:
        return Grouping((), (), [()])
    groups = list(dict.fromkeys(values for _, values in (*now, *then)))
    known: list[Mapping[Any, Key]] = []
    places: list[Mapping[Key, Order]] = []
    for place, name in enumerate(spec.breakdown):
        breakdown = common_field(spec.asked, name)
        keys: Mapping[Any, Key] = keys_of(w, breakdown, Counter(values[place] for values in groups))
        order: Mapping[Key, Order] = order_of(w, breakdown, set(keys.values()))
        if place == 0 and spec.top is not None:
            keys, order = _top(w, spec, now, keys, order, last)
        known.append(keys)
        places.append(order)
    grouping = Grouping(spec.breakdown, known)
    found = {grouping.keys(values) for values in groups}
    ordered = sorted(found, key=lambda keys: [order[key] for order, key in zip(places, keys, strict=True)])
    return Grouping(spec.breakdown, known, ordered)


def _top(
    w: Work, spec: ReportSpec, cells: Cells, keys: Mapping[Any, Key], order: Mapping[Key, Order], last: int
) -> tuple[Mapping[Any, Key], Mapping[Key, Order]]:
    """The largest by the first measure keep their keys, largest first; the others get one together."""
    first = spec.asked[0]
    sums: dict[Key, Counter[str]] = {key: Counter() for key in order}
    for (place, values), cell in cells.items():
        if not first.stock or place == last:
            sums[keys[values[0]]].update({part: cell.get(part, 0) for part in first.parts})

    def rank(key: Key) -> tuple[Any, ...]:
        value = first.value(sums[key])
        return (value is None, -(value or 0), order[key])

    ranked = sorted(order, key=rank)
    kept = ranked[: spec.top]
    others = Key(w.locale.t(OTHERS), tuple(value for key in kept for value in key.values), rest=True)
    ranks: dict[Key, Order] = {key: (place,) for place, key in enumerate([*kept, others])}
    return {value: key if key in ranks else others for value, key in keys.items()}, ranks
