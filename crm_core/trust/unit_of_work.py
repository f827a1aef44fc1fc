"""The one door: a transaction for a known person. Only it commits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ..base import database as db
from ..base.clock import Clock
from ..base.config import Settings
from ..base.database import AnySelect, Database
from ..base.errors import NeedsSetup, NotFound, Refused
from ..base.i18n import N_, Locale
from ..base.store import Store
from ..models import (
    COPIED,
    WRITTEN,
    ChangeSet,
    CustomField,
    DataVersion,
    KeyRules,
    Tracked,
    Unit,
    User,
    Written,
)
from . import own_fields
from .access import SYSTEM, Actor, Role, criteria
from .company import Company, load_company

if TYPE_CHECKING:
    import pandas as pd

T = TypeVar("T", bound=Tracked)
VERSIONS_TOLD = 10_000
"""So many versions of what was written are kept at least, for copies that follow."""
_NUMBERS = 2**63
"""Below this are the numbers that a database knows; addresses may name any."""


def _missing() -> NotFound:
    return NotFound(N_("This record does not exist, or you may not see it."))


class Work:
    """What a piece of work has at hand: session, who works, clock, company, stored files, the person's language."""

    def __init__(
        self,
        session: Session,
        actor: Actor,
        company: Company,
        clock: Clock,
        store: Store,
        *,
        read_only: bool,
        kept: Mapping[str, Any],
    ) -> None:
        self.session = session
        self.actor = actor
        self.company = company
        self.clock = clock
        self.store = store
        self.read_only = read_only
        self.kept = kept
        self.change_set: ChangeSet | None = None
        self.change_sets: list[int] = []
        """Those that this work wrote."""
        self.touched: set[str] = set()
        self.noted = 0
        """How many changes the open change set holds; one without any leaves no trace."""
        self.standings_due: dict[type[Tracked], set[int]] | None = None
        """The customers whose standings are worked out later (see trust.standings), by what moved them."""
        self.parts: dict[tuple[str, int], tuple[dict[str, Any], dict[str, Any]]] = {}
        session.info.update(actor=actor, criteria=criteria(actor), work=self)

    @cached_property
    def locale(self) -> Locale:
        """The language, calendar and digits of the person at work."""
        return self.company.locale(self.actor.language, self.actor.calendar, self.actor.digits)

    @cached_property
    def key_rules(self) -> KeyRules:
        """What derived columns depend on, today."""
        return replace(self.company.key_rules, today=self.clock.today())

    @cached_property
    def versions(self) -> dict[str, int]:
        """The version of each area of the data, in this transaction's snapshot."""
        return {row.area: row.version for row in self.rows(select(DataVersion.area, DataVersion.version))}

    def rows(self, statement: AnySelect) -> Sequence[Any]:
        return self.session.execute(statement).all()

    def scalar(self, statement: AnySelect) -> Any:
        return self.session.execute(statement).scalar()

    def scalars(self, statement: AnySelect) -> Sequence[Any]:
        return self.session.execute(statement).scalars().all()

    def frame(self, statement: AnySelect) -> pd.DataFrame:
        return db.frame(self.session, statement)

    def get(self, model: type[T], record_id: int, *, with_bin: bool = False, lock: bool = False) -> T:
        """The record, if the actor sees it; NotFound, in words, whether it is missing or hidden."""
        if not -_NUMBERS <= record_id < _NUMBERS:
            raise _missing()
        statement = select(model).where(model.id == record_id)
        if lock:
            statement = statement.with_for_update()
        record = self.session.execute(statement, execution_options={"with_bin": with_bin}).scalar_one_or_none()
        if record is None:
            raise _missing()
        return record

    @contextmanager
    def as_system(self) -> Iterator[None]:
        """Read inside as the system does: for what must be whole whoever does it, never for what a person is shown."""
        seen = self.session.info["criteria"]
        self.session.info["criteria"] = ()
        try:
            yield
        finally:
            self.session.info["criteria"] = seen

    def touch(self, *areas: str) -> None:
        """Say that these areas of the data were written; cached reads of them end with this transaction."""
        self.touched.update(areas)
        if CustomField.entity in areas:
            self.touched.add("setting")  # the company's own fields are read with its settings

    @contextmanager
    def changing(self, kind: str, summary: str = "", **context: Any) -> Iterator[ChangeSet]:
        """Open the change set that every write inside belongs to; inside another one, that one goes on."""
        if self.read_only:
            raise RuntimeError("this work only reads")
        if self.change_set is not None:
            yield self.change_set
            self.session.flush()
            return
        change_set = ChangeSet(
            actor_id=self.actor.user_id,
            at=self.clock.now(),
            kind=kind,
            summary=summary,
            context=context or None,
        )
        self.session.add(change_set)
        self.session.flush()
        self.change_set = change_set
        self.change_sets.append(change_set.id)
        try:
            yield change_set
            self.session.flush()
            if not self.noted:
                self.session.delete(change_set)
                self.session.flush()
                self.change_sets.pop()
        finally:
            self.change_set = None
            self.noted = 0

    def commit(self) -> None:
        """Flush, raise the data versions last, commit."""
        self.session.flush()
        copied = bool(self.touched & COPIED)
        if copied:
            self.touched.add(WRITTEN)
        if self.touched:
            db.raise_by_one(self.session, DataVersion, "area", "version", sorted(self.touched))
        if copied:
            self._tell_what_was_written()
        self.session.commit()

    def _tell_what_was_written(self) -> None:
        """Store the change sets of this work with the version just made; long past versions are forgotten."""
        version = self.scalar(select(DataVersion.version).where(DataVersion.area == WRITTEN))
        known = self.change_sets if "change" in self.touched else [0]
        told = db.table_of(Written)
        rows = [{"version": version, "change_set_id": number} for number in known]
        self.session.connection().execute(told.insert(), rows)
        if version % VERSIONS_TOLD == 0:
            self.session.connection().execute(told.delete().where(told.c.version <= version - VERSIONS_TOLD))


