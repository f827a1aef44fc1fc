"""Likely twins of one customer or contact that is being made or changed: a few questions to the indexes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select

from ..fields import field as field_of
from ..fields.links import labels_of
from ..models import ENTITIES, NotSame
from ._alike import beginning_alike
from .duplicates import check_kind, seen_and_mine, whom_to_ask
from .signs import REASONS, Keys, Pair, sharing, sign

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

MOST = 3
_NEW = 0
_ALL = ("name", "national_id", "external_id", "email", "mobile", "phone")
COMPARED = {"customer": (*_ALL, "kind", "city"), "contact": (*_ALL, "customer")}
"""The fields that twins are known by."""


@dataclass(frozen=True)
class Twin:
    """A record that may be the same: its id and name, why (a key of REASONS), how sure from 0 to 100.

    Of one that the person may not see the id is 0 and the name empty; `ask` is who looks after it, if anybody does.
    """

    id: int
    label: str
    reason: str
    score: int
    ask: str = ""

    @property
    def why(self) -> str:
        """The reason as a message."""
        return REASONS[self.reason]


def twins_of(w: Work, entity: str, values: Mapping[str, Any], own_id: int | None = None) -> list[Twin]:
    """The likeliest twins of a record with these values (by field key, as columns keep them), the surest first.

    `own_id` is the record's own, so that it is not its own twin, nor one that it was called different from.
    """
    check_kind(entity)
    mine = _keys(w, entity, values, own_id or _NEW)
    if mine is None:
        return []
    different = _different(w, entity, own_id) if own_id else set()
    found: dict[int, Pair] = {}
    for other in chain(sharing(w, entity, mine), beginning_alike(w, entity, mine)):
        if other.id != own_id and other.id not in different and other.id not in found:
            pair = sign(mine, other)
            if pair is not None:
                found[other.id] = pair
    best = sorted(found.items(), key=lambda item: (-item[1].score, item[0]))[:MOST]
    return _told(w, entity, best)


def twins_of_record(w: Work, entity: str, record_id: int) -> list[Twin]:
    """The likeliest twins of a record as it is. Raises NotFound."""
    record = w.get(ENTITIES[entity], record_id)
    known = {key: field_of(entity, key).column for key in COMPARED[entity]}
    return twins_of(w, entity, {key: getattr(record, column or key) for key, column in known.items()}, record_id)


def _keys(w: Work, entity: str, values: Mapping[str, Any], number: int) -> Keys | None:
    """What the record is compared by; None without a name."""
    columns_given = {field_of(entity, key).column or key: values.get(key) for key in COMPARED[entity]}
    if not columns_given["name"]:
        return None
    known = {**columns_given, **ENTITIES[entity].derive(columns_given, w.key_rules)}
    place = known["city_key"] if entity == "customer" else known["customer_id"]
    person = entity == "contact" or known["kind"] == "person"
    rest = (known[name] for name in ("national_id", "external_id", "email_key", "mobile_key", "phone_key"))
    return Keys(number, known["name_key"], place, person, *rest)


def _different(w: Work, entity: str, record_id: int) -> set[int]:
    said = select(NotSame.low_id, NotSame.high_id).where(NotSame.entity == entity)
    of_it = said.where(or_(NotSame.low_id == record_id, NotSame.high_id == record_id))
    return {number for row in w.rows(of_it) for number in row}


def _told(w: Work, entity: str, best: list[tuple[int, Pair]]) -> list[Twin]:
    ids = [number for number, _ in best]
    seen, _ = seen_and_mine(w, entity, ids)
    labels = labels_of(w, {"customer" if entity == "customer" else "contact": ids})
    ask = whom_to_ask(w, entity, set(ids) - seen)
    names = next(iter(labels.values()))
    return [
        Twin(number if number in seen else 0, names[number] if number in seen else "", pair.kind, pair.score,
             ask.get(number, ""))
        for number, pair in best
    ]  # fmt: skip
