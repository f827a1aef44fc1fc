"""The pipeline as it stood at any moment, stage by stage."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased

from ..base.database import label_of
from ..fields.filters import EVERYTHING, Filter
from ..models import Deal, DealState
from ._standing import When, held, instant_of, let_through, was_open
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

    Won and lost stages hold everything closed until then; without `closed` they are left out, which is much quicker
    over a long history. A filter on what states do not track (see DealState) uses today's value.
    """
    at = instant_of(w, when)
    state = aliased(DealState)
    sums = _sums(w, state, was_open(state, at), filter)
    if closed:
        sums |= _sums(w, state, state.outcome.in_(["won", "lost"]) & held(state, at), filter)
    stages = (stage for stage in stage_names(w).values() if stage.id in sums or not stage.removed)
    return [StageTotal(stage, sums.get(stage.id, Totals())) for stage in stages if closed or stage.kind == "open"]


def open_total(stages: Iterable[StageTotal]) -> Totals:
    """What the open deals came to."""
    return summed(one.total for one in stages if one.stage.kind == "open")


def _sums(w: Work, state: Any, those: ColumnElement[bool], filter: Filter) -> dict[int, Totals]:  # noqa: A002
    by = (state.stage_id, state.probability, state.currency)
    statement = select(*by, func.count().label("count"), func.sum(state.amount).label("amount")).where(those)
    if filter != EVERYTHING:
        deal = label_of(Deal)
        statement = statement.join(deal, deal.c.id == state.deal_id).where(let_through(w, filter, state, deal))
    rows: dict[int, list[Any]] = {}
    for row in w.rows(statement.group_by(*by)):
        rows.setdefault(row.stage_id, []).append(row)
    return {stage_id: added(w, some) for stage_id, some in rows.items()}
