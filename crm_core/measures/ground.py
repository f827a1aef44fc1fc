"""What the figures of one fact are computed from: its table, what is joined to it for breakdowns, its amounts."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, case, cast, exists, func, literal, not_, or_, select
from sqlalchemy.types import BigInteger, Float

from ..base.database import label_of
from ..base.intervals import days_to_look_under
from ..fields.filters import EVERYTHING, SEARCH, Filter, compile_filter, conditions
from ..models import Competitor, Customer, Deal, DealLine, DealState, Tagging
from ..trust.parts import LINES

if TYPE_CHECKING:
    from ..fields import Field
    from ..trust.unit_of_work import Work
    from .catalogue import Fact

STATE_COLUMNS = frozenset(
    {
        "pipeline_id",
        "stage_id",
        "amount",
        "currency",
        "probability",
        "expected_close",
        "owner_id",
        "unit_id",
        "outcome",
    }
)
"""What a state keeps of a deal; everything else about it is today's."""
_INSTANT = dt.timedelta(microseconds=1)
_OF_STATE = STATE_COLUMNS | {"valid_from", "valid_to"}
_MOVED = ("stage_id", "pipeline_id")
"""What rows of a deal's way tell, and filters ask for."""


class Ground:
    """The rows of a fact with what breakdowns join to them.

    Whoever sees a deal or an order reads the names of its customer and products, so what is joined is not asked for
    access again: sums do not depend on how they are broken down. A breakdown by product shares the amount among the
    lines, and `once` is 1 in the first row of a record with that product, else 0; without such a breakdown it is None.
    What the rows of a fact tell (the stage that a deal left) stands in the place of the record's own.
    """

    def __init__(self, w: Work, fact: Fact, mixed: bool) -> None:
        self.w = w
        self.fact = fact
        self.of: Any = fact.model
        self.mixed = mixed or fact.model is DealState
        self.rows = fact.rows(w) if fact.rows else None
        self.once: ColumnElement[int] | None = None
        self.amount: ColumnElement[Any] = getattr(fact.model, "amount", literal(0))
        self._joined: dict[str, tuple[FromClause, ColumnElement[bool]]] = {}

    # Money

    @property
    def is_own_currency(self) -> ColumnElement[bool]:
        return self.of.currency == self.w.company.currency  # type: ignore[no-any-return]

    def in_own_currency(self, amount: ColumnElement[Any]) -> ColumnElement[Any]:
        """The amount where it is in the company's currency: different currencies have no sum."""
        return case((self.is_own_currency, amount)) if self.mixed else amount

    # Columns

    @property
    def line(self) -> FromClause | None:
        """The lines of the records, where a breakdown has joined them."""
        return self._joined["line"][0] if "line" in self._joined else None

    @property
    def record_id(self) -> ColumnElement[int]:
        return self.of.deal_id if self.fact.model is DealState else self.of.id  # type: ignore[no-any-return]

    def own(self, name: str) -> ColumnElement[Any]:
        """A column of the record; of a past state what was tracked is as it was then."""
        if self.rows is not None and name in self.rows.c:
            return self.rows.c[name]
        if self.fact.model is not DealState or name in _OF_STATE:
            return getattr(self.of, name)  # type: ignore[no-any-return]
        return self._deal().c[name]

    def column(self, field: Field, *, of_customer: bool) -> ColumnElement[Any]:
        """What a breakdown by this field groups by."""
        if field.in_lines:
            return self._line().c.product_id
        if field.key == "competitors":
            return self._rival().c.name_key
        if field.kind == "tags":
            return self._tagging(of_customer).c.tag_id
        if of_customer:
            return self._customer().c[str(field.column)]
        return self.own(str(field.column))

    def _join(self, name: str, table: FromClause, on: ColumnElement[bool]) -> FromClause:
        return self._joined.setdefault(name, (table, on))[0]

    def _deal(self) -> FromClause:
        deal = label_of(Deal)
        return self._join("deal", deal, deal.c.id == self.of.deal_id)

    def _customer(self) -> FromClause:
        customer = label_of(Customer)
        return self._join("customer", customer, customer.c.id == self.own("customer_id"))

    def _tagging(self, of_customer: bool) -> FromClause:
        tagging = label_of(Tagging)
        entity, record = ("customer", self.own("customer_id")) if of_customer else (self.fact.entity, self.record_id)
        return self._join("tagging", tagging, and_(tagging.c.entity == entity, tagging.c.record_id == record))

    def _rival(self) -> FromClause:
        rival = label_of(Competitor)
        return self._join("rival", rival, and_(rival.c.deal_id == self.record_id, rival.c.deleted_at.is_(None)))

    def _line(self) -> FromClause:
        if "line" in self._joined:
            return self._joined["line"][0]
        lines = LINES[self.fact.entity]
        line, earlier = label_of(lines.model), label_of(lines.model)
        owner = line.c[lines.owner]
        # Without the sum SQLite may look through all lines of the product instead of the few of the record.
        alike = earlier.c.product_id + 0 == line.c.product_id
        if lines.may_be_nameless:
            alike = or_(alike, and_(earlier.c.product_id.is_(None), line.c.product_id.is_(None)))
        same = and_(earlier.c[lines.owner] == owner, alike)
        first = not_(exists(select(1).where(same, earlier.c.id < line.c.id)))
        self.once = case((first, 1), else_=0)
        whole = self.amount
        self.amount = case(
            (line.c.id.is_(None), whole), else_=_share(whole, line) if self.fact.model is DealState else line.c.amount
        )
        return self._join("line", line, owner == self.record_id)

    def _is(self, name: str, value: str | tuple[str, ...] | None) -> ColumnElement[bool]:
        column = self.own(name)
        if value is None:
            return or_(column.is_(None), column == "")
        return column.in_(value) if isinstance(value, tuple) else column == value

    # Rows

    def select(self, *columns: ColumnElement[Any]) -> Select[Any]:
        statement = select(*columns).select_from(self.of)
        if self.rows is not None:
            statement = statement.join(self.rows, self.rows.c.record == getattr(self.of, self.fact.by))
        for table, on in self._joined.values():
            statement = statement.outerjoin(table, on)
        return statement

    def conditions(self, filter: Filter) -> list[ColumnElement[bool]]:  # noqa: A002  the word of the trade
        """What the fact and the filter ask of a row; the day is not among it."""
        found = [self._is(name, value) for name, value in self.fact.only.items()]
        if self.fact.model is DealState and not self.fact.stock:
            found += held_just_before(self.of, self.w.clock.now() + _INSTANT)
        if filter == EVERYTHING:
            return found
        if self.fact.model is not DealState:
            told = {} if self.rows is None else {name: self.rows.c[name] for name in _MOVED if name in self.rows.c}
            return [*found, compile_filter(self.w, self.fact.entity, filter, on=self.of, columns=told)]
        if any(one.field == SEARCH.key for one in conditions(filter)):
            return [*found, self.of.deal_id.in_(select(Deal.id).where(compile_filter(self.w, "deal", filter)))]
        then = {name: getattr(self.of, name) for name in STATE_COLUMNS}
        columns = {**then, "id": self.of.deal_id}
        return [*found, compile_filter(self.w, "deal", filter, on=self._deal().c, columns=columns)]


