"""The open pipeline in reports: as it stood at the end of each period, in the company's days."""

from __future__ import annotations

import datetime as dt

from crm_core.deals.asof import open_total, pipeline_as_of
from crm_core.fields.records import Edit, edit
from crm_core.models import Deal
from crm_core.reports import run
from crm_core.reports.asking import ask
from crm_core.trust.access import SYSTEM
from crm_core.trust.bulk import bulk_delete
from crm_core.trust.unit_of_work import Office
from tests.integration.deals_ground import on_day
from tests.integration.reports_ground import customers, day, deal, figures, products, put, report
from tests.provision.company import People

OPEN = "open_count open_amount weighted_amount"


def _edit(office: Office, number: int, **values: object) -> None:
    with office.work(SYSTEM) as w:
        edit(w, "deal", Edit(number, w.get(Deal, number).version, values))


def test_it_is_read_at_the_end_of_each_period_and_totals_at_the_last(office: Office) -> None:
    put(
        office,
        [
            deal(100, "2026-08-31"),
            deal(30, "2026-09-01", "2026-10-01"),
            deal(7, "2026-09-30", "2026-09-30"),
        ],
    )
    result = report(office, OPEN, by="month", first="2026-08-01", last="2026-12-31")
    assert figures(result) == {"2026-08": 1, "2026-09": 2, "2026-10": 1, "2026-11": 1, "2026-12": None}
    assert figures(result, "open_amount")["2026-09"] == 130_00
    assert figures(result, "weighted_amount")["2026-09"] == 13_00  # a lead, ten percent
    assert result.totals == {"open_count": 1, "open_amount": 100_00, "weighted_amount": 10_00}


def test_a_deal_opened_or_closed_on_the_next_day_does_not_count_yet(office: Office) -> None:
    put(office, [deal(1, "2026-09-01", "2026-10-01"), deal(2, "2026-10-01")])
    days = report(office, "open_amount", by="day", first="2026-09-30", last="2026-10-02")
    assert figures(days) == {"2026-09-30": 1_00, "2026-10-01": 2_00, "2026-10-02": 2_00}


def test_today_counts_until_now(office: Office) -> None:
    (number,) = put(office, [deal(5, "2026-11-01")])
    on_day(office, 1 / 48)
    _edit(office, number, amount=8_00)
    with office.read(SYSTEM) as w:
        result = run(w, ask(w, ["open_amount"], by="day", first="2026-11-20", last="2026-11-22"))
    assert figures(result) == {"2026-11-20": 5_00, "2026-11-21": 8_00, "2026-11-22": None}
    assert result.totals == {"open_amount": 8_00}


def test_the_past_keeps_the_owner_and_the_amount_of_then(office: Office, people: People) -> None:
    (number,) = put(office, [deal(100, "2026-11-01", of=people.sara)])
    on_day(office, 10)
    _edit(office, number, owner=people.kian.user_id, amount=250_00)
    asked = {"by": "month", "first": "2026-11-01", "last": "2026-12-31", "breakdown": ["owner"]}
    result = report(office, "open_amount", **asked)
    assert figures(result) == {
        ("2026-11", "Kian"): 0,
        ("2026-11", "Sara"): 100_00,
        ("2026-12", "Kian"): 250_00,
        ("2026-12", "Sara"): 0,
    }
    assert result.totals == {"open_amount": 250_00}
    assert figures(report(office, "open_amount", people.sara, **asked)) == {
        ("2026-11", "Sara"): 100_00,
        ("2026-12", "Sara"): 0,
    }


def test_a_filter_on_what_is_tracked_asks_about_then_and_else_about_today(office: Office, people: People) -> None:
    near, _ = customers(office, {"city": "Karaj"}, {"city": "Ahvaz"})
    first, _ = put(office, [deal(100, "2026-11-01", of=people.sara, customer_id=near), deal(30, "2026-11-01")])
    on_day(office, 10)
    _edit(office, first, owner=people.kian.user_id)
    asked = {"by": "month", "first": "2026-11-01", "last": "2026-12-31"}
    assert figures(report(office, "open_amount", where=["owner=Sara"], **asked)) == {"2026-11": 100_00, "2026-12": 0}
    karaj = report(office, "open_amount", where=["city=Karaj"], **asked)
    assert figures(karaj) == {"2026-11": 100_00, "2026-12": 100_00}
    with office.read(SYSTEM) as w:
        said = [note.say(w.locale) for note in karaj.notes]
    assert said[0] == "As they are today, also for past days: City. Stage, owner, unit and amount are as of then."
    assert figures(report(office, "open_amount", where=["search~Deal of 30"], **asked))["2026-12"] == 30_00


def test_an_amount_of_then_is_shared_among_the_products_of_today(office: Office) -> None:
    gear, oil, tar = products(office, "Gear", "Oil", "Tar")
    (number,) = put(office, [deal(100, "2026-11-01")], {0: [(gear, 50), (oil, 25), (tar, 25)]})
    on_day(office, 10)
    _edit(office, number, amount=10_01)
    asked = {"by": "month", "first": "2026-11-01", "last": "2026-12-31", "breakdown": ["product"]}
    result = report(office, "open_amount open_count", **asked)
    found = figures(result)
    assert [sum(value for key, value in found.items() if key[0] == month) for month in ("2026-11", "2026-12")] == [
        100_00,
        10_01,
    ]
    assert found["2026-11", "Gear"] == 50_05  # the share of 5.01 in 10.01
    assert figures(result, "open_count")["2026-11", "Gear"] == 1
    assert result.totals == {"open_amount": 10_01, "open_count": 1}


def test_lines_without_amounts_leave_the_whole_with_the_first(office: Office) -> None:
    gear, oil = products(office, "Gear", "Oil")
    put(office, [deal(0, "2026-11-01")], {0: [(gear, 0), (oil, 0)]})
    result = report(office, "open_amount open_count", breakdown=["product"])
    assert figures(result, "open_count") == {"Gear": 1, "Oil": 1}
    assert result.totals == {"open_amount": 0, "open_count": 1}


def test_what_lies_in_the_bin_was_open_until_then(office: Office) -> None:
    (number,) = put(office, [deal(9, "2026-11-01")])
    on_day(office, 10)
    with office.work(SYSTEM) as w, w.changing("delete"):
        bulk_delete(w, Deal, [number])
    months = report(office, "open_amount", by="month", first="2026-11-01", last="2026-12-31")
    assert figures(months) == {"2026-11": 9_00, "2026-12": 0}


def test_reports_and_the_board_agree_on_every_day(office: Office, people: People) -> None:
    put(
        office,
        [
            deal(100, "2026-09-01", of=people.sara),
            deal(31, "2026-09-05", "2026-09-20", of=people.kian),
            deal(17, "2026-09-10", "2026-09-12", "lost"),
            deal(None, "2026-09-12"),
            deal(5, "2026-09-12", currency="EUR"),
        ],
    )
    result = report(office, OPEN, by="day", first="2026-08-30", last="2026-09-30")
    with office.read(SYSTEM) as w:
        for row in result.rows:
            total = open_total(pipeline_as_of(w, row.start, closed=False))
            assert (total.count, total.amount, total.weighted) == tuple(row.values.values()), row.start
    assert result.rows[0].start == day("2026-08-30")
    assert dt.date(2026, 9, 30) == result.rows[-1].start
