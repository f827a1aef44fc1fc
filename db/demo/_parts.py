"""What hangs on the deals that matter most: who else has a part in them, who else wants them, who won the lost ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from crm_core.deals.competitors import lost_to
from crm_core.fields import choices, records
from crm_core.models import Contact, Deal, User
from crm_core.trust.access import SYSTEM

if TYPE_CHECKING:
    from crm_core.trust.unit_of_work import Office, Work

    from ._words import Language

OPEN, LOST = 16, 12
"""So many open deals, the largest, have people and competitors; so many lost ones, the newest, know to whom."""


@dataclass(frozen=True)
class _Said:
    """The competitors, and what is known of them."""

    rivals: Sequence[str]
    notes: Sequence[str]


_WORDS: dict[Language, _Said] = {
    "en": _Said(
        ("Brightwater Scales", "Tarrant Weighing", "Kestrel Instruments"),
        (
            "Cheaper, but their service needs three days.",
            "Delivered to their sister company last year.",
            "Their purchasing knows them well.",
        ),
    ),
    "fa": _Said(
        ("سنجش‌گستر پارس", "توزین صنعت البرز", "ابزار دقیق کویر"),
        (
            "ارزان‌تر است، اما خدماتش سه روز طول می‌کشد.",
            "پارسال به شرکت هم‌گروهشان فروخته است.",
            "مدیر خرید او را خوب می‌شناسد.",
        ),
    ),
}
_THREATS = ("medium", "high", "low")


def add_parts(office: Office, language: Language) -> None:
    """Add them, each by the owner of the deal; in a company too small to have such deals, less of them."""
    said = _WORDS[language]
    with office.read(SYSTEM) as w:
        largest = _deals(w, Deal.outcome == "open", Deal.amount.desc(), OPEN)
        lost = _deals(w, Deal.outcome == "lost", Deal.closed_on.desc(), LOST)
    for owner in dict.fromkeys(deal.owner_id for deal in (*largest, *lost)):
        with office.work(office.actor(owner)) as w:
            for place, deal in enumerate(largest):
                if deal.owner_id == owner:
                    _people(w, place, deal)
                    _rival(w, said, place, deal)
            for place, deal in enumerate(lost):
                if deal.owner_id == owner:
                    lost_to(w, deal.id, said.rivals[place % len(said.rivals)])


def _deals(w: Work, which: Any, order: Any, many: int) -> Sequence[Any]:
    wanted = select(Deal.id, Deal.owner_id, Deal.customer_id, Deal.contact_id, Deal.amount)
    wanted = wanted.join(User, User.id == Deal.owner_id).where(which, User.active, Deal.amount.is_not(None))
    return w.rows(wanted.order_by(order, Deal.id).limit(many))


def _people(w: Work, place: int, deal: Any) -> None:
    """The others at the customer, at most two, each with a part."""
    roles = list(choices.options("contact_roles", w.company, w.locale))
    others = select(Contact.id).where(Contact.customer_id == deal.customer_id, Contact.id != (deal.contact_id or 0))
    for at, contact in enumerate(w.scalars(others.order_by(Contact.id).limit(2))):
        role = roles[(place + at) % len(roles)]
        records.create(w, "deal_contact", {"deal": deal.id, "contact": contact, "role": role})


def _rival(w: Work, said: _Said, place: int, deal: Any) -> None:
    values = {
        "deal": deal.id,
        "name": said.rivals[place % len(said.rivals)],
        "threat": _THREATS[place % len(_THREATS)],
        "offer": deal.amount * (88 + place % 20) // 100 // 1_000 * 1_000,
        "note": said.notes[place % len(said.notes)],
    }
    records.create(w, "competitor", values)
