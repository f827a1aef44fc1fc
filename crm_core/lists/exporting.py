"""Exports at work behind the screens, each in a process of its own.

The process opens the database anew as the person who asked, with the rights that this person has then. The file lies
nowhere: it is an open one without a name, and gone with whoever holds it.
"""

from __future__ import annotations

import io
import os
import sys
import tempfile
import threading
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, cast

from ..base.apart import Apart, Watch
from ..base.config import Settings
from ..base.errors import Invalid
from ..base.i18n import N_
from ..fields.find import Query
from ..trust.unit_of_work import Office
from .export import write_to

if TYPE_CHECKING:
    from ..trust.access import Actor

BROKEN_OFF = N_("The export was broken off. Try again, or filter first.")
STOPPED = N_("The export was stopped.")
_READING = threading.Lock()


@dataclass(frozen=True)
class Export:
    """What the process is told: where the database is, who asks (None: the system), and for what."""

    settings: Settings
    user_id: int | None
    entity: str
    query: Query

    def carry_out(self, watch: Watch) -> None:
        """Write the file to standard output."""
        office = Office(self.settings)
        try:
            with (
                office.read(office.actor_or_system(self.user_id)) as w,
                os.fdopen(sys.stdout.fileno(), "w+b", closefd=False) as file,
            ):
                write_to(w, self.entity, self.query, file, watch.at)
        finally:
            office.close()


class Exporting(Apart):
    """One export on its way. When `over`, it has either a `file` or an `error`."""

    broken_off = BROKEN_OFF

    def __init__(self, office: Office, actor: Actor, entity: str, query: Query) -> None:
        self.query = query
        self._file = tempfile.TemporaryFile(prefix="export-")  # noqa: SIM115 (it lives as long as this)
        self._aside = tempfile.TemporaryDirectory(prefix="export-", ignore_cleanup_errors=True)
        aside = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), self._aside.name)  # gone when the process is stopped
        super().__init__(Export(office.settings, actor.user_id, entity, query), into=self._file, environment=aside)

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
