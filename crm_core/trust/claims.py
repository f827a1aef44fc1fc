"""Work that exactly one process does: a row is claimed by changing what it held, a job by a lease.

A claim is one statement that changes the row only while it still holds what the claimer read, so of two that read the
same only one succeeds, in one process or in several, on both databases. Columns that are history are not claimed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, update

from ..base.database import put_new, table_of
from ..models import JobLease, Model, UserSession

if TYPE_CHECKING:
    from .unit_of_work import Work

FREE = ""
"""The holder of a lease that nobody holds."""
_LONG_AGO = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
SESSIONS_KEPT = dt.timedelta(days=90)


def claim(w: Work, model: type[Model], where: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
    """Set these columns of the one row that still holds `where` (its key among it); whether there was one."""
    table = table_of(model)
    statement = update(table).values(dict(values))
    for name, value in where.items():
        statement = statement.where(table.c[name] == value if value is not None else table.c[name].is_(None))
    return w.session.connection().execute(statement).rowcount == 1


def take_lease(w: Work, name: str, holder: str, until: dt.datetime) -> bool:
    """Take the lease of a job where nobody holds it now, or prolong one's own; whether it is the holder's."""
    put_new(w.session, JobLease, [{"name": name, "holder": FREE, "until": _LONG_AGO}], key=("name",))
    table = table_of(JobLease)
    free = (table.c.until <= w.clock.now()) | (table.c.holder == holder)
    statement = update(table).where(table.c.name == name, free).values(holder=holder, until=until)
    return w.session.connection().execute(statement).rowcount == 1


def end_lease(w: Work, name: str, holder: str, until: dt.datetime) -> None:
    """Give the lease back; the job is not due again before `until`."""
    claim(w, JobLease, {"name": name, "holder": holder}, {"holder": FREE, "until": until})


def forget_old_sessions(w: Work) -> int:
    """Remove sessions that ended, or ran out, more than SESSIONS_KEPT ago; gives how many."""
    table = table_of(UserSession)
    before = w.clock.now() - SESSIONS_KEPT
    old = (table.c.ended_at < before) | (table.c.expires_at < before)
    return w.session.connection().execute(delete(table).where(old)).rowcount
