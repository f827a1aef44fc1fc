"""The log of scheduled reports: every message that left, waits, or did not leave and why."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from ..base.database import label_of
from ..base.errors import NotFound
from ..base.i18n import N_
from ..messages.outbox import AGAIN, said_error
from ..messages.outbox import send_again as again
from ..models import OutgoingMessage, Schedule, User
from ..trust.access import may
from .schedules import record_of

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

PAGE = 50


@dataclass(frozen=True)
class Message:
    """A message in the log. `person` is who it is for, "" for an address outside; `error` is in the reader's words."""

    id: int
    schedule_id: int | None
    report: str
    person: str
    address: str
    status: str
    tries: int
    due_at: dt.datetime
    sent_at: dt.datetime | None
    next_try_at: dt.datetime | None
    error: str
    may_send_again: bool


@dataclass(frozen=True)
class Log:
    """The newest messages that the person may see, and how many there are."""

    messages: tuple[Message, ...]
    total: int


def log(w: Work, *, schedule_id: int | None = None, first: int = 0, limit: int = PAGE) -> Log:
    """The messages of one's schedules and those for oneself, the newest first; those of one schedule where given."""
    schedule, user = label_of(Schedule), label_of(User)
    statement = (
        select(OutgoingMessage, schedule.c.name, schedule.c.owner_id, schedule.c.unit_id, schedule.c.deleted_at,
               user.c.name.label("person"))
        .outerjoin(schedule, schedule.c.id == OutgoingMessage.schedule_id)
        .outerjoin(user, user.c.id == OutgoingMessage.user_id)
        .order_by(OutgoingMessage.due_at.desc(), OutgoingMessage.id.desc())
    )  # fmt: skip
    counted = select(func.count()).select_from(OutgoingMessage)
    if schedule_id is not None:
        statement = statement.where(OutgoingMessage.schedule_id == schedule_id)
        counted = counted.where(OutgoingMessage.schedule_id == schedule_id)
    rows = w.rows(statement.offset(first).limit(limit))
    return Log(tuple(_message(w, row) for row in rows), int(w.scalar(counted) or 0))


def _message(w: Work, row: tuple[OutgoingMessage, str, int | None, int | None, dt.datetime | None, str]) -> Message:
    one, name, owner_id, unit_id, deleted_at, person = row
    whose = Schedule(owner_id=owner_id, unit_id=unit_id)
    mine = may(w.actor, "export") and may(w.actor, "change", whose)
    return Message(
        id=one.id,
        schedule_id=one.schedule_id,
        report=name or "",
        person="" if _is_outside(one) else person or "",
        address=one.address,
        status=one.status,
        tries=one.tries,
        due_at=one.due_at,
        sent_at=one.sent_at,
        next_try_at=one.next_try_at,
        error=said_error(one.error, w.locale),
        may_send_again=mine and deleted_at is None and _may_go_again(one),
    )


def _may_go_again(one: OutgoingMessage) -> bool:
    """Not one that waits for its first try: that goes by itself."""
    return one.status in AGAIN and bool(one.address) and (one.status != "waiting" or one.tries > 0)


def _is_outside(one: OutgoingMessage) -> bool:
    return not one.key.endswith(f":user:{one.user_id}")


def send_again(w: Work, message_id: int) -> None:
    """Let one message go again. Raises NotFound, Refused, Invalid."""
    one: OutgoingMessage | None = w.scalar(select(OutgoingMessage).where(OutgoingMessage.id == message_id))
    if one is None or one.schedule_id is None:
        raise NotFound(N_("This message does not exist, or you may not see it."))
    record_of(w, one.schedule_id)
    again(w, one)
