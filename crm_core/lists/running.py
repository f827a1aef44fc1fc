"""Imports at work behind the screens: each goes on by itself, whoever looks, and tells how far it is."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from .importing import PreparedList, carry_out

if TYPE_CHECKING:
    from ..trust.access import Actor
    from ..trust.unit_of_work import Office
    from .apply import Receipt


class Running:
    """One import in a thread of its own. When `over`, it has either a `receipt` or an `error`."""

    def __init__(self, office: Office, actor: Actor, prepared: PreparedList, token: str) -> None:
        self.done = 0
        self.total = sum(1 for row in prepared.plan.rows if row.is_new or row.is_edit)
        self.receipt: Receipt | None = None
        self.error: BaseException | None = None
        self._began = time.monotonic()
        self._work = (office, actor, prepared, token)
        self._thread = threading.Thread(target=self._run, name=f"import {token}", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        office, actor, prepared, token = self._work
        try:
            self.receipt = carry_out(office, actor, prepared, as_seen=True, token=token, progress=self._note)
        except BaseException as error:
            self.error = error
        finally:
            del self._work  # the list is large

    def _note(self, _step: str, done: int, total: int) -> None:
        self.done, self.total = done, total

    @property
    def over(self) -> bool:
        return not self._thread.is_alive()

    @property
    def share(self) -> float:
        """How much is written, 0 to 1; the last part of the way is the index and the commit."""
        return 0.97 * self.done / self.total if self.total else 0.0

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
