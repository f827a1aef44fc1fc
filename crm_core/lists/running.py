"""Imports at work behind the screens: each goes on by itself, whoever looks, and tells how far it is."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from .apply import Watch
from .importing import PreparedList, carry_out

if TYPE_CHECKING:
    from ..trust.access import Actor
    from ..trust.unit_of_work import Office
    from .apply import Receipt


class Running(Watch):
    """One import in a thread of its own. When `over`, it has either a `receipt` or an `error`.

    `run_id` is its row in the history, None until that is there; `file_name` and `kind` say what it brings in.
    """

    def __init__(self, office: Office, actor: Actor, prepared: PreparedList, token: str) -> None:
        self.done = 0
        self.total = sum(1 for row in prepared.plan.rows if row.is_new or row.is_edit)
        self.file_name, self.kind = prepared.opened.name, prepared.plan.kind
        self.user_id = actor.user_id
        self.run_id: int | None = None
        self.receipt: Receipt | None = None
        self.error: BaseException | None = None
        self._stop = threading.Event()
        self._began = time.monotonic()
        self._work = (office, actor, prepared, token)
        self._thread = threading.Thread(target=self._run, name=f"import {token}", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        office, actor, prepared, token = self._work
        try:
            self.receipt = carry_out(office, actor, prepared, as_seen=True, token=token, watch=self)
            self.run_id = self.receipt.run
        except BaseException as error:
            self.error = error
        finally:
            del self._work  # the list is large

    def begun(self, run_id: int) -> None:
        self.run_id = run_id

    def at(self, step: str, done: int, total: int) -> None:
        self.done, self.total = done, total

    def cancel(self) -> None:
        """Ask it to stop: before it is committed nothing of it will be there; later it is done, to be undone."""
        self._stop.set()

    def cancelled(self) -> bool:
        return self._stop.is_set()

    @property
    def over(self) -> bool:
        return not self._thread.is_alive()

    @property
    def share(self) -> float:
        """How much is written, 0 to 1; the last part of the way is the index and the commit."""
        return 0.9 * self.done / self.total if self.total else 0.0

    @property
    def seconds_left(self) -> float | None:
        """How long it will take by what it took until now; None while that tells nothing."""
        spent = time.monotonic() - self._began
        return spent / self.share - spent if self.share > 0.05 else None

    def wait(self, seconds: float | None = None) -> None:
        self._thread.join(seconds)


_RUNNING: dict[str, Running] = {}
_LOCK = threading.Lock()


def start(office: Office, actor: Actor, prepared: PreparedList, token: str) -> Running:
    """Begin the import of a prepared list, or give the one that was begun with this token."""
    with _LOCK:
        for old in [name for name, one in _RUNNING.items() if one.over and name != token]:
            del _RUNNING[old]
        if token not in _RUNNING:
            _RUNNING[token] = Running(office, actor, prepared, token)
        return _RUNNING[token]


def at_work(actor: Actor) -> list[Running]:
    """The imports that this person began here, in whichever tab or session, and that are not over."""
    with _LOCK:
        return [one for one in _RUNNING.values() if one.user_id == actor.user_id and not one.over]
