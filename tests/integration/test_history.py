"""Change sets, their undo, and what the undo must leave alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from crm_core.base.errors import Conflict, Invalid, NotFound, Refused
from crm_core.fields import records
from crm_core.models import (
    Change,
    ChangeSet,
    Contact,
    Customer,
    DataVersion,
    Deal,
    DealState,
    Model,
    Stage,
    Tag,
)
from crm_core.trust.access import SYSTEM
from crm_core.trust.bulk import BulkEdit, bulk_create, bulk_delete, bulk_update
from crm_core.trust.history import history, newest
from crm_core.trust.undo import undo

if TYPE_CHECKING:
    from crm_core.trust.unit_of_work import Office
    from tests.integration.conftest import SarasCase
    from tests.provision.company import People

NOT_RESTORED = {"change_sets", "changes", "data_versions", "written", "import_runs", "import_problems"}
TOO_MANY = {"calendar_days"}
"""Seventy thousand days that no change set touches but one of the settings, which has its own test."""


def everything(office: Office) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table but the history itself; versions aside."""
    found = {}
    with office.database.engine.connect() as connection:
        for table in Model.metadata.sorted_tables:
            if table.name in NOT_RESTORED | TOO_MANY:
                continue
            rows = [dict(row._mapping) for row in connection.execute(select(table))]
            for row in rows:
                row.pop("version", None)
            found[table.name] = sorted(rows, key=str)
    return found


def test_undo_of_an_edit_restores_every_row(office: Office, people: People, saras_case: SarasCase) -> None:
    before = everything(office)
    with office.work(people.sara) as w:
        done = records.edit(
            w, "customer", records.Edit(saras_case.customer, 1, {"city": "Qom", "tags": ["vip", "steel"]})
        )
    with office.work(people.sara) as w:
        assert done.change_set_id is not None
        undone = undo(w, done.change_set_id)
        assert (undone.reverted, undone.conflicts) == ({"customer": 1, "tag": 2}, [])
    assert everything(office) == before


def test_a_change_of_tags_alone_is_noted_in_the_moment_in_which_the_record_was_made(
    office: Office, people: People, saras_case: SarasCase
) -> None:
    with office.work(people.sara) as w:
        made = w.get(Customer, saras_case.customer).updated_at
        done = records.edit(w, "customer", records.Edit(saras_case.customer, 1, {"tags": ["vip"]}))
        assert (made, done.version) == (w.clock.now(), 2)
    with office.read(people.sara) as w:
        newest = history(w, "customer", saras_case.customer)[0]
        assert (newest.before["tags"], newest.after["tags"]) == ([], ["vip"])


def test_undo_of_a_bulk_creation_removes_it_row_for_row(office: Office, people: People) -> None:
    before = everything(office)
    with office.work(people.mina) as w, w.changing("import") as change_set:
        rows = [{"name": f"Firm {n}", "email": f"f{n}@example.com"} for n in range(250)]
        ids = bulk_create(w, Customer, rows, tags={0: ["new"], 7: ["new", "hot"]})
        bulk_create(w, Contact, [{"name": "Somebody", "customer_id": ids[3]}])
    with office.work(people.mina) as w:
        assert undo(w, change_set.id).reverted == {"contact": 1, "customer": 250, "tag": 2}
    assert everything(office) == before


def test_what_people_changed_since_is_left_and_listed(office: Office, people: People) -> None:
    with office.work(people.mina) as w, w.changing("import") as change_set:
        first, second, third = bulk_create(w, Customer, [{"name": "One"}, {"name": "Two"}, {"name": "Three"}])
    with office.work(people.mina) as w:
        records.edit(w, "customer", records.Edit(second, 1, {"city": "Qom"}))
        records.create(w, "contact", {"name": "Later", "customer": third})
    with office.work(people.mina) as w:
        undone = undo(w, change_set.id)
        assert undone.reverted == {"customer": 1}
        assert [(c.record_id, c.label, c.reason) for c in undone.conflicts] == [
            (second, "Two", "changed since"),
            (third, "Three", "used by later records"),
        ]
        assert w.scalars(select(Customer.name).order_by(Customer.id)) == ["Two", "Three"]
    assert first not in (second, third)


