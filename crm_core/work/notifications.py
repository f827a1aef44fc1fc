"""What a person is told in the app: a colleague named them in a note, or handed records over to them.

A notification refers to a record, to a note, or to the change set of a hand-over. What it says is put together when
it is read, by what its person may see then: of a record that is no longer theirs to see nothing but that is told,
and a note that is gone or a hand-over that was taken back counts as withdrawn.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import ColumnElement, Select, and_, exists, func, not_, select

from ..base.database import label_of
from ..models import ENTITIES, Change, ChangeSet, Note, Notification, User
from .about import Subject, names_of, subject_in

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

NotificationKind = Literal["mention", "hand_over", "undelivered"]
CHANGE_SET = "change_set"
"""In the place of an entity: what is told of is all that a change set touched."""
PAGE = 20
_NAMED = 3
"""So many of the records that were handed over are called by name."""
_EXCERPT = 200


@dataclass(frozen=True)
class Told:
    """One notification as its person may read it.

    `records` are those it is about which they may see (the first few of `count`), with their names. `text` is a
    note's beginning or the word why. `hidden`: they may see none of it; `withdrawn`: it was taken back.
    """

    id: int
    at: dt.datetime
    kind: str
    person: str | None
    read: bool
    entity: str
    count: int
    records: tuple[tuple[Subject, str], ...]
    text: str
    withdrawn: bool

    @property
    def hidden(self) -> bool:
        return not self.records and not self.withdrawn


def tell(
    w: Work, user_ids: Iterable[int], kind: NotificationKind, entity: str, record_id: int, text: str = ""
) -> list[int]:
    """Tell these people, never oneself; gives who was told."""
    told = sorted(set(user_ids) - {w.actor.user_id})
    now = w.clock.now()
    w.session.add_all(
        Notification(
            user_id=user_id, from_id=w.actor.user_id, at=now, kind=kind, entity=entity, record_id=record_id, text=text
        )
        for user_id in told
    )
    if told:
        w.touch("notification")
    return told


def _mine(w: Work) -> ColumnElement[bool]:
    """One's own and nobody else's, whoever one is."""
    return Notification.user_id == w.actor.user_id


def _stands() -> ColumnElement[bool]:
    """Whether what it tells of was not taken back."""
    note, deed = label_of(Note), label_of(ChangeSet)
    there = exists(select(1).where(note.c.id == Notification.record_id, note.c.deleted_at.is_(None)))
    undone = exists(select(1).where(deed.c.id == Notification.record_id, deed.c.undone_at.is_not(None)))
    gone_note = and_(Notification.entity == Note.entity, not_(there))
    return not_(gone_note | and_(Notification.entity == CHANGE_SET, undone))


def unread(w: Work) -> int:
    """How many notifications one has not read, those that were withdrawn left out."""
    statement = select(func.count()).select_from(Notification)
    return int(w.scalar(statement.where(_mine(w), Notification.read_at.is_(None), _stands())) or 0)


def latest(w: Work, *, before: int | None = None, limit: int = PAGE) -> list[Told]:
    """One's newest notifications (older than the one with the number `before`), read or not."""
    user = label_of(User)
    statement: Select[Any] = (
        select(Notification, user.c.name, _stands().label("stands"))
        .outerjoin(user, user.c.id == Notification.from_id)
        .where(_mine(w))
    )
    if before is not None:
        statement = statement.where(Notification.id < before)
    rows = w.rows(statement.order_by(Notification.id.desc()).limit(limit))
    notes = _notes(w, [one.record_id for one, *_ in rows if one.entity == Note.entity])
    deeds = _deeds(w, [one.record_id for one, *_ in rows if one.entity == CHANGE_SET])
    about = {one.id: _subjects(one, notes, deeds) for one, *_ in rows}
    names = names_of(w, {subject for some, _count in about.values() for subject in some})
    return [_told(one, person, stands, about[one.id], names, notes) for one, person, stands in rows]


_About = tuple[Sequence[Subject], int]


def _told(
    one: Notification, person: str | None, stands: bool, about: _About, names: Mapping[Subject, str],
    notes: Mapping[int, Note],
) -> Told:  # fmt: skip
    subjects, count = about
    records = tuple((subject, names[subject]) for subject in subjects if subject in names) if stands else ()
    note = notes.get(one.record_id) if one.entity == Note.entity else None
    text = (note.body[:_EXCERPT] if note else one.text) if records else ""
    entity = subjects[0].entity if subjects else one.entity
    return Told(
        id=one.id,
        at=one.at,
        kind=one.kind,
        person=person,
        read=one.read_at is not None,
        entity=entity if records else "",
        count=count,
        records=records,
        text=text,
        withdrawn=not stands,
    )


def _subjects(one: Notification, notes: Mapping[int, Note], deeds: Mapping[int, _About]) -> _About:
    """The records that a notification is about, and how many there are."""
    if one.entity == Note.entity:
        subject = subject_in(notes[one.record_id]) if one.record_id in notes else None
        return ([subject] if subject else [], 1)
    if one.entity == CHANGE_SET:
        return deeds.get(one.record_id, ([], 0))
    return ([Subject(one.entity, one.record_id)], 1)  # type: ignore[arg-type]


def _notes(w: Work, ids: Sequence[int]) -> dict[int, Note]:
    """The notes of these that the person may see."""
    return {note.id: note for note in w.scalars(select(Note).where(Note.id.in_(ids)))} if ids else {}


def _deeds(w: Work, ids: Sequence[int]) -> dict[int, _About]:
    """Of hand-overs: the first records of the kind that was handed over, and how many of it there were."""
    found: dict[int, _About] = {}
    deed, change = label_of(ChangeSet), label_of(Change)
    for row in w.rows(select(deed.c.id, deed.c.context).where(deed.c.id.in_(ids))) if ids else []:
        context = row.context or {}
        if (entity := context.get("entity")) not in ENTITIES:
            continue
        statement = select(change.c.record_id).where(change.c.change_set_id == row.id, change.c.entity == entity)
        first = w.scalars(statement.order_by(change.c.id).limit(_NAMED))
        found[row.id] = [Subject(entity, number) for number in first], int(context.get("count", len(first)))
    return found


def mark_read(w: Work, ids: Iterable[int] | None = None) -> int:
    """Say that one read these of one's notifications, or all; gives how many were unread."""
    statement = select(Notification).where(_mine(w), Notification.read_at.is_(None))
    if ids is not None:
        statement = statement.where(Notification.id.in_(list(ids)))
    now = w.clock.now()
    found = w.scalars(statement)
    for one in found:
        one.read_at = now
    if found:
        w.touch("notification")
    return len(found)


def forget_unread(w: Work, user_ids: Iterable[int], kind: NotificationKind, entity: str, record_id: int) -> None:
    """Take back what these people were told and did not read yet."""
    with w.as_system():
        statement = select(Notification).where(
            Notification.user_id.in_(list(user_ids)),
            Notification.kind == kind,
            Notification.entity == entity,
            Notification.record_id == record_id,
            Notification.read_at.is_(None),
        )
        found = w.scalars(statement)
    for one in found:
        w.session.delete(one)
    if found:
        w.touch("notification")
