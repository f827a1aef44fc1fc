"""The query builder against a plain computation over all records, for random data and random definitions."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from crm_core.base.days import WEEKDAYS
from crm_core.base.periods import Period, steps
from crm_core.fields.filters import EVERYTHING, AllOf, AnyOf, Filter, Not, condition
from crm_core.models import Customer, Deal, User
from crm_core.reports import Key, ReportResult, ReportSpec, Row, run
from crm_core.trust.access import SYSTEM
from crm_core.trust.unit_of_work import Office
from tests.integration.reports_ground import customers, deal, put
from tests.integration.reports_plain import MEASURES, NOTHING, STOCKS, Cells, Figures, Plain, half_up
from tests.provision import company, databases

FIRST, LAST = dt.date(2015, 12, 1), dt.date(2017, 6, 30)
DAY = dt.timedelta(days=1)
CITIES = ("Karaj", "Ahvaz", None)
SOURCES = ("Website", "Referral", None)
DEALS = 120
FIELDS = ("owner", "customer", "city", "source")
WINDOWS = {"day": 7, "week": 4, "month": 3, "quarter": 4, "half_year": 2, "year": 2, "fiscal_year": 2}


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


@pytest.fixture(scope="module")
def plain(office: Office) -> Plain:
    """Every deal with what it may be broken down by."""
    owner, customer = User.name.label("owner"), Customer.name.label("customer")
    columns = (Deal.outcome, Deal.opened_on, Deal.closed_on, Deal.amount, Deal.source, owner, customer, Customer.city)
    statement = select(*columns).outerjoin(User, User.id == Deal.owner_id)
    with office.read(SYSTEM) as w:
        rows = w.rows(statement.outerjoin(Customer, Customer.id == Deal.customer_id))
        frame = pd.DataFrame([dict(row._mapping) for row in rows], dtype=object)
    days = [(row.closed_on - row.opened_on).days if row.closed_on else 0 for row in frame.itertuples()]
    return Plain(frame.assign(amount=frame["amount"].astype(float), days=days, who=frame["customer"]))


# Definitions


def _where(field: str, value: str) -> Filter:
    return condition("deal", field, "is", value)


FILTERS: Mapping[str, tuple[Filter, Callable[[Any], bool]]] = {
    "all": (EVERYTHING, lambda one: True),
    "source": (_where("source", "Website"), lambda one: one.source == "Website"),
    "nested": (
        AllOf(
            (
                AnyOf((_where("source", "Website"), AllOf((_where("city", "Karaj"), Not(_where("owner", "Sara")))))),
                Not(condition("deal", "source", "empty")),
            )
        ),
        lambda one: (
            (one.source == "Website" or (one.city == "Karaj" and one.owner != "Sara")) and one.source is not None
        ),
    ),
}


@st.composite
def specs(draw: st.DrawFn, by: Iterable[str], measures: Iterable[str] = MEASURES) -> tuple[ReportSpec, str]:
    """A question and the name of its filter."""
    start = draw(st.dates(FIRST - 20 * DAY, LAST))
    step, breakdown = draw(st.sampled_from(list(by))), draw(st.lists(st.sampled_from(FIELDS), max_size=3, unique=True))
    compare = draw(st.sampled_from(["none", "previous", "last_year", "range"]))
    wide = [*(["period"] if step != "total" else []), *breakdown]
    name = draw(st.sampled_from(list(FILTERS)))
    spec = ReportSpec(
        measures=tuple(draw(st.lists(st.sampled_from(list(measures)), min_size=1, max_size=4, unique=True))),
        by=step,  # type: ignore[arg-type]
        start=start,
        end=start + draw(st.integers(1, 50 if step == "day" else 400)) * DAY,
        calendar=draw(st.sampled_from(["gregorian", "jalali"])),
        breakdown=tuple(breakdown),
        filter=FILTERS[name][0],
        compare=compare,  # type: ignore[arg-type]
        against=(FIRST, FIRST + draw(st.integers(1, 300)) * DAY) if compare == "range" else None,
        across=draw(st.sampled_from(["", *wide])) if len(wide) > 1 else "",
        top=draw(st.sampled_from([None, None, 1, 2])) if breakdown else None,
        tops=tuple(draw(st.lists(st.sampled_from([0, 1, 2]), max_size=max(len(breakdown) - 1, 0)))),
    )
    return spec, name


def _edges(periods: list[Period]) -> list[dt.date]:
    return [*(one.start for one in periods), periods[-1].end]


def _labels(keys: Mapping[str, Key]) -> tuple[str | None, ...]:
    return tuple(key.label for key in keys.values())


def _some(figures: Mapping[str, Any], spec: ReportSpec) -> Figures:
    return {key: figures[key] for key in spec.measures}


def _same(rows: Iterable[Row], cells: Cells, places: Mapping[str, int | None], spec: ReportSpec) -> None:
    for row in rows:
        at = None if row.period == "" else places[row.period]
        assert row.values == _some(cells.get((at, _labels(row.keys)), NOTHING), spec), row


class _Expected:
    """What the plain computation says of a spec, its top ones put together where it asks for them."""

    def __init__(self, plain: Plain, result: ReportResult) -> None:
        self.spec = spec = result.spec
        self.periods = spec.periods(result.span.rules)
        self.places = {row.period: place for place, row in enumerate(result.by_period)}
        self.plain = plain
        for place in range(len(spec.breakdown)):
            if spec.top_of(place):
                named = self._with_others(plain, result, place)
                self.plain = Plain(self.plain.deals.assign(**{spec.breakdown[place]: named}))

    def _with_others(self, plain: Plain, result: ReportResult, place: int) -> pd.Series:
        """What the deals are called by a field, "Others" where that is not among the greatest."""
        name, most = self.spec.breakdown[place], self.spec.top_of(place) or 0
        kept = {row.keys[name].label for row in result.by_group if not row.keys[name].rest}
        totals = plain.whole([name], [self.spec.start, self.spec.end])
        figures = {labels[0]: one[self.spec.measures[0]] for (_, labels), one in totals.items()}
        assert len(kept) <= most
        least = min((figures.get(label) or 0 for label in kept), default=0)
        assert all((figure or 0) <= least for label, figure in figures.items() if label not in kept)
        named = [label if label in kept else "Others" for label in plain.deals[name]]
        return pd.Series(named, dtype=object, index=plain.deals.index)

    @cache  # noqa: B019  it lives as long as its example
    def by(self, fields: tuple[str, ...]) -> Cells:
        return self.plain.cells(fields, _edges(self.periods))

    @cache  # noqa: B019
    def over(self, fields: tuple[str, ...]) -> Cells:
        return self.plain.whole(fields, [self.spec.start, self.spec.end])


@given(asked=specs(["day", "week", "month", "quarter", "half_year", "year", "fiscal_year", "total"]))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_every_figure_is_what_one_computes_by_hand(office: Office, plain: Plain, asked: tuple[ReportSpec, str]) -> None:
    spec, name = asked
    with office.read(SYSTEM) as w:
        result = run(w, spec)
    held = plain.where(FILTERS[name][1])
    expected = _Expected(held, result)
    assert [row.start for row in result.by_period] == [period.start for period in expected.periods]
    _same(result.rows, expected.by(spec.breakdown), expected.places, spec)
    _same(result.by_period, expected.by(()), expected.places, spec)
    _same(result.by_group, expected.over(spec.breakdown), {}, spec)
    assert result.totals == _some(expected.over(()).get((None, ()), NOTHING), spec)
    for level in result.by_level:
        _same(level.rows, expected.by(level.fields), expected.places, spec)
        _same(level.by_group, expected.over(level.fields), {}, spec)
    _crosswise(result, expected)
    _compared(result, held)
    for key in ("won_amount", "won_count", "created_count", *STOCKS):
        if spec.breakdown and key in spec.measures:  # no group is missing: what adds up sums to the whole
            assert sum(row.values[key] or 0 for row in result.by_group) == result.totals[key]


def _crosswise(result: ReportResult, expected: _Expected) -> None:
    pivot, spec = result.pivot, result.spec
    assert (pivot is None) == (not spec.across)
    if pivot is None:
        return
    by, over = expected.by(spec.breakdown), expected.over(spec.breakdown)
    both = {**by, **over}
    for line in pivot.lines:
        _same(line.cells, both, expected.places, spec)
    down = tuple(name for name in pivot.down if name != "period")
    totals = (line.total for line in pivot.lines)
    _same(totals, expected.by(down) if "period" in pivot.down else expected.over(down), expected.places, spec)
    sums = expected.by(()) if spec.across == "period" else expected.over((spec.across,))
    _same(pivot.columns, sums, expected.places, spec)
    assert pivot.total.values == result.totals
    wanted = {key for key, figures in by.items() if any(_some(figures, spec).values())}
    shown = {(expected.places.get(c.period), _labels(c.keys)) for line in pivot.lines for c in line.cells}
    assert spec.by == "total" or wanted <= shown  # no cell that has something is missing


def _compared(result: ReportResult, held: Plain) -> None:
    """Beside each period stands the one in its place in the other days; of last year the one in which it was."""
    spec, other = result.spec, result.compared
    if other is None:
        assert result.compare_totals == {}
        return
    then = steps(other.start, other.end, spec.by, spec.calendar, other.rules)
    assert result.compare_totals == _some(held.whole((), [other.start, other.end]).get((None, ()), NOTHING), spec)
    cells = held.cells((), _edges(then))
    for place, row in enumerate(result.by_period):
        at: int | None = place if place < len(then) else None
        if spec.compare == "last_year":
            day = Period(row.start, row.end, spec.by, spec.calendar, other.rules).last_year().start
            at = max((n for n, one in enumerate(then) if one.start <= day), default=0)
        nothing = dict.fromkeys(spec.measures)
        assert row.compare == (nothing if at is None else _some(cells.get((at, ()), NOTHING), spec)), row


# Derived figures, and days of the week

ADDED = ("won_amount", "won_count", "created_amount", "won_customers", "win_rate", "average_deal", "median_deal")


@st.composite
def derived(draw: st.DrawFn) -> ReportSpec:
    step = draw(st.sampled_from(["week", "month", "quarter", "half_year", "year"]))
    how = draw(st.sampled_from(["share", "running", "average"]))
    known = {"share": ("won_amount", "won_customers", "open_count"), "running": ADDED, "average": (*ADDED, *STOCKS)}
    start = draw(st.dates(FIRST, LAST - 100 * DAY))
    return ReportSpec(
        measures=tuple(f"{key}~{how}" for key in draw(st.lists(st.sampled_from(known[how]), min_size=1, unique=True))),
        by=step,  # type: ignore[arg-type]
        start=start,
        end=start + draw(st.integers(20, 300)) * DAY,
        calendar=draw(st.sampled_from(["gregorian", "jalali"])),
        breakdown=tuple(draw(st.lists(st.sampled_from(["owner", "city"]), max_size=2, unique=True))),
        compare=draw(st.sampled_from(["none", "previous"])),  # type: ignore[arg-type]
    )


class _Along:
    """What is reckoned along the periods, worked out from the figures of each stretch of days by itself."""

    def __init__(self, plain: Plain, spec: ReportSpec, periods: list[Period]) -> None:
        self.plain, self.spec, self.periods = plain, spec, periods

    @cache  # noqa: B019
    def cells(self, fields: tuple[str, ...], start: dt.date, end: dt.date) -> Cells:
        return self.plain.cells(fields, [start, end])

    def figure(self, name: str, keys: Mapping[str, Key], start: dt.date, end: dt.date) -> Any:
        return self.cells(tuple(keys), start, end).get((0, _labels(keys)), NOTHING)[name]

    def expected(self, key: str, row: Row) -> Any:
        name, how = key.split("~")
        first, last = self.spec.start, self.spec.end
        if how == "running":
            return self.figure(name, row.keys, first, row.end)
        if how == "average":
            return self.average(name, row)
        if name in STOCKS and row.period and not row.keys:
            return None
        of_all = (row.start, row.end) if row.keys else (first, last)
        value, total = self.figure(name, row.keys, row.start, row.end), self.figure(name, {}, *of_all)
        return value / total if total else None

    def average(self, name: str, row: Row) -> Any:
        if not row.period:  # over all periods: where it has come to
            found = [self.average(name, replace(row, period="x", start=p.start, end=p.end)) for p in self.periods]
            return next((value for value in reversed(found) if value is not None), None)
        period = next(one for one in self.periods if one.start == row.start).whole
        if period.end != row.end:
            return None
        window = [period]
        while len(window) < WINDOWS[self.spec.by]:
            window.insert(0, window[0].previous())
        if name in ("win_rate", "average_deal"):
            return self.figure(name, row.keys, window[0].start, period.end)
        values = [value for p in window if (value := self.figure(name, row.keys, p.start, p.end)) is not None]
        mean = sum(values) / len(values) if values else None
        return (
            half_up(mean)
            if mean is not None and name in ("median_deal", "won_amount", "created_amount", "open_amount")
            else mean
        )


@given(spec=derived())
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_shares_running_totals_and_moving_averages(office: Office, plain: Plain, spec: ReportSpec) -> None:
    with office.read(SYSTEM) as w:
        result = run(w, spec)
    sides = [(spec.start, spec.end, "values")]
    if result.compared is not None:
        sides.append((result.compared.start, result.compared.end, "compare"))
    for start, end, side in sides:
        periods = steps(start, end, spec.by, spec.calendar, result.span.rules)
        along = _Along(plain, replace(spec, start=start, end=end), periods)
        for at, row in enumerate([*result.by_period, *result.by_group, *result.rows]):
            place = at if at < len(result.by_period) else None
            if place is None and row.period:
                place = next(n for n, one in enumerate(result.by_period) if one.period == row.period)
            if place is not None and place >= len(periods):
                assert not any(getattr(row, side).values())
                continue
            stretch = (periods[place].start, periods[place].end) if place is not None else (start, end)
            there = replace(row, start=stretch[0], end=stretch[1])
            assert getattr(row, side) == {key: along.expected(key, there) for key in spec.measures}, (side, row)


@given(asked=specs(["weekday"], [name for name in MEASURES if name not in STOCKS]))
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_days_of_the_week(office: Office, plain: Plain, asked: tuple[ReportSpec, str]) -> None:
    spec, name = asked[0], asked[1]
    with office.read(SYSTEM) as w:
        result = run(w, spec)
        first = w.company.calendar_rules.week_start
    expected = _Expected(plain.where(FILTERS[name][1]), result)
    assert [row.period for row in result.by_period] == [WEEKDAYS[(first + place) % 7] for place in range(7)]

    def cells(fields: tuple[str, ...]) -> Cells:
        edges = [spec.start, spec.end]
        return expected.plain.cells(fields, edges, lambda day: (day.weekday() - first) % 7)

    _same(result.rows, cells(spec.breakdown), expected.places, spec)
    _same(result.by_period, cells(()), expected.places, spec)
    _same(result.by_group, expected.over(spec.breakdown), {}, spec)
    assert result.totals == _some(expected.over(()).get((None, ()), NOTHING), spec)
