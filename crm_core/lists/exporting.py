"""Exports at work behind the screens: each in a process of its own, since all screens share one interpreter.

The process opens the database anew as the person who asked, with the rights that this person has then. The file lies
nowhere: it is an open one without a name, and gone with whoever holds it.
"""

from __future__ import annotations

import io
import json
import logging
import os
import pickle
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

from ..base.config import Settings
from ..base.errors import DaftarError, Invalid
from ..base.i18n import N_
from ..fields.find import Query

if TYPE_CHECKING:
    from ..trust.access import Actor
    from ..trust.unit_of_work import Office

log = logging.getLogger(__name__)

BROKEN_OFF = N_("The export was broken off. Try again, or filter first.")
STOPPED = N_("The export was stopped.")
_READING = threading.Lock()
_PROJECT = str(Path(__file__).resolve().parents[2])


@dataclass(frozen=True)
class Request:
    """What the process is told: where the database is, who asks (None: the system), and for what."""

    settings: Settings
    user_id: int | None
    entity: str
    query: Query


class Exporting:
    """One export on its way. When `over`, it has either a `file` or an `error`."""

    def __init__(self, office: Office, actor: Actor, entity: str, query: Query) -> None:
        self.done = self.total = 0
        self.query = query
        self.error: DaftarError | None = None
        self._file = tempfile.TemporaryFile(prefix="export-")  # noqa: SIM115 (it lives as long as this)
        self._aside = tempfile.TemporaryDirectory(prefix="export-", ignore_cleanup_errors=True)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "crm_core.lists._exporter"],
            stdin=subprocess.PIPE,
            stdout=self._file,
            stderr=subprocess.PIPE,
            env={**os.environ, **self._environment()},
        )
        request = Request(office.settings, actor.user_id, entity, query)
        self._thread = threading.Thread(target=self._follow, args=(request,), name="export", daemon=True)
        self._thread.start()

    def _environment(self) -> dict[str, str]:
        """Where the process finds our code, and where it puts rows aside: a folder that is gone when it is stopped."""
        path = os.pathsep.join([_PROJECT, os.environ.get("PYTHONPATH", "")])
        return {"PYTHONPATH": path, **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), self._aside.name)}

    def _follow(self, request: Request) -> None:
        """Hand the request over, and note what the process says until it ends."""
        said: list[str] = []
        assert self._process.stdin is not None
        assert self._process.stderr is not None
        try:
            with self._process.stdin as pipe:
                pickle.dump(request, pipe)
        except OSError as error:
            log.warning("the exporter took no request: %s", error)
        with self._process.stderr as lines:
            for line in lines:
                told = _told(line)
                if told is None:
                    said.append(line.decode(errors="replace"))
                elif "done" in told:
                    self.done, self.total = told["done"], told["total"]
                else:
                    self.error = DaftarError(told["refused"], **told["params"])
        ended = self._process.wait()
        self._aside.cleanup()
        if ended and self.error is None:
            log.error("the exporter ended with %s: %s", self._process.returncode, "".join(said)[-4000:])
            self.error = DaftarError(BROKEN_OFF)

    @property
    def over(self) -> bool:
        return not self._thread.is_alive()

    @property
    def share(self) -> float:
        """How much is written, 0 to 1."""
        return self.done / self.total if self.total else 0.0

    @property
    def size(self) -> int:
        """Bytes written so far."""
        return os.fstat(self._file.fileno()).st_size  # no seeking: the process writes at the same place

    def wait(self, seconds: float | None = None) -> None:
        self._thread.join(seconds)

    def file(self) -> IO[bytes]:
        """What was written, as often as it is wanted. Raises the reason, in words, where there is nothing."""
        self.wait()
        if self.error is not None:
            raise self.error
        return cast("IO[bytes]", Written(self._file))

    def stop(self) -> None:
        """End the process; what it wrote is gone."""
        self.error = self.error or Invalid(STOPPED)
        self._process.kill()


class Written(io.RawIOBase):
    """An open file read from its beginning, whoever else reads it; closing this one leaves that open."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._at = file, 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        """The next bytes, all that are left where no size is given."""
        left = os.fstat(self._file.fileno()).st_size - self._at
        with _READING:
            self._file.seek(self._at)
            found = self._file.read(left if size < 0 else min(size, left))
        self._at += len(found)
        return found


def _told(line: bytes) -> Mapping[str, Any] | None:
    """What the process says of itself; None for anything else on that channel."""
    try:
        told = json.loads(line)
    except ValueError:
        return None
    return told if isinstance(told, dict) and told.keys() & {"done", "refused"} else None
