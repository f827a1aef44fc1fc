"""The demo company: it hangs together, belongs to its language, and is made in an empty database only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import func, or_, select

from crm_core.base.errors import Refused
from crm_core.base.text import legal_id_ok, national_id_ok
from crm_core.deals.forecast.honesty import honesty
from crm_core.models import (
    ENDLESS,
    TRACKED_DEAL_VALUES,
    ChangeSet,
    Contact,
    Customer,
    Deal,
    DealLine,
    DealState,
    Interaction,
    Order,
    OrderLine,
    Stage,
    Target,
    Task,
    Unit,
    User,
)
from crm_core.reports import dashboards, pins, saved
from crm_core.trust.access import SYSTEM
from crm_core.trust.accounts import demo_sign_in, session_actor
from crm_core.trust.history import history
from crm_core.trust.set_up import SetUp, prepare, set_up
from crm_core.trust.undo import undo
from crm_core.trust.unit_of_work import Office
from db.demo import fill
from db.demo._words import Language, pairs, words_of
from tests.integration.demo_ground import NOON, filled, open_demo
from tests.provision import databases


@pytest.fixture
def office(database_kind: databases.Kind, tmp_path: Path) -> Iterator[Office]:
    """The Persian demo company at noon."""
    with databases.fresh(database_kind, "demo_fa", filled("fa"), tmp_path) as address:
        office = open_demo(address)
        yield office
        office.close()


@pytest.fixture
def english(tmp_path: Path) -> Iterator[Office]:
    with databases.fresh("sqlite", "demo_en", filled("en"), tmp_path) as address:
        office = open_demo(address)
        yield office
        office.close()


def test_four_units_and_twenty_five_people_with_their_customers_and_deals(office: Office) -> None:
    with office.read(SYSTEM) as w:

        def count(model: type) -> int:
            return int(w.scalar(select(func.count()).select_from(model)))

        assert (count(Unit), count(User), count(Customer), count(Deal)) == (4, 25, 100, 360)
        roles = dict(w.rows(select(User.role, func.count()).group_by(User.role)))  # type: ignore[arg-type]
        assert roles == {"admin": 1, "manager": 1, "lead": 4, "rep": 18, "viewer": 1}
        assert all(count(model) > 100 for model in (Contact, Task, Interaction, Target))


def test_three_years_end_today(office: Office) -> None:
    with office.read(SYSTEM) as w:
        first, last = w.rows(select(func.min(Deal.opened_on), func.max(Deal.opened_on)))[0]
        assert first >= dt.date(2023, 7, 15)
        assert first < dt.date(2023, 8, 15)
        assert dt.date(2026, 7, 1) < last <= dt.date(2026, 7, 15)
        assert w.scalar(select(func.max(Interaction.happened_at))) <= NOON.now()
        assert w.scalar(select(func.max(ChangeSet.at))) <= NOON.now()


def test_states_follow_each_other_and_end_with_what_the_deal_is(office: Office) -> None:
    with office.read(SYSTEM) as w:
        deals = {deal.id: deal for deal in w.scalars(select(Deal))}
        lives: dict[int, list[DealState]] = {}
        for state in w.scalars(select(DealState).order_by(DealState.deal_id, DealState.valid_from)):
            lives.setdefault(state.deal_id, []).append(state)
        assert lives.keys() == deals.keys()
        for number, states in lives.items():
            assert all(one.valid_to == two.valid_from for one, two in pairwise(states))
            assert states[-1].valid_to == ENDLESS
            deal = deals[number]
            assert [getattr(states[-1], name) for name in TRACKED_DEAL_VALUES] == [
                getattr(deal, name) for name in TRACKED_DEAL_VALUES
            ]
            assert NOON.day_of(states[0].valid_from) == deal.opened_on
        assert sum(len(states) for states in lives.values()) > 3 * len(deals)


def test_deals_are_closed_as_their_stage_says(office: Office) -> None:
    with office.read(SYSTEM) as w:
        rows = w.rows(
            select(Deal.outcome, Stage.kind, Deal.closed_on, Deal.lost_reason, Deal.amount).join(
                Stage, Stage.id == Deal.stage_id
            )
        )
    for row in rows:
        assert row.outcome == row.kind
        assert (row.closed_on is None) == (row.outcome == "open")
        assert (row.lost_reason is None) == (row.outcome != "lost")
        assert row.amount is not None or row.outcome != "won"
    assert {row.outcome for row in rows} == {"open", "won", "lost"}


def test_the_lines_of_a_deal_sum_to_its_amount(office: Office) -> None:
    with office.read(SYSTEM) as w:
        line = select(DealLine.deal_id, func.sum(DealLine.amount)).group_by(DealLine.deal_id)
        sums = {row[0]: row[1] for row in w.rows(line)}
        amounts = {row.id: row.amount for row in w.rows(select(Deal.id, Deal.amount))}
    assert {number: int(total) if total is not None else None for number, total in sums.items()} == amounts


def test_won_deals_became_orders(office: Office) -> None:
    with office.read(SYSTEM) as w:
        orders = w.rows(select(Order, Deal.closed_on).join(Deal, Deal.id == Order.deal_id).order_by(Order.id))
        line = select(OrderLine.order_id, func.sum(OrderLine.amount)).group_by(OrderLine.order_id)
        sums = {row[0]: int(row[1]) for row in w.rows(line)}
        won = w.scalar(select(func.count()).select_from(Deal).where(Deal.outcome == "won"))
        today = w.clock.today()
    assert 0.7 * won < len(orders) <= won
    assert {order.id: order.amount for order, _ in orders} == sums
    assert {order.ordered_on == closed for order, closed in orders} == {True}
    assert all(order.shipped_on is None or order.ordered_on <= order.shipped_on <= today for order, _ in orders)
    assert {order.status for order, _ in orders} >= {"open", "done"}
    assert len({order.number for order, _ in orders}) == len(orders)


def test_the_persian_company_lives_by_the_persian_calendar_and_money(office: Office) -> None:
    company = office.company
    assert (company.language, company.calendar, company.currency, company.toman) == ("fa", "jalali", "IRR", True)
    assert (company.time_zone, company.week_start, company.weekend) == ("Asia/Tehran", 5, {"3": 0.5, "4": 1.0})
    with office.read(SYSTEM) as w:
        assert w.scalar(select(Stage.name).order_by(Stage.position).limit(1)) == "سرنخ"
        starts = w.scalars(select(Target.start).where(Target.scope == "company").order_by(Target.start))
        assert dt.date(2026, 6, 22) in starts  # the first of Tir
        closed = w.scalars(select(Deal.closed_on).where(Deal.outcome == "won"))
    nowruz = {dt.date(2024, 3, 20) + dt.timedelta(days=n) for n in range(4)}
    assert nowruz.isdisjoint(closed)


def test_identity_numbers_are_formed_right(office: Office) -> None:
    with office.read(SYSTEM) as w:
        rows = w.rows(select(Customer.kind, Customer.national_id, Customer.phone_key, Customer.mobile_key))
    for row in rows:
        assert (legal_id_ok if row.kind == "company" else national_id_ok)(row.national_id)
        assert (row.phone_key or row.mobile_key).startswith("+98")
    assert len({row.national_id for row in rows}) == len(rows)


def test_one_click_enters_as_each_role(office: Office) -> None:
    for role in ("admin", "manager", "lead", "rep", "viewer"):
        actor = session_actor(office, demo_sign_in(office, role).token)
        assert actor is not None
        assert actor.role == role


def test_the_newest_changes_are_made_by_people_and_can_be_undone(office: Office) -> None:
    with office.work(SYSTEM) as w:
        newest = select(ChangeSet).where(ChangeSet.kind == "edit", ChangeSet.at > NOON.now() - dt.timedelta(days=7))
        sets = w.scalars(newest.order_by(ChangeSet.id.desc()))
        assert sets
        assert all(one.actor_id is not None for one in sets)
        moved = next(
            state
            for one in sets
            for state in w.scalars(select(DealState).where(DealState.change_set_id == one.id))
            if state.valid_to == ENDLESS
        )
        deal = w.get(Deal, moved.deal_id)
        assert history(w, "deal", deal.id)[0].after
        done = undo(w, history(w, "deal", deal.id)[0].change_set_id)
        assert (done.reverted, done.conflicts) == ({"deal": 1}, [])


def test_targets_of_sellers_add_up_to_units_and_company(office: Office) -> None:
    with office.read(SYSTEM) as w:
        of = select(Target.scope, Target.measure, func.sum(Target.value))
        below_others = select(Unit.id).where(Unit.parent_id.is_not(None))
        mine = or_(Target.unit_id.is_(None), Target.unit_id.not_in(below_others))  # a unit's holds those below it
        rows = w.rows(of.where(mine, Target.measure == "won_amount").group_by(Target.scope, Target.measure))
    sums = {scope: int(value) for scope, _measure, value in rows}
    assert sums["user"] == sums["unit"] == sums["company"] > 0


def test_people_keep_reports_and_dashboards_and_each_of_them_answers(office: Office) -> None:
    with office.read(SYSTEM) as w:
        first = {
            role: w.scalar(select(func.min(User.id)).where(User.role == role)) for role in ("manager", "lead", "rep")
        }
    pinned, shown = {}, {}
    for role, number in first.items():
        with office.read(office.actor(number)) as w:
            pinned[role] = [saved.result_of(w, one.report.params).said for one in pins.pins(w) if one.report]
            shown[role] = [one for one in dashboards.listed(w) if one.sharing != "standard"]
            for tile in (tile for one in shown[role] for tile in dashboards.placed(w, one)):
                assert dashboards.result_on(w, tile).totals
    assert {role: len(some) for role, some in pinned.items()} == {"manager": 3, "lead": 3, "rep": 3}
    assert [one.name for one in shown["lead"]] == ["جلسه شنبه", "فصل ما"]
    assert "جلسه شنبه" in [one.name for one in shown["rep"]]


def test_the_english_company_speaks_english(english: Office) -> None:
    assert (english.company.language, english.company.currency, english.company.demo) == ("en", "USD", True)
    with english.read(SYSTEM) as w:
        names = w.scalars(select(Customer.name))
        titles = w.scalars(select(Deal.title))
    assert all(text.isascii() for text in (*names, *titles))


def test_the_forecast_is_nearer_to_what_came_than_stage_weights(english: Office) -> None:
    with english.read(SYSTEM) as w:
        found = honesty(w, "quarter")
    assert len(found.periods) >= 3
    for claim in ("in_period", "ever"):
        model, stages = found.quality[claim]["model"], found.quality[claim]["stages"]
        assert model.deals == stages.deals > 50
        assert model.calibration < stages.calibration
        assert model.brier < stages.brier
    errors = found.errors["start"]
    assert errors.model is not None
    assert errors.stages is not None
    assert errors.model < errors.stages


def test_a_company_that_was_set_up_keeps_its_settings_and_its_admin(database_url: str) -> None:
    office = open_demo(database_url)
    prepare(office)
    wish = {"name": "Own company", "language": "en", "currency": "EUR", "time_zone": "Europe/Berlin"}
    set_up(office, SetUp(wish, "Ada Own", "ada@own.example", "a good password"))
    fill(office, scale=0.01)
    assert (office.company.name, office.company.currency, office.company.demo) == ("Own company", "EUR", False)
    with pytest.raises(Refused):
        demo_sign_in(office, "manager")
    with office.read(SYSTEM) as w:
        able = w.scalars(select(User.email).where(User.password_hash.is_not(None)))
        assert able == ["ada@own.example"]
        assert set(w.scalars(select(Deal.currency))) == {"EUR"}
    office.close()


def test_a_database_with_something_in_it_is_refused(office: Office) -> None:
    with pytest.raises(Refused, match="not empty"):
        fill(office)


@pytest.mark.parametrize("language", ["en", "fa"])
def test_both_languages_say_the_same_things(language: Language) -> None:
    words, other = words_of(language), words_of("fa" if language == "en" else "en")
    assert [staff.role for staff in words.staff] == [staff.role for staff in other.staff]
    assert [staff.unit for staff in words.staff] == [staff.unit for staff in other.staff]
    assert words.task_titles.keys() == other.task_titles.keys()
    assert words.subjects.keys() == other.subjects.keys()
    assert len(words.articles) == len(other.articles)
    assert len(words.firms) == len(other.firms)
    latin = [name for names in (words.men, words.women, words.families, words.roots) for _, name in pairs(names)]
    assert all(name.isascii() for name in latin)
