"""Exports at work behind the screens, each in a process of its own.

The process opens the database anew as the person who asked, with the rights that this person has then.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..base.apart import Watch
from ..base.apart_file import ApartFile, standard_output
from ..base.config import Settings
from ..fields.find import Query
from ..trust.unit_of_work import Office
from .export import write_to

if TYPE_CHECKING:
    from ..trust.access import Actor


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
            with office.read(office.actor_or_system(self.user_id)) as w, standard_output() as file:
                write_to(w, self.entity, self.query, file, watch.at)
        finally:
            office.close()


class Exporting(ApartFile):
    """One export on its way."""

    def __init__(self, office: Office, actor: Actor, entity: str, query: Query) -> None:
        self.query = query
        super().__init__(Export(office.settings, actor.user_id, entity, query))
