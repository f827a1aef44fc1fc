"""Two customers become one and two again: what moves, what stays, who may, what an undo leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

import crm_core.deals
import crm_core.work  # noqa: F401  its rules, as the program has them
from crm_core.base.errors import Invalid, NotFound, Refused
from crm_core.customers.merge import Merged, hanging_on, merge, survivor_of
from crm_core.fields import records
from crm_core.models import Contact, Customer, Deal, Interaction, Note, Order, Stage, Task
from crm_core.trust import parts
from crm_core.trust.access import SYSTEM
from crm_core.trust.bulk import bulk_create
from crm_core.trust.company import store_company
from crm_core.trust.merged import MERGED_SINCE
from crm_core.trust.undo import Undone, undo
from tests.integration.test_history import everything

if TYPE_CHECKING:
    from crm_core.trust.access import Actor
    from crm_core.trust.unit_of_work import Office, Work
    from tests.integration.conftest import SarasCase
    from tests.provision.company import People


def make(office: Office, actor: Actor, entity: str = "customer", **values: Any) -> int:
    with office.work(actor) as w:
        return records.create(w, entity, values)


def merged(office: Office, actor: Actor, keep: int, *others: int, entity: str = "customer", **values: Any) -> Merged:
    with office.work(actor) as w:
        return merge(w, entity, keep, others, values)


def undone(office: Office, actor: Actor, change_set: int) -> Undone:
    with office.work(actor) as w:
        return undo(w, change_set)


def hang(w: Work, customer: int, contact: int | None = None, **whose: Any) -> None:
    """One record of each kind on a customer."""
    stage = w.scalar(select(Stage).where(Stage.kind == "open").order_by(Stage.position))
    about = {"customer_id": customer, **whose}
    with_contact = {**about, "contact_id": contact}
    today, now = w.clock.today(), w.clock.now()
    deal = {"title": "Mill", "pipeline_id": stage.pipeline_id, "stage_id": stage.id, "stage_since": today}
    bulk_create(w, Deal, [{**deal, "currency": "USD", "opened_on": today, **with_contact}])
    bulk_create(w, Task, [{"title": "Call", **with_contact}])
    bulk_create(w, Interaction, [{"subject": "Talk", "happened_at": now, "happened_on": today, **with_contact}])
    bulk_create(w, Note, [{"body": "Pays late", **with_contact}])
    bulk_create(w, Order, [{"number": "7", "currency": "USD", **with_contact}])
    bulk_create(w, Contact, [{"name": "Mehdi", **about}])


@pytest.fixture
def twin(office: Office, people: People, saras_case: SarasCase) -> int:
    """A second Alborz Steel of Sara's, with one of everything."""
    number = make(
        office, people.sara, name="Alborz Steel Co.", city="Karaj", phone="026 3456 7890", email="info@alborz.example",
        mobile="0912 000 0000", note="From the fair", tags=["steel"], external_id="A-7",
    )  # fmt: skip
    with office.work(SYSTEM) as w, w.changing("create"):
        hang(w, number)
    return number


def test_everything_moves_to_the_survivor(office: Office, people: People, saras_case: SarasCase, twin: int) -> None:
    done = merged(office, people.sara, saras_case.customer, twin)
    assert done.moved == dict.fromkeys(("contact", "deal", "task", "interaction", "order", "note"), 1)
    with office.read(SYSTEM) as w:
        keep = w.get(Customer, saras_case.customer)
        assert (keep.name, keep.mobile, keep.phone) == ("Alborz Steel", "0912 345 6789", "026 3456 7890")
        assert (keep.email, keep.note, keep.external_id) == ("info@alborz.example", "From the fair", "A-7")
        assert keep.last_contact_on == w.clock.today()
        assert parts.tags_of(w, "customer", [keep.id]) == {keep.id: ["steel"]}
        assert parts.points_of(w, "customer", [keep.id]) == {
            keep.id: [{"kind": "mobile", "label": None, "value": "0912 000 0000"}]
        }
        assert hanging_on(w, "customer", [keep.id, twin])[keep.id]["deal"] == 2
        assert twin not in hanging_on(w, "customer", [twin])
        gone = w.get(Customer, twin, with_bin=True)
        assert (gone.deleted_at is not None, gone.merged_into_id) == (True, keep.id)
        assert (gone.mobile, gone.external_id) == ("0912 000 0000", "A-7")
        assert survivor_of(w, "customer", twin) == keep.id