def held_just_before(state: Any, end: dt.datetime) -> list[ColumnElement[bool]]:
    """That a state held just before this moment, looked for under the days that the interval tree names."""
    return [state.fork_day.in_(days_to_look_under(end)), state.valid_from < end, state.valid_to >= end]


def _share(whole: ColumnElement[Any], line: FromClause) -> ColumnElement[Any]:
    """What falls on a line of an amount that the deal had then, shared as its lines share today's.

    Each line gets what the lines up to it would have together, less what those before it have: so the shares always
    sum to the whole.
    """
    other = label_of(DealLine)
    of_deal = select(func.coalesce(func.sum(other.c.amount), 0)).where(other.c.deal_id == line.c.deal_id)
    before_it = other.c.id < line.c.id
    total, before = of_deal.scalar_subquery(), of_deal.where(before_it).scalar_subquery()
    first = not_(exists(select(1).where(other.c.deal_id == line.c.deal_id, before_it)))
    up_to_it = before + func.coalesce(line.c.amount, 0)
    return case(
        (total == whole, line.c.amount),
        (or_(total == 0, total.is_(None)), case((first, whole), else_=0)),
        else_=_part(whole, up_to_it, total) - _part(whole, before, total),
    )


def _part(whole: ColumnElement[Any], some: ColumnElement[Any], total: ColumnElement[Any]) -> ColumnElement[Any]:
    share = func.round(cast(whole, Float) * some / total)
    return case((some == total, whole), else_=cast(share, BigInteger))
