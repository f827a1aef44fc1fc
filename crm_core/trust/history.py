"""What happened: the changes of a record, and the newest change sets, readable by those who may see them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from ..base.database import label_of
from ..models import ENTITIES, Change, ChangeSet, User
from .undo import may_undo

if TYPE_CHECKING:
    from .unit_of_work import Work


@dataclass(frozen=True)
class RecordChange:
    """One change of one record: who, when, in what context, from which values to which (as the history keeps them)."""

    change_set_id: int
    at: dt.datetime
    actor: str | None
    kind: str
    summary: str
    action: str
    before: dict[str, Any]
    after: dict[str, Any]
    undone: bool


def history(w: Work, entity: str, record_id: int, *, limit: int = 200) -> list[RecordChange]:
    """The changes of a record, newest first. Who may see the record may see its history; else NotFound."""
    w.get(ENTITIES[entity], record_id, with_bin=True)
    change, change_set, user = label_of(Change), label_of(ChangeSet), label_of(User)
    statement = (
        select(
            change_set.c.id,
            change_set.c.at,
            user.c.name.label("actor"),
            change_set.c.kind,
            change_set.c.summary,
            change_set.c.undone_at,
            change.c.action,
            change.c.before,
            change.c.after,
        )
        .select_from(change)
        .join(change_set, change_set.c.id == change.c.change_set_id)
        .outerjoin(user, user.c.id == change_set.c.actor_id)
        .where(change.c.entity == entity, change.c.record_id == record_id)
        .order_by(change.c.id.desc())
        .limit(limit)
    )
    return [
        RecordChange(
            change_set_id=row.id,
            at=row.at,
            actor=row.actor,
            kind=row.kind,
            summary=row.summary,
            action=row.action,
            before={name: value for name, value in (row.before or {}).items() if name != "updated_at"},
            after=row.after or {},
            undone=row.undone_at is not None,
        )
        for row in w.rows(statement)
    ]


@dataclass(frozen=True)
class Deed:
    """A change set in a list: what it was, how many records of which entity it touched, whether it can be undone."""

    id: int
    at: dt.datetime
    actor: str | None
    kind: str
    summary: str
    records: dict[str, int] = field(default_factory=dict)
    undone: bool = False
    may_undo: bool = False


def newest(w: Work, *, limit: int = 20, kinds: Sequence[str] = ()) -> list[Deed]:
    """The newest change sets that the actor may see, with counts of records."""
    statement = select(ChangeSet).order_by(ChangeSet.id.desc()).limit(limit)
    if kinds:
        statement = statement.where(ChangeSet.kind.in_(kinds))
    sets = w.scalars(statement)
    counts: dict[int, dict[str, int]] = {}
    change = label_of(Change)
    counted = (
        select(change.c.change_set_id, change.c.entity, func.count(change.c.record_id.distinct()).label("n"))
        .where(change.c.change_set_id.in_([one.id for one in sets]))
        .group_by(change.c.change_set_id, change.c.entity)
    )
    for row in w.rows(counted):
        counts.setdefault(row.change_set_id, {})[row.entity] = row.n
    user = label_of(User)
    names = {row.id: row.name for row in w.rows(select(user.c.id, user.c.name))}
    return [
        Deed(
            id=one.id,
            at=one.at,
            actor=names.get(one.actor_id) if one.actor_id else None,
            kind=one.kind,
            summary=one.summary,
            records=counts.get(one.id, {}),
            undone=one.undone_at is not None,
            may_undo=one.undone_at is None and may_undo(w, one),
        )
        for one in sets
    ]


def undone_by(w: Work, change_set_id: int) -> int | None:
    """The change set that took this one back; None while it stands."""
    one = w.scalar(select(ChangeSet).where(ChangeSet.id == change_set_id))
    if one is None or one.undone_at is None:
        return None
    found: int | None = w.scalar(select(func.max(ChangeSet.id)).where(ChangeSet.undoes_id == change_set_id))
    return found
