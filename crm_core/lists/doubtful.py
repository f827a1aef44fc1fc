"""The rows of a plan that look like a record or a row above, by what makes them look like it."""

from __future__ import annotations

from ._doubts import KINDS
from ._planned import Plan

__all__ = ["KINDS", "kinds_of", "places_of_kind"]


def kinds_of(plan: Plan) -> dict[str, int]:
    """How many rows look like another for each kind of reason (that of the likest), the commonest first."""
    counts: dict[str, int] = {}
    for candidates in plan.doubtful.values():
        counts[candidates[0].kind] = counts.get(candidates[0].kind, 0) + 1
    return dict(sorted(counts.items(), key=lambda one: -one[1]))


def places_of_kind(plan: Plan, kind: str) -> list[int]:
    """The places of the rows whose likest candidate is of this kind, in the order of the list."""
    return [place for place in plan.places("candidates") if plan.doubtful[place][0].kind == kind]
