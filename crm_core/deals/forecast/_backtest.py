"""The forecast put to the test: past periods forecast again from what was known then, without looking ahead."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

import numpy as np
from sqlalchemy import select

from ...base.apart import Watch
from ...base.periods import Period, Step, period_of
from ...models import DealState
from ._draws import courses, low_middle_high, resampled
from ._lives import WON, Array, Lives, day_number
from ._model import STEP_DAYS, Model, decided, learnt
from ._moments import Examples, examples
from ._new import new_business

if TYPE_CHECKING:
    from ...trust.unit_of_work import Work

Moment = Literal["start", "middle", "end"]
MOMENTS: Mapping[Moment, float] = MappingProxyType({"start": 0.0, "middle": 0.5, "end": 0.9})
"""How much of the period had passed when the forecast was made."""
MOST: Mapping[Step, int] = MappingProxyType({"month": 24, "quarter": 8})
"""So many past periods are looked at."""


@dataclass(frozen=True)
class Looked:
    """A past period from one of its moments; sums in minor units, by owner in the order of `Test.owners`."""

    period: Period
    moment: Moment
    at: float
    came: Array
    model: Array
    stages: Array
    low: int
    high: int
    deals: Examples
    chance: Array
    ever: Array
    said: Array
    """The chance of each open deal to be won in the period and ever, and the probability of its stage."""
    said_in_period: Array
    """That probability where its close was expected in the period, else 0."""
    days_left: float


@dataclass(frozen=True)
class Test:
    """All that was looked at; periods before enough was known are left out."""

    __test__ = False

    owners: Sequence[int]
    looked: Sequence[Looked]
    periods: Sequence[Period]
    left_out: int
    every: int


def past_periods(w: Work, step: Step) -> list[Period]:
    """The last periods that are over, oldest first."""
    found: list[Period] = []
    period = period_of(w.clock.today(), step, w.company.calendar, w.company.calendar_rules)
    for _ in range(MOST[step]):
        period = period.previous()
        found.append(period)
    return found[::-1]


def tested(w: Work, lives: Lives, step: Step, watch: Watch) -> Test:
    """Every past period, forecast at three of its moments by a model learnt from what was known at its start."""
    ids = _seen(w, lives.every)
    periods = past_periods(w, step)
    owners = np.unique(lives.owner).tolist()
    until = day_number(w.clock.now())
    first = float(lives.since.min()) if len(lives.since) else until
    every = examples(lives, np.arange(first + STEP_DAYS, until, STEP_DAYS))
    looked: list[Looked] = []
    known: list[Period] = []
    model: Model | None = None
    for number, period in enumerate(periods):
        watch.at(number, len(periods))
        begins = day_number(w.clock.start_of_day(period.start))
        model = learnt(every, begins, decided(lives, begins), model)
        if model is not None:
            known.append(period)
            looked += _looks(w, lives, ids, owners, period, model)
    watch.at(len(periods), len(periods))
    return Test(owners, looked, known, len(periods) - len(known), lives.every)


def _seen(w: Work, every: int) -> Array | None:
    """The numbers of the states that the actor sees; None for all."""
    if w.actor.is_system or w.actor.sees_all:
        return None
    found = w.scalars(select(DealState.id).where(DealState.deal_id % every == 0))
    return np.array(found, dtype=np.int64)


def _looks(
    w: Work, lives: Lives, ids: Array | None, owners: list[int], period: Period, model: Model
) -> Iterator[Looked]:
    begins, ends = (day_number(w.clock.start_of_day(day)) for day in (period.start, period.end))
    came = _won(lives, ids, owners, begins, ends)
    for moment, share in MOMENTS.items():
        at = begins + share * (ends - begins)
        some = examples(lives, [at])
        if ids is not None:
            some = some.only(np.isin(some.state_id, ids))
        yield _look(w, lives, ids, owners, period, model, moment, at, ends, came, some)


def _look(
    w: Work,
    lives: Lives,
    ids: Array | None,
    owners: list[int],
    period: Period,
    model: Model,
    moment: Moment,
    at: float,
    ends: float,
    came: Array,
    some: Examples,
) -> Looked:
    outlook = model.outlook(some)
    chance = outlook.won_within(np.full(len(some), ends - at))
    worth = model.worth(some) * lives.every
    said = 1 / (1 + np.exp(-some.said))
    in_period = np.where(_due_before(some, at, w, period), said, 0.0)
    place = np.searchsorted(np.array(owners), some.owner)
    until_now = _won(lives, ids, owners, day_number(w.clock.start_of_day(period.start)), at)
    windows = new_business(lives, at, 0.0, ends - at, owners, ids)
    new = windows.mean(axis=0) if len(windows) else np.zeros(len(owners))
    plain = in_period * np.nan_to_num(some.amount) * lives.every
    drawn = courses(chance, worth, np.zeros(len(some), dtype=np.int64), 1, model.swing)[:, 0]
    low, _, high = low_middle_high(drawn + resampled(windows).sum(axis=1) + until_now.sum())
    return Looked(
        period=period,
        moment=moment,
        at=at,
        came=came,
        model=until_now + np.bincount(place, chance * worth, len(owners)) + new,
        stages=until_now + np.bincount(place, plain, len(owners)),
        low=low,
        high=high,
        deals=some,
        chance=chance,
        ever=outlook.won_ever(),
        said=said,
        said_in_period=in_period,
        days_left=ends - at,
    )


def _due_before(some: Examples, at: float, w: Work, period: Period) -> Array:
    """Whether the expected close lay before the period's end (an overdue one counts for the running period)."""
    today = w.clock.day_of(dt.datetime.fromtimestamp(at * 86_400, dt.UTC))
    found: Array = some.due < (period.end - today).days
    return found


def _won(lives: Lives, ids: Array | None, owners: list[int], since: float, until: float) -> Array:
    """What had become won since an instant and still was at another one, by owner."""
    held = (lives.outcome == WON) & (lives.since <= until) & (lives.until > until)
    held &= (lives.entered >= since) & (lives.amount > 0)
    if ids is not None:
        held &= np.isin(lives.state_id, ids)
    place = np.searchsorted(np.array(owners), lives.owner[held])
    found: Array = np.bincount(place, lives.amount[held], len(owners)) * lives.every
    return found
