"""Who sees and changes what: Sara (rep, North) owns; Nader and Leila lead above her; Reza is her sibling in the
unit, Vida its viewer; Omid, Shirin and Kian stand outside."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from crm_core.base.errors import NotFound, Refused
from crm_core.fields import records
from crm_core.fields.find import Query, find
from crm_core.fields.search import search
from crm_core.file.overview import customer_file
from crm_core.file.timeline import timeline
from crm_core.file.whose import Whose
from crm_core.models import Change, Customer, Deal, DealState, Interaction, Note, Task, UserSession
from crm_core.trust import accounts
from crm_core.trust.access import SYSTEM, Actor, may
from crm_core.trust.history import history
from crm_core.work.tasks import task_list
from tests.provision.company import PASSWORD, email

if TYPE_CHECKING:
    from crm_core.trust.unit_of_work import Office
    from tests.integration.conftest import SarasCase
    from tests.provision.company import People

SEES_THE_WORK = ("mina", "babak", "leila", "nader", "sara", "vida")
SEES_NONE = ("reza", "omid", "shirin", "kian")
MAY_CHANGE = ("mina", "babak", "leila", "nader", "sara")


def actor(people: People, name: str) -> Actor:
    found: Actor = getattr(people, name)
    return found


@pytest.mark.parametrize("name", SEES_THE_WORK)
def test_owner_lead_and_above_see_the_deal_and_its_work(
    office: Office, people: People, saras_case: SarasCase, name: str
) -> None:
    with office.read(actor(people, name)) as w:
        assert w.scalar(select(func.sum(Deal.amount))) == 120_00
        assert w.get(Deal, saras_case.deal).title == "Rolling mill"
        assert len(w.scalars(select(DealState))) == 1
        assert [t.title for t in w.scalars(select(Task))] == ["Call back"]
        assert [i.subject for i in w.scalars(select(Interaction))] == ["First call"]
        assert [n.body for n in w.scalars(select(Note))] == ["Wants a discount"]


@pytest.mark.parametrize("name", SEES_NONE)
def test_siblings_and_outsiders_see_zeros(office: Office, people: People, saras_case: SarasCase, name: str) -> None:
    with office.read(actor(people, name)) as w:
        assert w.scalar(select(func.count()).select_from(Deal)) == 0
        assert w.scalar(select(func.sum(Deal.amount))) is None
        for model in (DealState, Task, Interaction, Note):
            assert w.scalars(select(model)) == []
        assert find(w, "deal", Query()).total == 0
        assert find(w, "task", Query()).total == 0
        assert find(w, "interaction", Query()).total == 0
        assert task_list(w, whose="all") == []
        assert [hit.kind for hit in search(w, "rolling")] == []
        with pytest.raises(NotFound):
            w.get(Deal, saras_case.deal)
        with pytest.raises(NotFound):
            history(w, "deal", saras_case.deal)


def test_everybody_sees_customers_until_a_setting_narrows_them(
    office: Office, people: People, saras_case: SarasCase
) -> None:
    with office.read(people.kian) as w:
        assert find(w, "customer", Query(search="alborz")).total == 1
        assert customer_file(w, saras_case.customer).deals.rows == []
        assert {event.kind for event in timeline(w, Whose("customer", saras_case.customer))} == {"change"}
    for narrowing, sees in (("unit", ("sara", "nader", "leila", "reza", "vida")), ("own", ("sara",))):
        for name in ("sara", "reza", "vida", "omid", "kian", "shirin", "nader", "leila"):
            narrowed = replace(actor(people, name), customers_seen=narrowing)
            expected = 1 if name in sees or (narrowing == "own" and name in ("nader", "leila", "vida")) else 0
            with office.read(narrowed) as w:
                assert find(w, "customer", Query()).total == expected, (narrowing, name)
                assert len(search(w, "alborz")) == expected, (narrowing, name)


def test_who_sees_a_deal_sees_its_customer(office: Office, people: People, saras_case: SarasCase) -> None:
    with office.work(SYSTEM) as w, w.changing("edit"):
        w.get(Deal, saras_case.deal).owner_id = people.omid.user_id
    with office.read(replace(people.omid, customers_seen="own")) as w:
        assert w.get(Customer, saras_case.customer).name == "Alborz Steel"


def test_unowned_customers_are_seen_by_all(office: Office, people: People) -> None:
    with office.work(SYSTEM) as w:
        records.create(w, "customer", {"name": "Nobody's yet"})
    with office.read(replace(people.kian, customers_seen="own")) as w:
        assert [row["name"] for row in find(w, "customer", Query()).rows] == ["Nobody's yet"]


@pytest.mark.parametrize("name", [*SEES_THE_WORK, *SEES_NONE])
def test_changing_is_for_the_owner_and_those_above(
    office: Office, people: People, saras_case: SarasCase, name: str
) -> None:
    with office.work(actor(people, name)) as w:
        attempt = records.Edit(saras_case.customer, 1, {"city": "Qom"})
        if name in MAY_CHANGE:
            assert records.edit(w, "customer", attempt).change_set_id is not None
        else:
            with pytest.raises(Refused):
                records.edit(w, "customer", attempt)


def test_a_bulk_edit_leaves_what_is_not_ones_own(office: Office, people: People, saras_case: SarasCase) -> None:
    with office.work(people.omid) as w:
        mine = records.create(w, "customer", {"name": "Omid's"})
        done = records.edit_many(w, "customer", [saras_case.customer, mine], {"tier": "A"})
    assert (done.changed, done.refused) == (1, [saras_case.customer])
    with office.read(SYSTEM) as w:
        assert w.get(Customer, saras_case.customer).tier is None


def test_an_update_of_a_hidden_record_looks_like_a_missing_one(
    office: Office, people: People, saras_case: SarasCase
) -> None:
    with office.work(people.kian) as w, pytest.raises(NotFound):
        records.edit(w, "deal", records.Edit(saras_case.deal, 1, {"title": "Mine now"}))


def test_only_admin_and_manager_see_everybodys_changes(office: Office, people: People, saras_case: SarasCase) -> None:
    with office.work(people.sara) as w:
        records.edit(w, "customer", records.Edit(saras_case.customer, 1, {"city": "Qom"}))
    with office.read(people.kian) as w:
        assert w.scalars(select(Change)) == []
    with office.read(people.nader) as w:
        assert len(w.scalars(select(Change))) == 1
    with office.read(people.mina) as w:
        assert len(w.scalars(select(Change))) > 1


def test_sessions_of_others_are_the_admins_alone(office: Office, people: People) -> None:
    accounts.sign_in(office, email("Sara"), PASSWORD)
    accounts.sign_in(office, email("Babak"), PASSWORD)
    with office.read(people.babak) as w:
        assert [one.user for one in accounts.open_sessions(w)] == ["Babak"]
    with office.read(people.mina) as w:
        assert {"Sara", "Babak"} <= {one.user for one in accounts.open_sessions(w)}


def test_a_session_without_an_actor_refuses_to_run(office: Office) -> None:
    with office.database.session() as session, pytest.raises(RuntimeError, match="actor"):
        session.execute(select(UserSession))


def test_rights_by_role(people: People) -> None:
    assert may(people.mina, "settings")
    assert not may(people.babak, "settings")
    assert may(people.babak, "see_audit")
    assert not may(people.leila, "see_audit")
    assert may(people.leila, "targets")
    assert not may(people.sara, "targets")
    assert not may(people.sara, "export")
    assert may(replace(people.sara, rep_may_export=True), "export")
    assert not any(may(people.vida, action) for action in ("change", "bulk", "import", "merge", "export", "undo"))
