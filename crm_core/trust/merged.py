"""What a merge means to the history: which records one touched, and what a person may read of those."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import select

from ..base.database import table_of
from ..base.i18n import N_
from ..base.many import chunks
from ..models import ENTITIES, Change, ChangeSet, Tracked

if TYPE_CHECKING:
    from .unit_of_work import Work

MERGE = "merge"
"""The kind of change set that makes several records one: it moves records that whoever merges may not even see."""
MERGED_SINCE = N_("merged since; unmerge first")


def merged_since(w: Work, model: type[Tracked], ids: Sequence[int], change_set: int) -> set[int]:
    """Which of these records a later merge, not taken back, touched: they were merged, or moved to another record."""
    log, sets = table_of(Change), table_of(ChangeSet)
    later = (sets.c.id > change_set, sets.c.kind == MERGE, sets.c.undone_at.is_(None))
    merges = w.scalars(select(sets.c.id).where(*later))
    found: set[int] = set()
    for some in chunks(merges):
        touched = select(log.c.record_id).where(log.c.change_set_id.in_(some), log.c.entity == model.entity)
        found |= set(w.scalars(touched))
    return found.intersection(ids)


def label_seen(w: Work, entity: str, record_id: int, label: str) -> str:
    """The label of a record, or its number alone for a person who may not see it."""
    model = ENTITIES[entity]
    seen = select(model.id).where(model.id == record_id)
    found = w.session.execute(seen, execution_options={"with_bin": True}).scalar()
    return label if found is not None else f"#{record_id}"
