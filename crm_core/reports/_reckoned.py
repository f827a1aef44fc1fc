"""The figures of one side of a report: its measures, and what is reckoned from them along the periods."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType

from ..base.periods import Step
from ..measures.catalogue import Measure, Value
from ..measures.figure import AIM
from ._sides import Keys, Place, Side, Sums, add, is_stock
from ._target_side import Targets
from .result import Values

WINDOWS: Mapping[Step, int] = MappingProxyType(
    {"day": 7, "week": 4, "month": 3, "quarter": 4, "half_year": 2, "year": 2, "fiscal_year": 2}
)
"""Over how many periods a moving average goes, its own the last."""


class Reckoned:
    """The figures by these fields of the breakdown, by period or over all of them.

    `lead` are the periods before the first, where a moving average is asked for (see `_lead`); `aims` the targets,
    where a measure is reckoned with them.
    """

    def __init__(
        self,
        asked: Sequence[Measure],
        side: Side,
        fields: tuple[str, ...],
        *,
        by_period: bool,
        lead: Side | None,
        aims: Targets | None,
    ) -> None:
        self._asked = asked
        self._side = side
        self._fields = fields
        self._by_period = by_period
        self._lead = lead
        self._targets = aims
        self._sums = side.over(fields, by_period=by_period)
        self._along: dict[tuple[str, Keys], Sequence[Value]] = {}
        self._later: dict[str, bool] = {}
        plain = all(not one.derived and not one.aims for one in asked)
        self._nothing = {one.key: one.value({}) for one in asked} if plain and side.begun else None

    def values(self, place: int | None, keys: Keys) -> Values:
        """The figures for the period at this place (None: for all of them); of a stock none where it has not begun."""
        sums = self._sums.get((place, keys), {})
        begun = self._side.begun > (0 if place is None else place)
        if not sums and begun and self._nothing is not None:  # most rows of a long report
            return self._nothing
        if self._targets is not None:
            sums = {**sums, **self._aims(self._targets, place, keys, sums)}
        return {
            one.key: (one.value(sums) if begun or not one.stock else None)
            if not one.derived
            else (self._derived(one, one.base or one, (place, keys), sums) if begun or self._ahead(one) else None)
            for one in self._asked
        }

    def _ahead(self, one: Measure) -> bool:
        """Whether something is known already of days to come: deals that are to close in them, say, or targets."""
        if one.derived == "target":
            return True
        if one.key not in self._later:
            found = self._side.over((), by_period=True)
            later = [found.get((place, ()), {}) for place in range(self._side.begun, self._side.count)]
            self._later[one.key] = not one.stock and any(sums.get(part) for sums in later for part in one.parts)
        return self._later[one.key]

    def _aims(self, targets: Targets, place: int | None, keys: Keys, sums: Sums) -> Sums:
        """The target, and what is missing to it, as parts beside the sums; nothing where there is none."""
        periods = self._side.periods
        if not periods or (place is not None and self._side.count != len(periods)):
            return {}
        first, last = (periods[0], periods[-1]) if place is None else (periods[place], periods[place])
        target = targets.won(first.start, last.end, dict(zip(self._fields, keys, strict=True)))
        if target is None:
            return {}
        return {f"{AIM}.target": target, f"{AIM}.gap": max(target - sums.get("won.amount", 0), 0)}

    def _derived(self, one: Measure, base: Measure, at: Place, sums: Sums) -> Value:
        if one.derived == "target":
            return one.value(sums) if f"{AIM}.target" in sums else None
        if one.derived == "share":
            return self._share(base, at, base.value(sums))
        place, keys = at
        if place is None and one.derived == "running":
            return base.value(sums)
        if (one.key, keys) not in self._along:
            series = self._running(base, keys) if one.derived == "running" else self._average(base, keys)
            self._along[one.key, keys] = series
        series = self._along[one.key, keys]
        if place is not None:
            return series[place]
        return next((value for value in reversed(series) if value is not None), None)  # where it has come to

    def _share(self, base: Measure, at: Place, value: Value) -> Value:
        """The part of the total of the same period; of a period, the part of all periods."""
        place, _ = at
        if base.stock and not self._fields and place is not None:
            return None
        whole = place if self._fields else None
        total = base.value(self._side.over((), by_period=whole is not None).get((whole, ()), {}))
        return None if value is None or not total or total < 0 else value / total

    def _running(self, base: Measure, keys: Keys) -> Sequence[Value]:
        so_far: Sums = {}
        found: list[Value] = []
        for place in range(self._side.count):
            add(so_far, self._side.over(self._fields, by_period=True).get((place, keys), {}))
            found.append(base.value(so_far))
        return found

    def _average(self, base: Measure, keys: Keys) -> Sequence[Value]:
        """None for a period that is not over, or of which only a part is shown."""
        periods, now = self._side.periods, self._side.over(self._fields, by_period=True)
        series = [dict(now.get((place, keys), {})) for place in range(len(periods))]
        before: list[Sums] = []
        if self._lead is not None:
            earlier = self._lead.over(self._fields, by_period=True)
            before = [dict(earlier.get((place, keys), {})) for place in range(self._lead.count)]
        window = WINDOWS[periods[0].step]
        if len(before) == window:  # the last of them is what was cut off the first period
            add(series[0], {part: number for part, number in before.pop().items() if not is_stock(part)})
        series = [*before, *series]
        whole = [period.end == period.whole.end for period in periods[: self._side.over_by]]
        whole += [False] * (len(periods) - len(whole))
        return [_mean(base, series[at : at + window]) if whole[at] else None for at in range(len(periods))]


def _mean(base: Measure, window: Sequence[Sums]) -> Value:
    """Of what adds up the mean of the periods, of a rate the rate over all of them, of others the mean of figures."""
    if base.over and base.rolls_up:
        together: Sums = {}
        for sums in window:
            add(together, sums)
        return base.value(together)
    found = [value for sums in window if (value := base.value(sums)) is not None]
    if not found:
        return None
    if base.kind != "money":
        return sum(found) / len(found)
    return int((Decimal(sum(found)) / len(found)).to_integral_value(ROUND_HALF_UP))
