"""The one history: change sets and their changes; and the runs of imports."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ._base import Identified, Model, UtcDateTime


class ChangeSet(Identified, Model):
    """One deed of one person (or of the system: no actor): all its changes are explained and undone together."""

    __tablename__ = "change_sets"
    __table_args__ = ({"sqlite_autoincrement": True},)

    actor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime, index=True)
    kind: Mapped[str] = mapped_column(String(30))
    summary: Mapped[str] = mapped_column(Text, default="")
    context: Mapped[dict[str, Any] | None]
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("change_sets.id"))
    undone_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)


class Change(Identified, Model):
    """What a change set did to one record.

    `before` and `after` hold the touched fields only. A created record is kept as id and version, not as a copy.
    """

    __tablename__ = "changes"
    __table_args__ = (
        Index("ix_changes_record", "entity", "record_id"),
        Index("ix_changes_set", "change_set_id"),
    )

    change_set_id: Mapped[int] = mapped_column(ForeignKey("change_sets.id"))
    entity: Mapped[str] = mapped_column(String(20))
    record_id: Mapped[int] = mapped_column(Integer)
    action: Mapped[str] = mapped_column(String(10))
    version: Mapped[int] = mapped_column(Integer)
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]


COPIED = frozenset({"customer", "deal", "stage"})
"""The entities of which a process may keep copies to count in (see measures.columns): their writes are told here."""
WRITTEN = "written"
"""The area of the data whose version rises with every write of those."""


class Written(Model):
    """Which change sets made a version of the area "written"; 0 where the history does not know what was written.

    It is stored with the rise of the version, under its lock: versions come in the order of the commits.
    """

    __tablename__ = "written"

    version: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    change_set_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)


class ImportRun(Identified, Model):
    """One import of one list, from the moment it was confirmed to its receipt and, perhaps, its undo."""

    __tablename__ = "import_runs"
    __table_args__ = ({"sqlite_autoincrement": True},)

    actor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    started_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    kind: Mapped[str] = mapped_column(String(20))
    file_name: Mapped[str] = mapped_column(String(300))
    sheet: Mapped[str | None] = mapped_column(String(120))
    file_hash: Mapped[str] = mapped_column(String(64), index=True)
    status: Mapped[str] = mapped_column(String(12), default="running")
    token: Mapped[str | None] = mapped_column(String(64), unique=True)
    rows: Mapped[int] = mapped_column(Integer, default=0)
    created: Mapped[int] = mapped_column(Integer, default=0)
    updated: Mapped[int] = mapped_column(Integer, default=0)
    unchanged: Mapped[int] = mapped_column(Integer, default=0)
    skipped: Mapped[int] = mapped_column(Integer, default=0)
    failed: Mapped[int] = mapped_column(Integer, default=0)
    columns: Mapped[dict[str, Any] | None]
    options: Mapped[dict[str, Any] | None]
    notes: Mapped[list[Any] | None]
    change_set_id: Mapped[int | None] = mapped_column(ForeignKey("change_sets.id"))
    seconds: Mapped[float | None]
    error: Mapped[str | None] = mapped_column(Text)
    process: Mapped[str | None] = mapped_column(String(120))
    """Who writes it while it runs: machine, process number and when that process began."""
    rest_of_id: Mapped[int | None] = mapped_column(Integer, index=True)
    """The run whose troubled rows, mended, this one brought in."""


class ImportProblem(Identified, Model):
    """A cell or row of a list that could not be used as it stood; `reason` is a message with its `params`."""

    __tablename__ = "import_problems"

    run_id: Mapped[int] = mapped_column(ForeignKey("import_runs.id"), index=True)
    row: Mapped[int] = mapped_column(Integer)
    column: Mapped[str | None] = mapped_column(String(300))
    value: Mapped[str | None] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    params: Mapped[dict[str, Any] | None]
    failed: Mapped[bool] = mapped_column(default=False)
    cells: Mapped[list[Any] | None]
