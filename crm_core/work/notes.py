"""Notes about customers, contacts, deals and tasks; colleagues whom a note names are told in the app.

Naming somebody gives no rights: who may not see the record learns only that there is a note they may not see, so
whoever writes is told before (`who_cannot_see`).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from ..base.database import label_of
from ..base.errors import Invalid
from ..base.i18n import N_
from ..base.text import fold
from ..fields.records import Edit, Edited, EditedMany
from ..fields.records import delete as delete_record
from ..fields.records import edit as edit_record
from ..fields.rules import follow_owner
from ..models import ENTITIES, Note, Notification, User
from ..trust.access import criteria, may, require
from ..trust.unit_of_work import actor_of
from .about import Subject, about, columns_of_subject
from .notifications import forget_unread, tell

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

_AT = re.compile(r"(?<!\S)@(?=\w)")
_MOST_WORDS = 5
"""A name has no more words than these."""


@dataclass(frozen=True)
class Written:
    """What writing a note did: its number, the change set, who was told."""

    id: int
    change_set_id: int | None
    told: tuple[int, ...] = ()


@dataclass(frozen=True)
class NoteLine:
    """A note in a list, or to be edited: `told` are the people it was told to."""

    id: int
    version: int
    body: str
    person: str | None
    at: dt.datetime
    edited: bool
    may_change: bool
    told: tuple[int, ...] = ()


def write(w: Work, body: str, subject: Subject, tell_also: Iterable[int] = ()) -> Written:
    """Write a note; whoever is named in it with @, and those in `tell_also`, are told. Raises Refused, NotFound."""
    require(w, "change")
    said = _said(body)
    columns = columns_of_subject(w, subject)
    owner = follow_owner(w, None, {"owner_id": w.actor.user_id})
    with w.changing("create") as change_set:
        note = Note(body=said, **owner, **columns)
        w.session.add(note)
        w.session.flush()
    told = tell(w, to_be_told(w, said, tell_also), "mention", Note.entity, note.id)
    return Written(note.id, change_set.id, tuple(told))


def edit(w: Work, note_id: int, version: int, body: str, tell_also: Iterable[int] = ()) -> Written:
    """Change a note; who is named anew is told, and who no longer is and did not read it yet, is not.

    Raises Conflict, Refused, NotFound, Invalid.
    """
    said = _said(body)
    done: Edited = edit_record(w, "note", Edit(note_id, version, {"body": said}))
    before, wanted = set(told_of(w, note_id)), to_be_told(w, said, tell_also)
    forget_unread(w, before - wanted, "mention", Note.entity, note_id)
    told = tell(w, wanted - before, "mention", Note.entity, note_id)
    return Written(note_id, done.change_set_id, tuple(told))


def delete(w: Work, note_id: int) -> EditedMany:
    """Put a note into the bin; what was told of it counts as withdrawn until it comes back."""
    note = w.get(Note, note_id)
    require(w, "change", note)
    return delete_record(w, "note", [note.id])


def _said(body: str) -> str:
    said = body.strip()
    if not said:
        raise Invalid(N_("Write something first."), field="body")
    return said


def read(w: Work, note_id: int) -> NoteLine:
    """One note. Raises NotFound."""
    user = label_of(User)
    note = w.get(Note, note_id)
    person = w.scalar(select(user.c.name).where(user.c.id == note.owner_id))
    return _line(w, note, person, tuple(told_of(w, note_id)))


def listed(w: Work, subject: Subject, *, limit: int = 100) -> list[NoteLine]:
    """The newest notes of a record; of a customer also those of its contacts and deals."""
    w.get(ENTITIES[subject.entity], subject.id)
    user = label_of(User)
    condition = (
        about(Note, subject.id) if subject.entity == "customer" else getattr(Note, f"{subject.entity}_id") == subject.id
    )
    statement = select(Note, user.c.name).outerjoin(user, user.c.id == Note.owner_id).where(condition)
    rows = w.rows(statement.order_by(Note.created_at.desc(), Note.id.desc()).limit(limit))
    return [_line(w, note, person) for note, person in rows]


def _line(w: Work, note: Note, person: str | None, told: tuple[int, ...] = ()) -> NoteLine:
    return NoteLine(
        id=note.id,
        version=note.version,
        body=note.body,
        person=person,
        at=note.created_at,
        edited=note.version > 1,
        may_change=may(w.actor, "change", note),
        told=told,
    )


# Naming colleagues


def told_of(w: Work, note_id: int) -> list[int]:
    """Who was told of a note."""
    told = label_of(Notification)
    of_note = (told.c.entity == Note.entity) & (told.c.record_id == note_id) & (told.c.kind == "mention")
    return list(w.scalars(select(told.c.user_id).where(of_note).distinct().order_by(told.c.user_id)))


def to_be_told(w: Work, body: str, tell_also: Iterable[int] = ()) -> set[int]:
    """Whom a note names and who was chosen beside it, as far as they still work here; oneself left out."""
    user = label_of(User)
    rows = w.rows(select(user.c.id, user.c.name).where(user.c.active.is_(True), user.c.deleted_at.is_(None)))
    people = {row.id: row.name for row in rows}
    return {*named_in(body, people), *(set(tell_also) & people.keys())} - {w.actor.user_id or 0}


def named_in(body: str, people: dict[int, str]) -> set[int]:
    """The people (by number and name) whom a text names: "@Sara Ahmadi", or "@Sara" where there is one Sara.

    Raises Invalid where a first name is that of several.
    """
    whole: dict[str, list[int]] = {}
    first: dict[str, list[int]] = {}
    for number, name in people.items():
        key = fold(name).strip()
        whole.setdefault(key, []).append(number)
        first.setdefault(key.partition(" ")[0], []).append(number)
    found: set[int] = set()
    for at in _AT.finditer(body):
        words = body[at.end() : at.end() + 200].replace("_", " ").split()[:_MOST_WORDS]
        found |= set(_named(words, whole, first))
    return found


def _named(words: Sequence[str], whole: dict[str, list[int]], first: dict[str, list[int]]) -> list[int]:
    for length in range(len(words), 0, -1):
        if known := whole.get(fold(" ".join(words[:length])).strip()):
            return _only(known, " ".join(words[:length]))
    known = first.get(fold(words[0]).strip(), [])
    return _only(known, words[0]) if known else []


def _only(known: list[int], name: str) -> list[int]:
    if len(known) > 1:
        raise Invalid(
            N_("There are several people called “{name}”. Write the whole name, or choose them under “Tell”."),
            name=name,
            field="body",
        )
    return known


def who_cannot_see(w: Work, user_ids: Iterable[int], subject: Subject) -> list[str]:
    """The names of those of these people who may not see the record."""
    model = ENTITIES[subject.entity]
    wanted = select(model.id).where(model.id == subject.id)
    found = []
    for user in w.scalars(select(User).where(User.id.in_(list(user_ids))).order_by(User.name_key)):
        theirs: Any = criteria(actor_of(w, user))
        with w.as_system():
            if w.scalar(wanted.options(*theirs)) is None:
                found.append(user.name)
    return found
