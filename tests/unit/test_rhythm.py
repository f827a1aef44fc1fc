"""When something comes round: by the company's clock, whatever that does, in either calendar, on days that are worked."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_core.base.errors import Invalid
from crm_core.base.i18n import Locale
from crm_core.reports.rhythm import KINDS, Kind, Rhythm, Times, is_moment, last_moment, next_moment, say_rhythm

BERLIN, TEHRAN = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Tehran")


def works(day: dt.date) -> bool:
    return day.weekday() < 5


def five(rhythm: Rhythm, since: str, zone: ZoneInfo = TEHRAN, n: int = 5) -> list[str]:
    """The moments after the beginning of a day, by the company's clock."""
    at = dt.datetime.combine(dt.date.fromisoformat(since), dt.time(), zone) - dt.timedelta(seconds=1)
    found = []
    for _ in range(n):
        at = next_moment(rhythm, at, Times(zone, works))
        found.append(f"{at.astimezone(zone):%Y-%m-%d %H:%M}")
    return found


def test_a_time_that_summer_time_skips_comes_an_hour_later_and_once() -> None:
    half_past_two = Rhythm("daily", 150)
    assert five(half_past_two, "2026-03-28", BERLIN, 3) == ["2026-03-28 02:30", "2026-03-29 03:30", "2026-03-30 02:30"]


def test_a_time_that_comes_twice_counts_once() -> None:
    half_past_two = Rhythm("daily", 150)
    assert five(half_past_two, "2026-10-24", BERLIN, 3) == ["2026-10-24 02:30", "2026-10-25 02:30", "2026-10-26 02:30"]
    first = next_moment(half_past_two, dt.datetime(2026, 10, 24, 12, tzinfo=dt.UTC), Times(BERLIN, works))
    assert first == dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC)
    eight = Rhythm("daily", 480)
    assert five(eight, "2026-10-24", BERLIN, 2) == ["2026-10-24 08:00", "2026-10-25 08:00"]


def test_the_last_day_stands_for_days_a_month_does_not_have() -> None:
    assert five(Rhythm("monthly", 480, month_day=31), "2026-01-01") == [
        "2026-01-31 08:00", "2026-02-28 08:00", "2026-03-31 08:00", "2026-04-30 08:00", "2026-05-31 08:00",
    ]  # fmt: skip


def test_the_first_of_each_jalali_month() -> None:
    assert five(Rhythm("monthly", 480, month_day=1, calendar="jalali"), "2026-02-01") == [
        "2026-02-20 08:00", "2026-03-21 08:00", "2026-04-21 08:00", "2026-05-22 08:00", "2026-06-22 08:00",
    ]  # fmt: skip


def test_the_thirtieth_of_esfand_is_its_last_day() -> None:
    esfand = Rhythm("monthly", 0, month_day=30, calendar="jalali")
    assert five(esfand, "2026-03-01", n=1) == ["2026-03-20 00:00"]  # 1404 has 29
    assert five(esfand, "2030-03-01", n=1) == ["2030-03-20 00:00"]
    assert five(esfand, "2025-03-01", n=1) == ["2025-03-20 00:00"]  # 1403 has 30


def test_working_days_alone() -> None:
    assert five(Rhythm("workdays", 480), "2026-11-19", n=3) == [
        "2026-11-19 08:00", "2026-11-20 08:00", "2026-11-23 08:00",
    ]  # fmt: skip
    assert five(Rhythm("month_work", 480, month_day=1), "2026-07-15", n=3) == [
        "2026-08-03 08:00", "2026-09-01 08:00", "2026-10-01 08:00",
    ]  # fmt: skip
    assert five(Rhythm("month_work", 480, month_day=31), "2026-10-15", n=2) == ["2026-11-02 08:00", "2026-11-30 08:00"]


@given(
    kind=st.sampled_from(KINDS), minute=st.integers(0, 1439), weekday=st.integers(0, 6), day=st.integers(1, 31),
    calendar=st.sampled_from(["gregorian", "jalali"]), zone=st.sampled_from([BERLIN, TEHRAN]),
    minutes=st.integers(0, 70 * 365 * 1440),
)  # fmt: skip
def test_between_two_moments_there_is_none(
    kind: Kind, minute: int, weekday: int, day: int, calendar: str, zone: ZoneInfo, minutes: int
) -> None:
    at = dt.datetime(1990, 1, 1, tzinfo=dt.UTC) + dt.timedelta(minutes=minutes)
    rhythm, times = Rhythm(kind, minute, weekday, day, calendar), Times(zone, works)  # type: ignore[arg-type]
    before, after = last_moment(rhythm, at, times), next_moment(rhythm, at, times)
    assert before <= at < after
    assert is_moment(rhythm, before, times)
    assert next_moment(rhythm, before, times) == after
    assert last_moment(rhythm, after, times) == after
    assert after - before <= dt.timedelta(days=1 if kind == "daily" else 7 if kind in ("weekly", "workdays") else 36,
                                          hours=2)  # fmt: skip


def test_a_company_that_never_works_still_gets_its_reports() -> None:
    times = Times(TEHRAN, lambda _day: False)
    now = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    for kind in KINDS:
        assert last_moment(Rhythm(kind, 0), now, times) <= now < next_moment(Rhythm(kind, 0), now, times)


@pytest.mark.parametrize(
    ("kind", "values"), [("hourly", {}), ("daily", {"at_minute": 1440}), ("weekly", {"weekday": 7}),
                         ("monthly", {"month_day": 32})]
)  # fmt: skip
def test_what_is_no_rhythm_is_refused(kind: Kind, values: dict[str, int]) -> None:
    with pytest.raises(Invalid):
        Rhythm(kind, **{"at_minute": 0, **values})


def test_a_rhythm_in_words() -> None:
    english, persian = Locale(), Locale(language="fa", calendar="jalali", digits="persian")
    assert say_rhythm(Rhythm("weekly", 480, weekday=5), english) == "every Saturday at 08:00"
    assert say_rhythm(Rhythm("weekly", 480, weekday=5), persian) == "هر شنبه ساعت \u2068۰۸:۰۰\u2069"
    first = Rhythm("monthly", 510, month_day=1, calendar="jalali")
    assert say_rhythm(first, persian) == "روز ۱ هر ماه ساعت \u2068۰۸:۳۰\u2069"
    assert say_rhythm(first, english) == "on day 1 of each month at 08:30 (Jalali calendar)"
    assert say_rhythm(Rhythm("monthly", 0, month_day=31), english) == "on the last day of each month at 00:00"
