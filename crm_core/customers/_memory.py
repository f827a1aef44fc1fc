"""Pairs of records that may be one, remembered: brought up to date by what the history says was changed since."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from sqlalchemy import func, select

from ..base.database import label_of
from ..models import ENTITIES, Change
from .signs import Keys, Pair, columns, keys_of, signed, there

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

_AFRESH = 200
"""When more records than this were changed, all are compared anew."""


@dataclass(frozen=True)
class _Known:
    """The pairs that were found when the history had come to `change`."""

    change: int
    pairs: tuple[Pair, ...]


_KNOWN: WeakKeyDictionary[Any, dict[tuple[str, str], _Known]] = WeakKeyDictionary()
"""By the open database, then by entity and kind of pairs."""


def remembered(
    w: Work,
    entity: str,
    what: str,
    afresh: Callable[[], Iterable[Pair]],
    candidates: Callable[[Keys], Iterable[Keys]],
) -> tuple[Pair, ...]:
    """The pairs that `afresh` finds, or those of last time with the records changed since compared again.

    `candidates` are the records that one record may be a pair with.
    """
    kept = _KNOWN.setdefault(w.session.get_bind(), {})
    now = w.scalar(select(func.max(label_of(Change).c.id))) or 0
    known = kept.get((entity, what))
    if known is not None and known.change == now:
        return known.pairs
    changed = _changed(w, entity, known.change) if known is not None and known.change < now else None
    found = tuple(afresh()) if known is None or changed is None else _renewed(w, entity, known, changed, candidates)
    kept[entity, what] = _Known(now, found)
    return found


def _changed(w: Work, entity: str, since: int) -> set[int] | None:
    """The records of an entity changed since a place of the history; None when they are too many."""
    log = label_of(Change)
    later = select(log.c.record_id).where(log.c.id > since, log.c.entity == entity)
    found: Sequence[int] = w.scalars(later.distinct().limit(_AFRESH + 1))
    return set(found) if len(found) <= _AFRESH else None


def _renewed(
    w: Work, entity: str, known: _Known, changed: set[int], candidates: Callable[[Keys], Iterable[Keys]]
) -> tuple[Pair, ...]:
    table = label_of(ENTITIES[entity])
    kept = [pair for pair in known.pairs if pair.one not in changed and pair.two not in changed]
    whole = there(select(*columns(entity, table)), table)
    now = [keys_of(row) for row in w.rows(whole.where(table.c.id.in_(changed)))]
    return (*kept, *signed((one, two) for one in now for two in candidates(one) if two.id != one.id))
