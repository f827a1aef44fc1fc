"""Deeds on many records: what they change, whom they leave alone, how they are stopped, and their one way back."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from crm_core.base.apart import Watch
from crm_core.base.errors import Invalid, Refused
from crm_core.fields import block, many, records
from crm_core.fields.cell_history import cell_history
from crm_core.fields.filters import condition
from crm_core.fields.find import Query, count, ids_found
from crm_core.fields.many import Deleting, Setting, Stopped, Tagging
from crm_core.models import ChangeSet, Customer, Deal, DealState, Notification, Product, Stage
from crm_core.trust import parts
from crm_core.trust.access import SYSTEM
from crm_core.trust.bulk import bulk_create
from crm_core.trust.undo import undo
from crm_core.work import in_bulk
from crm_core.work.in_bulk import Confirming, Doing, HandingOver, Undoing
from tests.integration.lists_ground import bring_in
from tests.integration.test_history import everything

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crm_core.trust.access import Actor
    from crm_core.trust.unit_of_work import Office
    from tests.provision.company import People

MANY = 9_000
"""More than two chunks."""


def customers(office: Office, owner: Actor | None, n: int, **values: Any) -> list[int]:
    """So many customers of somebody, or of nobody."""
    whose = {"owner_id": owner.user_id, "unit_id": owner.unit_id} if owner else {}
    with office.work(SYSTEM) as w, w.changing("create"):
        rows = [{"name": f"Firm {at:05}", "kind": "company", "city": "Karaj", **whose, **values} for at in range(n)]
        return bulk_create(w, Customer, rows)


def now(ids: Sequence[int]) -> dict[int, int | None]:
    """Records chosen as they are now."""
    return dict.fromkeys(ids)


class StopAfter(Watch):
    """Stops after so many rows."""

    def __init__(self, rows: int) -> None:
        self.rows, self.seen = rows, 0

    def at(self, done: int, total: int) -> None:
        self.seen = done

    def cancelled(self) -> bool:
        return self.seen >= self.rows


def test_all_that_a_filter_finds_is_changed_as_one_and_comes_back_as_one(office: Office, people: People) -> None:
    customers(office, people.sara, MANY)
    customers(office, people.kian, 3, city="Shiraz")
    before = everything(office)
    query = Query(condition("customer", "city", "is", "Karaj"))
    done = many.run(office, people.mina, "customer", query, Setting({"city": "Qom", "status": "Active"}))
    assert (done.changed, done.refused, done.seen) == (MANY, [], MANY)
    with office.read(people.mina) as w:
        assert count(w, "customer", Query(condition("customer", "city", "is", "Qom"))) == MANY
        assert count(w, "customer", Query(search="firm 00007 qom")) + count(w, "customer", Query(search="qom")) >= MANY
        told = w.scalar(select(ChangeSet).where(ChangeSet.id == done.change_set_id))
        assert (told.kind, told.context["count"]) == ("bulk_edit", MANY)
        assert "City: Qom" in told.summary
        assert "Karaj" in told.summary
    with office.work(people.mina) as w:
        assert undo(w, done.change_set_id or 0).reverted == {"customer": MANY}
    assert everything(office) == before


def test_a_rep_changes_their_own_and_the_rest_is_counted(office: Office, people: People) -> None:
    hers, free = customers(office, people.sara, 5), customers(office, None, 2)
    reza, kian = customers(office, people.reza, 3), customers(office, people.kian, 4)
    ids = [*hers, *free, *reza, *kian]
    seen = {}
    for person in (people.sara, people.nader, people.leila, people.kian):
        done = many.run(office, person, "customer", now(ids), Tagging((person.name,)))
        seen[person.name] = (done.changed, len(done.refused))
    assert seen == {"Sara": (7, 7), "Nader": (10, 4), "Leila": (10, 4), "Kian": (6, 8)}
    with pytest.raises(Refused):
        many.run(office, people.vida, "customer", now(hers), Tagging(("x",)))


def test_stopped_before_its_end_nothing_is_changed(office: Office, people: People) -> None:
    customers(office, people.sara, MANY)
    before = everything(office)
    with pytest.raises(Stopped):
        many.run(office, people.mina, "customer", Query(), Setting({"city": "Qom"}), StopAfter(many.CHUNK))
    assert everything(office) == before


def test_a_row_that_somebody_else_changed_in_the_same_field_is_kept_and_told(office: Office, people: People) -> None:
    ids = customers(office, people.sara, 3)
    with office.work(people.nader) as w:
        records.edit(w, "customer", records.Edit(ids[0], 1, {"city": "Yazd"}))
        records.edit(w, "customer", records.Edit(ids[1], 1, {"industry": "Steel"}))
    chosen = dict.fromkeys(ids, 1)
    done = many.run(office, people.sara, "customer", chosen, Setting({"city": "Qom"}))
    assert (done.changed, done.moved) == (2, [ids[0]])
    with office.read(people.sara) as w:
        assert [w.get(Customer, number).city for number in ids] == ["Yazd", "Qom", "Qom"]
        assert w.get(Customer, ids[1]).industry == "Steel"
    gone = many.run(office, people.sara, "customer", chosen, Deleting())
    assert (gone.changed, sorted(gone.moved)) == (0, ids), "who deletes must have seen what is deleted"


def test_tags_come_and_go_without_touching_the_others(office: Office, people: People) -> None:
    first, second = customers(office, people.sara, 2)
    with office.work(people.sara) as w:
        records.edit(w, "customer", records.Edit(first, 1, {"tags": ["vip", "Old"]}))
    done = many.run(office, people.sara, "customer", now([first, second]), Tagging(("new",), ("old",)))
    assert done.changed == 2
    with office.read(people.sara) as w:
        held = parts.tags_of(w, "customer", [first, second])
        assert held == {first: ["new", "vip"], second: ["new"]}


def test_what_must_not_be_empty_is_not_cleared(office: Office, people: People) -> None:
    ids = customers(office, people.sara, 2)
    with pytest.raises(Invalid, match="must not be empty"):
        many.run(office, people.sara, "customer", now(ids), Setting({"name": None}))
    assert many.run(office, people.sara, "customer", now(ids), Setting({"city": None})).changed == 2


def test_handing_over_moves_the_unit_and_tells_the_colleague_once(office: Office, people: People) -> None:
    ids = customers(office, people.sara, 6)
    done = many.run(office, people.nader, "customer", now(ids), HandingOver(people.reza.user_id or 0, "Sara is away"))
    assert done.changed == 6
    with office.read(SYSTEM) as w:
        owners = {(one.owner_id, one.unit_id) for one in w.scalars(select(Customer).where(Customer.id.in_(ids)))}
        assert owners == {(people.reza.user_id, people.reza.unit_id)}
        told = w.scalars(select(Notification))
        assert [(one.user_id, one.text) for one in told] == [(people.reza.user_id, "Sara is away")]
        deed = w.scalar(select(ChangeSet).where(ChangeSet.id == done.change_set_id))
        assert (deed.kind, deed.summary) == ("hand_over", "Sara is away")
    with pytest.raises(Invalid, match="why"):
        many.run(office, people.nader, "customer", now(ids), HandingOver(people.sara.user_id or 0, " "))


def test_confirming_says_today_and_comes_back(office: Office, people: People) -> None:
    ids = customers(office, people.sara, 4)
    done = many.run(office, people.sara, "customer", now(ids), Confirming())
    with office.work(people.sara) as w:
        assert {w.get(Customer, number).confirmed_on for number in ids} == {w.clock.today()}
        undo(w, done.change_set_id or 0)
        assert {w.get(Customer, number).confirmed_on for number in ids} == {None}


def deals(office: Office, owner: Actor, n: int) -> list[int]:
    with office.work(SYSTEM) as w, w.changing("create"):
        stage = w.scalar(select(Stage).where(Stage.kind == "open").order_by(Stage.position))
        day = w.clock.today() - dt.timedelta(days=9)
        known = {"pipeline_id": stage.pipeline_id, "stage_id": stage.id, "stage_since": day, "currency": "USD"}
        whose = {"owner_id": owner.user_id, "unit_id": owner.unit_id}
        rows = [{"title": f"Deal {at}", "amount": 100_00, "opened_on": day, **known, **whose} for at in range(n)]
        return bulk_create(w, Deal, rows)


def test_the_rules_of_deals_hold_for_many(office: Office, people: People) -> None:
    ids = deals(office, people.sara, 4)
    before = everything(office)
    with office.read(SYSTEM) as w:
        won = w.scalar(select(Stage.id).where(Stage.kind == "won"))
    done = many.run(office, people.sara, "deal", now(ids), Setting({"stage": won}))
    with office.read(SYSTEM) as w:
        some = w.scalars(select(Deal).where(Deal.id.in_(ids)))
        assert {(one.outcome, one.closed_on) for one in some} == {("won", w.clock.today())}
        states = w.scalars(select(DealState).where(DealState.deal_id == ids[0]).order_by(DealState.id))
        assert [one.outcome for one in states] == ["open", "won"]
    with office.work(people.sara) as w:
        undo(w, done.change_set_id or 0)
    assert everything(office) == before


def test_what_a_records_own_rules_forbid_is_left_with_the_reason(office: Office, people: People) -> None:
    ids = deals(office, people.sara, 3)
    with office.read(SYSTEM) as w:
        won, today = w.scalar(select(Stage.id).where(Stage.kind == "won")), w.clock.today()
    many.run(office, people.sara, "deal", now(ids[:1]), Setting({"stage": won}))
    day = today - dt.timedelta(days=1)
    done = many.run(office, people.sara, "deal", now(ids), Setting({"closed_on": day}))
    assert (done.changed, done.hindered) == (1, ids[1:])
    assert "open deal has no closing day" in str(done.reason)
    with pytest.raises(Invalid, match="open deal has no closing day"):
        many.run(office, people.sara, "deal", now(ids[1:]), Setting({"closed_on": day}))


def test_products_are_changed_by_managers_and_admins(office: Office, people: People) -> None:
    with office.work(people.babak) as w:
        scale = records.create(w, "product", {"name": "Scale"})
    assert many.run(office, people.mina, "product", now([scale]), Setting({"family": "Floor"})).changed == 1
    for person in (people.leila, people.sara, people.vida):
        with pytest.raises(Refused):
            many.run(office, person, "product", now([scale]), Setting({"family": "x"}))
        with office.work(person) as w, pytest.raises(Refused):
            records.edit(w, "product", records.Edit(scale, 2, {"family": "x"}))
        with office.work(person) as w, pytest.raises(Refused):
            records.create(w, "product", {"name": "Mine"})
        with office.work(person) as w, pytest.raises(Refused):
            block.store(w, "product", [block.Cell(scale, 2, "family", "Floor", "x")])
        with office.read(person) as w:
            assert records.changeable(w, "product", [scale]) == frozenset()
            assert not cell_history(w, "product", scale, "family").may_change
        with pytest.raises(Refused):
            bring_in(office, person, "Product,Family\nScale,x\n", kind="products")
    with office.read(SYSTEM) as w:
        assert [(one.name, one.family) for one in w.scalars(select(Product))] == [("Scale", "Floor")]
    assert bring_in(office, people.babak, "Product,Family\nScale,Wall\n", kind="products").counts["updated"] == 1


def test_in_a_process_of_its_own_it_is_done_and_undone_as_the_person(office: Office, people: People) -> None:
    hers = customers(office, people.sara, 1_500)
    customers(office, people.kian, 20)
    before = everything(office)
    with office.read(people.sara) as w:
        assert len(ids_found(w, "customer", Query())) == 1_520
    job = Doing(office.settings, people.sara.user_id, "customer", Query(), Setting({"city": "Qom"}))
    running = in_bulk.begin(people.sara, job)
    with pytest.raises(Invalid, match="still at work"):
        in_bulk.begin(people.sara, job)
    assert in_bulk.begun(people.sara) == [running]
    assert in_bulk.begun(people.reza) == []
    running.wait()
    assert running.error is None
    assert (running.result.changed, len(running.result.refused)) == (len(hers), 20)
    assert (running.done, running.total) == (1_520, 1_520)
    assert [in_bulk.told(running), in_bulk.told(running)] == [True, False]
    with office.read(people.sara) as w:
        assert in_bulk.is_large(w, running.result.change_set_id)
    back = in_bulk.begin(people.sara, Undoing(office.settings, people.sara.user_id, running.result.change_set_id))
    back.wait()
    in_bulk.told(back)
    assert back.result.count == len(hers)
    assert everything(office) == before


def test_stopped_in_its_own_process_nothing_is_changed(office: Office, people: People) -> None:
    customers(office, people.sara, 6_000)
    before = everything(office)
    job = Doing(office.settings, people.sara.user_id, "customer", Query(), Setting({"city": "Qom"}))
    running = in_bulk.begin(people.sara, job)
    running.stop()
    running.wait()
    in_bulk.told(running)
    assert "stopped" in str(running.error)
    assert everything(office) == before


def test_what_was_begun_by_two_is_done_one_after_the_other(office: Office, people: People) -> None:
    sara, reza = customers(office, people.sara, 300), customers(office, people.reza, 300)
    jobs = [
        (who, Doing(office.settings, who.user_id, "customer", now(ids), Setting({"city": "Qom"})))
        for who, ids in ((people.sara, sara), (people.reza, reza))
    ]
    begun = [in_bulk.begin(who, job) for who, job in jobs]
    for running in begun:
        running.wait()
        in_bulk.told(running)
    assert [running.result.changed for running in begun] == [300, 300]


def test_who_waits_for_the_turn_can_stop_it(office: Office, people: People) -> None:
    ids = customers(office, people.reza, 3)
    with in_bulk._TURN:
        job = Doing(office.settings, people.reza.user_id, "customer", now(ids), Setting({"city": "Qom"}))
        running = in_bulk.begin(people.reza, job)
        running.stop()
    running.wait()
    in_bulk.told(running)
    assert isinstance(running.error, Stopped)
    with office.read(people.reza) as w:
        assert w.get(Customer, ids[0]).city == "Karaj"
