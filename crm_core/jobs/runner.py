"""The app's own runner: a thread that looks every few seconds whether something is due, and has it done apart.

The work itself, reports and files among it, is done in a process of its own, so that screens stay quick. However many
servers run, each job and each mail is done by one of them (see trust.claims).
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..base.apart import Apart, Watch
from ..base.config import Settings
from ..trust.unit_of_work import Office

if TYPE_CHECKING:
    from ..base.apart import Job as Work
    from .due import Ran

log = logging.getLogger(__name__)

EVERY = 15.0
"""Seconds between two looks."""
_AT_END = 8.0
"""Seconds that a process has to finish the mail it is at, when the app ends."""


@dataclass(frozen=True)
class Doing:
    """What is due, done in a process of its own on the database with these settings."""

    settings: Settings

    def carry_out(self, watch: Watch) -> Ran:
        from .due import run_due

        office = Office(self.settings)
        try:
            return run_due(office, watch)
        finally:
            office.close()


class Runner:
    """Looks and has things done until it is stopped; `apart` begins a process."""

    def __init__(self, office: Office, *, every: float = EVERY, apart: Callable[[Work], Apart] = Apart) -> None:
        self._office, self._every, self._apart = office, every, apart
        self._stop, self._look = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="jobs", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        """Look now: somebody wants something sent at once."""
        self._look.set()

    def stop(self) -> None:
        """End; a mail that is on its way is finished, the others wait for the next start."""
        self._stop.set()
        self._look.set()
        self._thread.join(_AT_END + 4)

    def _run(self) -> None:
        self._look.wait(self._every)  # at the start others need the processors, so what is slow to load waits, too
        from .due import any_due

        while not self._stop.is_set():
            self._look.clear()
            try:
                if any_due(self._office):
                    self._do()
            except Exception:  # the database may be away for a while; the next look tells
                log.exception("what is due could not be looked up")
            self._look.wait(self._every)

    def _do(self) -> None:
        doing = self._apart(Doing(self._office.settings))
        while not doing.over:
            if self._stop.is_set():
                doing.stop()
                doing.wait(_AT_END)
                if not doing.over:
                    with suppress(OSError):
                        doing.kill()
                return
            doing.wait(0.5)
        if doing.error is not None:
            log.error("what was due could not be done: %s", doing.error)