def test_a_later_edit_of_another_field_does_not_hinder_undo(
    office: Office, people: People, saras_case: SarasCase
) -> None:
    with office.work(people.sara) as w:
        city = records.edit(w, "customer", records.Edit(saras_case.customer, 1, {"city": "Qom"}))
        records.edit(w, "customer", records.Edit(saras_case.customer, 2, {"industry": "Steel"}))
    with office.work(people.sara) as w:
        assert city.change_set_id is not None
        assert undo(w, city.change_set_id).conflicts == []
        customer = w.get(Customer, saras_case.customer)
        assert (customer.city, customer.industry, customer.city_key) == ("Karaj", "Steel", customer.city_key)
        assert "karaj" in customer.search_key


def test_undo_of_a_deals_move_rejoins_its_states(office: Office, people: People, saras_case: SarasCase) -> None:
    before = everything(office)
    with office.work(people.sara) as w, w.changing("edit") as change_set:
        deal = w.get(Deal, saras_case.deal)
        stages = w.scalars(select(Stage.id).where(Stage.kind == "open").order_by(Stage.position))
        deal.stage_id, deal.amount = stages[2], 300_00
    with office.read(SYSTEM) as w:
        assert [s.amount for s in w.scalars(select(DealState).order_by(DealState.id))] == [120_00, 300_00]
    with office.work(people.sara) as w:
        undo(w, change_set.id)
    assert everything(office) == before


def test_a_move_after_the_move_is_a_conflict(office: Office, people: People, saras_case: SarasCase) -> None:
    with office.work(people.sara) as w, w.changing("edit") as change_set:
        w.get(Deal, saras_case.deal).amount = 300_00
    with office.work(people.sara) as w, w.changing("edit"):
        w.get(Deal, saras_case.deal).amount = 400_00
    with office.work(people.sara) as w:
        assert [c.label for c in undo(w, change_set.id).conflicts] == ["Rolling mill"]
        assert w.get(Deal, saras_case.deal).amount == 400_00


def test_the_bin_and_back(office: Office, people: People, saras_case: SarasCase) -> None:
    before = everything(office)
    with office.work(people.mina) as w:
        gone = records.delete(w, "deal", [saras_case.deal])
        with pytest.raises(NotFound):
            w.get(Deal, saras_case.deal)
    with office.work(people.mina) as w:
        assert gone.change_set_id is not None
        undo(w, gone.change_set_id)
        assert w.get(Deal, saras_case.deal).title == "Rolling mill"
    assert everything(office) == before


def test_nothing_is_undone_twice_or_by_others(office: Office, people: People, saras_case: SarasCase) -> None:
    with office.work(people.sara) as w:
        done = records.edit(w, "customer", records.Edit(saras_case.customer, 1, {"city": "Qom"}))
    assert done.change_set_id is not None
    for outsider in (people.reza, people.kian, people.vida):
        with office.work(outsider) as w, pytest.raises((NotFound, Refused)):
            undo(w, done.change_set_id)
    with office.work(people.nader) as w:
        assert undo(w, done.change_set_id).reverted == {"customer": 1}
    with office.work(people.nader) as w, pytest.raises(Invalid, match="undone before"):
        undo(w, done.change_set_id)


def test_an_undo_can_itself_be_undone(office: Office, people: People, saras_case: SarasCase) -> None:
    with office.work(people.sara) as w:
        done = records.edit(w, "customer", records.Edit(saras_case.customer, 1, {"city": "Qom"}))
    with office.work(people.sara) as w:
        assert done.change_set_id is not None
        back = undo(w, done.change_set_id)
    with office.work(people.sara) as w:
        undo(w, back.undo_set_id)
        assert w.get(Customer, saras_case.customer).city == "Qom"


def test_history_says_who_changed_what(office: Office, people: People, saras_case: SarasCase) -> None:
    with office.work(people.nader) as w:
        records.edit(w, "customer", records.Edit(saras_case.customer, 1, {"city": "Qom"}))
    with office.read(people.sara) as w:
        last = history(w, "customer", saras_case.customer)[0]
        assert (last.actor, last.action, last.before, last.after) == (
            "Nader",
            "update",
            {"city": "Karaj"},
            {"city": "Qom"},
        )
    with office.read(people.mina) as w:
        deed = newest(w, limit=1)[0]
        assert (deed.actor, deed.kind, deed.records, deed.may_undo) == ("Nader", "edit", {"customer": 1}, True)


