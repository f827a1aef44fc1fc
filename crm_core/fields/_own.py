"""The company's own fields as fields of the catalogue, and what is remembered only while they stay as they are."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from functools import wraps
from typing import ParamSpec, TypeVar, cast

from crm_core.trust.own_fields import LINK, OwnField, OwnFields, current

from ._field import Field, Kind

P = ParamSpec("P")
T = TypeVar("T")

LIST_OF_OWN = "custom:"
"""What the name of an own field's list of choices begins with; the field's number follows."""
_GROUPABLE = frozenset({"text", "choice", "yes_no", LINK})
_WIDTHS: Mapping[str, int] = {"text": 160, "url": 180, "yes_no": 90, "number": 110, "date": 120}


def as_field(own: OwnField, key: str | None = None) -> Field:
    """The field of the catalogue that an own field is. Its label is the company's word and has no translation."""
    return Field(
        key or own.key,
        own.label,
        cast("Kind", own.target if own.kind == LINK else own.kind),
        own.slot,
        required=own.required,
        sort=own.sorted_by,
        groupable=own.kind in _GROUPABLE,
        synonyms=own.former,
        choices=f"{LIST_OF_OWN}{own.id}" if own.kind == "choice" else None,
        width=_WIDTHS.get(own.kind, 140),
        in_grid=own.in_grid,
    )


def while_fields_stay(make: Callable[P, T]) -> Callable[P, T]:
    """As functools.cache, forgetting everything when the company's own fields change."""
    kept: tuple[OwnFields, dict[Hashable, T]] = ((), {})

    @wraps(make)
    def found(*args: P.args, **kwargs: P.kwargs) -> T:
        nonlocal kept
        own, known = current(), kept[1]
        if kept[0] is not own:
            known = {}
            kept = (own, known)
        asked = (args, *kwargs.items())
        if asked not in known:
            known[asked] = make(*args, **kwargs)
        return known[asked]

    return found


class Catalogue(Mapping[str, Mapping[str, Field]]):
    """The declared fields by entity and key, followed by the company's own that are not retired."""

    def __init__(
        self, declared: Mapping[str, Mapping[str, Field]], recorded: Mapping[str, Mapping[str, Field]] | None = None
    ) -> None:
        """`recorded`: fields of what nobody edits; they are found, but not among the entities of the catalogue."""
        self.declared = declared
        self.recorded = recorded or {}
        self._whole = while_fields_stay(self._merged)

    def __getitem__(self, entity: str) -> Mapping[str, Field]:
        found = self._whole(retired=False).get(entity) or self.declared.get(entity)
        return self.recorded[entity] if found is None else found

    def __contains__(self, entity: object) -> bool:
        return entity in self.declared

    def __iter__(self) -> Iterator[str]:
        return iter(self.declared)

    def __len__(self) -> int:
        return len(self.declared)

    def ever(self, entity: str) -> Mapping[str, Field]:
        """The fields of an entity with the retired ones, of which the history still tells."""
        return self._whole(retired=True).get(entity) or self.declared[entity]

    def _merged(self, *, retired: bool) -> dict[str, Mapping[str, Field]]:
        """The fields of the entities that have own ones; of two with one key, one that was declared since keeps it."""
        found: dict[str, dict[str, Field]] = {}
        for own in current():
            fields = found.setdefault(own.about, dict(self.declared[own.about]))
            if own.retired <= retired:
                key = own.key if own.key not in self.declared[own.about] else f"{own.key}_{own.id}"
                fields[key] = as_field(own, key)
        return {**found}


def choices_of_own(name: str, own: OwnFields) -> list[str] | None:
    """The choices of the own field whose list has this name; None for the name of another list."""
    if not name.startswith(LIST_OF_OWN):
        return None
    return next((list(one.choices) for one in own if name == f"{LIST_OF_OWN}{one.id}"), [])
