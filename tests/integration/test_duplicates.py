"""Which customers and contacts are taken for one, who learns of it, and what was called different."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from crm_core.base.errors import Invalid, NotFound, Refused
from crm_core.customers.compare import compare
from crm_core.customers.duplicates import called_different, everything, groups, not_same, same_again
from crm_core.customers.merge import merge
from crm_core.customers.twins import twins_of, twins_of_record
from crm_core.fields import records
from crm_core.models import NotSame
from crm_core.trust.access import SYSTEM
from crm_core.trust.company import store_company

if TYPE_CHECKING:
    from crm_core.trust.access import Actor
    from crm_core.trust.unit_of_work import Office
    from tests.provision.company import People

ALI = {"name": "Ali Rezaei", "kind": "person"}
ALBORZ = {"name": "شرکت فولاد البرز (سهامی خاص)", "kind": "company", "city": "کرج"}


def make(office: Office, actor: Actor, *rows: dict[str, Any], entity: str = "customer") -> list[int]:
    with office.work(actor) as w:
        return [records.create(w, entity, row) for row in rows]


def found(office: Office, actor: Actor, entity: str = "customer", **how: Any) -> list[tuple[Any, ...]]:
    with office.read(actor) as w:
        return [(one.reasons, one.ids) for one in everything(w, entity, **how)]


@pytest.mark.parametrize(
    ("one", "two", "reason"),
    [
        ({**ALBORZ, "national_id": "10380284790"}, {"name": "Kavir", "national_id": "10380284790"}, "national_id"),
        ({**ALI, "email": "ali@a.example"}, {"name": "علی رضایی", "email": "ALI@a.example"}, "email"),
        ({**ALI, "email": "info@a.example"}, {"name": "A. Rezaei", "email": "info@a.example"}, "email"),
        ({**ALI, "mobile": "0912 111 2233"}, {**ALI, "mobile": "+98 912 111 22 33", "city": "Qom"}, "mobile"),
        ({**ALI, "phone": "021 8877 6655"}, {"name": "Rezaei Ali", "phone": "88776655"}, "phone"),
        (ALBORZ, ALBORZ, "name"),
        (ALBORZ, {**ALBORZ, "name": "فولاد البرز"}, "alike"),
        (ALBORZ, {**ALBORZ, "name": "شرکت فولاد البرذ"}, "alike"),
    ],
)
def test_two_records_that_may_be_one(
    office: Office, people: People, one: dict[str, Any], two: dict[str, Any], reason: str
) -> None:
    ids = make(office, people.mina, one, {"name": "Zagros Foods", "city": "کرج"}, two)
    assert found(office, people.mina) == [((reason,), (ids[0], ids[2]))]
    assert bool(found(office, people.mina, alike=False)) == (reason != "alike")


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ({**ALI, "mobile": "0912 111 2233"}, {"name": "Maryam Rezaei", "mobile": "0912 111 2233"}),
        ({**ALI, "email": "info@a.example"}, {"name": "Sara Amini", "email": "info@a.example"}),
        ({**ALI, "mobile": "0912 111 2233", "city": "Qom"}, {**ALI, "mobile": "0912 444 5566", "city": "Qom"}),
        (ALBORZ, {**ALBORZ, "city": "قم"}),
        ({**ALBORZ, "external_id": "7"}, {**ALBORZ, "external_id": "8"}),
        ({"name": "Branch 1", "city": "Qom"}, {"name": "Branch 2", "city": "Qom"}),
    ],
)
def test_two_records_that_are_two(office: Office, people: People, one: dict[str, Any], two: dict[str, Any]) -> None:
    make(office, people.mina, one, two)
    assert found(office, people.mina) == []


def test_contacts_are_twins_at_one_customer(office: Office, people: People) -> None:
    one, other = make(office, people.mina, {"name": "Kavir"}, {"name": "Zagros"})
    people_of = [{"name": "Mehdi Karimi", "customer": number} for number in (one, one, other)]
    ids = make(office, people.mina, *people_of, entity="contact")
    assert found(office, people.mina, "contact") == [(("name",), (ids[0], ids[1]))]


def test_the_surest_come_first_page_by_page(office: Office, people: People) -> None:
    alike = make(office, people.mina, ALBORZ, {**ALBORZ, "name": "فولاد البرز"})
    same = make(office, people.mina, {**ALI, "email": "a@a.example"}, {**ALI, "email": "a@a.example"})
    third = make(office, people.mina, {**ALI, "email": "a@a.example", "phone": "021 8877 6655"})
    with office.read(people.mina) as w:
        first, second = groups(w, "customer", 1, size=1), groups(w, "customer", 2, size=1)
        assert [one.ids for one in (*first.groups, *second.groups)] == [(*same, *third), tuple(alike)]
        assert (first.total, dict(first.by_reason)) == (2, {"email": 1, "alike": 1})
        assert groups(w, "customer", reason="alike").total == 1


def test_what_changed_since_is_found_without_asking_anew(office: Office, people: People) -> None:
    (one,) = make(office, people.mina, ALBORZ)
    assert found(office, people.mina) == []
    (two,) = make(office, people.mina, {**ALBORZ, "name": "فولاد البرز"})
    assert found(office, people.mina) == [(("alike",), (one, two))]
    with office.work(people.mina) as w:
        records.edit(w, "customer", records.Edit(two, 1, {"name": "Zagros", "phone": "021 8877 6655"}))
        records.edit(w, "customer", records.Edit(one, 1, {"phone": "021 8877 6655"}))
    assert found(office, people.mina) == []
    with office.work(people.mina) as w:
        records.edit(w, "customer", records.Edit(one, 2, {"name": "Zagros"}))
    assert found(office, people.mina) == [(("phone",), (one, two))]
    with office.work(people.mina) as w:
        merge(w, "customer", one, [two])
    assert found(office, people.mina) == []


# Not the same


def test_what_was_called_different_never_comes_again(office: Office, people: People) -> None:
    ids = make(office, people.mina, ALBORZ, ALBORZ, ALBORZ)
    with office.work(people.mina) as w:
        not_same(w, "customer", ids[:2])
        not_same(w, "customer", ids[:2])
    assert found(office, people.mina) == [(("name",), (ids[0], ids[2]))]
    with office.read(people.mina) as w:
        assert [one.ids for one in called_different(w, "customer")] == [tuple(ids[:2])]
        assert [one.id for one in twins_of_record(w, "customer", ids[0])] == [ids[2]]
        assert len(w.scalars(select(NotSame.id))) == 1
    with office.work(people.mina) as w:
        same_again(w, "customer", ids)
    assert found(office, people.mina) == [(("name",), tuple(ids))]


@pytest.mark.parametrize("ids", [(1,), (1, 1)])
def test_one_record_is_not_called_different(office: Office, people: People, ids: tuple[int, ...]) -> None:
    make(office, people.mina, ALI)
    with pytest.raises(Invalid), office.work(people.mina) as w:
        not_same(w, "customer", ids)


# Who learns what


def test_each_is_shown_what_they_may_merge_a_part_of(office: Office, people: People) -> None:
    sara = make(office, people.sara, ALBORZ)[0]
    kian = make(office, people.kian, ALBORZ)[0]
    for person, expected in ((people.sara, 1), (people.nader, 1), (people.kian, 1), (people.omid, 0), (people.mina, 1)):
        assert len(found(office, person)) == expected
    with pytest.raises(Refused), office.read(people.vida) as w:
        everything(w, "customer")
    with office.read(people.sara) as w:
        assert not compare(w, "customer", [sara, kian]).mine
    with office.read(people.babak) as w:
        assert compare(w, "customer", [sara, kian]).mine


def test_what_one_may_not_see_only_exists(office: Office, people: People) -> None:
    with office.work(SYSTEM) as w:
        store_company(w.session, {"customers_seen": "own"})
        w.touch("setting")
    make(office, people.kian, {**ALBORZ, "phone": "026 3434 5656"})
    mine = make(office, people.sara, {**ALBORZ, "email": "a@a.example"})[0]
    sara = office.actor_for("sara@daftar.example")
    with office.read(sara) as w:
        (group,) = everything(w, "customer")
        assert (group.ids, group.hidden, group.ask) == ((mine,), 1, ("Kian",))
        (twin,) = twins_of(w, "customer", ALBORZ, mine)
        assert (twin.id, twin.label, twin.ask, twin.reason) == (0, "", "Kian", "name")
    with pytest.raises(NotFound), office.work(sara) as w:
        not_same(w, "customer", [1, 2])


# Likely twins at once


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ({"name": "فولاد البرز"}, "alike"),
        ({"name": "شرکت فولاد البرز (سهامی خاص)", "city": "کرج"}, "name"),
        ({"name": "Folad Alborz", "email": "ali@alborz.example"}, "email"),
        ({"name": "Alborz", "mobile": "09121112233"}, "mobile"),
        ({"name": "Sara Amini", "mobile": "09121112233"}, None),
        ({"name": "Zagros Foods"}, None),
        ({"name": ""}, None),
    ],
)
def test_a_new_customer_is_compared_at_once(
    office: Office, people: People, typed: dict[str, Any], reason: str | None
) -> None:
    (one,) = make(office, people.mina, {**ALBORZ, "email": "ali@alborz.example", "mobile": "0912 111 2233"})
    with office.read(people.sara) as w:
        told = [(twin.id, twin.reason) for twin in twins_of(w, "customer", typed)]
    assert told == ([(one, reason)] if reason else [])


# Side by side


def test_side_by_side_says_where_records_differ(office: Office, people: People) -> None:
    ids = make(
        office, people.mina,
        {**ALI, "city": "Qom", "mobile": "0912 111 2233", "tier": "Gold"},
        {**ALI, "name": "Ali Rezaee", "city": "قم", "mobile": "+989121112233", "email": "ali@a.example"},
    )  # fmt: skip
    make(office, people.mina, {"name": "Mehdi", "customer": ids[1]}, entity="contact")
    with office.read(people.mina) as w:
        seen = compare(w, "customer", ids)
        assert [row["id"] for row in seen.rows] == [ids[1], ids[0]]  # more hangs on the second
        assert {one.key for one in seen.differing} == {"name", "city"}
        assert {"mobile", "tier", "email"} <= {one.key for one in seen.alike}
        assert (seen.moving(ids[0]), seen.moving(ids[1])) == ({"contact": 1}, {})
