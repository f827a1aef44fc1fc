"""The sums of a report over some days: by period and group, and over any of its fields together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ..base.periods import CYCLES, Period
from ..measures.breakdowns import Key, common_field, splits
from ..measures.catalogue import FACTS
from ..measures.query import Cells, Question, gather, moments
from ._grouping import Grouping
from .spec import ReportSpec

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

Keys = tuple[Key, ...]
Place = tuple[int | None, Keys]
"""The place of a period, None for all of them, and the values of some fields of the breakdown."""
Sums = dict[str, int]


def slots(spec: ReportSpec) -> int:
    """How many rows a cyclic step has."""
    return 7 if spec.by == "weekday" else 24


def gathered(w: Work, spec: ReportSpec, breakdown: Sequence[str], periods: Sequence[Period]) -> Cells:
    """The sums by place and stored values; where the step is cyclic, by day of the week or hour of the day.

    Days of the week are counted from the company's first one.
    """
    parts = tuple(part for one in spec.asked for part in one.parts)
    question = Question(parts, tuple(breakdown), spec.filter)
    if spec.by == "hour" and periods:
        return gather(w, question, periods, by_hour=True)
    found = gather(w, question, periods)
    if spec.by != "weekday":
        return found
    cells: Cells = {}
    for (place, values), sums in found.items():
        day = periods[place].start
        add(cells.setdefault(((day.weekday() - w.company.calendar_rules.week_start) % 7, values), {}), sums)
    return cells


class Side:
    """The sums over some periods."""

    def __init__(self, w: Work, spec: ReportSpec, periods: Sequence[Period], raw: Cells, grouping: Grouping) -> None:
        self._w = w
        self._spec = spec
        self._grouping = grouping
        self.periods = periods
        cyclic = spec.by in CYCLES
        self.count = slots(spec) if cyclic and periods else len(periods)
        self.begun = self.count if cyclic else len(moments(w, periods))
        self.over_by = sum(period.last_day <= w.clock.today() for period in periods)
        """How many of them are over when today is."""
        self._known: dict[tuple[tuple[str, ...], bool], Mapping[Place, Sums]] = {
            (spec.breakdown, True): self._keyed(raw, spec.breakdown)
        }

    def over(self, fields: tuple[str, ...], *, by_period: bool) -> Mapping[Place, Sums]:
        """The sums by these fields of the breakdown, by period or over all of them.

        They are rolled up from the finest; where a record can be in several groups of what is left out, asked anew.
        """
        if (fields, by_period) not in self._known:
            found = self._over_periods(fields) if by_period else self._over_time(fields)
            self._known[fields, by_period] = found
        return self._known[fields, by_period]

    def _over_periods(self, fields: tuple[str, ...]) -> Mapping[Place, Sums]:
        spec = self._spec
        if any(splits(common_field(spec.asked, name)) for name in spec.breakdown if name not in fields):
            return self._keyed(gathered(self._w, spec, fields, self.periods), fields)
        kept = [spec.breakdown.index(name) for name in fields]
        found: dict[Place, Sums] = {}
        for (place, keys), sums in self._known[spec.breakdown, True].items():
            add(found.setdefault((place, tuple(keys[at] for at in kept)), {}), sums)
        return found

    def _keyed(self, raw: Cells, fields: tuple[str, ...]) -> Mapping[Place, Sums]:
        found: dict[Place, Sums] = {}
        for (place, values), sums in raw.items():
            add(found.setdefault((place, self._grouping.keys(values, fields)), {}), sums)
        return found

    def _over_time(self, fields: tuple[str, ...]) -> Mapping[Place, Sums]:
        """A stock counts at its end only."""
        found: dict[Place, Sums] = {}
        for (place, keys), sums in self.over(fields, by_period=True).items():
            last = place == self.begun - 1
            some = sums if last else {part: number for part, number in sums.items() if not is_stock(part)}
            add(found.setdefault((None, keys), {}), some)
        return found


def is_stock(part: str) -> bool:
    """Whether a part holds at a moment instead of adding up over periods."""
    return FACTS[part.partition(".")[0]].stock


def add(total: Sums, sums: Mapping[str, int]) -> None:
    for part, number in sums.items():
        total[part] = total.get(part, 0) + number
