"""Who slips: the slips of single deals, and the ledger of deals and their owners (what counts is told in `_slips`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import ColumnElement, and_, func, select

from ..base.among import among
from ..base.database import label_of
from ..base.i18n import N_
from ..base.many import chunks
from ..base.periods import Period
from ..fields.filters import EVERYTHING, Filter, compile_filter
from ..models import Customer, Deal, User
from ._slips import EVER, NONE, OFTEN, Slips, Span, figures
from .totals import stage_names

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

__all__ = [
    "EVER",
    "NONE",
    "OFTEN",
    "ORDERS",
    "Ledger",
    "Order",
    "OwnerSlips",
    "SlipDeal",
    "Slips",
    "Span",
    "calling_for_care",
    "ledger",
    "of",
]


def of(w: Work, deal_ids: Iterable[int], span: Span = EVER) -> dict[int, Slips]:
    """The slips of each of these deals that the actor sees; NONE for those that never slipped."""
    found: dict[int, Slips] = {}
    for some in chunks(set(deal_ids)):
        there = select(Deal.id).where(among(Deal.id, some))
        slipped = figures(w, there, span)
        found |= {number: slipped.get(number, NONE) for number in w.scalars(there)}
    return found


def calling_for_care(w: Work) -> dict[int, Slips]:
    """The open deals that the actor sees and that were pushed too often, or stand behind where they were."""
    slipped = figures(w, select(Deal.id).where(Deal.outcome == "open"))
    return {number: one for number, one in slipped.items() if one.calls_for_care}


# The ledger

Order = Literal["pushes", "days", "reversals", "amount", "expected_close"]
ORDERS: Mapping[Order, str] = {
    "pushes": N_("By pushes"),
    "days": N_("By days pushed"),
    "reversals": N_("By steps back"),
    "amount": N_("By amount"),
    "expected_close": N_("By expected close"),
}
"""By what the ledger is ordered, in words (msgids)."""
NOBODY = 0
FEW = 3
"""Under so many deals a mean says little: their owners come last."""


@dataclass(frozen=True)
class OwnerSlips:
    """What the deals of an owner (None: of nobody, or of all) did: how many there are, were pushed, went back.

    `pushes`, `days` (over all pushes), `pulls` and `reversals` are sums over the deals.
    """

    owner_id: int | None
    name: str | None
    deals: int
    pushed: int = 0
    pushes: int = 0
    days: int = 0
    pulls: int = 0
    reversals: int = 0
    went_back: int = 0

    @property
    def pushes_per_deal(self) -> float | None:
        return self.pushes / self.deals if self.deals else None

    @property
    def days_per_push(self) -> float | None:
        return self.days / self.pushes if self.pushes else None

    @property
    def share_pushed(self) -> float | None:
        """Deals that were pushed at all, of all."""
        return self.pushed / self.deals if self.deals else None


@dataclass(frozen=True)
class SlipDeal:
    """A deal of the ledger, as it stands now; `amount` in minor units of its currency."""

    id: int
    version: int
    title: str
    customer: str | None
    owner: str | None
    stage: str
    outcome: str
    amount: int | None
    currency: str
    expected_close: dt.date | None
    slips: Slips


@dataclass(frozen=True)
class Ledger:
    """All deals asked for, what each owner's did (most pushes per deal first, those with few deals last), and a page of
    those that slipped."""

    total: OwnerSlips
    owners: Sequence[OwnerSlips]
    slipped: int
    deals: Sequence[SlipDeal]


def ledger(
    w: Work,
    filter: Filter = EVERYTHING,  # noqa: A002
    *,
    closed_in: Period | None = None,
    span: Span = EVER,
    order: Order = "pushes",
    page: int = 1,
    size: int = 50,
) -> Ledger:
    """The slips of the open deals that the actor sees, or of those closed in a period; `page` counts from 1.

    Deals are counted for their owner of today; with a `span` only changes in it count.
    """
    those = and_(_whose(closed_in), compile_filter(w, "deal", filter))
    slipped = figures(w, select(Deal.id).where(those), span)
    owners = _owners(w, those, slipped)
    place = (page - 1) * size
    return Ledger(
        total=_summed(None, None, owners),
        owners=owners,
        slipped=len(slipped),
        deals=_lines(w, _ordered(w, slipped, order)[place : place + size], slipped),
    )


def _whose(closed_in: Period | None) -> ColumnElement[bool]:
    if closed_in is None:
        return Deal.outcome == "open"
    return and_(Deal.outcome.in_(["won", "lost"]), Deal.closed_on >= closed_in.start, Deal.closed_on < closed_in.end)


def _owners(w: Work, those: ColumnElement[bool], slipped: Mapping[int, Slips]) -> list[OwnerSlips]:
    """What each owner's deals did."""
    # Grouped by an expression, the deals asked for are found by the index of outcomes, not all read in owners' order.
    owner, user = func.coalesce(Deal.owner_id, NOBODY), label_of(User)
    counted = w.rows(select(owner.label("owner"), func.count().label("deals")).where(those).group_by("owner"))
    names = {row.id: row.name for row in w.rows(select(user.c.id, user.c.name))}
    theirs: dict[int | None, list[Slips]] = {}
    for some in chunks(slipped):
        for row in w.rows(select(Deal.id, Deal.owner_id).where(among(Deal.id, some))):
            theirs.setdefault(row.owner_id, []).append(slipped[row.id])
    found = [
        _of_owner(row.owner or None, names.get(row.owner), row.deals, theirs.get(row.owner or None, ()))
        for row in counted
    ]
    return sorted(found, key=lambda one: (one.deals < FEW, -(one.pushes_per_deal or 0), -one.days, one.name or ""))


