"""The model: learnt from what was known at an instant, and asked for the chances of open deals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from ._hazards import EDGES, STRETCHES, TIMES, Outlook, fitted, logistic
from ._lives import LOST, OPEN, WON, Array, Lives
from ._moments import Examples
from ._rates import Ratios, one_each, ratios

WINDOW_DAYS = 730
"""It is learnt from the two years before."""
STEP_DAYS = 28
"""A deal is an example every so many days that it was open."""
ENOUGH = 40
"""With fewer won, or fewer lost deals, history tells too little."""
HANDED_OVER = 0.8
"""What a hand-over leaves of a deal's chance, as long as the company's own record says little of it."""
_HANDED_WEIGHT = 20.0

SIGNS = ("said", "in_stage", "age", "pushes", "size", "no_amount", "no_due", "owner", "source", "due")
"""What of a deal speaks for or against it. `due` is how its expected close lies to a stretch."""
_PLAIN = SIGNS[:-1]
_BY_STAGE = ("said", "in_stage", "age", "pushes")
"""These are measured against what is usual in the deal's stage."""
_PENALTY = MappingProxyType({"constant": 1e-6, "stage": 0.5, "stretch": 0.1, "slope": 2.0, "sign": 5.0})


@dataclass(frozen=True)
class Usual:
    """What is usual: by stage the mean of each sign, and how far deals lie from it."""

    stages: Array
    means: Mapping[str, Array]
    """One figure a stage; the last for stages without history."""
    spread: Mapping[str, float]
    owners: Ratios
    sources: Ratios

    def place(self, stage: Array) -> Array:
        """The row of each stage; the last one for stages without history."""
        at = np.searchsorted(self.stages, stage)
        inside = np.minimum(at, len(self.stages) - 1)
        found: Array = np.where(self.stages[inside] == stage, inside, len(self.stages))
        return found


@dataclass(frozen=True)
class Model:
    """What was learnt: coefficients of both outcomes, and what amounts come to."""

    usual: Usual
    won: Array
    lost: Array
    growth: float
    """What a deal is worth when it is won, for each unit of its amount before."""
    without_amount: float
    """What deals without an amount were worth when they were won."""
    swing: float
    """By how much good and bad times move all deals together (see draws)."""
    handed_over: float
    learnt_from: tuple[int, int]

    def outlook(self, some: Examples, without: str = "") -> Outlook:
        """How these deals go on; `without` leaves a sign out, as if it were usual."""
        base = self.usual.place(some.stage)
        signs, due = _signs(some, self.usual), _due(some)
        if without == "due":
            due = np.zeros_like(due)
        elif without:
            signs[:, _PLAIN.index(without)] = 0.0
        hazards = (logistic(self._logit(base, signs, due, beta)) for beta in (self.won, self.lost))
        return Outlook(*hazards)

    def _logit(self, place: Array, signs: Array, due: Array, beta: Array) -> Array:
        """By deal and stretch."""
        stages = len(self.usual.stages)
        constant, rest = beta[0], beta[1:]
        stage = np.append(rest[:stages], 0.0)
        stretch = rest[stages : stages + STRETCHES]
        slope = np.append(rest[stages + STRETCHES : 2 * stages + STRETCHES], 0.0)
        of_signs = rest[2 * stages + STRETCHES : 2 * stages + STRETCHES + len(_PLAIN)]
        of_due = rest[2 * stages + STRETCHES + len(_PLAIN) :]
        by_deal = constant + stage[place] + signs @ of_signs
        found: Array = by_deal[:, None] + stretch + slope[place][:, None] * TIMES + due @ of_due
        return found

    def weights(self) -> dict[str, float]:
        """What a sign that is one standard deviation above usual adds to the log odds of being won in a stretch."""
        first = 1 + 2 * len(self.usual.stages) + STRETCHES
        return dict(zip(_PLAIN, self.won[first : first + len(_PLAIN)].tolist(), strict=True))

    def worth(self, some: Examples) -> Array:
        """What each deal adds when it is won, in minor units; nothing in other currencies."""
        known = np.where(some.amount > 0, some.amount * self.growth, self.without_amount)
        found: Array = np.where(some.foreign, 0.0, known)
        return found


