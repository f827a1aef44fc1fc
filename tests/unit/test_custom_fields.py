"""The catalogue follows the fields that the company made, and nothing of it is kept beyond them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from crm_core.base.errors import Invalid
from crm_core.base.i18n import Locale
from crm_core.fields import CATALOGUE, by_header, choices, header_key
from crm_core.fields.values import format_value, parse_value
from crm_core.lists._kinds import KINDS, headers_of
from crm_core.models import Customer
from crm_core.trust.company import Company
from crm_core.trust.own_fields import OwnField, adopt, current, forget, used_columns

REGION = OwnField(1, "customer", "region", "Region", "choice", "x_text_1", choices=("North", "Süd"), in_grid=True)
HEAD = OwnField(2, "customer", "head", "Group head", "link", "x_link_1", target="customer", former=("Parent group",))
GONE = OwnField(3, "customer", "gone", "Gone", "number", "x_number_1", retired=True)
LIMIT = OwnField(4, "deal", "limit", "Limit", "money", "x_money_1", required=True)
ALL = (REGION, HEAD, GONE, LIMIT)


@pytest.fixture(autouse=True)
def _company() -> Iterator[None]:
    before = current()
    adopt(ALL)
    yield
    forget(ALL)
    adopt(before)


def test_own_fields_follow_the_declared_ones() -> None:
    assert list(CATALOGUE["customer"])[-2:] == ["region", "head"]
    assert list(CATALOGUE["deal"])[-1] == "limit"
    assert CATALOGUE["contact"] is CATALOGUE.declared["contact"]
    region, head = CATALOGUE["customer"]["region"], CATALOGUE["customer"]["head"]
    assert (region.column, region.sort, region.choices, region.in_grid) == (
        "x_text_1",
        "x_text_1_key",
        "custom:1",
        True,
    )
    assert (head.kind, head.is_link, head.groupable, head.sort) == ("customer", True, True, "x_link_1")
    assert region.is_own
    assert not CATALOGUE["customer"]["name"].is_own


def test_retired_ones_are_only_in_the_history() -> None:
    assert "gone" not in CATALOGUE["customer"]
    assert CATALOGUE.ever("customer")["gone"].label == "Gone"


def test_the_catalogue_is_the_same_object_while_nothing_changes() -> None:
    first = CATALOGUE["customer"]
    adopt(tuple(ALL))
    assert CATALOGUE["customer"] is first
    adopt((REGION,))
    assert list(CATALOGUE["customer"])[-1] == "region"
    adopt(())
    assert CATALOGUE["customer"] is CATALOGUE.declared["customer"]


def test_a_field_that_was_declared_since_keeps_its_key() -> None:
    adopt((OwnField(7, "customer", "city", "Seat", "text", "x_text_2"),))
    assert CATALOGUE["customer"]["city"].label == "City"
    assert CATALOGUE["customer"]["city_7"].label == "Seat"


def test_headers_of_lists_know_labels_of_now_and_of_before() -> None:
    assert by_header("customer")[header_key("REGION")][0] == "region"
    assert "head" in headers_of("customers")[header_key("parent group")]
    assert KINDS["deals"].fields["limit"].required
    assert "gone" not in KINDS["customers"].fields
    adopt((HEAD,))
    assert by_header("customer")[header_key("Region")] == ("province",)
    assert "region" not in KINDS["customers"].fields


def test_a_choice_is_recognised_in_any_spelling_and_others_are_kept() -> None:
    company, locale = Company(custom_fields=ALL), Locale()
    region = CATALOGUE["customer"]["region"]
    assert list(choices.options("custom:1", company, locale)) == ["North", "Süd"]
    assert parse_value(region, " NORTH", locale, company) == "North"
    assert parse_value(region, "sud", locale, company) == "Süd"
    assert parse_value(region, "East", locale, company) == "East"
    assert format_value(region, "Süd", locale) == "Süd"
    assert choices.options("custom:99", company, locale) == {}


def test_a_required_one_must_not_be_empty() -> None:
    with pytest.raises(Invalid, match="Limit"):
        parse_value(CATALOGUE["deal"]["limit"], "", Locale(), Company(custom_fields=ALL))


def test_only_columns_in_use_are_read() -> None:
    names = used_columns(Company(custom_fields=ALL), Customer)
    assert [name for name in names if name.startswith("x_")] == ["x_text_1", "x_text_1_key", "x_number_1", "x_link_1"]
    assert not [name for name in used_columns(Company(), Customer) if name.startswith("x_")]
