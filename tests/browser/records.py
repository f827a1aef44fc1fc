"""What is in the books before somebody opens a browser, and what is there afterwards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import crm_core.deals.rules
import crm_core.work.rules  # noqa: F401  (records are made by the rules of their parts)
from crm_core.base.config import Settings
from crm_core.deals.move import won
from crm_core.fields import find, records
from crm_core.trust import people
from crm_core.trust.access import SYSTEM
from crm_core.trust.set_up import change_settings
from crm_core.trust.unit_of_work import Office
from tests.provision.company import email


@contextmanager
def opened(database_url: str) -> Iterator[Office]:
    """The company in this database at the real time, as the server has it."""
    office = Office(Settings(database_url=database_url))
    try:
        yield office
    finally:
        office.close()


class Books:
    """The records in a database, written and read as one of its people."""

    def __init__(self, database_url: str) -> None:
        self.database_url = database_url

    def add(self, by: str, entity: str, /, **values: Any) -> int:
        """A record made by somebody of the company, theirs unless said otherwise."""
        with opened(self.database_url) as office, office.work(office.actor_for(email(by))) as w:
            return records.create(w, entity, values)

    def win(self, by: str, deal: int) -> None:
        """A deal is won today."""
        with opened(self.database_url) as office, office.work(office.actor_for(email(by))) as w:
            won(w, deal)

    def set(self, **settings: Any) -> None:
        """Settings of the company."""
        with opened(self.database_url) as office, office.work(office.actor_for(email("Mina"))) as w:
            change_settings(w, settings)

    def prefer(self, name: str, **choices: str | None) -> None:
        """What somebody chose in their menu."""
        with opened(self.database_url) as office, office.work(office.actor_for(email(name))) as w:
            people.choose(w, **choices)

    def today(self) -> dt.date:
        """The day in the company's zone."""
        with opened(self.database_url) as office, office.read(SYSTEM) as w:
            return w.clock.today()

    def read(self, entity: str, number: int, field: str) -> Any:
        """A field of a record as it is stored now."""
        with opened(self.database_url) as office, office.read(office.actor_for(email("Mina"))) as w:
            return find.read(w, entity, number).rows[0][field]
