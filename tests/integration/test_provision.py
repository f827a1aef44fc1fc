"""The tests' own ground: each gets a database of its own, on both kinds."""

from __future__ import annotations

from sqlalchemy import inspect, text

from crm_core.base.database import Database


def test_a_fresh_database_has_every_table_and_no_rows(database_url: str) -> None:
    database = Database(database_url)
    names = set(inspect(database.engine).get_table_names())
    with database.engine.connect() as connection:
        users = connection.execute(text("SELECT count(*) FROM users")).scalar_one()
    database.dispose()
    assert {"users", "units", "alembic_version"} <= names
    assert users == 0


def test_what_one_test_writes_no_other_sees(database_url: str) -> None:
    for _ in range(2):
        database = Database(database_url)
        with database.engine.begin() as connection:
            connection.execute(text("INSERT INTO data_versions (area, version) VALUES ('once', 1)"))
            count = connection.execute(text("SELECT count(*) FROM data_versions")).scalar_one()
            connection.execute(text("DELETE FROM data_versions"))
        database.dispose()
        assert count == 1
