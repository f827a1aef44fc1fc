"""Filters are checked when they are made, survive JSON and links, and are said in words."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_core.base.errors import Invalid
from crm_core.base.i18n import Locale
from crm_core.base.periods import COMING
from crm_core.fields import CATALOGUE
from crm_core.fields.choices import FIXED
from crm_core.fields.filters import (
    EVERYTHING,
    OPS,
    AllOf,
    AnyOf,
    Condition,
    Filter,
    Not,
    all_of,
    condition,
    from_json,
    from_url,
    linked,
    ops_of,
    parse_where,
    sentence,
    to_json,
    to_url,
)
from crm_core.trust.company import Company

ENGLISH = Locale()
PERSIAN = Locale("fa", "jalali", "persian", "IRR", toman=True)
ACME = Company(name="Acme", choices={"tiers": ["Gold", "Silver"]})
TAJ = Company(name="تاج", language="fa", calendar="jalali", currency="IRR", toman=True, country="IR")

MINE_AND_LARGE = AllOf((Condition("owner", "is", "me"), Condition("amount", "at_least", 100_000)))

_SCALARS: dict[str, st.SearchStrategy[Any]] = {
    "money": st.integers(-(10**12), 10**12),
    "percent": st.integers(0, 100),
    "number": st.integers(-1000, 1000),
    "date": st.dates(),
    "datetime": st.dates(),
    "yes_no": st.booleans(),
}
_TEXTS = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), min_size=1, max_size=20).filter(
    str.strip
)


@st.composite
def conditions(draw: st.DrawFn) -> Condition:
    """Any condition that a person could put on a deal, or on its customer."""
    known = {**CATALOGUE["customer"], **CATALOGUE["deal"]}
    field = draw(st.sampled_from([one for one in known.values() if one.choices not in FIXED]))
    op = draw(st.sampled_from(ops_of(field)))
    one = st.integers(1, 99) | _TEXTS if field.is_link else _SCALARS.get(field.kind, _TEXTS)
    value: Any = {
        "none": st.none(),
        "one": one,
        "many": st.lists(one, min_size=1, max_size=4),
        "range": st.tuples(one, one).map(sorted),
        "days": st.integers(1, 400),
        "period": st.sampled_from(["today", "last_month", "this_fiscal_year"]),
        "coming": st.sampled_from(COMING),
        "text": _TEXTS,
    }[OPS[op]]
    return condition("deal", field.key, op, draw(value))


def joined(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    several = st.lists(inner, min_size=1, max_size=3).map(tuple)
    return several.map(AllOf) | several.map(AnyOf) | inner.map(Not)


FILTERS: st.SearchStrategy[Filter] = conditions() | joined(conditions() | joined(conditions()))


def refusal(entity: str, data: Any) -> str:
    with pytest.raises(Invalid) as refused:
        from_json(entity, data)
    return refused.value.say(ENGLISH)


# Reading and writing


@given(FILTERS)
def test_a_filter_survives_json_and_links(filter: Filter) -> None:  # noqa: A002
    assert from_json("deal", json.loads(json.dumps(to_json(filter)))) == filter
    assert from_url("deal", to_url(filter)) == filter


def test_the_link_of_a_filter_is_short_and_readable() -> None:
    assert to_url(MINE_AND_LARGE) == '["all",["owner","is","me"],["amount","at_least",100000]]'
    assert to_url(EVERYTHING) == ""
    assert from_url("deal", "") == EVERYTHING


def test_days_are_written_as_iso() -> None:
    written = to_json(condition("deal", "closed_on", "between", [dt.date(2026, 1, 1), dt.date(2026, 3, 31)]))
    assert written == {"field": "closed_on", "op": "between", "value": ["2026-01-01", "2026-03-31"]}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("owner", "This filter cannot be read."),
        ([], "This filter cannot be read."),
        ({}, "This filter cannot be read."),
        ({"any": []}, "This filter cannot be read."),
        ({"all": {}}, "This filter cannot be read."),
        ({"all": [], "any": []}, "This filter cannot be read."),
        ({"xor": []}, "This filter cannot be read."),
        ({"field": "owner", "op": "is", "value": 1, "or": 1}, "This filter cannot be read."),
        ({"field": ["owner"], "op": "is", "value": 1}, "This filter cannot be read."),
        ({"field": "password_hash", "op": "is", "value": "x"}, "There is no field “password_hash” to filter by."),
        ({"field": "owner", "op": "like", "value": "x"}, "Owner cannot be filtered in this way."),
        ({"field": "amount", "op": "contains", "value": "x"}, "Amount cannot be filtered in this way."),
        ({"field": "amount", "op": "at_least", "value": "1000"}, "“1000” does not fit the filter on Amount."),
        ({"field": "amount", "op": "at_least", "value": True}, "“True” does not fit the filter on Amount."),
        ({"field": "amount", "op": "at_least", "value": 2**63}, f"“{2**63}” does not fit the filter on Amount."),
        ({"field": "amount", "op": "between", "value": [2, 1]}, "“2 – 1” does not fit the filter on Amount."),
        ({"field": "amount", "op": "between", "value": [1]}, "“[1]” does not fit the filter on Amount."),
        ({"field": "closed_on", "op": "is", "value": "soon"}, "“soon” does not fit the filter on Closed on."),
        ({"field": "closed_on", "op": "within_last", "value": 0}, "“0” does not fit the filter on Closed on."),
        ({"field": "closed_on", "op": "during", "value": "ever"}, "“ever” does not fit the filter on Closed on."),
        ({"field": "title", "op": "contains", "value": "  "}, "“  ” does not fit the filter on Title."),
        ({"field": "title", "op": "empty", "value": "x"}, "“x” does not fit the filter on Title."),
        ({"field": "owner", "op": "one_of", "value": []}, "“[]” does not fit the filter on Owner."),
        ({"field": "owner", "op": "is", "value": -1}, "“-1” does not fit the filter on Owner."),
        ({"field": "outcome", "op": "is", "value": "maybe"}, "“maybe” does not fit the filter on Outcome."),
    ],
)
def test_what_is_no_filter_is_refused_in_one_sentence(data: Any, said: str) -> None:
    assert refusal("deal", data) == said


def test_a_filter_has_bounds() -> None:
    deep: Any = {"field": "owner", "op": "is", "value": 1}
    for _ in range(20):
        deep = {"not": deep}
    wide = {"any": [{"field": "owner", "op": "is", "value": 1}] * 500}
    long = {"field": "owner", "op": "one_of", "value": list(range(1, 1000))}
    assert refusal("deal", deep) == refusal("deal", wide) == "This filter is too large."
    assert refusal("deal", long).endswith("does not fit the filter on Owner.")


@pytest.mark.parametrize(
    "text", ["owner", "[", '["owner"]', "[1,2]", '["not"]', "[" * 5000, "null", '["all",1]', "x" * 9000]
)
def test_a_mangled_link_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        from_url("deal", text)


def test_joining_filters_makes_no_needless_layers() -> None:
    owner, stage = Condition("owner", "is", "me"), Condition("stage", "is", 3)
    assert all_of() == EVERYTHING
    assert all_of(EVERYTHING, owner) == owner
    assert all_of(owner, AllOf((stage,)), EVERYTHING) == AllOf((owner, stage))


# The command line


@pytest.mark.parametrize(
    ("entity", "text", "expected"),
    [
        ("deal", "owner=Sara Ahmadi", Condition("owner", "is", "Sara Ahmadi")),
        ("deal", "owner = me", Condition("owner", "is", "me")),
        ("deal", "owner!=Sara|Omid", Condition("owner", "none_of", ("Sara", "Omid"))),
        ("deal", "sales agent=Sara", Condition("owner", "is", "Sara")),
        ("deal", "unit=Tehran", Condition("unit", "under", "Tehran")),
        ("deal", "amount>=1000.50", Condition("amount", "at_least", 100_050)),
        ("deal", "amount<1,000", Condition("amount", "less_than", 100_000)),
        ("deal", "outcome=Closed Won", Condition("outcome", "is", "won")),
        ("deal", "title~GTX = best", Condition("title", "contains", "GTX = best")),
        ("deal", "closed_on>=2017-06-15", Condition("closed_on", "at_least", dt.date(2017, 6, 15))),
        ("deal", "closed_on<1396-04-01", Condition("closed_on", "before", dt.date(2017, 6, 22))),
        ("deal", "closed_on=2017-06", Condition("closed_on", "between", (dt.date(2017, 6, 1), dt.date(2017, 6, 30)))),
        ("deal", "closed_on=last_month", Condition("closed_on", "during", "last_month")),
        ("deal", "closed_on=", Condition("closed_on", "empty")),
        ("deal", "customer!=", Condition("customer", "not_empty")),
        ("deal", "probability>50%", Condition("probability", "more_than", 50)),
        ("customer", "tier=gold", Condition("tier", "is", "Gold")),
        ("customer", "tags=vip", Condition("tags", "has_tag", "vip")),
        ("customer", "شهر=تهران", Condition("city", "is", "تهران")),
        ("customer", "last_contact_on!=last_60_days", Condition("last_contact_on", "not_within", 60)),
        ("customer", "next_task_on=next_14_days", Condition("next_task_on", "within_next", 14)),
        ("customer", "birthday~this_month", Condition("birthday", "anniversary", "this_month")),
        ("customer", "unit=me", Condition("unit", "under", "me")),
        ("customer", "open_deals>=1", Condition("open_deals", "at_least", 1)),
        ("product", "active=no", Condition("active", "is", False)),
    ],
)
def test_conditions_are_read_from_the_command_line(entity: str, text: str, expected: Condition) -> None:
    assert parse_where(entity, text, ENGLISH, ACME) == expected


def test_amounts_of_the_command_line_are_in_the_currency_itself() -> None:
    assert parse_where("deal", "amount>=1000", PERSIAN, TAJ).value == 1_000


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("owner", "“owner” is not a condition; write it like field=value."),
        ("colour=red", "There is no field “colour” to filter by."),
        ("owner>Sara", "“owner>Sara” compares in a way that this field does not know."),
        ("amount=lots", "“lots” is not a number."),
        ("closed_on=soon", "“soon” is not a period."),
    ],
)
def test_a_condition_that_cannot_be_meant_is_refused(text: str, said: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse_where("deal", text, ENGLISH, ACME)
    assert refused.value.say(ENGLISH) == said


# In words


def test_a_filter_is_said_in_words() -> None:
    filter_ = AllOf(
        (
            *MINE_AND_LARGE.items,
            AnyOf((Condition("stage", "one_of", (3, 4)), Condition("tags", "has_tag", "vip"))),
            Not(Condition("expected_close", "during", "this_quarter")),
        )
    )
    assert linked("deal", filter_) == {"user": set(), "stage": {3, 4}}
    assert sentence(filter_, "deal", ENGLISH, {"stage": {3: "Proposal", 4: "Negotiation"}}) == (
        "Owner is me and amount is at least $1,000 and (stage is Proposal or Negotiation or tagged vip)"
        " and not (expected close is this quarter)"
    )


def test_a_filter_is_said_in_persian() -> None:
    filter_ = AllOf(
        (
            Condition("owner", "is", "me"),
            Condition("amount", "at_least", 45_000_000),
            Condition("expected_close", "within_next", 30),
            Condition("lost_reason", "empty"),
        )
    )
    assert sentence(filter_, "deal", PERSIAN) == (
        "کارشناس مسئول من است و مبلغ دست‌کم ۴٬۵۰۰٬۰۰۰ تومان است"
        " و موعد بستن در ۳۰ روز آینده است و دلیل از دست رفتن خالی است"
    )


@pytest.mark.parametrize(
    ("said", "english", "persian"),
    [
        (("last_contact_on", "not_within", 60), "Last contact was not in the last 60 days", "آخرین تماس در ۶۰ روز گذشته نبوده است"),
        (("birthday", "anniversary", "this_month"), "Birthday comes round this month", "تاریخ تولد این ماه است"),
        (("birthday", "anniversary", "next_7_days"), "Birthday comes round in the next 7 days", "تاریخ تولد در ۷ روز آینده است"),
        (("open_deals", "at_least", 1), "Open deals is at least 1", "معامله‌های باز دست‌کم ۱ است"),
    ],
)  # fmt: skip
def test_what_is_asked_of_customers_is_said(said: tuple[str, str, Any], english: str, persian: str) -> None:
    filter_ = condition("customer", *said)
    assert (sentence(filter_, "customer", ENGLISH), sentence(filter_, "customer", PERSIAN)) == (english, persian)


def test_only_days_that_come_round_have_anniversaries() -> None:
    assert "anniversary" in ops_of(CATALOGUE["contact"]["birthday"])
    with pytest.raises(Invalid):
        condition("customer", "customer_since", "anniversary", "this_month")
    with pytest.raises(Invalid):
        condition("customer", "birthday", "anniversary", "last_month")


def test_everything_has_no_words() -> None:
    assert sentence(EVERYTHING, "deal", ENGLISH) == ""


@given(FILTERS)
def test_every_filter_can_be_said_in_both_languages(filter: Filter) -> None:  # noqa: A002
    for locale in (ENGLISH, PERSIAN):
        assert sentence(filter, "deal", locale)
