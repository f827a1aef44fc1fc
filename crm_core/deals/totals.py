"""What the deals of a stage come to: how many, their amount, and the amount weighted by probability."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from ..base.database import label_of
from ..models import Pipeline, Stage
from ..trust.states import CERTAIN

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work


@dataclass(frozen=True)
class Totals:
    """Deals and their amounts in minor units of the company's currency.

    Deals in other currencies are counted, but their amounts stand in `others` (by currency) and are not added.
    """

    count: int = 0
    amount: int = 0
    weighted: int = 0
    others: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class StageName:
    """A stage as it is called now; `removed` when it lies in the bin, or its pipeline does.

    `folded`: drawn narrow on the board; `required`: what must be filled before a deal enters, by field key.
    """

    id: int
    name: str
    kind: str
    probability: int
    stuck_days: int | None
    pipeline_id: int
    pipeline: str
    removed: bool
    folded: bool = False
    required: tuple[str, ...] = ()


def stage_names(w: Work) -> dict[int, StageName]:
    """Every stage, also removed ones, in the order of pipelines and positions."""
    stage, pipeline = label_of(Stage), label_of(Pipeline)
    statement = (
        select(stage, pipeline.c.name.label("pipeline"), pipeline.c.deleted_at.label("pipeline_deleted_at"))
        .join(pipeline, pipeline.c.id == stage.c.pipeline_id)
        .order_by(pipeline.c.position, pipeline.c.id, stage.c.position, stage.c.id)
    )
    return {
        row.id: StageName(
            row.id,
            row.name,
            row.kind,
            CERTAIN.get(row.kind, row.probability),
            row.stuck_days,
            row.pipeline_id,
            row.pipeline,
            removed=row.deleted_at is not None or row.pipeline_deleted_at is not None,
            folded=row.folded,
            required=tuple(row.required or ()),
        )
        for row in w.rows(statement)
    }


def added(w: Work, rows: Iterable[Any]) -> Totals:
    """Totals of grouped rows (`probability` in percent, `currency`, `count`, `amount`); sums are exact.

    The weighted amount is rounded half up, once.
    """
    count = amount = weighted = 0
    others: dict[str, int] = {}
    for row in rows:
        count += row.count
        part = int(row.amount or 0)
        if row.currency == w.company.currency:
            amount += part
            weighted += part * row.probability
        else:
            others[row.currency] = others.get(row.currency, 0) + part
    return Totals(count, amount, (weighted + 50) // 100, others)


def summed(parts: Iterable[Totals]) -> Totals:
    """Totals of totals: what a reader gets who adds up the figures shown."""
    count = amount = weighted = 0
    others: dict[str, int] = {}
    for part in parts:
        count, amount, weighted = count + part.count, amount + part.amount, weighted + part.weighted
        for currency, more in part.others.items():
            others[currency] = others.get(currency, 0) + more
    return Totals(count, amount, weighted, others)
