"""A deal goes on: moved, won, lost, opened again; what two people do at once; who may."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from crm_core.base.errors import Conflict, Invalid, NotFound, Refused
from crm_core.deals.move import lost, move, reopen, won
from crm_core.fields.records import Edit, create, edit
from crm_core.models import ChangeSet, Deal, DealLine, Product
from crm_core.trust.access import SYSTEM, Actor
from crm_core.trust.history import history
from crm_core.trust.undo import undo
from crm_core.trust.unit_of_work import Office
from tests.integration.deals_ground import TODAY, on_day, stages_of
from tests.provision.company import People


@pytest.fixture
def stages(office: Office) -> dict[str, int]:
    return stages_of(office)


def _made(office: Office, actor: Actor, **values: object) -> int:
    with office.work(actor) as w:
        return create(w, "deal", {"title": "Scales", "amount": 100, **values})


def _deal(office: Office, deal_id: int) -> Deal:
    with office.read(SYSTEM) as w:
        return w.get(Deal, deal_id)


def test_a_new_deal_is_its_makers(office: Office, people: People, stages: dict[str, int]) -> None:
    deal = _deal(office, _made(office, people.sara))
    assert (deal.owner_id, deal.unit_id) == (people.sara.user_id, people.sara.unit_id)
    assert (deal.stage_id, deal.outcome, deal.opened_on, deal.currency) == (stages["Lead"], "open", TODAY, "USD")


def test_a_moved_deal_is_in_its_new_stage_since_today(office: Office, people: People, stages: dict[str, int]) -> None:
    deal_id = _made(office, people.sara)
    on_day(office, 3)
    with office.work(people.sara) as w:
        done = move(w, deal_id, stages["Proposal"], version=1)
    deal = _deal(office, deal_id)
    assert (deal.stage_id, deal.stage_since, deal.version) == (stages["Proposal"], TODAY + dt.timedelta(3), 2)
    assert (done.version, done.change_set_id is None) == (2, False)


def test_won_lost_and_open_again_bear_their_names_in_the_history(
    office: Office, people: People, stages: dict[str, int]
) -> None:
    deal_id = _made(office, people.sara, opened_on=TODAY - dt.timedelta(days=5))
    with office.work(people.sara) as w:
        move(w, deal_id, stages["Negotiation"])
        won(w, deal_id, on=TODAY - dt.timedelta(days=1))
    assert _deal(office, deal_id).closed_on == TODAY - dt.timedelta(days=1)
    with office.work(people.sara) as w:
        lost(w, deal_id, "Price")
    deal = _deal(office, deal_id)
    assert (deal.outcome, deal.lost_reason, deal.closed_on) == ("lost", "Price", TODAY)
    with office.work(people.sara) as w:
        reopen(w, deal_id, why="They called back")
    deal = _deal(office, deal_id)
    assert (deal.outcome, deal.lost_reason, deal.closed_on) == ("open", None, None)
    assert deal.stage_id == stages["Negotiation"]
    with office.read(people.sara) as w:
        kinds = [one.kind for one in history(w, "deal", deal_id)]
        context = w.scalar(select(ChangeSet.context).order_by(ChangeSet.id.desc()).limit(1))
    assert kinds == ["reopen", "lost", "won", "move", "create"]
    assert context == {"why": "They called back"}


def test_a_move_is_undone_whole(office: Office, people: People) -> None:
    deal_id = _made(office, people.sara)
    with office.work(people.sara) as w:
        done = lost(w, deal_id, "Price")
    with office.work(people.sara) as w:
        assert done.change_set_id is not None
        undo(w, done.change_set_id)
    deal = _deal(office, deal_id)
    assert (deal.outcome, deal.lost_reason, deal.closed_on) == ("open", None, None)


def test_dropping_a_card_where_it_was_does_nothing(office: Office, people: People, stages: dict[str, int]) -> None:
    deal_id = _made(office, people.sara)
    with office.work(people.sara) as w:
        done = move(w, deal_id, stages["Lead"], version=1)
    assert (done.version, done.change_set_id) == (1, None)


def test_two_people_move_the_same_card(office: Office, people: People, stages: dict[str, int]) -> None:
    deal_id = _made(office, people.sara)
    with office.work(people.nader) as w:
        move(w, deal_id, stages["Proposal"], version=1)
    with office.work(people.sara) as w, pytest.raises(Conflict) as clash:
        move(w, deal_id, stages["Qualified"], version=1)
    (item,) = clash.value.items
    assert (item.before, item.mine, item.theirs) == (stages["Lead"], stages["Qualified"], stages["Proposal"])
    assert _deal(office, deal_id).stage_id == stages["Proposal"]


def test_a_change_of_another_field_is_no_conflict(office: Office, people: People, stages: dict[str, int]) -> None:
    deal_id = _made(office, people.sara)
    with office.work(people.nader) as w:
        edit(w, "deal", Edit(deal_id, 1, {"amount": 250}))
    with office.work(people.sara) as w:
        move(w, deal_id, stages["Qualified"], version=1)
    deal = _deal(office, deal_id)
    assert (deal.stage_id, deal.amount, deal.version) == (stages["Qualified"], 250, 3)


def test_only_who_may_change_a_deal_moves_it(office: Office, people: People, stages: dict[str, int]) -> None:
    deal_id = _made(office, people.sara)
    with office.work(people.vida) as w, pytest.raises(Refused):
        move(w, deal_id, stages["Qualified"])
    with office.work(people.omid) as w, pytest.raises(NotFound):
        move(w, deal_id, stages["Qualified"])
    with office.work(people.leila) as w:
        move(w, deal_id, stages["Qualified"])
    assert _deal(office, deal_id).stage_id == stages["Qualified"]


def test_a_deal_is_not_won_tomorrow(office: Office, people: People) -> None:
    deal_id = _made(office, people.sara)
    with office.work(people.sara) as w, pytest.raises(Invalid):
        won(w, deal_id, on=TODAY + dt.timedelta(days=1))
    assert _deal(office, deal_id).outcome == "open"


def test_an_open_deal_cannot_be_reopened(office: Office, people: People) -> None:
    deal_id = _made(office, people.sara)
    with office.work(people.sara) as w, pytest.raises(Invalid):
        reopen(w, deal_id)


def test_the_amount_of_the_line_follows_that_of_the_deal(office: Office, people: People) -> None:
    with office.work(SYSTEM) as w, w.changing("create"):
        product = Product(name="Truck scale")
        w.session.add(product)
        w.session.flush()
        number = product.id
    deal_id = _made(office, people.sara, product=number)
    with office.work(people.sara) as w:
        edit(w, "deal", Edit(deal_id, 1, {"amount": 777}))
    with office.read(people.sara) as w:
        assert w.rows(select(DealLine.product_id, DealLine.price, DealLine.amount)) == [(number, 777, 777)]
