"""Figures beside figures: the period before, the year before, the target."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from crm_core.base.errors import Invalid
from crm_core.deals.targets import targets_of
from crm_core.models import Target
from crm_core.reports import ReportSpec, figures, run
from crm_core.trust.access import SYSTEM
from crm_core.trust.bulk import bulk_create
from crm_core.trust.unit_of_work import Office
from tests.integration.reports_ground import day, deal, put, report
from tests.provision.company import People


def _beside(result: Any, measure: str = "won_amount") -> dict[str, tuple[Any, Any]]:
    return {row.period: (row.values[measure], row.compare[measure]) for row in result.rows}


def _target(office: Office, value: int, start: str, end: str, **whose: Any) -> None:
    scope = "unit" if "unit_id" in whose else "user" if "user_id" in whose else "company"
    with office.work(SYSTEM) as w, w.changing("edit"):
        row = {"scope": scope, "measure": "won_amount", "step": "month", "calendar": "gregorian"}
        bulk_create(w, Target, [{**row, "start": day(start), "end": day(end), "value": value, **whose}])


@pytest.fixture
def sold(office: Office, people: People) -> None:
    put(
        office,
        [
            deal(100, "2026-01-01", "2026-10-05", of=people.sara),
            deal(20, "2026-01-01", "2026-10-25", of=people.kian),
            deal(300, "2026-01-01", "2026-11-05", of=people.sara),
            deal(7, "2025-01-01", "2025-11-30", of=people.omid),
        ],
    )


@pytest.mark.usefixtures("sold")
def test_a_month_stands_beside_the_month_before_day_by_day(office: Office) -> None:
    november = {"first": "2026-11-01", "last": "2026-11-30", "compare": "previous"}
    result = report(office, "won_amount", by="month", until="end", **november)
    assert _beside(result) == {"2026-11": (300_00, 120_00)}
    so_far = report(office, "won_amount", by="month", **november)  # 21 November is today
    assert _beside(so_far) == {"2026-11": (300_00, 100_00)}
    assert (so_far.spec.end, so_far.asked.end) == (day("2026-11-22"), day("2026-12-01"))
    days = report(office, "won_amount", by="day", until="end", **november)
    assert days.compared is not None
    assert (days.compared.start, days.compared.end) == (day("2026-10-01"), day("2026-11-01"))
    assert {code: pair for code, pair in _beside(days).items() if pair != (0, 0)} == {
        "2026-11-05": (300_00, 100_00),
        "2026-11-25": (0, 20_00),
    }
    assert days.compare_totals == {"won_amount": 120_00}


@pytest.mark.usefixtures("sold")
def test_a_month_to_date_stands_beside_the_same_days(office: Office) -> None:
    with office.read(SYSTEM) as w:
        spec = ReportSpec(
            ("won_amount",), "total", day("2026-11-01"), day("2026-11-22"), compare="previous", within="month"
        )
        result = run(w, spec)
    assert result.compared is not None
    assert (result.compared.start, result.compared.end) == (day("2026-10-01"), day("2026-10-22"))
    assert result.compare_totals == {"won_amount": 100_00}


@pytest.mark.usefixtures("sold")
def test_the_year_before_by_month_and_by_person(office: Office) -> None:
    year = {"first": "2026-10-01", "last": "2026-11-30", "compare": "last_year", "until": "end"}
    months = report(office, "won_amount", by="month", **year)
    assert _beside(months) == {"2026-10": (120_00, 0), "2026-11": (300_00, 7_00)}
    people = report(office, "won_amount", breakdown=["owner"], **year)
    found = {
        key.label: (row.values["won_amount"], row.compare["won_amount"])
        for row in people.rows
        for key in row.keys.values()
    }
    assert found == {"Kian": (20_00, 0), "Omid": (0, 7_00), "Sara": (400_00, 0)}


def test_no_day_of_a_leap_year_is_lost(office: Office) -> None:
    put(office, [deal(1, "2024-01-01", on) for on in ("2024-02-28", "2024-02-29", "2024-03-01")])
    result = report(office, "won_count", by="day", first="2025-02-01", last="2025-03-31", compare="last_year")
    assert _beside(result, "won_count")["2025-03-01"] == (0, 1)
    assert result.compare_totals == {"won_count": 3}


# Targets


@pytest.mark.usefixtures("sold")
def test_targets_of_the_company_by_month_and_in_sum(office: Office) -> None:
    _target(office, 250_00, "2026-10-01", "2026-11-01")
    _target(office, 500_00, "2026-11-01", "2026-12-01")
    result = report(office, "won_amount win_rate", by="month", first="2026-10-01", last="2026-11-30", compare="target")
    assert _beside(result) == {"2026-10": (120_00, 250_00), "2026-11": (300_00, 500_00)}
    assert result.compare_totals == {"won_amount": 750_00, "win_rate": None}
    half = report(office, "won_amount", by="total", first="2026-11-01", last="2026-11-15", compare="target")
    assert half.compare_totals == {"won_amount": 238_10}  # 10 of 21 working days
    assert [note.message for note in half.notes] == ["Targets of longer periods are spread by working days."]
    assert result.notes == ()
    year = report(office, "won_amount", by="total", first="2026-01-01", last="2026-12-31", compare="target")
    assert year.compare_totals == {"won_amount": None}


def test_targets_by_person_and_unit_add_up_where_there_is_none_of_their_own(
    office: Office, people: People, units: dict[str, int]
) -> None:
    put(office, [deal(10, "2026-01-01", "2026-11-02", of=of) for of in (people.sara, people.reza, people.kian)])
    november = ("2026-11-01", "2026-12-01")
    _target(office, 100_00, *november, user_id=people.sara.user_id)
    _target(office, 50_00, *november, user_id=people.reza.user_id)
    _target(office, 400_00, *november, unit_id=units["Shiraz"])
    asked = {"by": "month", "first": "2026-11-01", "last": "2026-11-30", "compare": "target"}
    owners = report(office, "won_amount", breakdown=["owner"], **asked)
    assert [(row.keys["owner"].label, row.compare["won_amount"]) for row in owners.rows] == [
        ("Kian", None),
        ("Reza", 50_00),
        ("Sara", 100_00),
    ]
    teams = report(office, "won_amount", breakdown=["unit"], **asked)
    assert [(row.keys["unit"].label, row.compare["won_amount"]) for row in teams.rows] == [
        ("North", 150_00),
        ("Shiraz", 400_00),
    ]
    assert teams.compare_totals == {"won_amount": 550_00}
    assert report(office, "won_amount", where=["owner=Sara"], **asked).compare_totals == {"won_amount": 100_00}
    assert report(office, "won_amount", people.sara, **asked).compare_totals == {"won_amount": 100_00}
    assert report(office, "won_amount", people.nader, **asked).compare_totals == {"won_amount": 150_00}
    products = report(office, "won_amount", breakdown=["product"], **asked)
    assert [row.compare for row in products.rows] == [{"won_amount": None}]
    assert len(products.notes) == 1


def test_the_longest_target_that_fits_wins(office: Office) -> None:
    _target(office, 900_00, "2026-10-01", "2027-01-01")
    _target(office, 100_00, "2026-11-01", "2026-12-01")
    with office.read(SYSTEM) as w:
        book = targets_of(w, ["won_amount"], day("2026-10-01"), day("2027-01-01"))
        assert book.value("won_amount", day("2026-10-01"), day("2027-01-01")) == 900_00
        assert book.value("won_amount", day("2026-11-01"), day("2026-12-01")) == 100_00
        assert book.value("won_amount", day("2026-10-01"), day("2026-11-01")) is None
        spread = book.value("won_amount", day("2026-10-01"), day("2026-11-01"), spread=True)
        assert spread == 300_00  # 22 of 66 working days
        assert book.value("won_amount", day("2026-09-01"), day("2026-11-01"), spread=True) is None
        assert book.value("won_count", day("2026-11-01"), day("2026-12-01")) is None


# At a glance


@pytest.mark.usefixtures("sold")
def test_the_running_month_at_a_glance(office: Office) -> None:
    _target(office, 600_00, "2026-11-01", "2026-12-01")
    with office.read(SYSTEM) as w:
        found = figures(w, ("won_amount", "win_rate", "open_amount"))
    assert (found.whole.start, found.whole.end) == (day("2026-11-01"), day("2026-12-01"))
    assert (found.passed.end, found.previous.end) == (day("2026-11-22"), day("2026-10-22"))
    assert (found.last_year.start, found.last_year.end) == (day("2025-11-01"), day("2025-11-22"))
    won = found["won_amount"]
    assert (won.value, won.previous, won.last_year) == (300_00, 100_00, 0)
    assert (won.target, won.due, won.reached) == (600_00, 428_57, 0.5)
    assert (found["win_rate"].value, found["win_rate"].target) == (1.0, None)
    assert found["open_amount"].value == 0


def test_the_running_month_is_the_one_of_the_persons_calendar(persian_office: Office) -> None:
    """30 Aban 1405 is the last day of its month."""
    with persian_office.read(SYSTEM) as w:
        found = figures(w)
    assert (found.whole.start, found.whole.end) == (day("2026-10-23"), day("2026-11-22"))
    assert found.previous.end - found.previous.start == dt.timedelta(days=30)


# Other days


def _won(office: Office, *days: str) -> None:
    put(office, [deal(1, "2024-01-01", on) for on in days])


def test_the_year_before_by_working_days(office: Office) -> None:
    """16 and 17 November 2026 are the 11th and 12th working day of their month, as 17 and 18 November 2025 were."""
    _won(office, "2026-11-16", "2026-11-17", "2025-11-16", "2025-11-17", "2025-11-18", "2025-11-19")
    asked = {"by": "day", "first": "2026-11-01", "last": "2026-11-30", "compare": "last_year_workdays"}
    found = report(office, "won_count", **asked)
    assert found.compared is not None
    assert (found.compared.start, found.compared.end) == (day("2025-11-01"), day("2025-11-23"))  # a Saturday too
    assert {code: pair for code, pair in _beside(found, "won_count").items() if pair != (0, 0)} == {
        "2026-11-15": (0, 1),  # a Sunday beside a Sunday
        "2026-11-16": (1, 1),
        "2026-11-17": (1, 1),
        "2026-11-18": (0, 1),
    }
    assert found.compare_totals == {"won_count": 4}
    whole = report(office, "won_count", **{**asked, "until": "end"})
    assert whole.compared is not None
    assert (whole.compared.start, whole.compared.end) == (day("2025-11-01"), day("2025-12-01"))
    months = report(office, "won_count", **{**asked, "by": "month", "first": "2026-01-01", "last": "2026-12-31"})
    assert _beside(months, "won_count")["2026-11"] == (2, 4)


def test_any_other_period_stands_beside_so_far_as_this_one_has_come(office: Office) -> None:
    _won(office, "2026-11-02", "2024-02-21", "2024-02-22")
    found = report(office, "won_count", period="this_month", against="2024-02")
    assert found.spec.compare == "range"
    assert (found.totals, found.compare_totals) == ({"won_count": 1}, {"won_count": 1})
    assert found.said == "Won deals, November 2026 to date, compared with 2024-02-01 – 2024-02-21"
    whole = report(office, "won_count", period="this_month", against="2024-02", until="end")
    assert whole.compare_totals == {"won_count": 2}
    assert whole.said == "Won deals, November 2026, compared with February 2024"


def test_twelve_months_to_date_stand_beside_the_twelve_before_to_that_day(office: Office) -> None:
    found = report(office, "won_count", by="month", period="last_12_months", compare="previous")
    assert found.compared is not None
    assert (found.compared.start, found.compared.end) == (day("2024-12-01"), day("2025-11-22"))


def test_as_of_a_past_day_everything_ends_with_it(office: Office) -> None:
    _won(office, "2026-10-05", "2026-10-20", "2025-10-09")
    put(office, [deal(5, "2026-10-01"), deal(9, "2026-10-15")])
    found = report(office, "won_count open_amount", period="this_month", as_of="2026-10-10", compare="last_year")
    assert (found.spec.start, found.spec.end) == (day("2026-10-01"), day("2026-10-11"))
    assert found.totals == {"won_count": 1, "open_amount": 5_00 + 1_00}  # one of the won deals was open then
    assert found.compare_totals["won_count"] == 1
    assert found.said == (
        "Won deals and open pipeline, October 2026, as it stood on 2026-10-10, "
        "compared with the same days of the year before"
    )
    with pytest.raises(Invalid):
        report(office, "won_count", period="2026-11", as_of="2026-10-10")
    with pytest.raises(Invalid):
        report(office, "won_count", as_of="2026-12-10")
