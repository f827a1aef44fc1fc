"""What happened in reviews, for the newest deeds: begun, closed, promised, settled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from ..base.database import label_of
from ..base.i18n import N_
from ..models import Change, Promise, Review, Unit, User
from ..trust.history import Deed

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

KINDS = frozenset({"review", "promise"})
SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "review_begun": N_("{who} began the review of {unit}"),
        "review_closed": N_("{who} held the review of {unit}"),
        "promised": N_("{person} made a promise"),
        "promise_kept": N_("{person} kept a promise"),
        "promise_broken": N_("{person} broke a promise"),
        "promise_dropped": N_("{who} dropped a promise of {person}"),
        "promise_renewed": N_("{person} promised again, for a later day"),
    }
)


@dataclass(frozen=True)
class Meeting:
    """What was done in a review, by a key of the sentences; of whom or which unit, what it is called and opens."""

    what: str
    unit: str = ""
    person: str = ""
    name: str = ""
    opens: tuple[str, int] | None = None


def meetings(w: Work, deeds: Sequence[Deed]) -> dict[int, Meeting]:
    """By change set. Small steps in between (a note, who was there) are no news and left out."""
    change = label_of(Change)
    wanted = [one.id for one in deeds if one.kind in KINDS]
    statement = (
        select(change.c.change_set_id, change.c.entity, change.c.record_id, change.c.action, change.c.after)
        .where(change.c.change_set_id.in_(wanted), change.c.entity.in_(KINDS))
        .order_by(change.c.id)
    )
    rows: dict[int, list[Any]] = {}
    for row in w.rows(statement) if wanted else ():
        rows.setdefault(row.change_set_id, []).append(row)
    told = {number: step for number, some in rows.items() if (step := _step(some))}
    reviews = _by_id(w, Review, [row.record_id for what, row in told.values() if row.entity == "review"])
    promises = _by_id(w, Promise, [row.record_id for what, row in told.values() if row.entity == "promise"])
    units, people = _names(w, Unit), _names(w, User)
    found = {}
    for number, (what, row) in told.items():
        if review := reviews.get(row.record_id) if row.entity == "review" else None:
            day = w.locale.date(review.held_on, "long")
            found[number] = Meeting(what, units.get(review.unit_id, ""), "", day, ("review", review.id))
        elif given := promises.get(row.record_id) if row.entity == "promise" else None:
            opens = ("deal", given.deal_id) if given.deal_id else None
            found[number] = Meeting(what, "", people.get(given.owner_id, ""), given.what, opens)
    return found


def _step(rows: Sequence[Any]) -> tuple[str, Any] | None:
    """What a deed was, and the change that says so; None for a small step."""
    for row in rows:
        after: Mapping[str, Any] = row.after or {}
        if row.entity == "review" and row.action == "create":
            return "review_begun", row
        if row.entity == "review" and after.get("closed_at"):
            return "review_closed", row
    given = next((row for row in rows if row.entity == "promise" and row.action == "create"), None)
    if given is not None:
        return ("promise_renewed" if len(rows) > 1 and _settled(rows) else "promised"), given
    outcome = _settled(rows)
    return (f"promise_{outcome[0]}", outcome[1]) if outcome else None


def _settled(rows: Sequence[Any]) -> tuple[str, Any] | None:
    for row in rows:
        outcome = (row.after or {}).get("outcome")
        if row.entity == "promise" and row.action == "update" and outcome in ("kept", "broken", "dropped"):
            return outcome, row
    return None


def _by_id(w: Work, model: Any, ids: Sequence[int]) -> dict[int, Any]:
    return {one.id: one for one in w.scalars(select(model).where(model.id.in_(ids)))} if ids else {}


def _names(w: Work, model: Any) -> dict[int | None, str]:
    """Names of units or people; they are few, and every colleague's name may be read."""
    table = label_of(model)
    return {row.id: row.name for row in w.rows(select(table.c.id, table.c.name))}
