"""What is missing, what cannot be right, and how long postal codes are."""

from __future__ import annotations

import datetime as dt

import pytest

from crm_core.base.postal import postal_code_ok
from crm_core.models import Customer, KeyRules, QualityRules, faults_of, missing_of

IRAN = KeyRules("IR", "21", "jalali", today=dt.date(2026, 11, 21))


@pytest.mark.parametrize(
    ("text", "country", "right"),
    [
        ("1969833111", "IR", True),
        ("19698-33111", "IR", True),
        ("۱۹۶۹۸۳۳۱۱۱", "IR", True),
        ("196983311", "IR", False),
        ("10115", "DE", True),
        ("D-10115", "DE", False),
        ("SW1A 1AA", "GB", True),
        ("SW1A", "GB", False),
        ("90210-1234", "US", True),
        ("anything", "LY", True),
    ],
)
def test_postal_codes_are_as_long_as_their_country_has_them(text: str, country: str, right: bool) -> None:
    assert postal_code_ok(text, country) is right


@pytest.mark.parametrize(
    ("values", "faulty"),
    [
        ({"email": "info@"}, ["email"]),
        ({"email": "info@alborz.example"}, []),
        ({"phone": "12"}, ["phone"]),
        ({"national_id": "0013542418"}, ["national_id"]),
        ({"national_id": "0013542419"}, []),
        ({"national_id": "AB-12"}, []),
        ({"national_id": "0013542418", "country": "Germany"}, []),
        ({"birthday": dt.date(1899, 12, 31)}, ["birthday"]),
        ({"birthday": dt.date(2026, 11, 21)}, []),
        ({"birthday": dt.date(2026, 11, 22)}, ["birthday"]),
        ({"website": "daftar"}, ["website"]),
    ],
)
def test_values_that_cannot_be_right(values: dict[str, object], faulty: list[str]) -> None:
    assert [column for column, _reason in faults_of("customer", values, IRAN)] == faulty


def test_a_tier_asks_for_more_and_may_weigh_otherwise() -> None:
    rules = QualityRules(
        (
            (("customer", "company", ""), (("email", 1), ("city", 2))),
            (("customer", "company", "Gold"), (("email", 3), ("note", 1))),
        )
    )
    assert rules.of("customer", "company", "Silver") == (("email", 1), ("city", 2))
    assert rules.of("customer", "company", "Gold") == (("email", 3), ("city", 2), ("note", 1))
    lacking = missing_of("customer", {"tier": "Gold", "city": "Karaj"}, KeyRules(quality=rules))
    assert lacking == [("email", 3), ("note", 1)]


def test_either_telephone_is_a_telephone_and_a_wrong_one_is_none() -> None:
    rules = KeyRules("IR", "21", quality=QualityRules(((("customer", "company", ""), (("any_phone", 1),)),)))
    both = {"name": "A", "mobile": "12", "phone": "021 8877 6655"}
    assert Customer.derive(both, rules)["completeness"] == 100
    assert Customer.derive({**both, "phone": None}, rules)["completeness"] == 0


def test_birthdays_are_filed_by_the_companys_calendar() -> None:
    born = {"name": "A", "birthday": dt.date(1985, 3, 21)}
    assert Customer.derive(born, IRAN)["birthday_key"] == 101
    assert Customer.derive(born, KeyRules("US"))["birthday_key"] == 321
