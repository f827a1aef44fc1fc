"""Deals as they stood at a moment: which states held, which of them a filter lets through, what they were worth."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, FromClause, and_, case, func, true

from ..base.database import AnySelect, label_of
from ..base.errors import Invalid
from ..base.i18n import N_
from ..base.intervals import days_to_look_under
from ..fields.filters import EVERYTHING, Filter, compile_filter
from ..models import TRACKED_DEAL_VALUES, Deal

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

When = dt.date | dt.datetime
_TICK = dt.timedelta(microseconds=1)
TRACKED = (*TRACKED_DEAL_VALUES, "probability")


def instant_of(w: Work, when: When) -> dt.datetime:
    """The instant that is meant: of a day its end in the company's zone, of today now. Raises Invalid for later."""
    now = w.clock.now()
    if isinstance(when, dt.datetime):
        at = when
    elif when == w.clock.today():
        at = now
    else:
        at = w.clock.end_of_day(when) - _TICK
    if at > now:
        raise Invalid(N_("What is to come is not known yet; choose a moment that has passed."), value=when)
    return at


def held(state: Any, at: dt.datetime) -> ColumnElement[bool]:
    """Whether a state (an alias of DealState or its columns) held at this instant."""
    return and_(state.valid_from <= at, state.valid_to > at)


def was_open(state: Any, at: dt.datetime) -> ColumnElement[bool]:
    """Whether a deal was open at this instant, by the index that files states under days."""
    return and_(state.outcome == "open", state.fork_day.in_(days_to_look_under(at)), held(state, at))


def let_through(
    w: Work,
    filter: Filter,  # noqa: A002
    state: Any,
    deal: FromClause | Watched,
    instead: Mapping[str, ColumnElement[Any]] | None = None,
) -> ColumnElement[bool]:
    """Whether the filter lets a deal through as this state shows it; what states do not track is as it is today.

    `deal` is the table of the deals, joined by the caller; `instead` puts other expressions in the place of columns.
    """
    if filter == EVERYTHING:
        return true()
    columns = {name: getattr(state, name) for name in TRACKED} | {"id": state.deal_id} | dict(instead or {})
    return compile_filter(w, "deal", filter, on=deal.c, columns=columns)


def only(w: Work, statement: AnySelect, filter: Filter, state: Any) -> AnySelect:  # noqa: A002
    """The statement about states, narrowed to those that the filter lets through; deals are joined only for that."""
    if filter == EVERYTHING:
        return statement
    deal = label_of(Deal)
    watched = Watched(deal)
    fits = let_through(w, filter, state, watched)
    if watched.used:
        statement = statement.join(deal, deal.c.id == state.deal_id)
    return statement.where(fits)


class Watched:
    """The columns of a table, and whether any of them was used: if not, the table need not be joined."""

    def __init__(self, table: FromClause) -> None:
        self.c = self
        self.used = False
        self._columns = table.c

    def __getattr__(self, name: str) -> ColumnElement[Any]:
        column: ColumnElement[Any] = getattr(self._columns, name)
        self.used = True
        return column


def worth(w: Work, state: Any) -> ColumnElement[int]:
    """What a deal counts for in sums: its amount; nothing where it is in another currency than the company's."""
    return case((state.currency == w.company.currency, func.coalesce(state.amount, 0)), else_=0)
