"""The head of a customer's file: who they are, how they are reached, what is open, what was won."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import func, select

from ..base.text import phone_key
from ..fields._field import Kind
from ..fields.filters import condition
from ..fields.find import Page, Query, find, read
from ..models import Contact, ContactPoint, Deal

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

MOST = 200
CONTACT_COLUMNS = ("name", "job_title", "department", "mobile", "phone", "email")
DEAL_COLUMNS = ("title", "amount", "currency", "stage", "outcome", "expected_close", "closed_on", "owner")

ORDER_COLUMNS = ("number", "ordered_on", "status", "amount", "currency", "product")

ReachKind = Literal["phone", "email", "url"]


@dataclass(frozen=True)
class Reach:
    """A way to reach somebody: the text people read and the link that dials, writes or opens; a further one's label."""

    kind: ReachKind
    text: str
    link: str
    label: str = ""


@dataclass(frozen=True)
class CustomerFile:
    """One customer with its contacts, deals and orders as pages of rows; its figures in minor units of the currency.

    Amounts are those of the deals that the actor sees; deals in other currencies than the company's are counted,
    not added.
    """

    customer: dict[str, Any]
    labels: Mapping[Kind, Mapping[int, str]]
    reach: tuple[Reach, ...]
    contacts: Page
    contact_reach: Mapping[int, tuple[Reach, ...]]
    deals: Page
    orders: Page
    open_count: int
    open_amount: int
    won_count: int
    won_amount: int

    @property
    def last_contact_on(self) -> dt.date | None:
        return self.customer["last_contact_on"]  # type: ignore[no-any-return]


def customer_file(w: Work, customer_id: int) -> CustomerFile:
    """Everything the head and the lists of a customer's file show. NotFound when the actor may not see it."""
    record = read(w, "customer", customer_id)
    customer = record.rows[0]
    contacts = find(w, "contact", _of(customer_id, "contact", CONTACT_COLUMNS, sort="name"))
    deals = find(w, "deal", _of(customer_id, "deal", DEAL_COLUMNS, sort="opened_on", descending=True))
    deals.rows.sort(key=lambda deal: deal["outcome"] != "open")
    orders = find(w, "order", _of(customer_id, "order", ORDER_COLUMNS, sort="ordered_on", descending=True))
    figures = _figures(w, customer_id)
    won, opened = figures.get("won", (0, 0)), figures.get("open", (0, 0))
    return CustomerFile(
        customer=customer,
        labels=record.labels,
        reach=(*reach_of(w, customer), *_further(w, customer_id)),
        contacts=contacts,
        contact_reach={one["id"]: tuple(reach_of(w, one)) for one in contacts.rows},
        deals=deals,
        orders=orders,
        open_count=opened[0],
        open_amount=opened[1],
        won_count=won[0],
        won_amount=won[1],
    )


def _of(customer_id: int, entity: str, columns: tuple[str, ...], *, sort: str, descending: bool = False) -> Query:
    of_customer = condition(entity, "customer", "is", customer_id)
    return Query(of_customer, sort=sort, descending=descending, size=MOST, columns=columns)


def _figures(w: Work, customer_id: int) -> dict[str, tuple[int, int]]:
    """How many deals of each outcome, and what those in the company's currency add up to."""
    amount = func.sum(Deal.amount).filter(Deal.currency == w.company.currency)
    statement = select(Deal.outcome, func.count(), amount).where(Deal.customer_id == customer_id)
    return {row[0]: (row[1], int(row[2] or 0)) for row in w.rows(statement.group_by(Deal.outcome))}


def reach_of(w: Work, record: Mapping[str, Any]) -> list[Reach]:
    """The phones, the e-mail address and the web page of a customer or contact, each with its link."""
    found = [_reach(w, "phone", record.get(key)) for key in ("mobile", "phone")]
    found += [_reach(w, "email", record.get("email")), _reach(w, "url", record.get("website"))]
    return [one for one in found if one is not None]


def _further(w: Work, customer_id: int) -> list[Reach]:
    statement = select(ContactPoint.kind, ContactPoint.label, ContactPoint.value)
    mine = statement.where(ContactPoint.entity == "customer", ContactPoint.record_id == customer_id)
    kinds: dict[str, ReachKind] = {"phone": "phone", "mobile": "phone", "email": "email", "url": "url"}
    rows = w.rows(mine.order_by(ContactPoint.position, ContactPoint.id))
    found = [_reach(w, kinds[row.kind], row.value, row.label or "") for row in rows if row.kind in kinds]
    return [one for one in found if one is not None]


def _reach(w: Work, kind: ReachKind, text: str | None, label: str = "") -> Reach | None:
    if not text:
        return None
    if kind == "phone":
        rules = w.company.key_rules
        number = phone_key(text, rules.country, rules.area_code)
        return Reach(kind, text, f"tel:{number}" if number else "", label)
    if kind == "email":
        return Reach(kind, text, f"mailto:{text}", label)
    return Reach(kind, text, text if text.lower().startswith(("http://", "https://")) else f"https://{text}", label)


def customer_of(w: Work, contact_id: int) -> int | None:
    """The customer whom a contact belongs to; None for a contact on their own. NotFound when hidden."""
    return w.get(Contact, contact_id).customer_id