def test_the_chosen_values_are_the_survivors(office: Office, people: People, saras_case: SarasCase, twin: int) -> None:
    chosen: dict[str, Any] = {"name": "Alborz Steel Co.", "mobile": "0912 000 0000", "note": None}
    merged(office, people.sara, saras_case.customer, twin, **chosen)
    with office.read(SYSTEM) as w:
        keep = w.get(Customer, saras_case.customer)
        assert (keep.name, keep.mobile, keep.note) == ("Alborz Steel Co.", "0912 000 0000", None)
        assert "alborz steel co" in keep.search_key
        assert parts.points_of(w, "customer", [keep.id])[keep.id][0]["value"] == "0912 345 6789"


def test_an_unmerge_brings_everything_back(office: Office, people: People, saras_case: SarasCase, twin: int) -> None:
    before = everything(office)
    done = merged(office, people.sara, saras_case.customer, twin, city="Tehran")
    assert undone(office, people.sara, done.change_set_id).conflicts == []
    assert everything(office) == before


def test_an_unmerge_leaves_and_lists_what_was_changed_since(
    office: Office, people: People, saras_case: SarasCase, twin: int
) -> None:
    third = make(office, people.sara, name="Somebody else")
    done = merged(office, people.sara, saras_case.customer, twin)
    with office.work(people.mina) as w:
        task = w.scalar(select(Task).where(Task.title == "Call"))
        deal = w.scalar(select(Deal).where(Deal.title == "Mill"))
        records.edit(w, "task", records.Edit(task.id, task.version, {"customer": third}))
        records.edit(w, "deal", records.Edit(deal.id, deal.version, {"amount": 5_00}))
    back = undone(office, people.sara, done.change_set_id)  # who may not see the task reads its number alone
    assert [(one.entity, one.label, one.reason) for one in back.conflicts] == [("task", f"#{task.id}", "changed since")]
    with office.read(SYSTEM) as w:
        assert w.get(Customer, twin).merged_into_id is None
        moved = w.get(Deal, deal.id)
        assert (moved.customer_id, moved.amount) == (twin, 5_00)
        assert w.get(Task, task.id).customer_id == third


def test_contacts_merge_with_what_hangs_on_them(office: Office, people: People, saras_case: SarasCase) -> None:
    about = {"customer": saras_case.customer}
    one = make(office, people.sara, "contact", name="Ali Rezaei", mobile="0912 111 1111", **about)
    two = make(office, people.sara, "contact", name="A. Rezaei", email="ali@a.example", job_title="Buyer", **about)
    with office.work(SYSTEM) as w, w.changing("create"):
        hang(w, saras_case.customer, two)
    before = everything(office)
    done = merged(office, people.sara, one, two, entity="contact")
    assert done.moved == dict.fromkeys(("deal", "task", "interaction", "order", "note"), 1)
    with office.read(SYSTEM) as w:
        keep = w.get(Contact, one)
        assert (keep.name, keep.email, keep.job_title) == ("Ali Rezaei", "ali@a.example", "Buyer")
    undone(office, people.sara, done.change_set_id)
    assert everything(office) == before


def test_what_the_merging_person_does_not_see_moves_too_and_returns(office: Office, people: People) -> None:
    keep, other = (make(office, people.sara, name=name) for name in ("Kavir", "Kavir Ltd"))
    with office.work(SYSTEM) as w, w.changing("create"):
        hang(w, other, owner_id=people.kian.user_id, unit_id=people.kian.unit_id)
    before = everything(office)
    done = merged(office, people.sara, keep, other)
    with office.read(SYSTEM) as w:
        assert set(w.scalars(select(Deal.customer_id))) == {keep}
    assert undone(office, people.sara, done.change_set_id).conflicts == []
    assert everything(office) == before


def test_a_merge_of_a_merged_customer_leads_on_to_the_last(office: Office, people: People) -> None:
    a, b, c = (make(office, people.sara, name=f"Firm {n}") for n in "abc")
    first = merged(office, people.sara, b, a)
    merged(office, people.sara, c, b)
    with office.read(SYSTEM) as w:
        assert survivor_of(w, "customer", a) == c
    back = undone(office, people.sara, first.change_set_id)
    assert [(one.label, one.reason) for one in back.conflicts] == [("Firm b", MERGED_SINCE)]


# Who may


def test_each_merges_what_is_theirs(office: Office, people: People) -> None:
    mine = make(office, people.sara, name="Kavir")
    rezas = make(office, people.reza, name="Kavir Co", owner=people.reza.user_id)
    for outsider in (people.sara, people.shirin, people.vida):
        with pytest.raises(Refused):
            merged(office, outsider, mine, rezas)
    assert merged(office, people.nader, mine, rezas).keep_id == mine


