"""Documents of customers, contacts and deals: what was agreed, scanned, photographed, kept where all may find it.

The rows are records like any other (access, history, bin, undo); the content lies in the store (base.store).
"""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from sqlalchemy import select

from ..base import file_types
from ..base.database import label_of
from ..base.errors import Invalid, NotFound, Refused
from ..base.file_types import Sight
from ..base.i18n import N_
from ..base.store import Kept, TooLarge, blocks_of
from ..fields.records import Edited, EditedMany
from ..fields.rules import follow_owner
from ..models import ENTITIES, Document, User
from ..trust.access import may, require
from ..trust.bulk import bulk_delete
from .about import Subject, about, columns_of_subject, names_of, subject_in

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

_MOST_NOTE = 2_000
_MEGA = 1_000_000


@dataclass(frozen=True)
class DocumentLine:
    """A document in a list; `subject` and `about` say what it belongs to, `sight` whether a browser shows it."""

    id: int
    version: int
    name: str
    content_type: str
    sight: Sight
    size: int
    note: str
    person: str | None
    at: dt.datetime
    subject: Subject | None
    about: str
    may_change: bool


def add(w: Work, subject: Subject, name: str, content: bytes | IO[bytes], *, note: str | None = None) -> int:
    """Keep a file with a record; gives the document's number.

    The content is read a block at a time and lies in the store before the row is written. Raises Refused, NotFound,
    FileTrouble, and Invalid for what is empty, too large, of a type that is not allowed, or not what its name says.
    """
    require(w, "change")
    columns = columns_of_subject(w, subject)
    if subject.entity == "task":
        raise Invalid(N_("Documents belong to a customer, a contact or a deal."))
    cleaned = file_types.clean_name(name)
    kind, kept = _keep(w, cleaned, io.BytesIO(content) if isinstance(content, bytes) else content)
    owner = follow_owner(w, None, {"owner_id": w.actor.user_id})
    with w.changing("create"):
        document = Document(
            name=cleaned, content_type=kind, size=kept.size, content_hash=kept.content_hash,
            note=_said(note), **owner, **columns,
        )  # fmt: skip
        w.session.add(document)
        w.session.flush()
    return document.id


def _keep(w: Work, name: str, file: IO[bytes]) -> tuple[str, Kept]:
    """Look at the content and put it into the store."""
    ending = file_types.ending_of(name)
    if ending not in w.company.document_types or ending in file_types.NEVER:
        raise Invalid(
            N_("Files like “{name}” are not kept here. Allowed are: {types}."),
            name=name,
            types=", ".join(w.company.document_types),
        )
    head = file.read(file_types.HEAD)
    if not head:
        raise Invalid(N_("“{name}” is empty."), name=name)
    kind = file_types.content_type(name, head)
    most = w.company.document_megabytes
    try:
        return kind, w.store.keep(chain([head], blocks_of(file)), most * _MEGA)
    except TooLarge:
        raise Invalid(N_("“{name}” is larger than {n} megabytes, the most allowed."), name=name, n=most) from None


def _said(note: str | None) -> str | None:
    said = (note or "").strip()
    return said[:_MOST_NOTE] or None


def listed(w: Work, subject: Subject) -> list[DocumentLine]:
    """The documents of a record, the newest first; of a customer also those of its contacts and deals."""
    w.get(ENTITIES[subject.entity], subject.id)
    if subject.entity == "customer":
        condition = about(Document, subject.id)
    else:
        condition = getattr(Document, f"{subject.entity}_id") == subject.id
    user = label_of(User)
    statement = select(Document, user.c.name).outerjoin(user, user.c.id == Document.owner_id).where(condition)
    rows = w.rows(statement.order_by(Document.created_at.desc(), Document.id.desc()))
    subjects = {document.id: subject_in(document) for document, _person in rows}
    names = names_of(w, {one for one in subjects.values() if one is not None})
    owners = _owners(w, names)
    return [
        _line(w, document, person, subjects[document.id], names, owners)
        for document, person in rows
        if subjects[document.id] in names
    ]


def _line(
    w: Work, document: Document, person: str | None, subject: Subject | None, names: dict[Subject, str],
    owners: dict[Subject, int | None],
) -> DocumentLine:  # fmt: skip
    return DocumentLine(
        id=document.id,
        version=document.version,
        name=document.name,
        content_type=document.content_type,
        sight=file_types.sight(document.content_type),
        size=document.size,
        note=document.note or "",
        person=person,
        at=document.created_at,
        subject=subject,
        about=names.get(subject, "") if subject else "",
        may_change=_may_change(w, document, owners.get(subject) if subject else None),
    )


def _owners(w: Work, subjects: Any) -> dict[Subject, int | None]:
    """Whose the records are."""
    found: dict[Subject, int | None] = {}
    for kind in {one.entity for one in subjects}:
        table = label_of(ENTITIES[kind])
        ids = [one.id for one in subjects if one.entity == kind]
        for row in w.rows(select(table.c.id, table.c.owner_id).where(table.c.id.in_(ids))):
            found[Subject(kind, row.id)] = row.owner_id
    return found


def _may_change(w: Work, document: Document, owner: int | None) -> bool:
    """Whoever brought it and those above; and the owner of what it belongs to."""
    return may(w.actor, "change", document) or (
        owner is not None and owner == w.actor.user_id and may(w.actor, "change")
    )


def get(w: Work, document_id: int, *, lock: bool = False) -> Document:
    """The document, if the actor sees it and what it belongs to is there and theirs to see; else NotFound."""
    document = w.get(Document, document_id, lock=lock)
    subject = subject_in(document)
    if subject is None or not names_of(w, {subject}):
        raise NotFound(N_("This document does not exist, or you may not see it."))
    return document


def read(w: Work, document_id: int) -> tuple[Document, Path]:
    """A document and where its content lies, to be handed out. Raises NotFound, also where the content is lost."""
    document = get(w, document_id)
    if not w.store.holds(document.content_hash, document.size):
        raise NotFound(
            N_("The content of “{name}” is missing on the server. Ask an admin to run the doctor."), name=document.name
        )
    return document, w.store.path(document.content_hash)


def change(w: Work, document_id: int, *, name: str | None = None, note: str | None = None) -> Edited:
    """Give a document another name (its ending stays) or another note ("" takes it away). Raises Refused, …"""
    document = _to_change(w, document_id)
    with w.changing("edit") as change_set:
        before = document.version
        if name is not None:
            document.name = _renamed(document.name, name)
        if note is not None:
            document.note = _said(note)
        w.session.flush()
        changed = document.version != before
    return Edited(document.id, document.version, change_set.id if changed else None)


def _renamed(before: str, name: str) -> str:
    ending = file_types.ending_of(before)
    wanted = file_types.clean_name(name)
    if ending and file_types.ending_of(wanted) != ending:
        wanted = file_types.clean_name(f"{wanted}.{ending}")
    return wanted


def remove(w: Work, document_id: int) -> EditedMany:
    """Put a document into the bin; an undo brings it back. Raises Refused, NotFound."""
    document = _to_change(w, document_id)
    with w.changing("delete") as change_set:
        gone = bulk_delete(w, Document, [document.id])
    return EditedMany(change_set.id, len(gone))


def _to_change(w: Work, document_id: int) -> Document:
    document = get(w, document_id, lock=True)
    subject = subject_in(document)
    owner = _owners(w, [subject]).get(subject) if subject else None
    if not _may_change(w, document, owner):
        raise Refused(N_("This document is somebody else’s. Ask who brought it, the owner of the record, or a lead."))
    return document
