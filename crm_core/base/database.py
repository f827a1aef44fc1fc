"""The one place that knows which database lies below: engines, transactions, and where dialects differ."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    Engine,
    FromClause,
    Integer,
    Table,
    TableClause,
    Text,
    bindparam,
    column,
    create_engine,
    event,
    extract,
    func,
    literal_column,
    make_url,
    table,
    text,
    type_coerce,
)
from sqlalchemy import cast as cast_to
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, Connection
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, Session
from sqlalchemy.sql import Select

from .errors import DaftarError
from .i18n import N_

if TYPE_CHECKING:
    import pandas as pd
    from alembic.config import Config

Value = TypeVar("Value")
AnySelect = Select[*tuple[Any, ...]]
"""A select of whatever columns."""

MIGRATIONS = Path(__file__).resolve().parents[2] / "db" / "migrations"
BUSY_MS = 60_000
"""How long a writer waits for another before it gives up, in milliseconds: longer than a deed on many records takes."""

sqlite3.register_adapter(dt.date, lambda day: day.isoformat())
sqlite3.register_adapter(dt.datetime, lambda at: at.isoformat(sep=" "))


class DatabaseUnreachable(DaftarError):
    """The database named in the settings cannot be opened."""


class DatabaseBusy(DaftarError):
    """Somebody else is writing, and it takes longer than anybody can wait. Nothing was changed."""


def _sqlite_engine(url: URL) -> Engine:
    path = url.database
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url,
        connect_args={"timeout": BUSY_MS / 1000, "check_same_thread": False},
        pool_size=20,
    )

    @event.listens_for(engine, "connect")
    def _set_up(raw: Any, _record: object) -> None:
        raw.isolation_level = None  # transactions are begun below, not by the driver
        for pragma in (
            "journal_mode=WAL",
            "foreign_keys=ON",
            f"busy_timeout={BUSY_MS}",
            "synchronous=NORMAL",
            "cache_size=-65536",
            "mmap_size=1073741824",
            "temp_store=MEMORY",
        ):
            raw.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A writer takes the lock at once: one that upgrades later fails without waiting.
        writing = not connection.get_execution_options().get("read_only", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


def _postgresql_engine(url: URL) -> Engine:
    if url.drivername == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    # Compiling a statement takes the server longer than any of ours runs.
    # Nothing is prepared: a plan made while a table was empty would be kept while an import fills it.
    own: dict[str, Any] = {"prepare_threshold": None} | ({} if "options" in url.query else {"options": "-c jit=off"})
    return create_engine(url, connect_args=own, pool_size=20, max_overflow=20, pool_pre_ping=True)


class Database:
    """An engine and what the rest of the house may not know about it."""

    def __init__(self, url: str) -> None:
        parsed = make_url(url)
        self.url = url
        self.is_sqlite = parsed.get_backend_name() == "sqlite"
        self.engine = _sqlite_engine(parsed) if self.is_sqlite else _postgresql_engine(parsed)
        reading: dict[str, Any] = {"read_only": True}
        if not self.is_sqlite:
            reading = {
                "isolation_level": "REPEATABLE READ",
                "postgresql_readonly": True,
            }
        self._reading_engine = self.engine.execution_options(**reading)

    @property
    def path(self) -> Path | None:
        """The file of a SQLite database, else None."""
        name = make_url(self.url).database
        return Path(name) if self.is_sqlite and name and name != ":memory:" else None

    @contextmanager
    def session(self, *, read_only: bool = False) -> Iterator[Session]:
        """A session in one transaction: one snapshot when it only reads. The caller commits; leaving rolls back.

        Raises DatabaseBusy where another writer does not make room.
        """
        engine = self._reading_engine if read_only else self.engine
        try:
            with Session(engine, expire_on_commit=False, autoflush=True) as session:
                yield session
        except OperationalError as error:
            if getattr(error.orig, "sqlite_errorcode", 0) & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            raise DatabaseBusy(
                N_("Somebody is storing very much just now. Nothing of yours was changed; do it again in a minute.")
            ) from error

    def dispose(self) -> None:
        self.engine.dispose()

    def reachable(self) -> None:
        """Raise DatabaseUnreachable, in words, when the database does not answer."""
        try:
            with self.engine.connect() as connection:
                connection.exec_driver_sql("SELECT 1")
        except SQLAlchemyError as error:
            raise DatabaseUnreachable(
                N_("The database does not answer. Check CRM_DATABASE_URL and that its server is running.")
            ) from error


def _alembic(database: Database) -> Config:
    from alembic.config import Config  # here and below: needed once a start, slow to load

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["engine"] = database.engine
    return config


def upgrade(database: Database, revision: str = "head") -> None:
    """Bring the schema to `revision`, from nothing or from any earlier one."""
    from alembic import command

    database.reachable()
    command.upgrade(_alembic(database), revision)


def downgrade(database: Database, revision: str) -> None:
    from alembic import command

    command.downgrade(_alembic(database), revision)


def schema_is_current(database: Database) -> bool:
    """Whether every migration has run."""
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    head = ScriptDirectory.from_config(_alembic(database)).get_current_head()
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == head


def knows_revision(database: Database, revision: str) -> bool:
    """Whether this program's migrations lead from that revision on; False for one of a later program."""
    from alembic.script import ScriptDirectory

    return any(one.revision == revision for one in ScriptDirectory.from_config(_alembic(database)).walk_revisions())


