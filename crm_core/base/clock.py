"""Time comes in from here: instants in UTC, business days in the company's time zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


class Clock:
    """The present moment, and how moments and days of the company's time zone relate."""

    def __init__(self, zone: ZoneInfo) -> None:
        self.zone = zone

    def now(self) -> datetime:
        """This instant, aware, in UTC."""
        return datetime.now(UTC)

    def today(self) -> date:
        """Today where the company is."""
        return self.day_of(self.now())

    def day_of(self, instant: datetime) -> date:
        """The company's day in which an instant falls; a naive instant is taken as UTC."""
        aware = instant if instant.tzinfo else instant.replace(tzinfo=UTC)
        return aware.astimezone(self.zone).date()

    def start_of_day(self, day: date) -> datetime:
        """The first instant of the day, in UTC (also where summer time skips midnight)."""
        return datetime.combine(day, time(), self.zone).astimezone(UTC)

    def offsets(self, start: date, end: date) -> list[tuple[datetime, int]]:
        """How many seconds the zone's clock is ahead of UTC over the days [start, end): until when, and how many."""
        found: list[tuple[datetime, int]] = []
        low, last = self.start_of_day(start), self.start_of_day(end)
        while low < last:
            high = min(low + timedelta(days=1), last)
            if self._ahead(high) != (ahead := self._ahead(low)):
                found.append((self._turn(low, high), ahead))
            low = high
        return [*found, (last, self._ahead(last - timedelta(seconds=1)))]

    def _ahead(self, instant: datetime) -> int:
        offset = instant.astimezone(self.zone).utcoffset()
        return round(offset.total_seconds()) if offset is not None else 0

    def _turn(self, low: datetime, high: datetime) -> datetime:
        """The first second at which the clock is as far ahead as at `high`, and not as at `low`."""
        ahead = self._ahead(low)
        while high - low > timedelta(seconds=1):
            middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
            low, high = (middle, high) if self._ahead(middle) == ahead else (low, middle)
        return high

    def end_of_day(self, day: date) -> datetime:
        """The instant at which the day is over: the start of the next day, in UTC."""
        return self.start_of_day(day + timedelta(days=1))


class DayClock(Clock):
    """Another clock on which it is a certain day: for what is done late and belongs to the day it was due on."""

    def __init__(self, clock: Clock, day: date) -> None:
        super().__init__(clock.zone)
        self._clock, self._day = clock, day

    def now(self) -> datetime:
        return self._clock.now()

    def today(self) -> date:
        return self._day


class FixedClock(Clock):
    """A clock that stands, for tests and for made-up history; `instant` must be aware."""

    def __init__(self, zone: ZoneInfo, instant: datetime) -> None:
        super().__init__(zone)
        if instant.tzinfo is None:
            raise ValueError("a clock needs an instant with a time zone")
        self.instant = instant.astimezone(UTC)

    def now(self) -> datetime:
        return self.instant
