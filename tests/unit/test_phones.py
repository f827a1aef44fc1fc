"""Telephone numbers in every writing come to one form."""

from __future__ import annotations

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_core.base import phones
from crm_core.base.text import PhonePart, phone_key, split_phones

MOBILE = "+989121234567"
LANDLINE = "+982188776655"


@pytest.mark.parametrize(
    "written",
    [
        "09121234567",
        "+989121234567",
        "00989121234567",
        "989121234567",
        "9121234567",
        "9121234567.0",
        "۰۹۱۲۱۲۳۴۵۶۷",
        "٠٩١٢١٢٣٤٥٦٧",
        "0912 123 4567",
        "0912-123-45-67",
        "(0912) 1234567",
        "+98 (0)912 123 4567",
        "\u200e+98 912 123 4567\u200f",
        "موبایل: ۰۹۱۲۱۲۳۴۵۶۷",
        "tel. 0912-1234567",
    ],
)
def test_every_writing_of_an_iranian_mobile_is_one_number(written: str) -> None:
    assert phone_key(written) == MOBILE


@pytest.mark.parametrize(
    "written",
    [
        "021-88776655",
        "02188776655",
        "2188776655",
        "+98 21 8877 6655",
        "۰۲۱ ۸۸۷۷۶۶۵۵",
        "(021)88776655",
        "021-88776655 داخلی 12",
        "021-88776655 (داخلی ۱۲)",
        "88776655-021",
        "88776655",
    ],
)
def test_every_writing_of_a_landline_at_home_is_one_number(written: str) -> None:
    assert phone_key(written, "IR", "021") == LANDLINE
    assert phone_key(written, "IR", "21") == LANDLINE


def test_a_local_number_needs_the_home_area() -> None:
    assert phone_key("88776655") is None
    assert phone_key("88776655", area_code="031") == "+983188776655"
    assert phone_key("555-1234", "US") is None
    assert phone_key("555-1234", "US", "212") == "+12125551234"


@pytest.mark.parametrize(
    "written",
    ["0912", "", "-", "0912123456", "091212345678", "0001234567", "نامشخص", "1234", "05", "سفارش 12"],
)
def test_what_is_no_number_has_no_key(written: str) -> None:
    assert phone_key(written, area_code="21") is None


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("001-123-456-7890x123", "+11234567890"),
        ("(555)123-4567 ext 9", "+15551234567"),
        ("+1-284-131-9553", "+12841319553"),
        ("605.848.8461 x404", "+16058488461"),
        ("1-955-371-0847 x371", "+19553710847"),
        ("1-800-FLOWERS", "+18003569377"),
        ("+44 (0)20 7946 0018", "+442079460018"),
        ("+49 30 123456", "+4930123456"),
        ("0098 21 88776655", LANDLINE),
    ],
)
def test_numbers_of_an_american_company(written: str, key: str) -> None:
    assert phone_key(written, "US") == key


def test_domestic_numbers_elsewhere_lose_their_trunk_zero() -> None:
    assert phone_key("030 123456", "DE") == "+4930123456"
    assert phone_key("123456", "DE", "030") == "+49123456"  # possible as it stands: nothing is guessed
    assert phone_key("06 698 12345", "IT") == "+390669812345"


def test_a_key_is_its_own_key() -> None:
    for key in (MOBILE, LANDLINE, "+15551234567", "+442079460018", "+390669812345"):
        assert phone_key(key) == key
        assert phone_key(key, "US") == key


_CODES = sorted(set(phonenumbers.COUNTRY_CODE_TO_REGION_CODE) - {1, 98})
_DIGITS = st.text("0123456789", min_size=4, max_size=13)


def _by_the_library(number: str, country: str | None) -> str | None:
    try:
        parsed = phonenumbers.parse(number, country)
    except phonenumbers.NumberParseException:
        return None
    if phonenumbers.is_possible_number_with_reason(parsed) != phonenumbers.ValidationResult.IS_POSSIBLE:
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


@given(st.sampled_from(_CODES), _DIGITS)
def test_foreign_numbers_are_judged_as_the_library_judges_them(code: int, rest: str) -> None:
    assert phone_key(f"+{code} {rest}") == _by_the_library(f"+{code}{rest}", None)


@given(st.sampled_from(sorted(phonenumbers.SUPPORTED_REGIONS - {"IR", "US", "CA"})), _DIGITS)
def test_domestic_numbers_are_judged_as_the_library_judges_them(country: str, digits: str) -> None:
    if not digits.startswith("00"):
        assert phones._domestic(digits, digits, country, "") == _by_the_library(digits, country)


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        ("", []),
        ("ندارد", []),
        ("021-88776655", [("021-88776655", None)]),
        ("021-88776655-8", [("021-88776655", None), ("021-88776658", None)]),
        ("021-88776655 الی 58 داخلی ۱۲", [("021-88776655", "12"), ("021-88776658", "12")]),
        ("۰۲۱-۸۸۷۷۶۶۵۵ داخلی 12، 09121234567", [("021-88776655", "12"), ("09121234567", None)]),
        ("88776655/6", [("88776655", None), ("88776656", None)]),
        ("0912-123-4567 / 0935-123-4567", [("0912-123-4567", None), ("0935-123-4567", None)]),
        ("09121234567 و 09351234567", [("09121234567", None), ("09351234567", None)]),
        ("09121234567 - 09351234567", [("09121234567", None), ("09351234567", None)]),
        ("09121234567\n0912", [("09121234567", None), ("0912", None)]),
        ("0912-123-4567", [("0912-123-4567", None)]),
        ("021-8877-6655", [("021-8877-6655", None)]),
    ],
)
def test_the_numbers_in_one_cell(cell: str, parts: list[tuple[str, str | None]]) -> None:
    assert split_phones(cell) == [PhonePart(*part) for part in parts]


def test_an_american_cell_keeps_its_extensions() -> None:
    assert split_phones("001-123-456-7890x123; (555)123-4567 ext. 9", "US") == [
        PhonePart("001-123-456-7890", "123"),
        PhonePart("(555)123-4567", "9"),
    ]