def frame(session: Session, statement: AnySelect) -> pd.DataFrame:
    """The rows of a statement as a DataFrame, through the session, so that the access listener sees it."""
    import pandas as pd

    result = session.execute(statement)
    return pd.DataFrame.from_records(result.all(), columns=list(result.keys()))


def label_of(model: type[DeclarativeBase], name: str | None = None) -> FromClause:
    """The table of a model for labels of dimensions: access does not filter it, so sums do not depend on breakdowns."""
    return _columns_of(model).alias(name)


@cache
def _columns_of(model: type[DeclarativeBase]) -> TableClause:
    """The table with names and types only: an alias of it is made in a quarter of the time."""
    whole = table_of(model)
    return table(whole.name, *(column(one.key, one.type) for one in whole.columns))


def table_of(model: type[DeclarativeBase]) -> Table:
    """The bare table of a model: neither access nor history watch it, so only trust and this file may write to it."""
    return cast("Table", model.__table__)


def on_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


@contextmanager
def along_indexes(session: Session) -> Iterator[None]:
    """Join row by row, by index, meanwhile: for a few rows of a large table.

    PostgreSQL cannot tell how few intervals hold at a moment, whose ends it takes for independent, and would read and
    hash the whole table. SQLite joins so anyway.
    """
    ways = () if on_sqlite(session) else ("enable_hashjoin", "enable_mergejoin")
    for way in ways:
        session.execute(text(f"SET LOCAL {way} = off"))
    yield
    for way in ways:
        session.execute(text(f"SET LOCAL {way} = DEFAULT"))


def raise_by_one(
    session: Session,
    model: type[DeclarativeBase],
    key: str,
    counter: str,
    keys: Sequence[str],
) -> None:
    """Add one to a counter row for each key, making the rows that are missing."""
    make = sqlite.insert if on_sqlite(session) else postgresql.insert
    statement = make(model).values([{key: name, counter: 1} for name in sorted(keys)])
    column = table_of(model).c[counter]
    session.execute(statement.on_conflict_do_update(index_elements=[key], set_={counter: column + 1}))


def put(
    session: Session,
    model: type[DeclarativeBase],
    rows: Sequence[dict[str, Any]],
    key: Sequence[str],
) -> None:
    """Insert rows, replacing those that have the same key."""
    make = sqlite.insert if on_sqlite(session) else postgresql.insert
    statement = make(model).values(list(rows))
    updates = {name: statement.excluded[name] for name in rows[0] if name not in key}
    session.execute(
        statement.on_conflict_do_update(index_elements=list(key), set_=updates)
        if updates
        else statement.on_conflict_do_nothing(index_elements=list(key))
    )


def put_new(
    session: Session,
    model: type[DeclarativeBase],
    rows: Sequence[dict[str, Any]],
    key: Sequence[str],
) -> None:
    """Insert rows, leaving those alone whose key is there already, also where another one inserts it meanwhile."""
    make = sqlite.insert if on_sqlite(session) else postgresql.insert
    session.execute(make(model).values(list(rows)).on_conflict_do_nothing(index_elements=list(key)))


def ensure_order_index(session: Session, name: str, table: str, column: str) -> None:
    """Make the indexes, where missing, by which a column is filtered and put in order, nothing coming last both ways.

    SQLite reads one index backwards for the descending order; for PostgreSQL that would put nothing first.
    """
    connection = session.connection()
    connection.exec_driver_sql(f'CREATE INDEX IF NOT EXISTS "{name}" ON "{table}" ("{column}", "id")')
    if not on_sqlite(session):
        down = f'("{column}" DESC NULLS LAST, "id" DESC)'
        connection.exec_driver_sql(f'CREATE INDEX IF NOT EXISTS "{name}_down" ON "{table}" {down}')


