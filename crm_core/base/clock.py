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

    def end_of_day(self, day: date) -> datetime:
        """The instant at which the day is over: the start of the next day, in UTC."""
        return self.start_of_day(day + timedelta(days=1))


class FixedClock(Clock):
    """A clock that stands, for tests and for made-up history; `instant` must be aware."""

    def __init__(self, zone: ZoneInfo, instant: datetime) -> None:
        super().__init__(zone)
        if instant.tzinfo is None:
            raise ValueError("a clock needs an instant with a time zone")
        self.instant = instant.astimezone(UTC)

    def now(self) -> datetime:
        return self.instant
