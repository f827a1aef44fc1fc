"""What is kept beside a customer on both databases: relations, addresses, important dates, further phones; who may."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from crm_core.base.clock import FixedClock
from crm_core.base.errors import DaftarError, Invalid, NotFound, Refused
from crm_core.customers.merge import merge
from crm_core.deals import rules as _deals  # noqa: F401  declares the rules of deals
from crm_core.fields import records
from crm_core.file import points, relations
from crm_core.file.beside import addresses_of, dates_of, near_dates, next_time, remove
from crm_core.file.relations import group_of, related
from crm_core.models import CustomerRelation
from crm_core.trust import parts, set_up
from crm_core.trust.access import SYSTEM, Actor
from crm_core.trust.undo import undo
from crm_core.trust.unit_of_work import Office
from tests.integration.deals_ground import stages_of
from tests.provision.company import NOW, People

TODAY = dt.date(2026, 11, 21)


@pytest.fixture
def three(office: Office, people: People) -> dict[str, int]:
    """Alborz and Binalood, both Sara's, and Caspian, which is Kian's in Shiraz."""
    found = {}
    for name, who in (("Alborz", people.sara), ("Binalood", people.sara), ("Caspian", people.kian)):
        with office.work(who) as w:
            found[name] = records.create(w, "customer", {"name": name, "kind": "company"})
    return found


def relate(office: Office, who: Actor, one: int, other: int, kind: str) -> int:
    with office.work(who) as w:
        return records.create(w, "relation", {"customer": one, "other": other, "kind": kind})


def told(office: Office, who: Actor, customer: int) -> list[tuple[str, str]]:
    with office.read(who) as w:
        return [(one.kind, one.name) for one in related(w, customer)]


def narrowed(office: Office, who: Actor, how: str) -> Actor:
    with office.work(SYSTEM) as w:
        set_up.change_settings(w, {"customers_seen": how})
    return office.actor(who.user_id or 0)


# Relations


@pytest.mark.parametrize(
    ("kind", "inverse"), [("parent", "branch"), ("branch", "parent"), ("supplier", "buyer"), ("partner", "partner")]
)
def test_a_relation_is_told_from_both_sides(
    office: Office, people: People, three: dict[str, int], kind: str, inverse: str
) -> None:
    relate(office, people.sara, three["Alborz"], three["Binalood"], kind)
    assert told(office, people.sara, three["Alborz"]) == [(kind, "Binalood")]
    assert told(office, people.sara, three["Binalood"]) == [(inverse, "Alborz")]


def test_what_makes_no_sense_is_refused_in_words(office: Office, people: People, three: dict[str, int]) -> None:
    a, b, c = three.values()
    relate(office, people.sara, a, b, "parent")
    relate(office, people.mina, b, c, "parent")
    relate(office, people.sara, a, b, "partner")
    for one, other, kind, words in (
        (a, a, "partner", "related to themselves"),
        (a, b, "parent", "already"),
        (b, a, "branch", "already"),
        (b, a, "partner", "already"),
        (b, a, "parent", "circle"),
        (a, c, "branch", "circle"),
    ):
        with pytest.raises(Invalid, match=words):
            relate(office, people.mina, one, other, kind)
    assert told(office, people.mina, a) == [("parent", "Binalood"), ("partner", "Binalood")]


def test_what_a_relation_is_can_be_mended_from_both_sides(
    office: Office, people: People, three: dict[str, int]
) -> None:
    a, b, _ = three.values()
    number = relate(office, people.sara, a, b, "parent")
    for side, before, after in ((b, "branch", "supplier"), (a, "buyer", "branch"), (b, "parent", "partner")):
        with office.work(people.sara) as w:
            said = relations.read(w, number, side)
            assert said.kind == before
            relations.change(w, said, after, "since 1399")
        assert [kind for kind, _ in told(office, people.sara, side)] == [after]
    with office.work(people.kian) as w, pytest.raises(Refused):
        relations.change(w, relations.read(w, number, a), "competitor", None)


def test_a_relation_goes_with_undo(office: Office, people: People, three: dict[str, int]) -> None:
    a, b, _ = three.values()
    number = relate(office, people.sara, a, b, "parent")
    with office.work(people.sara) as w:
        gone = relations.remove(w, number)
    assert told(office, people.sara, a) == []
    with office.work(people.sara) as w:
        undo(w, gone.change_set_id or 0)
    assert told(office, people.sara, a) == [("parent", "Binalood")]


def test_who_may_relate_whom(office: Office, people: People, three: dict[str, int]) -> None:
    a, b, c = three.values()
    for who in (people.reza, people.vida, people.kian):
        with pytest.raises(Refused):
            relate(office, who, a, b, "partner")
    number = relate(office, people.nader, a, b, "partner")
    for who in (people.omid, people.vida, people.shirin):
        with office.work(who) as w, pytest.raises((Refused, NotFound)):
            relations.remove(w, number)
    relate(office, people.kian, c, a, "supplier")
    assert told(office, people.vida, a) == [("buyer", "Caspian"), ("partner", "Binalood")]


@pytest.mark.parametrize("how", ["own", "unit"])
def test_a_relation_is_seen_by_who_sees_both(office: Office, people: People, three: dict[str, int], how: str) -> None:
    a, b, c = three.values()
    relate(office, people.mina, a, b, "partner")
    relate(office, people.mina, a, c, "partner")
    assert told(office, narrowed(office, people.sara, how), a) == [("partner", "Binalood")]
    assert told(office, narrowed(office, people.kian, how), c) == []
    assert told(office, people.babak, c) == [("partner", "Alborz")]
    with pytest.raises(NotFound):
        relate(office, narrowed(office, people.sara, how), a, c, "supplier")
    everything = select(CustomerRelation.customer_id, CustomerRelation.other_id)
    for who, seen in ((people.sara, {(a, b)}), (people.kian, set()), (people.babak, {(a, b), (a, c)})):
        with office.read(office.actor(who.user_id or 0)) as w:
            assert {tuple(row) for row in w.rows(everything)} == seen


def test_a_group_adds_up_its_branches(office: Office, people: People, three: dict[str, int]) -> None:
    a, b, c = three.values()
    relate(office, people.sara, b, a, "parent")
    relate(office, people.mina, c, b, "parent")
    stages = stages_of(office)
    for who, customer, amount, stage in (
        (people.sara, a, 1_000, "Lead"), (people.sara, b, 200, "Lead"), (people.kian, c, 30, "Won"),
    ):  # fmt: skip
        with office.work(who) as w:
            values = {"title": "D", "customer": customer, "currency": "USD", "amount": amount, "stage": stages[stage]}
            records.create(w, "deal", values)
    with office.read(people.babak) as w:
        assert group_of(w, a) == relations.Group(3, 2, 1_200, 1, 30)
        assert group_of(w, c) is None
    with office.read(people.sara) as w:
        assert group_of(w, a) == relations.Group(3, 2, 1_200, 0, 0)
    with office.read(narrowed(office, people.sara, "own")) as w:
        assert group_of(w, a) == relations.Group(2, 2, 1_200, 0, 0)


# Addresses and dates


def card(office: Office, who: Actor, entity: str, values: dict[str, Any]) -> int:
    with office.work(who) as w:
        return records.create(w, entity, values)


def test_an_address_is_kept_changed_and_taken_away_with_undo(
    office: Office, people: People, three: dict[str, int]
) -> None:
    a = three["Alborz"]
    number = card(
        office, people.sara, "address", {"kind": "delivery", "address": "Gate 4", "city": "Karaj", "customer": a}
    )
    with office.work(people.sara) as w:
        records.edit(w, "address", records.Edit(number, 1, {"city": "Qom"}))
    with office.work(people.sara) as w:
        assert [(one.kind, one.address, one.city) for one in addresses_of(w, "customer", a)] == [
            ("delivery", "Gate 4", "Qom")
        ]
        gone = remove(w, "address", number)
    with office.work(people.sara) as w:
        assert addresses_of(w, "customer", a) == []
        undo(w, gone.change_set_id or 0)
    with office.read(people.sara) as w:
        assert len(addresses_of(w, "customer", a)) == 1


@pytest.mark.parametrize("entity", ["address", "important_date"])
def test_cards_are_written_by_who_may_change_their_customer(
    office: Office, people: People, three: dict[str, int], entity: str
) -> None:
    a = three["Alborz"]
    values: dict[str, Any] = {"kind": "office", "address": "Gate 4"} if entity == "address" else {
        "label": "Founding", "day": TODAY, "yearly": True,
    }  # fmt: skip
    values["customer"] = a
    for who in (people.reza, people.omid, people.kian, people.vida, people.shirin):
        with pytest.raises(Refused):
            card(office, who, entity, values)
    number = card(office, people.leila, entity, values)
    key, other = ("city", "Qom") if entity == "address" else ("label", "Birth")
    for who in (people.reza, people.omid, people.vida, people.shirin):
        with office.work(who) as w, pytest.raises(DaftarError):
            records.edit(w, entity, records.Edit(number, 1, {key: other}))
        with office.work(who) as w, pytest.raises(DaftarError):
            remove(w, entity, number)  # type: ignore[arg-type]
    kian = narrowed(office, people.kian, "own")
    with office.read(kian) as w:
        assert addresses_of(w, "customer", a) == []
        assert dates_of(w, "customer", a) == []
        with pytest.raises(NotFound):
            remove(w, entity, number)  # type: ignore[arg-type]
    with pytest.raises(Invalid):
        card(office, people.mina, entity, {key: value for key, value in values.items() if key != "customer"})


def test_yearly_days_come_again_in_the_calendar_of_the_company() -> None:
    assert next_time(dt.date(2001, 11, 20), True, TODAY, "gregorian") == dt.date(2027, 11, 20)
    assert next_time(dt.date(2024, 2, 29), True, TODAY, "gregorian") == dt.date(2027, 2, 28)
    # 30 Aban 1380 fell on 21 November 2001; so does 30 Aban 1405.
    assert next_time(dt.date(2001, 11, 21), True, TODAY, "jalali") == TODAY
    # 30 Esfand 1399 (a leap year) comes as the last of Esfand 1405.
    assert next_time(dt.date(2021, 3, 20), True, TODAY, "jalali") == dt.date(2027, 3, 20)
    assert next_time(dt.date(2026, 11, 20), False, TODAY, "jalali") is None


def test_near_dates_are_those_of_the_next_weeks_with_birthdays(
    office: Office, people: People, three: dict[str, int]
) -> None:
    a = three["Alborz"]
    with office.work(people.sara) as w:
        records.create(w, "contact", {"name": "Parvin", "customer": a, "birthday": dt.date(1990, 11, 24)})
        records.create(w, "important_date", {"label": "Contract ends", "day": dt.date(2026, 12, 1), "customer": a})
        records.create(w, "important_date", {"label": "Long gone", "day": dt.date(2020, 1, 1), "customer": a})
        founded = {"label": "Founded", "day": dt.date(1990, 6, 1), "yearly": True, "customer": a}
        records.create(w, "important_date", founded)
    with office.read(people.sara) as w:
        near = near_dates(w, "customer", a)
        assert [(one.label, one.name, one.days(TODAY)) for one in near] == [
            ("Birthday", "Parvin", 3),
            ("Contract ends", "", 10),
        ]
        assert [one.label for one in dates_of(w, "customer", a)] == ["Contract ends", "Founded", "Long gone"]


# Further phones


def tick(office: Office) -> None:
    """A minute later."""
    office._clock = FixedClock(office.company.zone, NOW + dt.timedelta(minutes=1))


def test_points_are_added_changed_and_removed(office: Office, people: People, three: dict[str, int]) -> None:
    a = three["Alborz"]
    with office.work(people.sara) as w:
        points.add(w, "customer", a, "mobile", "0912 111 2233", "Warehouse")
        points.add(w, "customer", a, "email", "info@alborz.example")
    tick(office)
    with office.work(people.sara) as w:
        first, mail = parts.points_of(w, "customer", [a])[a]
        changed = points.change(w, "customer", a, first, "0912 111 2234", "Gate")
        points.remove(w, "customer", a, mail)
    with office.work(people.sara) as w:
        assert parts.points_of(w, "customer", [a])[a] == [{"kind": "mobile", "label": "Gate", "value": "0912 111 2234"}]
        with pytest.raises(Invalid, match="meanwhile"):
            points.remove(w, "customer", a, mail)
        with pytest.raises(Invalid, match="not a phone number"):
            points.add(w, "customer", a, "phone", "none")
        with pytest.raises(Invalid, match="already"):
            points.add(w, "customer", a, "mobile", "0912 111 2234", "Gate")
    assert changed.change_set_id


def test_points_are_changed_by_who_may_change_the_record(office: Office, people: People, three: dict[str, int]) -> None:
    for who in (people.reza, people.vida, people.kian, people.shirin):
        with office.work(who) as w, pytest.raises(Refused):
            points.add(w, "customer", three["Alborz"], "mobile", "0912 111 2233")
    with office.work(people.nader) as w:
        points.add(w, "customer", three["Alborz"], "mobile", "0912 111 2233")


# Merging


def test_a_merge_carries_all_along_and_back(office: Office, people: People, three: dict[str, int]) -> None:
    a, b, c = three.values()
    relate(office, people.sara, a, b, "partner")  # would be one to themselves
    relate(office, people.mina, a, c, "supplier")
    relate(office, people.mina, b, c, "supplier")  # would be twice
    relate(office, people.mina, c, b, "competitor")
    card(office, people.sara, "address", {"kind": "office", "address": "Gate 4", "customer": b})
    card(office, people.sara, "important_date", {"label": "Founded", "day": TODAY, "customer": b})
    before = {one: told(office, people.mina, one) for one in three.values()}
    with office.work(people.sara) as w:
        done = merge(w, "customer", a, [b], {})
    assert told(office, people.mina, a) == [("supplier", "Caspian"), ("competitor", "Caspian")]
    with office.read(people.sara) as w:
        assert len(addresses_of(w, "customer", a)) == 1
        assert len(dates_of(w, "customer", a)) == 1
    with office.work(people.sara) as w:
        assert undo(w, done.change_set_id).conflicts == []
    assert {one: told(office, people.mina, one) for one in three.values()} == before
    with office.read(people.sara) as w:
        assert len(addresses_of(w, "customer", b)) == 1
        assert len(dates_of(w, "customer", b)) == 1
