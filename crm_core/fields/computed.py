"""Values that lie in no table: the SQL by which grids and exports read them, and filters and sorting ask for them.

A computed field of the catalogue has its expression here, under its entity and key.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, FromClause, and_, case, func, select

from crm_core.base.database import label_of
from crm_core.base.elapsed import days_since
from crm_core.base.periods import named
from crm_core.models import Deal
from crm_core.trust import quality

from ._field import Field

if TYPE_CHECKING:
    from crm_core.trust.unit_of_work import Work

Columns = Callable[[str], ColumnElement[Any]]
"""Gives a column of the record by its name: of the model, or of an alias of it."""
Test = Callable[[ColumnElement[Any]], ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Computed:
    """A computed value: its expression for one record, and, where many are quicker asked another way, how.

    `among` gives the condition that a record's value passes a test which nothing (NULL) does not pass.
    """

    value: Callable[[Work, Columns], ColumnElement[Any]]
    among: Callable[[Work, Columns, Test], ColumnElement[bool]] | None = None

    def passes(self, w: Work, columns: Columns, test: Test) -> ColumnElement[bool]:
        """Whether the value passes a test."""
        if self.among is not None:
            return self.among(w, columns, test)
        return test(self.value(w, columns))


# Customers: what was won


def _won(w: Work) -> tuple[FromClause, list[ColumnElement[bool]]]:
    """The deals won this year by the company's calendar, in its currency; like all sums kept with a customer,
    of everybody's deals."""
    deal = label_of(Deal)
    year = named("this_year", w.clock.today(), w.company.calendar, w.company.calendar_rules)
    return deal, [
        deal.c.outcome == "won",
        deal.c.closed_on >= year.start,
        deal.c.closed_on < year.end,
        deal.c.currency == w.company.currency,
        deal.c.deleted_at.is_(None),
    ]


def _won_this_year(w: Work, columns: Columns) -> ColumnElement[Any]:
    # By the customer alone: the other conditions would lead SQLite to go through all that was won, for every customer.
    deal, won = _won(w)
    return (
        select(func.sum(case((and_(*won), deal.c.amount)))).where(deal.c.customer_id == columns("id")).scalar_subquery()
    )


def _won_this_year_among(w: Work, columns: Columns, test: Test) -> ColumnElement[bool]:
    deal, won = _won(w)
    sums = select(deal.c.customer_id).where(deal.c.customer_id.is_not(None), *won).group_by(deal.c.customer_id)
    return columns("id").in_(sums.having(test(func.sum(deal.c.amount))))


# Customers: how long, how well known


def _age(w: Work, columns: Columns) -> ColumnElement[Any]:
    """Days since the person or company became a customer; where nobody said when, since the record was made."""
    tomorrow = w.clock.start_of_day(w.clock.today() + dt.timedelta(days=1))
    return func.coalesce(
        days_since(columns("customer_since"), w.clock.today()), days_since(columns("created_at"), tomorrow)
    )


def _judged(entity: str) -> dict[tuple[str, str], Computed]:
    """How good the records are (see trust.quality): percent, whether stale, whether nobody can be reached."""

    def score(w: Work, columns: Columns) -> ColumnElement[Any]:
        return quality.freshness(w.company, w.clock).score(entity, columns)

    def stale(w: Work, columns: Columns) -> ColumnElement[bool]:
        return quality.freshness(w.company, w.clock).stale(entity, columns)

    def unreachable(_w: Work, columns: Columns) -> ColumnElement[bool]:
        return quality.unreachable(columns)

    return {
        (entity, "quality"): Computed(score),
        (entity, "stale"): Computed(stale),
        (entity, "unreachable"): Computed(unreachable),
    }


_COMPUTED: Mapping[tuple[str, str], Computed] = {
    ("customer", "won_this_year"): Computed(_won_this_year, _won_this_year_among),
    ("customer", "age"): Computed(_age),
    **_judged("customer"),
    **_judged("contact"),
}


def value_of(w: Work, entity: str, field: Field, on: Any) -> ColumnElement[Any]:
    """What a field's value is read by: its column of the model, or of an alias of it, else its expression."""
    if field.computed:
        return computed(entity, field.key).value(w, lambda name: getattr(on, name))
    return getattr(on, str(field.column))  # type: ignore[no-any-return]


def computed(entity: str, key: str) -> Computed:
    """The expression of a computed field. KeyError when the field is none."""
    return _COMPUTED[entity, key]
