"""What keeps a deal consistent: the rules over plain values."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_core.base.errors import Invalid
from crm_core.deals.lines import agreed, shared, valued
from crm_core.deals.rules import Book, StageFacts, settled

TODAY = dt.date(2026, 11, 21)
LEAD, OFFER, WON, LOST, LEAD_2, WON_2 = 1, 2, 3, 4, 5, 6
BOOK = Book(
    TODAY,
    "USD",
    {
        one.id: one
        for one in (
            StageFacts(LEAD, 1, "lead", "open"),
            StageFacts(OFFER, 1, "offer", "open"),
            StageFacts(WON, 1, "won", "won"),
            StageFacts(LOST, 1, "lost", "lost"),
            StageFacts(LEAD_2, 2, "enquiry", "open"),
            StageFacts(WON_2, 2, "won", "won"),
        )
    },
)


def day(days: int) -> dt.date:
    return TODAY + dt.timedelta(days=days)


def deal(**values: Any) -> dict[str, Any]:
    """An open deal of the stage Lead, three weeks old."""
    plain = {"id": 1, "stage_id": LEAD, "pipeline_id": 1, "outcome": "open", "opened_on": day(-21)}
    dates = {"stage_since": day(-21), "closed_on": None, "expected_close": None, "lost_reason": None}
    return {**plain, **dates, "probability": None, "amount": 100, "currency": "USD", **values}


def won_deal(**values: Any) -> dict[str, Any]:
    return deal(stage_id=WON, outcome="won", closed_on=day(-7), stage_since=day(-7), **values)


def test_a_new_deal_begins_today_in_the_first_stage_and_the_companys_currency() -> None:
    new = settled(None, {"title": "Scales"}, BOOK)
    assert (new["stage_id"], new["pipeline_id"], new["outcome"]) == (LEAD, 1, "open")
    assert (new["opened_on"], new["stage_since"], new["closed_on"], new["currency"]) == (TODAY, TODAY, None, "USD")


def test_a_new_deal_may_have_begun_earlier() -> None:
    assert settled(None, {"opened_on": day(-30)}, BOOK)["stage_since"] == day(-30)


def test_a_new_deal_of_a_pipeline_begins_in_its_first_stage() -> None:
    assert settled(None, {"pipeline_id": 2}, BOOK)["stage_id"] == LEAD_2


def test_the_default_outcome_of_a_new_deal_does_not_overrule_its_stage() -> None:
    new = settled(None, {"stage_id": WON, "outcome": "open"}, BOOK)
    assert (new["outcome"], new["closed_on"]) == ("won", TODAY)


def test_the_pipeline_follows_the_stage() -> None:
    assert settled(deal(), {"stage_id": LEAD_2}, BOOK)["pipeline_id"] == 2


def test_another_pipeline_puts_the_deal_into_its_like_stage() -> None:
    assert settled(deal(), {"pipeline_id": 2}, BOOK)["stage_id"] == LEAD_2
    assert settled(won_deal(), {"pipeline_id": 2}, BOOK)["stage_id"] == WON_2


def test_winning_closes_today_and_counts_the_stage_from_then() -> None:
    new = settled(deal(probability=60), {"stage_id": WON}, BOOK)
    assert (new["outcome"], new["closed_on"], new["stage_since"]) == ("won", TODAY, TODAY)
    assert new["probability"] is None


def test_winning_on_an_earlier_day() -> None:
    new = settled(deal(), {"stage_id": WON, "closed_on": day(-2)}, BOOK)
    assert (new["closed_on"], new["stage_since"]) == (day(-2), day(-2))


def test_an_outcome_alone_chooses_the_stage() -> None:
    assert settled(deal(), {"outcome": "lost"}, BOOK)["stage_id"] == LOST
    assert settled(won_deal(), {"outcome": "open"}, BOOK)["stage_id"] == LEAD


def test_a_closed_outcome_overrules_an_open_stage_of_a_list() -> None:
    new = settled(None, {"outcome": "lost", "stage_id": OFFER, "closed_on": day(-3)}, BOOK, strict=False)
    assert (new["stage_id"], new["closed_on"]) == (LOST, day(-3))


def test_reopening_clears_the_closing_day_and_the_reason() -> None:
    lost = deal(stage_id=LOST, outcome="lost", closed_on=day(-3), lost_reason="Price")
    new = settled(lost, {"stage_id": OFFER}, BOOK)
    assert (new["outcome"], new["closed_on"], new["lost_reason"], new["stage_since"]) == ("open", None, None, TODAY)


def test_a_corrected_closing_day_stays_and_moves_the_stage_with_it() -> None:
    new = settled(won_deal(), {"closed_on": day(-9)}, BOOK)
    assert (new["closed_on"], new["stage_since"]) == (day(-9), day(-9))


def test_other_changes_leave_the_days_alone() -> None:
    assert "stage_since" not in settled(deal(), {"amount": 5}, BOOK)
    assert settled(won_deal(), {"amount": 5}, BOOK)["closed_on"] == day(-7)


def test_a_probability_of_its_own_lasts_until_the_stage_is_left() -> None:
    assert "probability" not in settled(deal(probability=60), {"amount": 5}, BOOK)
    assert settled(deal(probability=60), {"stage_id": OFFER}, BOOK)["probability"] is None
    assert settled(deal(), {"stage_id": OFFER, "probability": 35}, BOOK)["probability"] == 35


@pytest.mark.parametrize(
    ("before", "changes", "field"),
    [
        (deal(), {"probability": 101}, "probability"),
        (deal(), {"closed_on": TODAY}, "closed_on"),
        (won_deal(), {"closed_on": None}, "closed_on"),
        (won_deal(), {"closed_on": day(1)}, "closed_on"),
        (won_deal(), {"closed_on": day(-22)}, "closed_on"),
        (won_deal(), {"opened_on": day(-6)}, "closed_on"),
        (deal(), {"opened_on": None}, "opened_on"),
        (deal(), {"stage_id": None}, "stage"),
    ],
)
def test_what_cannot_be_is_refused(before: dict[str, Any], changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as wrong:
        settled(before, changes, BOOK)
    assert wrong.value.field == field


def test_a_pipeline_without_such_a_stage_says_so() -> None:
    with pytest.raises(Invalid):
        settled(deal(stage_id=LEAD_2, pipeline_id=2), {"outcome": "lost"}, BOOK)


def test_a_list_may_bring_what_nobody_would_enter() -> None:
    odd = settled(None, {"stage_id": WON, "opened_on": day(-1), "closed_on": day(-5)}, BOOK, strict=False)
    assert (odd["opened_on"], odd["closed_on"]) == (day(-1), day(-5))
    open_deal = settled(None, {"stage_id": LEAD, "closed_on": day(30)}, BOOK, strict=False)
    assert (open_deal["closed_on"], open_deal["expected_close"]) == (None, day(30))
    assert "opened_on" not in settled(deal(), {"opened_on": None}, BOOK, strict=False)


def test_the_amount_is_the_sum_of_the_lines() -> None:
    lines = [{"product_id": 1, "quantity": 3.0, "price": 25}, {"product_id": 2, "quantity": 0.5, "price": 5}]
    new = settled(deal(), {"lines": lines}, BOOK)
    assert [line["amount"] for line in new["lines"]] == [75, 3]
    assert new["amount"] == 78


def test_one_product_without_a_price_bears_the_amount_of_the_deal() -> None:
    new = settled(deal(amount=900), {"lines": [{"product_id": 1, "quantity": 1.0}]}, BOOK)
    assert [(line["price"], line["amount"]) for line in new["lines"]] == [(900, 900)]
    assert "amount" not in new


def test_a_new_amount_is_shared_by_the_lines() -> None:
    lines = [{"product_id": 1, "amount": 75, "quantity": 1}, {"product_id": 2, "amount": 25, "quantity": 1}]
    assert [line["amount"] for line in settled(deal(lines=lines), {"amount": 201}, BOOK)["lines"]] == [151, 50]


@given(st.integers(-(10**12), 10**12), st.lists(st.integers(0, 10**9), min_size=1, max_size=9))
def test_shares_sum_to_the_amount(amount: int, weights: list[int]) -> None:
    assert sum(shared(amount, weights)) == amount


def test_the_remainder_goes_to_the_largest() -> None:
    assert shared(100, [1, 1, 1]) == [34, 33, 33]
    assert shared(100, [1, 2, 3]) == [16, 33, 51]
    assert shared(7, [0, 0]) == [4, 3]


def test_lines_that_agree_stay_as_they_are() -> None:
    lines = [{"product_id": 1, "price": 9, "amount": 10}, {"product_id": 2, "price": 1, "amount": 5}]
    assert agreed(lines, 15) == lines
    assert agreed(lines, None) == [{**line, "amount": None} for line in lines]
    assert valued([{"product_id": 1}]) == ([{"product_id": 1, "amount": None}], None)
