"""A file that is written in a process of its own: it lies nowhere, and is gone with whoever holds it."""

from __future__ import annotations

import io
import os
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, cast

from .apart import Apart, Job
from .errors import Invalid
from .i18n import N_

BROKEN_OFF = N_("The export was broken off. Try again, or filter first.")
STOPPED = N_("The export was stopped.")
_READING = threading.Lock()


@contextmanager
def standard_output() -> Iterator[IO[bytes]]:
    """Where the job of an `ApartFile` writes: its standard output."""
    with os.fdopen(sys.stdout.fileno(), "w+b", closefd=False) as file:
        yield file


class ApartFile(Apart):
    """One file on its way, written by its job to standard output. When `over`, it has a `file` or an `error`."""

    broken_off = BROKEN_OFF

    def __init__(self, job: Job) -> None:
        self._file = tempfile.TemporaryFile(prefix="export-")  # noqa: SIM115 (it lives as long as this)
        self._aside = tempfile.TemporaryDirectory(prefix="export-", ignore_cleanup_errors=True)
        aside = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), self._aside.name)  # gone when the process is stopped
        super().__init__(job, into=self._file, environment=aside)

    def at_end(self) -> None:
        self._aside.cleanup()

    @property
    def size(self) -> int:
        """Bytes written so far."""
        return os.fstat(self._file.fileno()).st_size  # no seeking: the process writes at the same place

    def file(self) -> IO[bytes]:
        """What was written, as often as it is wanted. Raises the reason, in words, where there is nothing."""
        self.wait()
        if self.error is not None:
            raise self.error
        return cast("IO[bytes]", Written(self._file))

    def stop(self) -> None:
        """End the process; what it wrote is gone."""
        self.error = self.error or Invalid(STOPPED)
        self.kill()


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
