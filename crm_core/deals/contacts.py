"""The people of a deal: its first contact, who stands in the deal itself, and others, each with their part in it.

A part is a record of its own, written by `fields.records` like everything else; the rule below holds that whoever
writes it may change the deal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from ..base.database import label_of
from ..base.errors import Invalid
from ..base.i18n import N_
from ..fields import records
from ..fields.rules import Values, rule
from ..models import Contact, Deal, DealContact
from ..trust.access import require

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work


@dataclass(frozen=True)
class DealPerson:
    """Somebody who has a part in a deal; `id` is 0 for a first contact whose part nobody named."""

    id: int
    version: int
    contact_id: int
    name: str
    role: str | None
    job_title: str | None
    first: bool


def people_of(w: Work, deal_id: int) -> list[DealPerson]:
    """The people of a deal, the first contact first, then in the order in which they were added.

    Whoever sees the deal reads their names. NotFound when the deal is hidden.
    """
    first = w.get(Deal, deal_id).contact_id
    part, contact = DealContact, label_of(Contact)
    statement = (
        select(part.id, part.version, part.contact_id, contact.c.name, part.role, contact.c.job_title)
        .join(contact, contact.c.id == part.contact_id)
        .where(part.deal_id == deal_id, contact.c.deleted_at.is_(None))
        .order_by(part.id)
    )
    found = [
        DealPerson(row.id, row.version, row.contact_id, row.name, row.role, row.job_title, row.contact_id == first)
        for row in w.rows(statement)
    ]
    if first is not None and not any(one.first for one in found):
        columns = (contact.c.id, contact.c.name, contact.c.role, contact.c.job_title)
        named = w.rows(select(*columns).where(contact.c.id == first))
        found += [DealPerson(0, 0, row.id, row.name, row.role, row.job_title, first=True) for row in named]
    return sorted(found, key=lambda one: not one.first)


@rule("deal_contact")
def settle_part(w: Work, before: Mapping[str, Any] | None, changes: Values) -> Values:
    """Nobody has two parts in a deal, and the deal is this person's to change."""
    whole = {**(before or {}), **changes}
    for values in (before, whole):
        if values is not None:
            require(w, "change", w.get(Deal, values["deal_id"] or 0))
    if whole["contact_id"] is None:
        raise Invalid(N_("Choose a contact."), field="contact")
    own = before["id"] if before is not None else 0
    there = label_of(DealContact)
    same = select(there.c.id).where(
        there.c.deal_id == whole["deal_id"],
        there.c.contact_id == whole["contact_id"],
        there.c.deleted_at.is_(None),
        there.c.id != own,
    )
    if w.scalar(same.limit(1)) is not None:
        raise Invalid(N_("This contact has a part in the deal already."), field="contact")
    return changes


def remove(w: Work, part_id: int) -> records.EditedMany:
    """Take somebody out of a deal. Raises NotFound, Refused."""
    part = w.get(DealContact, part_id)
    require(w, "change", w.get(Deal, part.deal_id))
    return records.delete(w, "deal_contact", [part_id])


def make_first(w: Work, deal_id: int, contact_id: int) -> records.Edited:
    """Make somebody the deal's first contact; who was it until now keeps a part. Raises NotFound, Refused."""
    deal = w.get(Deal, deal_id, lock=True)
    require(w, "change", deal)
    nameless = [one for one in people_of(w, deal_id) if one.first and not one.id]
    with w.changing("edit"):
        for former in nameless:
            if former.contact_id != contact_id:
                records.create(w, "deal_contact", {"deal": deal_id, "contact": former.contact_id})
        return records.edit(w, "deal", records.Edit(deal_id, deal.version, {"contact": contact_id}))