def decided(lives: Lives, until: float) -> tuple[int, int]:
    """How many deals were won and lost in the window before an instant (of a sample: about how many)."""
    known = (lives.since >= until - WINDOW_DAYS) & (lives.since < until) & (lives.came_from == OPEN)
    won, lost = (len(np.unique(lives.deal[known & (lives.outcome == one)])) for one in (WON, LOST))
    return won * lives.every, lost * lives.every


def _in_window(some: Examples, until: float) -> Array:
    found: Array = (some.at >= until - WINDOW_DAYS) & (some.at < until)
    return found


def learnt(every: Examples, until: float, counts: tuple[int, int], near: Model | None = None) -> Model | None:
    """The model from what was known at an instant; None where too few deals were decided until then (`counts`).

    An example counts for the stretches that were over by then, whatever came after. `near`: a model of about that
    time, from which it is found sooner; it changes nothing of what is found.
    """
    some = every.only(_in_window(every, until))
    if min(counts) < ENOUGH or not len(some):
        return None
    ended = some.at + some.ends <= until
    usual = _usual(some, ended)
    x, won, lost = _rows(some, usual, until)
    penalties = _penalties(len(usual.stages))
    model = Model(
        usual, fitted(x, won, penalties), fitted(x, lost, penalties),
        *_amounts(some, ended), swing=0.0, handed_over=HANDED_OVER, learnt_from=counts,
    )  # fmt: skip
    return Model(**{**vars(model), "swing": _swing(model, some, until), "handed_over": _handed(model, some, ended)})


def _usual(some: Examples, ended: Array) -> Usual:
    stages, place = np.unique(some.stage, return_inverse=True)
    weights = one_each(some.deal)
    sized = np.bincount(place, minlength=len(stages))
    means, spread = {}, {}
    for name in _BY_STAGE:
        values = _raw(some, name)
        mean = np.bincount(place, values, len(stages)) / sized
        means[name] = np.append(mean, values.mean())
        spread[name] = float((values - mean[place]).std()) or 1.0
    spread["size"] = float(some.size.std()) or 1.0
    done = np.flatnonzero(ended)
    hits = np.bincount(place[done], some.won[done] * weights[done], len(stages))
    rate = (hits + 0.5) / (np.bincount(place[done], weights[done], len(stages)) + 1)
    hoped = rate[place]
    told = [
        ratios(keys[done], some.won[done].astype(float), hoped[done], weights[done])
        for keys in (some.owner, some.source.astype(str))
    ]
    return Usual(stages, means, spread, *told)


def _raw(some: Examples, name: str) -> Array:
    """A sign as it is measured: days as logarithms, since the second week says more than the second year."""
    if name in ("in_stage", "age"):
        found: Array = np.log1p(np.maximum(getattr(some, name), 0.0))
    elif name == "pushes":
        found = np.minimum(some.pushes, 6.0)
    else:
        found = getattr(some, name)
    return found


def _signs(some: Examples, usual: Usual) -> Array:
    """The signs of each deal but its expected close, around what is usual: (deals, signs)."""
    place = usual.place(some.stage)
    columns: list[Array] = [(_raw(some, name) - usual.means[name][place]) / usual.spread[name] for name in _BY_STAGE]
    columns.append(some.size / usual.spread["size"])
    columns.append(np.isnan(some.amount) & ~some.foreign)
    columns.append(np.isnan(some.due))
    columns.append(usual.owners.logs(some.owner.tolist()) * 3)
    columns.append(usual.sources.logs(some.source.tolist()) * 3)
    return np.column_stack([column.astype(float) for column in columns])


