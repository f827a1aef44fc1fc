"""Each deal at two moments: how it stood, whether it was among the open deals asked for, and if not, why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import ColumnElement, and_, exists, func, not_, select
from sqlalchemy.orm import aliased

from ..base.database import label_of
from ..base.many import chunks
from ..fields.filters import EVERYTHING, Filter
from ..models import Deal, DealState
from ._standing import held, let_through, only, was_open, worth

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


_NAMES = Standing._fields


@dataclass(slots=True)
class Pair:
    """A deal at two moments. `was_in`, `is_in`: it was among the open deals asked for.

    `fits`: closed or open, it is one of the deals asked for at the second moment. `existed`: it had been there at the
    first moment, be it in the bin by then. `seen_before`, `seen_after`: the actor saw it then. `by_owner`, `by_date`:
    with the other moment's owner and unit (or expected close) it would not be among them at the moment at which it is.
    """

    deal_id: int
    before: Standing | None
    after: Standing | None
    was_in: bool = False
    is_in: bool = False
    fits: bool = False
    existed: bool = True
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


def pairs(w: Work, question: Question) -> list[Pair]:
    """Every deal asked for that was open at either moment, or was closed in between."""
    before = dict(_in_scope(w, question, lambda state: was_open(state, question.since)))
    after = dict(_in_scope(w, question, lambda state: was_open(state, question.until)))
    still_open = set(after)
    after |= _in_scope(w, question, lambda state: _listed(state, question))
    came, went = after.keys() - before.keys(), before.keys() - after.keys()
    elsewhere = _whole(w, came, question.since)
    gone_to = _whole(w, went, question.until)
    found = {
        number: Pair(
            number,
            before.get(number) or elsewhere.get(number),
            after.get(number) or gone_to.get(number),
            was_in=number in before,
            is_in=number in still_open,
            fits=number in after,
        )
        for number in before.keys() | after.keys()
    }
    _look_before(w, question, found, came, elsewhere.keys())
    _look_after(w, question, found, gone_to.keys())
    return list(found.values())


def _in_scope(
    w: Work, question: Question, those: Callable[[Any], ColumnElement[bool]]
) -> Iterator[tuple[int, Standing]]:
    """The standings that the actor saw and that fit, by deal."""
    state = aliased(DealState)
    statement = select(state.deal_id, *_columns(w, state)).where(those(state))
    return ((row[0], Standing._make(row[1:])) for row in w.rows(only(w, statement, question.filter, state)))


def _columns(w: Work, state: Any) -> list[ColumnElement[Any]]:
    return [worth(w, state) if name == "worth" else getattr(state, name) for name in _NAMES]


def _listed(state: Any, question: Question) -> ColumnElement[bool]:
    """The deals that were closed in between and are to be listed."""
    closed = _closed(state, question)
    return closed if question.passing else and_(closed, _existed(state.deal_id, question))


def _closed(state: Any, question: Question) -> ColumnElement[bool]:
    """Whether a deal is closed at the second moment by a state that began since the first."""
    return and_(
        state.outcome.in_(["won", "lost"]),
        state.valid_from > question.since,
        state.valid_from <= question.until,
        held(state, question.until),
    )


def _existed(deal_id: Any, question: Question) -> ColumnElement[bool]:
    """Whether a deal had been there at the first moment, be it in the bin by then."""
    earlier = label_of(DealState).c
    return exists(select(1).where(earlier.deal_id == deal_id, earlier.valid_from <= question.since))


def passed(w: Work, question: Question) -> Sequence[Any]:
    """Deals asked for that came and were closed in between: by outcome, their `count` and `worth`."""
    state = aliased(DealState)
    sums = (func.count().label("count"), func.sum(worth(w, state)).label("worth"))
    came = not_(_existed(state.deal_id, question))
    statement = select(state.outcome, *sums).where(_closed(state, question), came)
    return w.rows(only(w, statement, question.filter, state).group_by(state.outcome))


# What is known of deals at the moment at which they were not asked for


def _whole(w: Work, deal_ids: Iterable[int], at: dt.datetime) -> dict[int, Standing]:
    """The standings of these deals, whoever saw them."""
    state = label_of(DealState).c
    return {
        row[0]: Standing._make(row[1:])
        for some in chunks(deal_ids)
        for row in w.rows(select(state.deal_id, *_columns(w, state)).where(state.deal_id.in_(some), held(state, at)))
    }


def _look_before(
    w: Work, question: Question, found: Mapping[int, Pair], came: Iterable[int], known: Collection[int]
) -> None:
    """Why deals that came were not asked for at the first moment: new, or elsewhere."""
    state = label_of(DealState).c
    old: set[int] = set()
    for some in chunks(set(came) - set(known)):
        there = select(state.deal_id).where(state.deal_id.in_(some), state.valid_from <= question.since)
        old |= set(w.scalars(there.distinct()))
    for number in set(came) - set(known):
        found[number].existed = number in old
    open_then = [number for number in known if _is_open(found[number].before)]
    _explain(w, question, found, open_then, question.until, question.since)
    if not w.actor.sees_all:
        seen = _seen(w, known, question.since)
        for number in known:
            found[number].seen_before = number in seen


def _look_after(w: Work, question: Question, found: Mapping[int, Pair], known: Collection[int]) -> None:
    """Why deals that went are not asked for at the second moment."""
    _explain(w, question, found, known, question.since, question.until)
    if not w.actor.sees_all:
        seen = _seen(w, known, question.until)
        for number in known:
            found[number].seen_after = number in seen


def _is_open(standing: Standing | None) -> bool:
    return standing is not None and standing.outcome == "open"


def _seen(w: Work, deal_ids: Iterable[int], at: dt.datetime) -> set[int]:
    """Which of these deals the actor saw at that moment."""
    return {
        number
        for some in chunks(deal_ids)
        for number in w.scalars(select(DealState.deal_id).where(DealState.deal_id.in_(some), held(DealState, at)))
    }


def _explain(
    w: Work,
    question: Question,
    found: Mapping[int, Pair],
    deal_ids: Iterable[int],
    at: dt.datetime,
    other_at: dt.datetime,
) -> None:
    """Whether deals that fit at one moment would still do so with the owner, or the date, of the other."""
    if question.filter == EVERYTHING:
        return
    state, other, deal = label_of(DealState), label_of(DealState), label_of(Deal)
    owner = {name: other.c[name] for name in ("owner_id", "unit_id")}
    date = {"expected_close": other.c.expected_close}
    statement = (
        select(
            state.c.deal_id,
            let_through(w, question.filter, state.c, deal, owner).label("same_owner"),
            let_through(w, question.filter, state.c, deal, date).label("same_date"),
        )
        .join(other, other.c.deal_id == state.c.deal_id)
        .join(deal, deal.c.id == state.c.deal_id)
        .where(held(state.c, at), held(other.c, other_at))
    )
    for some in chunks(deal_ids):
        for row in w.rows(statement.where(state.c.deal_id.in_(some))):
            found[row.deal_id].by_owner = not row.same_owner
            found[row.deal_id].by_date = not row.same_date
