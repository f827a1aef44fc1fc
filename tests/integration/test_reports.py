"""Reports count what they say they count: by period, by breakdown, in sum, for whoever asks."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from crm_core.base.errors import Invalid
from crm_core.fields import find as finding
from crm_core.models import Deal, Interaction, Task
from crm_core.reports import ask, breakdowns_of, measure, records_behind, run, to_json
from crm_core.trust.access import SYSTEM, Actor
from crm_core.trust.bulk import bulk_create, bulk_delete
from crm_core.trust.parts import put_tags
from crm_core.trust.unit_of_work import Office
from tests.integration.reports_ground import customers, day, deal, figures, products, put, report
from tests.provision.company import NOW, People

FLOWS = "won_amount won_count lost_amount lost_count created_amount created_count"


def test_every_month_is_there_and_totals_follow_their_own_rule(office: Office) -> None:
    put(
        office,
        [
            deal(100, "2026-01-01", "2026-01-11"),
            deal(200, "2026-01-01", "2026-01-31"),
            deal(50, "2026-01-05", "2026-01-31", "lost"),
            deal(600, "2026-02-10", "2026-03-02"),
        ],
    )
    result = report(
        office,
        "won_amount won_count win_rate average_deal cycle_days",
        by="month",
        first="2026-01-01",
        last="2026-03-31",
    )
    assert figures(result) == {"2026-01": 300_00, "2026-02": 0, "2026-03": 600_00}
    assert figures(result, "win_rate") == {"2026-01": 2 / 3, "2026-02": None, "2026-03": 1.0}
    assert figures(result, "average_deal") == {"2026-01": 150_00, "2026-02": None, "2026-03": 600_00}
    assert figures(result, "cycle_days") == {"2026-01": 20.0, "2026-02": None, "2026-03": 20.0}
    assert dict(result.totals) == {
        "won_amount": 900_00,
        "won_count": 3,
        "win_rate": 0.75,
        "average_deal": 300_00,
        "cycle_days": 20.0,
    }


def test_json_is_as_the_command_line_promises(office: Office, people: People) -> None:
    put(office, [deal(1000, "2017-06-01", "2017-06-28", of=people.sara), deal(10, "2017-06-02", "2017-07-01")])
    result = report(
        office, "won_amount win_rate", by="quarter", breakdown=["owner"], first="2017-04-01", last="2017-09-30"
    )
    assert to_json(result) == {
        "measures": ["won_amount", "win_rate"],
        "by": "quarter",
        "calendar": "gregorian",
        "from": "2017-04-01",
        "to": "2017-09-30",
        "currency": "USD",
        "rows": [
            {"period": period, "start": start, "end": end, "owner": owner, "won_amount": amount, "win_rate": rate}
            for period, start, end, owner, amount, rate in (
                ("2017-Q2", "2017-04-01", "2017-07-01", "Sara", 1000, 1.0),
                ("2017-Q2", "2017-04-01", "2017-07-01", None, 0, None),
                ("2017-Q3", "2017-07-01", "2017-10-01", "Sara", 0, None),
                ("2017-Q3", "2017-07-01", "2017-10-01", None, 10, 1.0),
            )
        ],
        "totals": {"won_amount": 1010, "win_rate": 1.0},
    }


def test_periods_follow_the_jalali_calendar(office: Office) -> None:
    # Nowruz 1396 was 2017-03-21; 1395 was a leap year.
    put(office, [deal(1, "2017-01-01", "2017-03-20"), deal(2, "2017-01-01", "2017-03-21")])
    months = report(office, "won_count won_amount", by="month", calendar="jalali")
    assert figures(months, "won_amount") == {"1395-12": 100, "1396-01": 200}
    assert [(row.start, row.end) for row in months.rows] == [
        (day("2017-02-19"), day("2017-03-21")),
        (day("2017-03-21"), day("2017-04-21")),
    ]
    assert figures(report(office, "won_amount", by="year", calendar="jalali")) == {"1395": 100, "1396": 200}


def test_weeks_begin_when_the_company_says(persian_office: Office) -> None:
    # 2026-11-21 is a Saturday, the first day of the Persian company's week.
    put(persian_office, [deal(1, "2026-11-01", "2026-11-20"), deal(2, "2026-11-01", "2026-11-21")])
    weeks = report(persian_office, "won_count", by="week")
    assert figures(weeks) == {"1405-W35": 1, "1405-W36": 1}
    assert [row.start for row in weeks.rows] == [day("2026-11-14"), day("2026-11-21")]


def test_days_of_the_company_not_of_the_server(office: Office) -> None:
    """A customer entered at 23:30 in Tehran, which is 20:00 in Greenwich, belongs to that day."""
    clock: Any = office._clock
    for hour in (20, 21):
        clock.instant = dt.datetime(2026, 10, 31, hour, 0, tzinfo=dt.UTC)
        customers(office, {"customer_since": None})
    clock.instant = NOW
    customers(
        office, {"customer_since": day("2026-10-05")}, {"customer_since": day("2026-11-07")}, {"party": "supplier"}
    )
    asked = {"first": "2026-10-31", "last": "2026-11-01"}
    assert figures(report(office, "new_customers", by="day", **asked)) == {"2026-10-31": 1, "2026-11-01": 1}
    months = report(office, "new_customers", by="month", first="2026-10-01", last="2026-11-30")
    assert figures(months) == {"2026-10": 2, "2026-11": 2}


def test_work_is_counted_on_its_day(office: Office, people: People) -> None:
    mine = {"owner_id": people.sara.user_id, "unit_id": people.sara.unit_id}
    with office.work(SYSTEM) as w, w.changing("create"):
        calls = [
            {"subject": "Call", "kind": "call", "happened_at": NOW, "happened_on": day(on), **mine}
            for on in ("2026-11-02", "2026-11-02", "2026-12-01")
        ]
        bulk_create(w, Interaction, calls)
        done = [day("2026-11-02"), None]
        bulk_create(w, Task, [{"title": "Task", "due_on": day("2026-11-01"), "done_on": on, **mine} for on in done])
    result = report(
        office, "interactions tasks_done", by="month", first="2026-11-01", last="2026-12-31", breakdown=["owner"]
    )
    assert figures(result) == {("2026-11", "Sara"): 2, ("2026-12", "Sara"): 1}
    assert figures(result, "tasks_done") == {("2026-11", "Sara"): 1, ("2026-12", "Sara"): 0}


def test_the_bin_is_not_counted(office: Office) -> None:
    kept, gone = put(office, [deal(1, "2026-01-01", "2026-01-02"), deal(2, "2026-01-01", "2026-01-02")])
    with office.work(SYSTEM) as w, w.changing("delete"):
        bulk_delete(w, Deal, [gone])
    assert report(office, "won_amount").totals == {"won_amount": 100}
    assert kept != gone


# Breakdowns


def test_a_deal_with_several_products_is_shared_among_them_and_counted_once(office: Office) -> None:
    gear, oil = products(office, "Gear", "Oil")
    put(
        office,
        [
            deal(100, "2026-01-01", "2026-01-02"),
            deal(100, "2026-01-01", "2026-01-02"),
            deal(7, "2026-01-01", "2026-01-02"),
        ],
        {0: [(gear, 60), (oil, 40)], 1: [(gear, 30), (gear, 70)]},
    )
    result = report(office, "won_amount won_count cycle_days", breakdown=["product"])
    assert figures(result) == {"Gear": 160_00, "Oil": 40_00, None: 7_00}
    assert figures(result, "won_count") == {"Gear": 2, "Oil": 1, None: 1}
    assert result.totals == {"won_amount": 207_00, "won_count": 3, "cycle_days": 1.0}
    assert len(result.notes) == 1


def test_tags_count_in_each_and_once_in_all(office: Office) -> None:
    first, second, _ = put(office, [deal(10, "2026-01-01", "2026-01-02") for _ in range(3)])
    with office.work(SYSTEM) as w, w.changing("edit"):
        put_tags(w, "deal", {first: ["fair", "hot"], second: ["hot"]})
    result = report(office, "won_amount won_count", breakdown=["tags"])
    assert figures(result) == {"fair": 10_00, "hot": 20_00, None: 10_00}
    assert result.totals == {"won_amount": 30_00, "won_count": 3}


def test_spellings_of_one_city_are_one(office: Office) -> None:
    numbers = customers(office, {"city": "کرج"}, {"city": "كرج"}, {"city": "کرج"}, {"city": None})
    put(office, [deal(1, "2026-01-01", "2026-01-02", customer_id=number) for number in numbers])
    result = report(office, "won_count", breakdown=["city"])
    assert figures(result) == {"کرج": 3, None: 1}


def test_sums_do_not_depend_on_how_they_are_broken_down(office: Office, people: People) -> None:
    gear, oil = products(office, "Gear", "Oil")
    near, far = customers(office, {"city": "Karaj", "tier": "Gold"}, {"city": "Ahvaz"})
    put(
        office,
        [
            deal(100, "2026-01-01", "2026-01-20", of=people.sara, customer_id=near, source="Website"),
            deal(30, "2026-01-02", "2026-02-20", of=people.kian, customer_id=far),
            deal(7, "2026-01-03", "2026-02-21", "lost", of=people.kian, lost_reason="Price"),
            deal(11, "2026-01-04"),
        ],
        {0: [(gear, 60), (oil, 40)], 3: [(oil, 11)]},
    )
    asked = {"by": "month", "first": "2026-01-01", "last": "2026-03-31"}
    whole = report(office, FLOWS + " open_amount open_count weighted_amount", **asked)
    fields = breakdowns_of([measure("won_amount")])
    assert {"owner", "unit", "customer", "stage", "product", "source", "city", "tier", "lost_reason"} <= set(fields)
    for name in fields:
        result = report(office, " ".join(whole.spec.measures), breakdown=[name], **asked)
        assert result.totals == whole.totals, name
        for key in ("won_amount", "lost_amount", "created_amount", "open_amount"):
            assert sum(row.values[key] or 0 for row in result.by_group) == whole.totals[key], (name, key)
        assert [row.values for row in result.by_period] == [row.values for row in whole.rows], name


def test_the_top_ones_come_first_and_the_rest_together(office: Office, people: People) -> None:
    put(
        office,
        [
            deal(10, "2026-01-01", "2026-01-02", of=people.kian),
            deal(30, "2026-01-01", "2026-01-02", of=people.omid),
            deal(20, "2026-01-01", "2026-01-02", of=people.sara),
            deal(5, "2026-01-01", "2026-01-02"),
        ],
    )
    result = report(office, "won_amount win_rate", breakdown=["owner"], top=2)
    assert list(figures(result).items()) == [("Omid", 30_00), ("Sara", 20_00), ("Others", 15_00)]
    assert [key.rest for row in result.rows for key in row.keys.values()] == [False, False, True]
    assert result.totals["won_amount"] == 65_00


def test_stages_come_in_the_order_of_the_pipeline(office: Office) -> None:
    put(
        office,
        [deal(1, "2026-11-01"), deal(1, "2026-11-01", "2026-11-02"), deal(1, "2026-11-01", "2026-11-02", "lost")],
    )
    assert list(figures(report(office, "created_count", breakdown=["stage"]))) == ["Lead", "Won", "Lost"]


def test_another_currency_is_counted_but_not_added(office: Office) -> None:
    put(office, [deal(100, "2026-01-01", "2026-01-02"), deal(900, "2026-01-01", "2026-01-02", currency="EUR")])
    result = report(office, "won_amount won_count average_deal")
    assert result.totals == {"won_amount": 100_00, "won_count": 2, "average_deal": 100_00}
    with office.read(SYSTEM) as w:
        said = [note.say(w.locale) for note in result.notes]
    assert said == ["Deals in another currency than USD, whose amounts are not in the sums: 1."]


def test_a_report_that_would_never_end_is_refused(office: Office) -> None:
    numbers = customers(office, *({"city": f"City {place}"} for place in range(200)))
    put(office, [deal(1, "2024-01-01", "2026-01-01", customer_id=number) for number in numbers])
    with pytest.raises(Invalid, match="would have 146200 rows"):
        report(office, "created_count", by="day", first="2024-01-01", last="2025-12-31", breakdown=["city"])


# Who asks


def test_lead_total_leaves_out_the_other_team(office: Office, people: People) -> None:
    put(
        office,
        [
            deal(120, "2026-01-01", "2026-01-02", of=people.sara),
            deal(80, "2026-01-01", "2026-01-02", of=people.reza),
            deal(1000, "2026-01-01", "2026-01-02", of=people.omid),
            deal(5000, "2026-01-01", "2026-01-02", of=people.kian),
        ],
    )

    def total(actor: Actor) -> Any:
        return report(office, "won_amount", actor, by="year").totals["won_amount"]

    assert total(people.babak) == 6200_00
    assert total(people.leila) == 1200_00
    assert total(people.nader) == 200_00
    assert total(people.vida) == 200_00
    assert total(people.sara) == 120_00
    assert total(people.shirin) == 5000_00


def test_the_name_of_a_customer_one_may_not_open_stands_beside_ones_deal(office: Office, people: People) -> None:
    (number,) = customers(office, {"owner_id": people.kian.user_id, "unit_id": people.kian.unit_id, "city": "Shiraz"})
    put(office, [deal(1, "2026-01-01", "2026-01-02", of=people.sara, customer_id=number)])
    for field, label in (("customer", "Customer 0"), ("city", "Shiraz")):
        assert figures(report(office, "won_count", people.sara, breakdown=[field])) == {label: 1}
    assert report(office, "won_count", people.reza, breakdown=["customer"]).rows == ()


# Filters and the records behind


def test_a_filter_by_a_field_of_the_customer(office: Office) -> None:
    near, far = customers(office, {"city": "Karaj"}, {"city": "Ahvaz"})
    put(
        office,
        [deal(1, "2026-01-01", "2026-01-02", customer_id=near), deal(2, "2026-01-01", "2026-01-02", customer_id=far)],
    )
    result = report(office, "won_amount open_amount", where=["city=Karaj"])
    assert result.totals == {"won_amount": 100, "open_amount": 0}
    assert "where city is Karaj" in result.said


@pytest.mark.parametrize("key", ["won_count", "lost_count", "created_count", "new_customers", "tasks_done"])
def test_a_number_opens_the_records_it_counts(office: Office, people: People, key: str) -> None:
    gear, oil = products(office, "Gear", "Oil")
    near, far, _ = customers(
        office,
        {"city": "كرج", "customer_since": day("2026-01-09")},
        {"city": "کرج"},
        {"customer_since": day("2026-02-01")},
    )
    deals = [
        deal(1, "2026-01-01", "2026-01-02", of=people.sara, customer_id=near, source="Website"),
        deal(2, "2026-01-01", "2026-01-31", of=people.kian, customer_id=far),
        deal(3, "2026-01-01", "2026-02-01", "lost", lost_reason="Price"),
        deal(4, "2026-02-01", "2026-02-02", "lost", of=people.sara),
    ]
    first, *_ = put(office, deals, {0: [(gear, 1)], 1: [(gear, 1), (oil, 1)]})
    with office.work(SYSTEM) as w, w.changing("create"):
        put_tags(w, "deal", {first: ["hot"]})
        bulk_create(w, Task, [{"title": "Task", "done_on": day("2026-02-02"), "customer_id": near}])
    with office.read(SYSTEM) as w:
        for name in breakdowns_of([measure(key)]):
            spec = ask(w, [key], by="month", first="2026-01-01", last="2026-11-30", breakdown=[name])
            for row in run(w, spec).rows:
                found = records_behind(spec, key, start=row.start, end=row.end, keys=row.keys)
                assert found is not None
                count = finding.count(w, found.entity, finding.Query(filter=found.filter))
                assert count == row.values[key], (name, row)


def test_others_open_all_but_the_top_ones(office: Office, people: People) -> None:
    put(
        office,
        [
            deal(amount, "2026-01-01", "2026-01-02", of=of)
            for amount, of in ((9, people.sara), (5, people.kian), (3, None))
        ],
    )
    with office.read(SYSTEM) as w:
        for top, count in ((1, 2), (2, 1)):
            spec = ask(w, ["won_amount"], breakdown=["owner"], top=top)
            found = records_behind(spec, "won_amount", keys=run(w, spec).rows[-1].keys)
            assert found is not None
            assert finding.count(w, "deal", finding.Query(filter=found.filter)) == count


def test_a_rate_opens_won_and_lost_deals(office: Office) -> None:
    put(
        office,
        [deal(1, "2026-01-01", "2026-01-02"), deal(1, "2026-01-01", "2026-01-02", "lost"), deal(1, "2026-01-01")],
    )
    with office.read(SYSTEM) as w:
        found = records_behind(ask(w, ["win_rate"]), "win_rate")
        assert found is not None
        assert finding.count(w, "deal", finding.Query(filter=found.filter)) == 2
