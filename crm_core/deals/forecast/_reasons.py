"""What speaks for and against a deal, in words: each sign by how much the chance would change if it were usual."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from ...base.i18n import N_
from ._hazards import Outlook
from ._lives import Array
from ._model import SIGNS, Model
from ._moments import Examples
from ._result import Reason, Share

if TYPE_CHECKING:
    from ...base.periods import Period
    from ._open import OpenDeal

LEAST = 0.015
MOST = 4
"""A sign that moves the chance by less is not told, nor are more than so many for or against."""

_MORE = MappingProxyType(
    {
        "owner": (
            N_("{name} wins {share} more of such deals than is usual"),
            N_("{name} wins {share} fewer of such deals than is usual"),
        ),
        "source": (
            N_("From {name}: {share} more of such deals are won than is usual"),
            N_("From {name}: {share} fewer of such deals are won than is usual"),
        ),
    }
)

Reasons = tuple[tuple[Reason, ...], tuple[Reason, ...]]


def reasons(
    model: Model, some: Examples, deals: Sequence[OpenDeal], period: Period, chance: Callable[[Outlook], Array]
) -> list[Reasons]:
    """For each deal what speaks for it and what against it, the weightiest first."""
    whole = chance(model.outlook(some))
    moved = np.column_stack([whole - chance(model.outlook(some, without=sign)) for sign in SIGNS])
    _one_of_two_ages(moved)
    found: list[Reasons] = []
    for at, deal in enumerate(deals):
        told = [
            reason
            for place in np.argsort(-np.abs(moved[at]))
            if abs(weight := float(moved[at, place])) >= LEAST
            and (reason := _said(SIGNS[place], weight, model, some, at, deal, period)) is not None
        ]
        pro, contra = ([one for one in told if (one.weight > 0) == good][:MOST] for good in (True, False))
        found.append((tuple(pro), tuple(contra)))
    return found


def _one_of_two_ages(moved: Array) -> None:
    """Days in the stage and days open tell of one thing: told under the weightier, with what both move."""
    pair = [SIGNS.index("in_stage"), SIGNS.index("age")]
    whole = moved[:, pair].sum(axis=1)
    weightier = np.abs(moved[:, pair]).argmax(axis=1)
    for place, sign in enumerate(pair):
        moved[:, sign] = np.where(weightier == place, whole, 0.0)


def _said(
    sign: str, weight: float, model: Model, some: Examples, at: int, deal: OpenDeal, period: Period
) -> Reason | None:
    """One sign of one deal in words; None where it is not worth a word."""
    if sign in _MORE:
        return _ratio(sign, weight, model, deal)
    if sign == "due":
        return _due(weight, deal, period, float(some.due[at]))
    if sign == "pushes":
        return _pushes(weight, int(some.pushes[at]))
    if sign in ("in_stage", "age"):
        return _days(sign, weight, model, some, at)
    texts = {
        "said": (N_("Its owner thinks more of it than its stage does"), N_("Its owner thinks less of it than usual")),
        "size": (N_("Its amount is larger than usual"), N_("Its amount is smaller than usual")),
        "no_amount": (N_("It has no amount yet"), N_("It has an amount")),
        "no_due": (N_("It has no expected close"), N_("It has an expected close")),
    }
    high = {
        "said": deal.probability > 50,
        "size": some.size[at] > 0,
        "no_amount": deal.amount is None,
        "no_due": deal.expected_close is None,
    }
    if sign == "said":
        usual = model.usual.means["said"][model.usual.place(some.stage[at : at + 1])][0]
        high["said"] = bool(some.said[at] > usual)
    return Reason(texts[sign][0 if high[sign] else 1], weight=weight)


def _ratio(sign: str, weight: float, model: Model, deal: OpenDeal) -> Reason | None:
    known = model.usual.owners if sign == "owner" else model.usual.sources
    name, key = (deal.owner, deal.owner_id) if sign == "owner" else (deal.source, deal.source)
    ratio = known.ratio.get(key)
    if ratio is None or name is None:
        return None
    text = _MORE[sign][0 if ratio > 1 else 1]
    return Reason(text, {"name": name, "share": Share(round(abs(ratio - 1), 2))}, weight)


def _due(weight: float, deal: OpenDeal, period: Period, days: float) -> Reason | None:
    if deal.expected_close is None:
        return None
    if days < 0:
        return Reason(N_("Its expected close, {day}, has passed"), {"day": deal.expected_close}, weight)
    if deal.expected_close in period:
        return Reason(N_("Its close is expected in the period, on {day}"), {"day": deal.expected_close}, weight)
    return Reason(N_("Its close is expected on {day}"), {"day": deal.expected_close}, weight)


def _pushes(weight: float, many: int) -> Reason:
    if many == 0:
        return Reason(N_("Its expected close was never pushed out"), weight=weight)
    if many == 1:
        return Reason(N_("Its expected close was pushed out once"), weight=weight)
    return Reason(N_("Its expected close was pushed out {n} times"), {"n": many}, weight)


def _days(sign: str, weight: float, model: Model, some: Examples, at: int) -> Reason:
    usual = model.usual.means[sign][model.usual.place(some.stage[at : at + 1])][0]
    values = {"n": round(float(getattr(some, sign)[at])), "usual": max(1, round(float(np.expm1(usual))))}
    if sign == "in_stage":
        return Reason(N_("In its stage for {n} days; {usual} are usual"), values, weight)
    return Reason(N_("Open for {n} days; in this stage {usual} are usual"), values, weight)
