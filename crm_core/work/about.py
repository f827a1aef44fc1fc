"""What work is about: a task, an interaction or a note belongs to a customer also through a contact or a deal."""

from __future__ import annotations

from sqlalchemy import ColumnElement, or_, select

from ..models import Contact, Deal, Interaction, Note, Task


def about(model: type[Interaction | Note | Task], customer_id: int) -> ColumnElement[bool]:
    """Whether it is about the customer, one of its contacts or one of its deals."""
    return or_(
        model.customer_id == customer_id,
        model.contact_id.in_(select(Contact.id).where(Contact.customer_id == customer_id)),
        model.deal_id.in_(select(Deal.id).where(Deal.customer_id == customer_id)),
    )
