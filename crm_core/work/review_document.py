"""A review as a document: in numbers and in the names of that day, so that it reads the same for ever.

It is plain JSON. Amounts are minor units of `currency`, days and moments ISO; movements are those of
`deals.movements`, so opening + movements = closing, for the unit and for each person.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from ..deals.asof import pipeline_as_of
from ..deals.movements import Changes, DealMovement, Movement, Standing, Sum, balance
from ..deals.totals import StageName
from ..fields.filters import Condition, all_of
from ..models import Review
from ..trust.changes import to_json
from . import promises
from .promises import PromiseLine
from .review import deals_of, head, people_of, said_of, targets
from .review_agenda import AgendaDeal, agenda_of
from .review_case import Shift, shifts_of
from .review_targets import TargetLine

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

VERSION = 1
MOST_MOVED = 2_000
"""So many movements of single deals are kept, the largest of each kind first; the sums are of all."""
MOST_PEOPLE = 60

Document = Mapping[str, Any]


def document_of(w: Work, review: Review) -> dict[str, Any]:
    """The document of a review as things stand at its end (now, while it is open)."""
    about, plan = head(w, review.id), agenda_of(w, review)
    found, given, due = plan.changes, promises.given_in(w, review.id), promises.due_in(w, review)
    names = {one.id: one.name for one in people_of(w, review.id)}
    said = said_of(w, review.id)
    talked = [one for one in plan.deals if one.discussed or one.noted]
    shifts = shifts_of(w, review.since, [one.id for one in talked])
    return {
        "version": VERSION,
        "company": w.company.name,
        "currency": w.company.currency,
        "unit": about.unit,
        "lead": about.lead,
        "held_on": about.held_on.isoformat(),
        "next_on": about.next_on.isoformat(),
        "present": [names[one] for one in about.present if one in names],
        "note": about.note,
        "changes": _changes_kept(found),
        "stages": _stages(w, review),
        "people": _people(w, review, [*due, *given]),
        "targets": [_target(one) for one in targets(w, review.id)],
        "agenda": dict(plan.counts),
        "deals": [_deal(one, shifts.get(one.id, ()), said[one.id].note) for one in talked],
        "promises": [_promise(one) for one in given],
        "earlier": [_promise(one) for one in due],
    }


# Its parts


def _changes_kept(found: Changes) -> dict[str, Any]:
    moved = found.deals[:MOST_MOVED]
    standings = [one for move in moved for one in (move.before, move.after) if one is not None]
    stages, people = {one.stage_id for one in standings}, {one.owner_id for one in standings}
    return {
        "since": found.since.isoformat(),
        "until": found.until.isoformat(),
        "opening": [found.opening.count, found.opening.amount],
        "closing": [found.closing.count, found.closing.amount],
        "movements": [[one.kind, one.count, one.amount, one.deals] for one in found.movements],
        "deals": [
            [one.id, one.title, one.kind, one.count, one.amount, _standing(one.before), _standing(one.after)]
            for one in moved
        ],
        "stages": {str(number): vars(found.stages[number]) for number in stages},
        "people": {
            str(number): found.people[number] for number in people if number is not None and number in found.people
        },
    }


def _standing(one: Standing | None) -> list[Any] | None:
    return None if one is None else [to_json(value) for value in one]


def _stages(w: Work, review: Review) -> list[dict[str, Any]]:
    """The open stages with their deals at both ends of the time looked at."""
    asked = deals_of(review.unit_id)
    before = {one.stage.id: one.total for one in pipeline_as_of(w, review.since, asked, closed=False)}
    after = pipeline_as_of(w, review.until or w.clock.now(), asked, closed=False)
    return [
        {
            "name": one.stage.name,
            "pipeline": one.stage.pipeline,
            "before": _sum(before.get(one.stage.id)),
            "after": _sum(one.total),
        }
        for one in after
        if one.total.count or one.stage.id in before
    ]


def _sum(total: Any) -> list[int]:
    return [0, 0] if total is None else [total.count, total.amount]


def _people(w: Work, review: Review, all_promises: Sequence[PromiseLine]) -> list[dict[str, Any]]:
    """Each seller of the unit, in order of name: the same movements, and what they promised."""
    sellers = [one for one in people_of(w, review.id) if one.role in ("lead", "rep")]
    found = []
    for one in sellers[:MOST_PEOPLE]:
        asked = all_of(deals_of(review.unit_id), Condition("owner", "is", one.id))
        moved = balance(w, review.since, review.until or w.clock.now(), asked)
        mine = [line for line in all_promises if line.owner_id == one.id]
        if not (moved.opening.count or moved.closing.count or moved.movements or mine):
            continue
        found.append(
            {
                "name": one.name,
                "opening": [moved.opening.count, moved.opening.amount],
                "movements": [[move.kind, move.count, move.amount, move.deals] for move in moved.movements],
                "closing": [moved.closing.count, moved.closing.amount],
                "promises": {status: sum(line.status == status for line in mine) for status in promises.STATUSES},
            }
        )
    return found


def _target(one: TargetLine) -> dict[str, Any]:
    return {name: to_json(getattr(one, name)) for name in one.__dataclass_fields__}


def _deal(one: AgendaDeal, shifts: Iterable[Shift], note: str | None) -> dict[str, Any]:
    return {
        "id": one.id,
        "title": one.title,
        "customer": one.customer,
        "owner": one.owner,
        "stage": one.stage,
        "outcome": one.outcome,
        "amount": one.amount,
        "currency": one.currency,
        "expected_close": to_json(one.expected_close),
        "causes": list(one.causes),
        "shifts": [[shift.field, _plain(shift.before), _plain(shift.after)] for shift in shifts],
        "note": note or "",
    }


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else to_json(value)


def _promise(one: PromiseLine) -> dict[str, Any]:
    return {
        "what": one.what,
        "who": one.owner,
        "until": one.until.isoformat(),
        "deal": one.deal,
        "deal_id": one.deal_id,
        "status": one.status,
        "done_on": to_json(one.done_on),
        "late": one.late,
    }


# Read again


def changes_in(document: Document) -> Changes:
    """The movements of a document as they were, with the names of that day."""
    kept = document["changes"]
    return Changes(
        since=dt.datetime.fromisoformat(kept["since"]),
        until=dt.datetime.fromisoformat(kept["until"]),
        opening=Sum(*kept["opening"]),
        closing=Sum(*kept["closing"]),
        movements=[Movement(*one) for one in kept["movements"]],
        deals=[
            DealMovement(number, title, kind, count, amount, _standing_again(before), _standing_again(after))
            for number, title, kind, count, amount, before, after in kept["deals"]
        ],
        stages={int(number): _stage_again(one) for number, one in kept["stages"].items()},
        people={int(number): name for number, name in kept["people"].items()},
    )


def _standing_again(kept: list[Any] | None) -> Standing | None:
    if kept is None:
        return None
    known = dict(zip(Standing._fields, kept, strict=False))
    close = known["expected_close"]
    known["expected_close"] = dt.date.fromisoformat(close) if close else None
    return Standing(**known)


def _stage_again(kept: Mapping[str, Any]) -> StageName:
    known = {one.name: kept.get(one.name) for one in fields(StageName)}
    return StageName(**known)  # type: ignore[arg-type]
