"""A block of cells typed, pasted or filled: stored as one change set, what cannot be stored is told and left."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

import crm_core.deals.rules  # noqa: F401  declares the rules of deals
from crm_core.base.errors import Conflict, Invalid, NotFound, Refused
from crm_core.fields import block, layouts, records
from crm_core.fields.block import Cell, NewRow
from crm_core.models import Change, Customer, Deal
from crm_core.trust import parts
from crm_core.trust.undo import undo

if TYPE_CHECKING:
    from crm_core.trust.unit_of_work import Office
    from tests.integration.conftest import SarasCase
    from tests.provision.company import People


@pytest.fixture
def shops(office: Office, people: People) -> list[int]:
    """Five customers of Sara's."""
    with office.work(people.sara) as w:
        return [records.create(w, "customer", {"name": f"Shop {n}", "kind": "company"}) for n in range(5)]


def cells(ids: list[int], **columns: list[str | None]) -> list[Cell]:
    """Texts for records that are at version 1 and were empty."""
    return [
        Cell(number, 1, key, None, text)
        for key, texts in columns.items()
        for number, text in zip(ids, texts, strict=False)
    ]


def test_a_block_is_one_change_set_and_one_undo(office: Office, people: People, shops: list[int]) -> None:
    given = cells(shops, city=["Qom", "Yazd", "Rey", "Fars", "Kish"], tags=["vip", "a, b", "vip", "b", "a"])
    with office.work(people.sara) as w:
        looked = block.look(w, "customer", given)
        assert (len(looked.changes), looked.records, looked.left) == (10, 5, [])
    with office.work(people.sara) as w:
        done = block.store(w, "customer", given)
    with office.read(people.sara) as w:
        assert [w.get(Customer, one).city for one in shops] == ["Qom", "Yazd", "Rey", "Fars", "Kish"]
        assert parts.tags_of(w, "customer", shops)[shops[1]] == ["a", "b"]
    with office.work(people.sara) as w:
        assert done.change_set_id is not None
        assert undo(w, done.change_set_id).conflicts == []
        assert [w.get(Customer, one).city for one in shops] == [None] * 5


def test_looking_writes_nothing(office: Office, people: People, shops: list[int]) -> None:
    with office.read(people.sara) as w:
        looked = block.look(w, "customer", cells(shops, city=["Qom"]), [NewRow(0, {"name": "New"})])
        assert (len(looked.changes), looked.made, looked.change_set_id) == (1, {0: 0}, None)
    with office.read(people.sara) as w:
        assert w.get(Customer, shops[0]).city is None


def test_unreadable_cells_are_left_and_told_while_the_others_are_stored(
    office: Office, people: People, shops: list[int]
) -> None:
    given = cells(shops, email=["a@b.example", "nonsense"], owner=["Reza", "Nobody Such"], name=["", "Shop One"])
    with office.work(people.sara) as w:
        done = block.store(w, "customer", given)
        assert [(one.id, one.field, type(one.why)) for one in done.left] == [
            (shops[0], "name", Invalid),
            (shops[1], "email", Invalid),
            (shops[1], "owner", Invalid),
        ]
        first, second = (w.get(Customer, one) for one in shops[:2])
        assert (first.name, first.email, first.owner_id) == ("Shop 0", "a@b.example", people.reza.user_id)
        assert (second.name, second.email) == ("Shop One", None)


def test_only_what_differs_is_written(office: Office, people: People, shops: list[int]) -> None:
    with office.work(people.sara) as w:
        done = block.store(w, "customer", [Cell(shops[0], 1, "name", "Shop 0", "Shop 0")])
        assert (done.changes, done.change_set_id) == ([], None)
        assert w.get(Customer, shops[0]).version == 1


