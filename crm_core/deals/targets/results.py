"""What holders of targets reached: sums of a measure over periods, for all of them in few questions."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from ...base.periods import Period
from ...fields.filters import EVERYTHING, Filter, all_of, condition
from ...measures import MEASURES, Measure, Question, gather
from ...measures.breakdowns import same
from .holders import Below, Holder, people_and_units, segment_fields, stored

if TYPE_CHECKING:
    from ...trust.unit_of_work import Work

Sums = dict[Holder, list[dict[str, int]]]
"""The sums of parts by holder and place of the period."""


def results(w: Work, measure: str, periods: Sequence[Period], holders: Sequence[Holder]) -> dict[Holder, list[int]]:
    """What each holder reached in each of these periods, as far as the person at work sees the records.

    The periods are in order; gaps between them are allowed.
    """
    wanted = MEASURES[measure]
    found = sums(w, wanted.parts, wanted, periods, holders, EVERYTHING)
    return {holder: [_figure(wanted, one) for one in some] for holder, some in found.items()}


def _figure(measure: Measure, parts: Mapping[str, int]) -> int:
    value = measure.value(parts)
    return int(value) if value is not None else 0


_TREE = {"unit": "unit", "user": "owner"}
"""By which fields the company, units and people are told apart, in one question where several are asked for."""


class _Group(NamedTuple):
    """Holders that one question answers: broken down by a field, within a filter."""

    breakdown: tuple[str, ...]
    unit: int | None
    customers: tuple[int, ...] = ()


def sums(
    w: Work,
    parts: Sequence[str],
    measure: Measure,
    periods: Sequence[Period],
    holders: Sequence[Holder],
    filter: Filter,  # noqa: A002  the word of the trade
) -> Sums:
    """The sums of these parts for holders of targets of this measure; of a segment whose field is gone none."""
    groups: dict[_Group, list[Holder]] = {}
    fields = segment_fields(measure.key)
    for one in holders:
        if one.scope != "segment" or one.field in fields:
            groups.setdefault(_group(one, holders), []).append(one)
    below = people_and_units(w)
    entity = "deal" if parts[0].startswith("open.") else measure.entity
    found: Sums = {one: [{} for _ in periods] for one in holders}
    for group, some in groups.items():
        within = all_of(filter, _within(entity, group))
        cells = _gathered(w, Question(tuple(parts), group.breakdown, within), periods)
        belongs = _belongs(measure, some, below)
        for (place, values), numbers in cells.items():
            for holder in belongs(values):
                _add(found[holder][place], numbers)
    return found


def _gathered(w: Work, question: Question, periods: Sequence[Period]) -> Mapping[tuple[int, tuple[Any, ...]], Any]:
    """The sums over periods that may lie apart: each unbroken run of them is one question."""
    found: dict[tuple[int, tuple[Any, ...]], Any] = {}
    first = 0
    for at in range(1, len(periods) + 1):
        if at == len(periods) or periods[at].start != periods[at - 1].end:
            cells = gather(w, question, periods[first:at])
            found |= {(place + first, values): numbers for (place, values), numbers in cells.items()}
            first = at
    return found


def _group(holder: Holder, holders: Collection[Holder]) -> _Group:
    if holder.scope == "segment":
        return _Group((holder.field or "",), holder.unit)
    if holder.scope == "customer":
        alike = (one.id for one in holders if one.scope == "customer" and one.unit == holder.unit)
        return _Group(("customer",), holder.unit, tuple(sorted(one for one in alike if one is not None)))
    scopes = {one.scope for one in holders}
    return _Group(tuple(field for scope, field in _TREE.items() if scope in scopes), None)


def _within(entity: str, group: _Group) -> Filter:
    unit = condition(entity, "unit", "under", group.unit) if group.unit is not None else EVERYTHING
    some = condition(entity, "customer", "one_of", list(group.customers)) if group.customers else EVERYTHING
    return all_of(unit, some)


def _belongs(
    measure: Measure, holders: Sequence[Holder], below: Below
) -> Callable[[tuple[Any, ...]], Iterable[Holder]]:
    """To which of these holders records with these values of the breakdown belong."""
    scope = holders[0].scope
    of: dict[Any, list[Holder]] = {}
    if scope == "segment":
        field = segment_fields(measure.key)[holders[0].field or ""]
        for one in holders:
            of.setdefault(same(field, stored(field, one.value)), []).append(one)
        return lambda values: of.get(same(field, values[0]), ())
    if scope == "customer":
        return lambda values: (one for one in holders if one.id == values[0])
    asked = [known for known in _TREE if any(one.scope == known for one in holders)]
    for one in holders:
        for number in below.units.get(one.id or 0, {one.id}) if one.scope == "unit" else {one.id}:
            of.setdefault((one.scope, number), []).append(one)
    company = of.get(("company", None), [])

    def found(values: tuple[Any, ...]) -> Iterable[Holder]:
        yield from company
        for known, value in zip(asked, values, strict=True):
            yield from of.get((known, value), ())

    return found


def _add(total: dict[str, int], more: Mapping[str, int]) -> None:
    for part, number in more.items():
        total[part] = total.get(part, 0) + number
