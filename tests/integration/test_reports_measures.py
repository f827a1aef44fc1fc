"""Every measure counts what it says, totals by its own rule, opens its records, and shows each person their own."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import func, select

import crm_core.work.tasks  # noqa: F401  declares the rules of tasks
from crm_core.base.periods import Period
from crm_core.deals.slips import Span, ledger
from crm_core.deals.targets import COMPANY
from crm_core.deals.velocity import Question, velocity
from crm_core.fields.find import every
from crm_core.measures import MEASURES, Measure, breakdowns_of
from crm_core.models import Change
from crm_core.reports import Row, ask, measure, records_behind, run
from crm_core.reports.listing import Listing, listing
from crm_core.trust.access import SYSTEM, Actor
from crm_core.trust.unit_of_work import Office, Work
from tests.integration.deals_ground import DAY, TODAY, on_day, stages_of
from tests.integration.measures_ground import lively
from tests.integration.reports_ground import customers, deal, figures, products, put, report
from tests.integration.targets_ground import aim, user
from tests.provision.company import People

SPAN = {"first": "2026-11-21", "last": "2026-12-12"}


# Rules for totals


def test_a_median_is_that_of_all_never_of_medians(office: Office, people: People) -> None:
    put(
        office,
        [
            *(deal(amount, "2026-01-01", "2026-01-11", of=people.sara) for amount in (100, 200, 900)),
            *(deal(amount, "2026-01-01", "2026-02-10", of=people.kian) for amount in (1, 2)),
            deal(None, "2026-01-01", "2026-02-10", of=people.kian),
            deal(7000, "2026-01-01", "2026-02-10", currency="EUR"),
        ],
    )
    result = report(office, "median_deal median_cycle_days", by="month", breakdown=["owner"])
    assert figures(result) == {
        ("2026-01", "Sara"): 200_00, ("2026-01", "Kian"): None, ("2026-01", None): None,
        ("2026-02", "Sara"): None, ("2026-02", "Kian"): 150, ("2026-02", None): None,
    }  # fmt: skip
    assert [row.values["median_deal"] for row in result.by_period] == [200_00, 150]
    assert {row.keys["owner"].label: row.values["median_deal"] for row in result.by_group} == {
        "Sara": 200_00, "Kian": 150, None: None,
    }  # fmt: skip
    assert result.totals == {"median_deal": 100_00, "median_cycle_days": 40.0}
    others = report(office, "median_deal", breakdown=["owner"], top=1)
    assert figures(others) == {"Sara": 200_00, "Others": 150}


def test_the_middle_of_an_even_number_is_rounded_half_up(office: Office) -> None:
    rows = [{**deal(0, "2026-01-01", "2026-01-02"), "amount": minor} for minor in (1, 2)]
    put(office, rows)
    assert report(office, "median_deal average_deal").totals == {"median_deal": 2, "average_deal": 2}


def test_a_customer_counts_once_in_every_month_group_and_total(office: Office, people: People) -> None:
    near, far = customers(office, {"city": "Karaj"}, {"city": "karaj"})
    put(
        office,
        [
            deal(1, "2026-01-01", "2026-01-02", of=people.sara, customer_id=near),
            deal(1, "2026-01-01", "2026-01-03", of=people.kian, customer_id=near),
            deal(1, "2026-01-01", "2026-02-02", of=people.sara, customer_id=near),
            deal(1, "2026-01-01", "2026-02-03", of=people.sara, customer_id=far),
            deal(1, "2026-01-01", "2026-02-04"),
        ],
    )
    months = report(office, "won_customers won_count", by="month", breakdown=["owner"])
    assert figures(months) == {
        ("2026-01", "Sara"): 1, ("2026-01", "Kian"): 1, ("2026-01", None): 0,
        ("2026-02", "Sara"): 2, ("2026-02", "Kian"): 0, ("2026-02", None): 0,
    }  # fmt: skip
    assert [row.values["won_customers"] for row in months.by_period] == [1, 2]
    assert {row.keys["owner"].label: row.values["won_customers"] for row in months.by_group} == {
        "Sara": 2, "Kian": 1, None: 0,
    }  # fmt: skip
    assert months.totals == {"won_customers": 2, "won_count": 5}
    assert figures(report(office, "won_customers", breakdown=["city"])) == {"Karaj": 2}
    assert figures(report(office, "won_customers", breakdown=["owner"], top=1)) == {"Sara": 2, "Others": 1}


def test_a_deal_of_several_products_brings_each_its_share_to_the_median(office: Office) -> None:
    gear, oil = products(office, "Gear", "Oil")
    put(
        office,
        [deal(100, "2026-01-01", "2026-01-02"), deal(50, "2026-01-01", "2026-01-02")],
        {0: [(gear, 30), (gear, 50), (oil, 20)], 1: [(gear, 50)]},
    )
    result = report(office, "median_deal won_customers", breakdown=["product"])
    assert figures(result) == {"Gear": 65_00, "Oil": 20_00}
    assert result.totals["median_deal"] == 75_00


def test_derived_and_stocks_never_have_targets() -> None:
    assert not measure("median_deal").adds_up
    assert not measure("won_customers").rolls_up
    assert measure("average_deal").rolls_up
    assert not measure("tasks_overdue").adds_up


# The way through the stages


@pytest.fixture
def made(office: Office, people: People) -> dict[str, int]:
    return lively(office, people)


def _by_stage(office: Office, name: str, actor: Actor = SYSTEM) -> dict[Any, Any]:
    return figures(report(office, name, actor, breakdown=["stage"], **SPAN))


def test_stays_and_entries_are_each_counted(office: Office, made: dict[str, int]) -> None:
    lead, qualified, proposal, _ = stages_of(office).keys() - {"Won", "Lost"}, *list(stages_of(office))[1:4]
    first = next(iter(stages_of(office)))
    assert lead
    assert _by_stage(office, "days_in_stage") == {first: 29 / 4, qualified: 3.0, proposal: 2.0}
    assert _by_stage(office, "stage_stays") == {first: 4, qualified: 3, proposal: 2}
    assert _by_stage(office, "stage_entries") == {first: 6, qualified: 3, proposal: 2}
    assert report(office, "days_in_stage", **SPAN).totals == {"days_in_stage": 42 / 9}


def test_reached_and_conversion_are_those_of_the_speed_screen(
    office: Office, people: People, made: dict[str, int]
) -> None:
    for actor in (SYSTEM, people.sara, people.leila, people.shirin):
        with office.read(actor) as w:
            period = Period(TODAY, TODAY + 22 * DAY, "total", "gregorian", w.company.calendar_rules)
            told = velocity(w, Question(1, period, "period")).funnel
        reached = {one.stage.name: one.reached for one in told.stages if one.reached}
        conversion = {one.stage.name: one.conversion for one in told.stages if one.conversion is not None}
        assert _by_stage(office, "stage_reached", actor) == reached, actor.name
        assert _by_stage(office, "stage_conversion", actor) == conversion, actor.name


def test_pushes_are_those_of_the_ledger(office: Office, made: dict[str, int]) -> None:
    with office.read(SYSTEM) as w:
        total = ledger(w, span=Span()).total
    assert (total.pushes, total.days, total.pushed) == (2, 35, 1)
    told = report(office, "pushes pushed_deals push_days reopened", **SPAN).totals
    assert told == {"pushes": 2, "pushed_deals": 1, "push_days": 17.5, "reopened": 1}
    by_day = report(office, "pushed_deals", by="day", **SPAN)
    assert {row.period: row.values["pushed_deals"] for row in by_day.rows if row.values["pushed_deals"]} == {
        "2026-11-24": 1, "2026-11-27": 1,
    }  # fmt: skip


def test_a_slip_of_the_pen_is_no_push(office: Office, people: People, made: dict[str, int]) -> None:
    from crm_core.fields.records import Edit, edit
    from crm_core.models import Deal

    for minutes, days in ((0, 90), (10, 40), (120, 50), (240, 40)):
        on_day(office, 21 + minutes / 1440)
        with office.work(SYSTEM) as w:
            version = w.get(Deal, made["slipping"]).version
            edit(w, "deal", Edit(made["slipping"], version, {"expected_close": TODAY + days * DAY}))
    with office.read(SYSTEM) as w:
        assert ledger(w, span=Span()).total.pushes == 3
    assert report(office, "pushes").totals == {"pushes": 3}


# What is open


def test_overdue_deals_are_those_of_each_days_end(office: Office, people: People, made: dict[str, int]) -> None:
    days = report(office, "late_count late_amount", by="day", first="2026-11-25", last="2026-12-12")
    late = figures(days)
    assert [late[f"2026-{day}"] for day in ("11-25", "11-26", "11-28", "11-29", "12-01", "12-03", "12-04")] == [
        0, 4, 4, 3, 2, 0, 1,
    ]  # fmt: skip
    assert days.totals == {"late_count": 1, "late_amount": 300_00}
    split = report(office, "late_count", by="total", first="2026-11-25", last="2026-11-27", breakdown=["owner"])
    assert figures(split) == {"Kian": 1, "Sara": 3}


def test_open_deals_by_the_month_in_which_they_are_to_close(office: Office, made: dict[str, int]) -> None:
    months = report(office, "closing_amount closing_count closing_weighted", by="month")
    assert figures(months) == {"2026-11": 300_00, "2026-12": 1000_00}
    assert months.totals["closing_count"] == 2


def test_what_is_known_of_now_only_is_nothing_of_the_past(office: Office, made: dict[str, int]) -> None:
    months = report(office, "unplanned_count unplanned_share", by="month", first="2026-11-01", last="2026-12-31")
    assert figures(months) == {"2026-11": None, "2026-12": 1}
    assert months.totals == {"unplanned_count": 1, "unplanned_share": 0.5}


def test_the_target_what_is_reached_and_how_far_the_pipeline_covers_the_rest(office: Office, people: People) -> None:
    aim(office, people.mina, "2026-10", (COMPANY, 500), (user(people.sara), 200))
    aim(office, people.mina, "2026-11", (COMPANY, 700), (user(people.sara), 300))
    put(
        office,
        [
            deal(250, "2026-10-01", "2026-10-05", of=people.sara),
            deal(100, "2026-10-01", "2026-11-05", of=people.sara),
            deal(1000, "2026-11-01", of=people.sara, probability=40),
        ],
    )
    names = "target_amount target_reached coverage"
    asked: dict[str, Any] = {"first": "2026-10-01", "last": "2026-11-30"}
    months = report(office, names, by="month", **asked)
    assert [tuple(row.values[name] for name in names.split()) for row in months.rows] == [
        (500_00, 0.5, 10 / 250),  # the deal won in November was open in its first stage
        (700_00, 100 / 700, 400 / 600),
    ]
    assert dict(months.totals) == {"target_amount": 1200_00, "target_reached": 350 / 1200, "coverage": 400 / 850}
    people_of = report(office, names, breakdown=["owner"], **asked)
    assert figures(people_of) == {"Sara": 500_00}
    assert figures(people_of, "target_reached") == {"Sara": 0.7}
    none = report(office, names, breakdown=["source"], **asked)
    assert dict(none.rows[0].values) == {"target_amount": None, "target_reached": None, "coverage": None}


# Customers, orders


def test_buyers_first_time_and_again(office: Office, made: dict[str, int]) -> None:
    names = "buyers first_buyers repeat_buyers active_customers customer_count new_customers new_contacts"
    result = report(office, names, by="month", first="2026-10-01", last="2026-12-31")
    assert [tuple(row.values[name] for name in names.split()) for row in result.rows] == [
        (0, 0, 0, 0, 1, 0, 0),
        (2, 2, 0, 3, 3, 2, 1),
        (1, 0, 1, 1, 3, 0, 0),
    ]
    assert tuple(result.totals[name] for name in names.split()) == (2, 2, 1, 3, 3, 2, 1)


def test_a_customer_is_lost_a_year_after_the_last_purchase_each_time(office: Office, people: People) -> None:
    one, other, fresh = customers(office, {}, {}, {})
    put(
        office,
        [
            deal(1, "2024-01-01", "2024-01-01", of=people.sara, customer_id=one),
            deal(1, "2025-01-01", "2025-06-01", of=people.sara, customer_id=one),
            deal(1, "2025-01-01", "2025-01-10", of=people.kian, customer_id=other),
            deal(1, "2025-01-01", "2025-06-10", of=people.kian, customer_id=other),
            deal(1, "2025-12-01", "2025-12-01", of=people.kian, customer_id=fresh),
        ],
    )
    years = {"by": "day", "first": "2024-01-01", "last": "2026-12-31"}
    lost = {row.period: row.values["lost_customers"] for row in report(office, "lost_customers", **years).rows}
    assert {name: n for name, n in lost.items() if n} == {"2024-12-31": 1, "2026-06-01": 1, "2026-06-10": 1}
    assert report(office, "lost_customers", **years).totals == {"lost_customers": 2}
    assert report(office, "lost_customers", people.sara, **years).totals == {"lost_customers": 1}


def test_orders_before_and_after_their_discounts(office: Office, made: dict[str, int]) -> None:
    names = "order_amount order_gross order_discount discount_rate order_freight average_order median_order"
    told = report(office, names, **SPAN).totals
    assert dict(told) == {
        "order_amount": 130_00, "order_gross": 150_00, "order_discount": 20_00, "discount_rate": 20 / 150,
        "order_freight": 10_00, "average_order": 65_00, "median_order": 65_00,
    }  # fmt: skip
    assert figures(report(office, "order_gross", breakdown=["product"], **SPAN)) == {None: 150_00}
    assert report(office, "order_customers", **SPAN).totals == {"order_customers": 2}


# Work, promises, data


def test_tasks_in_time_and_overdue_at_each_days_end(office: Office, made: dict[str, int]) -> None:
    days = report(office, "tasks_overdue tasks_open", by="day", first="2026-11-21", last="2026-12-12")
    overdue, still = figures(days), figures(days, "tasks_open")
    shown = [f"2026-11-{day}" for day in (21, 22, 24, 25, 27, 30)]
    assert [overdue[day] for day in shown] == [0, 0, 1, 2, 1, 2]
    assert [still[day] for day in shown] == [0, 4, 3, 3, 2, 2]
    told = report(office, "tasks_created tasks_done tasks_in_time tasks_kept_rate", **SPAN).totals
    assert dict(told) == {"tasks_created": 4, "tasks_done": 2, "tasks_in_time": 1, "tasks_kept_rate": 0.25}


def test_activities_per_won_deal_come_from_two_kinds_of_records(
    office: Office, people: People, made: dict[str, int]
) -> None:
    result = report(office, "activities_per_won contacted_customers", breakdown=["owner"], **SPAN)
    assert figures(result) == {"Kian": None, "Sara": 1.0}
    assert dict(result.totals) == {"activities_per_won": 1.5, "contacted_customers": 2}


def test_promises_are_kept_or_broken_as_the_reviews_say(office: Office, people: People, made: dict[str, int]) -> None:
    names = "promises_given promises_kept promises_broken promises_kept_rate"
    told = {who.name: tuple(report(office, names, who, **SPAN).totals.values()) for who in _four(people)}
    assert told == {
        "Mina": (6, 2, 4, 2 / 6),
        "Sara": (3, 1, 2, 1 / 3),
        "Leila": (3, 1, 2, 1 / 3),
        "Reza": (0, 0, 0, None),
    }


def test_imports_and_the_rows_they_brought(office: Office, people: People, made: dict[str, int]) -> None:
    names = "imports imported_rows imported_created imported_failed import_trouble_rate"
    told = {who.name: tuple(report(office, names, who, **SPAN).totals.values()) for who in _four(people)}
    assert told["Mina"] == (2, 14, 12, 2, 2 / 14)
    assert told["Sara"] == told["Leila"] == (1, 10, 9, 1, 0.1)
    assert told["Reza"] == (0, 0, 0, 0, None)


def test_quality_is_that_of_the_last_day_that_was_kept(office: Office, people: People, made: dict[str, int]) -> None:
    days = figures(report(office, "quality_score", by="day", first="2026-11-21", last="2026-11-30"))
    assert [days[f"2026-11-{day}"] for day in (21, 22, 29, 30)] == [None, 1000 / 1400, 1000 / 1400, 1.0]
    told = report(office, "quality_score stale_records faulty_records", people.sara, breakdown=["owner"], **SPAN)
    assert told.totals == {"quality_score": 0.7, "stale_records": 9, "faulty_records": 1}


def test_who_changed_what_is_told_of_those_one_may_see(office: Office, people: People, made: dict[str, int]) -> None:
    for who in (*_four(people), people.shirin):
        with office.read(who) as w:
            seen = w.scalar(select(func.count()).select_from(Change))
            sets = w.scalar(select(func.count(func.distinct(Change.change_set_id))))
        told = report(office, "changes deeds", who, first="2026-11-01", last="2026-12-31")
        assert dict(told.totals) == {"changes": seen, "deeds": sets}, who.name
    by_person = figures(report(office, "changes", people.leila, breakdown=["owner", "about", "action"]))
    assert {name for name, *_ in by_person} == {"Sara"}
    assert by_person["Sara", "Deal", "Created"] == 3
    assert by_person["Sara", "Task", "Modified"] == 2


def _four(people: People) -> tuple[Actor, ...]:
    """The admin, an owner, her lead, and a colleague who owns nothing."""
    return people.mina, people.sara, people.leila, people.reza


def test_everybody_sees_the_work_of_their_own(office: Office, people: People, made: dict[str, int]) -> None:
    names = "tasks_created tasks_overdue interactions stage_entries late_count order_count buyers active_customers"
    told = {
        who.name: tuple(report(office, names, who, **SPAN).totals.values()) for who in (*_four(people), people.shirin)
    }
    assert told == {
        "Mina": (4, 2, 3, 11, 1, 2, 2, 3),
        "Sara": (3, 1, 2, 8, 0, 1, 1, 2),
        "Leila": (3, 1, 2, 8, 0, 1, 1, 2),
        "Reza": (0, 0, 0, 0, 0, 0, 0, 0),
        "Shirin": (1, 1, 1, 3, 1, 1, 1, 1),
    }


# To the records


@pytest.mark.parametrize("who", ["mina", "leila"])
def test_every_figure_opens_its_records(office: Office, people: People, made: dict[str, int], who: str) -> None:
    with office.read(getattr(people, who)) as w:
        checked = sum(_opens(w, one) for one in MEASURES.values())
    assert checked > 500


def _opens(w: Work, one: Measure) -> int:
    """Check each figure by month and group of a measure against its list; gives how many there were."""
    checked = 0
    names = [name for name in ("owner", "stage", "about", "tags", "status") if name in breakdowns_of([one])]
    for name in ("", *names):
        spec = ask(w, [one.key], by="month", first="2026-11-01", last="2026-12-31", breakdown=[name] if name else [])
        result = run(w, spec)
        for row in (*result.rows, *result.by_group, *result.by_period):
            found = records_behind(spec, one.key, start=row.start, end=row.end, keys=row.keys, today=w.clock.today())
            _agrees(w, one, row, listing(w, found))
            checked += 1
    return checked


_SUMMED = {
    "imported_rows": "rows", "imported_created": "created", "imported_updated": "updated",
    "imported_failed": "failed", "stale_records": "stale", "faulty_records": "faulty",
    "unreachable_records": "unreachable", "order_freight": "freight",
}  # fmt: skip
_CUSTOMERS = ("won_customers", "order_customers", "contacted_customers")


def _agrees(w: Work, one: Measure, row: Row, there: Listing) -> None:
    value, said = row.values[one.key], (one.key, row)
    if one.aims:
        assert there.entity == "deal", said
    elif value is None:
        assert there.count == 0 or one.stock or one.key == "activities_per_won", said
    elif one.key in _SUMMED:
        assert _sum(w, there, _SUMMED[one.key]) == value, said
    elif one.key in _CUSTOMERS:
        page = [record for some in every(w, there.entity, there.query) for record in some.rows]
        assert len({record["customer"] for record in page} - {None}) == value, said
    elif one.key in ("deeds", "merges") or one.over or one.per > 1:
        assert there.count >= bool(value), said
    elif not one.rolls_up:
        assert there.count == value, said
    elif one.kind == "count":
        assert (there.count if there.times is None else there.times) == value, said
    elif one.key not in ("order_gross", "order_discount", "open_amount"):
        assert there.amount == value, said


def _sum(w: Work, there: Listing, field: str) -> int:
    return sum(record[field] or 0 for page in every(w, there.entity, there.query) for record in page.rows)


def test_others_of_tags_have_a_list_too(office: Office, people: People) -> None:
    from crm_core.models import Deal as Sold
    from crm_core.trust.parts import put_tags

    numbers = put(office, [deal(amount, "2026-01-01", "2026-01-02") for amount in (9, 5, 3)])
    with office.work(SYSTEM) as w, w.changing("create"):
        put_tags(w, Sold.entity, {numbers[0]: ["hot"], numbers[1]: ["cold", "hot"], numbers[2]: ["dry"]})
    with office.read(SYSTEM) as w:
        spec = ask(w, ["won_amount"], breakdown=["tags"], top=1)
        rows = run(w, spec).rows
        lists = [listing(w, records_behind(spec, "won_amount", keys=row.keys)) for row in rows]
    assert [(row.values["won_amount"], one.amount, one.count) for row, one in zip(rows, lists, strict=True)] == [
        (14_00, 14_00, 2), (8_00, 8_00, 2),
    ]  # fmt: skip


def test_the_records_of_a_past_stay_are_those_it_counts(office: Office, made: dict[str, int]) -> None:
    with office.read(SYSTEM) as w:
        spec = ask(w, ["stage_stays"], by="day", breakdown=["stage"], **SPAN)
        row = next(row for row in run(w, spec).rows if row.start == dt.date(2026, 11, 28) and row.values["stage_stays"])
        there = listing(w, records_behind(spec, "stage_stays", start=row.start, end=row.end, keys=row.keys))
    assert (row.values["stage_stays"], there.query.only) == (1, (made["long way"],))
