"""Values that lie in no table: the SQL by which grids and exports read them, and filters and sorting ask for them.

A computed field of the catalogue has its expression here, under its entity and key.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, FromClause, case, cast, func, literal, select
from sqlalchemy.types import Integer

from crm_core.base.database import label_of
from crm_core.base.elapsed import days_since, least
from crm_core.base.periods import named
from crm_core.models import Deal

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
    deal, won = _won(w)
    return select(func.sum(deal.c.amount)).where(deal.c.customer_id == columns("id"), *won).scalar_subquery()


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


FRESH_DAYS, STALE_DAYS = 180, 365
"""So long what is known of a record counts whole; from so long on, by half."""
_LONG_AGO = 100_000


def _quality(w: Work, columns: Columns) -> ColumnElement[Any]:
    """Percent: completeness times freshness, which is 1 while the record was confirmed, talked to or changed within
    FRESH_DAYS and falls evenly to ½ at STALE_DAYS."""
    tomorrow = w.clock.start_of_day(w.clock.today() + dt.timedelta(days=1))
    known = [func.coalesce(days_since(columns("confirmed_on"), w.clock.today()), _LONG_AGO)]
    known.append(func.coalesce(days_since(columns("last_contact_on"), w.clock.today()), _LONG_AGO))
    days = least(*known, days_since(columns("updated_at"), tomorrow))
    beyond = case(
        (days <= FRESH_DAYS, literal(0)), (days >= STALE_DAYS, STALE_DAYS - FRESH_DAYS), else_=days - FRESH_DAYS
    )
    span = 2 * (STALE_DAYS - FRESH_DAYS)
    # Whole numbers only, so that both databases round alike.
    return cast((columns("completeness") * (span - beyond) * 2 + span) // literal(2 * span), Integer)


_COMPUTED: Mapping[tuple[str, str], Computed] = {
    ("customer", "won_this_year"): Computed(_won_this_year, _won_this_year_among),
    ("customer", "age"): Computed(_age),
    ("customer", "quality"): Computed(_quality),
}


def value_of(w: Work, entity: str, field: Field, on: Any) -> ColumnElement[Any]:
    """What a field's value is read by: its column of the model, or of an alias of it, else its expression."""
    if field.computed:
        return computed(entity, field.key).value(w, lambda name: getattr(on, name))
    return getattr(on, str(field.column))  # type: ignore[no-any-return]


def computed(entity: str, key: str) -> Computed:
    """The expression of a computed field. KeyError when the field is none."""
    return _COMPUTED[entity, key]
