"""The reports that a person has pinned to Today, in their order. They are the person's alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from ..base.errors import Invalid
from ..base.i18n import N_
from ..fields.shelf import SAVED, Kept
from ..models import SavedView
from .saved import Named, found, named

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

MOST = 12
"""So many reports are pinned to Today."""
_ABOUT = "today"


@dataclass(frozen=True)
class Pin:
    """A pinned report; None for one that is gone, or no longer shared with the person."""

    key: str
    report: Named | None


def pins(w: Work) -> list[Pin]:
    """What the person has pinned, in their order."""
    return [Pin(key, found(w, key)) for key in _keys(_record(w))]


def is_pinned(w: Work, key: str) -> bool:
    """Whether the report stands on the person's Today."""
    return key in _keys(_record(w))


def pin(w: Work, key: str) -> Kept:
    """Let a report stand on Today, after those that stand there. Raises NotFound, and Invalid for too many."""
    named(w, key)
    record = _record(w, lock=True)
    keys = _keys(record)
    if key not in keys and len(keys) >= MOST:
        raise Invalid(N_("So many reports are pinned to Today at most: {n}. Take one off first."), n=MOST)
    return _put(w, record, [*keys, *({key} - set(keys))])


def unpin(w: Work, key: str) -> Kept:
    """Take a report off Today, also one that is gone."""
    record = _record(w, lock=True)
    return _put(w, record, [one for one in _keys(record) if one != key])


def arrange(w: Work, keys: Sequence[str]) -> Kept:
    """The pinned reports in this order; those that are not named are taken off, those that were not there stay out."""
    record = _record(w, lock=True)
    known = _keys(record)
    return _put(w, record, [key for key in dict.fromkeys(keys) if key in known])


def _record(w: Work, *, lock: bool = False) -> SavedView | None:
    statement = select(SavedView).where(SavedView.about == _ABOUT, SavedView.owner_id == w.actor.user_id)
    statement = statement.order_by(SavedView.id).limit(1)
    record: SavedView | None = w.scalar(statement.with_for_update() if lock else statement)
    return record


def _keys(record: SavedView | None) -> list[str]:
    kept = record.definition.get("reports") if record is not None else None
    return [key for key in kept if isinstance(key, str)] if isinstance(kept, list) else []


def _put(w: Work, record: SavedView | None, keys: list[str]) -> Kept:
    definition = {"reports": keys}
    if record is None:
        record = SavedView(
            name=w.locale.t("Today"), about=_ABOUT, sharing="private", owner_id=w.actor.user_id, definition=definition
        )
        with w.changing("create") as change_set:
            w.session.add(record)
            w.session.flush()
            return Kept(f"{SAVED}{record.id}", change_set.id)
    before = record.version
    with w.changing("edit") as change_set:
        if record.definition != definition:
            record.definition = definition
        w.session.flush()
        return Kept(f"{SAVED}{record.id}", change_set.id if record.version != before else None)
