"""Schedules that are due become messages: one for each receiver, in the transaction that moves the schedule on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from sqlalchemy import select

from ..base.errors import DaftarError
from ..base.i18n import N_
from ..base.text import email_key
from ..messages.outbox import New, Skipped, put_in
from ..models import Schedule, User
from ..trust.access import SYSTEM, may
from ..trust.claims import claim
from ..trust.unit_of_work import actor_of
from .rhythm import is_moment, last_moment, next_moment
from .schedules import hindrance_of, may_write_outside, record_of, rhythm_of, times_of

if TYPE_CHECKING:
    from ..trust.unit_of_work import Office, Work

NO_OWNER = N_("Whoever scheduled it may not send reports to addresses outside any more.")
_NOBODY = N_("This person is not there any more.")


def any_due(w: Work) -> bool:
    """Whether a schedule is due, or has to be given its next moment."""
    return any(_is_to_move(w, one) for one in _active(w))


def next_due(w: Work) -> dt.datetime | None:
    """When the next schedule is due."""
    return min((one.next_at for one in _active(w) if one.next_at is not None), default=None)


def _active(w: Work) -> Iterable[Schedule]:
    return w.scalars(select(Schedule).where(Schedule.active.is_(True)).order_by(Schedule.id))


def _moves(w: Work, one: Schedule) -> tuple[dt.datetime | None, dt.datetime]:
    """The moment for which it is due now (None: it is not), and when it is due next.

    Of moments that were missed, since nothing ran, only the newest counts. A moment to come that is none of its rhythm
    (an edit was undone, the company moved to another time zone) is corrected, and a missing one (a pause was undone)
    filled in, from now on.
    """
    rhythm, times, now = rhythm_of(one), times_of(w.company), w.clock.now()
    at = one.next_at
    if at is None or (at > now and not is_moment(rhythm, at, times)):
        at = next_moment(rhythm, now, times)
    if at > now:
        return None, at
    return max(at, last_moment(rhythm, now, times)), next_moment(rhythm, now, times)


def _is_to_move(w: Work, one: Schedule) -> bool:
    due, following = _moves(w, one)
    return due is not None or following != one.next_at


def make_due(office: Office) -> int:
    """Make the messages of every schedule that is due; gives how many schedules were."""
    with office.read(SYSTEM) as w:
        ids = [one.id for one in _active(w) if _is_to_move(w, one)]
    return sum(_make(office, number) for number in ids)


def _make(office: Office, schedule_id: int) -> bool:
    """Move one schedule on, if nobody did meanwhile, and make its messages in the same transaction."""
    with office.work(SYSTEM) as w:
        one: Schedule | None = w.scalar(select(Schedule).where(Schedule.id == schedule_id, Schedule.active.is_(True)))
        if one is None:
            return False
        due, following = _moves(w, one)
        if due is None and following == one.next_at:
            return False
        if not claim(w, Schedule, {"id": one.id, "next_at": one.next_at}, {"next_at": following}):
            return False
        w.touch("schedule")
        if due is not None:
            put_in(w, _messages(w, one, due))
        return due is not None


def send_now(w: Work, schedule_id: int) -> None:
    """Send it once more, now, to everybody; when it is due next stays. Raises NotFound, Refused."""
    one = record_of(w, schedule_id)
    put_in(w, _messages(w, one, w.clock.now()))


def _messages(w: Work, one: Schedule, due: dt.datetime) -> list[New]:
    """A message for each receiver; a person who is also named by address gets one."""
    start = f"schedule:{one.id}:{due.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"
    with w.as_system():
        people = {user.id: user for user in w.scalars(select(User).where(User.id.in_(list(one.people or ()))))}
        owner = w.scalar(select(User).where(User.id == one.owner_id)) if one.owner_id else None
    new, seen = [], set[str]()
    for number in one.people or ():
        user = people.get(number)
        why = hindrance_of(w, user) if user else _NOBODY
        address = (user.email or "") if user else ""
        seen.add(email_key(address) or "")
        skipped = Skipped(why) if why else None
        new.append(New(f"{start}:user:{number}", one.id, due, number if user else None, address, skipped))
    hindrance = _of_owner(w, owner)
    for address in one.addresses or ():
        if (key := email_key(address) or address) not in seen:
            skipped = Skipped(hindrance) if hindrance else None
            new.append(New(f"{start}:{key}", one.id, due, one.owner_id, address, skipped))
    return new


def _of_owner(w: Work, owner: User | None) -> str:
    """Why nothing goes outside in the name of the owner (a message), "" where it does. The system may write to all."""
    if owner is None:
        return NO_OWNER
    if not owner.active:
        return NO_OWNER
    actor = actor_of(w, owner)
    return "" if may(actor, "export") and may_write_outside(actor) else NO_OWNER


def hindrance_now(w: Work, user: User | None, *, outside: bool) -> DaftarError | None:
    """The same, asked again when the message is put together."""
    why = _of_owner(w, user) if outside else hindrance_of(w, user) if user else _NOBODY
    return Skipped(why) if why else None
