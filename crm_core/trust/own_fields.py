"""The fields that the company made for itself (see fields.custom), as every part of the program knows them.

They are part of the company's settings: read with them, and read again when the data version `setting` moved. A
process serves one company, so what it last opened is what `current` gives; the field catalogue follows that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from ..base.among import among
from ..base.database import ensure_order_index, label_of, table_of
from ..base.many import chunks
from ..models import ENTITIES, SLOT_COLUMNS, SLOT_KEYS, SLOTS, Change, CustomField, Tracked

if TYPE_CHECKING:
    from .company import Company

LINK = "link"


@dataclass(frozen=True, slots=True)
class OwnField:
    """A field of the company's own for records of `about`, whose values lie in the column `slot`.

    `target` is the entity that a link leads to; `former` are labels that it bore before, by which lists still know
    it. A retired one is shown nowhere and keeps its column and values.
    """

    id: int
    about: str
    key: str
    label: str
    kind: str
    slot: str
    target: str | None = None
    choices: tuple[str, ...] = ()
    required: bool = False
    in_grid: bool = False
    retired: bool = False
    former: tuple[str, ...] = ()

    @property
    def sorted_by(self) -> str:
        """The column that its order and its comparisons go by."""
        return f"{self.slot}_key" if self.slot in SLOTS["text"] else self.slot


OwnFields = tuple[OwnField, ...]
NONE: OwnFields = ()
_current = [NONE]


def current() -> OwnFields:
    """The fields of the company that this process opened last; the same object while they stay as they are."""
    return _current[0]


def adopt(own: OwnFields) -> None:
    """These are the fields of the company that is open now."""
    if own != _current[0]:
        _current[0] = own


def forget(own: OwnFields) -> None:
    """The company with these fields was closed."""
    if _current[0] == own:
        _current[0] = NONE


def load_own_fields(session: Session) -> OwnFields:
    """The fields of the company, retired ones too, in the order in which they are shown."""
    order = (CustomField.about, CustomField.position, CustomField.id)
    rows = session.execute(select(CustomField).order_by(*order)).scalars().all()
    former = _former_labels(session) if rows else {}
    found = tuple(
        OwnField(
            row.id,
            row.about,
            row.key,
            row.label,
            row.kind,
            row.slot,
            row.target,
            tuple(row.choices or ()),
            row.required,
            row.in_grid,
            row.retired_on is not None,
            tuple(label for label in former.get(row.id, ()) if label != row.label),
        )
        for row in rows
    )
    return found or NONE


def _former_labels(session: Session) -> dict[int, dict[str, None]]:
    """The labels that each field bore before it was renamed, the last one first."""
    change = label_of(Change)
    mine = change.c.entity == CustomField.entity, change.c.before.is_not(None)
    found: dict[int, dict[str, None]] = {}
    statement = select(change.c.record_id, change.c.before).where(*mine).order_by(change.c.id.desc())
    for record_id, before in session.execute(statement):
        if label := (before or {}).get("label"):
            found.setdefault(record_id, {})[label] = None
    return found


def used_columns(company: Company, model: type[Tracked]) -> list[str]:
    """The columns of a model without those that wait for a field of the company's own."""
    own = [one for one in company.custom_fields if one.about == model.entity]
    taken = {one.slot for one in own} | {one.sorted_by for one in own}
    waiting = (SLOT_COLUMNS | SLOT_KEYS) - taken
    return [column.key for column in table_of(model).columns if column.key not in waiting]


def linking_to(own: OwnFields, entity: str) -> list[OwnField]:
    """The fields, retired ones too, whose values are records of this entity."""
    return [one for one in own if one.kind == LINK and one.target == entity]


def has_values(session: Session, about: str, slot: str) -> bool:
    """Whether any record, in the bin or not, has a value in this column."""
    table = label_of(ENTITIES[about])
    return bool(session.execute(select(exists().where(table.c[slot].is_not(None)))).scalar())


def linked_by_own_fields(session: Session, own: OwnFields, entity: str, ids: Sequence[int]) -> set[int]:
    """Which of these records own fields of other records lead to."""
    found: set[int] = set()
    for one in linking_to(own, entity):
        table = label_of(ENTITIES[one.about])
        for some in chunks(ids):
            inside: ColumnElement[bool] = among(table.c[one.slot], some)
            if one.about == entity:
                inside = inside & ~among(table.c.id, some)
            found |= set(session.execute(select(table.c[one.slot]).where(inside)).scalars())
    return found


def ensure_indexes(session: Session, own: Sequence[OwnField] | None = None) -> None:
    """Make the indexes by which these fields (all where none are named) are filtered and sorted, where missing."""
    for one in load_own_fields(session) if own is None else own:
        table = ENTITIES[one.about].__tablename__
        ensure_order_index(session, f"ix_{table}_{one.slot}", table, one.sorted_by)
