"""Filters find the records that their words say, on both databases, within what the person may see."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import aliased

from crm_core.fields import _compile
from crm_core.fields.filters import (
    EVERYTHING,
    AllOf,
    AnyOf,
    Condition,
    Filter,
    Not,
    compile_filter,
    condition,
    parse_where,
)
from crm_core.fields.links import id_named, labels_of
from crm_core.fields.sorting import order_by
from crm_core.models import Customer, Deal, DealLine, DealState, Interaction, Pipeline, Product, Stage, User
from crm_core.trust.access import SYSTEM, Actor
from crm_core.trust.parts import put_tags
from crm_core.trust.unit_of_work import Office, Work
from tests.provision.company import People

DAY = dt.date(2026, 11, 21)

CUSTOMERS: dict[str, dict[str, Any]] = {
    "Acme 100%": {"city": "Tehran", "tier": "Gold", "mobile": "0912 000 0001", "email": "Info@Acme.example"},
    "آریا‌صنعت": {"city": "تهران", "tier": "Silver", "phone": "021-88776655"},
    "کاشی يزد": {"city": "یزد", "external_id": "C-7", "tier": None},
    "Bolt_works": {"city": None, "tier": "gold", "kind": "person"},
}
DEALS: dict[str, dict[str, Any]] = {
    "Tiles": {"customer": "کاشی يزد", "owner": "Sara", "amount": 500_000, "expected_close": dt.date(2026, 11, 25)},
    "Bolts": {"customer": "Bolt_works", "owner": "Omid", "amount": 100_000, "expected_close": DAY},
    "Gears": {"customer": "Acme 100%", "owner": "Kian", "amount": None, "expected_close": dt.date(2026, 10, 31)},
    "Loose": {"customer": None, "owner": None, "amount": 20_000, "expected_close": None},
}


@pytest.fixture
def filled(office: Office) -> Office:
    """Four customers and four deals, two of them with products, two with tags, and an interaction at midnight."""
    with office.work(SYSTEM) as w, w.changing("setup"):
        for name, values in CUSTOMERS.items():
            w.session.add(Customer(name=name, **values))
        w.session.add_all([Product(name="GTX Pro"), Product(name="MG Special")])
        w.session.flush()
        for title, values in DEALS.items():
            w.session.add(_deal(w, title, **values))
        midnight = dt.datetime(2026, 11, 20, 20, 30, tzinfo=dt.UTC)  # in Tehran it is the 21st
        w.session.add(Interaction(subject="Call", happened_at=midnight, happened_on=DAY))
        w.session.flush()
        ids = {row.title: row.id for row in w.rows(select(Deal.title, Deal.id))}
        w.session.add(DealLine(deal_id=ids["Tiles"], product_id=_product(w, "GTX Pro"), amount=500_000))
        w.session.add(DealLine(deal_id=ids["Bolts"], product_id=_product(w, "MG Special"), amount=100_000))
        put_tags(w, "deal", {ids["Tiles"]: ["VIP", "export"], ids["Gears"]: ["vip"]})
    return office


def _product(w: Work, name: str) -> int:
    return w.scalar(select(Product.id).where(Product.name == name))  # type: ignore[no-any-return]


def _deal(w: Work, title: str, customer: str | None, owner: str | None, **values: Any) -> Deal:
    stage = w.session.scalars(select(Stage).where(Stage.name == "Proposal")).one()
    user = w.session.scalars(select(User).where(User.name == owner)).one_or_none()
    found = w.session.scalars(select(Customer).where(Customer.name == customer)).one_or_none()
    return Deal(
        title=title,
        customer_id=found.id if found else None,
        owner_id=user.id if user else None,
        unit_id=user.unit_id if user else None,
        pipeline_id=stage.pipeline_id,
        stage_id=stage.id,
        stage_since=DAY,
        opened_on=DAY,
        currency="USD",
        **values,
    )


Case = tuple[str, str, Any, set[str]]


def found(office: Office, entity: str, filter_: Filter, actor: Actor = SYSTEM) -> set[str]:
    model: Any = {"customer": Customer, "deal": Deal, "interaction": Interaction}[entity]
    label = {"customer": "name", "deal": "title", "interaction": "subject"}[entity]
    with office.read(actor) as w:
        return set(w.scalars(select(getattr(model, label)).where(compile_filter(w, entity, filter_))))


def missed(office: Office, entity: str, cases: list[Case]) -> list[tuple[Case, set[str]]]:
    """The cases (field, comparison, value, labels expected) that find others, with what they find."""
    results = [(case, found(office, entity, condition(entity, *case[:3]))) for case in cases]
    return [(case, result) for case, result in results if result != case[3]]


CUSTOMERS_FOUND: list[Case] = [
    ("name", "contains", "اريا صنعت", {"آریا‌صنعت"}),
    ("name", "is", "کاشی یزد", {"کاشی يزد"}),
    ("name", "starts", "ACME", {"Acme 100%"}),
    ("name", "contains", "100%", {"Acme 100%"}),
    ("name", "lacks", "acme", {"آریا‌صنعت", "کاشی يزد", "Bolt_works"}),
    ("name", "one_of", ["bolt works", "acme 100"], {"Acme 100%", "Bolt_works"}),
    ("city", "is", "تهران", {"آریا‌صنعت"}),
    ("city", "is_not", "تهران", {"Acme 100%", "کاشی يزد", "Bolt_works"}),
    ("city", "empty", None, {"Bolt_works"}),
    ("tier", "is", "Gold", {"Acme 100%"}),
    ("tier", "none_of", ["Gold", "Silver"], {"کاشی يزد", "Bolt_works"}),
    ("tier", "not_empty", None, {"Acme 100%", "آریا‌صنعت", "Bolt_works"}),
    ("kind", "is", "person", {"Bolt_works"}),
    ("mobile", "is", "+98 912 000 0001", {"Acme 100%"}),
    ("mobile", "contains", "۰۹۱۲۰۰۰", {"Acme 100%"}),
    ("phone", "contains", "8877", {"آریا‌صنعت"}),
    ("email", "is", "info@acme.example", {"Acme 100%"}),
    ("email", "contains", "@ACME", {"Acme 100%"}),
    ("external_id", "is", "c-7", {"کاشی يزد"}),
    ("search", "contains", "صنعت آریا", {"آریا‌صنعت"}),
    ("search", "contains", "0912 000", {"Acme 100%"}),
    ("owner", "empty", None, set(CUSTOMERS)),
]


def test_customers_are_found(filled: Office) -> None:
    assert missed(filled, "customer", CUSTOMERS_FOUND) == []


DEALS_FOUND: list[Case] = [
    ("title", "contains", "OLT", {"Bolts"}),
    ("amount", "at_least", 100_000, {"Tiles", "Bolts"}),
    ("amount", "less_than", 100_000, {"Loose"}),
    ("amount", "between", [20_000, 100_000], {"Loose", "Bolts"}),
    ("amount", "is_not", 100_000, {"Tiles", "Gears", "Loose"}),
    ("amount", "empty", None, {"Gears"}),
    ("expected_close", "is", DAY, {"Bolts"}),
    ("expected_close", "before", DAY, {"Gears"}),
    ("expected_close", "after", DAY, {"Tiles"}),
    ("expected_close", "at_most", DAY, {"Gears", "Bolts"}),
    ("expected_close", "during", "this_month", {"Tiles", "Bolts"}),
    ("expected_close", "within_next", 4, {"Bolts"}),
    ("expected_close", "within_next", 5, {"Bolts", "Tiles"}),
    ("expected_close", "within_last", 22, {"Bolts", "Gears"}),
    ("expected_close", "empty", None, {"Loose"}),
    ("customer", "is", "acme 100%", {"Gears"}),
    ("customer", "contains", "یزد", {"Tiles"}),
    ("customer", "is_not", "Acme 100%", {"Tiles", "Bolts", "Loose"}),
    ("customer", "empty", None, {"Loose"}),
    ("owner", "one_of", ["sara", "kian@daftar.example"], {"Tiles", "Gears"}),
    ("owner", "is", "Nobody", set()),
    ("stage", "is", "proposal", set(DEALS)),
    ("unit", "under", "Tehran", {"Tiles", "Bolts"}),
    ("unit", "is", "Tehran", set()),
    ("unit", "under", "Company", {"Tiles", "Bolts", "Gears"}),
    ("product", "is", "gtx pro", {"Tiles"}),
    ("product", "none_of", ["GTX Pro"], {"Bolts", "Gears", "Loose"}),
    ("product", "contains", "special", {"Bolts"}),
    ("product", "empty", None, {"Gears", "Loose"}),
    ("tags", "has_tag", "Vip", {"Tiles", "Gears"}),
    ("tags", "lacks_tag", "vip", {"Bolts", "Loose"}),
    ("tags", "has_any", ["export", "unknown"], {"Tiles"}),
    ("tags", "has_all", ["export", "vip"], {"Tiles"}),
    ("tags", "not_empty", None, {"Tiles", "Gears"}),
    ("tags", "empty", None, {"Bolts", "Loose"}),
    ("outcome", "is", "open", set(DEALS)),
    ("city", "is", "یزد", {"Tiles"}),
    ("city", "is_not", "یزد", {"Bolts", "Gears", "Loose"}),
    ("city", "empty", None, {"Bolts", "Loose"}),
]


def test_deals_are_found(filled: Office) -> None:
    assert missed(filled, "deal", DEALS_FOUND) == []


def test_common_tags_are_found_along_the_page(filled: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_compile, "FEW", 1)
    assert found(filled, "deal", Condition("tags", "has_tag", "vip")) == {"Tiles", "Gears"}


def test_conditions_are_joined(filled: Office) -> None:
    large, sara = Condition("amount", "at_least", 100_000), Condition("owner", "is", "Sara")
    assert found(filled, "deal", EVERYTHING) == set(DEALS)
    assert found(filled, "deal", AllOf((large, sara))) == {"Tiles"}
    assert found(filled, "deal", AnyOf((sara, Condition("amount", "empty")))) == {"Tiles", "Gears"}
    assert found(filled, "deal", AllOf((large, Not(sara)))) == {"Bolts"}


def test_not_lets_empty_fields_through(filled: Office) -> None:
    assert found(filled, "deal", Not(Condition("amount", "at_least", 100_000))) == {"Gears", "Loose"}


def test_me_and_my_unit_are_those_of_whoever_asks(filled: Office, people: People) -> None:
    mine = Condition("owner", "is", "me")
    assert found(filled, "deal", mine, people.sara) == {"Tiles"}
    assert found(filled, "deal", mine, people.babak) == set()
    assert found(filled, "deal", Condition("unit", "under", "me"), people.leila) == {"Tiles", "Bolts"}
    assert found(filled, "deal", mine) == set()


def test_a_filter_never_widens_what_somebody_sees(filled: Office, people: People) -> None:
    anything = AnyOf((Condition("amount", "at_least", 0), Not(Condition("amount", "at_least", 0))))
    assert found(filled, "deal", anything, people.sara) == {"Tiles"}
    assert found(filled, "deal", Condition("product", "is", "MG Special"), people.sara) == set()
    assert found(filled, "deal", Condition("tags", "has_tag", "vip"), people.omid) == set()


def test_a_time_falls_on_the_day_of_the_company(filled: Office) -> None:
    assert found(filled, "interaction", Condition("happened_at", "is", DAY)) == {"Call"}
    assert found(filled, "interaction", Condition("happened_at", "before", DAY)) == set()


def test_a_filter_works_on_an_alias_and_on_a_past_state(filled: Office) -> None:
    owner = AllOf((Condition("owner", "is", "Sara"), Condition("product", "is", "GTX Pro")))
    with filled.read(SYSTEM) as w:
        other = aliased(Deal)
        assert w.scalars(select(other.title).where(compile_filter(w, "deal", owner, on=other))) == ["Tiles"]
        columns = {"id": DealState.deal_id, "owner_id": DealState.owner_id}
        states = select(DealState.amount).where(compile_filter(w, "deal", owner, columns=columns))
        assert w.scalars(states.select_from(DealState)) == [500_000]


def test_words_of_the_command_line_find_the_same(filled: Office) -> None:
    with filled.read(SYSTEM) as w:
        where = parse_where("deal", "customer=Bolt works|کاشی یزد", w.locale, w.company)
    assert found(filled, "deal", where) == {"Tiles", "Bolts"}


def test_labels_are_read_and_found_again(filled: Office) -> None:
    with filled.read(SYSTEM) as w:
        sara = id_named(w, "user", "SARA")
        assert sara is not None
        assert labels_of(w, {"user": {sara}, "stage": set()}) == {"user": {sara: "Sara"}, "stage": {}}
        assert id_named(w, "product", "GTXPro") is None
        assert id_named(w, "pipeline", w.scalars(select(Pipeline.name))[0].upper()) is not None


def test_records_sharing_a_label_are_not_chosen_between(filled: Office) -> None:
    with filled.work(SYSTEM) as w, w.changing("setup"):
        w.session.add(Customer(name="acme 100 %"))
    with filled.read(SYSTEM) as w:
        assert id_named(w, "customer", "Acme 100%") is None


def test_links_are_ordered_by_their_labels(filled: Office) -> None:
    with filled.read(SYSTEM) as w:
        by_owner = select(Deal.title).where(Deal.owner_id.is_not(None)).order_by(order_by(w, "deal", "owner", Deal))
        assert w.scalars(by_owner) == ["Gears", "Bolts", "Tiles"]
        by_name = select(Customer.name).order_by(order_by(w, "customer", "name", Customer))
        assert w.scalars(by_name) == ["Acme 100%", "Bolt_works", "آریا‌صنعت", "کاشی يزد"]
        with pytest.raises(ValueError, match="not sortable"):
            order_by(w, "customer", "tags", Customer)
