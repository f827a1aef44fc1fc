"""The tests' own ground: each gets a database of its own, on both kinds."""

from __future__ import annotations

from sqlalchemy import inspect, text

from crm_core.base.database import Database
from crm_core.trust import accounts
from crm_core.trust.unit_of_work import Office
from tests.provision.company import PASSWORD, People, email


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
            count = connection.execute(text("SELECT count(*) FROM data_versions WHERE area = 'once'")).scalar_one()
            connection.execute(text("DELETE FROM data_versions WHERE area = 'once'"))
        database.dispose()
        assert count == 1


def test_the_company_has_its_people_in_their_units(office: Office, people: People, units: dict[str, int]) -> None:
    assert people.sara.unit_ids == {units["North"]}
    assert people.leila.unit_ids == {units["Tehran"], units["North"], units["South"]}
    assert people.mina.unit_ids == set(units.values())
    assert accounts.sign_in(office, email("Sara"), PASSWORD).user_id == people.sara.user_id


def test_it_is_noon_in_tehran(office: Office, persian_office: Office) -> None:
    with office.read(accounts.SYSTEM) as w:
        assert w.locale.date(w.clock.today()) == "2026-11-21"
    with persian_office.read(accounts.SYSTEM) as w:
        assert w.locale.date(w.clock.today()) == "۱۴۰۵/۰۸/۳۰"
