"""Copies of a PostgreSQL database, by its own programs pg_dump, pg_restore and psql."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sqlalchemy import make_url

from ..base.database import Database
from ..base.errors import DaftarError
from ..base.i18n import N_
from ..models import Model

_MARK = b"PGDMP"
_PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/*postgresql*/bin",
    "/opt/homebrew/opt/libpq/bin",
    "/usr/local/opt/*postgresql*/bin",
    "/usr/local/opt/libpq/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)
_ENTRY = re.compile(r"\d+; \d+ \d+ (?P<kind>[A-Z ]+?) (?P<schema>\S+) (?P<name>\S+)")
_LEFT_OUT = frozenset({"EXTENSION", "COMMENT", "SCHEMA", "ACL", "DEFAULT ACL"})
"""Entries of a dump that belong to the server's admin, not to us."""
_LOCK_WAIT = "60s"


class ToolTrouble(DaftarError):
    """PostgreSQL's own program is missing, too old, or failed."""


@dataclass(frozen=True)
class Contents:
    """What a dump holds: its tables, its schema's revision, and the list of entries that we put back."""

    tables: frozenset[str]
    revision: str | None
    entries: str


def is_dump(path: Path) -> bool:
    """Whether the file begins as pg_dump's own format does."""
    with path.open("rb") as file:
        return file.read(len(_MARK)) == _MARK


def dump(database: Database, target: Path) -> None:
    """A consistent copy in pg_dump's own format. Raises ToolTrouble."""
    run = _run(
        database, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}", _at(database)
    )
    run.check()


def read_contents(database: Database, source: Path) -> Contents:
    """What the dump holds, without touching the database. Raises ToolTrouble where it cannot be read."""
    listed = _run(database, "pg_restore", "--list", str(source)).check()
    kept: list[str] = []
    tables: set[str] = set()
    for line in listed.splitlines():
        entry = _ENTRY.match(line)
        if entry is None or entry["kind"] in _LEFT_OUT:
            continue
        kept.append(line)
        if entry["kind"] == "TABLE":
            tables.add(entry["name"])
    revision = _revision(database, source) if "alembic_version" in tables else None
    return Contents(frozenset(tables), revision, "\n".join(kept))


def _revision(database: Database, source: Path) -> str | None:
    data = _run(database, "pg_restore", "--data-only", "--table=alembic_version", "--file=-", str(source)).check()
    rows = re.search(r"^COPY .*?;\n(.*?)^\\\.$", data, re.DOTALL | re.MULTILINE)
    return rows[1].strip() or None if rows else None


def load(database: Database, source: Path, contents: Contents) -> None:
    """Put what the dump holds in the place of our tables, in one transaction. Raises ToolTrouble."""
    with tempfile.TemporaryDirectory() as folder:
        entries, before, script = (Path(folder) / name for name in ("entries", "before.sql", "script.sql"))
        entries.write_text(contents.entries + "\n", encoding="utf-8")
        before.write_text(_clearing(contents), encoding="utf-8")
        _run(
            database, "pg_restore", "--no-owner", "--no-privileges", f"--use-list={entries}", f"--file={script}",
            str(source),
        ).check()  # fmt: skip
        _run(
            database, "psql", "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1",
            _at(database), f"--file={before}", f"--file={script}",
        ).check()  # fmt: skip


def _clearing(contents: Contents) -> str:
    tables = sorted({*Model.metadata.tables, "alembic_version", *contents.tables})
    drops = "".join(f'DROP TABLE IF EXISTS public."{table}" CASCADE;\n' for table in tables)
    return f"SET lock_timeout = '{_LOCK_WAIT}';\nCREATE EXTENSION IF NOT EXISTS pg_trgm;\n{drops}"


# The programs


@dataclass(frozen=True)
class _Run:
    program: str
    code: int
    output: str
    errors: str

    def check(self) -> str:
        """Its output; ToolTrouble with the reason it gave when it failed."""
        if self.code:
            lines = [line for line in self.errors.splitlines() if "error" in line.lower()] or self.errors.splitlines()
            raise ToolTrouble(
                N_("{program} failed: {reason}"), program=self.program, reason=(lines or [str(self.code)])[0].strip()
            )
        return self.output


def _run(database: Database, program: str, *arguments: str) -> _Run:
    url = make_url(database.url)
    environment = {**os.environ, "PGCONNECT_TIMEOUT": "15"}
    if url.password:
        environment["PGPASSWORD"] = str(url.password)  # an argument would be seen by others on the machine
    done = subprocess.run(  # noqa: S603  (our own program names and arguments)
        [_program(program, _server_major(database)), *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    return _Run(program, done.returncode, done.stdout, done.stderr)


def _at(database: Database) -> str:
    url = make_url(database.url).set(drivername="postgresql")._replace(password=None)
    return f"--dbname={url.render_as_string(hide_password=False)}"


def _server_major(database: Database) -> int:
    database.reachable()
    with database.engine.connect() as connection:
        known = connection.dialect.server_version_info
    return int(known[0]) if known else 0


@cache
def _program(name: str, least: int) -> str:
    """The program of the server's version, else the oldest later one. Raises ToolTrouble, in words."""
    found = {major: path for path in _candidates(name) if (major := _major(path))}
    if fitting := [major for major in sorted(found) if major >= least]:
        return found[fitting[0]]
    if found:
        raise ToolTrouble(
            N_("{program} {version} is older than the server (PostgreSQL {least}). Install its client programs."),
            program=name,
            version=str(max(found)),
            least=str(least),
        )
    raise ToolTrouble(
        N_("{program} is not installed here. Install the client programs of PostgreSQL {least} (postgresql-client)."),
        program=name,
        least=str(least),
    )


def _candidates(name: str) -> list[str]:
    on_path = shutil.which(name)
    elsewhere = [str(path) for place in _PLACES for path in Path("/").glob(f"{place[1:]}/{name}")]
    return ([on_path] if on_path else []) + sorted(elsewhere)


def _major(path: str) -> int:
    said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    number = re.search(r"\d+", said.stdout)
    return int(number[0]) if number and said.returncode == 0 else 0
