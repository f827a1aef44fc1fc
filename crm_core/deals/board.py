"""The board: the stages of a pipeline side by side, with totals and the first cards of each, now or as they stood.

Open stages hold all their deals; won and lost ones those closed lately.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ..base.errors import NotFound
from ..base.i18n import N_
from ..fields.filters import EVERYTHING, Filter
from . import _past, _present
from ._cards import LATELY, Asked, Board, BoardColumn, Card, Order
from .pipelines import pipelines
from .totals import Totals, stage_names, summed

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

__all__ = ["LATELY", "PER_STAGE", "Board", "BoardColumn", "Card", "Order", "board", "open_now", "pipelines"]

PER_STAGE = 50


def board(
    w: Work,
    pipeline_id: int | None = None,
    filter: Filter = EVERYTHING,  # noqa: A002
    *,
    as_of: dt.date | None = None,
    per_stage: int = PER_STAGE,
    more: Mapping[int, int] | None = None,
    order: Order = "expected_close",
    on_top: Sequence[int] = (),
) -> Board:
    """The board of a pipeline (the first when none is named), as far as the actor sees its deals.

    `more`: so many cards beyond `per_stage` for these stages; `on_top`: deals that come first in their stage. A day
    in the past is read only: its cards show the tracked values as they were, title and customer as they are now, and
    no next step; its won and lost columns what was closed in the days before. Raises NotFound, and Invalid for a day
    to come.
    """
    known = pipelines(w)
    number = pipeline_id if pipeline_id is not None else next(iter(known), None)
    if number is None or number not in known:
        raise NotFound(N_("This pipeline does not exist any more."))
    stages = {stage.id: stage for stage in stage_names(w).values() if stage.pipeline_id == number}
    asked = Asked(stages, filter, per_stage, more or {}, order, tuple(on_top))
    past = as_of if as_of != w.clock.today() else None
    read = _present.read(w, asked) if past is None else _past.read(w, asked, past)
    columns = []
    for stage in stages.values():
        if stage.id in read or not stage.removed:
            total, cards = read.get(stage.id, (Totals(), []))
            columns.append(BoardColumn(stage, total, cards, max(total.count - len(cards), 0)))
    total = summed(column.total for column in columns if column.stage.kind == "open")
    return Board(number, known[number], columns, total, past)


def open_now(w: Work, filter: Filter = EVERYTHING) -> Totals:  # noqa: A002
    """What the open deals of all pipelines come to now, as far as the actor sees them."""
    return _present.open_totals(w, Asked(stage_names(w), filter, 0, {}, "title"))
