"""Whose a target is: the company's, a unit's, a person's, or one for a segment or a single customer."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from sqlalchemy import select

from ...base.database import label_of
from ...fields import CATALOGUE, Field
from ...fields.links import labels_of
from ...measures import MEASURES, Measure, breakdowns_of, measure
from ...measures.breakdowns import keys_of
from ...models import Target, Unit, User

if TYPE_CHECKING:
    from ...trust.unit_of_work import Work

Scope = Literal["company", "unit", "user", "segment", "customer"]
SCOPES: tuple[Scope, ...] = ("company", "unit", "user", "segment", "customer")


class Holder(NamedTuple):
    """Of whom a target is. `id` is a unit, user or customer; a segment is `field` (its key) with `value`.

    `value` is what the database holds, as text: the id for links and tags. `unit`: a segment or customer is counted
    within that unit and those below; None: in the whole company.
    """

    scope: Scope
    id: int | None = None
    field: str | None = None
    value: str | None = None
    unit: int | None = None


COMPANY = Holder("company")
_OTHERWISE = frozenset({"owner", "unit", "customer", "contact", "deal"})
"""Fields that are no segments: who holds these has a scope of its own, or there are too many."""


def measures_with_targets() -> dict[str, Measure]:
    """What targets are set for: measures of records that people work on, whose parts sum to the whole."""
    return {key: one for key, one in MEASURES.items() if one.adds_up and one.good and one.entity in CATALOGUE}


def segment_fields(measure_key: str) -> dict[str, Field]:
    """The fields whose values make segments of this measure, by key."""
    found = breakdowns_of([measure(measure_key)])
    return {key: field for key, field in found.items() if key not in _OTHERWISE}


def has_customers(measure_key: str) -> bool:
    """Whether the measure is counted by customer."""
    return "customer" in breakdowns_of([measure(measure_key)])


def stored(field: Field, value: str | None) -> Any:
    """A segment's value as the database has it."""
    if value is None:
        return None
    if field.kind == "yes_no":
        return value == "True"
    by_number = field.is_link or (field.kind == "tags" and field.key != "competitors")
    return int(value) if by_number else value


def holder_of(row: Any) -> Holder:
    """The holder in a row with the columns of `Target`."""
    if row.scope == "segment":
        return Holder("segment", None, row.segment_field, row.segment_value, row.unit_id)
    if row.scope == "customer":
        return Holder("customer", row.customer_id, unit=row.unit_id)
    return Holder(row.scope, {"unit": row.unit_id, "user": row.user_id}.get(row.scope))


HOLDER_COLUMNS = (
    Target.scope,
    Target.unit_id,
    Target.user_id,
    Target.customer_id,
    Target.segment_field,
    Target.segment_value,
)


def columns_of(holder: Holder) -> dict[str, Any]:
    """The columns of `Target` that say whose it is."""
    return {
        "scope": holder.scope,
        "unit_id": holder.id if holder.scope == "unit" else holder.unit,
        "user_id": holder.id if holder.scope == "user" else None,
        "customer_id": holder.id if holder.scope == "customer" else None,
        "segment_field": holder.field,
        "segment_value": holder.value,
    }


class Below(NamedTuple):
    """Who stands directly below whom, and which units belong to which."""

    parts: Mapping[Holder, Sequence[Holder]]
    units: Mapping[int, frozenset[int]]


def people_and_units(w: Work) -> Below:
    """Who stands directly below whom, whether or not the person at work may see them."""
    unit, user = label_of(Unit), label_of(User)
    below: dict[Holder, list[Holder]] = {}
    rows = w.rows(select(unit.c.id, unit.c.parent_id).where(unit.c.deleted_at.is_(None)))
    known = {row.id for row in rows}
    for row in rows:
        parent = Holder("unit", row.parent_id) if row.parent_id in known else COMPANY
        below.setdefault(parent, []).append(Holder("unit", row.id))
    for row in w.rows(select(user.c.id, user.c.unit_id)):
        above = Holder("unit", row.unit_id) if row.unit_id in known else COMPANY
        below.setdefault(above, []).append(Holder("user", row.id))

    def inside(number: int) -> frozenset[int]:
        some = (one.id for one in below.get(Holder("unit", number), ()) if one.scope == "unit" and one.id is not None)
        return frozenset({number}).union(*map(inside, some))

    return Below(below, {number: inside(number) for number in known})


def names_of(w: Work, measure_key: str, holders: Collection[Holder]) -> dict[Holder, str]:
    """How holders are called: "North", "Sara", "Tier: Gold"; of a segment whose field is gone, its value."""
    ids = {kind: [one.id for one in holders if one.scope == kind and one.id] for kind in ("unit", "user", "customer")}
    ids["unit"] += [one.unit for one in holders if one.unit]
    labels = labels_of(w, ids)  # type: ignore[arg-type]
    fields = segment_fields(measure_key)
    values = _values(w, fields, holders)
    found: dict[Holder, str] = {}
    for one in holders:
        if one.scope == "company":
            name = w.company.name
        elif one.scope == "segment":
            label = w.locale.t(fields[one.field or ""].label) if one.field in fields else str(one.field)
            name = f"{label}: {values.get((one.field, one.value)) or one.value or w.locale.t('none')}"
        else:
            name = labels[one.scope].get(one.id or 0, f"#{one.id}")
        found[one] = f"{name} · {labels['unit'].get(one.unit, '')}" if one.unit else name
    return found


def _values(
    w: Work, fields: Mapping[str, Field], holders: Iterable[Holder]
) -> dict[tuple[str | None, str | None], str | None]:
    """The labels of segments' values, by field and value."""
    found: dict[tuple[str | None, str | None], str | None] = {}
    segments = [one for one in holders if one.scope == "segment" and one.field in fields]
    for name in {one.field for one in segments if one.field}:
        field = fields[name]
        raw = {one.value: stored(field, one.value) for one in segments if one.field == name}
        keys = keys_of(w, field, dict.fromkeys(raw.values(), 1))
        found |= {(name, value): keys[it].label for value, it in raw.items()}
    return found
