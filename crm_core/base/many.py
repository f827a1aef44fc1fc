"""Many rows at once, written as quickly as either database takes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice, repeat
from typing import Any, TypeVar

from sqlalchemy import bindparam, text
from sqlalchemy.orm import DeclarativeBase, Session

from .among import among
from .database import on_sqlite, table_of

Value = TypeVar("Value")


def allot_ids(session: Session, model: type[DeclarativeBase], count: int) -> range | list[int]:
    """`count` numbers for new rows of a table, given to nobody else. SQLite's single writer makes counting safe."""
    table = model.__tablename__
    if not on_sqlite(session):
        rows = session.execute(
            text(f"SELECT nextval(pg_get_serial_sequence('{table}', 'id')) FROM generate_series(1, :n)"),
            {"n": count},
        )
        return [row[0] for row in rows]
    top = session.execute(text(f"SELECT coalesce(max(id), 0) FROM {table}")).scalar_one()
    if table_of(model).dialect_options["sqlite"].get("autoincrement"):
        given = session.execute(text("SELECT seq FROM sqlite_sequence WHERE name = :t"), {"t": table}).scalar()
        top = max(top, given or 0)
    return range(top + 1, top + 1 + count)


def insert_many(session: Session, model: type[DeclarativeBase], rows: Sequence[dict[str, Any]]) -> None:
    """Insert many rows as quickly as the database takes them; all rows have the keys of the first.

    Values are Python values of the columns' types; column defaults are not filled in.
    """
    if rows:
        insert_columns(session, model, {name: [row[name] for row in rows] for name in rows[0]}, {})


def insert_columns(
    session: Session, model: type[DeclarativeBase], columns: Mapping[str, Sequence[Any]], constants: Mapping[str, Any]
) -> None:
    """`insert_many` of columns, and of `constants` that all rows have; a column that is not named is empty."""
    said = {name: value for name, value in constants.items() if value is not None}
    names = [*columns, *said]
    values: list[Iterable[Any]] = [_converted(session, model, name, column) for name, column in columns.items()]
    values += [repeat(_converted(session, model, name, [value])[0]) for name, value in said.items()]
    cursor = session.connection().connection.cursor()
    listed = ", ".join(f'"{name}"' for name in names)
    table = model.__tablename__
    if on_sqlite(session):
        marks = ", ".join("?" for _name in names)
        with _search_index_later(session, model, columns):
            cursor.executemany(f'INSERT INTO "{table}" ({listed}) VALUES ({marks})', list(zip(*values, strict=False)))
        return
    with cursor.copy(f'COPY "{table}" ({listed}) FROM STDIN') as copy:
        for row in zip(*values, strict=False):
            copy.write_row(row)


def _converted(session: Session, model: type[DeclarativeBase], name: str, values: Sequence[Any]) -> Sequence[Any]:
    """A column as the driver stores it; equal values (days, a time stamp) are converted once."""
    dialect = session.get_bind().dialect
    process = table_of(model).c[name].type.dialect_impl(dialect).bind_processor(dialect)
    if process is None:
        return values
    try:
        stored = {value: process(value) for value in set(values) - {None}}
    except TypeError:  # JSON
        return [None if value is None else process(value) for value in values]
    return [stored.get(value) for value in values]


@contextmanager
def _search_index_later(
    session: Session, model: type[DeclarativeBase], columns: Mapping[str, Sequence[Any]]
) -> Iterator[None]:
    """Feed SQLite's trigram table once for all new rows: its triggers cost five times as much row by row."""
    if "search_key" not in columns:
        yield
        return
    connection = session.connection()
    connection.exec_driver_sql("INSERT INTO search_triggers_off DEFAULT VALUES")
    yield
    table = model.__tablename__
    ids = columns["id"]
    connection.exec_driver_sql(
        f"INSERT INTO {table}_fts (rowid, search_key) SELECT id, search_key FROM {table} WHERE id BETWEEN ? AND ?",
        (min(ids), max(ids)),
    )
    connection.exec_driver_sql("DELETE FROM search_triggers_off")


