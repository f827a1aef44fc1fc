"""What stands beside the best customers: branches, further addresses, days that matter, and notes that name somebody.

It is entered this morning, through the functions that people use, by whoever looks after the customer.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy import select

from crm_core.fields import records
from crm_core.file import beside, relations  # noqa: F401  (they declare the rules of what is added)
from crm_core.models import Customer, User
from crm_core.trust.access import SYSTEM
from crm_core.trust.unit_of_work import Office, Work
from crm_core.work import handover, notes
from crm_core.work.about import Subject

from ._words import Language

BEST = 24
NOTED = 8


@dataclass(frozen=True)
class _Said:
    """The words in one language; `{name}` is the first name of who is meant."""

    streets: tuple[str, ...]
    days: tuple[str, ...]
    notes: tuple[str, ...]
    why: str


_WORDS: Mapping[Language, _Said] = {
    "en": _Said(
        streets=("14 Harbour Road", "Unit 6, North Industrial Park", "220 Mill Lane", "3 Station Square"),
        days=("Contract ends", "Company anniversary", "Budget meeting"),
        notes=(
            "@{name} they asked for the new price list before the weekend.",
            "Their new head of purchasing starts on Monday. @{name} could you introduce yourself?",
            "@{name} the last delivery came late; call before you offer again.",
        ),
        why="You know their buyer from the exhibition.",
    ),
    "fa": _Said(
        streets=(
            "جاده مخصوص، کیلومتر ۱۴",
            "شهرک صنعتی شمالی، بلوک ۶",
            "خیابان بهار، پلاک ۲۲۰",
            "میدان راه‌آهن، ساختمان ۳",
        ),
        days=("پایان قرارداد", "سالگرد تأسیس شرکت", "جلسه بودجه"),
        notes=(
            "@{name} لیست قیمت جدید را تا آخر هفته می‌خواهند.",
            "مدیر خرید جدیدشان از شنبه شروع می‌کند. @{name} خودت را معرفی می‌کنی؟",
            "@{name} بار آخر دیر رسید؛ پیش از پیشنهاد بعدی تماس بگیر.",
        ),
        why="مسئول خریدشان را از نمایشگاه می‌شناسی.",
    ),
}


def add_around(office: Office, language: Language) -> None:
    """Add it all; in a company too small to have such customers, less of it."""
    said = _WORDS[language]
    with office.read(SYSTEM) as w:
        best = _best(w)
        colleagues = {row.id: row.name for row in w.rows(select(User.id, User.name).where(User.active))}
    for place, (number, owner) in enumerate(best):
        with office.work(office.actor(owner)) as w:
            _places_and_days(w, said, place, number)
            if place < NOTED:
                _note(w, said, place, number, [one for one in colleagues if one != owner], colleagues)
    with office.work(SYSTEM) as w:
        for (one, _), (other, _) in list(pairwise(best))[::4]:
            records.create(w, "relation", {"customer": one, "other": other, "kind": "branch"})
    _hand_on(office, said, best)


def _best(w: Work) -> list[tuple[int, int]]:
    """The best companies and who looks after them."""
    chosen = select(Customer.id, Customer.owner_id).join(User, User.id == Customer.owner_id)
    chosen = chosen.where(Customer.kind == "company", User.active, Customer.won_amount.is_not(None))
    rows = w.rows(chosen.order_by(Customer.won_amount.desc(), Customer.id).limit(BEST))
    return [(row.id, row.owner_id) for row in rows]


def _places_and_days(w: Work, said: _Said, place: int, number: int) -> None:
    street = said.streets[place % len(said.streets)]
    kind = ("delivery", "billing", "office")[place % 3]
    city = w.scalar(select(Customer.city).where(Customer.id == number))
    records.create(w, "address", {"customer": number, "kind": kind, "address": street, "city": city})
    day = w.clock.today() + dt.timedelta(days=9 + 5 * place)
    label = said.days[place % len(said.days)]
    records.create(w, "important_date", {"customer": number, "label": label, "day": day, "yearly": place % 3 == 1})


def _note(w: Work, said: _Said, place: int, number: int, others: Sequence[int], names: Mapping[int, str]) -> None:
    """A note that names a colleague, who is told of it."""
    if not others:
        return
    who = others[place % len(others)]
    text = said.notes[place % len(said.notes)].format(name=names[who])
    notes.write(w, text, Subject("customer", number))


def _hand_on(office: Office, said: _Said, best: Sequence[tuple[int, int]]) -> None:
    """The last of them goes from one seller to another, with a word why."""
    owners = dict.fromkeys(owner for _number, owner in best)
    if len(owners) < 2:
        return
    number, owner = best[-1]
    to = next(one for one in owners if one != owner)
    with office.work(SYSTEM) as w:
        handover.hand_over(w, "customer", [number], to, said.why)
