"""What the sellers of the demo company said they would win: hopefully at the start of a month, nearer half-way."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator

from crm_core.base.days import add_months
from crm_core.models import Submission
from crm_core.trust.unit_of_work import Work

from ._deals import Life, month_of, won_by_month
from ._records import Record
from ._season import Season
from ._staff import Seller, Team

HOPE = 1.12
SILENT = 0.12
"""By how much sellers think too much of a month, and how often one says nothing."""
_NEARER = 0.45


class Submissions:
    """Each seller's figures for the months of the history: one in the first days, mostly another half-way."""

    def __init__(self, w: Work, team: Team, season: Season, lives: list[Life], rng: random.Random) -> None:
        self._team, self._season, self._rng = team, season, rng
        self._calendar = w.company.calendar
        self._won = won_by_month(lives, self._calendar)

    def make(self) -> Iterator[Record]:
        hopes = {seller.id: self._rng.uniform(0.85, 1.4) * HOPE for seller in self._team.sellers}
        month = month_of(self._season.start, self._calendar)
        while month <= self._season.today:
            for seller in self._team.sellers:
                if seller.there(month) and self._rng.random() > SILENT:
                    yield from self._said(seller, month, hopes[seller.id])
            month = add_months(month, 1, self._calendar)

    def _said(self, seller: Seller, month: dt.date, hope: float) -> Iterator[Record]:
        """What they hope for lies between what usually comes and what will."""
        end = add_months(month, 1, self._calendar)
        usual = self._usual(seller, month)
        coming = usual if end > self._season.today else self._won.get((month, seller.id), 0)
        guess = (0.5 * usual + 0.5 * coming) * hope * self._rng.lognormvariate(0, 0.3)
        days = (self._rng.randint(0, 3), (end - month).days // 2 - self._rng.randint(0, 2))
        second = _NEARER * guess + (1 - _NEARER) * coming * self._rng.lognormvariate(0, 0.2)
        for day, amount in zip(days, (guess, second), strict=True):
            at = self._season.at_work(self._season.working_day(month + dt.timedelta(days=day)))
            if self._season.clock.start_of_day(self._season.start) < at < self._season.now and amount >= 1:
                yield self._record(seller, month, end, at, round(float(f"{amount:.2g}")))

    def _usual(self, seller: Seller, month: dt.date) -> float:
        """What the three months before brought on average."""
        before = [add_months(month, -n, self._calendar) for n in (1, 2, 3)]
        return sum(self._won.get((one, seller.id), 0) for one in before) / 3

    def _record(self, seller: Seller, start: dt.date, end: dt.date, at: dt.datetime, amount: int) -> Record:
        sure = round(float(f"{amount * self._rng.uniform(0.5, 0.85):.2g}"))
        values = {
            "user_id": seller.id,
            "unit_id": seller.unit_id,
            "step": "month",
            "calendar": self._calendar,
            "start": start,
            "end": end,
            "amount": amount,
            "commit_amount": min(sure, amount),
            "note": None,
            "at": at,
            "said_by_id": None,
        }
        return Record(Submission, at, seller.actor, values)
