"""What is counted: facts, and the parts that the database computes of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import ColumnElement, case, func

from .ground import Ground

if TYPE_CHECKING:
    from ._moves import Rows

Rule = Literal["sum", "distinct", "median"]


@dataclass(frozen=True)
class Part:
    """A number of a fact. `of`: an expression over its Ground.

    By the rule `sum` it is an aggregate, which adds up over periods and groups. By `distinct` and `median` it is what
    each record brings: the value whose different ones are counted, or among which the middle one is looked for; what
    is empty is left out. Such parts are gathered as `Counted`. Where a breakdown puts a record into several rows, the
    values of its rows with one key are summed. `where`: the rows that bring anything; None for all. `money`: it is made
    of amounts, of which those in other currencies are left out.
    """

    of: Callable[[Ground], ColumnElement[Any]]
    rule: Rule = "sum"
    money: bool = False
    where: Callable[[Ground], ColumnElement[bool]] | None = None


@dataclass(frozen=True)
class Bound:
    """When something begins or ceases to hold, by a column: an `instant`; a day `on` which it does already; a day
    `after` which it does. Nothing by it where the column `unless` is filled.
    """

    column: str
    kind: Literal["instant", "on", "after"]
    unless: str = ""


@dataclass(frozen=True)
class Fact:
    """What is counted: records of `entity` for which `only` holds, on their `day`.

    `only`: fields with the value they must have, several of which one will do, or None for no value. A record without
    that day counts on the day of `instant` in the company's time zone. `clock`: the instant that tells the hour at
    which it happens, "" where only the day is known. `rows`: a record counts once for each of these that has its
    number, or what `by` names of it. `parts` are expressions over a Ground.

    What `holds` is a stock, read at the end of each period instead: the `states` of deals; a `span` of records, from
    when all of `begins` (or `either` of them) have passed until `ends`; what was last `kept` until then, by day; what
    is known of `now` only, so of no period that is over.
    """

    key: str
    entity: str
    model: type[Any]
    parts: Mapping[str, Part]
    day: str = ""
    instant: str = ""
    only: Mapping[str, str | tuple[str, ...] | None] = field(default_factory=dict)
    clock: str = ""
    rows: Rows | None = None
    by: str = "id"
    holds: Literal["", "states", "span", "kept", "now"] = ""
    begins: tuple[Bound, ...] = ()
    either: bool = False
    ends: Bound | None = None

    @property
    def stock(self) -> bool:
        """Whether it holds at a moment, instead of happening on a day."""
        return self.holds != ""


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


def counted_where(where: Callable[[Ground], ColumnElement[bool]]) -> Part:
    """How many records fulfil a condition."""

    def number(ground: Ground) -> ColumnElement[Any]:
        return func.sum(case((where(ground), 1 if ground.once is None else ground.once), else_=0))

    return Part(number, where=where)


COUNT: Mapping[str, Part] = {"count": Part(_count)}
AMOUNTS: Mapping[str, Part] = {
    **COUNT,
    "amount": Part(_amount, money=True),
    "priced": Part(_in_own_currency),
    FOREIGN: Part(_foreign),
}
MEDIAN_AMOUNT = Part(_own_amount, "median", money=True)


def customers(ground: Ground) -> ColumnElement[Any]:
    """The customer that a record is about."""
    return ground.own("customer_id")


CUSTOMERS = Part(customers, "distinct")
RECORDS = Part(lambda ground: ground.record_id, "distinct")
"""Different records, however many rows each has."""
