"""The tables of a report: by period and group, over all periods, of each level of the breakdown, crosswise."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ..base.days import WEEKDAYS
from ..base.periods import Period, code
from ._grouping import MOST_ROWS, Grouping, too_many
from ._reckoned import Reckoned
from ._sides import Keys, Side, Sums
from ._target_side import Targets
from .result import Level, Line, Pivot, Row, Values
from .spec import ReportSpec


class Slot(NamedTuple):
    """A step of the report: its code, its days, and which day of the week or hour it is."""

    code: str
    start: dt.date
    end: dt.date
    number: int | None = None


def slots_of(spec: ReportSpec, periods: Sequence[Period], week_start: int) -> list[Slot]:
    """The steps by which a report is shown; days of the week from the company's first one."""
    if spec.by == "weekday":
        days = [(week_start + place) % 7 for place in range(7)]
        return [Slot(WEEKDAYS[day], spec.start, spec.end, day) for day in days]
    if spec.by == "hour":
        return [Slot(f"{hour:02}", spec.start, spec.end, hour) for hour in range(24)]
    return [Slot(code(period), period.start, period.end) for period in periods]


class Times(NamedTuple):
    """The sums of some days, and of the days before them where a moving average needs them."""

    side: Side
    lead: Side | None


@dataclass
class Tables:
    """Rows from sums: `now`, beside those of `then` (the `partners` say which of its places) or the `targets`.

    `aims`: the targets with which measures are reckoned.
    """

    spec: ReportSpec
    grouping: Grouping
    slots: Sequence[Slot]
    now: Times
    then: Times | None
    partners: Sequence[int | None]
    targets: Targets | None
    aims: Targets | None
    _known: dict[tuple[bool, tuple[str, ...], bool], Reckoned] = field(default_factory=dict)

    @property
    def total_sums(self) -> Sums:
        return self.now.side.over((), by_period=False).get((None, ()), {})

    @property
    def group_sums(self) -> list[Sums]:
        return list(self.now.side.over(self.spec.breakdown, by_period=False).values())

    # Rows

    def by(self, fields: tuple[str, ...]) -> Iterator[Row]:
        """A row for every period and all values that these fields have together."""
        order = self._keys(fields)
        return (self.row(fields, place, keys) for place in range(len(self.slots)) for keys in order)

    def over(self, fields: tuple[str, ...]) -> Iterator[Row]:
        """A row for all values that these fields have together, over all periods."""
        return (self.row(fields, None, keys) for keys in self._keys(fields))

    def row(self, fields: tuple[str, ...], place: int | None, keys: Keys) -> Row:
        """The figures of a period (None: of all) and some values, beside what they are compared with."""
        slot = Slot("", self.spec.start, self.spec.end) if place is None else self.slots[place]
        named = dict(zip(fields, keys, strict=True))
        values = self._side(fields, place, then=False).values(place, keys)
        if self.targets is not None:
            compare = self.targets.beside(slot.start, slot.end, named, cyclic=slot.number is not None)
        else:
            compare = {} if self.then is None else self._compare(fields, place, keys)
        return Row(slot.code, slot.start, slot.end, named, values, compare, slot.number)

    def _compare(self, fields: tuple[str, ...], place: int | None, keys: Keys) -> Values:
        other = None if place is None else self.partners[place]
        if place is not None and other is None:
            return dict.fromkeys(self.spec.measures, None)
        return self._side(fields, place, then=True).values(other, keys)

    def _side(self, fields: tuple[str, ...], place: int | None, *, then: bool) -> Reckoned:
        at = (then, fields, place is not None)
        if at not in self._known:
            times = self.then if then and self.then is not None else self.now
            self._known[at] = Reckoned(
                self.spec.asked, times.side, fields, by_period=at[2], lead=times.lead, aims=self.aims
            )
        return self._known[at]

    # What is more than rows

    def levels(self) -> Iterator[Level]:
        """Subtotals: for each level of the breakdown but the last, its figures by period and over all."""
        for many in range(1, len(self.spec.breakdown)):
            fields = self.spec.breakdown[:many]
            yield Level(fields, tuple(self.by(fields)), tuple(self.over(fields)))

    def pivot(self) -> Pivot:
        """The report crosswise. Raises Invalid when it would be too large."""
        across, spec = self.spec.across, self.spec
        down = tuple(name for name in spec.breakdown if name != across)
        by_period = spec.by != "total" and across != "period"
        columns = tuple(self.by(()) if across == "period" else self.over((across,)))
        places: Sequence[int | None] = range(len(self.slots)) if by_period else [None]
        heads = [(place, keys) for place in places for keys in self._keys(down)]
        if len(heads) * len(columns) > MOST_ROWS:
            raise too_many(len(heads) * len(columns))
        lines = tuple(Line(self.row(down, *head), tuple(self._crossing(columns, head, down))) for head in heads)
        return Pivot(("period", *down) if by_period else down, across, columns, lines, self.row((), None, ()))

    def _keys(self, fields: tuple[str, ...]) -> Sequence[Keys]:
        if fields == self.spec.breakdown:
            return self.grouping.order
        return self.grouping.order_of(fields) if fields else [()]

    def _crossing(self, columns: Sequence[Row], head: tuple[int | None, Keys], down: tuple[str, ...]) -> Iterator[Row]:
        """The figures where a line meets each column."""
        place, keys = head
        named = dict(zip(down, keys, strict=True))
        for at, column in enumerate(columns):
            met = {**named, **column.keys}
            crossed = tuple(met[name] for name in self.spec.breakdown)
            yield self.row(self.spec.breakdown, at if self.spec.across == "period" else place, crossed)