def test_cells_of_others_are_left(office: Office, people: People, shops: list[int]) -> None:
    with office.work(people.kian) as w:
        done = block.store(w, "customer", cells(shops, city=["Qom", "Yazd"]))
        assert [type(one.why) for one in done.left] == [Refused, Refused]
        assert done.change_set_id is None
    with office.work(people.vida) as w, pytest.raises(Refused):
        block.store(w, "customer", cells(shops, city=["Qom"]))


def test_deals_that_are_not_seen_are_not_there(office: Office, people: People, saras_case: SarasCase) -> None:
    with office.work(people.kian) as w:
        done = block.store(w, "deal", [Cell(saras_case.deal, 1, "amount", None, "9")])
        assert [type(one.why) for one in done.left] == [NotFound]
    with office.work(people.nader) as w:
        assert block.store(w, "deal", [Cell(saras_case.deal, 1, "amount", "120.00", "9")]).records == 1
        assert w.get(Deal, saras_case.deal).amount == 9_00


def test_another_persons_change_of_the_same_cell_is_not_overwritten(
    office: Office, people: People, shops: list[int]
) -> None:
    with office.work(people.mina) as w:
        records.edit(w, "customer", records.Edit(shops[0], 1, {"city": "Karaj"}))
    given = [Cell(shops[0], 1, "city", None, "Rey"), Cell(shops[0], 1, "industry", None, "Steel")]
    with office.work(people.sara) as w:
        done = block.store(w, "customer", given)
        (left,) = done.left
        assert isinstance(left.why, Conflict)
        (item,) = left.why.items
        assert (item.before, item.mine, item.theirs) == (None, "Rey", "Karaj")
        customer = w.get(Customer, shops[0])
        assert (customer.city, customer.industry) == ("Karaj", "Steel")


def test_my_own_edit_a_moment_ago_is_no_conflict(office: Office, people: People, shops: list[int]) -> None:
    with office.work(people.sara) as w:
        block.store(w, "customer", [Cell(shops[0], 1, "phone", None, "021 8877 1234")])
    with office.work(people.sara) as w:
        done = block.store(w, "customer", [Cell(shops[0], 1, "phone", "021 8877 1234", "021 8877 4321")])
        assert done.left == []
        assert w.get(Customer, shops[0]).phone == "021 8877 4321"


def test_new_rows_join_the_change_set_and_missing_names_are_told(
    office: Office, people: People, shops: list[int]
) -> None:
    new = [NewRow(0, {"name": "Added", "city": "Qom", "email": "nonsense"}), NewRow(1, {"city": "Rey"})]
    with office.work(people.sara) as w:
        done = block.store(w, "customer", cells(shops, city=["Qom"]), new)
        assert list(done.made) == [0]
        assert [(one.place, one.field) for one in done.left] == [(0, "email"), (1, "name")]
        made = w.get(Customer, done.made[0])
        assert (made.name, made.city, made.owner_id) == ("Added", "Qom", people.sara.user_id)
        changes = w.scalars(select(Change.id).where(Change.change_set_id == done.change_set_id))
        assert len(changes) == 2
    with office.work(people.sara) as w:
        assert done.change_set_id is not None
        assert undo(w, done.change_set_id).reverted == {"customer": 2}


def test_a_layout_is_kept_with_the_person_and_given_back(office: Office, people: People) -> None:
    wanted = (layouts.Place("name", 260, pinned=True), layouts.Place("city"), layouts.Place("owner", 5_000))
    with office.work(people.sara) as w:
        layouts.keep(w, "customer", wanted)
    with office.read(people.sara) as w:
        assert layouts.kept(w, "customer") == (*wanted[:2], layouts.Place("owner", layouts.WIDEST))
    with office.read(people.reza) as w:
        assert layouts.kept(w, "customer") == ()
    with office.work(people.sara) as w:
        layouts.keep(w, "customer", (layouts.Place("city"),))
    with office.work(people.sara) as w:
        assert layouts.kept(w, "customer") == (layouts.Place("city"),)
        layouts.keep(w, "customer", ())
    with office.read(people.sara) as w:
        assert layouts.kept(w, "customer") == ()
