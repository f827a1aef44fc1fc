"""What is counted: facts, and the parts that the database computes of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import ColumnElement, case, func

from .ground import Ground

Rule = Literal["sum", "distinct", "median"]


@dataclass(frozen=True)
class Part:
    """A number of a fact. `of`: an expression over its Ground.

    By the rule `sum` it is an aggregate, which adds up over periods and groups. By `distinct` and `median` it is what
    each record brings: the value whose different ones are counted, or among which the middle one is looked for; what
    is empty is left out. Such parts are gathered as `Counted`. Where a breakdown puts a record into several rows, the
    values of its rows with one key are summed.
    """

    of: Callable[[Ground], ColumnElement[Any]]
    rule: Rule = "sum"


@dataclass(frozen=True)
class Fact:
    """What is counted: records of `entity` for which `only` holds, on their `day`.

    `only`: fields with the value they must have, or several of which one will do. A record without that day counts on
    the day of `instant` in the company's time zone. A stock is read from the states of deals at the end of each period
    instead. `parts` are expressions over a Ground. `clock`: the instant that tells the hour at which it happens, ""
    where only the day is known.
    """

    key: str
    entity: str
    model: type[Any]
    parts: Mapping[str, Part]
    day: str = ""
    instant: str = ""
    only: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    stock: bool = False
    clock: str = ""


FOREIGN = "foreign"
"""The part that says how many records have an amount in another currency, which no sum contains."""


# Parts of many facts


def _count(ground: Ground) -> ColumnElement[Any]:
    return func.count() if ground.once is None else func.sum(ground.once)


def _amount(ground: Ground) -> ColumnElement[Any]:
    return func.sum(ground.in_own_currency(ground.amount))


def _own_amount(ground: Ground) -> ColumnElement[Any]:
    return ground.in_own_currency(ground.amount)


def _in_own_currency(ground: Ground) -> ColumnElement[Any]:
    """How many records have their amount in the company's currency."""
    if not ground.mixed:
        return _count(ground)
    one = 1 if ground.once is None else ground.once
    return func.sum(case((ground.is_own_currency, one), else_=0))


def _foreign(ground: Ground) -> ColumnElement[Any]:
    return func.sum(case((ground.is_own_currency, 0), else_=1 if ground.once is None else ground.once))


COUNT: Mapping[str, Part] = {"count": Part(_count)}
AMOUNTS: Mapping[str, Part] = {
    **COUNT,
    "amount": Part(_amount),
    "priced": Part(_in_own_currency),
    FOREIGN: Part(_foreign),
}
MEDIAN_AMOUNT = Part(_own_amount, "median")


def customers(ground: Ground) -> ColumnElement[Any]:
    """The customer that a record is about."""
    return ground.own("customer_id")


CUSTOMERS = Part(customers, "distinct")
