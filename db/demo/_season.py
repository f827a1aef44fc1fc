"""When things happen: working days and hours, the seasons of the year, and the standstill of the holidays."""

from __future__ import annotations

import bisect
import datetime as dt
import random
from itertools import accumulate

from crm_core.base.clock import Clock
from crm_core.base.days import add_months, day_of, gregorian, jalali, ymd
from crm_core.trust.company import Company

_JALALI_MONTHS = (0.72, 1.02, 1.05, 1.0, 0.9, 1.0, 1.08, 1.1, 1.05, 0.98, 1.05, 1.25)
_GREGORIAN_MONTHS = (0.85, 0.95, 1.12, 1.0, 1.02, 1.1, 0.88, 0.78, 1.12, 1.1, 1.08, 1.05)
_NOWRUZ_DAYS = 14
_NOWRUZ_FACTOR = 0.08
_BEFORE_NOWRUZ = 0.45
_SLOW_START_DAYS = 24
_BUSIEST = 1.3
_CHRISTMAS_FACTOR = 0.12
_GROWTH = 0.3
"""How much more is begun at the end of the history than at its start, as a share of the mean."""

IRANIAN_HOLIDAYS = (
    (1, 1), (1, 2), (1, 3), (1, 4), (1, 12), (1, 13), (3, 14), (3, 15), (11, 22), (12, 29),
)  # fmt: skip
AMERICAN_HOLIDAYS = ((1, 1), (7, 4), (12, 25))


def holidays(company: Company, first: dt.date, last: dt.date) -> list[str]:
    """The fixed holidays of the company's country between two days, as ISO dates."""
    solar = company.calendar == "jalali"
    days = IRANIAN_HOLIDAYS if solar else AMERICAN_HOLIDAYS
    calendar = company.calendar
    years = range(ymd(first, calendar)[0], ymd(last, calendar)[0] + 1)
    found = (day_of(year, month, day, calendar) for year in years for month, day in days)
    return [day.isoformat() for day in found if day is not None and first <= day <= last]


class Season:
    """The days of the history, each with how much is done on it (about 1 on a usual working day)."""

    def __init__(self, company: Company, clock: Clock, years: int, rng: random.Random) -> None:
        self.clock = clock
        self.now = clock.now()
        self.today = clock.today()
        self.start = add_months(self.today, -12 * years, company.calendar)
        self._company = company
        self._rng = rng
        self._free = {int(day): share for day, share in company.weekend.items()}
        self._holidays = set(company.holidays)
        self.days = [self.start + dt.timedelta(days=n) for n in range((self.today - self.start).days + 1)]
        self._activity: dict[dt.date, float] = {}
        grown = (
            self.activity(day) * (1 - _GROWTH / 2 + _GROWTH * place / len(self.days))
            for place, day in enumerate(self.days)
        )
        self._running = list(accumulate(grown))

    def activity(self, day: dt.date) -> float:
        """How much is done on a day, any day; 1 is usual."""
        if day not in self._activity:
            self._activity[day] = self._usual(day)
        return self._activity[day]

    def _usual(self, day: dt.date) -> float:
        if day.isoformat() in self._holidays:
            return 0.0
        share = 1.0 - self._free.get(day.weekday(), 0.0)
        if self._company.calendar == "jalali":
            _, month, number = jalali(day)
            usual = _JALALI_MONTHS[month - 1]
            return share * (_NOWRUZ_FACTOR if month == 1 and number <= _NOWRUZ_DAYS else usual)
        quiet = day.month == 12 and day.day >= 23
        return share * (_CHRISTMAS_FACTOR if quiet else _GREGORIAN_MONTHS[day.month - 1])

    def month_weight(self, first: dt.date, end: dt.date) -> float:
        """The activity of all days of a stretch together."""
        return sum(self.activity(first + dt.timedelta(days=n)) for n in range((end - first).days))

    def some_day(self) -> dt.date:
        """A day of the history, likelier where more is done."""
        at = self._rng.random() * self._running[-1]
        return self.days[min(bisect.bisect(self._running, at), len(self.days) - 1)]

    def at_work(self, day: dt.date) -> dt.datetime:
        """A moment of a day's office hours."""
        seconds = int(self._rng.triangular(8 * 3600, 17.5 * 3600, 10.5 * 3600))
        return self.clock.start_of_day(day) + dt.timedelta(seconds=seconds)

    def until_now(self, day: dt.date) -> dt.datetime:
        """A moment of a day's office hours that has come: what is done today is done in the last hours."""
        at = self.at_work(day)
        if at < self.now:
            return at
        passed = (self.now - self.clock.start_of_day(day)).total_seconds()
        return self.now - dt.timedelta(seconds=self._rng.uniform(0, max(0.0, min(passed, 5400.0))))

    def after(self, moment: dt.datetime, days: float) -> dt.datetime:
        """A moment of work about so many days later: quiet days are mostly skipped, today's work has been done."""
        day = self.clock.day_of(moment) + dt.timedelta(days=max(1, round(days)))
        for _ in range(40):
            if self._rng.random() * _BUSIEST < self.activity(day):
                break
            day = self._past_standstill(moment, day) + dt.timedelta(days=1)
        return self.until_now(day) if day == self.today else self.at_work(day)

    def _past_standstill(self, moment: dt.datetime, day: dt.date) -> dt.date:
        """In the Nowruz holidays: what can is done before them, the rest some time after; else the day itself."""
        if self._company.calendar != "jalali":
            return day
        year, month, number = jalali(day)
        if month != 1 or number > _NOWRUZ_DAYS:
            return day
        before = gregorian(year, 1, 1) - dt.timedelta(days=self._rng.randint(3, 12))
        if self.clock.day_of(moment) < before and self._rng.random() < _BEFORE_NOWRUZ:
            return before
        after = min(60.0, self._rng.expovariate(1 / _SLOW_START_DAYS))
        return gregorian(year, 1, _NOWRUZ_DAYS) + dt.timedelta(days=round(after))

    def working_day(self, day: dt.date) -> dt.date:
        """The day itself, or the next one on which people work."""
        while self.activity(day) < 0.3:
            day += dt.timedelta(days=1)
        return day
