"""Each deal at two moments: how it stood, whether it was among the open deals asked for, and if not, why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, FromClause, and_, exists, select, true
from sqlalchemy.orm import aliased

from ..base.database import AnySelect, chunks, label_of
from ..fields.filters import EVERYTHING, Filter
from ..models import Deal, DealState
from ._standing import held, let_through, was_open, worth

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work


@dataclass(frozen=True)
class Standing:
    """A deal at a moment. `worth`: its amount as it counts in sums, nothing where that is in a foreign currency."""

    stage_id: int
    outcome: str
    amount: int | None
    currency: str
    worth: int
    probability: int
    expected_close: dt.date | None
    owner_id: int | None
    unit_id: int | None


_COLUMNS = (
    "stage_id",
    "outcome",
    "amount",
    "currency",
    "probability",
    "expected_close",
    "owner_id",
    "unit_id",
)


@dataclass
class Pair:
    """A deal at two moments. `was_in`, `is_in`: it was among the open deals asked for.

    `fits`: closed or open, it is one of the deals asked for at the second moment. `seen_before`, `seen_after`: the
    actor saw it then. `by_owner`, `by_date`: with the other moment's owner and unit (or expected close) it would not
    be among them at the moment at which it is.
    """

    deal_id: int
    title: str
    before: Standing | None
    after: Standing | None
    existed: bool
    was_in: bool = False
    is_in: bool = False
    fits: bool = False
    seen_before: bool = True
    seen_after: bool = True
    by_owner: bool = False
    by_date: bool = False


@dataclass(frozen=True)
class Question:
    """Two moments, and which deals."""

    since: dt.datetime
    until: dt.datetime
    filter: Filter = EVERYTHING
    deal: FromClause = field(default_factory=lambda: label_of(Deal))


def pairs(w: Work, question: Question) -> list[Pair]:
    """Every deal asked for that was open at either moment, or was closed in between."""
    found: dict[int, Pair] = {}
    for row in _ending(w, question):
        pair = found[row.deal_id] = _pair(row)
        pair.fits, pair.is_in = True, row.after_outcome == "open"
    for row in _beginning(w, question):
        if row.deal_id not in found:
            found[row.deal_id] = _pair(row)
        found[row.deal_id].was_in = True
    if not w.actor.sees_all:
        _look(w, question, found)
    return list(found.values())


def _ending(w: Work, question: Question) -> Iterable[Any]:
    """Deals that are open at the second moment, or closed since the first."""
    after, before = aliased(DealState), label_of(DealState).c
    closed = and_(
        after.outcome.in_(["won", "lost"]),
        after.valid_from > question.since,
        after.valid_from <= question.until,
        held(after, question.until),
    )
    for those in (was_open(after, question.until), closed):
        yield from _read(w, question, after, before, question.since, those, narrowed="after")


def _beginning(w: Work, question: Question) -> Iterable[Any]:
    """Deals that were open at the first moment."""
    before, after = aliased(DealState), label_of(DealState).c
    those = was_open(before, question.since)
    return _read(w, question, before, after, question.until, those, narrowed="before")


def _read(
    w: Work,
    question: Question,
    state: Any,
    other: Any,
    other_at: dt.datetime,
    those: ColumnElement[bool],
    *,
    narrowed: str,
) -> Iterable[Any]:
    """States that the actor saw and that fit, each with the deal's state at the other moment, whoever saw that."""
    deal = question.deal
    before, after = (state, other) if narrowed == "before" else (other, state)
    earlier = label_of(DealState).c
    existed = exists(select(1).where(earlier.deal_id == deal.c.id, earlier.valid_from <= question.since))
    statement: AnySelect = (
        select(
            deal.c.id.label("deal_id"),
            deal.c.title,
            existed.label("existed"),
            *_labelled(w, "before", before),
            *_labelled(w, "after", after),
            *_reasons(w, question, state, other),
        )
        .select_from(state)
        .join(deal, deal.c.id == state.deal_id)
        .outerjoin(_table(other), and_(other.deal_id == state.deal_id, held(other, other_at)))
        .where(those, let_through(w, question.filter, state, deal))
    )
    return w.rows(statement)


def _table(columns: Any) -> FromClause:
    """The table to which these columns belong."""
    return columns.deal_id.table  # type: ignore[no-any-return]


def _labelled(w: Work, moment: str, state: Any) -> list[ColumnElement[Any]]:
    own = [getattr(state, name).label(f"{moment}_{name}") for name in _COLUMNS]
    return [*own, worth(w, state).label(f"{moment}_worth")]


def _reasons(w: Work, question: Question, state: Any, other: Any) -> list[ColumnElement[Any]]:
    """Whether the deal would still fit with the owner and unit, and with the expected close, of the other moment."""
    instead: Mapping[str, Mapping[str, ColumnElement[Any]]] = {
        "same_owner": {"owner_id": other.owner_id, "unit_id": other.unit_id},
        "same_date": {"expected_close": other.expected_close},
    }
    if question.filter == EVERYTHING:
        return [true().label(name) for name in instead]
    return [
        let_through(w, question.filter, state, question.deal, columns).label(name) for name, columns in instead.items()
    ]


def _pair(row: Any) -> Pair:
    return Pair(
        deal_id=row.deal_id,
        title=row.title,
        before=_standing(row, "before"),
        after=_standing(row, "after"),
        existed=bool(row.existed),
        by_owner=not row.same_owner,
        by_date=not row.same_date,
    )


def _standing(row: Any, moment: str) -> Standing | None:
    values = {name: getattr(row, f"{moment}_{name}") for name in (*_COLUMNS, "worth")}
    return None if values["stage_id"] is None else Standing(**values)


def _look(w: Work, question: Question, found: Mapping[int, Pair]) -> None:
    """Find out what the actor saw of deals that were asked for at one moment only."""
    unsure_before = [one.deal_id for one in found.values() if not one.was_in and one.before is not None]
    unsure_after = [one.deal_id for one in found.values() if not one.fits and one.after is not None]
    for numbers, at, name in (
        (unsure_before, question.since, "seen_before"),
        (unsure_after, question.until, "seen_after"),
    ):
        seen: set[int] = set()
        for some in chunks(numbers):
            statement = select(DealState.deal_id).where(DealState.deal_id.in_(some), held(DealState, at))
            seen.update(w.scalars(statement))
        for number in numbers:
            setattr(found[number], name, number in seen)
