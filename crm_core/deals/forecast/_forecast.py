"""The forecast of a period: what is won, what open deals and new ones are likely to bring."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from ...base.periods import Period
from ...fields.filters import EVERYTHING, Filter
from .._standing import instant_of
from ._draws import Array, courses, grouped, low_middle_high, percentiles
from ._open import OpenDeal, counted, not_counted, open_deals, won_until
from ._result import DealChance, Forecast, OwnerForecast, Scenario

if TYPE_CHECKING:
    from ...trust.unit_of_work import Work


def forecast(
    w: Work,
    period: Period,
    *,
    filter: Filter = EVERYTHING,  # noqa: A002
    at: dt.date | dt.datetime | None = None,
    without: Scenario | None = None,
) -> Forecast:
    """What the period is likely to bring, of the deals that the actor sees and the filter lets through.

    `at` is the moment whose knowledge is used (a day: its end; None: now); `without` what is supposed.
    """
    supposed = without or Scenario()
    moment = w.clock.now() if at is None else instant_of(w, at)
    found = open_deals(w, filter, moment)
    won = won_until(w, filter, period, moment)
    today = w.clock.day_of(moment)
    amounts = np.array([counted(w, deal, supposed) or 0 for deal in found], dtype=float)
    by_stage = np.array([deal.probability / 100 for deal in found])
    due = np.array([expected_in(deal.expected_close, period, today) for deal in found], dtype=bool)
    chances = np.where(due, by_stage, 0.0)
    owners, places = grouped([*won, *(deal.owner_id for deal in found)])
    drawn = courses(chances, amounts, places[len(won) :], len(owners))
    return _told(w, period, moment, supposed, found, won, amounts, chances, by_stage, drawn, owners)


def expected_in(day: dt.date | None, period: Period, today: dt.date) -> bool:
    """Whether plain stage weights count a deal in the period: what is overdue counts where today lies in it."""
    if day is None:
        return False
    return max(day, today) in period


def _told(
    w: Work,
    period: Period,
    moment: dt.datetime,
    supposed: Scenario,
    found: Sequence[OpenDeal],
    won: Mapping[int | None, int],
    amounts: Array,
    chances: Array,
    by_stage: Array,
    drawn: Array,
    owners: Sequence[int | None],
) -> Forecast:
    totals = drawn.sum(axis=1) + sum(won.values())
    low, middle, high = low_middle_high(totals)
    from_open = round(float(chances @ amounts))
    names = {deal.owner_id: deal.owner for deal in found}
    return Forecast(
        period=period,
        at=moment,
        won=sum(won.values()),
        expected=sum(won.values()) + from_open,
        low=low,
        middle=middle,
        high=high,
        from_open=from_open,
        from_new=0,
        by_stages=sum(won.values()) + from_open,
        by_owner=[_part(owner, names.get(owner), won.get(owner, 0), drawn[:, at]) for at, owner in enumerate(owners)],
        deals=[
            DealChance(
                deal_id=deal.deal_id,
                title=deal.title,
                customer=deal.customer,
                owner_id=deal.owner_id,
                owner=deal.owner,
                unit_id=deal.unit_id,
                amount=deal.amount,
                currency=deal.currency,
                counts=int(amounts[at]),
                stage_id=deal.stage_id,
                stage=deal.stage,
                expected_close=deal.expected_close,
                chance=float(chances[at]),
                in_the_end=float(by_stage[at]),
                chance_by_stage=float(by_stage[at]),
                judgement=deal.judgement,
            )
            for at, deal in enumerate(found)
        ],
        basis="stages",
        others=not_counted(w, list(found), supposed),
        percentiles=percentiles(totals),
    )


def _part(owner: int | None, name: str | None, won: int, drawn: Array) -> OwnerForecast:
    low, middle, high = low_middle_high(drawn + won)
    mean = round(float(drawn.mean()))
    return OwnerForecast(owner, name, won, won + mean, low, middle, high, mean, 0)
