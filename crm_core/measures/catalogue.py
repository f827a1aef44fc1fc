"""The measures of reports. Each is declared once: what it counts, on which day, and how it totals.

A fact is something that happens to records on a day, or that holds at a moment (a stock). Its parts are the sums that
the database computes; they add up over periods and groups. A measure is made of parts, so that it totals by its own
rule: a sum as a sum, a rate as the sum of what counts over the sum of all, a mean as sum over count, a stock as its
end.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from types import MappingProxyType
from typing import Any, Literal

from sqlalchemy import ColumnElement, case, func

from ..base.database import days_between
from ..base.errors import Invalid
from ..base.i18n import N_
from ..models import Customer, Deal, DealState, Interaction, Order, Task
from .ground import Ground

Kind = Literal["money", "count", "ratio", "days"]
Value = int | float | None
"""Minor units of the company's currency, a number of records, a share from 0 to 1, days; None for nothing."""

Sums = Mapping[str, int]
"""Sums by the name of the part, such as `won.amount`; what is missing is 0."""


@dataclass(frozen=True)
class Fact:
    """What is counted: records of `entity` for which `only` holds, on their `day`.

    `only`: fields with the value they must have, or several of which one will do. A record without that day counts on
    the day of `instant` in the company's time zone. A stock is read from the states of deals at the end of each period
    instead. `parts` are expressions over a Ground.
    """

    key: str
    entity: str
    model: type[Any]
    parts: Mapping[str, Callable[[Ground], ColumnElement[Any]]]
    day: str = ""
    instant: str = ""
    only: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    stock: bool = False


@dataclass(frozen=True)
class Measure:
    """One figure: the sum of the parts `of`, divided by `per` or by the sum of the parts `over`.

    `label` and `meaning` are messages. `good` says which way is welcome: up, down, or neither.
    """

    key: str
    label: str
    kind: Kind
    meaning: str
    of: tuple[str, ...]
    over: tuple[str, ...] = ()
    per: int = 1
    good: Literal["up", "down", ""] = "up"

    @property
    def parts(self) -> tuple[str, ...]:
        return (*self.of, *self.over)

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        return tuple(FACTS[key] for key in dict.fromkeys(part.split(".")[0] for part in self.parts))

    @property
    def entity(self) -> str:
        """The kind of records that it is about."""
        return self.facts[0].entity

    @cached_property
    def stock(self) -> bool:
        """Whether it holds at a moment; it does not add up over periods."""
        return self.facts[0].stock

    @property
    def adds_up(self) -> bool:
        """Whether the figures of parts sum to the figure of the whole; only such a measure has targets."""
        return not self.over and not self.stock

    def value(self, sums: Sums) -> Value:
        """The figure from sums of its parts; None where there is nothing to divide by."""
        top = sum(sums.get(part, 0) for part in self.of)
        if not self.over:
            return top if self.per == 1 else _rounded(top, self.per)
        bottom = sum(sums.get(part, 0) for part in self.over)
        if not bottom:
            return None
        return _rounded(top, bottom) if self.kind == "money" else top / bottom


def _rounded(top: int, bottom: int) -> int:
    return int((Decimal(top) / bottom).to_integral_value(ROUND_HALF_UP))


# Parts


def _count(ground: Ground) -> ColumnElement[Any]:
    return func.count() if ground.once is None else func.sum(ground.once)


def _amount(ground: Ground) -> ColumnElement[Any]:
    return func.sum(ground.in_own_currency(ground.amount))


def _weighted(ground: Ground) -> ColumnElement[Any]:
    """In hundredths, so that nothing is rounded before the end."""
    return func.sum(ground.in_own_currency(ground.amount * ground.of.probability))


def _likely(ground: Ground) -> ColumnElement[Any]:
    """How many records are to be won by their probability, in hundredths."""
    return func.sum(ground.of.probability if ground.once is None else ground.of.probability * ground.once)


def _in_own_currency(ground: Ground) -> ColumnElement[Any]:
    """How many records have their amount in the company's currency."""
    if not ground.mixed:
        return _count(ground)
    one = 1 if ground.once is None else ground.once
    return func.sum(case((ground.is_own_currency, one), else_=0))


def _foreign(ground: Ground) -> ColumnElement[Any]:
    return func.sum(case((ground.is_own_currency, 0), else_=1 if ground.once is None else ground.once))


def _days(ground: Ground) -> ColumnElement[Any]:
    days = days_between(ground.w.session, ground.of.opened_on, ground.of.closed_on)
    return func.sum(days if ground.once is None else days * ground.once)


FOREIGN = "foreign"
"""The part that says how many records have an amount in another currency, which no sum contains."""

_AMOUNTS = {"count": _count, "amount": _amount, "priced": _in_own_currency, FOREIGN: _foreign}

