"""What a review talks about: the deals of the unit that moved, slipped, are stuck, lack a next step or close soon.

Each deal stands once, under the most pressing of what speaks for it; person by person it stands with its owner.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import select

from ..base.database import label_of
from ..base.i18n import N_
from ..base.many import chunks
from ..deals.care import Reason, care_list
from ..deals.movements import Changes, Kind, changes
from ..deals.totals import stage_names
from ..fields.filters import Condition, all_of
from ..fields.find import Query, ids_found
from ..models import Customer, Deal, Review, ReviewDeal, User
from . import promises
from .review import deals_of, next_day, said_of

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

Cause = Literal["closed", "moved", "promised", "slipped", "past_close", "stuck", "no_next_step", "closing"]
CAUSES: Mapping[Cause, str] = MappingProxyType(
    {
        "promised": N_("Promised last time"),
        "closed": N_("Won and lost"),
        "moved": N_("Moved"),
        "slipped": N_("Slipped"),
        "past_close": N_("Past its expected close"),
        "stuck": N_("Long in its stage"),
        "no_next_step": N_("No next step"),
        "closing": N_("Closes before the next review"),
    }
)
"""Why a deal is on the agenda, in the order of the meeting, in words (msgids)."""
_PRESSING: Sequence[Cause] = (
    "promised", "slipped", "past_close", "stuck", "no_next_step", "closing", "closed", "moved",
)  # fmt: skip
_OF_CARE: Mapping[str, Cause] = {"past_close": "past_close", "no_next_step": "no_next_step", "long_in_stage": "stuck"}
_OF_KIND: Mapping[str, Cause] = {"pushed_out": "slipped", "won": "closed", "lost": "closed"}
MOST = 40
MOST_MOVED = 15
"""So many deals of one cause are talked about: the most pressing of care, else the largest; of those that moved fewer,
since nothing need be done about them."""

By = Literal["exception", "person"]


@dataclass(frozen=True)
class AgendaDeal:
    """A deal on the agenda, with everything that speaks for it; amounts in minor units of its currency."""

    id: int
    title: str
    customer: str | None
    owner_id: int | None
    owner: str | None
    stage: str
    outcome: str
    amount: int | None
    currency: str
    expected_close: dt.date | None
    causes: tuple[Cause, ...]
    kinds: tuple[Kind, ...]
    discussed: bool
    noted: bool

    @property
    def cause(self) -> Cause:
        return self.causes[0]


@dataclass(frozen=True)
class Group:
    """Deals that are talked about together: of one cause, or of one person (`owner_id`; None: nobody)."""

    key: str
    deals: tuple[AgendaDeal, ...]
    owner: str | None = None


@dataclass(frozen=True)
class Agenda:
    """The deals in the order of the meeting, and how many there are of each cause, also beyond those listed."""

    groups: tuple[Group, ...]
    counts: Mapping[Cause, int]
    changes: Changes

    @property
    def deals(self) -> tuple[AgendaDeal, ...]:
        return tuple(deal for group in self.groups for deal in group.deals)


def agenda(w: Work, review_id: int, by: By = "exception") -> Agenda:
    """What a review talks about as things stand now. Raises NotFound."""
    review = w.get(Review, review_id)
    return agenda_of(w, review, by)


def agenda_of(w: Work, review: Review, by: By = "exception") -> Agenda:
    moved = changes(w, review.since, review.until, deals_of(review.unit_id))
    spoken, counts = _causes(w, review, moved)
    kinds: dict[int, list[Kind]] = {}
    for one in moved.deals:
        kinds.setdefault(one.id, []).append(one.kind)
    said = said_of(w, review.id)
    for number in said:
        spoken.setdefault(number, {"moved"})  # talked about, though nothing speaks for it any more
    stages = stage_names(w)
    deals = [
        _deal(row, stages[row.stage_id].name, spoken[row.id], kinds.get(row.id, ()), said.get(row.id))
        for row in _rows(w, spoken)
    ]
    groups = _by_person(deals) if by == "person" else _by_cause(deals)
    return Agenda(tuple(groups), counts, moved)


def _causes(w: Work, review: Review, moved: Changes) -> tuple[dict[int, set[Cause]], dict[Cause, int]]:
    """The deals that something speaks for, and how many there are of each cause."""
    found: dict[int, set[Cause]] = {}
    counts: dict[Cause, int] = {}

    def add(cause: Cause, numbers: Iterable[int], count: int | None = None) -> None:
        ids = list(dict.fromkeys(numbers))
        if ids:
            counts[cause] = max(counts.get(cause, 0), len(ids) if count is None else count)
        for number in ids[: MOST_MOVED if cause in ("closed", "moved") else MOST]:
            found.setdefault(number, set()).add(cause)

    of_kind: dict[Cause, list[tuple[int, int]]] = {}
    for one in moved.deals:
        if one.kind not in ("handed_out", "left", "removed"):
            of_kind.setdefault(_OF_KIND.get(one.kind, "moved"), []).append((-abs(one.amount), one.id))
    for cause, some in of_kind.items():
        add(cause, [number for _, number in sorted(some)])
    add("promised", [p.deal_id for p in promises.due_in(w, review) if p.deal_id and p.status in ("broken", "open")])
    _add_care(w, review, add)
    closing = all_of(
        deals_of(review.unit_id),
        Condition("outcome", "is", "open"),
        Condition("expected_close", "between", (w.clock.today(), next_day(w, review))),
    )
    add("closing", ids_found(w, "deal", Query(closing, sort="amount", descending=True), limit=10 * MOST))
    return found, counts


def _add_care(w: Work, review: Review, add: Any) -> None:
    care = care_list(w, 4 * MOST, deals_of(review.unit_id))
    by_cause: dict[Cause, list[int]] = {}
    for one in care.deals:
        for reason in one.reasons:
            by_cause.setdefault(_of_care(reason), []).append(one.id)
    for reason, count in care.by_reason.items():
        add(_of_care(reason), by_cause.get(_of_care(reason), []), count)


def _of_care(reason: Reason) -> Cause:
    """The cause of a reason for care; whatever is about slipping is one of slipping."""
    return _OF_CARE.get(reason, "slipped")


def _rows(w: Work, spoken: Iterable[int]) -> list[Any]:
    """The deals that the actor sees now, with names."""
    customer, user = label_of(Customer), label_of(User)
    columns = (Deal.id, Deal.title, Deal.owner_id, Deal.outcome, Deal.amount, Deal.currency, Deal.expected_close)
    statement = (
        select(*columns, Deal.stage_id, customer.c.name.label("customer"), user.c.name.label("owner"))
        .outerjoin(customer, customer.c.id == Deal.customer_id)
        .outerjoin(user, user.c.id == Deal.owner_id)
    )
    return [row for some in chunks(spoken) for row in w.rows(statement.where(Deal.id.in_(some)))]


def _deal(row: Any, stage: str, causes: Iterable[Cause], kinds: Sequence[Kind], kept: ReviewDeal | None) -> AgendaDeal:
    return AgendaDeal(
        id=row.id,
        title=row.title,
        customer=row.customer,
        owner_id=row.owner_id,
        owner=row.owner,
        stage=stage,
        outcome=row.outcome,
        amount=row.amount,
        currency=row.currency,
        expected_close=row.expected_close,
        causes=tuple(sorted(causes, key=_PRESSING.index)),
        kinds=tuple(dict.fromkeys(kinds)),
        discussed=kept is not None and kept.discussed_at is not None,
        noted=kept is not None and bool(kept.note),
    )


def _by_cause(deals: Sequence[AgendaDeal]) -> list[Group]:
    groups = [
        Group(cause, tuple(sorted((one for one in deals if one.cause == cause), key=_weight))) for cause in CAUSES
    ]
    return [group for group in groups if group.deals]


def _by_person(deals: Sequence[AgendaDeal]) -> list[Group]:
    people = {one.owner_id: one.owner for one in sorted(deals, key=lambda one: (one.owner is None, one.owner or ""))}
    order = {cause: place for place, cause in enumerate(CAUSES)}
    ordered = sorted(deals, key=lambda one: (order[one.cause], _weight(one)))
    return [
        Group(f"person:{number or 0}", tuple(one for one in ordered if one.owner_id == number), name)
        for number, name in people.items()
    ]


def _weight(one: AgendaDeal) -> tuple[int, int]:
    return (-(one.amount or 0), one.id)
