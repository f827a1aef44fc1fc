"""Rates that are shrunk towards what is usual where few cases speak for them (empirical Bayes)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ._lives import Array


@dataclass(frozen=True)
class Ratios:
    """How often each key's deals were won against what their stages let expect: 1 is as usual."""

    ratio: dict[Any, float]
    deals: dict[Any, float]

    def logs(self, keys: Sequence[Any] | Array) -> Array:
        """The logarithm of each key's ratio; 0 for unknown ones."""
        known = {key: float(np.log(value)) for key, value in self.ratio.items()}
        return np.array([known.get(key, 0.0) for key in keys], dtype=float)


def ratios(keys: Array, won: Array, expected: Array, weights: Array) -> Ratios:
    """Won against expected by key, shrunk to 1 by as many cases as the keys' own spread calls for.

    The spread is that of DerSimonian and Laird (Meta-analysis in clinical trials, 1986), from won counts whose chance
    alone has the variance expected × (1 − share won); (won + k) ÷ (expected + k) is the mean of the gamma prior.
    """
    names, place = np.unique(keys, return_inverse=True)
    hits = np.bincount(place, weights * won, len(names))
    hoped = np.bincount(place, weights * expected, len(names))
    deals = np.bincount(place, weights, len(names))
    failing = 1 - hits.sum() / max(deals.sum(), 1e-9)
    k = _prior(hits, hoped, failing)
    told = np.ones(len(names)) if k is None else (hits + k) / (hoped + k)
    return Ratios(
        {name: float(r) for name, r in zip(names.tolist(), told, strict=True)},
        {name: float(n) for name, n in zip(names.tolist(), deals, strict=True)},
    )


def _prior(hits: Array, hoped: Array, failing: float) -> float | None:
    """How many expected wins the prior weighs; None where the keys differ no more than by chance."""
    some = hoped > 0
    hits, hoped = hits[some], hoped[some]
    precision = hoped / max(failing, 0.05)
    total = precision.sum()
    if len(hoped) < 2 or not total:
        return None
    spread = float((precision * (hits / hoped - 1) ** 2).sum()) - (len(hoped) - 1)
    variance = spread / float(total - (precision**2).sum() / total)
    return max(failing, 0.05) / variance if variance > 1e-6 else None


def one_each(deals: Array) -> Array:
    """Weights that let every deal count once, however many of its moments are looked at."""
    _, place, count = np.unique(deals, return_inverse=True, return_counts=True)
    found: Array = 1.0 / count[place]
    return found
