"""The head of a customer's file: who they are, how they are reached, what is open, what was won."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import func, select

from ..base.periods import period_of
from ..base.text import phone_key
from ..fields._field import Kind
from ..fields.filters import condition
from ..fields.find import Page, Query, find, read
from ..models import Contact, Deal
from ..trust import parts

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

MOST = 200
CONTACT_COLUMNS = ("name", "role", "job_title", "department", "mobile", "phone", "email")
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

    record: Page
    reach: tuple[Reach, ...]
    points: parts.Points
    contacts: Page
    contact_reach: Mapping[int, tuple[Reach, ...]]
    deals: Page
    orders: Page
    open_count: int
    open_amount: int
    won_count: int
    won_amount: int
    won_this_year: int

    @property
    def customer(self) -> dict[str, Any]:
        return self.record.rows[0]

    @property
    def labels(self) -> Mapping[Kind, Mapping[int, str]]:
        return self.record.labels

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
        record=record,
        reach=(*reach_of(w, customer), *further_of(w, "customer", customer_id)),
        points=parts.points_of(w, "customer", [customer_id]).get(customer_id, []),
        contacts=contacts,
        contact_reach={one["id"]: tuple(reach_of(w, one)) for one in contacts.rows},
        deals=deals,
        orders=orders,
        open_count=opened[0],
        open_amount=opened[1],
        won_count=won[0],
        won_amount=won[1],
        won_this_year=_won_this_year(w, customer_id),
    )


@dataclass(frozen=True)
class ContactFile:
    """One contact with their further phones and e-mails."""

    record: Page
    points: parts.Points


def contact_file(w: Work, contact_id: int) -> ContactFile:
    """What the head of a contact's page shows. NotFound when the actor may not see them."""
    return ContactFile(read(w, "contact", contact_id), parts.points_of(w, "contact", [contact_id]).get(contact_id, []))


def _of(customer_id: int, entity: str, columns: tuple[str, ...], *, sort: str, descending: bool = False) -> Query:
    of_customer = condition(entity, "customer", "is", customer_id)
    return Query(of_customer, sort=sort, descending=descending, size=MOST, columns=columns)


def _figures(w: Work, customer_id: int) -> dict[str, tuple[int, int]]:
    """How many deals of each outcome, and what those in the company's currency add up to."""
    amount = func.sum(Deal.amount).filter(Deal.currency == w.company.currency)
    statement = select(Deal.outcome, func.count(), amount).where(Deal.customer_id == customer_id)
    return {row[0]: (row[1], int(row[2] or 0)) for row in w.rows(statement.group_by(Deal.outcome))}


def _won_this_year(w: Work, customer_id: int) -> int:
    """What was won in the running year of the person's calendar, in the company's currency."""
    year = period_of(w.clock.today(), "year", w.locale.calendar)
    won = select(func.sum(Deal.amount)).where(Deal.customer_id == customer_id, Deal.outcome == "won")
    mine = won.where(Deal.currency == w.company.currency)
    return int(w.scalar(mine.where(Deal.closed_on >= year.start, Deal.closed_on < year.end)) or 0)


def reach_of(w: Work, record: Mapping[str, Any]) -> list[Reach]:
    """The phones, the e-mail address and the web page of a customer or contact, each with its link."""
    found = [_reach(w, "phone", record.get(key)) for key in ("mobile", "phone")]
    found += [_reach(w, "email", record.get("email")), _reach(w, "url", record.get("website"))]
    return [one for one in found if one is not None]


POINT_WAYS: Mapping[str, ReachKind] = {"phone": "phone", "mobile": "phone", "email": "email", "url": "url"}
"""How each kind of further point is followed."""


def further_of(w: Work, entity: str, record_id: int) -> list[Reach]:
    """The further phones, e-mails and pages of a customer or contact, each with its link."""
    points = parts.points_of(w, entity, [record_id]).get(record_id, [])
    known = [one for one in points if one["kind"] in POINT_WAYS]
    found = [_reach(w, POINT_WAYS[one["kind"]], one["value"], one["label"] or "") for one in known]
    return [one for one in found if one is not None]


def link_of(w: Work, kind: str, text: str) -> str:
    """What dials, writes or opens a point of this kind; "" for what nobody can dial."""
    found = _reach(w, POINT_WAYS[kind], text) if kind in POINT_WAYS else None
    return found.link if found else ""


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