def test_two_people_editing_different_cells_both_win(office: Office, people: People, saras_case: SarasCase) -> None:
    with office.work(people.sara) as w:
        records.edit(w, "customer", records.Edit(saras_case.customer, 1, {"city": "Qom"}))
    with office.work(people.nader) as w:
        records.edit(w, "customer", records.Edit(saras_case.customer, 1, {"industry": "Steel"}))
        customer = w.get(Customer, saras_case.customer)
        assert (customer.city, customer.industry) == ("Qom", "Steel")


def test_two_people_editing_the_same_cell_choose(office: Office, people: People, saras_case: SarasCase) -> None:
    with office.work(people.sara) as w:
        records.edit(w, "customer", records.Edit(saras_case.customer, 1, {"city": "Qom"}))
    with office.work(people.nader) as w, pytest.raises(Conflict) as raised:
        records.edit(w, "customer", records.Edit(saras_case.customer, 1, {"city": "Yazd", "industry": "Steel"}))
    clash = raised.value.items[0]
    assert (clash.field, clash.before, clash.mine, clash.theirs) == ("city", "Karaj", "Yazd", "Qom")
    with office.read(SYSTEM) as w:
        assert w.get(Customer, saras_case.customer).industry is None, "nothing of a refused edit is stored"


def test_a_bulk_update_based_on_an_old_version_is_refused(
    office: Office, people: People, saras_case: SarasCase
) -> None:
    with office.work(people.sara) as w:
        records.edit(w, "customer", records.Edit(saras_case.customer, 1, {"city": "Qom"}))
    with office.work(people.mina) as w, pytest.raises(Conflict), w.changing("import"):
        bulk_update(w, Customer, [BulkEdit(saras_case.customer, 1, {"city": "Yazd"})])


def test_an_edit_that_changes_nothing_leaves_no_trace(office: Office, people: People, saras_case: SarasCase) -> None:
    with office.read(SYSTEM) as w:
        sets = len(w.scalars(select(ChangeSet)))
    with office.work(people.sara) as w:
        assert records.edit(w, "customer", records.Edit(saras_case.customer, 1, {"city": "Karaj"})).version == 1
    with office.read(SYSTEM) as w:
        assert len(w.scalars(select(ChangeSet))) == sets


def test_a_failed_work_leaves_everything_as_it_was(office: Office, people: People) -> None:
    before = everything(office)

    def half() -> None:
        with office.work(people.mina) as w:
            records.create(w, "customer", {"name": "Half written", "tags": ["x"]})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half()
    assert everything(office) == before


def test_writing_without_a_change_set_is_refused(office: Office) -> None:
    with office.work(SYSTEM) as w:
        w.session.add(Customer(name="Loose"))
        with pytest.raises(RuntimeError, match="change set"):
            w.session.flush()
        w.session.rollback()


def test_writes_raise_the_data_version_of_their_area(office: Office, people: People) -> None:
    def version(area: str) -> int:
        with office.read(SYSTEM) as w:
            return w.versions.get(area, 0)

    before, deals = version("customer"), version("deal")
    with office.work(people.mina) as w:
        records.create(w, "customer", {"name": "New"})
    assert version("customer") == before + 1
    assert version("deal") == deals
    with office.work(people.mina) as w, w.changing("delete"):
        bulk_delete(w, Customer, w.scalars(select(Customer.id)))
    assert version("customer") == before + 2
    with office.read(SYSTEM) as w:
        assert w.scalars(select(DataVersion.area).where(DataVersion.area == "tag")) == []


def test_numbers_of_removed_records_are_never_given_again(office: Office, people: People) -> None:
    with office.work(people.mina) as w, w.changing("import") as change_set:
        first = bulk_create(w, Customer, [{"name": "One"}])
    with office.work(people.mina) as w:
        undo(w, change_set.id)
        second = records.create(w, "customer", {"name": "Two"})
    assert second > first[0]
    with office.read(SYSTEM) as w:
        assert [one.action for one in history(w, "customer", second)] == ["create"]
        assert w.scalars(select(Tag)) == []
        assert w.scalars(select(Change.action).where(Change.record_id == first[0], Change.entity == "customer")) == [
            "create",
            "destroy",
        ]
