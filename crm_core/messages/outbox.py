"""The outbox: every mail that is to leave, is leaving, or left.

A message goes from "waiting" to "sending" (claimed by one process, its try counted, committed before the server hears
of it), to "handed" (committed before the last line goes to the server), to "sent". Whoever claims says until when, so a
message whose process died is found again: one that was only "sending" was certainly not taken and is tried again, with
the same Message-ID; of one that was "handed" nobody knows, so it is not sent a second time by itself but becomes
"unsure", which whoever answers for it is told, and may send again. What may go later waits longer from try to try and
is "failed" after the last; what can never go is "failed" at once. "skipped" says why somebody gets nothing.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.exc import SQLAlchemyError

from ..base.apart import Watch
from ..base.database import put_new
from ..base.errors import DaftarError, Invalid, NotFound, Refused
from ..base.i18n import N_, Locale
from ..models import OutgoingMessage
from ..trust.access import SYSTEM
from ..trust.claims import claim
from .letter import Letter, new_message_id, written
from .settings import MailServer, mail_server, mail_settings
from .smtp import NotNow, NotSent, Unsure, deliver

if TYPE_CHECKING:
    from ..trust.unit_of_work import Office, Work

log = logging.getLogger(__name__)

WAITS = tuple(dt.timedelta(minutes=n) for n in (1, 5, 30, 120))
"""How long a message waits after its first, second … try; after the last it is given up."""
CLAIMED_FOR = dt.timedelta(minutes=15)
"""So long a process may take for one message before another one looks after it."""
NO_SERVER_WAIT = dt.timedelta(minutes=10)
NO_SERVER_FOR = dt.timedelta(days=1)
"""While no mail server is set up, messages wait, a day at most."""
ON_THE_WAY = ("waiting", "sending", "handed")
_BEFORE, _CLAIMED = ("sending",), ("sending", "handed")
_NOTED_AT_MOST = 3
AGAIN = ("failed", "unsure", "skipped", "waiting")
"""What a person may have sent again."""

INTERRUPTED = N_("It was interrupted again and again.")
NOBODY_KNOWS = N_("It was interrupted when the server had the whole mail. Perhaps it arrived; send it again if not.")
_OURS = N_("It could not be put together, and it is our fault. The cause is in the log.")


@dataclass(frozen=True)
class New:
    """A message to be made: `key` names it once for all; `skipped` says, in words, why it is not sent at all."""

    key: str
    schedule_id: int | None
    due_at: dt.datetime
    user_id: int | None
    address: str
    skipped: DaftarError | None = None


@dataclass(frozen=True)
class Due:
    """A message that this process claimed, to be put together and sent."""

    id: int
    schedule_id: int | None
    due_at: dt.datetime
    user_id: int | None
    address: str
    message_id: str
    tries: int
    key: str


class Skipped(DaftarError):
    """This person gets nothing (any more); the sentence says why."""


class Taken(Exception):
    """The claim ran out meanwhile, and another process has the message."""


Write = Callable[["Office", Due], Letter]
"""Puts a message together, as whoever's rights decide. Raises Skipped, or another DaftarError where it cannot be."""
GivenUp = Callable[["Work", int], None]
"""Called in the transaction in which the message with this number is given up or becomes unsure."""


def put_in(w: Work, new: Iterable[New]) -> None:
    """Make messages; those whose key is there already are left alone."""
    rows = [
        {
            "key": one.key[:500],
            "schedule_id": one.schedule_id,
            "due_at": one.due_at,
            "user_id": one.user_id,
            "address": one.address[:320],
            "subject": "",
            "message_id": new_message_id(w.company),
            "status": "skipped" if one.skipped else "waiting",
            "tries": 0,
            "next_try_at": None if one.skipped else w.clock.now(),
            "created_at": w.clock.now(),
            "error": kept_error(one.skipped) if one.skipped else None,
        }
        for one in new
    ]
    if rows:
        put_new(w.session, OutgoingMessage, rows, key=("key",))
        w.touch("message")


# Errors are kept as a message with its values, so that each reader reads them in their language.


def kept_error(error: DaftarError) -> str:
    values = {name: value if isinstance(value, int | float) else str(value) for name, value in error.params.items()}
    return json.dumps([error.message, values])


