"""The pipeline as it stood at any moment, stage by stage."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, and_, case, func, not_, select
from sqlalchemy.orm import aliased

from ..fields import Field
from ..fields.filters import EVERYTHING, Filter, conditions, filter_field
from ..models import ENDLESS, DealState
from ._standing import TRACKED, When, instant_of, only, was_open
from .totals import StageName, Totals, added, stage_names, summed

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work


@dataclass(frozen=True)
class StageTotal:
    """A stage and what its deals came to; named as the stage is called now."""

    stage: StageName
    total: Totals


def pipeline_as_of(
    w: Work,
    when: When,
    filter: Filter = EVERYTHING,  # noqa: A002
    *,
    closed: bool = True,
) -> list[StageTotal]:
    """Every stage with its deals as they stood at a moment (of a day at its end, of today now) and were seen then.

    Won and lost stages hold everything closed until then; without `closed` they are left out, which is quicker over a
    long history. A filter on what states do not track (see DealState) uses today's value.
    """
    at = instant_of(w, when)
    names = stage_names(w)
    state = aliased(DealState)
    sums = _sums(w, state, was_open(state, at), filter)
    if closed:
        sums |= _closed_sums(w, state, at, [one for one in names.values() if one.kind != "open"], filter)
    return [
        StageTotal(stage, sums.get(stage.id, Totals()))
        for stage in names.values()
        if (closed or stage.kind == "open") and (stage.id in sums or not stage.removed)
    ]


def deals_open_then(
    w: Work,
    when: When,
    filter: Filter = EVERYTHING,  # noqa: A002
) -> tuple[list[int], Totals]:
    """The numbers of the deals that were open at a moment, and what they came to then; see `pipeline_as_of`."""
    state = aliased(DealState)
    asked = select(state.deal_id, state.amount, state.currency).where(was_open(state, instant_of(w, when)))
    rows = w.rows(only(w, asked, filter, state))
    own = [row.amount or 0 for row in rows if row.currency == w.company.currency]
    return [row.deal_id for row in rows], Totals(len(rows), sum(own))


def as_of_today(filter: Filter) -> list[Field]:  # noqa: A002
    """The fields of a filter that are as they are today also for a past day, since states do not track them."""
    found = dict.fromkeys(filter_field("deal", one.field) for one in conditions(filter))
    return [field for field in found if field.column not in TRACKED]


def open_total(stages: Iterable[StageTotal]) -> Totals:
    """What the open deals came to."""
    return summed(one.total for one in stages if one.stage.kind == "open")


def _sums(w: Work, state: Any, those: ColumnElement[bool], filter: Filter) -> dict[int, Totals]:  # noqa: A002
    by = (state.stage_id, state.probability, state.currency)
    sums = (func.count().label("count"), func.sum(state.amount).label("amount"))
    rows: dict[int, list[Any]] = {}
    for row in w.rows(only(w, select(*by, *sums).where(those), filter, state).group_by(*by)):
        rows.setdefault(row.stage_id, []).append(row)
    return {stage_id: added(w, some) for stage_id, some in rows.items()}


def _closed_sums(
    w: Work,
    state: Any,
    at: dt.datetime,
    stages: Sequence[StageName],
    filter: Filter,  # noqa: A002
) -> dict[int, Totals]:
    """Everything closed until then, which is most of all states: they are read once, by no index and ungrouped."""
    # Wrapped, a column is not looked up in an index, along which the rows would be read one by one.
    outcome, began, ended = (
        func.coalesce(column, nothing)
        for column, nothing in ((state.outcome, ""), (state.valid_from, ENDLESS), (state.valid_to, ENDLESS))
    )
    those = and_(outcome.in_(["won", "lost"]), began <= at, ended > at)
    own = state.currency == w.company.currency
    columns: list[ColumnElement[Any]] = [func.count(case((not_(own), 1)))]
    for stage in stages:
        here = state.stage_id == stage.id
        columns += [func.count(case((here, 1))), func.sum(case((and_(here, own), state.amount)))]
    foreign, *figures = w.rows(only(w, select(*columns).where(those), filter, state))[0]
    if foreign:
        return _sums(w, state, those, filter)
    found = zip(stages, figures[::2], figures[1::2], strict=True)
    return {
        stage.id: Totals(count, int(amount or 0), int(amount or 0) if stage.kind == "won" else 0)
        for stage, count, amount in found
        if count
    }
