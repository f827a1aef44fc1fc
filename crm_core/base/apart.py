"""Long work in a process of its own, since all screens share one interpreter: it tells how far it is, and is stopped.

The job goes there pickled on standard input; what follows there is the word to stop. On standard error the process says
how far it is and what came of it, a JSON object a line. Where whoever asked is gone, the job is stopped as well.
"""

from __future__ import annotations

import base64
import json
import logging
import os
import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any, Protocol

from .errors import DaftarError
from .i18n import N_

log = logging.getLogger(__name__)

BROKEN_OFF = N_("It was broken off, and it is our fault. Nothing was changed.")
_PROJECT = str(Path(__file__).resolve().parents[2])


class Watch:
    """Whoever looks on while something long is done, and may stop it. This one only looks away."""

    def at(self, done: int, total: int) -> None:
        """So much of it is done."""

    def cancelled(self) -> bool:
        """Whether it shall stop; asked between steps and last before a commit."""
        return False


class Job(Protocol):
    """What is done apart: pickled there, so it holds plain values; what it gives is pickled back."""

    def carry_out(self, watch: Watch) -> Any:
        """Do it. A DaftarError becomes the `error` of whoever waits."""


class Apart:
    """One job on its way. When `over`, it has either a `result` or an `error`."""

    broken_off = BROKEN_OFF

    def __init__(
        self, job: Job, *, into: IO[bytes] | None = None, environment: Mapping[str, str] | None = None
    ) -> None:
        self.done = self.total = 0
        self.result: Any = None
        self.error: DaftarError | None = None
        self.stopping = False
        self._began = time.monotonic()
        path = os.pathsep.join([_PROJECT, os.environ.get("PYTHONPATH", "")])
        self._process = subprocess.Popen(
            [sys.executable, "-m", "crm_core.base._apart"],
            stdin=subprocess.PIPE,
            stdout=into if into is not None else subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": path, **(environment or {})},
        )
        self._thread = threading.Thread(target=self._follow, args=(job,), name="apart", daemon=True)
        self._thread.start()

    def _follow(self, job: Job) -> None:
        """Hand the job over, and note what the process says until it ends."""
        said: list[str] = []
        assert self._process.stdin is not None
        assert self._process.stderr is not None
        try:
            pickle.dump(job, self._process.stdin)
            self._process.stdin.flush()
        except (OSError, ValueError) as error:  # it was stopped before it had the job, or never came up
            log.warning("the process took no job: %s", error)
        with self._process.stderr as lines:
            said += [line.decode(errors="replace") for line in lines if not self._note(line)]
        ended = self._process.wait()
        self._hang_up()
        if ended and self.error is None:
            log.error("a job ended with %s: %s", ended, "".join(said)[-4000:])
            self.error = DaftarError(self.broken_off)
        self.at_end()

    def _note(self, line: bytes) -> bool:
        """Take what the process says of itself; False for anything else on that channel."""
        try:
            told = json.loads(line)
        except ValueError:
            return False
        if not isinstance(told, dict):
            return False
        if "done" in told:
            self.done, self.total = told["done"], told["total"]
        elif "result" in told:
            self.result = pickle.loads(base64.b64decode(told["result"]))  # noqa: S301 (from our own process)
        elif "refused" in told:
            self.error = self.error or DaftarError(told["refused"], **told["params"])
        else:
            return False
        return True

    def at_end(self) -> None:
        """What is to be done when the process has ended."""

    @property
    def over(self) -> bool:
        return not self._thread.is_alive()

    @property
    def share(self) -> float:
        """How much is done, 0 to 1."""
        return self.done / self.total if self.total else 0.0

    @property
    def seconds_left(self) -> float | None:
        """How long it will take by what it took until now; None while that tells nothing."""
        spent = time.monotonic() - self._began
        return spent / self.share - spent if self.share > 0.05 else None

    def wait(self, seconds: float | None = None) -> None:
        self._thread.join(seconds)

    def stop(self) -> None:
        """Ask it to stop: before its commit nothing of it will be there; later it is done, to be undone."""
        self.stopping = True
        self._hang_up()

    def _hang_up(self) -> None:
        try:
            assert self._process.stdin is not None
            self._process.stdin.close()
        except OSError as error:
            log.info("the job was over already: %s", error)

    def kill(self) -> None:
        """End the process at once."""
        self._process.kill()
