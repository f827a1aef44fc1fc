"""The pipeline: the board and what is done on it, the same deals as a list, what the address says."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

import crm_core.deals  # noqa: F401  declares the rules of deals
from _ui import board, grid
from crm_core.deals.pipelines import save_stage
from crm_core.fields import records
from crm_core.models import ChangeSet, Deal
from crm_core.trust.access import SYSTEM
from crm_core.trust.undo import undo
from crm_core.trust.unit_of_work import Office
from tests.integration.deals_ground import DAY, TODAY, stages_of
from tests.provision.company import People

from .conftest import SHELL, SignIn

Deals = dict[str, int]


@pytest.fixture
def stages(office: Office) -> dict[str, int]:
    return stages_of(office)


@pytest.fixture(autouse=True)
def deals(office: Office, people: People, stages: dict[str, int]) -> Deals:
    """Two open deals of Sara's, one of Kian's; one that Sara won last week, and one long ago."""
    with office.work(people.sara) as w:
        acme = records.create(w, "customer", {"name": "Acme", "kind": "company"})
    plans: list[tuple[Any, str, dict[str, Any]]] = [
        (people.sara, "Scale", {"stage": "Lead", "amount": 100_000, "customer": acme, "next_step": "Call",
                                "next_step_on": TODAY + DAY, "expected_close": TODAY + 30 * DAY}),
        (people.sara, "Press", {"stage": "Proposal", "amount": 50_000, "expected_close": TODAY - 2 * DAY}),
        (people.kian, "Truck", {"stage": "Proposal", "amount": 300_000, "next_step": "Send the offer"}),
        (people.sara, "Old", {"stage": "Won", "amount": 70_000, "opened_on": TODAY - 90 * DAY,
                              "closed_on": TODAY - 7 * DAY}),
        (people.sara, "Older", {"stage": "Won", "amount": 10_000, "opened_on": TODAY - 90 * DAY,
                                "closed_on": TODAY - 60 * DAY}),
    ]  # fmt: skip
    made = {}
    for who, title, values in plans:
        with office.work(who) as w:
            made[title] = records.create(w, "deal", {"title": title, **values, "stage": stages[values["stage"]]})
    return made


class Seen:
    """What the board was given in the last run, and what happens on it before the next."""

    columns: tuple[board.BoardColumn, ...] = ()
    lanes: tuple[board.BoardLane, ...] = ()
    movable = waiting = False
    event = board.BoardEvent()

    def column(self, title: str) -> board.BoardColumn:
        return next(one for one in self.columns if one.title == title)

    def cards(self, title: str) -> list[str]:
        return [card.title for card in self.column(title).cards]

    def take(self, key: str) -> board.BoardEvent:
        event, self.event = self.event, board.BoardEvent()
        return event

    def show(self, key: str, columns: Any, *, lanes: Any, movable: bool, waiting: bool) -> None:
        self.columns, self.lanes, self.movable, self.waiting = columns, lanes, movable, waiting


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Seen:
    told = Seen()
    monkeypatch.setattr(board, "show", told.show)
    monkeypatch.setattr(board, "take", told.take)
    return told


def pipeline(test: AppTest, **query: str) -> AppTest:
    test.switch_page(str(SHELL.parent / "pipeline.py"))
    for name, value in query.items():
        test.query_params[name] = value
    test.run()
    assert not test.exception
    return test


def moved(seen: Seen, deal: int, to: int) -> board.BoardEvent:
    card = next(card for column in seen.columns for card in column.cards if card.id == deal)
    return board.BoardEvent(moves=(board.Move(deal, card.version, to),))


def stored(office: Office, deal: int) -> Deal:
    with office.read(SYSTEM) as w:
        return w.get(Deal, deal)


def text_of(test: AppTest, key: str) -> Any:
    return next(one for one in test.text_input if one.key == key).value


def pressed(test: AppTest, key: str) -> AppTest:
    return next(one for one in test.button if one.key == key).click().run()


# The board


def test_stages_have_their_sums_and_cards_three_lines(sign_in: SignIn, people: People, seen: Seen) -> None:
    test = pipeline(sign_in(people.babak))
    assert test.main.caption[0].value == r"3 open deals, \$4,500, weighted \$1,850"
    assert [(one.title, one.count, one.total, one.weighted) for one in seen.columns] == [
        ("Lead", "1", "$1,000", "$100"),
        ("Qualified", "0", "", ""),
        ("Proposal", "2", "$3,500", "$1,750"),
        ("Negotiation", "0", "", ""),
        ("Won", "1", "$700", ""),
        ("Lost", "0", "", ""),
    ]
    scale = seen.column("Lead").cards[0]
    assert (scale.title, scale.amount, scale.age, scale.next_step) == ("Acme", "$1,000", "0 days", "Call · tomorrow")
    assert (scale.owner, scale.care) == ("Sara", "")
    press = seen.column("Proposal").cards[0]
    assert (press.title, press.care, press.reason) == ("Press", "risk", "2 days late")


def test_a_rep_sees_her_own_and_a_viewer_moves_nothing(sign_in: SignIn, people: People, seen: Seen) -> None:
    pipeline(sign_in(people.sara))
    assert seen.cards("Proposal") == ["Press"]
    assert seen.movable
    pipeline(sign_in(people.vida))
    assert seen.cards("Proposal") == ["Press"]
    assert not seen.movable


def test_the_address_filters_and_orders(sign_in: SignIn, people: People, seen: Seen) -> None:
    pipeline(sign_in(people.babak), order="amount")
    assert seen.cards("Proposal") == ["Truck", "Press"]
    test = pipeline(sign_in(people.babak), owner=str(people.kian.user_id))
    assert (seen.cards("Lead"), seen.cards("Proposal")) == ([], ["Truck"])
    assert test.main.caption[0].value.endswith(": Owner is Kian")
    pipeline(sign_in(people.babak), amount_from="2000")
    assert (seen.cards("Lead"), seen.cards("Proposal")) == ([], ["Truck"])
    pipeline(sign_in(people.babak), q="pres")
    assert (seen.cards("Lead"), seen.cards("Proposal")) == ([], ["Press"])
    pipeline(sign_in(people.babak), expected_close="2026-12")
    assert (seen.cards("Lead"), seen.cards("Proposal")) == (["Acme"], [])


def test_a_moved_card_is_stored_on_top_and_can_be_undone(
    office: Office, sign_in: SignIn, people: People, seen: Seen, deals: Deals, stages: dict[str, int]
) -> None:
    test = pipeline(sign_in(people.babak))
    seen.event = moved(seen, deals["Scale"], stages["Proposal"])
    test.run()
    assert seen.cards("Proposal") == ["Acme", "Press", "Truck"]
    said = test.session_state["_said"]
    assert said["text"] == "Scale is now in Proposal."
    with office.work(people.babak) as w:
        undo(w, said["undo"])
    test.run()
    assert seen.cards("Lead") == ["Acme"]


def test_moving_somebody_elses_deal_is_refused_in_words(
    office: Office, sign_in: SignIn, people: People, seen: Seen, deals: Deals, stages: dict[str, int]
) -> None:
    test = pipeline(sign_in(people.sara))
    seen.event = board.BoardEvent(moves=(board.Move(deals["Truck"], 1, stages["Lead"]),))
    test.run()
    assert test.session_state["_said"]["kind"] == "refused"
    assert stored(office, deals["Truck"]).stage_id == stages["Proposal"]


def test_a_deal_dropped_on_won_waits_for_its_day(
    office: Office, sign_in: SignIn, people: People, seen: Seen, deals: Deals, stages: dict[str, int]
) -> None:
    test = pipeline(sign_in(people.sara))
    seen.event = moved(seen, deals["Scale"], stages["Won"])
    test.run()
    assert seen.waiting
    assert stored(office, deals["Scale"]).outcome == "open"
    pressed(test, "closing_save")
    won = stored(office, deals["Scale"])
    assert (won.outcome, won.closed_on) == ("won", TODAY)
    assert not seen.waiting


def test_a_lost_deal_says_why(
    office: Office, sign_in: SignIn, people: People, seen: Seen, deals: Deals, stages: dict[str, int]
) -> None:
    test = pipeline(sign_in(people.sara))
    seen.event = moved(seen, deals["Press"], stages["Lost"])
    test.run()
    next(one for one in test.selectbox if one.key == "closing_why").select("Price").run()
    pressed(test, "closing_save")
    lost = stored(office, deals["Press"])
    assert (lost.outcome, lost.lost_reason) == ("lost", "Price")
    with office.read(SYSTEM) as w:
        assert w.scalar(select(ChangeSet.kind).order_by(ChangeSet.id.desc()).limit(1)) == "lost"


def test_more_cards_come_on_demand(
    office: Office, sign_in: SignIn, people: People, seen: Seen, stages: dict[str, int]
) -> None:
    with office.work(people.sara) as w:
        for number in range(30):
            records.create(w, "deal", {"title": f"Deal {number}", "stage": stages["Qualified"]})
    test = pipeline(sign_in(people.babak))
    assert (len(seen.column("Qualified").cards), seen.column("Qualified").more) == (25, 5)
    seen.event = board.BoardEvent(more=(0, stages["Qualified"]))
    test.run()
    assert (len(seen.column("Qualified").cards), seen.column("Qualified").more) == (30, 0)
    assert f"{stages['Qualified']}.50" in test.query_params["more"]


def test_lanes_show_whose_deals_they_are_and_what_they_come_to(
    sign_in: SignIn, people: People, seen: Seen, stages: dict[str, int]
) -> None:
    test = pipeline(sign_in(people.babak), lanes="owner")
    assert [(one.title, one.said, one.opened) for one in seen.lanes] == [
        ("Kian", "1 open deal, $3,000, weighted $1,500", True),
        ("Sara", "2 open deals, $1,500, weighted $350", True),
    ]
    assert [(one.title, one.count, one.cards) for one in seen.columns if one.title == "Proposal"] == [
        ("Proposal", "2", ())
    ]
    cell = next(one for one in seen.lanes[1].columns if one.id == stages["Proposal"])
    assert [card.title for card in cell.cards] == ["Press"]
    seen.event = board.BoardEvent(lane=people.sara.user_id)
    test.run()
    assert [one.opened for one in seen.lanes] == [True, False]
    assert not any(one.cards for one in seen.lanes[1].columns)
    pipeline(sign_in(people.babak), lanes="unit")
    assert [one.title for one in seen.lanes] == ["North", "Shiraz"]


def test_a_past_day_is_only_looked_at(
    office: Office, sign_in: SignIn, people: People, seen: Seen, deals: Deals
) -> None:
    day = (TODAY - 20 * DAY).isoformat()
    test = pipeline(sign_in(people.babak), as_of=day)
    assert (seen.cards("Lead"), seen.cards("Won"), seen.movable) == (["Old"], [], False)
    assert not any(one.key == "new_deal" for one in test.button)
    assert any("read only" in one.value for one in test.markdown)
    test = pipeline(sign_in(people.babak), as_of=day, q="old")
    assert any("As they are today" in one.value for one in test.caption)


def test_a_card_is_edited_where_it_lies(
    office: Office, sign_in: SignIn, people: People, seen: Seen, deals: Deals
) -> None:
    test = pipeline(sign_in(people.sara))
    seen.event = board.BoardEvent(edited=deals["Scale"])
    test.run()
    assert text_of(test, "form_deal_next_step") == "Call"
    next(one for one in test.text_input if one.key == "form_deal_next_step").set_value("Visit").run()
    next(one for one in test.selectbox if one.key == "form_deal_judgement").select("commit").run()
    pressed(test, "form_deal_save")
    deal = stored(office, deals["Scale"])
    assert (deal.next_step, deal.judgement, deal.title) == ("Visit", "commit", "Scale")
    assert seen.column("Lead").cards[0].mark == "Commit"


def test_a_stage_asks_for_what_it_needs_and_the_card_moves_with_it(
    office: Office, sign_in: SignIn, people: People, seen: Seen, deals: Deals, stages: dict[str, int]
) -> None:
    with office.work(people.mina) as w:
        save_stage(w, 1, {"required": ["source", "next_step"], "folded": True}, stages["Negotiation"])
    test = pipeline(sign_in(people.sara))
    assert seen.column("Negotiation").folded
    seen.event = moved(seen, deals["Scale"], stages["Negotiation"])
    test.run()
    assert seen.waiting
    assert not any(one.key == "form_deal_next_step" for one in test.text_input)  # that one is filled
    pressed(test, "closing_save")
    assert stored(office, deals["Scale"]).stage_id == stages["Lead"]
    next(one for one in test.selectbox if one.key == "form_deal_source").select("Exhibition").run()
    pressed(test, "closing_save")
    deal = stored(office, deals["Scale"])
    assert (deal.stage_id, deal.source, deal.version) == (stages["Negotiation"], "Exhibition", 2)
    assert not seen.waiting


# A deal


def test_the_address_opens_a_deal_and_its_form_stores(
    office: Office, sign_in: SignIn, people: People, seen: Seen, deals: Deals
) -> None:
    test = pipeline(sign_in(people.sara), deal=str(deals["Scale"]))
    assert text_of(test, "form_deal_title") == "Scale"
    next(one for one in test.text_input if one.key == "form_deal_amount").set_value("1,250").run()
    pressed(test, "form_deal_save")
    assert stored(office, deals["Scale"]).amount == 125_000
    assert "deal" not in test.query_params
    assert test.session_state["_said"]["undo"]


def test_a_deal_that_is_not_there_is_said(sign_in: SignIn, people: People, seen: Seen, deals: Deals) -> None:
    test = pipeline(sign_in(people.sara), deal=str(deals["Truck"]))
    assert test.session_state["_said"]["text"] == "This record does not exist, or you may not see it."
    assert "deal" not in test.query_params


def test_a_new_deal_is_mine_and_begins_in_the_first_stage(
    sign_in: SignIn, people: People, seen: Seen, stages: dict[str, int]
) -> None:
    test = pressed(pipeline(sign_in(people.sara)), "new_deal")
    chosen = {one.key: one.value for one in test.selectbox}
    assert (chosen["form_deal_owner"], chosen["form_deal_stage"]) == (people.sara.user_id, stages["Lead"])


# The list


@pytest.fixture
def rows(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The titles that the grid was given in the last run."""
    shown: list[str] = []

    def show(key: str, columns: Any, rows: Any, **_rest: Any) -> None:
        shown[:] = [row["title"] for row in rows]

    monkeypatch.setattr(grid, "show", show)
    return shown


def test_the_list_holds_the_deals_of_the_board(sign_in: SignIn, people: People, rows: list[str]) -> None:
    test = pipeline(sign_in(people.babak), **{"as": "grid"})
    assert rows == ["Old", "Press", "Scale", "Truck"]
    assert test.main.caption[0].value == "4 deals"
    pipeline(sign_in(people.babak), **{"as": "grid"}, outcome="won")
    assert rows == ["Old", "Older"]


def test_a_cell_of_the_list_is_stored(
    office: Office, sign_in: SignIn, people: People, rows: list[str], deals: Deals, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = pipeline(sign_in(people.sara), **{"as": "grid"})
    edit = grid.CellEdit(deals["Scale"], 1, "expected_close", "2026-12-21", "2026-12-24")
    events = [grid.GridEvent(edits=(edit,))]
    monkeypatch.setattr(grid, "take", lambda key: events.pop() if events else grid.GridEvent())
    test.run()
    assert stored(office, deals["Scale"]).expected_close == dt.date(2026, 12, 24)
    assert test.session_state["_said"]["text"] == "Expected close saved."
