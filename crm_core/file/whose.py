"""Whose file is read: a customer's, with all that hangs on their contacts and deals, one contact's, or one deal's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import ColumnElement, Select, select

from ..models import (
    Address,
    Competitor,
    Contact,
    Customer,
    CustomerRelation,
    Deal,
    DealContact,
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
    """The customer, the contact or the deal whose file it is."""

    entity: Literal["customer", "contact", "deal"]
    id: int

    @property
    def party(self) -> Literal["customer", "contact"]:
        """Which of the two it is, where only they are meant: addresses and important dates are nobody else's."""
        if self.entity == "deal":
            raise ValueError("a deal has no addresses and important dates")
        return self.entity

    def must_be_seen(self, w: Work) -> None:
        """Raises NotFound for whoever may not see them."""
        models: dict[str, type[Tracked]] = {"customer": Customer, "contact": Contact, "deal": Deal}
        w.get(models[self.entity], self.id)


def branches(model: type[Document | Interaction | Note | Task], whose: Whose) -> list[ColumnElement[bool]]:
    """The ways in which work is theirs, each by an index of its own: together they are `work.about`."""
    if whose.entity == "contact":
        return [model.contact_id == whose.id]
    if whose.entity == "deal":
        return [model.deal_id == whose.id]
    return [
        model.customer_id == whose.id,
        model.contact_id.in_(select(Contact.id).where(Contact.customer_id == whose.id)),
        model.deal_id.in_(select(Deal.id).where(Deal.customer_id == whose.id)),
    ]


def of_them(model: type[Deal | Order], whose: Whose) -> ColumnElement[bool]:
    """Whether a deal or an order is theirs; a deal's are itself and what was ordered upon it."""
    if whose.entity == "deal":
        return (model.deal_id if issubclass(model, Order) else model.id) == whose.id
    return (model.customer_id if whose.entity == "customer" else model.contact_id) == whose.id


def records_of(whose: Whose) -> dict[str, Select[Any]]:
    """The records whose changes belong to the file, by entity, as selects of their ids that the actor may see."""
    models: tuple[type[Tracked], ...] = (Address, ImportantDate, Document)
    if whose.entity == "deal":
        models = (DealContact, Competitor, Document)
    name = f"{whose.entity}_id"
    kept = {model.entity: select(model.id).where(getattr(model, name) == whose.id) for model in models}
    if whose.entity == "contact":
        return {"contact": select(Contact.id).where(Contact.id == whose.id), **kept}
    if whose.entity == "deal":
        return {"deal": select(Deal.id).where(Deal.id == whose.id), **kept}
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
