"""A whole divided by weight: to the last unit, as near to the weights as whole numbers are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_core.deals.targets.commission import Tier, worked_out
from crm_core.deals.targets.spreading import round_grain, shares

WEIGHTS = st.lists(st.integers(0, 10**9), min_size=1, max_size=40)


@given(whole=st.integers(0, 10**15), weights=WEIGHTS)
def test_the_parts_sum_to_the_whole_and_keep_to_their_weights(whole: int, weights: list[int]) -> None:
    parts = shares(whole, weights)
    assert sum(parts) == whole
    total = sum(weights) or len(weights)
    for part, weight in zip(parts, weights if sum(weights) else [1] * len(weights), strict=True):
        assert abs(part - whole * weight / total) <= 1 + whole * 1e-12


@given(whole=st.integers(0, 10**15), weights=WEIGHTS)
def test_round_parts_sum_to_the_whole_too(whole: int, weights: list[int]) -> None:
    grain = round_grain(whole, len(weights))
    parts = shares(whole, weights, grain)
    assert sum(parts) == whole
    assert sum(part % grain != 0 for part in parts) <= 1
    assert grain == 1 or grain * 1000 * len(weights) <= whole


def test_the_largest_remainders_are_rounded_up() -> None:
    assert shares(100, [1, 1, 1]) == [34, 33, 33]
    assert shares(10, [5, 3, 1]) == [6, 3, 1]
    assert shares(7, [0, 0]) == [4, 3]
    assert shares(12_345, [1, 2], 1000) == [4000, 8345]
    for wrong in ([], [-1, 2]):
        with pytest.raises(ValueError, match="divided"):
            shares(1, wrong)


# Commission

TIERS = (Tier(5_000, 200), Tier(10_000, 500), Tier(12_000, 800))


def _lines(done: int, *, whole: bool, target: int | None = 1_000_000) -> list[tuple[int, int]]:
    return [(line.part, line.pays) for line in worked_out(TIERS, target, done, whole=whole)]


def test_each_rate_pays_for_its_part() -> None:
    assert _lines(499_999, whole=False) == []
    assert _lines(500_000, whole=False) == []
    assert _lines(800_000, whole=False) == [(300_000, 6_000)]
    assert _lines(1_300_000, whole=False) == [(500_000, 10_000), (200_000, 10_000), (100_000, 8_000)]


def test_the_highest_rate_pays_for_all() -> None:
    assert _lines(499_999, whole=True) == []
    assert _lines(500_000, whole=True) == [(500_000, 10_000)]
    assert _lines(1_200_000, whole=True) == [(1_200_000, 96_000)]


def test_each_line_is_rounded_half_up_to_the_smallest_unit() -> None:
    paid = worked_out((Tier(0, 250),), None, 101, whole=False)  # 2.5 % of 1.01 is 0.02525
    assert [(line.part, line.pays) for line in paid] == [(101, 3)]
    assert worked_out((Tier(0, 250),), None, 100, whole=False)[0].pays == 3
    assert _lines(2_000_000, whole=False, target=None) == []


@given(done=st.integers(0, 10**12), target=st.integers(1, 10**12), more=st.integers(0, 10**11))
def test_the_parts_are_what_lies_above_the_first_threshold_and_more_never_pays_less(
    done: int, target: int, more: int
) -> None:
    lines = worked_out(TIERS, target, done, whole=False)
    assert sum(line.part for line in lines) == max(0, done - (2 * target * 5_000 + 10_000) // 20_000)
    assert (
        sum(one.pays for one in worked_out(TIERS, target, done + more, whole=False))
        >= sum(one.pays for one in lines) - 3
    )