_WORTH_IT = 20_000
"""From so many rows on, it is asked whether indexes are better made anew."""


@contextmanager
def indexes_later(session: Session, *models: type[DeclarativeBase], rows: int) -> Iterator[None]:
    """While so many rows come or go, SQLite's indexes of these tables wait, and are made anew at the end.

    Sorting once costs a fifth of finding a place in thirteen trees for every row (100,000 customers: 6.2 s against
    13.6 s). It is done where the table is not much larger than what moves; nothing may be looked up by these indexes
    meanwhile. The transaction holds it together: readers see the table as it was, and a rollback brings all back.
    PostgreSQL would lock its readers out, and its COPY is quick as it is.
    """
    if rows < _WORTH_IT or not on_sqlite(session):
        yield
        return
    made_anew: list[str] = []
    connection = session.connection()
    for model in models:
        there = connection.exec_driver_sql(f"SELECT max(rowid) FROM {model.__tablename__}").scalar() or 0
        if there > 4 * rows:
            continue
        found = connection.exec_driver_sql(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql LIKE 'CREATE INDEX%'",
            (model.__tablename__,),
        ).all()
        for name, sql in found:
            connection.exec_driver_sql(f'DROP INDEX "{name}"')
            made_anew.append(sql)
    yield
    for sql in made_anew:
        connection.exec_driver_sql(sql)


def update_many(session: Session, model: type[DeclarativeBase], rows: Sequence[dict[str, Any]]) -> None:
    """Set columns of rows by `id`; rows may set different columns and are grouped by which."""
    table = table_of(model)
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in rows:
        names = tuple(sorted(name for name in row if name != "id"))
        groups.setdefault(names, []).append({f"new_{name}": row[name] for name in names} | {"row_id": row["id"]})
    for names, values in groups.items():
        statement = (
            table.update()
            .where(table.c.id == bindparam("row_id"))
            .values({name: bindparam(f"new_{name}", type_=table.c[name].type) for name in names})
        )
        with _search_index_anew(session, model, names, [value["row_id"] for value in values]):
            session.connection().execute(statement, values)


_WORTH_ITS_OWN = 500
"""From so many rows on, SQLite's trigram table is brought up to date for all together."""


@contextmanager
def _search_index_anew(
    session: Session, model: type[DeclarativeBase], names: Sequence[str], ids: Sequence[int]
) -> Iterator[None]:
    """While the searched text of these rows changes, SQLite's trigram table waits: its trigger costs five times as
    much row by row. The trigger is away for the transaction only, which holds all together."""
    if "search_key" not in names or len(ids) < _WORTH_ITS_OWN or not on_sqlite(session):
        yield
        return
    connection = session.connection()
    table, listed = model.__tablename__, ",".join(map(str, ids))
    rows = f"SELECT id, search_key FROM {table} WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id"
    fts = f"{table}_fts"
    trigger = connection.exec_driver_sql(
        "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = ?", (f"{fts}_update",)
    ).scalar_one()
    connection.exec_driver_sql(f"DROP TRIGGER {fts}_update")
    gone = rows.replace("SELECT id", "SELECT 'delete', id", 1)
    connection.exec_driver_sql(f"INSERT INTO {fts} ({fts}, rowid, search_key) {gone}", (f"[{listed}]",))
    yield
    connection.exec_driver_sql(f"INSERT INTO {fts} (rowid, search_key) {rows}", (f"[{listed}]",))
    connection.exec_driver_sql(trigger)


def delete_many(session: Session, model: type[DeclarativeBase], column: str, values: Iterable[int]) -> None:
    """Delete the rows whose column holds one of these numbers, truly."""
    table = table_of(model)
    for some in chunks(values):
        session.connection().execute(table.delete().where(among(table.c[column], some)))


def chunks(values: Iterable[Value], size: int = 10_000) -> Iterator[list[Value]]:
    """Numbers or texts in lists that fit into one statement."""
    rest = iter(values)
    while some := list(islice(rest, size)):
        yield some