def _due(some: Examples) -> Array:
    """By deal and stretch: whether the close is expected in it, and whether it was before: (deals, stretches, 2)."""
    due = np.where(np.isnan(some.due), np.inf, some.due)[:, None]
    past = due < np.maximum(EDGES[:-1], 0.5) - 0.5
    here = ~past & (due <= EDGES[1:])
    return np.stack([here, past], axis=2).astype(float)


def _rows(some: Examples, usual: Usual, until: float) -> tuple[Array, Array, Array]:
    """A row for each example and stretch that it began open and that was over by then; whether it was won, lost."""
    example, stretch = np.nonzero((some.ends[:, None] > EDGES[:-1]) & (some.at[:, None] + EDGES[1:] <= until))
    place, stages = usual.place(some.stage)[example], len(usual.stages)
    rows = np.arange(len(example))
    signs, due = _signs(some, usual), _due(some)
    x = np.zeros((len(rows), 1 + 2 * stages + STRETCHES + signs.shape[1] + due.shape[2]), dtype=np.float32)
    x[:, 0] = 1
    x[rows, 1 + place] = 1
    x[rows, 1 + stages + stretch] = 1
    x[rows, 1 + stages + STRETCHES + place] = TIMES[stretch]
    after = 1 + 2 * stages + STRETCHES
    x[:, after : after + signs.shape[1]] = signs[example]
    x[:, after + signs.shape[1] :] = due[example, stretch]
    over = some.ends[example] <= EDGES[1:][stretch]
    won = over & some.won[example]
    return x, won.astype(float), (over & ~won).astype(float)


def _penalties(stages: int) -> Array:
    many = {"constant": 1, "stage": stages, "stretch": STRETCHES, "slope": stages, "sign": len(SIGNS) + 1}
    return np.concatenate([np.full(number, _PENALTY[name]) for name, number in many.items()])


def _amounts(some: Examples, ended: Array) -> tuple[float, float]:
    """`growth` and `without_amount` of a Model."""
    won = ended & some.won & (some.came > 0)
    both = won & (some.amount > 0)
    growth = some.came[both].sum() / some.amount[both].sum() if both.any() else 1.0
    bare = won & ~(some.amount > 0) & ~some.foreign
    came = some.came[bare if bare.any() else won]
    return float(np.clip(growth, 0.5, 2.0)), float(came.mean()) if len(came) else 0.0


_SWING_DAYS = 45.0
_MOST_SWING = 0.5


def _swing(model: Model, some: Examples, until: float) -> float:
    """How much more what was won in so many days varied around what was expected than chance alone explains."""
    looked = some.only(some.at + _SWING_DAYS <= until)
    if not len(looked):
        return 0.0
    chance = model.outlook(looked).won_within(np.full(len(looked), _SWING_DAYS))
    worth = model.worth(looked)
    came = np.where(looked.won & (looked.ends <= _SWING_DAYS), np.nan_to_num(looked.came), 0.0)
    _, place = np.unique(looked.at, return_inverse=True)
    expected = np.bincount(place, chance * worth)
    by_chance = np.bincount(place, chance * (1 - chance) * worth**2)
    excess = ((np.bincount(place, came) - expected) ** 2 - by_chance) / np.maximum(expected, 1.0) ** 2
    return float(np.sqrt(np.clip(excess.mean(), 0.0, _MOST_SWING**2)))


def _handed(model: Model, some: Examples, ended: Array) -> float:
    """What hand-overs left of the chances of deals, shrunk towards HANDED_OVER."""
    moved = ended & (some.handed > 0)
    if not moved.any():
        return HANDED_OVER
    looked = some.only(moved)
    weights = one_each(looked.deal)
    hoped = float((model.outlook(looked).won_ever() * weights).sum())
    hits = float((looked.won * weights).sum())
    return min((hits + _HANDED_WEIGHT * HANDED_OVER) / (hoped + _HANDED_WEIGHT), 1.0)
