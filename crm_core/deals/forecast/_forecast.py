"""The forecast of a period: what is won, what open deals and new ones are likely to bring."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from ...base.i18n import N_
from ...base.periods import Period
from ...fields.filters import EVERYTHING, Filter
from .._standing import instant_of
from ._draws import Array, courses, grouped, low_middle_high, percentiles, resampled
from ._hazards import Outlook
from ._knowledge import Knowledge, knowledge
from ._lives import day_number, lives_of
from ._model import ENOUGH, HANDED_OVER, Model
from ._moments import Examples, examples
from ._new import new_business, passing
from ._open import OpenDeal, counted, names_of, not_counted, open_deals, won_until
from ._reasons import Reasons, reasons
from ._result import DealChance, Forecast, OwnerForecast, Reason, Scenario

if TYPE_CHECKING:
    from ...trust.unit_of_work import Work


@dataclass(frozen=True)
class _Asked:
    """One question: the period, the moment whose knowledge is used, and what is supposed."""

    w: Work
    period: Period
    at: dt.datetime
    supposed: Scenario

    @property
    def stretch(self) -> tuple[float, float]:
        """Days from the moment to the period's start (0 when it has begun) and to its end."""
        clock, now = self.w.clock, day_number(self.at)
        first = day_number(clock.start_of_day(self.period.start)) - now
        return max(first, 0.0), max(day_number(clock.start_of_day(self.period.end)) - now, 0.0)


@dataclass(frozen=True)
class _Chances:
    """Of each open deal: won in the period, won ever, by its stage; what it adds; and why."""

    chance: Array
    ever: Array
    by_stage: Array
    worth: Array
    why: Sequence[Reasons]
    days_to_win: Array | None = None


def forecast(
    w: Work,
    period: Period,
    *,
    filter: Filter = EVERYTHING,  # noqa: A002
    at: dt.date | dt.datetime | None = None,
    without: Scenario | None = None,
) -> Forecast:
    """What the period is likely to bring, of the deals that the actor sees and the filter lets through.

    `at` is the moment whose knowledge is used (a day: its end; None: now); `without` what is supposed. How often and
    how fast deals are won is learnt from the whole company's history, whoever asks: it shows no record.
    """
    asked = _Asked(w, period, w.clock.now() if at is None else instant_of(w, at), without or Scenario())
    found = open_deals(w, filter, asked.at)
    won = won_until(w, filter, period, asked.at)
    known = knowledge(w, asked.at)
    due = _due(asked, found)
    plain = _by_stages(asked, found, due)
    chances = plain if known.model is None else _by_history(asked, known, known.model, found, plain)
    owners, places = grouped([*won, *(deal.owner_id for deal in found)])
    owners, windows = _new(asked, known, owners, passing(w, filter))
    swing = known.model.swing if known.model else 0.0
    drawn = courses(chances.chance, chances.worth, places[len(won) :], len(owners), swing)
    new = resampled(windows)
    amounts = np.array([counted(w, deal, asked.supposed) or 0 for deal in found], dtype=float)
    weighted = plain.chance * amounts
    told = _total(asked, won, chances, drawn, new, windows)
    return replace(
        told,
        by_stages=sum(won.values()) + round(float(weighted.sum())),
        by_owner=_by_owner(asked, found, won, chances, weighted, drawn, new, windows, owners),
        deals=_deals(found, chances),
        basis="stages" if known.model is None else "history",
        thin=_thin(known),
        others=not_counted(w, found, asked.supposed),
        learnt_from=known.decided,
    )


# Plain stage weights


def _due(asked: _Asked, found: Sequence[OpenDeal]) -> Array:
    """Which deals are expected in the period, slipped as is supposed."""
    today, slipped = asked.w.clock.day_of(asked.at), asked.supposed.slipped
    return np.array(
        [expected_in(deal.expected_close, asked.period, today, slipped.get(deal.deal_id, 0)) for deal in found],
        dtype=bool,
    )


