"""What people judge of their open deals: committed, likely or open; and what that comes to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, get_args

from sqlalchemy import func, select

from ..base.periods import Period
from ..fields.filters import EVERYTHING, Filter, compile_filter
from ..models import Deal
from .totals import Totals, summed

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

Judgement = Literal["commit", "likely", "open"]
"""As the choices of the field are called."""


@dataclass(frozen=True)
class Judged:
    """Open deals of a period by what is judged of them; a deal of which nothing is said counts as open."""

    commit: Totals = field(default_factory=Totals)
    likely: Totals = field(default_factory=Totals)
    open: Totals = field(default_factory=Totals)


def judged(w: Work, period: Period, filter: Filter = EVERYTHING) -> dict[int | None, Judged]:  # noqa: A002
    """What the open deals of each owner come to that are to close in the period, by judgement.

    Deals whose close date has passed count in the period that runs; those without a date in none.
    """
    those = [Deal.outcome == "open", Deal.expected_close < period.end, compile_filter(w, "deal", filter)]
    if period.start > w.clock.today():
        those.append(Deal.expected_close >= period.start)
    by = (Deal.owner_id, Deal.judgement, Deal.currency)
    sums = (func.count().label("count"), func.sum(Deal.amount).label("amount"))
    found: dict[int | None, dict[str, list[Totals]]] = {}
    for row in w.rows(select(*by, *sums).where(*those).group_by(*by)):
        word = row.judgement if row.judgement in get_args(Judgement) else "open"
        found.setdefault(row.owner_id, {}).setdefault(word, []).append(_total(w, row))
    return {owner: Judged(**{word: summed(parts) for word, parts in of.items()}) for owner, of in found.items()}


def _total(w: Work, row: Any) -> Totals:
    amount = int(row.amount or 0)
    if row.currency == w.company.currency:
        return Totals(row.count, amount)
    return Totals(row.count, others={row.currency: amount})


def together(parts: Iterable[Judged]) -> Judged:
    """What several people judged, added up."""
    found = list(parts)
    return Judged(
        summed(one.commit for one in found), summed(one.likely for one in found), summed(one.open for one in found)
    )
