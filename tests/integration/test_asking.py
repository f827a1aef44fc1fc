"""Values that are worked out when they are asked for, the newer comparisons, the first so many, and the alphabet."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

import crm_core.deals
import crm_core.work  # noqa: F401  the rules of deals and tasks
from crm_core.base.errors import Invalid
from crm_core.fields import records
from crm_core.fields.filters import ME, condition
from crm_core.fields.find import Query, count, every, find, ids_found
from crm_core.models import Stage
from crm_core.trust.access import SYSTEM, Actor
from crm_core.trust.unit_of_work import Office
from tests.provision.company import People

TODAY = dt.date(2026, 11, 21)
DAY = dt.timedelta(days=1)


def make(office: Office, entity: str, *rows: dict[str, Any], actor: Actor = SYSTEM) -> list[int]:
    with office.work(actor) as w:
        return [records.create(w, entity, row) for row in rows]


def names(office: Office, entity: str = "customer", actor: Actor = SYSTEM, **query: Any) -> list[str]:
    with office.read(actor) as w:
        return [row["name"] for row in find(w, entity, Query(columns=("name",), **query)).rows]


def asked(office: Office, key: str, op: str, value: Any = None, entity: str = "customer", **more: Any) -> list[str]:
    return names(office, entity, filter=condition(entity, key, op, value), **more)


@pytest.fixture
def three(office: Office) -> Office:
    """Alborz with sales of this year and the last, Behin with a loss and a sale in euro, Chakad with nothing."""
    alborz, behin, _ = make(
        office, "customer",
        {"name": "Alborz", "customer_since": TODAY - 400 * DAY, "confirmed_on": TODAY - 500 * DAY},
        {"name": "Behin", "customer_since": TODAY - 10 * DAY},
        {"name": "Chakad"},
    )  # fmt: skip
    with office.read(SYSTEM) as w:
        stages = {row.kind: row.id for row in w.rows(select(Stage.kind, Stage.id))}
    deals = (
        (alborz, "won", 100_00, "USD", dt.date(2026, 1, 1)), (alborz, "won", 50_00, "USD", dt.date(2026, 11, 1)),
        (alborz, "won", 900_00, "USD", dt.date(2025, 12, 31)), (behin, "lost", 70_00, "USD", dt.date(2026, 5, 1)),
        (behin, "won", 33_00, "EUR", dt.date(2026, 5, 1)),
    )  # fmt: skip
    for customer, kind, amount, currency, closed in deals:
        values = {"title": "Deal", "customer": customer, "amount": amount, "currency": currency}
        make(office, "deal", {**values, "stage": stages[kind], "closed_on": closed, "opened_on": closed})
    return office


def test_what_was_won_this_year_and_for_how_long_is_worked_out(three: Office) -> None:
    with three.read(SYSTEM) as w:
        keys = ("name", "won_this_year", "won_amount", "age")
        rows = [tuple(row[key] for key in keys) for row in find(w, "customer", Query(columns=keys)).rows]
    assert rows == [("Alborz", 150_00, 1_050_00, 400), ("Behin", None, None, 10), ("Chakad", None, None, 0)]


@pytest.mark.parametrize(
    ("key", "op", "value", "expected"),
    [
        ("won_this_year", "at_least", 150_00, ["Alborz"]),
        ("won_this_year", "more_than", 150_00, []),
        ("won_this_year", "is_not", 150_00, ["Behin", "Chakad"]),
        ("won_this_year", "empty", None, ["Behin", "Chakad"]),
        ("won_this_year", "not_empty", None, ["Alborz"]),
        ("age", "at_least", 10, ["Alborz", "Behin"]),
        ("age", "between", [0, 10], ["Behin", "Chakad"]),
        ("won_amount", "between", [1_000_00, 2_000_00], ["Alborz"]),
        ("open_deals", "at_least", 1, []),
        ("confirmed_on", "not_within", 500, ["Alborz", "Behin", "Chakad"]),
        ("confirmed_on", "not_within", 501, ["Behin", "Chakad"]),
    ],
)
def test_customers_are_found_by_what_is_worked_out(
    three: Office, key: str, op: str, value: Any, expected: list[str]
) -> None:
    assert asked(three, key, op, value) == sorted(expected)


def test_deals_are_found_by_what_their_customer_comes_to(three: Office) -> None:
    with three.read(SYSTEM) as w:
        assert count(w, "deal", Query(condition("deal", "won_this_year", "at_least", 1))) == 3
        assert count(w, "deal", Query(condition("deal", "age", "less_than", 100))) == 2


def test_customers_are_sorted_by_their_age(three: Office) -> None:
    assert names(three, sort="age", descending=True) == ["Alborz", "Behin", "Chakad"]
    with three.read(SYSTEM) as w, pytest.raises(Invalid):
        find(w, "customer", Query(sort="won_this_year"))


def test_quality_is_completeness_as_long_as_it_is_fresh(three: Office) -> None:
    with three.read(SYSTEM) as w:
        keys = ("name", "completeness", "quality")
        fresh = find(w, "customer", Query(columns=keys)).rows
    assert all(row["quality"] == row["completeness"] for row in fresh if row["completeness"] is not None)


def test_an_export_of_all_fields_tells_what_is_worked_out(three: Office) -> None:
    with three.read(SYSTEM) as w:
        (page,) = every(w, "customer", Query())
    assert {"won_this_year", "age", "quality", "open_deals", "next_task_on"} <= set(page.rows[0])


def test_nothing_since_so_many_days_is_found_or_nothing_at_all(office: Office) -> None:
    old, new, _never = make(office, "customer", {"name": "Old"}, {"name": "New"}, {"name": "Never"})
    for customer, days in ((old, 60), (new, 59)):
        at = dt.datetime.combine(TODAY - days * DAY, dt.time(9), dt.UTC)
        make(office, "interaction", {"subject": "Call", "customer": customer, "happened_at": at})
    assert asked(office, "last_contact_on", "not_within", 60) == ["Never", "Old"]
    assert asked(office, "created_at", "not_within", 1) == []


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ("today", ["Today"]),
        ("tomorrow", ["Tomorrow"]),
        ("this_month", ["First", "Today", "Tomorrow"]),
        ("next_30_days", ["December", "Today", "Tomorrow"]),
        ("next_month", ["December", "Eve"]),
    ],
)
def test_birthdays_come_round_whatever_their_year(office: Office, period: str, expected: list[str]) -> None:
    born = {"First": (1980, 11, 1), "Today": (1999, 11, 21), "Tomorrow": (1950, 11, 22), "December": (2001, 12, 20)}
    born |= {"Eve": (1970, 12, 31), "Spring": (1970, 3, 1)}
    people = [{"name": name, "kind": "person", "birthday": dt.date(*day)} for name, day in born.items()]
    make(office, "customer", *people, {"name": "Unknown", "kind": "person"})
    assert asked(office, "birthday", "anniversary", period) == expected


def test_a_birthday_that_this_year_lacks_comes_with_the_last_day_of_its_month(persian_office: Office) -> None:
    """30 Esfand 1399 in the year 1405, whose Esfand has 29 days."""
    make(persian_office, "contact", {"name": "Leap", "birthday": dt.date(2021, 3, 20)})
    clock: Any = persian_office._clock
    clock.instant = dt.datetime(2027, 3, 20, 8, tzinfo=dt.UTC)  # 29 Esfand 1405
    assert asked(persian_office, "birthday", "anniversary", "today", "contact") == ["Leap"]
    assert asked(persian_office, "birthday", "anniversary", "tomorrow", "contact") == []


def test_only_the_first_so_many_are_found(office: Office) -> None:
    ids = make(office, "customer", *({"name": f"Customer {n}", "annual_revenue": n * 100} for n in range(1, 8)))
    query = Query(sort="annual_revenue", descending=True, top=5, size=3, columns=("name",))
    with office.read(SYSTEM) as w:
        first, second, third = (find(w, "customer", Query(**{**vars(query), "page": n})) for n in (1, 2, 3))
        assert [len(page.rows) for page in (first, second, third)] == [3, 2, 0]
        assert (first.total, first.exact) == (5, True)
        assert [row["name"] for row in second.rows] == ["Customer 4", "Customer 3"]
        assert count(w, "customer", query) == 5
        assert ids_found(w, "customer", query) == ids[:1:-1]
        assert [len(page.rows) for page in every(w, "customer", query)] == [5]
        with pytest.raises(Invalid):
            find(w, "customer", Query(top=0))


def test_in_my_unit_means_the_unit_of_whoever_asks(office: Office, people: People) -> None:
    make(office, "customer", {"name": "North"}, actor=people.sara)
    make(office, "customer", {"name": "South"}, actor=people.omid)
    assert asked(office, "unit", "under", ME, actor=people.sara) == ["North"]
    assert asked(office, "unit", "under", ME, actor=people.leila) == ["North", "South"]
    assert asked(office, "unit", "under", ME, actor=people.shirin) == []


def test_words_are_sorted_by_the_persian_alphabet(office: Office) -> None:
    provinces = ["آذربایجان", "اردبیل", "بوشهر", "پارس", "تهران", "جلفا", "چهارمحال", "زنجان", "ژاله", "سمنان",
                 "قم", "كرج", "کرمان", "گیلان", "لرستان", "نطنز", "ورامین", "همدان", "يزد"]  # fmt: skip
    rows = [{"name": f"C{n}", "province": value} for n, value in enumerate(reversed(provinces))]
    make(office, "customer", *rows, {"name": "None"})
    with office.read(SYSTEM) as w:
        found = [row["province"] for row in find(w, "customer", Query(sort="province", columns=("province",))).rows]
        back = Query(sort="province", descending=True, columns=("province",))
        assert [row["province"] for row in find(w, "customer", back).rows][:2] == ["يزد", "همدان"]
    assert found == [*provinces, None]


def test_choices_are_sorted_by_what_people_read(office: Office, people: People) -> None:
    sizes = ["گالری", "پخش", "Agency", "shop"]
    make(office, "customer", *({"name": f"C{n}", "size": value} for n, value in enumerate(sizes)))
    assert names(office, sort="size") == ["C2", "C3", "C1", "C0"]
    make(office, "customer", {"name": "P", "kind": "person"})
    assert names(office, sort="kind")[-1] == "P"  # an organisation comes before a person


def test_what_is_empty_comes_last_either_way_on_every_page(office: Office) -> None:
    days = [None, TODAY, None, TODAY - DAY, None, TODAY - 2 * DAY, None]
    make(office, "customer", *({"name": f"C{n}", "customer_since": day} for n, day in enumerate(days)))
    for descending, expected in (
        (True, ["C1", "C3", "C5", "C6", "C4", "C2", "C0"]),
        (False, ["C5", "C3", "C1", "C0", "C2", "C4", "C6"]),
    ):
        asked_by = {"sort": "customer_since", "descending": descending, "size": 2}
        assert [names(office, page=n, **asked_by) for n in (1, 2, 3, 4, 5)] == [
            expected[:2], expected[2:4], expected[4:6], expected[6:], [],
        ]  # fmt: skip