def expected_in(day: dt.date | None, period: Period, today: dt.date, slipped: int = 0) -> bool:
    """Whether plain stage weights count a deal in the period: what is overdue counts where today lies in it."""
    if day is None:
        return False
    return max(day, today) + dt.timedelta(days=slipped) in period


def _by_stages(asked: _Asked, found: Sequence[OpenDeal], due: Array) -> _Chances:
    by_stage = np.array([deal.probability / 100 for deal in found], dtype=float)
    kept = _kept(asked, found, HANDED_OVER)
    worth = np.array([counted(asked.w, deal, asked.supposed) or 0 for deal in found], dtype=float)
    chance = _supposed(asked, found, np.where(due, by_stage * kept, 0.0))
    ever = _supposed(asked, found, by_stage * kept)
    return _Chances(chance, ever, by_stage, worth, [((), ())] * len(found))


def _kept(asked: _Asked, found: Sequence[OpenDeal], share: float) -> Array:
    """What is left of each deal's chance when its owner goes."""
    return np.array([share if deal.owner_id in asked.supposed.leaving else 1.0 for deal in found], dtype=float)


def _supposed(asked: _Asked, found: Sequence[OpenDeal], chance: Array) -> Array:
    """The chances, those of deals that are supposed to be won or lost being certain."""
    won = np.array([deal.deal_id in asked.supposed.won for deal in found], dtype=bool)
    lost = np.array([deal.deal_id in asked.supposed.lost for deal in found], dtype=bool)
    found_chance: Array = np.where(lost, 0.0, np.where(won, 1.0, chance))
    return found_chance


# By history


def _by_history(asked: _Asked, known: Knowledge, model: Model, found: Sequence[OpenDeal], plain: _Chances) -> _Chances:
    lives = lives_of(asked.w, [deal.deal_id for deal in found])
    some = examples(lives, [day_number(asked.at)], known.usual_amount)
    later = np.array([asked.supposed.slipped.get(deal.deal_id, 0) for deal in found], dtype=float)
    some = replace(some, pushes=some.pushes + (later > 0))
    outlook = _led(asked, model, some, found)
    first, last = asked.stretch
    kept = _kept(asked, found, model.handed_over)

    def in_period(one: Outlook) -> Array:
        return one.won_within(last - later) - one.won_within(first - later)

    chance = _supposed(asked, found, in_period(outlook) * kept)
    ever = _supposed(asked, found, outlook.won_ever() * kept)
    why = reasons(model, some, found, asked.period, in_period)
    days = outlook.days_to_win() + later
    return _Chances(chance, ever, plain.by_stage, _worth(asked, model, some, found), why, days)


def _led(asked: _Asked, model: Model, some: Examples, found: Sequence[OpenDeal]) -> Outlook:
    """How the deals go on; those of people who leave go on as under a usual owner."""
    outlook = model.outlook(some)
    if not asked.supposed.leaving:
        return outlook
    usual = model.outlook(some, without="owner")
    left = np.array([deal.owner_id in asked.supposed.leaving for deal in found], dtype=bool)[:, None]
    return Outlook(np.where(left, usual.won, outlook.won), np.where(left, usual.lost, outlook.lost))


def _worth(asked: _Asked, model: Model, some: Examples, found: Sequence[OpenDeal]) -> Array:
    worth = model.worth(some)
    for at in np.flatnonzero(some.foreign).tolist():
        worth[at] = (counted(asked.w, found[at], asked.supposed) or 0) * model.growth
    return worth


def _new(
    asked: _Asked, known: Knowledge, owners: list[int | None], ids: Array | None
) -> tuple[list[int | None], Array]:
    """The owners, those of new business among them, and what past windows brought to each."""
    lives, (first, last) = known.lives, asked.stretch
    if known.model is None:
        return owners, np.zeros((0, len(owners)))
    everybody = [*owners, *(one or None for one in np.unique(lives.owner).tolist() if (one or None) not in owners)]
    windows = new_business(lives, day_number(asked.at), first, last, [one or 0 for one in everybody], ids)
    windows = windows * np.array([one not in asked.supposed.leaving for one in everybody])
    kept = [at for at, one in enumerate(everybody) if at < len(owners) or windows[:, at].any()]
    return [everybody[at] for at in kept], windows[:, kept]


