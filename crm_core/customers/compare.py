"""Records side by side before they are merged: where they differ, what is proposed, what hangs on each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from ..base.text import email_key, fold, phone_key
from ..fields import CATALOGUE, Field, Kind, find
from ..models import ENTITIES
from ..trust.access import may
from .merge import hanging_on, survivors

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

Row = Mapping[str, Any]
_LEFT_OUT = frozenset({"note", "tags"})
"""Fields of which a merge keeps what all of them say."""


@dataclass(frozen=True)
class Comparison:
    """Records by field key with their labels; the one proposed to stay stands first.

    `differing` are the fields in which they say different things, `alike` those where all that say something agree.
    `hanging`: how many records of each entity hang on each of them. `mine`: whether all are this person's to merge.
    """

    entity: str
    rows: tuple[Row, ...]
    labels: Mapping[Kind, Mapping[int, str]]
    hanging: Mapping[int, Mapping[str, int]]
    differing: tuple[Field, ...]
    alike: tuple[Field, ...]
    mine: bool

    def moving(self, keep_id: int) -> dict[str, int]:
        """How many records of each entity would move to this one."""
        found: dict[str, int] = {}
        for number, counts in self.hanging.items():
            for entity, many in counts.items() if number != keep_id else ():
                found[entity] = found.get(entity, 0) + many
        return found


def compare(w: Work, entity: str, ids: Sequence[int]) -> Comparison:
    """These records (or those they were merged into) side by side. Raises NotFound for one that may not be seen."""
    numbers = dict.fromkeys(survivors(w, entity, ids).values())
    pages = [find.read(w, entity, number) for number in numbers]
    hanging = hanging_on(w, entity, list(numbers))
    rows = sorted((page.rows[0] for page in pages), key=lambda row: _worth(entity, row, hanging.get(row["id"], {})))
    labels: dict[Kind, dict[int, str]] = {}
    for page in pages:
        for kind, some in page.labels.items():
            labels.setdefault(kind, {}).update(some)
    fields = [one for one in CATALOGUE[entity].values() if one.editable and one.key not in _LEFT_OUT]
    said = {one.key: _said(w, one, rows) for one in fields}
    whose = [SimpleNamespace(owner_id=row.get("owner"), unit_id=row.get("unit")) for row in rows]
    return Comparison(
        entity,
        tuple(rows),
        labels,
        hanging,
        tuple(one for one in fields if len(said[one.key]) > 1),
        tuple(one for one in fields if len(said[one.key]) == 1),
        all(may(w.actor, "merge", one) for one in whose),
    )


def _worth(entity: str, row: Row, hanging: Mapping[str, int]) -> tuple[int, int, int]:
    """What a record is proposed to stay by: more hangs on it, it says more, it is older."""
    filled = sum(row.get(key) not in (None, "", []) for key in CATALOGUE[entity])
    return -sum(hanging.values()), -filled, row["id"]


def _said(w: Work, known: Field, rows: Sequence[Row]) -> set[Any]:
    """The different things that records say in a field; two spellings of one thing are one."""
    found = set()
    for row in rows:
        value = row.get(known.key)
        if value in (None, "", []):
            continue
        if known.kind == "phone":
            rules = w.company.key_rules
            value = phone_key(value, rules.country, rules.area_code) or fold(value)
        elif known.kind == "email":
            value = email_key(value) or fold(value)
        elif isinstance(value, str):
            value = fold(value) if known.key != "name" else value.strip()
        found.add(value)
    return found


def names_of(w: Work, entity: str, ids: Sequence[int]) -> dict[int, str]:
    """The names of those of these records that the person sees."""
    model: Any = ENTITIES[entity]
    return {row.id: row.name for row in w.rows(select(model.id, model.name).where(model.id.in_(list(ids))))}
