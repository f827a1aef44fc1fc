"""Values that lie in no table: the SQL by which grids and exports read them, and filters and sorting ask for them.

A computed field of the catalogue has its expression here, under its entity and key.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, FromClause, and_, case, func, select
from sqlalchemy.orm import aliased

from crm_core.base.database import AnySelect, label_of
from crm_core.base.elapsed import days_since
from crm_core.base.periods import named
from crm_core.models import Deal, Task
from crm_core.trust import quality

from ._field import Field
from ._recorded_values import VALUES as OF_CHANGES

if TYPE_CHECKING:
    from crm_core.trust.unit_of_work import Work

Columns = Callable[[str], ColumnElement[Any]]
"""Gives a column of the record by its name: of the model, or of an alias of it."""
Test = Callable[[ColumnElement[Any]], ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Computed:
    """A computed value: its expression for one record, and, where many are quicker asked another way, how.

    `among` gives the condition that a record's value passes a test which nothing (NULL) does not pass; `grouped` the
    records that have a value (`id`, `value`), each once.
    """

    value: Callable[[Work, Columns], ColumnElement[Any]]
    among: Callable[[Work, Columns, Test], ColumnElement[bool]] | None = None
    grouped: Callable[[Work], AnySelect] | None = None

    def passes(self, w: Work, columns: Columns, test: Test) -> ColumnElement[bool]:
        """Whether the value passes a test."""
        if self.among is not None:
            return self.among(w, columns, test)
        return test(self.value(w, columns))


# Customers: what was won


def _won(w: Work) -> tuple[FromClause, list[ColumnElement[bool]]]:
    """The deals won this year by the company's calendar, in its currency: everybody's, for those who see them all."""
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
    **{("change", key): Computed(value) for key, value in OF_CHANGES.items()},
}


# Customers: what is kept of everybody's deals and tasks is for those who see them all

_Sum = Callable[["Work", Any], tuple[ColumnElement[Any], list[ColumnElement[bool]]]]


def _of_deals(outcome: str, amount: bool) -> _Sum:
    def asked(w: Work, deal: Any) -> tuple[ColumnElement[Any], list[ColumnElement[bool]]]:
        if not amount:
            return func.nullif(func.count(deal.id), 0), [deal.outcome == outcome]
        return func.sum(deal.amount), [deal.outcome == outcome, deal.currency == w.company.currency]

    return asked


def _won_of_year(w: Work, deal: Any) -> tuple[ColumnElement[Any], list[ColumnElement[bool]]]:
    year = named("this_year", w.clock.today(), w.company.calendar, w.company.calendar_rules)
    value, wanted = _of_deals("won", amount=True)(w, deal)
    return value, [*wanted, deal.closed_on >= year.start, deal.closed_on < year.end]


def _next_due(_w: Work, task: Any) -> tuple[ColumnElement[Any], list[ColumnElement[bool]]]:
    return func.min(task.due_on), [task.done_on.is_(None)]


def _seen_only(model: type[Deal] | type[Task], asked: _Sum) -> Computed:
    """A customer's figure over the records that the person sees: the listener narrows them, as everywhere."""

    def value(w: Work, columns: Columns) -> ColumnElement[Any]:
        record = aliased(model)
        figure, wanted = asked(w, record)
        return select(figure).where(record.customer_id == columns("id"), *wanted).scalar_subquery()

    def among(w: Work, columns: Columns, test: Test) -> ColumnElement[bool]:
        record = aliased(model)
        figure, wanted = asked(w, record)
        grouped = select(record.customer_id).where(record.customer_id.is_not(None), *wanted)
        return columns("id").in_(grouped.group_by(record.customer_id).having(test(figure)))

    def grouped(w: Work) -> AnySelect:
        record = aliased(model)
        figure, wanted = asked(w, record)
        found = select(record.customer_id.label("id"), figure.label("value")).where(record.customer_id.is_not(None))
        return found.where(*wanted).group_by(record.customer_id).having(figure.is_not(None))

    return Computed(value, among, grouped)


_NARROWED: Mapping[tuple[str, str], Computed] = {
    ("customer", "open_deals"): _seen_only(Deal, _of_deals("open", amount=False)),
    ("customer", "open_amount"): _seen_only(Deal, _of_deals("open", amount=True)),
    ("customer", "won_amount"): _seen_only(Deal, _of_deals("won", amount=True)),
    ("customer", "won_this_year"): _seen_only(Deal, _won_of_year),
    ("customer", "next_task_on"): _seen_only(Task, _next_due),
}
"""Figures that a person who does not see all deals and tasks is told of their own; the others are told what is kept."""


def value_of(w: Work, entity: str, field: Field, on: Any) -> ColumnElement[Any]:
    """What a field's value is read by: its column of the model, or of an alias of it, else its expression."""
    worked_out = computed(w, entity, field)
    if worked_out is not None:
        return worked_out.value(w, lambda name: getattr(on, name))
    return getattr(on, str(field.column))  # type: ignore[no-any-return]


def computed(w: Work, entity: str, field: Field) -> Computed | None:
    """How the value is worked out for this person; None where it simply stands in a column."""
    if not w.actor.sees_all and (entity, field.key) in _NARROWED:
        return _NARROWED[entity, field.key]
    return _COMPUTED[entity, field.key] if field.computed else None
