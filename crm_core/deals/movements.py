"""What moved in the open pipeline between two moments, deal by deal.

Every movement has signed effects on the number and the amount of open deals, so that opening + movements = closing,
always. A deal that moved in several ways is split, in this order: it comes among the deals asked for (created,
restored, reopened, handed in, pulled in, entered) with the amount it has at the end; or, having been among them, its
amount changes first (increased, decreased, revalued in another currency), then its date (pulled in, pushed out), then
it is won or lost with the amount it has at the end; or it leaves (handed out, pushed out, left, removed) with the
amount it had at the beginning.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from ..base.database import label_of
from ..base.errors import Invalid
from ..base.i18n import N_
from ..base.many import chunks
from ..fields.filters import EVERYTHING, Filter
from ..models import Deal, DealState, User
from . import _pairs
from ._pairs import Alike, Kind, Paired, Question, Standing, Ways
from ._standing import When, instant_of, only, was_open, worth
from .totals import StageName, stage_names

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

__all__ = [
    "KINDS",
    "Balance",
    "Changes",
    "DealMovement",
    "Effect",
    "Kind",
    "Moved",
    "Movement",
    "Standing",
    "Sum",
    "When",
    "balance",
    "changes",
    "effects",
    "moved",
]

KINDS: Mapping[Kind, str] = MappingProxyType(
    {
        "created": N_("New"),
        "restored": N_("Restored"),
        "reopened": N_("Reopened"),
        "handed_in": N_("Handed in"),
        "entered": N_("Entered the filter"),
        "increased": N_("Increased"),
        "decreased": N_("Decreased"),
        "revalued": N_("Revalued"),
        "pulled_in": N_("Pulled in"),
        "pushed_out": N_("Pushed out"),
        "won": N_("Won"),
        "lost": N_("Lost"),
        "handed_out": N_("Handed out"),
        "left": N_("Left the filter"),
        "removed": N_("Removed"),
    }
)
"""The kinds of movement in the order of a waterfall, in words (msgids)."""

Effect = tuple[Kind, int, int]
"""A movement of one deal: its kind and its effects on the number and the amount of open deals."""


@dataclass(frozen=True)
class Sum:
    """A number of deals and their amount in minor units of the company's currency."""

    count: int = 0
    amount: int = 0


@dataclass(frozen=True, slots=True)
class Movement:
    """All movements of a kind: signed effects on the open pipeline, and how many deals moved so."""

    kind: Kind
    count: int
    amount: int
    deals: int


@dataclass(frozen=True, slots=True)
class DealMovement:
    """One movement of one deal: signed effects, how the deal stood before and after (None: not at all, or hidden)."""

    id: int
    title: str
    kind: Kind
    count: int
    amount: int
    before: Standing | None
    after: Standing | None


@dataclass(frozen=True)
class Balance:
    """The open pipeline at two moments, and what moved in between, by kind: opening + movements = closing."""

    since: dt.datetime
    until: dt.datetime
    opening: Sum
    closing: Sum
    movements: Sequence[Movement]


@dataclass(frozen=True)
class Changes(Balance):
    """The same with every deal that moved; `stages` and `people` name those of the standings."""

    deals: Sequence[DealMovement]
    stages: Mapping[int, StageName]
    people: Mapping[int, str]


@dataclass(frozen=True)
class Moved:
    """Some deals that moved in one way, those that count for most first; names as in Changes."""

    deals: Sequence[DealMovement]
    stages: Mapping[int, StageName]
    people: Mapping[int, str]


def balance(
    w: Work,
    since: When,
    until: When | None = None,
    filter: Filter = EVERYTHING,  # noqa: A002
) -> Balance:
    """What moved since a moment (of a day: its end), until another or now, among the deals the actor saw then.

    Raises Invalid for moments to come or in the wrong order.
    """
    question = _question(w, since, until, filter)
    alike = _pairs.sums(w, question)
    was_in = [one for one in alike if one.was_in]
    return Balance(
        since=question.since,
        until=question.until,
        opening=Sum(sum(one.deals for one in was_in), sum(one.before for one in was_in)),
        closing=_open_at_the_end(w, question),
        movements=_movements(alike),
    )


