"""How right forecasts were: of the model, of plain stage weights, and of what people submitted, side by side."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np
from sqlalchemy import select

from ...base.apart import Watch
from ...base.config import Settings
from ...base.periods import Period, Step
from ...models import Submission
from ...trust.unit_of_work import Office
from ._backtest import MOMENTS, Looked, Moment, Test, tested
from ._knowledge import moments_before
from ._lives import Array, company_lives, day_number
from ._model import ENOUGH, Model, decided, learnt
from ._moments import examples
from ._open import names_of

if TYPE_CHECKING:
    from ...trust.unit_of_work import Work

__all__ = [
    "BANDS", "Band", "Claim", "Errors", "Honesty", "Looking", "Moment", "PastPeriod", "PersonErrors", "Quality", "Said",
    "Who", "honesty",
]  # fmt: skip

Who = Literal["model", "stages"]
Claim = Literal["in_period", "ever"]
BANDS = 10
EVER_DAYS = 180
"""Whether a deal was won in the end is asked of forecasts that are half a year old."""
_NINETY = 1.645


@dataclass(frozen=True)
class Band:
    """The open deals whose chance was said to lie in [low, high): how high on average, and how many were won.

    `sure_low` to `sure_high` is where the true share lies with 90 % (Wilson, Probable Inference, 1927).
    """

    low: float
    high: float
    said: float
    won: float
    deals: int
    sure_low: float
    sure_high: float


@dataclass(frozen=True)
class Said:
    """What was forecast of a period at one of its moments, in minor units; `submitted` is None without any."""

    model: int
    low: int
    high: int
    stages: int
    submitted: int | None


@dataclass(frozen=True)
class PastPeriod:
    """A period that is over: what came, and what had been forecast."""

    period: Period
    came: int
    said: Mapping[Moment, Said]


@dataclass(frozen=True)
class Errors:
    """By how much forecasts were off: Σ |forecast − came| ÷ Σ came; None where nothing came or was said.

    `within` is the share of periods whose result lay between the model's low and high (80 % are right).
    """

    model: float | None
    stages: float | None
    submitted: float | None
    within: float | None
    model_for_submitted: float | None
    """The model's error on what was submitted for, to compare."""


@dataclass(frozen=True)
class PersonErrors:
    """The errors of one person's part, at the start of periods; `periods` had a submission."""

    owner_id: int
    name: str
    periods: int
    submitted: float | None
    model: float | None
    stages: float | None


@dataclass(frozen=True)
class Quality:
    """How good chances of single deals were: mean of |said − won share| over bands, and mean (said − won)² (Brier)."""

    calibration: float
    brier: float
    deals: int


@dataclass(frozen=True)
class Honesty:
    """The back-test as the actor sees it: own deals, those of the units, or all. The rates are the company's."""

    step: Step
    periods: Sequence[PastPeriod]
    left_out: int
    """Past periods before which too few deals had been won and lost."""
    errors: Mapping[Moment, Errors]
    people: Sequence[PersonErrors]
    bands: Mapping[Claim, Mapping[Who, Sequence[Band]]]
    quality: Mapping[Claim, Mapping[Who, Quality]]
    decided: tuple[int, int]
    enough: int = ENOUGH
    every: int = 1
    """Every how manieth deal was looked at."""
    learnt: Mapping[str, float] = field(default_factory=dict)
    """By how much each sign moves the odds of winning soon, as the model stands today (see `weights`)."""


def honesty(w: Work, step: Step = "month", watch: Watch | None = None) -> Honesty:
    """Forecast the past periods again and hold them against what came. Takes seconds: see Looking."""
    lives = company_lives(w)
    test = tested(w, lives, step, watch or Watch())
    submitted = _submissions(w, test)
    until = day_number(w.clock.now())
    some = examples(lives, moments_before(lives, until))
    counts = decided(lives, until)
    model = learnt(some, until, counts)
    return Honesty(
        step=step,
        periods=_periods(test, submitted),
        left_out=test.left_out,
        errors={moment: _errors(test, moment, submitted) for moment in MOMENTS},
        people=_people(w, test, submitted),
        bands={claim: {who: _bands(*_calls(test, claim, who, until)) for who in _WHO} for claim in _CLAIMS},
        quality={claim: {who: _quality(*_calls(test, claim, who, until)) for who in _WHO} for claim in _CLAIMS},
        decided=counts,
        every=test.every,
        learnt=weights(model) if model else {},
    )


_WHO: tuple[Who, ...] = ("model", "stages")
_CLAIMS: tuple[Claim, ...] = ("in_period", "ever")


@dataclass(frozen=True)
class Looking:
    """The back-test in a process of its own (see base.apart), as one person, on the database with these settings."""

    settings: Settings
    user_id: int | None
    step: Step

    def carry_out(self, watch: Watch) -> Honesty:
        office = Office(self.settings)
        try:
            with office.read(office.actor_or_system(self.user_id)) as w:
                return honesty(w, self.step, watch)
        finally:
            office.close()


def weights(model: Model) -> dict[str, float]:
    """By what a sign that is one standard deviation higher than usual multiplies the odds of being won in a stretch."""
    return {name: float(np.exp(weight)) for name, weight in model.weights().items()}


# Calibration


