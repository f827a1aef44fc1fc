"""The history of one field of one record, in words: who, when, from what to what; and putting a value back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..base.errors import NotFound
from ..base.i18n import N_
from ..models import ENTITIES
from ..trust.access import may, right_to
from ..trust.changes import from_json
from ..trust.history import RecordChange, history
from . import records
from .catalogue import field
from .links import labels_of
from .values import Labels, format_value

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work
    from ._field import Field


@dataclass(frozen=True)
class ValueChange:
    """One change of the field, as it is read; `created`: the record was made, with what it was made."""

    change_set_id: int
    at: dt.datetime
    person: str | None
    kind: str
    before: str
    after: str
    created: bool
    undone: bool


@dataclass(frozen=True)
class CellHistory:
    """The changes of a field, newest first, with what the record is called and whether the actor may put back."""

    name: str
    label: str
    changes: tuple[ValueChange, ...]
    may_change: bool


def cell_history(w: Work, entity: str, record_id: int, key: str) -> CellHistory:
    """Raises NotFound where the actor does not see the record."""
    found = field(entity, key)
    kept = _kept_as(entity, found)
    changes = [one for one in history(w, entity, record_id) if one.action == "create" or kept in one.after]
    record: Any = w.get(ENTITIES[entity], record_id, with_bin=True)
    labels = _labels(w, entity, found, kept, changes)
    allowed = may(w.actor, right_to(entity)) and may(w.actor, "change", record)
    return CellHistory(
        str(getattr(record, "name", None) or getattr(record, "title", "")),
        found.label,
        tuple(_told(w, entity, found, kept, one, labels) for one in changes),
        allowed and found.editable and record.deleted_at is None,
    )


def put_back(w: Work, entity: str, record_id: int, key: str, change_set_id: int) -> records.Edited:
    """Give a field the value that it had before a change. Raises what an edit raises."""
    kept = _kept_as(entity, field(entity, key))
    change = next((one for one in history(w, entity, record_id) if one.change_set_id == change_set_id), None)
    if change is None or kept not in change.before:
        raise NotFound(N_("This change does not exist, or you may not see it."))
    value = from_json(ENTITIES[entity], kept, change.before[kept])
    version = w.get(ENTITIES[entity], record_id).version
    return records.edit(w, entity, records.Edit(record_id, version, {kept if kept == "lines" else key: value}))


def _kept_as(entity: str, found: Field) -> str:
    """The column or part that the history names."""
    return found.column or next(iter(records.as_kept(entity, found.key, None)), found.key)


def _values(entity: str, kept: str, change: RecordChange) -> tuple[Any, Any]:
    model = ENTITIES[entity]
    before, after = (from_json(model, kept, side.get(kept)) for side in (change.before, change.after))
    return _shown(kept, before), _shown(kept, after)


def _shown(kept: str, value: Any) -> Any:
    return [line["product_id"] for line in value or []] if kept == "lines" else value


def _labels(w: Work, entity: str, found: Field, kept: str, changes: list[RecordChange]) -> Labels:
    if not found.is_link:
        return {}
    ids: set[int] = set()
    for change in changes:
        for value in _values(entity, kept, change):
            ids.update(value if isinstance(value, list) else [value] if value is not None else [])
    return labels_of(w, {found.kind: ids})


def _told(w: Work, entity: str, found: Field, kept: str, change: RecordChange, labels: Labels) -> ValueChange:
    before, after = _values(entity, kept, change)
    currency = change.after.get("currency")
    return ValueChange(
        change.change_set_id,
        change.at,
        change.actor,
        change.kind,
        format_value(found, before, w.locale, labels, currency=currency),
        format_value(found, after, w.locale, labels, currency=currency),
        change.action == "create",
        change.undone,
    )
