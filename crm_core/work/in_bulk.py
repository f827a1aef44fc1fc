"""Deeds on many records, and their undo, in a process of its own: so that screens stay quick whoever changes what.

What a person began goes on wherever they walk, and waits to be told when it is over.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy import func, literal, select

from ..base.apart import Apart, Job, Watch
from ..base.config import Settings
from ..base.errors import Invalid
from ..base.i18n import N_
from ..deals import rules as _rules_of_deals  # noqa: F401  declares them, in the process as well
from ..fields.catalogue import field
from ..fields.many import STOPPED, Chosen, Deed, Rows, Stopped, run, settled
from ..fields.records import EditedMany
from ..models import Change
from ..trust.undo import Undone, undo
from ..trust.unit_of_work import Office
from . import rules as _rules_of_work  # noqa: F401
from .handover import HAND_OVER, reason_in, receiver
from .notifications import CHANGE_SET, tell

if TYPE_CHECKING:
    from ..trust.access import Actor
    from ..trust.unit_of_work import Work

HERE = 1_000
"""So many records are changed at once, while the person waits; more of them behind the screens."""


@dataclass(frozen=True)
class HandingOver(Deed):
    """Make a colleague the owner, with a word why; who gets the records is told once."""

    kind: ClassVar[str] = HAND_OVER
    to: int
    why: str

    @property
    def summary(self) -> str:
        return reason_in(self.why)

    def check(self, w: Work, entity: str) -> None:
        reason_in(self.why)
        receiver(w, self.to)

    def touches(self, entity: str) -> frozenset[str] | None:
        return frozenset({"owner_id", "unit_id"})

    def carry_out(self, w: Work, entity: str, rows: Rows, done: EditedMany) -> int:
        return settled(w, entity, rows, done, lambda _row: {"owner_id": self.to})

    def end(self, w: Work, entity: str, done: EditedMany) -> None:
        assert w.change_set is not None
        tell(w, [self.to], "hand_over", CHANGE_SET, w.change_set.id, self.summary)

    def facts(self) -> dict[str, Any]:
        return {"to": self.to}


@dataclass(frozen=True)
class Confirming(Deed):
    """Say that what is known of customers or contacts is still true today."""

    def touches(self, entity: str) -> frozenset[str] | None:
        return frozenset({"confirmed_on"})

    def carry_out(self, w: Work, entity: str, rows: Rows, done: EditedMany) -> int:
        return settled(w, entity, rows, done, lambda _row: {"confirmed_on": w.clock.today()})

    def said(self, w: Work, entity: str) -> str:
        locale = w.company.locale()
        return f"{locale.t(field(entity, 'confirmed_on').label)}: {locale.date(w.clock.today())}"


# In a process of its own


@dataclass(frozen=True)
class Doing:
    """A deed on many records, as one person, on the database with these settings."""

    settings: Settings
    user_id: int | None
    entity: str
    chosen: Chosen
    deed: Deed

    def carry_out(self, watch: Watch) -> EditedMany:
        with _opened(self.settings) as office:
            return run(office, office.actor_or_system(self.user_id), self.entity, self.chosen, self.deed, watch)


@dataclass(frozen=True)
class Undoing:
    """The way back of a large change set."""

    settings: Settings
    user_id: int | None
    change_set_id: int

    def carry_out(self, watch: Watch) -> Undone:
        with _opened(self.settings) as office, office.work(office.actor_or_system(self.user_id)) as w:
            done = undo(w, self.change_set_id, watch)
            if watch.cancelled():
                raise Stopped(STOPPED)
            return done


@contextmanager
def _opened(settings: Settings) -> Iterator[Office]:
    office = Office(settings)
    try:
        yield office
    finally:
        office.close()


_TURN = threading.Lock()


class Running(Apart):
    """A deed or an undo that a person began. One after the other: a database may have room for one writer only."""

    def __init__(self, user_id: int | None, job: Doing | Undoing) -> None:
        self.user_id, self.job = user_id, job
        super().__init__(job)

    def _follow(self, job: Job) -> None:
        with _TURN:
            super()._follow(job)

    def at_end(self) -> None:
        if self.stopping and self.result is None:
            self.error = Stopped(STOPPED)


_RUNNING: list[Running] = []
_LOCK = threading.Lock()


def begin(actor: Actor, job: Doing | Undoing) -> Running:
    """Start it behind the screens. Raises Invalid while something else that this person began is at work."""
    with _LOCK:
        if any(not one.over for one in _RUNNING if one.user_id == actor.user_id):
            raise Invalid(N_("Something you began is still at work. Wait until it is done, or stop it."))
        running = Running(actor.user_id, job)
        _RUNNING.append(running)
        return running


def begun(actor: Actor) -> list[Running]:
    """What this person began, in whichever tab, and was not told the end of."""
    with _LOCK:
        return [one for one in _RUNNING if one.user_id == actor.user_id]


def told(running: Running) -> bool:
    """Whoever is to tell the end of it asks first: only the first one does."""
    with _LOCK:
        if running not in _RUNNING:
            return False
        _RUNNING.remove(running)
        return True


def is_large(w: Work, change_set_id: int) -> bool:
    """Whether a change set holds more than is taken back while the person waits."""
    some = select(literal(1)).select_from(Change).where(Change.change_set_id == change_set_id).limit(HERE + 1)
    return int(w.scalar(select(func.count()).select_from(some.subquery())) or 0) > HERE