def changes(
    w: Work,
    since: When,
    until: When | None = None,
    filter: Filter = EVERYTHING,  # noqa: A002
    *,
    passing: bool = True,
) -> Changes:
    """`balance`, and every deal that moved.

    Without `passing`, deals that came and were closed in between are in the sums but are not listed, which is much
    quicker where they are many. Raises Invalid as `balance` does.
    """
    sums = balance(w, since, until, filter)
    question = Question(sums.since, sums.until, filter)
    paired = _pairs.rows(w, question, passing=passing)
    deals = [one for pair in paired for one in _deal_movements(pair)]
    order = {kind: place for place, kind in enumerate(KINDS)}
    deals.sort(key=lambda one: (order[one.kind], -abs(one.amount), one.id))
    named = _named(w, deals)
    return Changes(
        sums.since, sums.until, sums.opening, sums.closing, sums.movements, named.deals, named.stages, named.people
    )


def moved(
    w: Work,
    kind: Kind,
    since: When,
    until: When | None = None,
    filter: Filter = EVERYTHING,  # noqa: A002
    *,
    limit: int = 100,
    offset: int = 0,
) -> Moved:
    """A page of the deals behind a movement of `balance`. Raises Invalid as that does."""
    question = _question(w, since, until, filter)
    paired = _pairs.rows(w, question, kind, limit=offset + limit)
    deals = [one for pair in paired for one in _deal_movements(pair) if one.kind == kind]
    deals.sort(key=lambda one: (-_size(one), one.id))
    return _named(w, deals[offset : offset + limit])


def _size(one: DealMovement) -> int:
    """What a movement comes to; of one that changes no amount, what the deal is worth."""
    standing = one.after or one.before
    return abs(one.amount) or (standing.worth if standing and not one.count else 0)


def _question(w: Work, since: When, until: When | None, filter: Filter) -> Question:  # noqa: A002
    end = instant_of(w, w.clock.now() if until is None else until)
    question = Question(instant_of(w, since), end, filter)
    if question.since > question.until:
        raise Invalid(N_("The first moment must lie before the second."), field="since")
    return question


def _open_at_the_end(w: Work, question: Question) -> Sum:
    """Read for itself and not summed up from the movements, so that a mistake in these would show."""
    state = aliased(DealState)
    statement = select(func.count(), func.sum(worth(w, state))).where(was_open(state, question.until))
    count, amount = w.rows(only(w, statement, question.filter, state))[0]
    return Sum(count, int(amount or 0))


def _named(w: Work, deals: Sequence[DealMovement]) -> Moved:
    """The movements with the titles of their deals, and the names of all that these refer to."""
    titles = _titles(w, {one.id for one in deals})
    user = label_of(User)
    return Moved(
        [replace(one, title=titles[one.id]) for one in deals],
        stage_names(w),
        {row.id: row.name for row in w.rows(select(user.c.id, user.c.name))},
    )


def _titles(w: Work, deal_ids: Iterable[int]) -> dict[int, str]:
    deal = label_of(Deal)
    return {
        row.id: row.title
        for some in chunks(deal_ids)
        for row in w.rows(select(deal.c.id, deal.c.title).where(deal.c.id.in_(some)))
    }


# The rule


def effects(ways: Ways, before: int, after: int, count: int = 1) -> list[Effect]:
    """What so many deals that moved alike do to the number and the amount of open deals, kind by kind.

    `before`, `after`: what they were and are worth. The effects sum to their share of closing minus opening.
    """
    found: list[Effect] = []
    if ways.came:
        found.append((ways.came, count, after))
    if ways.amount:
        found.append((ways.amount, 0, after - before))
    if ways.date:
        found.append((ways.date, 0, 0))
    if ways.went:
        found.append((ways.went, -count, -(after if ways.went in ("won", "lost") else before)))
    return found


def _movements(alike: Iterable[Alike]) -> list[Movement]:
    """One movement for each kind there is, in the order of a waterfall."""
    found: dict[Kind, Movement] = {}
    for one in alike:
        for kind, count, amount in effects(one.ways, one.before, one.after, one.deals):
            so_far = found.get(kind, Movement(kind, 0, 0, 0))
            found[kind] = Movement(kind, so_far.count + count, so_far.amount + amount, so_far.deals + one.deals)
    return [found[kind] for kind in KINDS if kind in found]


def _deal_movements(pair: Paired) -> Iterator[DealMovement]:
    for kind, count, amount in effects(pair.ways, pair.worth_before, pair.worth_after):
        yield DealMovement(pair.deal_id, "", kind, count, amount, pair.before, pair.after)
