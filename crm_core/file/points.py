"""The further phones, e-mails and web pages of a customer or contact: added, changed and taken away one at a time."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ..base.errors import Invalid
from ..base.i18n import N_
from ..fields import Field, Kind
from ..fields.records import Edit, Edited, edit
from ..fields.values import parse_value
from ..models import ENTITIES, ContactPoint
from ..trust import parts

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

POINT_KINDS: Mapping[str, str] = MappingProxyType(
    {"mobile": N_("Mobile"), "phone": N_("Phone"), "email": N_("E-mail"), "url": N_("Website")}
)
"""What a further way to reach somebody can be, with its label."""
_PARSED: Mapping[str, Kind] = {"mobile": "phone", "phone": "phone", "email": "email", "url": "url"}
_LABEL_LENGTH = ContactPoint.label.type.length

Point = dict[str, Any]


def add(w: Work, entity: str, record_id: int, kind: str, value: str, label: str = "") -> Edited:
    """Keep a further phone, e-mail or page. Raises Invalid for what is none, or is there already."""
    return _store(w, entity, record_id, None, _point(w, kind, value, label))


def change(w: Work, entity: str, record_id: int, before: Point, value: str, label: str) -> Edited:
    """Put another value in the place of a point; an empty one takes it away. `before` is the point as it was shown."""
    if not value.strip():
        return remove(w, entity, record_id, before)
    return _store(w, entity, record_id, before, _point(w, before["kind"], value, label))


def remove(w: Work, entity: str, record_id: int, before: Point) -> Edited:
    """Take a point away. Raises Invalid when somebody changed it meanwhile."""
    return _store(w, entity, record_id, before, None)


def _point(w: Work, kind: str, value: str, label: str) -> Point:
    if kind not in POINT_KINDS:
        raise Invalid(N_("“{value}” is not one of: {known}."), value=kind, known=", ".join(POINT_KINDS))
    field = Field(kind, POINT_KINDS[kind], _PARSED[kind], required=True)
    said = label.strip()
    if len(said) > _LABEL_LENGTH:
        raise Invalid(N_("{name} is longer than {n} characters."), name=N_("Label"), n=_LABEL_LENGTH)
    return {"kind": kind, "label": said or None, "value": parse_value(field, value, w.locale, w.company)}


def _store(w: Work, entity: str, record_id: int, before: Point | None, after: Point | None) -> Edited:
    """Replace one point among those that are there now; what others did to the rest stays."""
    record = w.get(ENTITIES[entity], record_id, lock=True)
    held = parts.points_of(w, entity, [record_id]).get(record_id, [])
    if before is not None and before not in held:
        raise Invalid(N_("Somebody else changed this meanwhile. Look at it again."))
    if after is not None and after != before and after in held:
        raise Invalid(N_("“{value}” is there already."), value=after["value"])
    if before is None:
        points = [*held, after]
    else:
        place = held.index(before)
        points = [*held[:place], *([after] if after else []), *held[place + 1 :]]
    return edit(w, entity, Edit(record_id, record.version, {"points": points}))
