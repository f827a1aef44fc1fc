"""Handing records over to a colleague, with a word why: one change set, and one message to whoever gets them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from ..base.among import among
from ..base.database import label_of
from ..base.errors import Invalid, Refused
from ..base.i18n import N_
from ..base.many import chunks
from ..fields.records import EditedMany, Row
from ..fields.rules import unit_of
from ..models import ENTITIES, Deal, Task, Tracked, User
from ..trust import undone
from ..trust.access import may, require
from ..trust.bulk import BulkEdit, bulk_update, read_rows
from .about import SubjectKind
from .notifications import CHANGE_SET, tell

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

HAND_OVER = undone.HAND_OVER
_MOST_WORDS = 500


def hand_over(
    w: Work, entity: SubjectKind, ids: Sequence[int], to: int, why: str, *, with_open: bool = False
) -> EditedMany:
    """Make a colleague the owner of these records; the unit follows. Who gets them is told, once.

    `with_open`: of customers also the open deals and tasks that are their former owner's, or nobody's. The change set
    is of the kind HAND_OVER and its summary is the word why. Records that are not the actor's to change are left and
    listed in `refused`; `changed` counts the records asked for. Raises Refused, and Invalid for no reason given,
    somebody who does not work here, or what is theirs already.
    """
    require(w, "bulk")
    reason = reason_in(why)
    name = receiver(w, to)
    model = ENTITIES[entity]
    rows = {number: row for number, row in read_rows(w, model, list(ids)).items() if row["deleted_at"] is None}
    allowed = [row for row in rows.values() if may(w.actor, "bulk", Row(row))]
    done = EditedMany(None, refused=sorted(set(ids) - {row["id"] for row in allowed}))
    if not allowed:
        raise Refused(N_("None of these records are yours to hand over. Ask their owner or a team lead."))
    moving = [row for row in allowed if row["owner_id"] != to]
    if not moving:
        raise Invalid(N_("{name} has this already."), field="to", name=name)
    unit = unit_of(w, to)
    context = {"entity": entity, "to": to, "count": len(moving)}
    with w.changing(HAND_OVER, reason, **context) as change_set:
        done.changed = len(_give(w, model, moving, to, unit))
        if with_open and entity == "customer":
            for other in (Deal, Task):
                _give(w, other, _open_of(w, other, moving), to, unit)
        done.change_set_id = change_set.id
        tell(w, [to], "hand_over", CHANGE_SET, change_set.id, reason)
    return done


def reason_in(why: str) -> str:
    """The word why as it is kept. Raises Invalid for none."""
    reason = why.strip()[:_MOST_WORDS]
    if not reason:
        raise Invalid(N_("Say in a few words why: it stands in the history and in the message."), field="why")
    return reason


def receiver(w: Work, to: int) -> str:
    """The name of who gets the records. Raises Invalid for somebody who does not work here."""
    user = label_of(User)
    found = w.rows(select(user.c.name, user.c.active, user.c.deleted_at).where(user.c.id == to))
    if not found or found[0].deleted_at is not None:
        raise Invalid(N_("Choose who gets it."), field="to")
    if not found[0].active:
        raise Invalid(N_("{name} does not work here any more. Choose somebody else."), field="to", name=found[0].name)
    return str(found[0].name)


def _give(w: Work, model: type[Tracked], rows: Iterable[dict[str, Any]], to: int, unit: int | None) -> list[int]:
    """Owner and unit settle nothing else of a record, so the rules of the entities need not be asked row by row."""
    edits = [BulkEdit(row["id"], row["version"], {"owner_id": to, "unit_id": unit}) for row in rows]
    return bulk_update(w, model, edits)


def _open_of(w: Work, model: type[Deal | Task], customers: Collection[dict[str, Any]]) -> list[dict[str, Any]]:
    """What is open of these customers, belongs to whom they belonged, and is the actor's to change."""
    whose = {row["id"]: row["owner_id"] for row in customers}
    still = model.outcome == "open" if issubclass(model, Deal) else model.done_on.is_(None)
    ids: list[int] = []
    for some in chunks(sorted(whose)):
        ids += w.scalars(select(model.id).where(among(model.customer_id, some), still))
    rows = read_rows(w, model, ids).values()
    return [
        row for row in rows if row["owner_id"] in (None, whose[row["customer_id"]]) and may(w.actor, "bulk", Row(row))
    ]
