"""SQLite files as a whole: copied while people work, put in place of one another, examined."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

_MARK = b"SQLite format 3\x00"


def is_sqlite_file(path: Path) -> bool:
    """Whether the file begins as a SQLite database does."""
    with path.open("rb") as file:
        return file.read(len(_MARK)) == _MARK


def copy_database(source: Path, target: Path) -> None:
    """A consistent copy, taken while people work, in one file that needs no other beside it."""
    with closing(sqlite3.connect(source)) as read, closing(sqlite3.connect(target)) as written:
        read.backup(written)
        written.execute("PRAGMA journal_mode=DELETE")


def put_in_place(source: Path, target: Path) -> None:
    """Let the target hold what the source holds, in one transaction that its readers may overlap."""
    with closing(_open_to_read(source)) as read, closing(sqlite3.connect(target, timeout=30)) as written:
        read.backup(written)
        written.execute("PRAGMA journal_mode=WAL")


def _open_to_read(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)


def tables_of_file(path: Path) -> set[str]:
    """The names of the tables in the file. Raises sqlite3.DatabaseError where it is broken."""
    with closing(_open_to_read(path)) as read:
        return {row[0] for row in read.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def revision_of_file(path: Path) -> str | None:
    """The schema's revision in a file that has one noted."""
    with closing(_open_to_read(path)) as read:
        found = read.execute("SELECT version_num FROM alembic_version").fetchone()
    return found[0] if found else None


def damage(path: Path) -> list[str]:
    """What is broken in the file, in SQLite's words: pages, indexes, and rows that refer to rows that are not there."""
    with closing(sqlite3.connect(path, timeout=30)) as read:
        found = [row[0] for row in read.execute("PRAGMA integrity_check(20)") if row[0] != "ok"]
        for table, row, other, _key in read.execute("PRAGMA foreign_key_check"):
            found.append(f"{table} {row}: {other}")
    return found


def stale_search_tables(path: Path, tables: Sequence[str]) -> list[str]:
    """Which of these tables' trigram indexes do not hold what the tables hold."""
    with closing(sqlite3.connect(path, timeout=30, isolation_level=None)) as checked:
        return [table for table in tables if not _search_is_in_step(checked, f"{table}_fts")]


def _search_is_in_step(checked: sqlite3.Connection, index: str) -> bool:
    checked.execute("BEGIN")
    try:
        checked.execute(f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)")
    except sqlite3.DatabaseError:
        return False
    else:
        return True
    finally:
        checked.execute("ROLLBACK")
