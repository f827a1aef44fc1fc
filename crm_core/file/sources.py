"""The sources of a time line: each reads its newest entries before a place, as many as a page holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, func, or_, select, union_all

from ..base.database import label_of
from ..models import (
    ENDLESS,
    Change,
    ChangeSet,
    Contact,
    Deal,
    DealState,
    Document,
    Interaction,
    Note,
    Order,
    Stage,
    Task,
    User,
)
from .changes import changes_of
from .events import Event, EventKind, Place, Wanted, before
from .whose import branches, of_them

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

_USER, _STAGE, _CONTACT, _DEAL, _STATE = map(label_of, (User, Stage, Contact, Deal, DealState))
_Worked = type[Document | Interaction | Note | Task]


def _noon(w: Work, day: dt.date) -> dt.datetime:
    """A day without a time stands at its noon."""
    return dt.datetime.combine(day, dt.time(12), tzinfo=w.company.zone).astimezone(dt.UTC)


def _before_day(w: Work, kind: EventKind, place: Place | None, day: Any, number: Any) -> list[ColumnElement[bool]]:
    """As `before`, for entries that stand at the noon of a day."""
    if place is None:
        return []
    this = w.clock.day_of(place.at)
    noon = _noon(w, this)
    if noon == place.at:
        return before(kind, place, day, number, this)
    return [day <= this if noon < place.at else day < this]


def _newest(
    model: _Worked, wanted: Wanted, order: Sequence[Any], conditions: Sequence[ColumnElement[bool]], *columns: Any
) -> Select[Any]:
    """The newest pieces of work that are about them: a page by each index that leads to some, then the newest of all.

    With who did it, and which contact and deal it is about.
    """
    if wanted.person is not None:
        conditions = [*conditions, model.owner_id == wanted.person]
    ids = [
        select(select(model.id).where(branch, *conditions).order_by(*order).limit(wanted.limit).subquery().c.id)
        for branch in branches(model, wanted.whose)
    ]
    return (
        select(model.id, *columns)
        .add_columns(_USER.c.name.label("person"), _CONTACT.c.name.label("contact"), _DEAL.c.title.label("deal"))
        .outerjoin(_USER, _USER.c.id == model.owner_id)
        .outerjoin(_CONTACT, _CONTACT.c.id == model.contact_id)
        .outerjoin(_DEAL, _DEAL.c.id == model.deal_id)
        .where(model.id.in_(union_all(*ids)))
        .order_by(*order)
        .limit(wanted.limit)
    )


def _about(wanted: Wanted, row: Any, **more: Any) -> dict[str, Any]:
    deal = None if wanted.whose.entity == "deal" else row.deal
    return {"contact": row.contact, "deal": deal, **more}


def _interactions(w: Work, wanted: Wanted) -> list[Event]:
    one = Interaction
    earlier = before("interaction", wanted.before, one.happened_at, one.id)
    if wanted.before is not None:  # for the index
        earlier.append(one.happened_on <= w.clock.day_of(wanted.before.at))
    order = (one.happened_on.desc(), one.happened_at.desc(), one.id.desc())
    columns = (one.happened_at, one.kind, one.subject, one.note, one.outcome)
    return [
        Event(
            at=row.happened_at,
            kind="interaction",
            what=row.kind,
            person=row.person,
            title=row.subject,
            body=row.note or "",
            record_id=row.id,
            number=row.id,
            facts=_about(wanted, row, outcome=row.outcome),
        )
        for row in w.rows(_newest(one, wanted, order, earlier, *columns))
    ]


def _notes(w: Work, wanted: Wanted) -> list[Event]:
    one = Note
    earlier = before("note", wanted.before, one.created_at, one.id)
    statement = _newest(one, wanted, (one.created_at.desc(), one.id.desc()), earlier, one.created_at, one.body)
    return [
        Event(row.created_at, "note", "note", row.person, "", row.body, row.id, row.id, _about(wanted, row))
        for row in w.rows(statement)
    ]


def _documents(w: Work, wanted: Wanted) -> list[Event]:
    one = Document
    earlier = before("document", wanted.before, one.created_at, one.id)
    order = (one.created_at.desc(), one.id.desc())
    statement = _newest(one, wanted, order, earlier, one.created_at, one.name, one.note, one.size)
    return [
        Event(
            at=row.created_at,
            kind="document",
            what="document",
            person=row.person,
            title=row.name,
            body=row.note or "",
            record_id=row.id,
            number=row.id,
            facts=_about(wanted, row, size=row.size),
        )
        for row in w.rows(statement)
    ]


def _tasks(w: Work, wanted: Wanted) -> list[Event]:
    """A done task stands at the day it was done, an open one where it was planned."""
    one = Task
    columns = (one.title, one.kind, one.note, one.created_at, one.due_on, one.done_on)
    done = [one.done_on.is_not(None), *_before_day(w, "task", wanted.before, one.done_on, one.id)]
    open_ = [one.done_on.is_(None), *before("task", wanted.before, one.created_at, one.id)]
    rows = [
        *w.rows(_newest(one, wanted, (one.done_on.desc(), one.id.desc()), done, *columns)),
        *w.rows(_newest(one, wanted, (one.created_at.desc(), one.id.desc()), open_, *columns)),
    ]
    return [
        Event(
            at=_noon(w, row.done_on) if row.done_on else row.created_at,
            kind="task",
            what="done" if row.done_on else "open",
            person=row.person,
            title=row.title,
            body=row.note or "",
            record_id=row.id,
            number=row.id,
            facts=_about(wanted, row, kind=row.kind, due_on=row.due_on, done_on=row.done_on),
        )
        for row in rows
    ]


def _orders(w: Work, wanted: Wanted) -> list[Event]:
    """An order stands at the day it was made; one without a day where it was entered."""
    one = Order
    columns = (one.id, one.number, one.ordered_on, one.status, one.amount, one.currency, one.created_at)
    statement = select(*columns, _USER.c.name.label("person")).outerjoin(_USER, _USER.c.id == one.owner_id)
    statement = statement.where(of_them(one, wanted.whose)).limit(wanted.limit)
    if wanted.person is not None:
        statement = statement.where(one.owner_id == wanted.person)
    dated = [one.ordered_on.is_not(None), *_before_day(w, "order", wanted.before, one.ordered_on, one.id)]
    dateless = [one.ordered_on.is_(None), *before("order", wanted.before, one.created_at, one.id)]
    rows = [
        *w.rows(statement.where(*dated).order_by(one.ordered_on.desc(), one.id.desc())),
        *w.rows(statement.where(*dateless).order_by(one.created_at.desc(), one.id.desc())),
    ]
    return [
        Event(
            at=_noon(w, row.ordered_on) if row.ordered_on else row.created_at,
            kind="order",
            what=row.status,
            person=row.person,
            title=row.number,
            record_id=row.id,
            number=row.id,
            facts={"amount": row.amount, "currency": row.currency},
        )
        for row in rows
    ]


def _deals(w: Work, wanted: Wanted) -> list[Event]:
    """A deal's opening and every stage it entered; the states of others before are no opening of one's own."""
    state = DealState
    along: dict[str, Any] = {"partition_by": _STATE.c.deal_id, "order_by": (_STATE.c.valid_from, _STATE.c.id)}
    left = func.lag(_STATE.c.stage_id).over(**along).label("left")
    was = func.lag(_STATE.c.outcome).over(**along).label("was")
    theirs = select(Deal.id).where(of_them(Deal, wanted.whose))
    ways = select(_STATE.c.id, left, was).where(_STATE.c.deal_id.in_(theirs)).subquery()
    order = (state.valid_from.desc(), state.id.desc())
    page = (
        select(state.id, ways.c.left, ways.c.was)
        .join(ways, ways.c.id == state.id)
        .where(or_(ways.c.left.is_(None), ways.c.left != state.stage_id))
        .where(*before("deal", wanted.before, state.valid_from, state.id))
        .where(*([state.owner_id == wanted.person] if wanted.person is not None else []))
        .order_by(*order)
        .limit(wanted.limit)
        .subquery()
    )
    columns = (
        state.id, state.deal_id, state.valid_from, state.outcome, state.amount, state.currency, state.change_set_id,
        state.valid_to, _DEAL.c.won_reason, _DEAL.c.lost_reason,
    )  # fmt: skip
    statement = (
        select(
            *columns, page.c.left, page.c.was, _DEAL.c.title, _STAGE.c.name.label("stage"), _USER.c.name.label("person")
        )
        .join(page, page.c.id == state.id)
        .join(_DEAL, _DEAL.c.id == state.deal_id)
        .join(_STAGE, _STAGE.c.id == state.stage_id)
        .outerjoin(_USER, _USER.c.id == state.owner_id)
        .order_by(*order)
    )
    rows = w.rows(statement)
    whys = _whys(w, rows)
    own = wanted.whose.entity == "deal"
    return [_move(row, whys.get((row.change_set_id, row.deal_id), ""), named=not own) for row in rows]


def _whys(w: Work, moves: Sequence[Any]) -> dict[tuple[int, int], str]:
    """Why deals were won, lost or opened again, by the deed that did it and the deal."""
    log, sets = label_of(Change), label_of(ChangeSet)
    deeds = {one.change_set_id for one in moves if one.outcome != "open" or one.was in ("won", "lost")}
    told = (
        select(log.c.change_set_id, log.c.record_id, log.c.after, sets.c.context)
        .join(sets, sets.c.id == log.c.change_set_id)
        .where(log.c.entity == "deal", log.c.change_set_id.in_(deeds))
        .where(log.c.record_id.in_({one.deal_id for one in moves}))
        .order_by(log.c.id)
    )
    found: dict[tuple[int, int], str] = {}
    for row in w.rows(told) if deeds else ():
        after = row.after or {}
        why = after.get("lost_reason") or after.get("won_reason") or (row.context or {}).get("why")
        found[row.change_set_id, row.record_id] = str(why or "")
    return found


def _move(row: Any, why: str, *, named: bool) -> Event:
    what = row.outcome if row.outcome != "open" else "opened" if row.left is None else "moved"
    if what == "moved" and row.was in ("won", "lost"):
        what = "reopened"
    facts = {"stage": row.stage, "amount": row.amount, "currency": row.currency}
    if not why and row.valid_to == ENDLESS:  # it came with its outcome, from a list
        why = {"won": row.won_reason, "lost": row.lost_reason}.get(row.outcome) or ""
    return Event(row.valid_from, "deal", what, row.person, row.title if named else "", why, row.deal_id, row.id, facts)


def _changes(kind: EventKind) -> Callable[[Work, Wanted], list[Event]]:
    def read(w: Work, wanted: Wanted) -> list[Event]:
        return [
            Event(
                at=change.at,
                kind=kind,
                what=change.action,
                person=change.person,
                title="" if change.entity == wanted.whose.entity else change.name,
                body=change.why,
                record_id=change.record_id,
                number=change.id,
                change=change,
            )
            for change in changes_of(w, wanted, kind)
        ]

    return read


READERS: dict[EventKind, Callable[[Work, Wanted], list[Event]]] = {
    "interaction": _interactions,
    "deal": _deals,
    "order": _orders,
    "task": _tasks,
    "note": _notes,
    "document": _documents,
    "change": _changes("change"),
    "handover": _changes("handover"),
}