def matches(session: Session, column: InstrumentedAttribute[str], folded: str) -> ColumnElement[bool]:
    """Whether a searched column holds this folded text, by the trigram index of either database.

    Under three letters only beginnings of words are looked for: the column begins with a space and parts its words
    by one, so two letters still make a trigram; a single letter is looked for along the order of the page.
    """
    wanted = folded if len(folded) >= 3 else f" {folded}"
    if len(wanted) >= 3 and on_sqlite(session):
        table = column.class_.__tablename__
        quoted = '"' + wanted.replace('"', '""') + '"'
        found = text(f"SELECT rowid FROM {table}_fts WHERE {table}_fts MATCH :q_{table}")
        asked = found.bindparams(bindparam(f"q_{table}", quoted, unique=True))  # a search may have several words
        return column.class_.id.in_(asked)  # type: ignore[no-any-return]
    return column.like(f"%{escape_like(wanted)}%", escape="\\")


def escape_like(value: str) -> str:
    return value.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def epoch_of(session: Session, at: ColumnElement[Any]) -> ColumnElement[int]:
    """Whole seconds from 1970 to an instant."""
    if on_sqlite(session):
        return cast_to(func.strftime("%s", at), Integer)
    return cast_to(func.floor(extract("epoch", at)), BigInteger)


def days_between(session: Session, start: ColumnElement[Any], end: ColumnElement[Any]) -> ColumnElement[Any]:
    """Whole days from one date to another."""
    if on_sqlite(session):
        return func.julianday(end) - func.julianday(start)
    return type_coerce(end - start, Integer)


def days_later(session: Session, day: ColumnElement[Any], days: int) -> ColumnElement[Any]:
    """The date so many days after another."""
    if on_sqlite(session):
        return func.date(day, f"+{days} days", type_=Date())
    return type_coerce(day + days, Date)


def elapsed_days(session: Session, start: ColumnElement[Any], end: ColumnElement[Any]) -> ColumnElement[Any]:
    """Days, with their fraction, from one instant to another."""
    if on_sqlite(session):
        return func.julianday(end) - func.julianday(start)
    return extract("epoch", end - start) / 86400.0


# Columns as numbers and texts in one value: how much is read at once without a Python object for each cell


def day_number(session: Session, day: ColumnElement[Any]) -> ColumnElement[Any]:
    """A date as the number of days since 1970-01-01."""
    if on_sqlite(session):
        return cast_to(func.julianday(day) - 2440587.5, Integer)
    return type_coerce(day - literal_column("DATE '1970-01-01'"), Integer)


def instant_number(session: Session, at: ColumnElement[Any]) -> ColumnElement[Any]:
    """An instant as the number of microseconds since 1970 began in UTC."""
    if not on_sqlite(session):
        return cast_to(extract("epoch", at) * 1_000_000, BigInteger)
    text_of = type_coerce(at, Text)
    seconds = cast_to(func.strftime("%s", func.substr(text_of, 1, 19)), BigInteger)
    return seconds * 1_000_000 + cast_to(func.substr(text_of + literal_column("'.000000'"), 21, 6), Integer)


def joined(session: Session, value: ColumnElement[Any], mark: str) -> ColumnElement[str]:
    """The values of all rows as one text, parted by a mark; several of one statement have the same order."""
    if on_sqlite(session):
        return func.group_concat(value, mark)
    return func.string_agg(cast_to(value, Text), mark)


def places_of_texts(
    session: Session, texts: Sequence[str | None]
) -> tuple[FromClause, ColumnElement[int], ColumnElement[str]]:
    """Texts as a table to select from: it, and its columns for the place (from 0) and the text."""
    written = bindparam(None, json.dumps(texts), type_=Text(), unique=True)
    if on_sqlite(session):
        listed = func.json_each(written).table_valued("key", "value")
        return listed, listed.c.key, type_coerce(listed.c.value, Text)
    whole = func.jsonb_array_elements_text(cast_to(written, postgresql.JSONB))
    found = whole.table_valued("value", with_ordinality="place").render_derived()
    return found, found.c.place - 1, type_coerce(found.c.value, Text)
