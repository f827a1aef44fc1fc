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
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from sqlalchemy import select

from ..base.database import label_of
from ..base.errors import Invalid
from ..base.i18n import N_
from ..base.many import chunks
from ..fields.filters import EVERYTHING, Filter
from ..models import Deal, User
from ._pairs import Pair, Question, Standing, pairs, passed
from ._standing import When, instant_of
from .totals import StageName, stage_names

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

__all__ = ["KINDS", "Changes", "DealMovement", "Effect", "Kind", "Movement", "Standing", "Sum", "changes", "effects"]

Kind = Literal[
    "created",
    "restored",
    "reopened",
    "handed_in",
    "entered",
    "increased",
    "decreased",
    "revalued",
    "pulled_in",
    "pushed_out",
    "won",
    "lost",
    "handed_out",
    "left",
    "removed",
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
class Changes:
    """The open pipeline at two moments and what lies between; `stages` and `people` name those of the standings."""

    since: dt.datetime
    until: dt.datetime
    opening: Sum
    closing: Sum
    movements: Sequence[Movement]
    deals: Sequence[DealMovement]
    stages: Mapping[int, StageName]
    people: Mapping[int, str]


def changes(
    w: Work,
    since: When,
    until: When | None = None,
    filter: Filter = EVERYTHING,  # noqa: A002
    *,
    passing: bool = True,
) -> Changes:
    """What moved since a moment (of a day: its end), until another or now, among the deals the actor saw then.

    Without `passing`, deals that came and were closed in between are in the sums but are not listed, which is much
    quicker where they are many. Raises Invalid for moments to come or in the wrong order.
    """
    end = instant_of(w, w.clock.now() if until is None else until)
    question = Question(instant_of(w, since), end, filter, passing)
    if question.since > question.until:
        raise Invalid(N_("The first moment must lie before the second."), field="since")
    found = pairs(w, question)
    moved = [(pair, effect) for pair in found for effect in effects(pair)]
    titles = _titles(w, {pair.deal_id for pair, _ in moved})
    deals = [DealMovement(pair.deal_id, titles[pair.deal_id], *effect, *_shown(pair)) for pair, effect in moved]
    order = {kind: place for place, kind in enumerate(KINDS)}
    deals.sort(key=lambda one: (order[one.kind], -abs(one.amount), one.id))
    user = label_of(User)
    return Changes(
        since=question.since,
        until=question.until,
        opening=_sum([pair.before for pair in found if pair.was_in]),
        closing=_sum([pair.after for pair in found if pair.is_in]),
        movements=_movements([*_summed(deals), *([] if passing else _passed(w, question))]),
        deals=deals,
        stages=stage_names(w),
        people={row.id: row.name for row in w.rows(select(user.c.id, user.c.name))},
    )


def _titles(w: Work, deal_ids: Iterable[int]) -> dict[int, str]:
    deal = label_of(Deal)
    return {
        row.id: row.title
        for some in chunks(deal_ids)
        for row in w.rows(select(deal.c.id, deal.c.title).where(deal.c.id.in_(some)))
    }


def _sum(standings: Sequence[Standing | None]) -> Sum:
    return Sum(len(standings), sum(one.worth for one in standings if one is not None))


def _summed(deals: Sequence[DealMovement]) -> Iterator[Movement]:
    """The movements of deals, kind by kind (deals come ordered by kind)."""
    for kind, group in groupby(deals, key=attrgetter("kind")):
        some = list(group)
        yield Movement(kind, sum(one.count for one in some), sum(one.amount for one in some), len(some))


def _passed(w: Work, question: Question) -> Iterator[Movement]:
    """The movements of deals that came and were closed in between."""
    for row in passed(w, question):
        worth = int(row.worth)
        yield Movement("created", row.count, worth, row.count)
        yield Movement("won" if row.outcome == "won" else "lost", -row.count, -worth, row.count)


def _movements(parts: Sequence[Movement]) -> list[Movement]:
    """One movement for each kind there is, in the order of a waterfall."""
    found: dict[Kind, Movement] = {}
    for one in parts:
        so_far = found.get(one.kind, Movement(one.kind, 0, 0, 0))
        found[one.kind] = Movement(
            one.kind, so_far.count + one.count, so_far.amount + one.amount, so_far.deals + one.deals
        )
    return [found[kind] for kind in KINDS if kind in found]


def _shown(pair: Pair) -> tuple[Standing | None, Standing | None]:
    """What the actor may read of the two standings."""
    return (pair.before if pair.seen_before else None, pair.after if pair.seen_after else None)


# The rules


def effects(pair: Pair) -> list[Effect]:
    """How a deal moved, split so that the effects sum to its share of closing minus opening."""
    before, after = pair.before, pair.after
    if pair.was_in:
        assert before is not None
        if after is not None and pair.is_in:
            return _changed(before, after)
        if after is not None and after.outcome != "open" and _decided_here(pair):
            return [*_changed(before, after), _decided(after)]
        return [(_leaving(pair), -1, -before.worth)]
    if after is None or (not pair.is_in and not _was_decided(before, after)):
        return []
    arrival: Effect = (_arriving(pair), 1, after.worth)
    return [arrival] if pair.is_in else [arrival, _decided(after)]


def _was_decided(before: Standing | None, after: Standing) -> bool:
    """Whether the outcome came since the first moment."""
    return before is None or before.outcome != after.outcome


def _decided_here(pair: Pair) -> bool:
    """Whether a deal was won or lost by those asked for, and not after it was handed out."""
    return pair.fits or (pair.seen_after and not pair.by_owner)


def _decided(after: Standing) -> Effect:
    return ("won" if after.outcome == "won" else "lost", -1, -after.worth)


def _changed(before: Standing, after: Standing) -> list[Effect]:
    """What changed in a deal that stayed; effects on the number are none."""
    found: list[Effect] = []
    old, new = before.amount or 0, after.amount or 0
    if before.currency != after.currency:
        found.append(("revalued", 0, after.worth - before.worth))
    elif old != new:
        found.append(("increased" if new > old else "decreased", 0, after.worth - before.worth))
    if after.outcome == "open" and _days_later(before, after):
        found.append(("pushed_out" if _days_later(before, after) > 0 else "pulled_in", 0, 0))
    return found


def _days_later(before: Standing, after: Standing) -> int:
    """By how many days the expected close moved; 0 where either is unknown."""
    if before.expected_close is None or after.expected_close is None:
        return 0
    return (after.expected_close - before.expected_close).days


def _arriving(pair: Pair) -> Kind:
    before, after = pair.before, pair.after
    assert after is not None
    if before is None:
        return "restored" if pair.existed else "created"
    if before.outcome != "open":
        return "reopened"
    if not pair.seen_before or pair.by_owner:
        return "handed_in"
    return "pulled_in" if pair.by_date and _days_later(before, after) < 0 else "entered"


def _leaving(pair: Pair) -> Kind:
    before, after = pair.before, pair.after
    assert before is not None
    if after is None:
        return "removed"
    if not pair.seen_after or pair.by_owner:
        return "handed_out"
    return "pushed_out" if pair.by_date and _days_later(before, after) > 0 else "left"
