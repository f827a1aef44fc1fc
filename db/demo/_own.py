"""The fields that the demo company made for itself: which service contract a customer has, and when it ends."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from typing import TYPE_CHECKING

from crm_core.fields import custom

from ._customers import Client
from ._words import Language

if TYPE_CHECKING:
    from crm_core.trust.unit_of_work import Work

_WORDS: dict[Language, tuple[str, tuple[str, ...], str]] = {
    "en": ("Service contract", ("Yearly check", "Repairs included", "Full care"), "Contract ends"),
    "fa": ("قرارداد خدمات", ("سرویس سالانه", "با تعمیرات", "پوشش کامل"), "پایان قرارداد"),
}


def service_contracts(w: Work, clients: Sequence[Client], language: Language, rng: random.Random) -> None:
    """Make the two fields, and say for most companies that bought something what was agreed."""
    contract, choices, ends = _WORDS[language]
    made = [
        custom.make(w, "customer", contract, "choice", choices=choices),
        custom.make(w, "customer", ends, "date"),
    ]
    slots = {one.id: one.slot for one in w.company.custom_fields}
    for client in clients:
        if client.is_company and client.won and rng.random() < 0.7:
            agreed = rng.choices(choices, (60, 30, 10))[0]
            last = w.clock.today() + dt.timedelta(days=rng.randint(-90, 500))
            client.record.values |= {slots[made[0]]: agreed, slots[made[1]]: last}
