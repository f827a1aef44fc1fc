"""The open deals at a moment, and what was won of a period until then, as the actor sees them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, func, select
from sqlalchemy.orm import aliased

from ...base.database import label_of
from ...base.many import chunks
from ...base.money import exponent
from ...base.periods import Period
from ...fields.filters import Filter, compile_filter
from ...models import Customer, Deal, DealState, User
from .._standing import held, only, was_open, worth
from ..totals import stage_names
from ._result import Scenario

if TYPE_CHECKING:
    from ...trust.unit_of_work import Work


@dataclass(frozen=True)
class OpenDeal:
    """A deal as it was open at a moment; title, customer, source and judgement as they are today."""

    deal_id: int
    title: str
    customer: str | None
    owner_id: int | None
    owner: str | None
    unit_id: int | None
    source: str | None
    amount: int | None
    currency: str
    stage_id: int
    stage: str
    probability: int
    expected_close: dt.date | None
    judgement: str | None


_TRACKED = ("deal_id", "owner_id", "unit_id", "amount", "currency", "stage_id", "probability", "expected_close")


def open_deals(w: Work, filter: Filter, at: dt.datetime) -> list[OpenDeal]:  # noqa: A002
    """The deals that were open at an instant, were seen by the actor and pass the filter."""
    state = aliased(DealState)
    statement = select(*(getattr(state, name) for name in _TRACKED)).where(was_open(state, at))
    rows = w.rows(only(w, statement, filter, state).order_by(state.deal_id))
    deal, customer = label_of(Deal), label_of(Customer)
    columns = (deal.c.id, deal.c.title, deal.c.source, deal.c.judgement, customer.c.name)
    named = select(*columns).outerjoin(customer, customer.c.id == deal.c.customer_id)
    about = {r.id: r for ids in chunks([r.deal_id for r in rows]) for r in w.rows(named.where(deal.c.id.in_(ids)))}
    people, stages = names_of(w), stage_names(w)
    return [
        OpenDeal(
            title=about[row.deal_id].title,
            customer=about[row.deal_id].name,
            owner=people.get(row.owner_id),
            source=about[row.deal_id].source,
            stage=stages[row.stage_id].name,
            judgement=about[row.deal_id].judgement,
            **row._mapping,
        )
        for row in rows
    ]


def names_of(w: Work) -> dict[int, str]:
    """What everybody is called."""
    user = label_of(User)
    return {row.id: row.name for row in w.rows(select(user.c.id, user.c.name))}


def won_until(w: Work, filter: Filter, period: Period, at: dt.datetime) -> dict[int | None, int]:  # noqa: A002
    """What was won in the period until an instant, by owner, in minor units of the company's currency.

    Today it is what reports say (by the closing day); of a past moment it is what states held then: the deals that had
    become won in the period and still were.
    """
    if w.clock.day_of(at) == w.clock.today():
        in_it = and_(Deal.outcome == "won", Deal.closed_on >= period.start, Deal.closed_on < period.end)
        mine = Deal.currency == w.company.currency
        statement = select(Deal.owner_id, func.sum(Deal.amount).label("amount")).group_by(Deal.owner_id)
        rows = w.rows(statement.where(in_it, mine, compile_filter(w, "deal", filter)))
        return {row.owner_id: int(row.amount or 0) for row in rows}
    state, before = aliased(DealState), label_of(DealState)
    start = w.clock.start_of_day(period.start)
    end = min(at, w.clock.start_of_day(period.end))
    won_before = (
        select(before.c.id)
        .where(before.c.deal_id == state.deal_id, before.c.outcome == "won", before.c.valid_to == state.valid_from)
        .exists()
    )
    those = and_(
        state.outcome == "won", state.valid_from >= start, state.valid_from < end, held(state, at), ~won_before
    )
    statement = select(state.owner_id, func.sum(worth(w, state)).label("amount")).where(those)
    rows = w.rows(only(w, statement, filter, state).group_by(state.owner_id))
    return {row.owner_id: int(row.amount or 0) for row in rows}


def counted(w: Work, deal: OpenDeal, supposed: Scenario) -> int | None:
    """What the deal's amount adds in the company's currency: 0 in another one without a rate, None without amount."""
    if deal.currency == w.company.currency or deal.amount is None:
        return deal.amount if deal.currency == w.company.currency else 0
    rate = supposed.rates.get(deal.currency)
    if rate is None:
        return 0
    return round(deal.amount * rate * 10.0 ** (exponent(w.company.currency) - exponent(deal.currency)))


def not_counted(w: Work, deals: list[OpenDeal], supposed: Scenario) -> Mapping[str, int]:
    """Open amounts in currencies that are not added, by currency."""
    found: dict[str, int] = {}
    for deal in deals:
        if deal.currency != w.company.currency and deal.currency not in supposed.rates:
            found[deal.currency] = found.get(deal.currency, 0) + (deal.amount or 0)
    return found
