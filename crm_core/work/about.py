"""What work is about: a customer, a contact, a deal or a task. A customer also through contacts and deals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import ColumnElement, or_, select

from ..models import ENTITIES, Contact, Deal, Document, Interaction, Note, Task
from ..trust.undo import label_column

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

SubjectKind = Literal["customer", "contact", "deal", "task"]


def about(model: type[Document | Interaction | Note | Task], customer_id: int) -> ColumnElement[bool]:
    """Whether it is about the customer, one of its contacts or one of its deals."""
    return or_(
        model.customer_id == customer_id,
        model.contact_id.in_(select(Contact.id).where(Contact.customer_id == customer_id)),
        model.deal_id.in_(select(Deal.id).where(Deal.customer_id == customer_id)),
    )


@dataclass(frozen=True)
class Subject:
    """The one record that a document or a note is about."""

    entity: SubjectKind
    id: int


def columns_of_subject(w: Work, subject: Subject) -> dict[str, Any]:
    """The columns that say what something is about; about a task is also about what the task is about.

    Raises NotFound where the record does not exist, lies in the bin, or is not this person's to see.
    """
    record = w.get(ENTITIES[subject.entity], subject.id)
    columns: dict[str, Any] = {f"{subject.entity}_id": subject.id}
    if isinstance(record, Task):
        columns |= {name: getattr(record, name) for name in ("customer_id", "contact_id", "deal_id")}
    return columns


def subject_in(values: Any) -> Subject | None:
    """What a document or a note is about, by its columns: the closest of the records that it names."""
    kinds: tuple[SubjectKind, ...] = ("task", "deal", "contact", "customer")
    for kind in kinds:
        if number := getattr(values, f"{kind}_id", None):
            return Subject(kind, number)
    return None


def names_of(w: Work, subjects: set[Subject]) -> dict[Subject, str]:
    """What the records are called that this person may see, out of the bin."""
    found: dict[Subject, str] = {}
    for kind in {one.entity for one in subjects}:
        model = ENTITIES[kind]
        ids = [one.id for one in subjects if one.entity == kind]
        for row in w.rows(select(model.id, label_column(model).label("name")).where(model.id.in_(ids))):
            found[Subject(kind, row.id)] = str(row.name)
    return found