class Office:
    """The company's open database: where people come in to work."""

    def __init__(self, settings: Settings, clock: Clock | None = None) -> None:
        self.settings = settings
        self.database = Database(settings.database_url)
        self.store = Store(settings.store_folder)
        self._clock = clock
        self._company: tuple[int, Company] | None = None
        self.kept: dict[str, Any] = {}
        """What parts of the house keep beside the open database, each under a name of its own."""
        self.commits = 0
        """How often work was committed here: while it stands still, nobody in this process wrote anything."""

    def close(self) -> None:
        if self._company is not None:
            own_fields.forget(self._company[1].custom_fields)
        self.database.dispose()

    @contextmanager
    def work(self, actor: Actor) -> Iterator[Work]:
        """A transaction that may write: commits when the block ends well, else leaves everything as it was."""
        with self.database.session() as session:
            w = self._open(session, actor, read_only=False)
            yield w
            w.commit()
            self.commits += 1

    @contextmanager
    def read(self, actor: Actor) -> Iterator[Work]:
        """A transaction that reads one snapshot."""
        with self.database.session(read_only=True) as session:
            yield self._open(session, actor, read_only=True)

    def _open(self, session: Session, actor: Actor, *, read_only: bool) -> Work:
        session.info.update(actor=SYSTEM, criteria=())
        company = self._current_company(session)
        clock = self._clock or Clock(company.zone)
        return Work(session, actor, company, clock, self.store, read_only=read_only, kept=self.kept)

    def _current_company(self, session: Session) -> Company:
        """The settings, read again only when somebody changed them."""
        version = session.execute(select(DataVersion.version).where(DataVersion.area == "setting")).scalar() or 0
        if self._company is None or self._company[0] != version:
            self._company = (version, load_company(session, self.settings))
        own_fields.adopt(self._company[1].custom_fields)
        return self._company[1]

    @property
    def company(self) -> Company:
        with self.read(SYSTEM) as w:
            return w.company

    def actor(self, user_id: int) -> Actor:
        """The person with this number, if active. Raises Refused."""
        with self.read(SYSTEM) as w:
            return actor_of(w, w.scalar(select(User).where(User.id == user_id)))

    def actor_or_system(self, user_id: int | None) -> Actor:
        """The person with this number, the system for None. Raises Refused."""
        return SYSTEM if user_id is None else self.actor(user_id)

    def actor_for(self, email: str) -> Actor:
        """The person with this e-mail, if active. Raises Refused."""
        with self.read(SYSTEM) as w:
            return actor_of(w, w.scalar(select(User).where(User.email_key == email.strip().lower())))

    def require_set_up(self) -> None:
        with self.read(SYSTEM) as w:
            if not w.scalar(select(func.count()).select_from(User)):
                raise NeedsSetup(N_("This database has no users yet. Run init, or open the app and set it up."))


def units_below(parents: dict[int, int | None], top: int | None) -> frozenset[int]:
    """A unit and all units below it, from a map of unit to parent."""
    if top is None:
        return frozenset()
    found, before = {top}, 0
    while len(found) > before:
        before = len(found)
        found |= {unit for unit, parent in parents.items() if parent in found}
    return frozenset(found)


def units_above(parents: dict[int, int | None], unit: int | None) -> frozenset[int]:
    """The units to which a unit belongs, itself left out."""
    found: set[int] = set()
    above = parents.get(unit) if unit is not None else None
    while above is not None and above not in found:
        found.add(above)
        above = parents.get(above)
    return frozenset(found)


def actor_of(w: Work, user: User | None) -> Actor:
    """The actor for a user row: role, units and choices as they are now. Raises Refused for nobody or the inactive."""
    if user is None or not user.active:
        raise Refused(N_("There is no active user of this name. Ask an admin."))
    parents = {row.id: row.parent_id for row in w.rows(select(Unit.id, Unit.parent_id))}
    return Actor(
        user_id=user.id,
        name=user.name,
        role=Role(user.role),
        unit_id=user.unit_id,
        unit_ids=units_below(parents, user.unit_id),
        units_above=units_above(parents, user.unit_id),
        language=user.language,
        calendar=user.calendar,
        digits=user.digits,
        theme=user.theme,
        rep_sees_unit=w.company.rep_sees_unit,
        rep_may_export=w.company.rep_may_export,
        customers_seen=w.company.customers_seen,
    )
