"""A deal goes on: into another stage, won, lost, open again. Each is one change set under its own name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from ..base.database import label_of
from ..base.errors import Invalid
from ..base.i18n import N_
from ..fields.records import Edit, Edited, edit
from ..models import Deal, DealState
from ..trust.access import require
from .required import MissingFields
from .rules import StageFacts, book_of

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

__all__ = ["MissingFields", "last_open_stage", "lost", "move", "reopen", "won"]
_NOTHING: Mapping[str, Any] = MappingProxyType({})


def move(
    w: Work,
    deal_id: int,
    to_stage_id: int,
    *,
    version: int | None = None,
    on: dt.date | None = None,
    lost_reason: str | None = None,
    won_reason: str | None = None,
    why: str = "",
    values: Mapping[str, Any] = _NOTHING,
) -> Edited:
    """Put a deal into a stage, of any pipeline; `on` and a reason for a stage that closes it.

    `version` is the one the person saw: Conflict when somebody else moved the deal since. Nothing happens to a deal
    that is there already. `values` (typed, by field key) are filled in with the move, as one change: what a stage asks
    for. Raises NotFound, Refused, Invalid, and MissingFields where the stage asks for more than the deal has.
    """
    deal = w.get(Deal, deal_id, lock=True)
    require(w, "change", deal)
    stage = book_of(w).stages.get(to_stage_id)
    if stage is None or stage.gone:
        raise Invalid(N_("This stage does not exist any more. Load the board again."), field="stage")
    given: dict[str, Any] = {**values, "stage": stage.id}
    if stage.kind != "open" and on is not None:
        given["closed_on"] = on
    reason = {"won": won_reason, "lost": lost_reason}.get(stage.kind)
    if reason:
        given[f"{stage.kind}_reason"] = reason
    if deal.stage_id == stage.id and len(given) == 1:
        return Edited(deal.id, deal.version, None)
    with w.changing(_kind(deal, stage), **({"why": why} if why else {})):
        return edit(w, "deal", Edit(deal_id, deal.version if version is None else version, given))


def _kind(deal: Deal, stage: StageFacts) -> str:
    """The name of the deed in the history."""
    if stage.kind == deal.outcome:
        return "move"
    return "reopen" if stage.kind == "open" else stage.kind


def won(
    w: Work, deal_id: int, *, on: dt.date | None = None, version: int | None = None, reason: str | None = None
) -> Edited:
    """Mark a deal as won, today or on an earlier day, and say why if that is known."""
    return move(w, deal_id, _stage_of_kind(w, deal_id, "won"), version=version, on=on, won_reason=reason)


def lost(
    w: Work, deal_id: int, reason: str | None = None, *, on: dt.date | None = None, version: int | None = None
) -> Edited:
    """Mark a deal as lost, today or on an earlier day, and say why."""
    return move(w, deal_id, _stage_of_kind(w, deal_id, "lost"), version=version, on=on, lost_reason=reason)


def reopen(w: Work, deal_id: int, *, why: str = "", version: int | None = None) -> Edited:
    """Open a won or lost deal again, in the stage where it last was open; `why` stands in the history."""
    if w.get(Deal, deal_id).outcome == "open":
        raise Invalid(N_("This deal is open already."))
    return move(w, deal_id, last_open_stage(w, deal_id), version=version, why=why)


def _stage_of_kind(w: Work, deal_id: int, kind: str) -> int:
    deal = w.get(Deal, deal_id)
    if deal.outcome == kind:
        return deal.stage_id
    stage = book_of(w).first(kind, deal.pipeline_id)
    if stage is None:
        raise Invalid(N_("This pipeline has no such stage. Add one in the settings."), field="stage")
    return stage.id


def last_open_stage(w: Work, deal_id: int) -> int:
    """The stage in which a closed deal last was open, if that is still there; else the first open one."""
    state, book = label_of(DealState), book_of(w)
    was = select(state.c.stage_id).where(state.c.deal_id == deal_id, state.c.outcome == "open")
    for stage_id in w.scalars(was.order_by(state.c.valid_from.desc(), state.c.id.desc())):
        stage = book.stages.get(stage_id)
        if stage is not None and stage.kind == "open" and not stage.gone:
            return stage.id
    return _stage_of_kind(w, deal_id, "open")
