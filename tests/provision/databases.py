"""Fresh databases, one a test: templates are made once in a run, tests get copies of them."""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import psycopg
from sqlalchemy import URL, make_url

from tests.provision import postgres, statements
from tests.provision.packages import Missing
from tests.provision.shared import already, once, run_folder

Kind = Literal["sqlite", "postgresql"]
Fill = Callable[[str], None]
"""Makes an empty database, named by its address, into what the tests begin with."""

_numbers = itertools.count(1)


@contextmanager
def fresh(kind: Kind, template: str, fill: Fill, folder: Path) -> Iterator[str]:
    """The address of a database of one's own, as `fill` makes it; SQLite's file lies in `folder`.

    `template` names what `fill` makes: it runs once for each name and kind of database.
    """
    statements.share()
    if kind == "sqlite":
        yield _copy_of_file(template, fill, folder)
        return
    with _copy_on_server(template, fill) as address:
        yield address


def _copy_of_file(template: str, fill: Fill, folder: Path) -> str:
    def make() -> dict[str, Any]:
        path = run_folder() / f"{template}.db"
        path.unlink(missing_ok=True)
        fill(f"sqlite:///{path}")
        return {"path": str(path)}

    source = Path(once(f"sqlite-{template}", make)["path"])
    if left := [p.name for p in source.parent.glob(f"{source.name}-*") if p.stat().st_size]:
        raise AssertionError(f"{left} beside the template: who made it left the database open")
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"daftar-{next(_numbers)}.db"
    shutil.copyfile(source, target)
    return f"sqlite:///{target}"


@contextmanager
def _copy_on_server(template: str, fill: Fill) -> Iterator[str]:
    server = make_url(server_url())
    mould = _name(server, template)

    def make() -> dict[str, Any]:
        _do(server, f"DROP DATABASE IF EXISTS {mould} WITH (FORCE)", f"CREATE DATABASE {mould}")
        fill(_address(server, mould))
        return {"name": mould}

    once(f"postgresql-{template}", make)
    own = _name(server, f"{os.getpid()}_{next(_numbers)}")
    _do(server, f"CREATE DATABASE {own} TEMPLATE {mould}")
    try:
        yield _address(server, own)
    finally:
        _do(server, f"DROP DATABASE {own} WITH (FORCE)")


def _name(server: URL, rest: str) -> str:
    """A name that no other run on the same server uses."""
    return f"{run_folder().name}_{rest}".replace("-", "_").lower()


def _address(server: URL, database: str) -> str:
    return server.set(database=database).render_as_string(hide_password=False)


def _connected(server: URL) -> psycopg.Connection[Any]:
    address = server.set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(address, autocommit=True)


def _do(server: URL, *statements: str) -> None:
    with _connected(server) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def _ask(server: URL, question: str) -> Any:
    with _connected(server) as connection:
        row = connection.execute(question.encode()).fetchone()
        return row[0] if row else None


def server_url() -> str:
    """The address of the PostgreSQL server of this run; Missing when none can be had."""
    return str(once("postgresql", _serve)["url"])


def _serve() -> dict[str, Any]:
    if named := os.environ.get("CRM_TEST_POSTGRES_URL"):
        return _named_server(named)
    server = postgres.start()
    return {"url": server.url, "pid": server.pid, "folder": str(server.folder), "trigrams": server.trigrams}


def _named_server(address: str) -> dict[str, Any]:
    url = make_url(address).set(drivername="postgresql+psycopg")
    try:
        trigrams = _ask(url, "SELECT count(*) FROM pg_available_extensions WHERE name = 'pg_trgm'")
    except psycopg.OperationalError as error:
        raise Missing(f"The server that CRM_TEST_POSTGRES_URL names does not answer: {error}") from error
    return {"url": url.render_as_string(hide_password=False), "named": True, "trigrams": bool(trigrams)}


def close_run(folder: Path) -> None:
    """End a run's own server, leave nothing on a named one, remove the run's folder."""
    if made := already("postgresql", folder):
        if made.get("named"):
            _drop_templates(make_url(made["url"]), folder)
        else:
            postgres.Server(made["url"], made["trigrams"], made["pid"], Path(made["folder"])).stop()
    shutil.rmtree(folder, ignore_errors=True)


def _drop_templates(server: URL, folder: Path) -> None:
    for note in folder.glob("postgresql-*.json"):
        if made := already(note.stem, folder):
            _do(server, f"DROP DATABASE IF EXISTS {made['name']} WITH (FORCE)")


def without_trigrams() -> bool:
    """Whether this run's server lacks the extension for searching."""
    made = already("postgresql")
    return made is not None and not made["trigrams"]