def said_error(kept: str | None, locale: Locale) -> str:
    """A kept error in the reader's words."""
    if not kept:
        return ""
    message, values = json.loads(kept)
    return locale.t(message, **values)


# Sending


@dataclass
class Sent:
    """What came of going through the outbox."""

    sent: int = 0
    failed: int = 0
    later: int = 0
    skipped: int = 0


def is_due(w: Work) -> bool:
    """Whether a message may be sent, or looked after, now."""
    return w.scalar(select(OutgoingMessage.id).where(_due(w)).limit(1)) is not None


def _due(w: Work) -> ColumnElement[bool]:
    open_ = OutgoingMessage.status.in_(ON_THE_WAY)
    return open_ & or_(OutgoingMessage.next_try_at.is_(None), OutgoingMessage.next_try_at <= w.clock.now())


def send_due(
    office: Office, write: Write, given_up: GivenUp, watch: Watch | None = None, beat: Callable[[], None] = lambda: None
) -> Sent:
    """Send what is due, one message after the other, until nothing is or `watch` says stop; `beat` after each."""
    done, watch = Sent(), watch or Watch()
    while not watch.cancelled() and (due := _next(office, given_up)) is not None:
        _send(office, due, write, given_up, done)
        beat()
    return done


def _next(office: Office, given_up: GivenUp) -> Due | None:
    """Claim the message that is due longest; None when there is none."""
    while True:
        with office.read(SYSTEM) as w:
            if not is_due(w):
                return None
        with office.work(SYSTEM) as w:
            order = (OutgoingMessage.due_at, OutgoingMessage.id)
            row: OutgoingMessage | None = w.scalar(select(OutgoingMessage).where(_due(w)).order_by(*order).limit(1))
            if row is not None and _claimed(w, row, given_up):
                return Due(
                    row.id, row.schedule_id, row.due_at, row.user_id, row.address, row.message_id, row.tries + 1,
                    row.key,
                )  # fmt: skip


def _claimed(w: Work, row: OutgoingMessage, given_up: GivenUp) -> bool:
    """Claim it for sending; one that cannot be sent by itself any more is settled instead."""
    before = {"id": row.id, "status": row.status, "tries": row.tries}
    if row.status == "handed":
        _end(w, before, "unsure", DaftarError(NOBODY_KNOWS), given_up)
        return False
    if row.tries > len(WAITS):
        _end(w, before, "failed", DaftarError(INTERRUPTED), given_up)
        return False
    values = {"status": "sending", "tries": row.tries + 1, "next_try_at": w.clock.now() + CLAIMED_FOR}
    return claim(w, OutgoingMessage, before, values)


def _end(w: Work, before: Mapping[str, Any], status: str, error: DaftarError, given_up: GivenUp) -> bool:
    """Settle a message that did not leave; whoever answers for it is told."""
    values = {"status": status, "error": kept_error(error), "next_try_at": None}
    if not claim(w, OutgoingMessage, before, values):
        return False
    w.touch("message")
    if status != "skipped":
        given_up(w, before["id"])
    return True


def _send(office: Office, due: Due, write: Write, given_up: GivenUp, done: Sent) -> None:
    """One try of one message; every way it can end is written down.

    What a server said settles it whatever was noted before; anything else does so only while the server had not got the
    last line, for then it may have the mail.
    """
    try:
        server = mail_server(office.company)
    except Invalid as missing:
        _no_server(office, due, missing, given_up, done)
        return
    try:
        _hand_in(office, due, server, write)
    except Taken:
        log.warning("message %s: another process took it over", due.id)
    except Skipped as why:
        done.skipped += 1
        _settle(office, due, "skipped", why, given_up)
    except NotNow as why:
        _later(office, due, why, given_up, done)
    except NotSent as why:
        done.failed += 1
        log.warning("message %s: %s", due.id, why)
        _settle(office, due, "unsure" if isinstance(why, Unsure) else "failed", why, given_up)
    except (Invalid, NotFound, Refused) as why:
        done.failed += 1
        log.warning("message %s: %s", due.id, why)
        _settle(office, due, "failed", why, given_up, _BEFORE)
    except Exception as error:
        log.exception("message %s could not be sent", due.id)
        told = error if isinstance(error, DaftarError) else DaftarError(_OURS)
        _later(office, due, told, given_up, done, _BEFORE)
    else:
        done.sent += 1
        _note_sent(office, due)


