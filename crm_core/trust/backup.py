"""Copies of the whole database and its documents in one file, and putting one back.

A copy taken while people work is consistent. Without documents it is a plain copy of the database, else a pack
(trust.stored).
"""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import inspect, select

from ..base import copies
from ..base.clock import Clock
from ..base.config import Settings
from ..base.database import Database, knows_revision, put, upgrade
from ..base.errors import DaftarError
from ..base.files import beside
from ..base.i18n import N_
from ..models import DataVersion, Setting
from . import _postgres_copies as postgres
from . import stored
from .access import SYSTEM, Actor, require
from .unit_of_work import Office

OURS = frozenset({"alembic_version", "customers", "deals", "change_sets", "settings", "users"})
"""Tables by which a copy is known to be Daftar's."""


class NoBackup(DaftarError):
    """A file is not what it would have to be."""


@dataclass(frozen=True)
class Restored:
    """What a restore left behind: the copy of what was there before, if anything was."""

    former: Path | None


def back_up(office: Office, actor: Actor, target: Path) -> int:
    """Write a copy of the database to a file that only its owner may read; how many bytes it has.

    An earlier copy of that name is replaced; any other file is left alone. Raises Refused, NoBackup, FileTrouble.
    """
    with office.read(actor) as w:
        require(w, "backup")
    database = office.database
    _check_target(database, target)
    _write(office, target)
    return target.stat().st_size


def _write(office: Office, target: Path) -> None:
    """A copy of the database; where there are documents, together with their files."""
    with beside(target, private=True) as made:
        if not stored.has_files(office.store):
            _copy(office.database, made)
            return
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backing-up-") as folder:
            copy = Path(folder) / "copy"
            _copy(office.database, copy)
            stored.pack(copy, office.store, made)


def _copy(database: Database, target: Path) -> None:
    if database.path is not None:
        copies.copy_database(database.path, target)
    else:
        postgres.dump(database, target)


def _check_target(database: Database, target: Path) -> None:
    if not target.exists():
        return
    is_file = target.is_file()
    if database.path is not None and is_file and target.samefile(database.path):
        raise NoBackup(N_("{path} is the database itself. Choose another name for the copy."), path=str(target))
    if not is_file or not (copies.is_sqlite_file(target) or postgres.is_dump(target) or stored.is_pack(target)):
        raise NoBackup(N_("{path} exists and is no backup. Choose another name for the copy."), path=str(target))


def restore(office: Office, actor: Actor, source: Path) -> Restored:
    """Put a copy in the place of all that the database holds; what it held is kept beside as a copy of its own.

    The copy is checked first, and brought to the present schema. Works on a database that does not exist yet.
    Raises Refused, and NoBackup where the file is not a whole copy of a Daftar database of this kind.
    """
    if not actor.is_system:
        with office.read(actor) as w:
            require(w, "backup")
    if not source.is_file():
        raise NoBackup(N_("There is no file {path}."), path=str(source))
    with (
        tempfile.TemporaryDirectory(dir=source.parent, prefix=".restoring-") as folder,
        stored.opened(source, office.store, Path(folder)) as copy,
    ):
        if office.database.path is None:
            return _restore_on_server(office, copy, source.parent)
        return _restore_file(office, office.database.path, copy)


# SQLite


def _restore_file(office: Office, place: Path, source: Path) -> Restored:
    _check_file(office.database, source)
    if place.exists() and source.samefile(place):
        raise NoBackup(N_("{path} is the database itself; there is nothing to restore."), path=str(source))
    with tempfile.TemporaryDirectory(dir=place.parent, prefix=".restoring-") as folder:
        ready = Path(folder) / "ready.db"
        copies.copy_database(source, ready)
        _bring_up_to_date(office.settings, ready, _versions(office.database) if place.exists() else {})
        former = _keep_former(office, place)
        office.database.dispose()
        copies.put_in_place(ready, place)
    return Restored(former)


def _check_file(database: Database, source: Path) -> None:
    if postgres.is_dump(source):
        raise NoBackup(N_("{path} is a copy of a PostgreSQL database; this database is SQLite."), path=str(source))
    try:
        ours = copies.is_sqlite_file(source) and copies.tables_of_file(source) >= OURS
        revision = copies.revision_of_file(source) if ours else None
        broken = copies.damage(source) if ours else []
    except sqlite3.DatabaseError:
        ours, revision, broken = True, "", [""]
    if not ours:
        raise _not_ours(source)
    if broken:
        raise NoBackup(N_("{path} is damaged and was not restored."), path=str(source))
    _check_revision(database, source, revision)


def _not_ours(source: Path) -> NoBackup:
    return NoBackup(N_("{path} is not a backup of a Daftar database."), path=str(source))


def _check_revision(database: Database, source: Path, revision: str | None) -> None:
    if not revision or not knows_revision(database, revision):
        raise NoBackup(
            N_("{path} was written by a later version of Daftar. Upgrade the program first."), path=str(source)
        )


def _bring_up_to_date(settings: Settings, copy: Path, former: dict[str, int]) -> None:
    """Migrate the copy, and raise its data versions above the former ones: nothing cached of those may be shown."""
    office = Office(settings.model_copy(update={"database_url": f"sqlite:///{copy}"}))
    with closing(office):
        upgrade(office.database)
        _raise_versions(office.database, former)


def _versions(database: Database) -> dict[str, int]:
    """The data versions as they are; none where the database is empty."""
    if not _has_tables(database):
        return {}
    with database.session(read_only=True) as session:
        session.info.update(actor=SYSTEM, criteria=())
        return {row.area: row.version for row in session.execute(select(DataVersion.area, DataVersion.version))}


def _has_tables(database: Database) -> bool:
    return inspect(database.engine).has_table(Setting.__tablename__)


def _raise_versions(database: Database, former: dict[str, int]) -> None:
    own = _versions(database)
    rows = [
        {"area": area, "version": max(own.get(area, 0), former.get(area, 0)) + 1} for area in sorted({*own, *former})
    ]
    if not rows:
        return
    with database.session() as session:
        session.info.update(actor=SYSTEM, criteria=())
        put(session, DataVersion, rows, key=("area",))
        session.commit()


def _keep_former(office: Office, place: Path) -> Path | None:
    if not place.exists() or not place.stat().st_size:
        return None
    former = place.with_name(f"{place.stem}.before-restore-{_stamp()}{place.suffix}")
    _write(office, former)
    return former


def _stamp() -> str:
    return f"{Clock(ZoneInfo('UTC')).now():%Y%m%d-%H%M%S}"


# PostgreSQL


def _restore_on_server(office: Office, source: Path, folder: Path) -> Restored:
    database = office.database
    if not postgres.is_dump(source):
        if copies.is_sqlite_file(source):
            raise NoBackup(N_("{path} is a copy of a SQLite database; this database is PostgreSQL."), path=str(source))
        raise _not_ours(source)
    contents = postgres.read_contents(database, source)
    if not contents.tables >= OURS:
        raise _not_ours(source)
    _check_revision(database, source, contents.revision)
    versions = _versions(database)
    former = None
    if _has_tables(database):
        former = folder / f"before-restore-{_stamp()}.dump"
        _write(office, former)
    postgres.load(database, source, contents)
    upgrade(database)
    _raise_versions(database, versions)
    return Restored(former)
