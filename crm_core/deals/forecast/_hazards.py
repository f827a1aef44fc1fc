"""How an open deal goes on: the chances of being won and of being lost in each stretch of the days to come.

A discrete-time model of competing risks (Singer and Willett, Applied Longitudinal Data Analysis, chapters 11 to 15;
Tutz and Schmid, Modeling Discrete Time-to-Event Data, chapter 8), with a logistic regression for each outcome.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ._lives import Array

EDGES = np.array([0, 7, 14, 21, 30, 45, 60, 90, 120, 180, 270, 365], dtype=float)
"""Days from the moment on; an outcome is told by the stretch between two of them."""
STRETCHES = len(EDGES) - 1
_MIDDLES = np.log((EDGES[:-1] + EDGES[1:]) / 2)
TIMES = _MIDDLES - _MIDDLES.mean()
"""The middles of the stretches as logarithms, around 0."""
_MOST_STEPS = 30
_CLOSE = 1e-3
"""Steps end where the next would gain less log-likelihood."""


def fitted(x: Array, y: Array, penalties: Array, near: Array | None = None) -> Array:
    """The coefficients of a logistic regression with a ridge penalty each, by Newton's method.

    Maximises Σ log-likelihood − ½ Σ penalty × coefficient²; the first column is the constant. `near` are coefficients
    of much the same data, from which it is not far.
    """
    if near is not None and len(near) == x.shape[1]:
        beta = near.copy()
    else:
        beta = np.zeros(x.shape[1])
        share = float(np.clip(y.mean(), 1e-6, 1 - 1e-6))
        beta[0] = np.log(share / (1 - share))
    for _ in range(_MOST_STEPS):
        chance = logistic(x @ beta.astype(x.dtype))
        slope = x.T @ (y - chance).astype(x.dtype) - penalties * beta
        bend = (x * (chance * (1 - chance))[:, None]).T @ x + np.diag(penalties)
        step = np.linalg.solve(bend, slope)
        beta += step * min(1.0, 4.0 / max(float(np.abs(step).max()), 1e-9))
        if slope @ step < _CLOSE:
            break
    return beta


def logistic(logit: Array) -> Array:
    """The share that a logit means."""
    found: Array = 1 / (1 + np.exp(-np.clip(logit, -30, 30)))
    return found


@dataclass(frozen=True)
class Outlook:
    """For each deal and stretch, given that it is still open: the chance of being won and of being lost in it."""

    won: Array
    lost: Array

    def __post_init__(self) -> None:
        both = self.won + self.lost
        too_much = np.maximum(both, 1.0)
        object.__setattr__(self, "won", self.won / too_much)
        object.__setattr__(self, "lost", self.lost / too_much)

    @property
    def _open_at(self) -> Array:
        """The chance of being open still at each edge."""
        left = np.cumprod(1 - self.won - self.lost, axis=1)
        return np.hstack([np.ones((len(left), 1)), left])

    def won_within(self, days: Array) -> Array:
        """The chance of being won within so many days (one figure a deal); 0 where they are negative.

        Inside a stretch the outcomes are spread evenly over those that are left.
        """
        left = self._open_at
        until = np.hstack([np.zeros((len(left), 1)), np.cumsum(left[:, :-1] * self.won, axis=1)])
        days = np.maximum(days, 0.0)
        at = np.clip(np.searchsorted(EDGES, days, side="right") - 1, 0, STRETCHES - 1)
        rows = np.arange(len(days))
        part = (days - EDGES[at]) / (EDGES[at + 1] - EDGES[at])
        won, lost = self.won[rows, at], self.lost[rows, at]
        gone = 1 - (1 - np.minimum(won + lost, 1 - 1e-12)) ** part
        found: Array = until[rows, at] + left[rows, at] * gone * won / np.maximum(won + lost, 1e-12)
        return found

    def won_ever(self) -> Array:
        """The chance of being won at all: after the last stretch it goes on as in that one."""
        left = self._open_at
        until = (left[:, :-1] * self.won).sum(axis=1)
        last = self.won[:, -1] / np.maximum(self.won[:, -1] + self.lost[:, -1], 1e-12)
        found: Array = until + left[:, -1] * last
        return found

    def days_to_win(self) -> Array:
        """After how many days half of what is won within the last stretch's end will have been, one figure a deal."""
        left = self._open_at
        until = np.hstack([np.zeros((len(left), 1)), np.cumsum(left[:, :-1] * self.won, axis=1)])
        half = until[:, -1:] / 2
        at = np.clip((until < half).sum(axis=1) - 1, 0, STRETCHES - 1)
        rows = np.arange(len(left))
        inside = np.maximum(until[rows, at + 1] - until[rows, at], 1e-12)
        found: Array = EDGES[at] + (EDGES[at + 1] - EDGES[at]) * (half[:, 0] - until[rows, at]) / inside
        return found