def _hand_in(office: Office, due: Due, server: MailServer, write: Write) -> None:
    letter = write(office, due)
    with office.read(SYSTEM) as w:
        now = w.clock.now()
    mail = written(letter, server.settings, to=due.address, message_id=due.message_id, at=now)
    deliver(server, due.address, mail, before_last=lambda: _hand_over(office, due, letter))


def _note_sent(office: Office, due: Due) -> None:
    """Write down that the server has it. Where that cannot be, it stays "handed": it is not sent a second time."""
    for _ in range(_NOTED_AT_MOST):
        try:
            with office.work(SYSTEM) as w:
                values = {"status": "sent", "sent_at": w.clock.now(), "next_try_at": None, "error": None}
                claim(w, OutgoingMessage, _mine(due, "handed"), values)
                w.touch("message")
        except (DaftarError, SQLAlchemyError):
            log.exception("message %s was sent, which could not be noted", due.id)
        else:
            return


def _hand_over(office: Office, due: Due, letter: Letter) -> None:
    """Note that from now on the server may have it. Raises Taken where another process took the message over."""
    with office.work(SYSTEM) as w:
        values = {"status": "handed", "subject": letter.subject[:300]}
        if not claim(w, OutgoingMessage, _mine(due, "sending"), values):
            raise Taken


def _mine(due: Due, status: str) -> dict[str, Any]:
    return {"id": due.id, "status": status, "tries": due.tries}


def _settle(
    office: Office, due: Due, status: str, why: DaftarError, given_up: GivenUp, states: Sequence[str] = _CLAIMED
) -> None:
    with office.work(SYSTEM) as w:
        for state in states:
            if _end(w, _mine(due, state), status, why, given_up):
                return


def _later(
    office: Office, due: Due, why: DaftarError, given_up: GivenUp, done: Sent, states: Sequence[str] = _CLAIMED
) -> None:
    """Let it wait for its next try; after the last it is given up."""
    log.info("message %s, try %s: %s", due.id, due.tries, why)
    if due.tries > len(WAITS):
        done.failed += 1
        _settle(office, due, "failed", why, given_up, states)
        return
    done.later += 1
    _wait(office, due, why, WAITS[due.tries - 1], due.tries, states)


def _no_server(office: Office, due: Due, why: DaftarError, given_up: GivenUp, done: Sent) -> None:
    """While nobody set a mail server up, it waits; that is no try."""
    with office.read(SYSTEM) as w:
        too_old = w.clock.now() - due.due_at > NO_SERVER_FOR
    if too_old:
        done.failed += 1
        _settle(office, due, "failed", why, given_up)
    else:
        done.later += 1
        _wait(office, due, why, NO_SERVER_WAIT, due.tries - 1)


def _wait(
    office: Office, due: Due, why: DaftarError, wait: dt.timedelta, tries: int, states: Sequence[str] = _CLAIMED
) -> None:
    with office.work(SYSTEM) as w:
        values = {
            "status": "waiting", "error": kept_error(why), "tries": tries, "next_try_at": w.clock.now() + wait,
        }  # fmt: skip
        if any(claim(w, OutgoingMessage, _mine(due, state), values) for state in states):
            w.touch("message")


# What a person does


def send_again(w: Work, row: OutgoingMessage) -> None:
    """Let a message that did not leave, or nobody knows of, go now, with all its tries. Raises Invalid."""
    if row.status not in AGAIN:
        raise Invalid(N_("This message was sent, or is being sent just now."))
    values = {"status": "waiting", "tries": 0, "next_try_at": w.clock.now(), "error": None}
    if not claim(w, OutgoingMessage, {"id": row.id, "status": row.status, "tries": row.tries}, values):
        raise Invalid(N_("This message was sent, or is being sent just now."))
    w.touch("message")


def waiting(w: Work) -> tuple[int, dt.datetime | None]:
    """How many messages are still to leave, and when the next of them is due."""
    statement = select(func.count(), func.min(OutgoingMessage.next_try_at)).where(
        OutgoingMessage.status.in_(ON_THE_WAY)
    )
    row: Sequence[Any] = w.rows(statement)[0]
    return int(row[0]), row[1]


def set_up(w: Work) -> bool:
    """Whether mails can be sent at all: a screen says so before somebody waits for one."""
    return mail_settings(w.company).ready
