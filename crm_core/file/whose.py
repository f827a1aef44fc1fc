"""Whose file is read: a customer's, with all that hangs on their contacts and deals, or one contact's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import ColumnElement, Select, select

from ..models import (
    Address,
    Contact,
    Customer,
    CustomerRelation,
    Deal,
    Document,
    ImportantDate,
    Interaction,
    Note,
    Order,
    Task,
    Tracked,
)

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work


@dataclass(frozen=True)
class Whose:
    """The customer or the contact whose file it is."""

    entity: Literal["customer", "contact"]
    id: int

    def must_be_seen(self, w: Work) -> None:
        """Raises NotFound for whoever may not see them."""
        if self.entity == "customer":
            w.get(Customer, self.id)
        else:
            w.get(Contact, self.id)


def branches(model: type[Document | Interaction | Note | Task], whose: Whose) -> list[ColumnElement[bool]]:
    """The ways in which work is theirs, each by an index of its own: together they are `work.about`."""
    if whose.entity == "contact":
        return [model.contact_id == whose.id]
    return [
        model.customer_id == whose.id,
        model.contact_id.in_(select(Contact.id).where(Contact.customer_id == whose.id)),
        model.deal_id.in_(select(Deal.id).where(Deal.customer_id == whose.id)),
    ]


def of_them(model: type[Deal | Order], whose: Whose) -> ColumnElement[bool]:
    """Whether a deal or an order is theirs."""
    return (model.customer_id if whose.entity == "customer" else model.contact_id) == whose.id


def records_of(whose: Whose) -> dict[str, Select[Any]]:
    """The records whose changes belong to the file, by entity, as selects of their ids that the actor may see."""
    models: tuple[type[Tracked], ...] = (Address, ImportantDate, Document)
    name = f"{whose.entity}_id"
    kept = {model.entity: select(model.id).where(getattr(model, name) == whose.id) for model in models}
    if whose.entity == "contact":
        return {"contact": select(Contact.id).where(Contact.id == whose.id), **kept}
    one = CustomerRelation
    both = select(one.id).where((one.customer_id == whose.id) | (one.other_id == whose.id))
    ends = both.where(one.other_id.in_(select(Customer.id)), one.customer_id.in_(select(Customer.id)))
    return {
        "customer": select(Customer.id).where(Customer.id == whose.id),
        "contact": select(Contact.id).where(Contact.customer_id == whose.id),
        "deal": select(Deal.id).where(Deal.customer_id == whose.id),
        "order": select(Order.id).where(Order.customer_id == whose.id),
        "relation": ends,
        **kept,
    }
