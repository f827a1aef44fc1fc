"""The file of a report for a screen: a short one is made at once, a long one in a process of its own.

All screens share one interpreter: what takes seconds of it is done elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from ..base.apart import Watch
from ..base.apart_file import ApartFile, standard_output
from ..base.config import Settings
from ..trust.access import require
from ..trust.unit_of_work import Office
from .files import file_of, file_with, shown_of

if TYPE_CHECKING:
    from ..trust.access import Actor

HERE = 1_000
"""So many rows are written by the server itself, which takes less time than to begin a process."""


@dataclass(frozen=True)
class ReportExport:
    """What the process is told: where the database is, who asks (None: the system), and for which report."""

    settings: Settings
    user_id: int | None
    params: Mapping[str, str]
    form: str
    title: str

    def carry_out(self, watch: Watch) -> None:
        """Write the file to standard output."""
        office = Office(self.settings)
        try:
            with office.read(office.actor_or_system(self.user_id)) as w, standard_output() as file:
                file.write(file_of(w, self.params, self.form, title=self.title).content)
        finally:
            office.close()


def made(office: Office, actor: Actor, params: Mapping[str, str], form: str, *, title: str = "") -> bytes | IO[bytes]:
    """What `files.file_of` gives, without keeping the others waiting. Raises Refused, Invalid."""
    with office.read(actor) as w:
        require(w, "export")
        shown = shown_of(w, params, title=title)
        if len(shown.result.rows) <= HERE or form == "pdf":  # paper holds the beginning of a long one
            return file_with(w, [shown], form, title=title).content
    return ApartFile(ReportExport(office.settings, actor.user_id, dict(params), form, title)).file()
