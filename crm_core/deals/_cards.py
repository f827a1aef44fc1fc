"""What a board consists of, and what was asked of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, case

from ..fields.filters import Filter
from .care import Reason
from .totals import StageName, Totals

Order = Literal["expected_close", "next_step", "amount", "age", "title"]
LATELY = dt.timedelta(days=30)
"""How long won and lost deals stay on the board."""


@dataclass(frozen=True)
class Card:
    """A deal on the board; `age_days` since it entered its stage, `care` why it needs some."""

    id: int
    version: int
    title: str
    customer_id: int | None
    customer: str | None
    amount: int | None
    currency: str
    owner_id: int | None
    owner: str | None
    age_days: int
    next_step: str | None
    next_step_on: dt.date | None
    expected_close: dt.date | None
    closed_on: dt.date | None
    care: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class BoardColumn:
    """A stage with its totals, its first cards, and how many more deals it has."""

    stage: StageName
    total: Totals
    cards: Sequence[Card] = ()
    more: int = 0


@dataclass(frozen=True)
class Board:
    """A pipeline on a day; `total` of its open deals. `as_of` is None for now."""

    pipeline_id: int
    pipeline: str
    columns: Sequence[BoardColumn]
    total: Totals
    as_of: dt.date | None = None


@dataclass(frozen=True)
class Asked:
    """What was asked of a board: its stages, which deals, how many cards of each stage, in which order.

    The deals `on_top` come before all others of their stage.
    """

    stages: Mapping[int, StageName]
    filter: Filter
    per_stage: int
    more: Mapping[int, int]
    order: Order
    on_top: tuple[int, ...] = ()

    def of_kind(self, *kinds: str) -> list[int]:
        return [stage.id for stage in self.stages.values() if stage.kind in kinds]

    def limit(self, stage_id: Any) -> ColumnElement[int]:
        """How many cards of a stage are wanted."""
        wanted = {stage: self.per_stage + self.more.get(stage, 0) for stage in self.stages}
        return case(wanted, value=stage_id, else_=self.per_stage)


Columns = dict[int, tuple[Totals, list[Card]]]
"""Totals and first cards by stage."""
