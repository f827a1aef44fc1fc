"""Who wants to write while somebody writes waits, and is told where that takes too long."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from crm_core.base import database
from crm_core.base.database import Database, DatabaseBusy


def test_who_waits_too_long_is_told_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_MS", 50)
    one = Database(f"sqlite:///{tmp_path / 'one.db'}")
    with one.session() as writing:
        writing.connection().execute(text("CREATE TABLE numbers (number INTEGER)"))
        with pytest.raises(DatabaseBusy, match="storing very much"), one.session() as late:
            late.connection().execute(text("INSERT INTO numbers VALUES (1)"))
        writing.commit()
    with one.session() as late:
        late.connection().execute(text("INSERT INTO numbers VALUES (2)"))
        late.commit()
    with one.session(read_only=True) as reading:
        assert reading.connection().execute(text("SELECT number FROM numbers")).scalars().all() == [2]
    one.dispose()
