"""Possible courses of a period, drawn deal by deal: what its result may come to, and how likely."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
DRAWS = 4_000
SEED = 1_000
_AT_ONCE = 500
"""Courses drawn at a time: 500 × 5,000 deals take 10 MB."""


def courses(chances: Array, amounts: Array, groups: Array, many: int, swing: float = 0.0) -> Array:
    """What the open deals bring in each of DRAWS courses, by group: an array (DRAWS, many).

    `chances` (0 to 1), `amounts` and `groups` (0 to many − 1) are by deal. Each deal is won or not by itself, but good
    and bad times are shared: `swing` is the standard deviation of their common factor on the odds.
    """
    rng = np.random.default_rng(SEED)
    sums = np.zeros((DRAWS, many))
    if not len(chances):
        return sums
    weights = np.zeros((len(chances), many), dtype=np.float32)
    weights[np.arange(len(chances)), groups] = amounts
    certain = np.clip(chances, 1e-9, 1 - 1e-9)
    odds = certain / (1 - certain)
    for first in range(0, DRAWS, _AT_ONCE):
        factor = np.exp(swing * rng.standard_normal((_AT_ONCE, 1)) - swing**2 / 2)
        moved = odds * factor
        won = rng.random((_AT_ONCE, len(chances)), dtype=np.float32) < moved / (1 + moved)
        sums[first : first + _AT_ONCE] = won.astype(np.float32) @ weights
    return sums


def low_middle_high(totals: Array) -> tuple[int, int, int]:
    """What 10, 50 and 90 % of the courses stay below."""
    low, middle, high = np.quantile(totals, (0.1, 0.5, 0.9))
    return round(float(low)), round(float(middle)), round(float(high))


def percentiles(totals: Array) -> tuple[int, ...]:
    """A hundred results that stand for all of these, the lowest first."""
    return tuple(round(float(one)) for one in np.quantile(totals, (np.arange(100) + 0.5) / 100))


def resampled(windows: Array, rng_seed: int = SEED + 1) -> Array:
    """As many courses of new business: each as one of the past windows went (windows, groups) → (DRAWS, groups)."""
    if not len(windows):
        return np.zeros((DRAWS, windows.shape[1]))
    rng = np.random.default_rng(rng_seed)
    drawn: Array = windows[rng.integers(0, len(windows), DRAWS)]
    return drawn


def grouped(keys: Sequence[Any]) -> tuple[list[Any], Array]:
    """The different keys in their order, and for each item the place of its key."""
    places = {key: at for at, key in enumerate(dict.fromkeys(keys))}
    return list(places), np.array([places[key] for key in keys], dtype=np.int64)
