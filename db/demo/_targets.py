"""What the demo company wanted to reach: month by month, for each seller, unit and the company."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from sqlalchemy import select

from crm_core.base.days import add_months
from crm_core.fields.choices import options
from crm_core.models import Target, Unit
from crm_core.trust.unit_of_work import Work

from ._deals import Life, month_of, won_by_month
from ._records import Record
from ._season import Season
from ._staff import Seller, Team

STRETCH = 1.06
MONTHS_AHEAD = 4
_MONTHS_BESIDE = 8
_SHARE_OF_BEST = 0.5
_TALKS = 12


class Targets:
    """Plans that lie near what was reached, as a company sets them that knows its past."""

    def __init__(self, w: Work, team: Team, season: Season, lives: list[Life], rng: random.Random) -> None:
        self._team, self._season, self._rng = team, season, rng
        self._calendar = w.company.calendar
        units = w.rows(select(Unit.id, Unit.parent_id))
        self._parents: dict[int, int | None] = {row.id: row.parent_id for row in units}
        self._best_tier = next(iter(options("tiers", w.company, w.locale)), "")
        self._won = won_by_month(lives, self._calendar)

    def make(self) -> Iterator[Record]:
        month = month_of(self._season.start, self._calendar)
        last = add_months(month_of(self._season.today, self._calendar), MONTHS_AHEAD, self._calendar)
        while month <= last:
            yield from self._plan(month, add_months(month, 1, self._calendar))
            if month >= add_months(month_of(self._season.today, self._calendar), -_MONTHS_BESIDE, self._calendar):
                yield from self._beside(month, add_months(month, 1, self._calendar))
            month = add_months(month, 1, self._calendar)

    def _plan(self, start: dt.date, end: dt.date) -> Iterator[Record]:
        expected = self._expected(start, end)
        units: dict[int, int] = {}
        for seller in self._team.sellers:
            if not seller.there(start):
                continue
            value = _round(expected * self._share(seller, start))
            units[seller.unit_id] = units.get(seller.unit_id, 0) + value
            yield self._target("user", start, end, value, user_id=seller.id)
        yield self._target("company", start, end, sum(units.values()))
        for unit, value in self._with_those_below(units).items():
            yield self._target("unit", start, end, value, unit_id=unit)

    def _with_those_below(self, units: dict[int, int]) -> dict[int, int]:
        """What each unit is to reach with the units below it."""
        found = dict(units)
        for unit, value in units.items():
            above = self._parents.get(unit)
            while above is not None:
                found[above] = found.get(above, 0) + value
                above = self._parents.get(above)
        return found

    def _beside(self, start: dt.date, end: dt.date) -> Iterator[Record]:
        """What is wanted besides amounts: deals of the company, a tier, and talks of each seller."""
        won = sum(value for (month, _), value in self._won.items() if month == add_months(start, -12, self._calendar))
        if won:
            gold = {"segment_field": "tier", "segment_value": self._best_tier}
            yield self._target("segment", start, end, _round(won * _SHARE_OF_BEST), further=gold)
        for seller in self._team.sellers:
            if seller.there(start):
                talks = max(4, round(seller.energy * _TALKS))
                yield self._target("user", start, end, talks, user_id=seller.id, measure="interactions")

    def _expected(self, start: dt.date, end: dt.date) -> float:
        """What the company may expect of a month: the rate of the quarter around or before it, by its season."""
        current = month_of(self._season.today, self._calendar)
        middle = min(start, add_months(current, -2, self._calendar))
        months = [add_months(middle, shift, self._calendar) for shift in (-1, 0, 1)]
        months = [month for month in months if month >= month_of(self._season.start, self._calendar)] or [current]
        reached = sum(value for (month, _), value in self._won.items() if month in months)
        effort = sum(self._season.month_weight(m, add_months(m, 1, self._calendar)) for m in months)
        weight = self._season.month_weight(start, end)
        return reached / effort * weight * STRETCH * self._rng.uniform(0.94, 1.08)

    def _share(self, seller: Seller, start: dt.date) -> float:
        there = [one for one in self._team.sellers if one.there(start)]
        whole = sum(_strength(one) for one in there)
        return _strength(seller) / whole

    def _target(
        self,
        scope: str,
        start: dt.date,
        end: dt.date,
        value: int,
        *,
        unit_id: int | None = None,
        user_id: int | None = None,
        measure: str = "won_amount",
        further: Mapping[str, str] = MappingProxyType({}),
    ) -> Record:
        set_on = max(start - dt.timedelta(days=12), self._season.start)
        values = {
            "scope": scope,
            "unit_id": unit_id,
            "user_id": user_id,
            "measure": measure,
            **further,
            "step": "month",
            "calendar": self._calendar,
            "start": start,
            "end": end,
            "value": value,
        }
        at = self._season.clock.start_of_day(min(set_on, self._season.today - dt.timedelta(days=8)))
        return Record(Target, at, self._team.manager, values)


def _strength(seller: Seller) -> float:
    """What is asked of a seller: less apart than what they reach, so that the good stand out."""
    return seller.energy * seller.size * (0.5 + 0.5 * seller.skill)


def _round(value: float) -> int:
    return max(1, int(float(f"{value:.2g}")))
