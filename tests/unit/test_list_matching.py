"""Which signs make two rows one record, and what headers and stage names say of the cells below them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from crm_core.lists.links import by_id, stage_kind
from crm_core.lists.match import Known, Matcher, complete

ALBORZ = {"name_key": "alborz steel", "kind": "company", "city_key": "karaj"}
DAY = dt.date(2026, 1, 5)


def match(entity: str, known: dict[str, Any], row: dict[str, Any], *, in_list: bool = False) -> bool:
    """Whether a row is found to be this record, of the database or of the list above."""
    matcher = Matcher(entity)
    keys = complete(entity, dict(known))
    matcher.learn(Known(keys, place=0) if in_list else Known(keys, id=1))
    return matcher.find(complete(entity, dict(row))) is not None


@pytest.mark.parametrize(
    ("known", "row", "one"),
    [
        ({"external_id": "C1"}, {"external_id": "C1"}, True),
        ({**ALBORZ, "external_id": "C1"}, {**ALBORZ, "external_id": "C2"}, False),
        ({**ALBORZ, "external_id": "C1"}, ALBORZ, True),
        (
            {"external_id": "7", "name_key": "alborz", "email_key": "a@a.example"},
            {"external_id": "7", "name_key": "kavir", "email_key": "k@k.example"},
            False,  # the same number of another system
        ),
        ({"national_id": "10380284790", "name_key": "a"}, {"national_id": "10380284790", "name_key": "b"}, True),
        (
            {"email_key": "i@a.example", "name_key": "ali rad"},
            {"email_key": "i@a.example", "name_key": "rad ali"},
            True,
        ),
        (
            {"email_key": "i@a.example", "name_key": "ali rad"},
            {"email_key": "i@a.example", "name_key": "lale amin"},
            False,
        ),
        (ALBORZ, {**ALBORZ, "city_key": None}, True),
        (ALBORZ, {**ALBORZ, "city_key": "qom"}, False),
        ({**ALBORZ, "kind": "person"}, {**ALBORZ, "kind": "person", "mobile_key": "+989121112233"}, False),
        ({**ALBORZ, "kind": "person"}, {**ALBORZ, "kind": "person"}, True),
    ],
)
def test_customers(known: dict[str, Any], row: dict[str, Any], one: bool) -> None:
    assert match("customer", known, row) is one


def test_two_persons_of_one_name_in_a_list_are_two() -> None:
    person = {"name_key": "ali rad", "kind": "person"}
    assert not match("customer", person, person, in_list=True)


def test_a_record_known_by_its_name_alone_is_taken_once() -> None:
    person = complete("customer", {"name_key": "ali rad", "kind": "person"})
    matcher = Matcher("customer")
    matcher.learn(Known(dict(person), id=1))
    assert [matcher.find(person) is not None for _ in range(2)] == [True, False]


def test_contacts_are_told_by_their_customer() -> None:
    known = {"name_key": "ali rad", "customer_id": 1, "email_key": "a@a.example"}
    assert match("contact", known, {"name_key": "ali rad", "customer_id": 1})
    assert not match("contact", known, {"name_key": "ali rad", "customer_id": 2})
    assert not match("contact", known, {"name_key": "ali rad", "customer_id": 1, "email_key": "b@a.example"})


def test_deals_without_a_number_are_told_by_title_customer_and_day() -> None:
    known = {"sort_key": "roof", "customer_id": 1, "opened_on": DAY}
    assert match("deal", known, {"sort_key": "roof", "customer_id": 1, "opened_on": DAY})
    assert match("deal", known, {"sort_key": "roof", "customer_id": 1})
    assert not match("deal", known, {"sort_key": "roof", "customer_id": 1, "opened_on": DAY + dt.timedelta(days=1)})
    assert not match("deal", known, {"sort_key": "roof", "customer_id": 2, "opened_on": DAY})


def test_products_of_one_name_and_different_codes_are_two() -> None:
    assert match("product", {"name_key": "gtx", "code": "P1"}, {"name_key": "gtx"})
    assert not match("product", {"name_key": "gtx", "code": "P1"}, {"name_key": "gtx", "code": "P2"})


@pytest.mark.parametrize(
    "header", ["AccountExtId__c", "customerID", "Account no", "Customer code", "کد مشتری", "شماره معامله"]
)
def test_headers_of_numbers(header: str) -> None:
    assert by_id(header)


@pytest.mark.parametrize("header", ["Account", "Customer", "sales_agent", "مشتری", "کارشناس", ""])
def test_headers_of_names(header: str) -> None:
    assert not by_id(header)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Won", "won"), ("Closed Won", "won"), ("closed-won", "won"), ("برنده", "won"), ("بسته برنده", "won"),
        ("Closed Lost", "lost"), ("از دست رفته", "lost"), ("Qualification", "open"), ("در انتظار", "open"),
    ],
)  # fmt: skip
def test_what_the_name_of_a_stage_says(name: str, kind: str) -> None:
    assert stage_kind(name) == kind