def _of_owner(owner_id: int | None, name: str | None, deals: int, slips: Sequence[Slips]) -> OwnerSlips:
    return OwnerSlips(
        owner_id=owner_id,
        name=name,
        deals=deals,
        pushed=sum(one.pushes > 0 for one in slips),
        pushes=sum(one.pushes for one in slips),
        days=sum(one.days for one in slips),
        pulls=sum(one.pulls for one in slips),
        reversals=sum(one.reversals for one in slips),
        went_back=sum(one.reversals > 0 for one in slips),
    )


_SUMS = ("deals", "pushed", "pushes", "days", "pulls", "reversals", "went_back")


def _summed(owner_id: int | None, name: str | None, owners: Sequence[OwnerSlips]) -> OwnerSlips:
    return OwnerSlips(owner_id, name, **{key: sum(getattr(one, key) for one in owners) for key in _SUMS})


def _ordered(w: Work, slipped: Mapping[int, Slips], order: Order) -> list[int]:
    """The numbers of the deals that slipped, in this order; ties by days and pushes, then the newest."""
    known: dict[int, Any] = {}
    if order in ("amount", "expected_close"):
        column = Deal.amount if order == "amount" else Deal.expected_close
        for some in chunks(slipped):
            known |= {row[0]: row[1] for row in w.rows(select(Deal.id, column).where(among(Deal.id, some)))}

    def place(number: int) -> tuple[Any, ...]:
        one = slipped[number]
        rest = (-one.pushes, -one.days, -number)
        if order == "expected_close":
            return (known[number] or dt.date.max, *rest)
        first = (known[number] or 0) if order == "amount" else getattr(one, order)
        return (-first, *rest)

    return sorted(slipped, key=place)


def _lines(w: Work, deal_ids: Sequence[int], slipped: Mapping[int, Slips]) -> list[SlipDeal]:
    stages = stage_names(w)
    customer, owner = label_of(Customer), label_of(User)
    rows = w.rows(
        select(Deal, customer.c.name.label("customer"), owner.c.name.label("owner"))
        .outerjoin(customer, customer.c.id == Deal.customer_id)
        .outerjoin(owner, owner.c.id == Deal.owner_id)
        .where(among(Deal.id, deal_ids))
    )
    found = {
        deal.id: SlipDeal(
            id=deal.id,
            version=deal.version,
            title=deal.title,
            customer=of_customer,
            owner=of_owner,
            stage=stages[deal.stage_id].name,
            outcome=deal.outcome,
            amount=deal.amount,
            currency=deal.currency,
            expected_close=deal.expected_close,
            slips=slipped[deal.id],
        )
        for deal, of_customer, of_owner in rows
    }
    return [found[number] for number in deal_ids]
