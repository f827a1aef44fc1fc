"""The time line of a customer or a contact: all that happened, newest first, page by page.

Each source reads no more than a page: what it has before the place where the page before ended.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, select, union

from ..base.database import label_of
from ..models import Change, ChangeSet, DealState, Document, Interaction, Note, Order, Task, User
from .events import KINDS, Event, EventKind, Place, Wanted
from .sources import READERS
from .whose import Whose, branches, of_them, records_of

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work


def timeline(
    w: Work,
    whose: Whose,
    *,
    kinds: Sequence[EventKind] = KINDS,
    person: int | None = None,
    before: Place | None = None,
    limit: int = 50,
) -> list[Event]:
    """The newest entries before a place, of these kinds and this person. NotFound for who may not see whose it is."""
    whose.must_be_seen(w)
    wanted = Wanted(whose, person, before, limit)
    events = [event for kind in kinds for event in READERS[kind](w, wanted)]
    events.sort(key=lambda event: event.order, reverse=True)
    return events[:limit]


def people_of(w: Work, whose: Whose) -> dict[int, str]:
    """The people whom the time line names: id → name, in order of name."""
    whose.must_be_seen(w)
    models: tuple[type[Document | Interaction | Note | Task], ...] = (Document, Interaction, Note, Task)
    owners: list[Select[Any]] = [
        select(model.owner_id).where(branch) for model in models for branch in branches(model, whose)
    ]
    owners.append(select(Order.owner_id).where(of_them(Order, whose)))
    if "deal" in (records := records_of(whose)):
        owners.append(select(DealState.owner_id).where(DealState.deal_id.in_(records["deal"])))
    change, sets = label_of(Change), label_of(ChangeSet)
    owners += [
        select(sets.c.actor_id)
        .join(change, change.c.change_set_id == sets.c.id)
        .where(change.c.entity == entity, change.c.record_id.in_(ids))
        for entity, ids in records.items()
    ]
    found = set(w.scalars(select(union(*owners).subquery().c[0]))) - {None}
    user = label_of(User)
    rows = w.rows(select(user.c.id, user.c.name).where(user.c.id.in_(found)).order_by(user.c.name_key))
    return {row.id: row.name for row in rows}
