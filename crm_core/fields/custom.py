"""The company's own fields as an admin keeps them: make, rename, order, retire and bring back.

A field takes a free column of its record's table (models._slots) and keeps it for good, so nothing that was ever
entered is lost. What is stored about a field is in trust.own_fields, what the catalogue shows of it in `_own`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from ..base.database import label_of
from ..base.errors import Invalid
from ..base.i18n import N_
from ..base.messages import in_every_language
from ..base.text import fold
from ..models import ENTITIES, SLOTS, ChangeSet, CustomField, SlotKind
from ..trust import parts
from ..trust.access import require
from ..trust.own_fields import LINK, adopt, ensure_indexes, has_values, load_own_fields
from .catalogue import CATALOGUE, LIST_PARTS, header_key

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

ABOUT: Mapping[str, str] = MappingProxyType(
    {
        "customer": N_("Customers"),
        "contact": N_("Contacts"),
        "deal": N_("Deals"),
        "product": N_("Products"),
        "task": N_("Tasks"),
    }
)
"""Whose records may have own fields."""
KINDS: Mapping[str, str] = MappingProxyType(
    {
        "text": N_("Text"),
        "number": N_("Plain number"),
        "money": N_("Amount of money"),
        "date": N_("Date"),
        "choice": N_("Choice from a list"),
        "yes_no": N_("Yes or no"),
        LINK: N_("Link to a record"),
        "url": N_("Web address"),
    }
)
TARGETS: Mapping[str, str] = MappingProxyType(
    {
        "customer": N_("Customer"),
        "contact": N_("Contact"),
        "deal": N_("Deal"),
        "product": N_("Product"),
        "user": N_("User"),
    }
)
"""What a link may lead to."""
_SLOT_OF: Mapping[str, SlotKind] = MappingProxyType(
    {
        "text": "text",
        "url": "text",
        "choice": "text",
        "number": "number",
        "money": "money",
        "date": "day",
        "yes_no": "flag",
        LINK: "link",
    }
)
CHANGED = "custom_field"
"""The kind of the change sets that these functions open."""
LONGEST_LABEL, LONGEST_KEY, LONGEST_CHOICE, MOST_CHOICES = 80, 40, 100, 500
_RESERVED = frozenset(
    {"id", "version", "search", "hints", "note", "status", "about", "about_kind", "created_at", "updated_at"}
)
"""Keys that rows, lists and filters use for something else."""
_NO_KEY = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class FieldLine:
    """An own field as an admin sees it."""

    id: int
    version: int
    about: str
    key: str
    label: str
    kind: str
    target: str | None
    choices: tuple[str, ...]
    required: bool
    in_grid: bool
    retired: bool


def listed(w: Work, about: str) -> list[FieldLine]:
    """The own fields of an entity in their order, the retired ones last."""
    found = w.scalars(
        select(CustomField).where(CustomField.about == about).order_by(CustomField.position, CustomField.id)
    )
    lines = [
        FieldLine(
            one.id,
            one.version,
            one.about,
            one.key,
            one.label,
            one.kind,
            one.target,
            tuple(one.choices or ()),
            one.required,
            one.in_grid,
            one.retired_on is not None,
        )
        for one in found
    ]
    return sorted(lines, key=lambda one: one.retired)


def values_in(w: Work, field_id: int) -> int:
    """How many records, the bin left out, have a value in a field."""
    one = w.get(CustomField, field_id)
    table = label_of(ENTITIES[one.about])
    filled = table.c[one.slot].is_not(None), table.c.deleted_at.is_(None)
    return int(w.scalar(select(func.count()).select_from(table).where(*filled)))


def free(w: Work, about: str) -> dict[str, int]:
    """How many more fields of each kind the entity's records have room for."""
    taken = set(w.scalars(select(CustomField.slot).where(CustomField.about == about)))
    return {kind: len(set(SLOTS[slots]) - taken) for kind, slots in _SLOT_OF.items()}


def make(
    w: Work,
    about: str,
    label: str,
    kind: str,
    *,
    target: str | None = None,
    choices: Sequence[str] = (),
    required: bool = False,
    in_grid: bool = False,
) -> int:
    """Make a field; its id. From then on it is in the catalogue like any other. Raises Refused, Invalid."""
    require(w, "settings")
    if about not in ABOUT or kind not in KINDS or (kind == LINK) != (target in TARGETS):
        raise Invalid(N_("There is no such kind of field."), field="kind")
    said = _label(w, about, label)
    listed_choices = _choices(kind, choices)
    slot = _free_slot(w, about, kind)
    with w.changing(CHANGED) as change_set:
        change_set.context = {**(change_set.context or {}), "about": about, "slot": slot}
        one = CustomField(
            about=about,
            key=_key(w, about, said),
            label=said,
            kind=kind,
            slot=slot,
            target=target,
            choices=listed_choices,
            required=required,
            in_grid=in_grid,
            position=_last(w, about),
        )
        w.session.add(one)
        w.session.flush()
        _follow(w)
        ensure_indexes(w.session, [own for own in w.company.custom_fields if own.id == one.id])
        return one.id


