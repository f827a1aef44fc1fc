"""The head of a customer's file: who they are, what is open, what was won, who is to be called."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from ..fields.filters import condition
from ..fields.find import Page, Query, find, read
from ..models import ContactPoint, Deal

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work


@dataclass(frozen=True)
class CustomerFile:
    """One customer with its contacts and deals as pages of rows, and its figures in minor units of the currency."""

    customer: dict[str, Any]
    labels: dict[Any, dict[int, str]]
    contacts: Page
    deals: Page
    points: list[tuple[str, str | None, str]]
    open_count: int
    open_amount: int
    won_count: int
    won_amount: int
    last_contact_on: dt.date | None


def customer_file(w: Work, customer_id: int) -> CustomerFile:
    """Everything the head and the lists of a customer's file show. NotFound when the actor may not see it."""
    record = read(w, "customer", customer_id)
    of_customer = condition("contact", "customer", "is", customer_id)
    deals_of = condition("deal", "customer", "is", customer_id)
    figures = {
        row.outcome: (row.n, row.amount or 0)
        for row in w.rows(
            select(Deal.outcome, func.count().label("n"), func.sum(Deal.amount).label("amount"))
            .where(Deal.customer_id == customer_id)
            .group_by(Deal.outcome)
        )
    }
    points = w.rows(
        select(ContactPoint.kind, ContactPoint.label, ContactPoint.value)
        .where(ContactPoint.entity == "customer", ContactPoint.record_id == customer_id)
        .order_by(ContactPoint.position, ContactPoint.id)
    )
    won, opened = figures.get("won", (0, 0)), figures.get("open", (0, 0))
    return CustomerFile(
        customer=record.rows[0],
        labels=dict(record.labels),
        contacts=find(w, "contact", Query(of_customer, size=200)),
        deals=find(w, "deal", Query(deals_of, sort="opened_on", descending=True, size=200)),
        points=[(row.kind, row.label, row.value) for row in points],
        open_count=opened[0],
        open_amount=int(opened[1]),
        won_count=won[0],
        won_amount=int(won[1]),
        last_contact_on=record.rows[0].get("last_contact_on"),
    )
