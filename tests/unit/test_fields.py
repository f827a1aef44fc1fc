"""The catalogue of fields fits the models, knows the headers of real lists, and reads and says values."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from crm_core.base.errors import Invalid, NotFound
from crm_core.base.i18n import Locale
from crm_core.fields import CATALOGUE, LIST_PARTS, by_header, choices, field, header_key, labels
from crm_core.fields.filters import OPS_OF
from crm_core.fields.links import TARGETS
from crm_core.fields.values import format_value, parse_value
from crm_core.models import ENTITIES, LISTED, SLOT_COLUMNS
from crm_core.trust.company import Company

TEHRAN = ZoneInfo("Asia/Tehran")
ENGLISH = Locale(zone=TEHRAN)
PERSIAN = Locale("fa", "jalali", "persian", "IRR", toman=True, zone=TEHRAN)
ACME = Company(name="Acme", country="US", currency="USD", choices={"tiers": ["Gold", "Silver"], "statuses": []})
TAJ = Company(name="تاج", language="fa", calendar="jalali", currency="IRR", toman=True, country="IR", area_code="21")

CUSTOMER_KEYS = [
    "name",
    "kind",
    "external_id",
    "national_id",
    "email",
    "phone",
    "mobile",
    "city",
    "province",
    "country",
    "postal_code",
    "address",
    "industry",
    "size",
    "source",
    "tier",
    "status",
    "owner",
    "tags",
    "customer_since",
    "annual_revenue",
    "purchases_to_date",
    "note",
]
DEAL_KEYS = [
    "title",
    "external_id",
    "customer",
    "contact",
    "owner",
    "product",
    "pipeline",
    "stage",
    "amount",
    "currency",
    "opened_on",
    "expected_close",
    "closed_on",
    "outcome",
    "lost_reason",
    "source",
    "next_step",
    "probability",
    "tags",
    "note",
]


def parse(entity: str, key: str, text: Any, locale: Locale = ENGLISH, company: Company = ACME, **more: Any) -> Any:
    return parse_value(field(entity, key), text, locale, company, entity=entity, **more)


def refusal(entity: str, key: str, text: Any, locale: Locale = ENGLISH, company: Company = ACME) -> str:
    with pytest.raises(Invalid) as refused:
        parse(entity, key, text, locale, company)
    assert refused.value.field == key
    return refused.value.say(locale)


# The catalogue


def test_keys_that_other_programs_use_are_there() -> None:
    assert set(CUSTOMER_KEYS) <= set(CATALOGUE["customer"])
    assert set(DEAL_KEYS) <= set(CATALOGUE["deal"])


@pytest.mark.parametrize("entity", CATALOGUE)
def test_every_field_names_columns_that_its_model_has(entity: str) -> None:
    model = ENTITIES[entity]
    stored = [one for one in CATALOGUE[entity].values() if not one.computed]
    named = [name for one in stored for name in (one.column, one.sort) if name]
    assert [name for name in named if not hasattr(model, name)] == []


@pytest.mark.parametrize("entity", CATALOGUE)
def test_every_column_a_person_sees_has_a_field(entity: str) -> None:
    model = ENTITIES[entity]
    kept = {
        "id",
        "version",
        "created_at",
        "updated_at",
        "deleted_at",
        "merged_into_id",
        "language",
        "calendar",
        "digits",
        "theme",
    }
    seen = set(model.__mapper__.columns.keys()) - model.untracked - kept - SLOT_COLUMNS
    if entity == "note":
        seen -= {"unit_id", "task_id"}  # about a task it is also about what the task is about, and those are fields
    assert seen - {one.column for one in CATALOGUE[entity].values()} == set()


def test_what_is_only_looked_at_is_found_by_name_and_not_gone_through() -> None:
    assert set(CATALOGUE.recorded).isdisjoint(CATALOGUE)
    assert "promise" not in CATALOGUE
    assert "what" in CATALOGUE["promise"]
    for entity, fields in CATALOGUE.recorded.items():
        stored = [one.column for one in fields.values() if not one.computed]
        assert [name for name in stored if not hasattr(LISTED[entity], str(name))] == []


def test_every_kind_can_be_filtered_and_every_link_followed() -> None:
    kinds = {one.kind for fields in CATALOGUE.values() for one in fields.values()}
    assert kinds <= set(OPS_OF)
    assert {one.kind for fields in CATALOGUE.values() for one in fields.values() if one.is_link} == set(TARGETS)


def test_every_list_of_choices_is_known() -> None:
    known = [*CATALOGUE.values(), *CATALOGUE.recorded.values()]
    named = {one.choices for fields in known for one in fields.values() if one.kind == "choice"}
    assert named == set(choices.FIXED) | set(choices.LIST_LABELS)


def test_parts_belong_to_fields_of_their_entity() -> None:
    for entity, parts in LIST_PARTS.items():
        assert not set(parts) & set(CATALOGUE[entity])
        assert {str(part.part_of) for part in parts.values()} <= set(CATALOGUE[entity])


def test_an_unknown_field_is_named() -> None:
    with pytest.raises(NotFound, match=r"no field colour of customer"):
        field("customer", "colour")


def test_labels_speak_the_language_of_the_person() -> None:
    assert labels("deal", ENGLISH)["owner"] == "Owner"
    assert labels("deal", PERSIAN)["owner"] == "کارشناس مسئول"


# Headers of real lists


@pytest.mark.parametrize(
    ("entity", "headers"),
    [
        (
            "deal",
            {
                "opportunity_id": "external_id",
                "sales_agent": "owner",
                "product": "product",
                "account": "customer",
                "deal_stage": "stage",
                "engage_date": "opened_on",
                "close_date": "closed_on",
                "close_value": "amount",
            },
        ),
        (
            "customer",
            {
                "account": "name",
                "sector": "industry",
                "revenue": "annual_revenue",
                "employees": "size",
                "office_location": "country",
                "year_established": "founded_year",
                "subsidiary_of": "parent_company",
            },
        ),
        ("product", {"product": "name", "series": "family", "sales_price": "price"}),
        (
            "customer",
            {
                "AccountExtId__c": "external_id",
                "Name": "name",
                "Type": "party",
                "AnnualRevenue": "annual_revenue",
                "BillingCity": "city",
                "BillingState": "province",
                "Customer_Since__c": "customer_since",
                "Description": "note",
            },
        ),
        (
            "deal",
            {
                "OpportunityExtId__c": "external_id",
                "AccountExtId__c": "customer",
                "Name": "title",
                "StageName": "stage",
                "CloseDate": "closed_on",
                "NextStep": "next_step",
            },
        ),
        (
            "contact",
            {
                "# ContactExtId__c": "external_id",
                "FirstName": "first_name",
                "LastName": "last_name",
                "Role__c": "job_title",
                "Organization 1 - Name": "customer",
                "E-mail 1 - Value": "email",
                "Phone 1 - Value": "phone",
                "Mobile Number": "mobile",
            },
        ),
        (
            "customer",
            {
                "نام و نام خانوادگی": "name",
                "نام خانوادگی": "last_name",
                "موبايل": "mobile",
                "شماره تماس (ثابت)": "phone",
                "کد ملي": "national_id",
                "شناسه‌ی ملی": "national_id",
                "تاریخ عضویت": "customer_since",
                "مبلغ خرید (ریال)": "purchases_to_date",
                "Shomare Hamrah": "mobile",
                "sharh": "note",
            },
        ),
        (
            "deal",
            {
                "عنوان معامله": "title",
                "کارشناس فروش": "owner",
                "مبلغ (تومان)": "amount",
                "مرحله": "stage",
                "Sales Rep.": "owner",
            },
        ),
    ],
)
def test_headers_of_real_lists_are_recognised(entity: str, headers: dict[str, str]) -> None:
    known = by_header(entity)
    assert {header: known[header_key(header)][0] for header in headers} == headers


def test_one_column_called_name_may_be_the_first_name_or_the_whole() -> None:
    assert set(by_header("contact")[header_key("نام")]) == {"name", "first_name"}


# What people type


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("name", "  Acme ", "Acme"),
        ("name", "شرکت\u200cآسیا", "شرکت\u200cآسیا"),
        ("kind", "Person", "person"),
        ("kind", "حقوقی", "company"),
        ("tier", "gold", "Gold"),
        ("tier", "Platinum", "Platinum"),
        ("email", "a@b.example", "a@b.example"),
        ("phone", "(415) 555-1001", "(415) 555-1001"),
        ("website", "www.acme.example/de", "www.acme.example/de"),
        ("annual_revenue", "1,200.50", 120_050),
        ("annual_revenue", 12.5, 1_250),
        ("customer_since", "2025-03-20", dt.date(2025, 3, 20)),
        ("customer_since", "۱۴۰۳/۱۲/۳۰", dt.date(2025, 3, 20)),
        ("tags", "vip, North، vip", ["vip", "North"]),
        ("tags", ["VIP", "vip "], ["vip"]),
        ("owner", 7, 7),
        ("city", "", None),
        ("city", None, None),
    ],
)
def test_typed_text_becomes_a_value(key: str, text: Any, value: Any) -> None:
    assert parse("customer", key, text) == value


def test_typed_amounts_are_in_the_unit_the_person_sees() -> None:
    assert parse("deal", "amount", "۴٫۵ میلیون", PERSIAN, TAJ) == 45_000_000
    assert parse("deal", "amount", "4500000 ریال", PERSIAN, TAJ) == 4_500_000
    assert parse("deal", "amount", 100, PERSIAN, TAJ) == 1_000
    assert parse("deal", "amount", "3.5", ENGLISH, ACME, currency="KWD") == 3_500


def test_probabilities_are_whole_percent() -> None:
    assert [parse("deal", "probability", text) for text in ("60", "60%", "۶۰٪", 0, 100)] == [
        60,
        60,
        60,
        0,
        100,
    ]
    assert refusal("deal", "probability", "140") == "Probability: “140” is not between 0 and 100 percent."


def test_yes_and_no_in_both_languages() -> None:
    assert [parse("product", "active", text) for text in ("yes", "بله", True, "1")] == [True] * 4
    assert [parse("product", "active", text) for text in ("No", "خیر", False, "غیر فعال")] == [False] * 4


def test_a_time_is_meant_where_the_company_is() -> None:
    afternoon = dt.datetime(2026, 11, 21, 10, 35, tzinfo=dt.UTC)
    assert parse("interaction", "happened_at", "2026-11-21 14:05") == afternoon
    assert parse("interaction", "happened_at", "1405/8/30 14:05") == afternoon
    assert parse("interaction", "happened_at", "2026-11-21") == dt.datetime(2026, 11, 21, 8, 30, tzinfo=dt.UTC)


def test_a_link_is_found_by_its_label() -> None:
    people = {("user", "Sara"): 4}
    assert parse("deal", "owner", "Sara", find=lambda kind, text: people.get((kind, text))) == 4
    assert refusal("deal", "owner", "Sarra") == "Owner: “Sarra” is not in the list; choose one that is."


@pytest.mark.parametrize(
    ("entity", "key", "text", "said"),
    [
        ("customer", "name", "  ", "Name must not be empty."),
        ("customer", "name", "x" * 301, "Name is longer than 300 characters."),
        ("customer", "email", "a@b", "E-mail: “a@b” is not an e-mail address."),
        ("customer", "mobile", "0912", "Mobile: “0912” is not a phone number."),
        (
            "customer",
            "website",
            "javascript:alert(1)",
            "Website: “javascript:alert(1)” is not a web address.",
        ),
        ("customer", "annual_revenue", "negotiable", "Annual revenue: “negotiable” is not a number."),
        (
            "deal",
            "currency",
            "Euro",
            "Currency: “Euro” is not a currency; write its three letters, such as EUR.",
        ),
        ("task", "priority", "soon", "Priority: “soon” is not one of: High, Normal, Low."),
        ("product", "active", "perhaps", "Active: “perhaps” is neither yes nor no."),
        ("interaction", "happened_at", "2026-11-21 25:00", "Time: “2026-11-21 25:00” is not a time of day."),
    ],
)
def test_a_wrong_value_is_refused_in_one_sentence(entity: str, key: str, text: str, said: str) -> None:
    assert refusal(entity, key, text) == said


def test_refusals_are_said_in_persian() -> None:
    assert refusal("customer", "city", "x" * 81, PERSIAN, TAJ) == "شهر بلندتر از ۸۰ نویسه است."
    assert refusal("customer", "customer_since", "1402/12/30", PERSIAN, TAJ).startswith("مشتری از: ")


def test_iranian_ids_are_checked_and_foreign_ones_are_free() -> None:
    assert parse("customer", "national_id", "۰۰۸۴۵۷۵۹۴۸", PERSIAN, TAJ) == "0084575948"
    assert parse("customer", "national_id", "10380284790", PERSIAN, TAJ) == "10380284790"
    assert parse("customer", "national_id", "DE-1234", PERSIAN, TAJ) == "DE-1234"
    assert parse("customer", "national_id", "0084575940") == "0084575940"
    assert "رقم کنترلی" in refusal("customer", "national_id", "0084575940", PERSIAN, TAJ)


# What people read


@pytest.mark.parametrize(
    ("entity", "key", "value", "english", "persian"),
    [
        ("customer", "kind", "person", "Person", "حقیقی"),
        ("customer", "tier", "Gold", "Gold", "Gold"),
        ("customer", "city", None, "–", "–"),
        ("customer", "tags", ["vip", "North"], "vip, North", "vip، North"),
        ("customer", "customer_since", dt.date(2025, 3, 20), "2025-03-20", "۱۴۰۳/۱۲/۳۰"),
        ("deal", "probability", 60, "60%", "۶۰٪"),
        ("deal", "owner", 4, "Sara", "Sara"),
        ("deal", "owner", 5, "(hidden)", "(پنهان)"),
        ("deal", "product", [1, 2], "Pen, Ink", "Pen، Ink"),
        ("product", "active", False, "no", "خیر"),
    ],
)
def test_values_are_said_in_the_language_of_the_person(
    entity: str, key: str, value: Any, english: str, persian: str
) -> None:
    known = {"user": {4: "Sara"}, "product": {1: "Pen", 2: "Ink"}}
    assert format_value(field(entity, key), value, ENGLISH, known) == english  # type: ignore[arg-type]
    assert format_value(field(entity, key), value, PERSIAN, known) == persian  # type: ignore[arg-type]


def test_amounts_are_said_in_their_own_currency() -> None:
    amount = field("deal", "amount")
    assert format_value(amount, 120_050, ENGLISH) == "$1,200.50"
    assert format_value(amount, 3_500, ENGLISH, currency="KWD") == ENGLISH.money(3_500, "KWD")
    assert format_value(amount, 45_000_000, PERSIAN) == "۴٬۵۰۰٬۰۰۰ تومان"


def test_what_is_said_can_be_typed_again() -> None:
    for locale, company in ((ENGLISH, ACME), (PERSIAN, TAJ)):
        for entity, key, value in (
            ("customer", "kind", "company"),
            ("deal", "amount", 45_000_000),
            ("deal", "probability", 35),
            ("deal", "expected_close", dt.date(2026, 11, 21)),
            ("task", "priority", "high"),
            ("product", "active", True),
        ):
            said = format_value(field(entity, key), value, locale)
            assert parse(entity, key, said, locale, company) == value


# Choices


def test_a_company_starts_with_lists_in_its_language_and_keeps_its_own() -> None:
    assert choices.options("tiers", TAJ, PERSIAN) == {"طلایی": "طلایی", "نقره‌ای": "نقره‌ای", "برنزی": "برنزی"}
    assert list(choices.options("tiers", ACME, ENGLISH)) == ["Gold", "Silver"]
    assert choices.options("statuses", ACME, ENGLISH) == {}
    assert choices.defaults("fa", "AED")["currencies"][0] == "AED"


def test_both_languages_begin_with_the_same_number_of_choices() -> None:
    english, persian = choices.defaults("en"), choices.defaults("fa")
    assert set(english) == set(persian) == set(choices.LIST_LABELS)
    uneven = {name for name in english if len(english[name]) != len(persian[name])}
    assert uneven == {"currencies"}


def test_fixed_choices_are_known_by_value_label_and_other_words() -> None:
    said = ("won", "Won", "برنده", "Closed-Won", "موفق")
    assert {choices.recognise("outcomes", word, ACME) for word in said} == {"won"}
    assert choices.recognise("outcomes", "maybe", ACME) is None
    assert choices.recognise("customer_kinds", "شخص حقیقی", TAJ) == "person"


def test_numbers_keep_their_decimals() -> None:
    year = LIST_PARTS["customer"]["founded_year"]
    assert parse_value(year, "1996", ENGLISH, ACME) == Decimal(1996)
