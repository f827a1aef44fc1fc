"""Two plans of one list as one: rows that name their records, and below them those that do not."""

from __future__ import annotations

from dataclasses import replace

from ._planned import Plan
from ._rows import SAME_AS
from ._saying import Saying
from .links import Links


def put_below(made: Plan, more: Plan) -> None:
    """Add the rows of another plan of the same list; a record that both would change is changed by the first."""
    by_id = {row.id: row for row in made.rows if row.id is not None}
    below = len(made.rows)
    for row in more.rows:
        row.place += below
        row.into = None if row.into is None else row.into + below
        first = by_id.get(row.id or 0)
        if first is not None and row.status in ("updated", "unchanged"):
            row.status, row.reason, row.into = "skipped", Saying(SAME_AS, {"row": str(first.row)}), None
    made.rows += more.rows
    made.problems += [replace(problem, position=problem.position + below) for problem in more.problems]
    made.notes += [note for note in more.notes if note not in made.notes]
    for key, links in more.links.items():
        known = made.links.setdefault(key, Links())
        known.meaning |= links.meaning
        known.near |= links.near
    made.candidates += [
        replace(
            one,
            place=one.place + below,
            other_place=None if one.other_place is None else one.other_place + below,
        )
        for one in more.candidates
    ]
    made.missing += more.missing
    made.questions += [one for one in more.questions if one.key not in {known.key for known in made.questions}]
    made.cleaned = {**made.cleaned, **more.cleaned}
    made.warnings += more.warnings
