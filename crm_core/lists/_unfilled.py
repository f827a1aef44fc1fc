"""Deals that a list puts into stages without what these ask for: taken, since lists tell what was, and noted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ..base.i18n import N_
from ..deals.required import missing
from ..deals.rules import StageFacts, book_of
from ..models import Deal
from ..trust.bulk import read_rows
from ._planned import RowPlan
from ._saying import Saying

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

UNFILLED = N_("Deals that come into stages without what these ask for: {names}")


def unfilled(w: Work, entity: str, rows: Sequence[RowPlan]) -> list[Saying]:
    """A note that counts them by stage, where there are any; nothing is read where no stage asks for anything."""
    if entity != Deal.entity:
        return []
    asking = {one.id: one for one in book_of(w).stages.values() if one.required}
    entering = [row for row in rows if _stage(row, asking) is not None] if asking else []
    counts: dict[str, int] = {}
    for stage, lacks in _checked(w, entering, asking):
        if lacks:
            counts[stage.name] = counts.get(stage.name, 0) + 1
    if not counts:
        return []
    return [Saying(UNFILLED, {"names": ", ".join(f"{name} ({count})" for name, count in counts.items())})]


def _stage(row: RowPlan, asking: dict[int, StageFacts]) -> StageFacts | None:
    """The stage that asks for something and that this row puts its deal into."""
    stage = row.values.get("stage_id")
    return asking.get(stage) if isinstance(stage, int) and (row.is_new or row.is_edit) else None


def _checked(
    w: Work, rows: Sequence[RowPlan], asking: dict[int, StageFacts]
) -> Iterator[tuple[StageFacts, tuple[str, ...]]]:
    held = read_rows(w, Deal, [row.id for row in rows if row.id is not None and row.is_edit])
    for row in rows:
        stage = _stage(row, asking)
        if stage is not None:
            old: dict[str, Any] = dict(held.get(row.id, {})) if row.id is not None else {}
            # What lies in tables of its own and is not in the list was not read: it is taken to be there.
            unread = {name: [True] for name in ("lines", "tags") if row.is_edit}
            yield stage, missing(stage.required, {**unread, **old}, {**row.values, **row.parts})
