"""Each deal at two moments: how it stood, whether it was among the open deals asked for, and if not, why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import ColumnElement, FromClause, and_, exists, func, not_, select, true
from sqlalchemy.orm import aliased

from ..base.database import AnySelect, chunks, label_of
from ..fields.filters import EVERYTHING, Filter
from ..models import Deal, DealState
from ._standing import held, let_through, was_open, worth

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work


class Standing(NamedTuple):
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


_WIDTH = len(Standing._fields)


@dataclass(slots=True)
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
    """Two moments, and which deals; without `passing` those that came and were closed in between are left out."""

    since: dt.datetime
    until: dt.datetime
    filter: Filter = EVERYTHING
    passing: bool = True
    deal: FromClause = field(default_factory=lambda: label_of(Deal))


def pairs(w: Work, question: Question) -> list[Pair]:
    """Every deal asked for that was open at either moment, or was closed in between."""
    found: dict[int, Pair] = {}
    for pair in _ending(w, question):
        pair.fits = True
        pair.is_in = pair.after is not None and pair.after.outcome == "open"
        found[pair.deal_id] = pair
    for pair in _beginning(w, question):
        found.setdefault(pair.deal_id, pair).was_in = True
    if not w.actor.sees_all:
        _look(w, question, found)
    return list(found.values())


def passed(w: Work, question: Question) -> Sequence[Any]:
    """Deals asked for that came and were closed in between: by outcome, their `count` and `worth`."""
    state = aliased(DealState)
    sums = (func.count().label("count"), func.sum(worth(w, state)).label("worth"))
    statement = select(state.outcome, *sums).where(_closed(state, question), not_(_existed(state.deal_id, question)))
    if question.filter != EVERYTHING:
        fits = let_through(w, question.filter, state, question.deal)
        statement = statement.join(question.deal, question.deal.c.id == state.deal_id).where(fits)
    return w.rows(statement.group_by(state.outcome))


def _existed(deal_id: Any, question: Question) -> ColumnElement[bool]:
    """Whether a deal had been there at the first moment, be it in the bin by then."""
    earlier = label_of(DealState).c
    return exists(select(1).where(earlier.deal_id == deal_id, earlier.valid_from <= question.since))


def _closed(state: Any, question: Question) -> ColumnElement[bool]:
    """Whether a deal is closed at the second moment, and was not so at the first."""
    return and_(
        state.outcome.in_(["won", "lost"]),
        state.valid_from > question.since,
        state.valid_from <= question.until,
        held(state, question.until),
    )


def _ending(w: Work, question: Question) -> Iterator[Pair]:
    """Deals that are open at the second moment, or closed since the first."""
    after, before = aliased(DealState), label_of(DealState).c
    closed = _closed(after, question)
    if not question.passing:
        closed = and_(closed, _existed(after.deal_id, question))
    statement = _read(w, question, after, before, question.since).add_columns(
        *_labelled(w, "before", before), *_labelled(w, "after", after)
    )
    for those in (was_open(after, question.until), closed):
        yield from map(_pair, w.rows(statement.where(those)))


def _beginning(w: Work, question: Question) -> Iterator[Pair]:
    """Deals that were open at the first moment."""
    before, after = aliased(DealState), label_of(DealState).c
    statement = _read(w, question, before, after, question.until).add_columns(
        *_labelled(w, "before", before), *_labelled(w, "after", after)
    )
    return map(_pair, w.rows(statement.where(was_open(before, question.since))))


def _read(w: Work, question: Question, state: Any, other: Any, other_at: dt.datetime) -> AnySelect:
    """States that the actor saw and that fit, each with the deal's state at the other moment, whoever saw that."""
    deal = question.deal
    return (
        select(
            deal.c.id,
            deal.c.title,
            _existed(deal.c.id, question).label("existed"),
            *_reasons(w, question, state, other),
        )
        .select_from(state)
        .join(deal, deal.c.id == state.deal_id)
        .outerjoin(_table(other), and_(other.deal_id == state.deal_id, held(other, other_at)))
        .where(let_through(w, question.filter, state, deal))
    )


def _table(columns: Any) -> FromClause:
    """The table to which these columns belong."""
    return columns.deal_id.table  # type: ignore[no-any-return]


def _labelled(w: Work, moment: str, state: Any) -> list[ColumnElement[Any]]:
    """The columns of a standing, in its order."""
    return [
        (worth(w, state) if name == "worth" else getattr(state, name)).label(f"{moment}_{name}")
        for name in Standing._fields
    ]


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
    deal_id, title, existed, same_owner, same_date, *standings = row
    before, after = Standing._make(standings[:_WIDTH]), Standing._make(standings[_WIDTH:])
    return Pair(
        deal_id,
        title,
        before if before.outcome else None,
        after if after.outcome else None,
        existed=bool(existed),
        by_owner=not same_owner,
        by_date=not same_date,
    )


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
