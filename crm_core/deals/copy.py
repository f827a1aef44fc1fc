"""The same deal once more, for another time or another customer: what is taken along, and what begins anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from ..base.database import label_of
from ..fields import CATALOGUE, records
from ..models import ENTITIES, Competitor, Contact, Customer, Deal, DealContact
from ..trust import parts
from ..trust.access import may
from .rules import book_of

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

TAKEN = ("customer", "contact", "currency", "source", "note")
"""The fields that a copy has from the deal it was made of, besides tags and the company's own fields.

Stage, dates, next step, probability, judgement, reasons and the number of another system begin anew.
"""


def copy_deal(
    w: Work, deal_id: int, title: str, *, products: bool = True, contacts: bool = True, competitors: bool = False
) -> int:
    """Make a deal like this one, in the first stage of its pipeline, opened today; gives its number.

    It is its owner's where the actor may make deals for them, else the actor's. With its products it has the amount
    as well. Raises Refused, NotFound, Invalid.
    """
    deal = w.get(Deal, deal_id)
    with w.changing("create", copy_of=deal_id):
        made = records.create(w, "deal", _values(w, deal, title, products=products))
        if contacts:
            _take(w, DealContact, deal_id, made, ("contact", "role"))
        if competitors:
            _take(w, Competitor, deal_id, made, ("name", "threat", "offer", "note"))
    return made


def _values(w: Work, deal: Deal, title: str, *, products: bool) -> dict[str, Any]:
    catalogue = CATALOGUE["deal"]
    keys = [*TAKEN, *(key for key, field in catalogue.items() if field.is_own and not field.unique)]
    values = {key: getattr(deal, catalogue[key].column or "") for key in keys}
    for key, model in (("customer", Customer), ("contact", Contact)):
        if values[key] is not None and w.scalar(select(model.id).where(model.id == values[key])) is None:
            values[key] = None  # in the bin since, or hidden
    first = book_of(w).first("open", deal.pipeline_id)
    values |= {"title": title, "stage": first.id if first else None, "owner": w.actor.user_id}
    if may(w.actor, "change", deal):
        values["owner"] = deal.owner_id
    values["tags"] = parts.tags_of(w, "deal", [deal.id]).get(deal.id, [])
    if products:
        lines = parts.lines_of(w, "deal", [deal.id]).get(deal.id, [])
        values["lines"] = [{**line, "id": None} for line in lines]
        values["amount"] = deal.amount
    return {key: value for key, value in values.items() if value is not None}


def _take(w: Work, model: type[Competitor] | type[DealContact], deal_id: int, made: int, keys: tuple[str, ...]) -> None:
    """Make the same parts anew; those whose contact is gone are left."""
    known, table = CATALOGUE[model.entity], label_of(model)
    rows = w.rows(select(table).where(table.c.deal_id == deal_id, table.c.deleted_at.is_(None)).order_by(table.c.id))
    for row in rows:
        values = {key: getattr(row, known[key].column or "") for key in keys}
        if "contact" in values and not _is_there(w, values["contact"]):
            continue
        given = {key: value for key, value in values.items() if value is not None}
        records.create(w, model.entity, {"deal": made, **given})


def _is_there(w: Work, contact_id: int) -> bool:
    contact: Any = ENTITIES["contact"]
    return w.scalar(select(contact.id).where(contact.id == contact_id)) is not None
