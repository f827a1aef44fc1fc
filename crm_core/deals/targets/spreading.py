"""A whole is divided over periods or people by weight, to the last unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from ...base.errors import Invalid
from ...base.i18n import N_
from ...base.periods import Period
from ...measures.working_days import working_days
from .book import targets_of
from .holders import Holder
from .results import results
from .setting import Cell, may_set

if TYPE_CHECKING:
    from ...trust.unit_of_work import Work
    from .sheet import Sheet

By = Literal["working_days", "equal", "last_year", "hand"]
OVER_PERIODS: Mapping[By, str] = {
    "working_days": N_("by working days"),
    "last_year": N_("as last year’s results"),
    "equal": N_("in equal parts"),
    "hand": N_("by weights of my own"),
}
"""How a year or quarter is spread over its periods."""
OVER_PEOPLE: Mapping[By, str] = {
    "last_year": N_("as last year’s results"),
    "equal": N_("in equal parts"),
    "hand": N_("by weights of my own"),
}
"""How a target is spread over those below."""
_ROUND = 1_000


def shares(whole: int, weights: Sequence[int], grain: int = 1) -> list[int]:
    """The whole divided by weight, summing to it exactly (largest remainder; of equal ones the first).

    Parts are multiples of `grain`; what does not divide goes to the heaviest. Where all weights are 0 they count
    alike. ValueError for a negative weight or whole, or nothing to divide over.
    """
    if not weights or min(weights) < 0 or whole < 0 or grain < 1:
        raise ValueError("a whole is divided over at least one part, by weights that are not negative")
    total = sum(weights)
    if not total:
        weights, total = [1] * len(weights), len(weights)
    units, rest = divmod(whole, grain)
    parts = [units * weight // total for weight in weights]
    order = sorted(range(len(weights)), key=lambda at: (-(units * weights[at] % total), at))
    for at in order[: units - sum(parts)]:
        parts[at] += 1
    found = [part * grain for part in parts]
    found[max(range(len(weights)), key=lambda at: (weights[at], -at))] += rest
    return found


def round_grain(whole: int, parts: int) -> int:
    """The largest power of ten to which parts may be rounded and still differ by less than a thousandth."""
    grain = 1
    while grain * 10 * _ROUND * max(parts, 1) <= whole:
        grain *= 10
    return grain


def period_weights(
    w: Work, measure_key: str, holder: Holder, periods: Sequence[Period], by: By, hand: Sequence[int] = ()
) -> list[int]:
    """What each period weighs. Raises Invalid where weights by hand do not fit the periods."""
    if by == "hand":
        return _by_hand(hand, len(periods))
    if by == "working_days":
        work = working_days(w, periods[0].start, periods[-1].end)
        return [work.between(period.start, period.end) for period in periods]
    if by == "last_year":
        found = results(w, measure_key, [period.last_year() for period in periods], [holder])[holder]
        return [max(one, 0) for one in found]
    return [1] * len(periods)


def part_weights(
    w: Work, measure_key: str, parts: Sequence[Holder], year: Period, by: By, hand: Sequence[int] = ()
) -> list[int]:
    """What each unit or person weighs: by what they reached in the year before, alike, or by hand."""
    if by == "hand":
        return _by_hand(hand, len(parts))
    if by == "last_year":
        found = results(w, measure_key, [year.last_year()], parts)
        return [max(found[one][0], 0) for one in parts]
    return [1] * len(parts)


def _by_hand(hand: Sequence[int], count: int) -> list[int]:
    if len(hand) != count or min(hand, default=-1) < 0 or not sum(hand):
        message = N_("Give {n} weights, none of them negative and not all of them 0.")
        raise Invalid(message, field="weights", n=count)
    return list(hand)


def over_periods(w: Work, shown: Sheet, holder: Holder, whole: int, by: By, hand: Sequence[int] = ()) -> list[Cell]:
    """The cells that spread a whole over the periods of a sheet. Raises Invalid."""
    weights = period_weights(w, shown.measure, holder, shown.periods, by, hand)
    parts = shares(_not_negative(whole), weights, round_grain(whole, len(weights)))
    return [Cell(holder, period, value) for period, value in zip(shown.periods, parts, strict=True)]


def down(w: Work, shown: Sheet, holder: Holder, by: By, hand: Sequence[int] = ()) -> list[Cell]:
    """The cells that spread what a holder has in each period over the units and people directly below.

    Raises Invalid where there is nobody below that may be set, or the holder has no target.
    """
    book = targets_of(w, [shown.measure], shown.year.start, shown.year.end)
    lines = {line.holder for line in shown.lines if line.may_set}
    parts = [one for one in book.below.parts.get(holder, ()) if one in lines and may_set(w, one)]
    if not parts:
        raise Invalid(N_("There is nobody below to whom it could be given."), field="holder")
    order = [line.holder for line in shown.lines]
    parts.sort(key=order.index)
    weights = part_weights(w, shown.measure, parts, shown.year, by, hand)
    cells: list[Cell] = []
    for period in shown.periods:
        whole = book.covered(shown.measure, period.start, period.end, holder)
        if whole is not None:
            some = shares(whole, weights, round_grain(whole, len(weights)))
            cells += [Cell(one, period, value) for one, value in zip(parts, some, strict=True)]
    if not cells:
        raise Invalid(N_("There is no target to spread."), field="holder")
    return cells


def parts_below(w: Work, shown: Sheet, holder: Holder) -> list[Holder]:
    """The units and people directly below a holder whose targets the person may set, in the order of the sheet."""
    book = targets_of(w, [shown.measure], shown.year.start, shown.year.end)
    below = book.below.parts.get(holder, ())
    return [line.holder for line in shown.lines if line.may_set and line.holder in below]


def copied(w: Work, shown: Sheet, percent: int = 0, *, over: bool = False) -> list[Cell]:
    """The cells that carry on the targets of the year before, changed by so many percent, half a unit up.

    What is set already stays, unless `over`. Raises Invalid where the year before has nothing to carry on.
    """
    if not -100 <= percent <= 10_000:
        raise Invalid(N_("Give a change between −100 and 10,000 percent."), field="percent")
    before = [period.last_year() for period in shown.periods]
    book = targets_of(w, [shown.measure], before[0].start, before[-1].end)
    cells = []
    for line in shown.lines:
        for at, (period, earlier) in enumerate(zip(shown.periods, before, strict=True)):
            value = book.own(shown.measure, earlier.start, earlier.end, line.holder)
            if value is not None and line.may_set and (over or line.values[at] is None):
                cells.append(Cell(line.holder, period, (2 * value * (100 + percent) + 100) // 200))
    if not cells:
        raise Invalid(N_("The year before has no targets that could be carried on."), field="year")
    return cells


def _not_negative(whole: int) -> int:
    if whole < 0:
        raise Invalid(N_("A target cannot be negative."), field="value")
    return whole
