"""What a board consists of, and what was asked of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, case, func, literal

from ..fields.filters import Filter
from .care import Reason
from .totals import StageName, Totals

Order = Literal["expected_close", "next_step", "amount", "age", "title"]
Lanes = Literal["", "owner", "unit"]
"""What the board's lanes are: none, one for each person responsible, or one for each unit that deals belong to."""
Cell = tuple[int, int]
"""A lane (the number of its person or unit; NOBODY for none, and where there are no lanes) and a stage."""
NOBODY = 0
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
    judgement: str | None = None


@dataclass(frozen=True)
class BoardColumn:
    """A stage with its totals, its first cards, and how many more deals it has."""

    stage: StageName
    total: Totals
    cards: Sequence[Card] = ()
    more: int = 0


@dataclass(frozen=True)
class Lane:
    """The deals of one person or unit over all stages, in the order of the board's columns.

    `total` of its open deals; a lane that is not `opened` has totals only. `name` is None where nobody is responsible.
    """

    id: int
    name: str | None
    total: Totals
    columns: Sequence[BoardColumn]
    opened: bool = True


@dataclass(frozen=True)
class Board:
    """A pipeline on a day; `total` of its open deals. `as_of` is None for now.

    Where there are `lanes` the cards stand in them, and `columns` have totals only.
    """

    pipeline_id: int
    pipeline: str
    columns: Sequence[BoardColumn]
    total: Totals
    as_of: dt.date | None = None
    lanes: Sequence[Lane] = ()


@dataclass(frozen=True)
class Asked:
    """What was asked of a board: its stages, which deals, how many cards of each cell, in which order.

    The deals `on_top` come before all others of their cell. `opened`: the lanes whose cards are wanted; None: all.
    """

    stages: Mapping[int, StageName]
    filter: Filter
    per_cell: int
    more: Mapping[Cell, int]
    order: Order
    on_top: tuple[int, ...] = ()
    lanes: Lanes = ""
    opened: tuple[int, ...] | None = None

    def of_kind(self, *kinds: str) -> list[int]:
        return [stage.id for stage in self.stages.values() if stage.kind in kinds]

    def lane_of(self, deal: Any) -> ColumnElement[int]:
        """The lane of a deal (or of a state of one)."""
        if not self.lanes:
            return literal(NOBODY)
        return func.coalesce(deal.owner_id if self.lanes == "owner" else deal.unit_id, NOBODY)

    def lane_in(self, row: Any) -> int:
        """The same of a row that was read."""
        if not self.lanes:
            return NOBODY
        return (row.owner_id if self.lanes == "owner" else row.unit_id) or NOBODY

    def wanted(self, cell: Cell) -> int:
        """How many cards of a cell are wanted."""
        return self.per_cell + self.more.get(cell, 0)

    def limit(self, lane: Any, stage_id: Any) -> ColumnElement[int]:
        """The same in SQL."""
        usual: ColumnElement[int] = literal(self.per_cell)
        longer = [(and_(lane == cell[0], stage_id == cell[1]), self.wanted(cell)) for cell in self.more]
        return case(*longer, else_=usual) if longer else usual


Cells = dict[Cell, Totals]
Cards = dict[Cell, list[Card]]
