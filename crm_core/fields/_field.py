"""What a field is: the one declaration that grids, forms, filters, lists, exports and reports read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from crm_core.models import SLOT_COLUMNS

Kind = Literal[
    "text",
    "long_text",
    "choice",
    "money",
    "number",
    "percent",
    "date",
    "datetime",
    "phone",
    "email",
    "url",
    "yes_no",
    "tags",
    "user",
    "unit",
    "customer",
    "contact",
    "deal",
    "stage",
    "pipeline",
    "product",
]

LINKS: frozenset[Kind] = frozenset({"user", "unit", "customer", "contact", "deal", "stage", "pipeline", "product"})
"""The kinds whose value is the id of another record; each kind bears the name of that record's entity."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an entity.

    `label` is an English msgid. `column` is the attribute of the model; None where the value lies in another
    table (tags, the products of a deal) or is only a column of lists. `sort` is the attribute sorted by: the
    column itself, or the stored key that puts text in alphabetical order; None where sorting means nothing.
    A link is sorted by the label it shows (see `fields.links`). `computed` values lie in no table: what they are in
    SQL stands in `fields.computed`, by which they are read and filtered, and sorted where `sort` names the key itself.
    `key_is_header` is False where lists mean another field by the word that is this one's key.
    `choices` names a list of `fields.choices`. `synonyms` are headers that lists use, the most telling first.
    `part_of` names the field that a column of lists is joined into. `decimals`: how many places of a percentage
    are kept. `width` is a hint for grids, in pixels.
    """

    key: str
    label: str
    kind: Kind = "text"
    column: str | None = None
    required: bool = False
    editable: bool = True
    unique: bool = False
    sort: str | None = None
    groupable: bool = False
    importable: bool = True
    synonyms: tuple[str, ...] = ()
    choices: str | None = None
    part_of: str | None = None
    decimals: int = 0
    width: int = 140
    in_grid: bool = False
    computed: bool = False
    key_is_header: bool = True

    @property
    def sortable(self) -> bool:
        return self.sort is not None

    @property
    def is_own(self) -> bool:
        """Whether the company made it (see `fields.custom`)."""
        return self.column in SLOT_COLUMNS

    @property
    def in_lines(self) -> bool:
        """Whether the values are the products in the record's lines, of which there may be several."""
        return self.kind == "product" and self.column is None

    @property
    def is_link(self) -> bool:
        """Whether the value is the id of another record, shown by that record's label."""
        return self.kind in LINKS


def words(text: str) -> tuple[str, ...]:
    """Headers written one after the other with commas, as a tuple."""
    return tuple(word.strip() for word in text.split(",") if word.strip())


def by_key(*fields: Field) -> dict[str, Field]:
    """Fields under their keys, in the order they are shown; a key given twice is refused."""
    found = {field.key: field for field in fields}
    if len(found) != len(fields):
        raise ValueError("a field key is declared twice")
    return found