# In figures


def _total(
    asked: _Asked,
    won: Mapping[int | None, int],
    chances: _Chances,
    drawn: Array,
    new: Array,
    windows: Array,
) -> Forecast:
    until_now = sum(won.values())
    from_open = round(float(chances.chance @ chances.worth))
    from_new = round(float(windows.sum(axis=1).mean())) if len(windows) else 0
    totals = drawn.sum(axis=1) + new.sum(axis=1) + until_now
    low, middle, high = low_middle_high(totals)
    return Forecast(
        period=asked.period,
        at=asked.at,
        won=until_now,
        expected=until_now + from_open + from_new,
        low=low,
        middle=middle,
        high=high,
        from_open=from_open,
        from_new=from_new,
        by_stages=0,
        by_owner=(),
        deals=(),
        basis="history",
        percentiles=percentiles(totals),
    )


def _by_owner(
    asked: _Asked,
    found: Sequence[OpenDeal],
    won: Mapping[int | None, int],
    chances: _Chances,
    weighted: Array,
    drawn: Array,
    new: Array,
    windows: Array,
    owners: Sequence[int | None],
) -> list[OwnerForecast]:
    """The owners' parts, the largest first."""
    names = names_of(asked.w)
    brings: dict[int | None, float] = {}
    by_stages: dict[int | None, float] = {}
    for deal, part, plain in zip(found, (chances.chance * chances.worth).tolist(), weighted.tolist(), strict=True):
        brings[deal.owner_id] = brings.get(deal.owner_id, 0.0) + part
        by_stages[deal.owner_id] = by_stages.get(deal.owner_id, 0.0) + plain
    parts = []
    for at, owner in enumerate(owners):
        until_now, from_open = won.get(owner, 0), round(brings.get(owner, 0.0))
        from_new = round(float(windows[:, at].mean())) if len(windows) else 0
        low, middle, high = low_middle_high(drawn[:, at] + new[:, at] + until_now)
        expected = until_now + from_open + from_new
        name = names.get(owner) if owner is not None else None
        stages = until_now + round(by_stages.get(owner, 0.0))
        parts.append(OwnerForecast(owner, name, until_now, expected, low, middle, high, from_open, from_new, stages))
    return sorted(parts, key=lambda part: (-part.expected, part.owner_id or 0))


def _deals(found: Sequence[OpenDeal], chances: _Chances) -> list[DealChance]:
    """The deals with their chances, those that bring most first."""
    brings = chances.chance * chances.worth
    order = sorted(range(len(found)), key=lambda at: (-brings[at], -chances.chance[at], found[at].deal_id))
    return [
        DealChance(
            **{name: getattr(found[at], name) for name in _SAME},
            counts=round(float(chances.worth[at])),
            chance=float(chances.chance[at]),
            in_the_end=float(chances.ever[at]),
            chance_by_stage=float(chances.by_stage[at]),
            speaks_for=chances.why[at][0],
            speaks_against=chances.why[at][1],
            days_to_win=None if chances.days_to_win is None else round(float(chances.days_to_win[at])),
        )
        for at in order
    ]


_SAME = (
    "deal_id", "title", "customer", "owner_id", "owner", "unit_id", "amount", "currency", "stage_id", "stage",
    "expected_close", "judgement",
)  # fmt: skip


def _thin(known: Knowledge) -> Reason | None:
    if known.model is not None:
        return None
    won, lost = known.decided
    return Reason(
        N_(
            "History is too thin to learn from: {won} won and {lost} lost deals in two years; it takes {n} of each. "
            "These are the weights of the stages."
        ),
        {"won": won, "lost": lost, "n": ENOUGH},
    )
