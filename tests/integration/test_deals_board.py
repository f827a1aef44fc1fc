"""The board and the pipeline of any day: what stands in each stage, who sees it, which deals need care."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from crm_core.base.errors import Invalid, NotFound
from crm_core.deals import board as board_module
from crm_core.deals.asof import open_total, pipeline_as_of
from crm_core.deals.board import NOBODY, Board, BoardColumn, board, pipelines
from crm_core.deals.care import care_list
from crm_core.deals.move import move, won
from crm_core.deals.pipelines import save_stage
from crm_core.deals.removing import remove_stage
from crm_core.fields.filters import all_of, condition
from crm_core.fields.find import Query, find
from crm_core.fields.records import Edit, create, edit
from crm_core.models import Deal, Stage
from crm_core.trust.access import SYSTEM
from crm_core.trust.bulk import bulk_create, bulk_delete
from crm_core.trust.unit_of_work import Office
from tests.integration.deals_ground import DAY, TODAY, of, on_day, stages_of
from tests.provision.company import People


@pytest.fixture
def stages(office: Office) -> dict[str, int]:
    return stages_of(office)


def _deal(title: str, stage: int, amount: int | None = 100, **values: Any) -> dict[str, Any]:
    plain = {"pipeline_id": 1, "stage_since": TODAY, "currency": "USD", "opened_on": TODAY, "outcome": "open"}
    return plain | {"title": title, "stage_id": stage, "amount": amount, "next_step": "Call"} | values


def _made(office: Office, *deals: dict[str, Any]) -> list[int]:
    with office.work(SYSTEM) as w, w.changing("create"):
        return bulk_create(w, Deal, deals)


def _column(found: Board, name: str) -> BoardColumn:
    return next(column for column in found.columns if column.stage.name == name)


def _titles(column: BoardColumn) -> list[str]:
    return [card.title for card in column.cards]


def test_each_stage_has_its_totals_and_cards(office: Office, people: People, stages: dict[str, int]) -> None:
    _made(
        office,
        _deal("Later", stages["Proposal"], 100, expected_close=TODAY + 9 * DAY, **of(people.sara)),
        _deal("Sooner", stages["Proposal"], 31, expected_close=TODAY + 2 * DAY),
        _deal("Own chance", stages["Proposal"], 1000, probability=90),
        _deal("Unpriced", stages["Lead"], None),
    )
    with office.read(SYSTEM) as w:
        found = board(w)
    column = _column(found, "Proposal")
    assert _titles(column) == ["Sooner", "Later", "Own chance"]
    assert (column.total.count, column.total.amount) == (3, 1131)
    assert column.total.weighted == 966  # (100 + 31) × 50 % + 1000 × 90 %, rounded once
    assert (_column(found, "Lead").total.count, _column(found, "Lead").total.amount) == (1, 0)
    assert (found.total.count, found.total.amount) == (4, 1131)
    assert [one.stage.name for one in found.columns] == list(stages)
    card = column.cards[1]
    assert (card.owner, card.age_days, card.next_step) == ("Sara", 0, "Call")


def test_amounts_in_other_currencies_are_counted_apart(office: Office, stages: dict[str, int]) -> None:
    _made(office, _deal("Ours", stages["Lead"], 100), _deal("Theirs", stages["Lead"], 70, currency="EUR"))
    with office.read(SYSTEM) as w:
        column = _column(board(w), "Lead")
        (lead, *_rest) = pipeline_as_of(w, TODAY)
    assert (column.total.count, column.total.amount, dict(column.total.others)) == (2, 100, {"EUR": 70})
    assert lead.total == column.total


def test_only_the_first_cards_come_and_more_on_demand(office: Office, stages: dict[str, int]) -> None:
    _made(office, *(_deal(f"Deal {n}", stages["Lead"], 100 - n) for n in range(7)))
    _made(office, *(_deal(f"Offer {n}", stages["Proposal"], 100 - n) for n in range(4)))
    with office.read(SYSTEM) as w:
        first = board(w, per_stage=3)
        second = board(w, per_stage=3, more={(NOBODY, stages["Lead"]): 2}, order="amount")
    assert (_titles(_column(first, "Lead")), _column(first, "Lead").more) == (["Deal 0", "Deal 1", "Deal 2"], 4)
    assert (len(_column(second, "Lead").cards), _column(second, "Lead").more) == (5, 2)
    assert (len(_column(second, "Proposal").cards), _column(second, "Proposal").total.count) == (3, 4)


@pytest.mark.parametrize("back", [0, 1])
def test_lanes_of_people_and_units_add_up_to_the_board(
    office: Office, people: People, stages: dict[str, int], monkeypatch: pytest.MonkeyPatch, back: int
) -> None:
    """Today and yesterday look alike: every deal was there the day before."""
    before = {"opened_on": TODAY - 9 * DAY, "stage_since": TODAY - 9 * DAY}
    _made(
        office,
        _deal("Small", stages["Lead"], 100, **before, **of(people.sara)),
        _deal("Large", stages["Lead"], 900, **before, **of(people.sara)),
        _deal("Offer", stages["Proposal"], 50, **before, **of(people.reza)),
        _deal("Free", stages["Proposal"], 7, **before),
        _deal("Sold", stages["Won"], 40, outcome="won", closed_on=TODAY - 2 * DAY, **before, **of(people.sara)),
        _deal("Sold again", stages["Won"], 60, outcome="won", closed_on=TODAY - DAY, **before, **of(people.sara)),
    )
    asked: dict[str, Any] = {"as_of": TODAY - back * DAY, "order": "amount"}
    lead, offer, sold = (stages[name] for name in ("Lead", "Proposal", "Won"))
    sara, reza = people.sara.user_id or 0, people.reza.user_id or 0
    with office.read(SYSTEM) as w:
        plain = board(w, **asked)
        people_lanes = board(w, lanes="owner", per_stage=1, more={(sara, sold): 1}, **asked)
        unit_lanes = board(w, lanes="unit", **asked)
        monkeypatch.setattr(board_module, "OPENED", 1)
        turned = board(w, lanes="owner", turned=[reza, sara], **asked)
    lanes = {one.name: one for one in people_lanes.lanes}
    assert list(lanes) == ["Reza", "Sara", None]
    assert [(one.stage.name, one.total) for one in people_lanes.columns] == [
        (one.stage.name, one.total) for one in plain.columns
    ]
    assert (people_lanes.total, [one.total.count for one in people_lanes.lanes]) == (plain.total, [1, 2, 1])
    cells = {one.stage.id: one for one in lanes["Sara"].columns}
    assert (_titles(cells[lead]), cells[lead].more, cells[lead].total.weighted) == (["Large"], 1, 100)
    assert (_titles(cells[sold]), cells[sold].more) == (["Sold again", "Sold"], 0)
    assert [_titles(one) for one in lanes[None].columns if one.stage.id == offer] == [["Free"]]
    assert [(one.name, one.total.amount) for one in unit_lanes.lanes] == [("North", 1050), (None, 7)]
    assert [(one.name, one.opened, sum(len(cell.cards) for cell in one.columns)) for one in turned.lanes] == [
        ("Reza", False, 0), ("Sara", True, 4), (None, False, 0),
    ]  # fmt: skip


def test_a_deal_won_long_ago_stays_off_the_past_board_though_its_stage_was_taken_away(
    office: Office, people: People, stages: dict[str, int]
) -> None:
    with office.work(people.mina) as w:
        signed = save_stage(w, 1, {"name": "Signed", "kind": "won"})
    _made(office, _deal("Old", signed, outcome="won", opened_on=TODAY - 90 * DAY, closed_on=TODAY - 60 * DAY))
    with office.work(people.mina) as w:
        remove_stage(w, signed, stages["Won"])
    on_day(office, 2)
    with office.read(SYSTEM) as w:
        assert _column(board(w, as_of=TODAY), "Won").total.count == 0


def test_closed_deals_leave_the_board_after_a_month(office: Office, stages: dict[str, int]) -> None:
    won_deal = {"stage": stages["Won"], "outcome": "won", "opened_on": TODAY - 90 * DAY}
    _made(
        office,
        _deal("Old", **won_deal, closed_on=TODAY - 40 * DAY),
        _deal("New", **won_deal, closed_on=TODAY - 3 * DAY),
        _deal("Newer", **won_deal, closed_on=TODAY),
    )
    with office.read(SYSTEM) as w:
        found = board(w)
    assert _titles(_column(found, "Won")) == ["Newer", "New"]
    assert found.total.count == 0


def test_everybody_sees_their_own_board(office: Office, people: People, stages: dict[str, int]) -> None:
    _made(
        office,
        _deal("Sara's", stages["Lead"], 1, **of(people.sara)),
        _deal("Reza's", stages["Lead"], 20, **of(people.reza)),
        _deal("Omid's", stages["Lead"], 300, **of(people.omid)),
        _deal("Kian's", stages["Lead"], 4000, **of(people.kian)),
    )
    seen = {"sara": 1, "reza": 20, "nader": 21, "leila": 321, "shirin": 4000, "babak": 4321, "vida": 21}
    for name, amount in seen.items():
        with office.read(getattr(people, name)) as w:
            assert board(w).total.amount == amount, name
            assert open_total(pipeline_as_of(w, TODAY)).amount == amount, name
            assert care_list(w).count == 0, name


def test_a_filter_narrows_the_board_of_today_and_of_then(
    office: Office, people: People, stages: dict[str, int]
) -> None:
    _made(
        office,
        _deal("Truck scale", stages["Lead"], 5, source="Website", **of(people.sara)),
        _deal("Truck wash", stages["Lead"], 70, source="Referral", **of(people.sara)),
        _deal("Label printer", stages["Proposal"], 900, source="Website", **of(people.omid)),
    )
    on_day(office, 2)
    filters = {
        5 + 70: condition("deal", "owner", "is", "Sara"),
        5 + 900: condition("deal", "source", "is", "Website"),
        5: all_of(condition("deal", "search", "contains", "truck scale"), condition("deal", "amount", "at_most", 10)),
        900: condition("deal", "stage", "is", "Proposal"),
    }
    for amount, filter in filters.items():  # noqa: A001
        with office.read(SYSTEM) as w:
            assert board(w, filter=filter).total.amount == amount
            assert board(w, filter=filter, as_of=TODAY).total.amount == amount
            assert open_total(pipeline_as_of(w, TODAY, filter)).amount == amount


def test_the_pipeline_of_today_is_the_board(office: Office, people: People, stages: dict[str, int]) -> None:
    opened = {"opened_on": TODAY - 20 * DAY}
    _made(
        office,
        _deal("One", stages["Lead"], 33, **opened),
        _deal("Two", stages["Proposal"], 1_01, probability=33, **opened),
        _deal("Three", stages["Won"], 55, outcome="won", closed_on=TODAY - 2 * DAY, **opened),
        _deal("Four", stages["Lost"], 44, outcome="lost", closed_on=TODAY, **opened),
    )
    with office.read(SYSTEM) as w:
        now = {column.stage.id: column.total for column in board(w).columns}
        then = {one.stage.id: one.total for one in pipeline_as_of(w, TODAY)}
        assert now == then
        assert list(pipeline_as_of(w, TODAY, closed=False)) == [
            one for one in pipeline_as_of(w, w.clock.now()) if one.stage.kind == "open"
        ]


def test_the_board_of_a_past_day_is_as_it_stood(office: Office, people: People, stages: dict[str, int]) -> None:
    with office.work(people.sara) as w:
        deal_id = create(w, "deal", {"title": "Scales", "amount": 100, "expected_close": TODAY + 3 * DAY})
    on_day(office, 2)
    with office.work(people.sara) as w:
        move(w, deal_id, stages["Proposal"])
    on_day(office, 5)
    with office.work(people.sara) as w:
        edit(w, "deal", Edit(deal_id, 2, {"amount": 250}))
    on_day(office, 9)
    with office.work(people.sara) as w:
        won(w, deal_id)
    on_day(office, 60)
    with office.read(people.sara) as w:
        boards = {days: board(w, as_of=TODAY + days * DAY) for days in (-1, 0, 4, 6, 10)}
        totals = {days: open_total(pipeline_as_of(w, TODAY + days * DAY)) for days in boards}
    assert {days: found.total for days, found in boards.items()} == totals
    assert {days: (one.total.count, one.total.amount) for days, one in boards.items()} == {
        -1: (0, 0),
        0: (1, 100),
        4: (1, 100),
        6: (1, 250),
        10: (0, 0),
    }
    (card,) = _column(boards[6], "Proposal").cards
    assert (card.amount, card.age_days, card.care) == (250, 4, ("past_close",))
    assert _titles(_column(boards[10], "Won")) == ["Scales"]
    assert boards[4].as_of == TODAY + 4 * DAY


def test_a_deal_handed_over_was_its_former_owners_then(office: Office, people: People, stages: dict[str, int]) -> None:
    (deal_id,) = _made(office, _deal("Scales", stages["Lead"], 100, **of(people.sara)))
    on_day(office, 3)
    with office.work(people.nader) as w:
        edit(w, "deal", Edit(deal_id, 1, {"owner": people.omid.user_id}))
    on_day(office, 5)
    for actor, then, now in ((people.sara, 1, 0), (people.omid, 0, 1), (people.leila, 1, 1)):
        with office.read(actor) as w:
            assert open_total(pipeline_as_of(w, TODAY + 2 * DAY)).count == then
            assert open_total(pipeline_as_of(w, TODAY + 5 * DAY)).count == now


def test_a_deal_in_the_bin_was_there_before(office: Office, stages: dict[str, int]) -> None:
    (deal_id,) = _made(office, _deal("Scales", stages["Lead"]))
    on_day(office, 3)
    with office.work(SYSTEM) as w, w.changing("delete"):
        bulk_delete(w, Deal, [deal_id])
    on_day(office, 5)
    with office.read(SYSTEM) as w:
        assert board(w).total.count == 0
        assert [open_total(pipeline_as_of(w, TODAY + n * DAY)).count for n in (2, 3)] == [1, 0]
        assert _titles(_column(board(w, as_of=TODAY), "Lead")) == ["Scales"]


def test_what_is_to_come_is_not_known(office: Office) -> None:
    with office.read(SYSTEM) as w:
        with pytest.raises(Invalid):
            pipeline_as_of(w, TODAY + DAY)
        with pytest.raises(Invalid):
            board(w, as_of=TODAY + DAY)
        with pytest.raises(NotFound):
            board(w, 99)
        assert list(pipelines(w).values()) == ["Sales"]


def test_deals_that_need_care(office: Office, people: People, stages: dict[str, int]) -> None:
    """The working week is Monday to Friday; a deal is long in Lead after 14 working days."""
    _made(
        office,
        _deal("Fine", stages["Lead"], expected_close=TODAY),
        _deal("Late", stages["Lead"], expected_close=TODAY - DAY),
        _deal("Aimless", stages["Lead"], next_step=None),
        _deal("A date is a step", stages["Lead"], next_step=None, next_step_on=TODAY + DAY),
        _deal("Just in time", stages["Lead"], stage_since=dt.date(2026, 11, 2)),
        _deal("Long", stages["Lead"], stage_since=dt.date(2026, 10, 30)),
        _deal("All of it", stages["Lead"], 1, next_step="", expected_close=TODAY - DAY, stage_since=TODAY - 90 * DAY),
        _deal("Won", stages["Won"], outcome="won", closed_on=TODAY, expected_close=TODAY - DAY, next_step=None),
    )
    with office.read(SYSTEM) as w:
        found = care_list(w)
        cards = {card.title: card.care for column in board(w).columns for card in column.cards if card.care}
        assert care_list(w, 1).count == 4
        assert len(care_list(w, 1).deals) == 1
    assert {one.title: one.reasons for one in found.deals} == cards
    assert cards == {
        "All of it": ("past_close", "no_next_step", "long_in_stage"),
        "Late": ("past_close",),
        "Aimless": ("no_next_step",),
        "Long": ("long_in_stage",),
    }
    assert found.deals[0].title == "All of it"
    assert found.by_reason == {
        "past_close": 2, "no_next_step": 2, "long_in_stage": 2, "pushed_often": 0, "went_back": 0,
    }  # fmt: skip


def test_a_stage_without_a_limit_makes_nobody_hurry(office: Office, stages: dict[str, int]) -> None:
    _made(office, _deal("Long", stages["Lead"], stage_since=TODAY - 900 * DAY))
    with office.work(SYSTEM) as w, w.changing("edit"):
        w.get(Stage, stages["Lead"]).stuck_days = None
    with office.read(SYSTEM) as w:
        assert care_list(w).count == 0


def test_every_word_of_a_search_is_looked_for(office: Office, stages: dict[str, int]) -> None:
    _made(office, *(_deal(title, stages["Lead"]) for title in ("Alpha scale", "Beta scale", "Alpha mill")))
    for words in ("alpha scale", "scale alpha"):
        with office.read(SYSTEM) as w:
            assert [row["title"] for row in find(w, "deal", Query(search=words)).rows] == ["Alpha scale"]
