"""What a command is, what it works with, and what it answers."""

from __future__ import annotations

from argparse import SUPPRESS, ArgumentParser, Namespace
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from crm_core.base.config import Settings
from crm_core.base.database import schema_is_current
from crm_core.base.errors import NeedsSetup, Refused
from crm_core.base.i18n import N_, Locale
from crm_core.fields.filters import EVERYTHING, Filter, all_of, parse_where
from crm_core.trust.access import SYSTEM, Actor
from crm_core.trust.company import seeded
from crm_core.trust.unit_of_work import Office, Work

DONE, WITH_PROBLEMS, REFUSED = 0, 1, 2
"""How a command ends: done; done with problems that are listed; refused, with nothing changed."""


@dataclass(frozen=True)
class Answer:
    """What a command has to say: one object for programs, lines for people, and how it ended."""

    data: dict[str, Any]
    lines: Sequence[str] = field(default_factory=tuple)
    code: int = DONE


class Desk:
    """Where a command works: the settings, the open company, and who is at work (the system when nobody is named)."""

    def __init__(self, settings: Settings, email: str | None = None) -> None:
        self.settings = settings
        self.email = email
        self._opened: Office | None = None

    @cached_property
    def office(self) -> Office:
        self._opened = Office(self.settings)
        return self._opened

    @cached_property
    def actor(self) -> Actor:
        """Who works. Raises Refused when there is no such active user, NeedsSetup when there is no database."""
        if self.email is None:
            return SYSTEM
        self.require_database()
        return self.office.actor_for(self.email)

    @property
    def has_database(self) -> bool:
        """Whether there is a database with the present schema. Makes no file."""
        database = self.office.database
        if database.path is not None and not database.path.exists():
            return False
        database.reachable()
        return schema_is_current(database)

    def require_database(self) -> None:
        """Raise NeedsSetup unless there is a database with the present schema."""
        if not self.has_database:
            raise NeedsSetup(N_("There is no up-to-date database here. Run: python -m crm_core init"))

    @cached_property
    def locale(self) -> Locale:
        """The language of who works; before there is a company, that of the settings."""
        if not self.has_database:
            return seeded(self.settings).locale()
        try:
            with self.office.read(self.actor) as w:
                return w.locale
        except Refused:
            return self.office.company.locale()

    def close(self) -> None:
        if self._opened is not None:
            self._opened.close()


@dataclass(frozen=True)
class Command:
    """A command's name, what it does, its arguments, and how it runs. `on_any_database`: also on none or an old one."""

    name: str
    about: str
    arguments: Callable[[ArgumentParser], object]
    run: Callable[[Desk, Namespace], Answer]
    on_any_database: bool = False


def add_common(parser: ArgumentParser, default: str | None = SUPPRESS) -> None:
    """The options of every command; they may stand before its name or after it."""
    parser.add_argument(
        "--as", dest="person", metavar="EMAIL", default=default, help="act as this person (default: the system)"
    )
    parser.add_argument(
        "--json", action="store_true", default=default or False, help="answer with one JSON object, for programs"
    )


def add_where(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--where",
        action="append",
        default=[],
        metavar="FIELD=VALUE",
        help="only records for which this holds (= != >= <= > < ~ !~); may be repeated",
    )


def where(w: Work, entity: str, texts: Iterable[str]) -> Filter:
    """The filter that the given conditions make together. Raises Invalid."""
    conditions = [parse_where(entity, text, w.locale, w.company) for text in texts]
    return all_of(*conditions) if conditions else EVERYTHING
