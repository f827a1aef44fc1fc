"""The one query builder: the parts of a fact by period and breakdown, in one statement each.

What happens is grouped by day first, along an index, and the days are rolled up to periods; a stock is read at the
end of the first period and carried on by what entered and left. What does not add up, a distinct count or a median, is
gathered as the values it is made of (`Counted`). Who sees what is added by the access listener, as to any other select.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from ..base.database import label_of
from ..base.periods import Period
from ..fields.filters import Filter
from ..models import Deal, Order
from .catalogue import FACTS, FOREIGN, Fact
from .columns import counted_in_columns, found_in_columns
from .figure import AIM
from .held import begun, moment
from .reading import Group, Reading

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

__all__ = ["Cells", "Group", "Question", "gather", "moments"]

Cells = dict[tuple[int, Group], dict[str, int]]
"""The sums by place of the period and stored values of the breakdown; parts are named `won.amount`.

All of them may be added up over periods and groups; what a measure says of the sum is its `value`.
"""


@dataclass(frozen=True)
class Question:
    """What is asked of the database: these parts, by these fields, of what the filter lets through."""

    parts: tuple[str, ...]
    breakdown: tuple[str, ...]
    filter: Filter

    def facts(self) -> list[tuple[Fact, list[str]]]:
        """The facts that these parts belong to, each with their names in it."""
        found: dict[str, list[str]] = {}
        for part in dict.fromkeys(self.parts):
            fact, _, name = part.partition(".")
            if fact != AIM:
                found.setdefault(fact, []).append(name)
        return [(FACTS[key], names) for key, names in found.items()]


def gather(w: Work, question: Question, periods: Sequence[Period], *, by_hour: bool = False) -> Cells:
    """The sums over each of these periods, which follow each other without gap.

    Of a stock in periods that have not begun there are none. Amounts in other currencies are left out; the part
    `foreign` beside them counts those records. `by_hour`: by the hour of the day instead, 0 to 23 in the company's
    time zone, at which it happened (see `Fact.clock`).
    """
    cells: Cells = {}
    if not periods:
        return cells
    asked_by = question.breakdown, question.filter
    for fact, names in question.facts():
        mixed = _more_than_one_currency(w, fact)
        priced = mixed and any(fact.parts[name].money for name in names)
        asked = [*names, FOREIGN] if priced and FOREIGN not in names else names
        summed = [name for name in asked if fact.parts[name].rule == "sum"]
        if summed:
            reading = Reading(w, fact, summed, *asked_by, mixed=mixed, by_hour=by_hour)
            found = None if by_hour else found_in_columns(w, reading, periods)
            if found is None:
                found = reading.stock(periods) if fact.stock else reading.flow(periods)
            for place, group, sums in found:
                _put(cells, fact, (place, group), zip(summed, sums, strict=True))
        for name in asked:
            if name not in summed:
                reading = Reading(w, fact, (), *asked_by, mixed=mixed, by_hour=by_hour)
                for place, group, values in reading.counted(fact.parts[name], periods):
                    _put(cells, fact, (place, group), [(name, values)])
    return cells


def call_for(w: Work, question: Question, periods: Sequence[Period]) -> None:
    """Have the copy in memory (see measures.columns) read what `gather` would need of it; the database is not asked."""
    for fact, names in question.facts():
        for name in names:
            part, rest = fact.parts[name], (question.breakdown, question.filter)
            reading = Reading(w, fact, [name] if part.rule == "sum" else (), *rest, mixed=True)
            if part.rule == "sum":
                found_in_columns(w, reading, periods)
            else:
                counted_in_columns(w, reading, part.of(reading.ground), periods)


def _put(cells: Cells, fact: Fact, at: tuple[int, Group], numbers: Iterable[tuple[str, int]]) -> None:
    cell = cells.setdefault(at, {})
    for name, number in numbers:
        cell[f"{fact.key}.{name}"] = cell.get(f"{fact.key}.{name}", 0) + number


def _more_than_one_currency(w: Work, fact: Fact) -> bool:
    """Whether any deal (or order) is in another currency than the company's: two looks into an index for deals."""
    table = label_of(Order if fact.model is Order else Deal)
    first, last = (select(end(table.c.currency)).scalar_subquery() for end in (func.min, func.max))
    low, high = w.rows(select(first, last))[0]
    return low is not None and {low, high} != {w.company.currency}


def moments(w: Work, periods: Iterable[Period]) -> list[dt.datetime]:
    """The instant just after each period, at which its stock is read: now for the one that runs, none after that."""
    return [moment(w, period) for period in begun(w, list(periods))]
