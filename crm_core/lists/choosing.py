"""What a person is offered to choose from on the way in: the sheets of a file, the rows that look like another."""

from __future__ import annotations

from . import _marks
from ._asking import Question
from ._cleaning import value_for_all
from ._doubts import KINDS
from ._planned import Plan
from ._round_trip import LEFT_FULL
from ._saying import Saying
from .read import Workbook

__all__ = ["KINDS", "LEFT_FULL", "Question", "Saying", "kinds_of", "places_of_kind", "sheets_to_take", "value_for_all"]


def sheets_to_take(workbook: Workbook) -> list[str]:
    """The visible sheets with something in them; of a workbook of ours only the ones that are lists."""
    filled = [sheet for sheet in workbook.sheets if sheet.height and not sheet.hidden]
    ours = [sheet for sheet in filled if _marks.find(sheet) is not None]
    return [sheet.name for sheet in ours or filled]


def kinds_of(plan: Plan) -> dict[str, int]:
    """How many rows look like another for each kind of reason (that of the likest), the commonest first."""
    counts: dict[str, int] = {}
    for candidates in plan.doubtful.values():
        counts[candidates[0].kind] = counts.get(candidates[0].kind, 0) + 1
    return dict(sorted(counts.items(), key=lambda one: -one[1]))


def places_of_kind(plan: Plan, kind: str) -> list[int]:
    """The places of the rows whose likest candidate is of this kind, in the order of the list."""
    return [place for place in plan.places("candidates") if plan.doubtful[place][0].kind == kind]
