"""The records behind a figure as a list: the question that finds them, how many they are and what they come to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, case, func, select

from ..base.among import among
from ..base.periods import Period
from ..deals.asof import deals_open_then
from ..fields.filters import compile_filter
from ..fields.find import Query
from ..measures.catalogue import measure
from ..measures.records import counted
from ..models import LISTED
from .drill import Behind, Records

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work


@dataclass(frozen=True)
class Listing:
    """Records of an entity. `query` finds them; `amount` is their sum in minor units of the company's currency, None
    for records without amounts; `foreign` of them have another currency and are not in it.

    Deals of a past day are those that were open then, and `amount` is what they came to then. `times`: how often the
    figure counts them, where that is more than once each.
    """

    entity: str
    query: Query
    count: int
    amount: int | None = None
    foreign: int = 0
    times: int | None = None


def listing(w: Work, records: Records) -> Listing:
    """Count and sum what the records come to, as the person at work sees them."""
    if records.behind is not None:
        return _counted(w, records.entity, records.behind)
    if records.as_of is not None:
        ids, totals = deals_open_then(w, records.as_of, records.filter)
        return Listing(records.entity, Query(only=tuple(ids) or (0,)), totals.count, totals.amount)
    count, amount, foreign = _sums(w, records.entity, compile_filter(w, records.entity, records.filter))
    return Listing(records.entity, Query(records.filter), count, amount, foreign)


def _counted(w: Work, entity: str, behind: Behind) -> Listing:
    """Records found by counting them as their figure does."""
    period = Period(behind.start, behind.end, "total", w.company.calendar, w.company.calendar_rules)
    found = counted(w, measure(behind.measure), behind.filter, dict(behind.keys), period, behind.slot)
    ids, times = tuple(sorted(found)) or (0,), found.total()
    count, amount, foreign = _sums(w, entity, among(LISTED[entity].id, ids))
    return Listing(entity, Query(only=ids), count, amount, foreign, times if times != count else None)


def _sums(w: Work, entity: str, those: ColumnElement[bool]) -> tuple[int, int | None, int]:
    """How many records there are, what they come to in the company's currency, and how many have another one."""
    model = LISTED[entity]
    if not hasattr(model, "amount"):
        return int(w.scalar(select(func.count()).select_from(model).where(those))), None, 0
    own = model.currency == w.company.currency
    sums = func.count(), func.sum(case((own, model.amount))), func.sum(case((own, 0), else_=1))
    count, amount, foreign = w.rows(select(*sums).select_from(model).where(those))[0]
    return count, int(amount or 0), int(foreign or 0)