def test_what_one_may_not_see_cannot_be_merged(office: Office, people: People) -> None:
    with office.work(people.mina) as w:
        store_company(w.session, {"customers_seen": "own"})
        w.touch("setting")
    mine = make(office, people.sara, name="Kavir")
    theirs = make(office, people.kian, name="Kavir")
    with pytest.raises(NotFound):
        merged(office, office.actor_for("sara@daftar.example"), mine, theirs)


@pytest.mark.parametrize(
    ("ids", "values"),
    [((1,), {}), ((1, 1), {}), ((1, 2, 3, 4, 5, 6), {}), ((1, 2), {"name": ""}), ((1, 2), {"last_contact_on": None})],
)
def test_what_cannot_be_merged_is_refused_in_words(
    office: Office, people: People, ids: tuple[int, ...], values: dict[str, Any]
) -> None:
    numbers = [make(office, people.sara, name=f"Firm {n}") for n in range(6)]
    before = everything(office)
    with pytest.raises(Invalid):
        merged(office, people.sara, *(numbers[n - 1] for n in ids), **values)
    assert everything(office) == before


def test_a_link_to_a_stranger_is_refused(office: Office, people: People) -> None:
    one, two = (make(office, people.sara, name=f"Firm {n}") for n in "ab")
    with pytest.raises(Invalid):
        merged(office, people.sara, one, two, owner=people.kian.user_id)


# Imports


@pytest.mark.parametrize("keep_imported", [True, False])
def test_undo_of_an_import_names_the_merge(office: Office, people: People, keep_imported: bool) -> None:
    mine = make(office, people.mina, name="Kavir")
    with office.work(people.mina) as w, w.changing("import") as change_set:
        imported, alone = bulk_create(w, Customer, [{"name": "Kavir"}, {"name": "Alone"}])
        hang(w, imported)
    before = everything(office)
    pair = (imported, mine) if keep_imported else (mine, imported)
    done = merged(office, people.mina, *pair)
    back = undone(office, people.mina, change_set.id)
    reasons = {(one.entity, one.label): one.reason for one in back.conflicts}
    assert reasons["customer", "Kavir"] == "merged since; unmerge first"
    if not keep_imported:
        assert set(reasons.values()) == {"merged since; unmerge first"}
    with office.read(SYSTEM) as w:
        assert w.scalars(select(Customer.name).order_by(Customer.id)) == ["Kavir"]
    undone(office, people.mina, done.change_set_id)
    assert alone not in {row["id"] for row in everything(office)["customers"]}
    assert len(before["customers"]) - 1 == len(everything(office)["customers"])


def test_an_import_can_be_undone_after_the_unmerge(office: Office, people: People) -> None:
    mine = make(office, people.mina, name="Kavir", city="Yazd")
    before = everything(office)
    with office.work(people.mina) as w, w.changing("import") as change_set:
        (imported,) = bulk_create(w, Customer, [{"name": "Kavir", "phone": "021 88776655"}])
        hang(w, imported)
    undone(office, people.mina, merged(office, people.mina, imported, mine).change_set_id)
    assert undone(office, people.mina, change_set.id).conflicts == []
    assert everything(office) == before


# Whatever is merged


_FIELDS = {
    "email": st.sampled_from([None, "a@x.example", "B@x.example"]),
    "mobile": st.sampled_from([None, "0912 111 1111", "+98 912 111 1111", "0912 222 2222"]),
    "phone": st.sampled_from([None, "021 8877 6655", "0912 111 1111"]),
    "city": st.sampled_from([None, "Yazd", "یزد"]),
    "note": st.sampled_from([None, "Pays late", "پرداخت دیر"]),
    "tags": st.lists(st.sampled_from(["gold", "Steel", "طلا"]), max_size=2),
}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    made=st.lists(st.fixed_dictionaries(_FIELDS), min_size=3, max_size=4),
    hung=st.sets(st.integers(0, 3)),
    twice=st.booleans(),
)
def test_merging_and_unmerging_changes_nothing(
    office: Office, people: People, made: list[dict[str, Any]], hung: set[int], twice: bool
) -> None:
    ids = [make(office, people.mina, name=f"Firm {n}", **values) for n, values in enumerate(made)]
    with office.work(SYSTEM) as w, w.changing("create"):
        for place in hung & set(range(len(ids))):
            hang(w, ids[place])
    before = everything(office)
    done = [merged(office, people.mina, ids[0], *ids[1:3])]
    if twice and len(ids) > 3:
        done.append(merged(office, people.mina, ids[3], ids[0]))
    for one in reversed(done):
        assert undone(office, people.mina, one.change_set_id).conflicts == []
    assert everything(office) == before
