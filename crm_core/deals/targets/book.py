"""Targets as figures are compared with them, for any holder and any stretch of days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from ...measures.working_days import WorkingDays, working_days
from ...models import Target
from .holders import COMPANY, HOLDER_COLUMNS, Below, Holder, holder_of, people_and_units

if TYPE_CHECKING:
    from ...trust.unit_of_work import Work


@dataclass(frozen=True, slots=True)
class _Target:
    start: dt.date
    end: dt.date
    value: int

    @property
    def days(self) -> int:
        return (self.end - self.start).days


class TargetBook:
    """The targets that a person may see, for some measures and days.

    Whoever has no target of their own is taken to have what their people and units have together. Targets of finer
    periods sum to a longer one's; where a longer period has its own, that one counts and the finer ones do not.
    """

    def __init__(self, w: Work, measures: Collection[str], start: dt.date, end: dt.date) -> None:
        self._targets: dict[tuple[str, Holder], list[_Target]] = {}
        self.spread = False
        """Whether a share of a longer period's target was asked for and given."""
        columns = (*HOLDER_COLUMNS, Target.measure, Target.start, Target.end, Target.value)
        statement = select(*columns).where(Target.measure.in_(measures), Target.start < end, Target.end > start)
        first, last = start, end
        for row in w.rows(statement.order_by(Target.start, Target.end, Target.id)):
            self._targets.setdefault((row.measure, holder_of(row)), []).append(_Target(row.start, row.end, row.value))
            first, last = min(first, row.start), max(last, row.end)
        self._below = people_and_units(w) if self._targets else Below({}, {})
        self._work = working_days(w, first, last) if self._targets else WorkingDays(first, ())

    def value(
        self, measure: str, start: dt.date, end: dt.date, holder: Holder = COMPANY, *, spread: bool = False
    ) -> int | None:
        """The target for [start, end), in the unit of the measure; None where some of its days have none.

        Without `spread` only targets that lie inside count. With it, of a target that reaches beyond the share of its
        working days does; the shares of stretches that make up a period always sum to its target.
        """
        own = self.covered(measure, start, end, holder)
        if own is None and spread:
            own = _covering(self._targets.get((measure, holder), ()), start, end, self._work)
            self.spread = self.spread or own is not None
        return own if own is not None else self.sum_of_parts(measure, start, end, holder, spread=spread)

    def own(self, measure: str, start: dt.date, end: dt.date, holder: Holder) -> int | None:
        """What was set for exactly these days."""
        some = self._targets.get((measure, holder), ())
        return next((one.value for one in some if (one.start, one.end) == (start, end)), None)

    def covered(self, measure: str, start: dt.date, end: dt.date, holder: Holder) -> int | None:
        """What the holder's own targets that lie in these days come to; None where they do not cover them."""
        return _covering(self._targets.get((measure, holder), ()), start, end, None)

    def inside(self, measure: str, start: dt.date, end: dt.date, holder: Holder) -> int | None:
        """What lies in these days, though it may leave some without a target; who has none has what is below."""
        own = self.covered(measure, start, end, holder)
        if own is None and (some := self._targets.get((measure, holder))):
            within = [one for one in some if start <= one.start and one.end <= end]
            own = _covering(within, start, end, None, gaps=True) if within else None
        if own is not None:
            return own
        known = [self.inside(measure, start, end, one) for one in self._below.parts.get(holder, ())]
        return sum(one for one in known if one is not None) if any(one is not None for one in known) else None

    def parts_inside(self, measure: str, start: dt.date, end: dt.date, holder: Holder) -> int | None:
        """What the units and people directly below have in these days, days without a target left out."""
        below = [self.inside(measure, start, end, one) for one in self._below.parts.get(holder, ())]
        known = [value for value in below if value is not None]
        return sum(known) if known else None

    def sum_of_parts(
        self, measure: str, start: dt.date, end: dt.date, holder: Holder, *, spread: bool = False
    ) -> int | None:
        """What the units and people directly below have together; None where none of them has a target."""
        below = [self.value(measure, start, end, one, spread=spread) for one in self._below.parts.get(holder, ())]
        known = [value for value in below if value is not None]
        return sum(known) if known else None

    def holders(self, measure: str) -> list[Holder]:
        """Who has targets of this measure, in no order."""
        return [holder for key, holder in self._targets if key == measure]

    @property
    def below(self) -> Below:
        """Who stands below whom."""
        return self._below


def targets_of(w: Work, measures: Collection[str], start: dt.date, end: dt.date) -> TargetBook:
    """The targets of these measures that have a day in [start, end)."""
    return TargetBook(w, measures, start, end)


_Cost = tuple[int, int, int]
"""How many days are cut out of longer targets, how long these are, how many targets it takes: the less the better."""


def _covering(
    targets: Sequence[_Target], start: dt.date, end: dt.date, work: WorkingDays | None, *, gaps: bool = False
) -> int | None:
    """The sum of targets that cover [start, end) without gap or overlap, by the fewest; None where none do.

    Where targets of several lengths do, the longest count. With `work`, days that no whole target covers take their
    share of the shortest one that reaches beyond; with `gaps` they count nothing.
    """
    here = [one for one in targets if one.start < end and one.end > start]
    edges = sorted({start, end, *(day for one in here for day in (one.start, one.end) if start < day < end)})
    best: dict[dt.date, tuple[_Cost, int]] = {start: ((0, 0, 0), 0)}
    for at in edges[:-1]:
        if at not in best:
            continue
        (cut, lengths, count), value = best[at]
        nearest = edges[edges.index(at) + 1]
        leaps = [(nearest, (nearest - at).days, 0, 0)] if gaps else []
        for until, more_cut, length, more in (*_steps(here, at, end, nearest, work), *leaps):
            cost = (cut + more_cut, lengths + length, count + 1)
            if until not in best or cost < best[until][0]:
                best[until] = (cost, value + more)
    return best[end][1] if end in best else None


def _steps(
    targets: Iterable[_Target], at: dt.date, end: dt.date, nearest: dt.date, work: WorkingDays | None
) -> Iterable[tuple[dt.date, int, int, int]]:
    """What may count from a day on: until when, days cut, days of the target that is cut, the value."""
    for one in targets:
        if one.start == at and one.end <= end:
            yield one.end, 0, 0, one.value
        elif work is not None and one.start <= at and one.end >= nearest:
            share = _until(one, nearest, work) - _until(one, at, work)
            yield nearest, (nearest - at).days, one.days, share


def _until(target: _Target, day: dt.date, work: WorkingDays) -> int:
    """What of a target is due before a day, by working days (all days where none is worked), half a unit up."""
    whole = work.between(target.start, target.end)
    some = work.between(target.start, day)
    if not whole:
        whole, some = target.days, (day - target.start).days
    return (2 * target.value * some + whole) // (2 * whole)
