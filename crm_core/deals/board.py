"""The board: the stages of a pipeline side by side, in lanes or not, with totals and first cards, now or as it stood.

Open stages hold all their deals; won and lost ones those closed lately.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from ..base.database import label_of
from ..base.errors import NotFound
from ..base.i18n import N_
from ..base.many import chunks
from ..base.text import sort_key
from ..fields.filters import EVERYTHING, Filter
from ..models import Unit, User
from . import _present
from ._cards import LATELY, NOBODY, Asked, Board, BoardColumn, Card, Cards, Cell, Cells, Lane, Lanes, Order
from ._past import Past
from .pipelines import pipelines
from .totals import StageName, Totals, stage_names, summed

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

__all__ = ["LATELY", "NOBODY", "PER_STAGE", "Board", "BoardColumn", "Card", "Lane", "Lanes", "Order", "board"]
__all__ += ["open_now", "pipelines"]

PER_STAGE = 50
OPENED = 12
"""So many lanes show their cards before anybody opened more of them."""


def board(
    w: Work,
    pipeline_id: int | None = None,
    filter: Filter = EVERYTHING,  # noqa: A002
    *,
    as_of: dt.date | None = None,
    per_stage: int = PER_STAGE,
    more: Mapping[Cell, int] | None = None,
    order: Order = "expected_close",
    on_top: Sequence[int] = (),
    lanes: Lanes = "",
    turned: Collection[int] = (),
) -> Board:
    """The board of a pipeline (the first when none is named), as far as the actor sees its deals.

    `per_stage`: so many cards of each stage, or of each lane in it; `more`: so many beyond that for these cells;
    `on_top`: deals that come first in their stage. Of `lanes` (in order of name, nobody's last) the first OPENED have
    their cards and the others their totals; `turned`: those of which it is the other way round. A day in the past is
    read only: its cards show the tracked values as they were, title and customer as they are now, and no next step;
    its won and lost columns what was closed in the days before. Raises NotFound, and Invalid for a day to come.
    """
    known = pipelines(w)
    number = pipeline_id if pipeline_id is not None else next(iter(known), None)
    if number is None or number not in known:
        raise NotFound(N_("This pipeline does not exist any more."))
    stages = {stage.id: stage for stage in stage_names(w).values() if stage.pipeline_id == number}
    asked = Asked(stages, filter, per_stage, more or {}, order, tuple(on_top), lanes)
    past = as_of if as_of != w.clock.today() else None
    then = Past(w, asked, past) if past is not None else None
    totals = _present.totals(w, asked) if then is None else then.totals(asked)
    names = _lanes(w, lanes, {lane for lane, _stage in totals})
    opened = [lane for at, lane in enumerate(names) if (at < OPENED) != (lane in turned)]
    asked = replace(asked, opened=tuple(opened) if lanes else None)
    cards = _present.cards(w, asked) if then is None else then.cards(asked)
    read = _Read(_shown(stages.values(), totals), totals, cards)
    columns = read.whole() if lanes else read.lane(NOBODY)
    drawn = [read.drawn(lane, name, opened=lane in opened) for lane, name in names.items()]
    return Board(number, known[number], columns, _open(columns), past, drawn)


@dataclass(frozen=True)
class _Read:
    """What was read of a board, to be put into columns."""

    stages: Sequence[StageName]
    totals: Cells
    cards: Cards

    def lane(self, lane: int) -> list[BoardColumn]:
        """The columns of one lane, or of a board without lanes."""
        columns = []
        for stage in self.stages:
            total, some = self.totals.get((lane, stage.id), Totals()), self.cards.get((lane, stage.id), [])
            columns.append(BoardColumn(stage, total, some, max(total.count - len(some), 0)))
        return columns

    def whole(self) -> list[BoardColumn]:
        """The columns over all lanes: totals only."""
        by_stage: dict[int, list[Totals]] = {}
        for (_lane, stage_id), total in self.totals.items():
            by_stage.setdefault(stage_id, []).append(total)
        return [BoardColumn(stage, summed(by_stage.get(stage.id, []))) for stage in self.stages]

    def drawn(self, lane: int, name: str | None, *, opened: bool) -> Lane:
        columns = self.lane(lane)
        return Lane(lane, name, _open(columns), columns, opened)


def _shown(stages: Iterable[StageName], totals: Cells) -> list[StageName]:
    """The stages of a board: those there are, and removed ones that hold deals."""
    held = {stage_id for _lane, stage_id in totals}
    return [stage for stage in stages if stage.id in held or not stage.removed]


def _open(columns: Iterable[BoardColumn]) -> Totals:
    return summed(column.total for column in columns if column.stage.kind == "open")


def _lanes(w: Work, lanes: Lanes, numbers: Collection[int]) -> dict[int, str | None]:
    """The names of these lanes in their order; {} where there are none."""
    if not lanes:
        return {}
    one: Any = label_of(User if lanes == "owner" else Unit)
    rows = [row for some in chunks(numbers) for row in w.rows(select(one.c.id, one.c.name).where(one.c.id.in_(some)))]
    names: dict[int, str | None] = {
        row.id: row.name for row in sorted(rows, key=lambda row: (sort_key(row.name), row.id))
    }
    return names | {number: None for number in numbers if number not in names}


def open_now(w: Work, filter: Filter = EVERYTHING) -> Totals:  # noqa: A002
    """What the open deals of all pipelines come to now, as far as the actor sees them."""
    return _present.open_totals(w, Asked(stage_names(w), filter, 0, {}, "title"))
