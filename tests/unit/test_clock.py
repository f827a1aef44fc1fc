"""Days are the company's, instants are UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_core.base.clock import Clock, FixedClock

TEHRAN = ZoneInfo("Asia/Tehran")
ZONES = st.sampled_from(["Asia/Tehran", "UTC", "America/New_York", "Pacific/Apia", "Asia/Kathmandu", "America/Havana"])


def test_the_day_begins_in_the_companys_zone() -> None:
    clock = FixedClock(TEHRAN, datetime(2026, 11, 20, 20, 30, tzinfo=UTC))
    assert clock.today() == date(2026, 11, 21)
    assert clock.start_of_day(date(2026, 11, 21)) == datetime(2026, 11, 20, 20, 30, tzinfo=UTC)
    assert clock.end_of_day(date(2026, 11, 21)) == datetime(2026, 11, 21, 20, 30, tzinfo=UTC)


def test_a_day_whose_midnight_summer_time_skips_begins_at_one() -> None:
    clock = Clock(TEHRAN)  # until 2022 clocks went forward at midnight
    start = clock.start_of_day(date(2022, 3, 22))
    assert start.astimezone(TEHRAN).hour == 1
    assert clock.day_of(start) == date(2022, 3, 22)
    assert clock.day_of(start - timedelta(microseconds=1)) == date(2022, 3, 21)


@given(st.dates(date(1925, 1, 1), date(2100, 12, 31)), ZONES)
def test_days_lie_end_to_end(day: date, zone: str) -> None:
    clock = Clock(ZoneInfo(zone))
    start, end = clock.start_of_day(day), clock.end_of_day(day)
    assert start <= end == clock.start_of_day(day + timedelta(days=1))
    if start < end:  # Apia had no 30 December 2011
        assert clock.day_of(start) == clock.day_of(end - timedelta(microseconds=1)) == day


def test_an_instant_without_a_zone_is_utc() -> None:
    assert Clock(TEHRAN).day_of(datetime(2026, 11, 20, 22, 0)) == date(2026, 11, 21)  # noqa: DTZ001
    with pytest.raises(ValueError, match="time zone"):
        FixedClock(TEHRAN, datetime(2026, 11, 20))  # noqa: DTZ001


def test_now_is_now() -> None:
    assert abs(Clock(TEHRAN).now() - datetime.now(UTC)) < timedelta(seconds=5)