FACTS: Mapping[str, Fact] = MappingProxyType(
    {
        fact.key: fact
        for fact in (
            Fact("won", "deal", Deal, {**_AMOUNTS, "days": _days}, "closed_on", only={"outcome": "won"}),
            Fact("lost", "deal", Deal, _AMOUNTS, "closed_on", only={"outcome": "lost"}),
            Fact("created", "deal", Deal, _AMOUNTS, "opened_on"),
            Fact(
                "open",
                "deal",
                DealState,
                {**_AMOUNTS, "weighted": _weighted, "likely": _likely},
                only={"outcome": "open"},
                stock=True,
            ),
            Fact("ordered", "order", Order, _AMOUNTS, "ordered_on", only={"status": ("open", "done")}),
            Fact("returned", "order", Order, _AMOUNTS, "ordered_on", only={"status": "returned"}),
            Fact(
                "customers",
                "customer",
                Customer,
                {"count": _count},
                "customer_since",
                "created_at",
                only={"party": "customer"},
            ),
            Fact("interactions", "interaction", Interaction, {"count": _count}, "happened_on"),
            Fact("tasks_done", "task", Task, {"count": _count}, "done_on"),
        )
    }
)

MEASURES: Mapping[str, Measure] = MappingProxyType(
    {
        one.key: one
        for one in (
            Measure(
                "won_amount",
                N_("Won amount"),
                "money",
                N_("Amounts of won deals, on the day of closing."),
                ("won.amount",),
            ),
            Measure("won_count", N_("Won deals"), "count", N_("Won deals, on the day of closing."), ("won.count",)),
            Measure(
                "lost_amount",
                N_("Lost amount"),
                "money",
                N_("Amounts of lost deals, on the day of closing."),
                ("lost.amount",),
                good="down",
            ),
            Measure(
                "lost_count",
                N_("Lost deals"),
                "count",
                N_("Lost deals, on the day of closing."),
                ("lost.count",),
                good="down",
            ),
            Measure(
                "created_amount",
                N_("New deals’ amount"),
                "money",
                N_("Amounts of deals, as they are today, on the day of opening."),
                ("created.amount",),
            ),
            Measure("created_count", N_("New deals"), "count", N_("Deals, on the day of opening."), ("created.count",)),
            Measure(
                "open_amount",
                N_("Open pipeline"),
                "money",
                N_("Amounts of the deals that were open at the end of the period, as they were then."),
                ("open.amount",),
                good="",
            ),
            Measure(
                "open_count",
                N_("Open deals"),
                "count",
                N_("Deals that were open at the end of the period."),
                ("open.count",),
                good="",
            ),
            Measure(
                "weighted_amount",
                N_("Weighted pipeline"),
                "money",
                N_("Amounts of the deals open at the end of the period, each times its probability then."),
                ("open.weighted",),
                per=100,
                good="",
            ),
            Measure(
                "win_rate",
                N_("Win rate"),
                "ratio",
                N_("Won deals divided by won and lost deals, on the day of closing."),
                ("won.count",),
                over=("won.count", "lost.count"),
            ),
            Measure(
                "average_deal",
                N_("Average won deal"),
                "money",
                N_("Amount of won deals divided by their number."),
                ("won.amount",),
                over=("won.priced",),
            ),
            Measure(
                "cycle_days",
                N_("Days to win"),
                "days",
                N_("Mean days from opening to closing of won deals, on the day of closing."),
                ("won.days",),
                over=("won.count",),
                good="down",
            ),
            Measure(
                "order_amount",
                N_("Orders’ amount"),
                "money",
                N_("Amounts of orders, on the day of ordering; cancelled and returned orders are left out."),
                ("ordered.amount",),
            ),
            Measure(
                "order_count",
                N_("Orders"),
                "count",
                N_("Orders, on the day of ordering; cancelled and returned orders are left out."),
                ("ordered.count",),
            ),
            Measure(
                "returned_amount",
                N_("Returned amount"),
                "money",
                N_("Amounts of returned orders, on the day of ordering."),
                ("returned.amount",),
                good="down",
            ),
            Measure(
                "new_customers",
                N_("New customers"),
                "count",
                N_("Customers, on the day since when they are customers, else the day they were entered."),
                ("customers.count",),
            ),
            Measure(
                "interactions",
                N_("Interactions"),
                "count",
                N_("Calls, meetings, visits, e-mails and messages, on their day."),
                ("interactions.count",),
            ),
            Measure(
                "tasks_done", N_("Tasks done"), "count", N_("Tasks, on the day they were done."), ("tasks_done.count",)
            ),
        )
    }
)
"""Every measure by its key, in the order in which they are offered."""


def measure(key: str) -> Measure:
    """The measure with this key. Raises Invalid, naming those that there are."""
    found = MEASURES.get(key)
    if found is None:
        raise Invalid(N_("There is no measure “{value}”. There are: {known}."), value=key, known=", ".join(MEASURES))
    return found
