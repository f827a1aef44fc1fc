"""The list of jobs, and doing those that are due."""

from __future__ import annotations

import datetime as dt
import logging
import os
import secrets
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import select

from ..base.apart import Watch
from ..customers.quality_figures import is_kept, keep_today
from ..messages import outbox
from ..models import JobLease
from ..reports.due import any_due as any_schedule_due
from ..reports.due import make_due, next_due
from ..reports.letters import tell_owner, write
from ..trust.access import SYSTEM
from ..trust.claims import end_lease, forget_old_sessions, take_lease

if TYPE_CHECKING:
    from ..trust.unit_of_work import Office, Work

log = logging.getLogger(__name__)

HELD_FOR = dt.timedelta(minutes=20)
"""A process that died holds a job no longer than this; one that lives prolongs it."""


@dataclass
class Ran:
    """What came of a run: the jobs that were done, those that failed, how many mails left, did not and never will, and
    wait, and when there is something to send next."""

    jobs: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    sent: int = 0
    failed: int = 0
    waiting: int = 0
    next: dt.datetime | None = None


@dataclass(frozen=True)
class Job:
    """Something that is done by itself.

    `every`: how long it rests when it was done. `due` asks, quickly, whether there is anything to do; None: there
    always is. `work` does it, looks at the watch whether to stop, and calls `beat` now and then, so that it stays its.
    """

    name: str
    every: dt.timedelta
    work: Callable[[Office, Watch, Callable[[], None], Ran], None]
    due: Callable[[Work], bool] | None = None


def _mails(office: Office, watch: Watch, beat: Callable[[], None], ran: Ran) -> None:
    make_due(office)
    done = outbox.send_due(office, write, tell_owner, watch, beat)
    ran.sent += done.sent
    ran.failed += done.failed


def _sessions(office: Office, _watch: Watch, _beat: Callable[[], None], _ran: Ran) -> None:
    with office.work(SYSTEM) as w:
        forget_old_sessions(w)


def _quality(office: Office, _watch: Watch, _beat: Callable[[], None], _ran: Ran) -> None:
    keep_today(office)


JOBS: tuple[Job, ...] = (
    Job("mails", dt.timedelta(0), _mails, lambda w: any_schedule_due(w) or outbox.is_due(w)),
    Job("quality", dt.timedelta(minutes=5), _quality, lambda w: not is_kept(w)),
    Job("sessions", dt.timedelta(days=1), _sessions),
)


def any_due(office: Office, jobs: Sequence[Job] = JOBS) -> bool:
    """Whether a job is to be done now and nobody is at it; a few small reads."""
    with office.read(SYSTEM) as w:
        return bool(_due(w, jobs))


def _due(w: Work, jobs: Sequence[Job]) -> list[Job]:
    now = w.clock.now()
    resting = {row.name for row in w.scalars(select(JobLease)) if row.until > now}
    return [one for one in jobs if one.name not in resting and (one.due is None or one.due(w))]


def run_due(office: Office, watch: Watch | None = None, jobs: Sequence[Job] = JOBS) -> Ran:
    """Do what is due, each job by whoever takes it first; a job that breaks is in the log and hinders no other."""
    ran, watch = Ran(), watch or Watch()
    holder = f"{socket.gethostname()[:60]}:{os.getpid()}:{secrets.token_hex(4)}"
    with office.read(SYSTEM) as w:
        due = _due(w, jobs)
    for job in due:
        if watch.cancelled():
            break
        _do(office, job, holder, watch, ran)
    with office.read(SYSTEM) as w:
        ran.waiting, later = outbox.waiting(w)
        ran.next = min((at for at in (later, next_due(w)) if at is not None), default=None)
    return ran


def _do(office: Office, job: Job, holder: str, watch: Watch, ran: Ran) -> None:
    name = job.name

    def hold() -> bool:
        with office.work(SYSTEM) as w:
            return take_lease(w, name, holder, w.clock.now() + HELD_FOR)

    if not hold():
        return
    rest = job.every
    try:
        job.work(office, watch, lambda: _prolonged(hold), ran)
        ran.jobs.append(name)
    except Exception:
        log.exception("the job %s broke", name)
        ran.broken.append(name)
        rest = max(rest, dt.timedelta(minutes=5))
    with office.work(SYSTEM) as w:
        end_lease(w, name, holder, w.clock.now() + rest)


def _prolonged(hold: Callable[[], bool]) -> None:
    if not hold():
        log.warning("another process took the job over")