def change(w: Work, field_id: int, values: Mapping[str, Any]) -> None:
    """Change a field's `label`, `choices`, `required` or `in_grid`; kind and target stay. Raises Refused, Invalid.

    Records keep a choice that is taken out of the list.
    """
    require(w, "settings")
    one = w.get(CustomField, field_id, lock=True)
    wanted = dict(values)
    if set(wanted) - {"label", "choices", "required", "in_grid"}:
        raise Invalid(N_("There is no such kind of field."), field="kind")
    if "label" in wanted:
        wanted["label"] = _label(w, one.about, wanted["label"], one.id)
    if "choices" in wanted:
        wanted["choices"] = _choices(one.kind, wanted["choices"])
    with w.changing(CHANGED):
        for name, value in wanted.items():
            if getattr(one, name) != value:
                setattr(one, name, value)
        w.session.flush()
        _follow(w)


def order(w: Work, about: str, field_ids: Sequence[int]) -> None:
    """Put the fields of an entity into this order."""
    require(w, "settings")
    places = {number: place for place, number in enumerate(field_ids)}
    with w.changing(CHANGED):
        for one in w.scalars(select(CustomField).where(CustomField.about == about)):
            if one.id in places and one.position != places[one.id]:
                one.position = places[one.id]
        w.session.flush()
        _follow(w)


def retire(w: Work, field_id: int) -> None:
    """Show a field nowhere any more; its values stay where they are."""
    require(w, "settings")
    one = w.get(CustomField, field_id, lock=True)
    with w.changing(CHANGED):
        one.retired_on = one.retired_on or w.clock.today()
        w.session.flush()
        _follow(w)


def bring_back(w: Work, field_id: int) -> None:
    """Show a retired field again, with its values. Raises Invalid when another one bears its name by now."""
    require(w, "settings")
    one = w.get(CustomField, field_id, lock=True)
    _label(w, one.about, one.label, one.id)
    with w.changing(CHANGED):
        one.retired_on = None
        w.session.flush()
        _follow(w)


def _follow(w: Work) -> None:
    """Let what else is done in this work know the fields as they are now; others do when it is committed."""
    own = load_own_fields(w.session)
    w.company = replace(w.company, custom_fields=own)
    adopt(own)


def _label(w: Work, about: str, label: str, own_id: int | None = None) -> str:
    """The label without needless blanks. Raises Invalid for none, and for one that another field is known by."""
    said = " ".join(label.split())
    if not fold(said):
        raise Invalid(N_("Give the field a name."), field="label")
    if len(said) > LONGEST_LABEL:
        raise Invalid(N_("A field’s name has at most {n} letters."), field="label", n=LONGEST_LABEL)
    declared = [word for one in CATALOGUE.declared[about].values() for word in in_every_language(one.label)]
    own = w.rows(
        select(CustomField.id, CustomField.label).where(CustomField.about == about, CustomField.retired_on.is_(None))
    )
    taken = {header_key(word) for word in (*declared, *(row.label for row in own if row.id != own_id))}
    if header_key(said) in taken:
        raise Invalid(N_("There is already a field called {name}."), field="label", name=said)
    return said


def _choices(kind: str, choices: Sequence[str]) -> list[str] | None:
    """The choices, each once, in their order; None for a field of another kind."""
    if kind != "choice":
        return None
    found: dict[str, str] = {}
    for one in choices:
        if fold(one):
            found.setdefault(fold(one), " ".join(one.split()))
    kept = list(found.values())
    if not kept:
        raise Invalid(N_("Name at least one choice."), field="choices")
    if len(kept) > MOST_CHOICES:
        raise Invalid(N_("A list has at most {n} choices."), field="choices", n=MOST_CHOICES)
    long = next((one for one in kept if len(one) > LONGEST_CHOICE), None)
    if long is not None:
        raise Invalid(N_("“{value}” is too long for a choice."), field="choices", value=long)
    return kept


def _free_slot(w: Work, about: str, kind: str) -> str:
    """A column that no field has, retired or not, and no record has a value in; one never used before, if there is."""
    taken = set(w.scalars(select(CustomField.slot).where(CustomField.about == about)))
    left = [slot for slot in SLOTS[_SLOT_OF[kind]] if slot not in taken]
    sets = label_of(ChangeSet)
    made = w.scalars(select(sets.c.context).where(sets.c.kind == CHANGED))
    used = {one.get("slot") for one in made if one and one.get("about") == about}
    for slot in sorted(left, key=lambda one: one in used):
        if not has_values(w.session, about, slot):
            return slot
    raise Invalid(
        N_(
            "All {n} columns for fields of this kind are taken. Bring a retired field back under another name,"
            " or use a field of another kind."
        ),
        field="kind",
        n=len(SLOTS[_SLOT_OF[kind]]),
    )


def _last(w: Work, about: str) -> int:
    return 1 + (w.scalar(select(func.max(CustomField.position)).where(CustomField.about == about)) or 0)


def _key(w: Work, about: str, label: str) -> str:
    """What filters, links and other programs call the field: its label in ASCII, or field_12; it never changes."""
    used = set(w.scalars(select(CustomField.key).where(CustomField.about == about)))
    taken = {*used, *CATALOGUE.declared[about], *LIST_PARTS.get(about, {}), *parts.PARTS, *_RESERVED}
    slug = _NO_KEY.sub("_", label.lower()).strip("_") if label.isascii() else ""
    slug = slug if len(slug) <= LONGEST_KEY else slug[:LONGEST_KEY].rpartition("_")[0] or slug[:LONGEST_KEY]
    if slug and not slug[0].isdigit() and slug not in taken:
        return slug
    stem = slug if slug and not slug[0].isdigit() else "field"
    return next(key for number in count(2 if slug else 1) if (key := f"{stem}_{number}") not in taken)
