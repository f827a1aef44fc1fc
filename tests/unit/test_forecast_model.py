"""The parts of the forecast's model, each against what is known of it."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from crm_core.deals.forecast._draws import courses, low_middle_high
from crm_core.deals.forecast._hazards import EDGES, STRETCHES, Outlook, fitted, logistic
from crm_core.deals.forecast._rates import ratios


def test_the_regression_agrees_with_scikit_learn() -> None:
    rng = np.random.default_rng(7)
    x = np.hstack([np.ones((2_000, 1)), rng.standard_normal((2_000, 4))])
    y = (rng.random(2_000) < logistic(x @ np.array([-1.0, 0.8, -0.5, 0.0, 0.2]))).astype(float)
    ours = fitted(x, y, np.array([1e-6, 3.0, 3.0, 3.0, 3.0]))
    theirs = LogisticRegression(C=1 / 3, solver="newton-cholesky", tol=1e-8).fit(x[:, 1:], y)
    assert ours == pytest.approx([*theirs.intercept_, *theirs.coef_[0]], abs=1e-3)


def test_chances_of_stretches_become_chances_of_days() -> None:
    steady = Outlook(np.full((1, STRETCHES), 0.1), np.full((1, STRETCHES), 0.1))
    assert steady.won_within(np.array([0.0]))[0] == 0.0
    assert steady.won_within(np.array([-3.0]))[0] == 0.0
    assert steady.won_within(EDGES[1:2])[0] == pytest.approx(0.1)
    assert steady.won_within(EDGES[2:3])[0] == pytest.approx(0.1 + 0.8 * 0.1)
    assert steady.won_ever()[0] == pytest.approx(0.5)
    days = np.linspace(0, 400, 50)
    grown = [steady.won_within(np.array([day]))[0] for day in days]
    assert all(one <= other + 1e-12 for one, other in itertools.pairwise(grown))


def test_a_ratio_is_believed_as_far_as_cases_bear_it() -> None:
    rng = np.random.default_rng(3)
    keys = np.repeat(np.arange(12), 200)
    skill = np.tile([0.5, 0.3], 6)[keys]
    won = (rng.random(len(keys)) < skill).astype(float)
    newcomer = np.append(keys, [99, 99])
    told = ratios(newcomer, np.append(won, [1, 1]), np.full(len(newcomer), 0.4), np.ones(len(newcomer)))
    assert told.ratio[0] == pytest.approx(1.25, abs=0.12)
    assert told.ratio[1] == pytest.approx(0.75, abs=0.12)
    assert 1.0 < told.ratio[99] < 1.25  # two of two, though the plain ratio is 2.5
    assert told.logs([1000])[0] == 0.0


def test_people_who_differ_by_chance_alone_count_alike() -> None:
    keys = np.repeat(np.arange(10), 20)
    won = np.tile([1.0] * 8 + [0.0] * 12, 10)
    assert set(ratios(keys, won, np.full(200, 0.4), np.ones(200)).ratio.values()) == {1.0}


def test_courses_have_the_mean_and_spread_of_coins() -> None:
    drawn = courses(np.full(100, 0.3), np.full(100, 10.0), np.zeros(100, dtype=np.int64), 1)[:, 0]
    assert drawn.mean() == pytest.approx(300, rel=0.01)
    assert drawn.std() == pytest.approx(10 * np.sqrt(100 * 0.3 * 0.7), rel=0.05)
    low, middle, high = low_middle_high(drawn)
    assert (low, middle, high) == (240, 300, 360)
    together = courses(np.full(100, 0.3), np.full(100, 10.0), np.zeros(100, dtype=np.int64), 1, 0.5)[:, 0]
    assert together.std() > 1.5 * drawn.std()


def test_half_of_the_wins_of_a_steady_deal_come_half_way() -> None:
    """Won in the first week or never: half of it after 3.5 days. Won only in the last stretch: in its middle."""
    none = np.zeros((2, STRETCHES))
    won = none.copy()
    won[0, 0], won[1, -1] = 0.6, 0.3
    assert Outlook(won, none).days_to_win() == pytest.approx([3.5, (EDGES[-2] + EDGES[-1]) / 2])
