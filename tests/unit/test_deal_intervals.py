"""States are found again under the days they were filed under, at every instant at which they hold."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from crm_core.base.intervals import LEVELS, days_to_look_under, fork_day
from crm_core.models import ENDLESS

first, last = dt.datetime(1890, 1, 1), dt.datetime(2300, 1, 1)  # noqa: DTZ001 -- hypothesis adds the zone
instants = st.datetimes(first, last, timezones=st.just(dt.UTC))


@given(instants, instants, instants)
def test_what_holds_at_an_instant_is_found_there(one: dt.datetime, two: dt.datetime, three: dt.datetime) -> None:
    start, at, end = sorted([one, two, three])
    assert fork_day(start, end) in days_to_look_under(at)
    assert fork_day(start, ENDLESS) in days_to_look_under(at)


@given(instants)
def test_an_instant_is_looked_up_under_few_days(at: dt.datetime) -> None:
    days = days_to_look_under(at)
    assert len(set(days)) == len(days) <= LEVELS


def test_a_short_state_is_filed_near_its_days() -> None:
    start = dt.datetime(2026, 11, 20, tzinfo=dt.UTC)
    day = start.date().toordinal() - dt.date(1900, 1, 1).toordinal()
    assert day <= fork_day(start, start + dt.timedelta(days=3)) <= day + 3
