"""Taking away a stage or a pipeline: all its deals, open and closed, move elsewhere first, as one change set.

Above a thousand deals it is done in a process of its own (`work.in_bulk`), as any deed on many records.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy import exists, func, select

from ..base.database import label_of
from ..base.errors import Invalid
from ..base.i18n import N_
from ..base.many import chunks
from ..fields.filters import condition
from ..fields.find import Query
from ..fields.many import Deed, Rows, carry_out
from ..fields.records import EditedMany, parted
from ..models import Deal, Pipeline, Stage
from ..trust.access import require
from ..trust.bulk import BulkEdit, bulk_update, read_rows
from .pipelines import check_left
from .rules import Book, book_of, settler

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

REMOVED = "remove_stage"
"""The kind of the change sets that hold it."""


@dataclass(frozen=True)
class Removing(Deed):
    """Move the deals of stages into others, then take the stages away, or the whole pipeline.

    `into`: from one stage to the other of the same kind, in pairs. What the new stages ask for is not asked here:
    nobody could answer it for thousands of deals.
    """

    kind: ClassVar[str] = REMOVED
    into: tuple[tuple[int, int], ...]
    stage: int | None = None
    pipeline: int | None = None

    @property
    def deals(self) -> Query:
        """The deals that move."""
        return Query(condition("deal", "stage", "one_of", tuple(old for old, _new in self.into)))

    def check(self, w: Work, entity: str) -> None:
        require(w, "settings")
        book = book_of(w)
        for old, new in self.into:
            _check_pair(book, old, new, self)
        if self.stage is not None:
            check_left(w, w.get(Stage, self.stage))
        elif w.scalar(select(func.count()).select_from(Pipeline)) < 2:
            raise Invalid(N_("This is the only pipeline. Add another one first."))

    def touches(self, entity: str) -> frozenset[str] | None:
        return frozenset()  # whatever was changed meanwhile, the deal cannot stay where it is

    def carry_out(self, w: Work, entity: str, rows: Rows, done: EditedMany) -> int:
        from_to, settle = dict(self.into), settler(w, strict=False)
        edits = []
        for row in rows:
            columns, _parts = parted(settle(row, {"stage_id": from_to[row["stage_id"]]}))
            edits.append(BulkEdit(row["id"], row["version"], columns))
        return len(bulk_update(w, Deal, edits, rows={row["id"]: row for row in rows}))

    def end(self, w: Work, entity: str, done: EditedMany) -> None:
        if done.refused:
            raise Invalid(N_("Some deals could not be moved, so nothing was removed."))
        take_away(w, self)

    def said(self, w: Work, entity: str) -> str:
        names = w.rows(select(Pipeline.name).where(Pipeline.id == self.pipeline)) if self.pipeline else ()
        stages = w.rows(select(Stage.name).where(Stage.id == self.stage)) if self.stage else ()
        return w.company.locale().t(N_("Removed: {name}"), name=", ".join(row.name for row in (*names, *stages)))

    def facts(self) -> dict[str, Any]:
        return {"stage": self.stage, "pipeline": self.pipeline}


def _check_pair(book: Book, old: int, new: int, removing: Removing) -> None:
    """Deals of a stage go to a living one of the same kind that is not taken away itself."""
    was, to = book.stages.get(old), book.stages.get(new)
    fits = was is not None and to is not None and not to.gone and to.kind == was.kind
    if not fits or to is None or to.id == removing.stage or to.pipeline_id == removing.pipeline:
        name = was.name if was is not None else "–"
        raise Invalid(N_("Choose a stage of the same kind for the deals of {name}."), field="into", name=name)


def take_away(w: Work, removing: Removing) -> None:
    """Put the stage, or the pipeline with its stages, into the bin; deals that lie there already follow the others."""
    now = w.clock.now()
    _move_binned(w, removing)
    if removing.pipeline is not None:
        w.get(Pipeline, removing.pipeline, lock=True).deleted_at = now
        for stage in w.scalars(select(Stage).where(Stage.pipeline_id == removing.pipeline)):
            stage.deleted_at = now
    elif removing.stage is not None:
        w.get(Stage, removing.stage, lock=True).deleted_at = now
    w.session.flush()


def _move_binned(w: Work, removing: Removing) -> None:
    """A deal that comes out of the bin one day is to stand in a stage that is there."""
    deal = label_of(Deal)
    gone = select(deal.c.id).where(deal.c.stage_id.in_([old for old, _new in removing.into]))
    ids = w.scalars(gone.where(deal.c.deleted_at.is_not(None)))
    for some in chunks(ids):
        rows = list(read_rows(w, Deal, some).values())
        removing.carry_out(w, "deal", rows, EditedMany(None))


def remove_stage(w: Work, stage_id: int, into: int | None) -> int:
    """Put a stage into the bin and its deals into another of the same kind; gives how many moved.

    Raises Invalid where deals have no such stage to go to, or the stage is the last of its kind.
    """
    return remove(w, removing_stage(w, stage_id, into))


def remove_pipeline(w: Work, pipeline_id: int, into: Mapping[int, int]) -> int:
    """Put a pipeline into the bin and the deals of each of its stages into another pipeline's; gives how many moved.

    `into` names the new stage for each stage that has deals (`likely` proposes them).
    """
    return remove(w, removing_pipeline(w, pipeline_id, into))


def removing_stage(w: Work, stage_id: int, into: int | None) -> Removing:
    """The deed, to be begun behind the screens where it is large."""
    require(w, "settings")
    stage = w.get(Stage, stage_id)
    return _checked(w, Removing(((stage.id, into),) if into is not None else (), stage=stage.id), [stage])


def removing_pipeline(w: Work, pipeline_id: int, into: Mapping[int, int]) -> Removing:
    """The deed, to be begun behind the screens where it is large."""
    require(w, "settings")
    pipeline = w.get(Pipeline, pipeline_id)
    stages = w.scalars(select(Stage).where(Stage.pipeline_id == pipeline.id))
    return _checked(w, Removing(tuple(sorted(into.items())), pipeline=pipeline.id), stages)


def _checked(w: Work, deed: Removing, stages: Sequence[Stage]) -> Removing:
    """The deed, if it may be done and every stage that has deals, also in the bin, says where they go."""
    deed.check(w, "deal")
    deal, homes = label_of(Deal), dict(deed.into)
    for stage in stages:
        held = w.scalar(select(exists().where(deal.c.stage_id == stage.id)))
        if held and stage.id not in homes:
            raise Invalid(N_("Choose a stage of the same kind for the deals of {name}."), field="into", name=stage.name)
    return deed


def likely(w: Work, pipeline_id: int, other: int) -> dict[int, int]:
    """For each stage of a pipeline the stage of another one that is called the same, else the first of its kind."""
    book = book_of(w)
    found = {}
    for stage in book.stages.values():
        to = book.like(stage, other) if stage.pipeline_id == pipeline_id and not stage.gone else None
        if to is not None:
            found[stage.id] = to.id
    return found


def remove(w: Work, deed: Removing) -> int:
    """Do what `removing_stage` or `removing_pipeline` gave; how many deals moved."""
    with w.changing(REMOVED, **deed.facts()):
        done = carry_out(w, "deal", deed.deals, deed) if deed.into else EditedMany(None)
        if not done.changed:
            deed.end(w, "deal", done)
        return done.changed
