"""The order of records by any field: as the Persian alphabet has it, on both databases alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, String, case, cast, func, literal, select

from crm_core.base.text import sort_key
from crm_core.models import SortKey

from . import choices
from ._field import Field
from .catalogue import field
from .computed import computed
from .links import TARGETS

if TYPE_CHECKING:
    from crm_core.trust.unit_of_work import Work

_LAST = "\U0010ffff"
_OUT_OF_PLACE = (
    ("ی", "ي"), ("ک", "ك"), ("پ", "ب" + _LAST), ("چ", "ج" + _LAST), ("ژ", "ز" + _LAST), ("گ", "ك" + _LAST),
    ("ه", "و" + _LAST), ("\u200c", ""),
)  # fmt: skip
"""Letters that computers put at another place than the alphabet, and what sorts where they belong."""


def order_by(w: Work, entity: str, key: str, on: Any) -> ColumnElement[Any]:
    """What records are sorted by for this field. `on` is the model or an alias of it.

    Names, titles, cities, e-mails, phones and own texts have a stored key, by which an index serves the page. A link
    is sorted by its label's key. Choices the product knows are sorted by their labels as this person reads them; the
    company's own words, and texts without a stored key (provinces, job titles), by the alphabet without case, accents
    and marks of Latin letters being left as they are. Everything else is sorted by its value.
    """
    found = field(entity, key)
    if found.sort is None:
        raise ValueError(f"{entity}.{key} is not sortable")
    worked_out = computed(w, entity, found)
    if worked_out is not None:
        return worked_out.value(w, lambda name: getattr(on, name))
    if found.is_link:
        link = TARGETS[found.kind]
        table = link.table()
        own = getattr(on, found.column or found.sort)
        return select(table.c[link.order]).where(table.c.id == own).scalar_subquery()
    column = getattr(on, found.sort)
    if isinstance(column.type, SortKey) or not isinstance(column.type, String):
        return column  # type: ignore[no-any-return]
    if found.kind == "choice":
        return _by_choice(w, found, column)
    return alphabetical(column) if found.kind in ("text", "long_text") and not found.unique else column


def _by_choice(w: Work, field: Field, column: ColumnElement[str]) -> ColumnElement[Any]:
    """The known choices have their places worked out beforehand; other words find theirs among them."""
    known = choices.options(field.choices or "", w.company, w.locale)
    if choices.is_fixed(field.choices or ""):
        ranked = sorted(known, key=lambda value: sort_key(known[value]))
        return case({value: place for place, value in enumerate(ranked)}, value=column, else_=None)
    places = {value: literal(_as_sorted(label), SortKey()) for value, label in known.items()}
    return case(places, value=column, else_=alphabetical(column)) if places else alphabetical(column)


def alphabetical(column: ColumnElement[str]) -> ColumnElement[str]:
    """A text as it sorts by code point: small letters, and those of the Persian alphabet in their order."""
    ordered: ColumnElement[str] = func.lower(column)
    for letter, stand_in in _OUT_OF_PLACE:
        ordered = func.replace(ordered, letter, stand_in)
    return cast(ordered, SortKey())


def _as_sorted(text: str) -> str:
    """`alphabetical` of a text."""
    ordered = text.lower()
    for letter, stand_in in _OUT_OF_PLACE:
        ordered = ordered.replace(letter, stand_in)
    return ordered
