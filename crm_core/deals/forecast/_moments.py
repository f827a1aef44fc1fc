"""Open deals at past moments, with what was known of each then: the examples that the model learns from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from ._lives import OPEN, Array, Lives

_FEW = 10
"""With fewer amounts than these, no usual one is told from them."""


@dataclass(frozen=True)
class Examples:
    """Deals open at moments; every field is a column of the same length. Only `ends`, `won` and `came` look ahead."""

    deal: Array
    at: Array
    state_id: Array
    stage: Array
    owner: Array
    source: Array
    said: Array
    """The probability in force then, as log odds."""
    in_stage: Array
    age: Array
    """Days in the stage and since the opening."""
    pushes: Array
    handed: Array
    amount: Array
    """In minor units; nan without one, or in another currency."""
    foreign: Array
    size: Array
    """The amount against what was usual then, as logarithm; 0 where there is none."""
    due: Array
    """Days until the expected close, negative when it has passed; nan without one."""
    ends: Array
    """Days until it was won or lost; infinite while it is not."""
    won: Array
    came: Array
    """What it was worth when it was won or lost; nan where that is not known."""

    def __len__(self) -> int:
        return len(self.deal)

    def only(self, which: Array) -> Examples:
        """Those of them (a mask, or their places)."""
        return Examples(**{one.name: getattr(self, one.name)[which] for one in fields(self)})


def usual_amount(lives: Lives, at: float) -> float:
    """The middle of the amounts of all deals open at an instant; of those until then where few are; 1 without any."""
    before = (lives.since <= at) & (lives.outcome == OPEN) & (lives.amount > 0)
    now = before & (lives.until > at)
    which = now if now.sum() >= _FEW else before
    return float(np.median(lives.amount[which])) if which.any() else 1.0


def examples(lives: Lives, moments: Iterable[float], usual: float | None = None) -> Examples:
    """The deals open at each moment; `usual` is the usual amount where these lives are not all of the company's."""
    parts: list[dict[str, Any]] = []
    for at in moments:
        held = np.flatnonzero((lives.since <= at) & (lives.until > at) & (lives.outcome == OPEN))
        if len(held) or not parts:
            parts.append(_at(lives, held, at, usual_amount(lives, at) if usual is None else usual))
    if not parts:
        parts.append(_at(lives, np.array([], dtype=np.int64), 0.0, 1.0))
    return Examples(**{name: np.concatenate([part[name] for part in parts]) for name in parts[0]})


def _at(lives: Lives, held: Array, at: float, usual: float) -> dict[str, Any]:
    amount = lives.amount[held]
    known = np.where(amount > 0, amount, usual)
    share = np.clip(lives.probability[held] / 100, 0.02, 0.98)
    return {
        "deal": lives.deal[held],
        "at": np.full(len(held), at),
        "state_id": lives.state_id[held],
        "stage": lives.stage[held],
        "owner": lives.owner[held],
        "source": lives.source[held],
        "said": np.log(share / (1 - share)),
        "in_stage": at - lives.entered[held],
        "age": at - lives.opened[held],
        "pushes": lives.pushes[held],
        "handed": lives.handed[held],
        "amount": amount,
        "foreign": lives.foreign[held],
        "size": np.clip(np.log(known / usual), -3.0, 3.0),
        "due": lives.due[held] - np.floor(at),
        "ends": lives.ends[held] - at,
        "won": lives.ends_won[held],
        "came": lives.ends_amount[held],
    }