def _calls(test: Test, claim: Claim, who: Who, until: float) -> tuple[Array, Array]:
    """What was said of open deals, and whether it came true."""
    said: list[Array] = []
    came: list[Array] = []
    for look in test.looked:
        if claim == "in_period":
            said.append(look.chance if who == "model" else look.said_in_period)
            came.append(look.deals.won & (look.deals.ends <= look.days_left))
        elif look.at + EVER_DAYS <= until:
            known = np.isfinite(look.deals.ends)
            said.append((look.ever if who == "model" else look.said)[known])
            came.append(look.deals.won[known])
    nothing = np.array([], dtype=float)
    return np.concatenate([*said, nothing]), np.concatenate([*came, nothing]).astype(float)


def _bands(said: Array, came: Array) -> list[Band]:
    place = np.minimum((said * BANDS).astype(int), BANDS - 1)
    found = []
    for at in np.unique(place).tolist():
        here = place == at
        count, share = int(here.sum()), float(came[here].mean())
        low, high = _sure(share, count)
        found.append(Band(at / BANDS, (at + 1) / BANDS, float(said[here].mean()), share, count, low, high))
    return found


def _sure(share: float, count: int) -> tuple[float, float]:
    """Wilson's interval."""
    z = _NINETY**2 / count
    middle = (share + z / 2) / (1 + z)
    half = float(_NINETY / (1 + z) * np.sqrt(share * (1 - share) / count + z / (4 * count)))
    return max(middle - half, 0.0), min(middle + half, 1.0)


def _quality(said: Array, came: Array) -> Quality:
    if not len(said):
        return Quality(0.0, 0.0, 0)
    off = sum(band.deals * abs(band.said - band.won) for band in _bands(said, came)) / len(said)
    return Quality(off, float(((said - came) ** 2).mean()), len(said))


# Errors

Submitted = Mapping[tuple[dt.date, Moment], Mapping[int, int]]
"""What people had submitted for the period that starts on a day, at one of its moments, by person."""


def _submissions(w: Work, test: Test) -> Submitted:
    """The last word of each person until a moment; at the start the first word, within a quarter of the period."""
    periods = {period.start: period for period in test.periods}
    wanted = (Submission.step == (test.periods[0].step if test.periods else ""), Submission.start.in_(periods))
    rows = w.scalars(select(Submission).where(*wanted).order_by(Submission.at, Submission.id))
    found: dict[tuple[dt.date, Moment], dict[int, int]] = {}
    for row in rows:
        begins = day_number(w.clock.start_of_day(row.start))
        share = (day_number(row.at) - begins) / periods[row.start].days
        if share <= 0.25:
            found.setdefault((row.start, "start"), {}).setdefault(row.user_id, row.amount)
        for moment in ("middle", "end"):
            if share <= MOMENTS[moment]:
                found.setdefault((row.start, moment), {})[row.user_id] = row.amount
    return found


def _periods(test: Test, submitted: Submitted) -> list[PastPeriod]:
    found = []
    for period in test.periods:
        looks = [look for look in test.looked if look.period == period]
        said = {}
        for look in looks:
            people = submitted.get((period.start, look.moment))
            said[look.moment] = Said(
                round(float(look.model.sum())), look.low, look.high, round(float(look.stages.sum())),
                sum(people.values()) if people else None,
            )  # fmt: skip
        found.append(PastPeriod(period, round(float(looks[0].came.sum())), said))
    return found


def _off(said: Sequence[float], came: Sequence[float]) -> float | None:
    total = sum(came)
    if not said or total <= 0:
        return None
    return sum(abs(one - other) for one, other in zip(said, came, strict=True)) / total


def _errors(test: Test, moment: Moment, submitted: Submitted) -> Errors:
    looks = [look for look in test.looked if look.moment == moment]
    came = [float(look.came.sum()) for look in looks]
    inside = [look.low <= total <= look.high for look, total in zip(looks, came, strict=True)]
    cells = [cell for look in looks for cell in _cells(test, look, submitted)]
    return Errors(
        model=_off([float(look.model.sum()) for look in looks], came),
        stages=_off([float(look.stages.sum()) for look in looks], came),
        submitted=_off([cell.submitted for cell in cells], [cell.came for cell in cells]),
        within=sum(inside) / len(inside) if inside else None,
        model_for_submitted=_off([cell.model for cell in cells], [cell.came for cell in cells]),
    )


@dataclass(frozen=True)
class _Cell:
    """A person's part of a period, from one moment."""

    owner: int
    came: float
    submitted: float
    model: float
    stages: float


def _cells(test: Test, look: Looked, submitted: Submitted) -> list[_Cell]:
    """The parts of those who had submitted something."""
    said = submitted.get((look.period.start, look.moment), {})
    return [
        _Cell(owner, float(look.came[at]), said[owner], float(look.model[at]), float(look.stages[at]))
        for at, owner in enumerate(test.owners)
        if owner in said
    ]


def _people(w: Work, test: Test, submitted: Submitted) -> list[PersonErrors]:
    """Everybody who had something won or submitted, at the start of the periods."""
    names = names_of(w)
    looks = [look for look in test.looked if look.moment == "start"]
    found = []
    for at, owner in enumerate(test.owners):
        came = [float(look.came[at]) for look in looks]
        if owner not in names or not any(came):
            continue
        cells = [cell for look in looks for cell in _cells(test, look, submitted) if cell.owner == owner]
        found.append(
            PersonErrors(
                owner_id=owner,
                name=names[owner],
                periods=len(cells),
                submitted=_off([cell.submitted for cell in cells], [cell.came for cell in cells]),
                model=_off([float(look.model[at]) for look in looks], came),
                stages=_off([float(look.stages[at]) for look in looks], came),
            )
        )
    return sorted(found, key=lambda one: one.name)
