"""The orders of the demo company: what won deals became, shipped after some days, now and then taken back."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from typing import Any

from crm_core.deals.orders import settled
from crm_core.models import Order

from ._deals import Life
from ._records import Event, Lines, Record
from ._season import Season

CANCELLED, RETURNED = 0.025, 0.02
ORDERED = 0.9
"""The share of won deals that came with an order; the others are services that are billed elsewhere."""
DISCOUNTS = ((0.0, 70), (3.0, 8), (5.0, 14), (7.5, 4), (10.0, 4))


class Orders:
    """Makes orders of won deals, oldest first."""

    def __init__(self, season: Season, currency: str, rng: random.Random) -> None:
        self._season, self._currency, self._rng = season, currency, rng
        self._serial = 10_000

    def make(self, lives: Sequence[Life]) -> list[Record]:
        won = [life for life in lives if life.record.now("outcome") == "won" and self._rng.random() < ORDERED]
        return [self._order(life) for life in sorted(won, key=lambda life: life.last)]

    def _order(self, life: Life) -> Record:
        self._serial += self._rng.randint(1, 2)
        deal = life.record
        at = min(deal.events[-1].at + dt.timedelta(minutes=self._rng.randint(5, 90)), self._season.now)
        day = self._season.clock.day_of(at)
        values = {
            "number": str(self._serial),
            "customer_id": deal.values["customer_id"],
            "contact_id": deal.values["contact_id"],
            "deal_id": deal,
            "owner_id": deal.now("owner_id"),
            "unit_id": deal.now("unit_id"),
            "ordered_on": day,
            "status": "open",
            "lines": self._lines(deal),
        }
        values = settled(None, values, self._currency)
        order = Record(Order, at, deal.events[-1].by, values, lines=values.pop("lines"))
        self._go_on(order, day)
        return order

    def _lines(self, deal: Record) -> Lines:
        """The deal's lines at the end; what was agreed is the price after a discount on the list."""
        lines = next((event.lines for event in reversed(deal.events) if event.lines), deal.lines) or []
        discount = self._rng.choices([one for one, _ in DISCOUNTS], [weight for _, weight in DISCOUNTS])[0]
        return [{**line, "discount": discount} for line in lines]

    def _go_on(self, order: Record, day: dt.date) -> None:
        """Ship the order after some days, cancel it before that, or take it back later; as far as that is past."""
        fate = self._rng.random()
        if fate < CANCELLED:
            self._happen(order, self._rng.uniform(1, 5), {"status": "cancelled"})
            return
        days = self._rng.triangular(1, 16, 4)
        shipped = self._season.working_day(day + dt.timedelta(days=round(days)))
        if shipped > self._season.today:
            return
        self._happen(order, (shipped - day).days, {"status": "done", "shipped_on": shipped})
        if fate < CANCELLED + RETURNED:
            self._happen(order, days + self._rng.uniform(3, 20), {"status": "returned"})

    def _happen(self, order: Record, days: float, values: dict[str, Any]) -> None:
        last = order.events[-1].at if order.events else order.at
        at = max(self._season.after(order.at, days), last + dt.timedelta(hours=1))
        if at <= self._season.now:
            order.events.append(Event(at, order.by, values))
