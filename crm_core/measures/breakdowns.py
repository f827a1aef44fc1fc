"""By what figures may be broken down: the groupable fields of the record, or of its customer."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from ..base.database import label_of
from ..base.errors import Invalid
from ..base.i18n import N_
from ..base.many import chunks
from ..base.text import fold, sort_key
from ..fields import CATALOGUE, Field
from ..fields.catalogue import of_customer
from ..fields.choices import label_of_choice
from ..fields.links import labels_of
from ..fields.values import format_value
from ..models import Competitor, Pipeline, Stage, Tag
from .catalogue import Fact, Measure

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

MOST = 3
"""How many fields a report is broken down by at most."""

Raw = Any
"""A value as the database has it: an id, a text, or None."""


@dataclass(frozen=True)
class Key:
    """One value of a breakdown: its label (None for nothing), and the stored values that it stands for.

    `rest`: everything but those values, under the label "Others".
    """

    label: str | None
    values: tuple[Raw, ...] = (None,)
    rest: bool = False


NOTHING = Key(None)


def splits(field: Field) -> bool:
    """Whether a record can be in several groups at once."""
    return field.in_lines or field.kind == "tags"


def breakdown_field(fact: Fact, key: str) -> Field | None:
    """The field by which a fact is broken down under this key; None when it cannot be."""
    entity = "customer" if of_customer(fact.entity, key) else fact.entity
    found = CATALOGUE[entity].get(key)
    return found if found is not None and found.groupable else None


def common_field(measures: Iterable[Measure], key: str) -> Field:
    """The field that the key means for all these measures. Raises Invalid when one has none, or another one."""
    found: Field | None = None
    for one in measures:
        for fact in one.facts:
            field = breakdown_field(fact, key)
            if field is None:
                message = N_("{measure} cannot be broken down by “{value}”.")
                raise Invalid(message, field="breakdown", value=key, measure=one.label)
            if found is not None and (found.kind, found.choices) != (field.kind, field.choices):
                message = N_("“{value}” means different things for these measures. Show them apart.")
                raise Invalid(message, field="breakdown", value=key)
            found = field
    if found is None:
        raise Invalid(N_("Choose at least one measure."), field="measures")
    return found


def breakdowns_of(measures: Collection[Measure]) -> dict[str, Field]:
    """The fields by which all these measures can be broken down together, the record's own first."""
    found: dict[str, Field] = {}
    for key in dict.fromkeys([*CATALOGUE[next(iter(measures)).entity], *CATALOGUE["customer"]]):
        try:
            found[key] = common_field(measures, key)
        except Invalid:
            continue
    return found


def same(field: Field, value: Raw) -> Any:
    """What stored values have in common that share a key: nothing, the id, or the folded text."""
    if value in (None, ""):
        return None
    return value if field.is_link or splits(field) else fold(str(value))


def keys_of(w: Work, field: Field, values: Mapping[Raw, int]) -> dict[Raw, Key]:
    """The key for each of these stored values; spellings of one text share theirs.

    The number with a value says how much it stands for: the weightiest spelling becomes the label.
    """
    known = [value for value in values if value not in (None, "")]
    if field.is_link:
        labels = labels_of(w, {field.kind: known})[field.kind]
        found = {value: Key(labels.get(value, f"#{value}"), (value,)) for value in known}
    elif field.kind == "tags":
        told = _rivals(w, known) if field.key == "competitors" else _tags(w, known)
        found = {value: Key(label, (value,)) for value, label in told.items()}
    else:
        found = _spelt(w, field, known, values)
    empty = tuple(value for value in values if value in (None, ""))
    return found | dict.fromkeys(empty, NOTHING)


def _tags(w: Work, ids: Sequence[int]) -> dict[int, str]:
    tag = label_of(Tag)
    found: dict[int, str] = {}
    for some in chunks(ids):
        found |= {row.id: row.name for row in w.rows(select(tag.c.id, tag.c.name).where(tag.c.id.in_(some)))}
    return found


def _rivals(w: Work, names: Sequence[str]) -> dict[str, str]:
    """How competitors are spelt, by their folded name."""
    rival = label_of(Competitor)
    spelt = select(rival.c.name_key, func.min(rival.c.name)).group_by(rival.c.name_key)
    return {row[0]: row[1] for some in chunks(names) for row in w.rows(spelt.where(rival.c.name_key.in_(some)))}


def _spelt(w: Work, field: Field, known: Sequence[Raw], weights: Mapping[Raw, int]) -> dict[Raw, Key]:
    spellings: dict[Any, list[Raw]] = {}
    for value in known:
        spellings.setdefault(same(field, value), []).append(value)
    found: dict[Raw, Key] = {}
    for alike in spellings.values():
        first = max(sorted(alike), key=lambda value: weights[value])
        key = Key(_label(w, field, first), tuple(sorted(alike)))
        found |= dict.fromkeys(alike, key)
    return found


def _label(w: Work, field: Field, value: Raw) -> str:
    if field.kind == "yes_no":
        return format_value(field, value, w.locale)
    return label_of_choice(field.choices or "", str(value), w.locale)


def order_of(w: Work, field: Field, keys: Iterable[Key]) -> dict[Key, tuple[Any, ...]]:
    """What keys are sorted by: stages as in their pipeline, all else by label; nothing last, the rest after that."""
    places = _places(w, field)
    return {
        key: (key.rest, key.label is None, places.get(key.values[0], 0), sort_key(key.label or ""), str(key.values[0]))
        for key in keys
    }


def _places(w: Work, field: Field) -> dict[int, int]:
    pipeline, stage = label_of(Pipeline), label_of(Stage)
    if field.kind == "pipeline":
        statement = select(pipeline.c.id).order_by(pipeline.c.position, pipeline.c.id)
    elif field.kind == "stage":
        statement = (
            select(stage.c.id)
            .join(pipeline, pipeline.c.id == stage.c.pipeline_id)
            .order_by(pipeline.c.position, pipeline.c.id, stage.c.position, stage.c.id)
        )
    else:
        return {}
    return {number: place for place, number in enumerate(w.scalars(statement))}
