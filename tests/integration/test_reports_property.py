"""The query builder against a plain computation over all records, for random data and random definitions."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from crm_core.base.periods import steps
from crm_core.fields.filters import EVERYTHING, condition
from crm_core.models import Customer, Deal, User
from crm_core.reports import ReportSpec, run
from crm_core.trust.access import SYSTEM
from crm_core.trust.unit_of_work import Office
from tests.integration.reports_ground import customers, deal, put
from tests.provision import company, databases

FIRST, LAST = dt.date(2015, 12, 1), dt.date(2017, 6, 30)
DAY = dt.timedelta(days=1)
CITIES = ("Karaj", "Ahvaz", None)
SOURCES = ("Website", "Referral", None)
DEALS = 120


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def office(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A company with random deals, made once for all examples."""

    def english(address: str) -> None:
        company.found(address, company.ENGLISH)

    with databases.fresh(request.param, "english", english, tmp_path_factory.mktemp("reports")) as address:
        opened = company.open_office(address)
        _fill(opened)
        yield opened
        opened.close()


def _fill(office: Office) -> None:
    dice = random.Random(1405)
    people = company.people_of(office)
    owners = [people.sara, people.kian, people.omid, None]
    numbers = [*customers(office, *({"city": city, "tier": "Gold"} for city in CITIES)), None]
    days = (LAST - FIRST).days
    deals = []
    for _ in range(DEALS):
        opened = FIRST + dice.randrange(days) * DAY
        closed = min(opened + dice.randrange(90) * DAY, LAST)
        outcome = dice.choice(["won", "won", "lost", "open"])
        row = deal(
            dice.choice([None, 0, dice.randrange(1, 10_000)]),
            opened.isoformat(),
            "" if outcome == "open" else closed.isoformat(),
            outcome,
            of=dice.choice(owners),
            customer_id=dice.choice(numbers),
            source=dice.choice(SOURCES),
        )
        deals.append(row)
    put(office, deals)


def _records(office: Office) -> list[dict[str, Any]]:
    """Every deal with what it may be broken down by."""
    with office.read(SYSTEM) as w:
        statement = (
            select(
                Deal.outcome,
                Deal.opened_on,
                Deal.closed_on,
                Deal.amount,
                Deal.source,
                User.name.label("owner"),
                Customer.name.label("customer"),
                Customer.city,
            )
            .outerjoin(User, User.id == Deal.owner_id)
            .outerjoin(Customer, Customer.id == Deal.customer_id)
        )
        return [{**row._mapping, "amount": row.amount or 0} for row in w.rows(statement)]


def _plain(records: list[dict[str, Any]], start: dt.date, end: dt.date) -> dict[str, Any]:
    """The figures of some records over [start, end), computed as one would by hand."""
    closed = [one for one in records if one["closed_on"] and start <= one["closed_on"] < end]
    won = [one for one in closed if one["outcome"] == "won"]
    created = [one for one in records if start <= one["opened_on"] < end]
    still = [one for one in records if one["opened_on"] < end and (not one["closed_on"] or one["closed_on"] >= end)]
    amount = sum(one["amount"] for one in won)
    days = sum((one["closed_on"] - one["opened_on"]).days for one in won)
    return {
        "won_amount": amount,
        "won_count": len(won),
        "lost_count": len(closed) - len(won),
        "created_amount": sum(one["amount"] for one in created),
        "created_count": len(created),
        "open_count": len(still),
        "open_amount": sum(one["amount"] for one in still),
        "win_rate": len(won) / len(closed) if closed else None,
        "average_deal": int(amount / len(won) + 0.5) if won else None,
        "cycle_days": days / len(won) if won else None,
    }


FIELDS = ("owner", "customer", "city", "source")
MEASURES = tuple(_plain([], FIRST, LAST))

SPECS = st.builds(
    lambda measures, by, start, days, calendar, breakdown, source: ReportSpec(
        measures=tuple(measures),
        by=by,
        start=start,
        end=start + days * DAY,
        calendar=calendar,
        breakdown=tuple(breakdown),
        filter=condition("deal", "source", "is", source) if source else EVERYTHING,
    ),
    measures=st.lists(st.sampled_from(MEASURES), min_size=1, max_size=4, unique=True),
    by=st.sampled_from(["day", "week", "month", "quarter", "year", "fiscal_year", "total"]),
    start=st.dates(FIRST - 20 * DAY, LAST),
    days=st.integers(1, 400),
    calendar=st.sampled_from(["gregorian", "jalali"]),
    breakdown=st.lists(st.sampled_from(FIELDS), max_size=2, unique=True),
    source=st.sampled_from([None, "Website"]),
)


@given(spec=SPECS)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_figure_is_what_one_computes_by_hand(office: Office, spec: ReportSpec) -> None:
    records = _records(office)
    if spec.filter != EVERYTHING:
        records = [one for one in records if one["source"] == "Website"]
    with office.read(SYSTEM) as w:
        result = run(w, spec)
        periods = steps(spec.start, spec.end, spec.by, spec.calendar, w.company.calendar_rules)
    assert [row.start for row in result.by_period] == [period.start for period in periods]
    for row in result.rows:
        mine = [one for one in records if all(one[name] == key.label for name, key in row.keys.items())]
        assert row.values == _some(_plain(mine, row.start, row.end), spec), row
    for row in result.by_period:
        assert row.values == _some(_plain(records, row.start, row.end), spec), row
    assert result.totals == _some(_plain(records, spec.start, spec.end), spec)
    for key in ("won_amount", "won_count", "created_count", "open_count"):
        if spec.breakdown and key in spec.measures:  # no group is missing: what adds up sums to the whole
            assert sum(row.values[key] or 0 for row in result.by_group) == result.totals[key]


def _some(figures: dict[str, Any], spec: ReportSpec) -> dict[str, Any]:
    return {key: figures[key] for key in spec.measures}
