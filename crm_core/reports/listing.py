"""The records behind a figure as a list: the question that finds them, how many they are and what they come to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import case, func, select

from ..deals.asof import deals_open_then
from ..fields.filters import compile_filter
from ..fields.find import Query
from ..models import ENTITIES
from .drill import Records

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work


@dataclass(frozen=True)
class Listing:
    """Records of an entity. `query` finds them; `amount` is their sum in minor units of the company's currency, None
    for records without amounts; `foreign` of them have another currency and are not in it.

    Deals of a past day are those that were open then, and `amount` is what they came to then.
    """

    entity: str
    query: Query
    count: int
    amount: int | None = None
    foreign: int = 0


def listing(w: Work, records: Records) -> Listing:
    """Count and sum what the records come to, as the person at work sees them."""
    if records.as_of is not None:
        ids, totals = deals_open_then(w, records.as_of, records.filter)
        return Listing(records.entity, Query(only=tuple(ids) or (0,)), totals.count, totals.amount)
    model: Any = ENTITIES[records.entity]
    found = compile_filter(w, records.entity, records.filter)
    query = Query(records.filter)
    if not hasattr(model, "amount"):
        return Listing(records.entity, query, int(w.scalar(select(func.count()).select_from(model).where(found))))
    own = model.currency == w.company.currency
    asked = select(
        func.count(), func.sum(case((own, model.amount))), func.sum(case((own, 0), else_=1))
    ).select_from(model)  # fmt: skip
    count, amount, foreign = w.rows(asked.where(found))[0]
    return Listing(records.entity, query, count, int(amount or 0), int(foreign or 0))
