"""A copy taken while people work holds everything; put back, it is what was; anything else is refused."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url, select

from crm_core.base.config import Settings
from crm_core.base.errors import DaftarError, Refused
from crm_core.base.files import FileTrouble
from crm_core.models import Customer, DataVersion
from crm_core.trust import _postgres_copies as postgres
from crm_core.trust import backup, doctor
from crm_core.trust.access import SYSTEM
from crm_core.trust.set_up import prepare
from crm_core.trust.unit_of_work import Office
from tests.integration.conftest import SarasCase
from tests.provision.company import People


def _names(office: Office) -> list[str]:
    with office.read(SYSTEM) as w:
        return sorted(w.scalars(select(Customer.name)))


def _add(office: Office, name: str) -> None:
    with office.work(SYSTEM) as w, w.changing("create"):
        w.session.add(Customer(name=name, kind="company"))


def _versions(office: Office) -> dict[str, int]:
    with office.read(SYSTEM) as w:
        return {row.area: row.version for row in w.rows(select(DataVersion.area, DataVersion.version))}


def test_what_was_backed_up_comes_back(office: Office, saras_case: SarasCase, tmp_path: Path) -> None:
    copy = tmp_path / "copy.backup"
    assert backup.back_up(office, SYSTEM, copy) == copy.stat().st_size > 0
    _add(office, "Came later")
    before = _versions(office)
    done = backup.restore(office, SYSTEM, copy)
    assert _names(office) == ["Alborz Steel"]
    assert [check.key for check in doctor.examine(office, SYSTEM) if not check.well] == []
    # Nothing that was cached before may be shown as if it were of now.
    assert all(version > before.get(area, 0) for area, version in _versions(office).items())
    assert done.former is not None
    backup.restore(office, SYSTEM, done.former)
    assert _names(office) == ["Alborz Steel", "Came later"]
    _add(office, "Goes on")
    assert "Goes on" in _names(office)


def test_a_copy_is_for_its_owners_eyes(office: Office, tmp_path: Path) -> None:
    backup.back_up(office, SYSTEM, tmp_path / "copy")
    assert (tmp_path / "copy").stat().st_mode & 0o077 == 0


def test_a_copy_is_taken_while_somebody_writes(office: Office, tmp_path: Path) -> None:
    _add(office, "Stored")
    with office.work(SYSTEM) as w, w.changing("create"):
        w.session.add(Customer(name="Not yet stored", kind="company"))
        w.session.flush()
        backup.back_up(office, SYSTEM, tmp_path / "copy")
    backup.restore(office, SYSTEM, tmp_path / "copy")
    assert _names(office) == ["Stored"]


def test_an_older_copy_is_replaced_and_any_other_file_is_left(office: Office, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    backup.back_up(office, SYSTEM, copy)
    backup.back_up(office, SYSTEM, copy)
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear customer")
    with pytest.raises(backup.NoBackup, match="is no backup"):
        backup.back_up(office, SYSTEM, letter)
    assert letter.read_text() == "Dear customer"
    with pytest.raises(FileTrouble):
        backup.back_up(office, SYSTEM, tmp_path / "nowhere" / "copy")


def test_only_an_admin_takes_copies(office: Office, people: People, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    for actor in (people.babak, people.leila, people.sara, people.vida):
        with pytest.raises(Refused):
            backup.back_up(office, actor, copy)
    assert not copy.exists()
    backup.back_up(office, people.mina, copy)
    with pytest.raises(Refused):
        backup.restore(office, people.babak, copy)
    backup.restore(office, people.mina, copy)


@pytest.mark.parametrize("content", [b"", b"Dear customer", b"SQLite format 3\x00" + b"\x07" * 5000, b"PGDMP\x01\x0e"])
def test_what_is_no_backup_is_refused_and_changes_nothing(office: Office, tmp_path: Path, content: bytes) -> None:
    _add(office, "Alborz")
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(DaftarError):
        backup.restore(office, SYSTEM, tmp_path / "file")
    assert _names(office) == ["Alborz"]


def test_a_file_that_is_not_there_is_refused(office: Office, tmp_path: Path) -> None:
    with pytest.raises(backup.NoBackup, match="There is no file"):
        backup.restore(office, SYSTEM, tmp_path / "missing")


def _altered(copy: Path, *statements: str) -> Path:
    with closing(sqlite3.connect(copy)) as database, database:
        for statement in statements:
            database.execute(statement)
    return copy


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=False)
class TestFiles:
    """What can be said about copies of SQLite alone."""

    def test_another_programs_database_is_refused(self, office: Office, tmp_path: Path) -> None:
        other = _altered(tmp_path / "other.db", "CREATE TABLE songs (title TEXT)")
        with pytest.raises(backup.NoBackup, match="not a backup of a Daftar"):
            backup.restore(office, SYSTEM, other)

    def test_a_copy_of_a_later_version_is_refused(self, office: Office, tmp_path: Path) -> None:
        backup.back_up(office, SYSTEM, tmp_path / "copy")
        later = _altered(tmp_path / "copy", "UPDATE alembic_version SET version_num = '9999'")
        with pytest.raises(backup.NoBackup, match="later version"):
            backup.restore(office, SYSTEM, later)

    def test_a_damaged_copy_is_refused(self, office: Office, saras_case: SarasCase, tmp_path: Path) -> None:
        backup.back_up(office, SYSTEM, tmp_path / "copy")
        damaged = _altered(tmp_path / "copy", "PRAGMA foreign_keys=OFF", "DELETE FROM stages")
        with pytest.raises(backup.NoBackup, match="damaged"):
            backup.restore(office, SYSTEM, damaged)
        assert _names(office) == ["Alborz Steel"]

    def test_the_database_is_not_its_own_backup(self, office: Office) -> None:
        assert office.database.path is not None
        for act in (backup.back_up, backup.restore):
            with pytest.raises(backup.NoBackup, match="the database itself"):
                act(office, SYSTEM, office.database.path)  # type: ignore[operator]

    def test_a_lost_database_is_made_from_its_backup(self, office: Office, tmp_path: Path) -> None:
        _add(office, "Alborz")
        backup.back_up(office, SYSTEM, tmp_path / "copy")
        anew = Office(Settings(database_url=f"sqlite:///{tmp_path / 'elsewhere' / 'new.db'}"))
        assert backup.restore(anew, SYSTEM, tmp_path / "copy").former is None
        assert _names(anew) == ["Alborz"]
        anew.close()

    def test_who_reads_meanwhile_goes_on(self, office: Office, tmp_path: Path) -> None:
        _add(office, "Alborz")
        backup.back_up(office, SYSTEM, tmp_path / "copy")
        _add(office, "Later")
        other = Office(office.settings)
        with other.read(SYSTEM) as w:
            assert len(w.scalars(select(Customer.name))) == 2
            backup.restore(office, SYSTEM, tmp_path / "copy")
            assert len(w.scalars(select(Customer.name))) == 2
        assert _names(other) == ["Alborz"]
        other.close()


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=False)
class TestServer:
    """What can be said about copies of PostgreSQL alone."""

    def test_without_its_programs_a_sentence_says_what_to_install(
        self, office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        postgres._program.cache_clear()
        monkeypatch.setattr(postgres, "_PLACES", ())
        monkeypatch.setenv("PATH", str(tmp_path))
        with pytest.raises(postgres.ToolTrouble, match="postgresql-client"):
            backup.back_up(office, SYSTEM, tmp_path / "copy")
        assert not (tmp_path / "copy").exists()
        postgres._program.cache_clear()

    def test_the_password_is_not_seen_by_others(
        self, office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        calls: list[tuple[list[str], dict[str, str]]] = []
        real = postgres.subprocess.run

        def noted(command: list[str], **options: Any) -> Any:
            calls.append((command, options.get("env") or {}))
            return real(command, **options)

        url = make_url(office.database.url)
        secret = str(url.password or "hush-hush")
        with_password = url.set(password=secret).render_as_string(hide_password=False)
        monkeypatch.setattr(office.database, "url", with_password)
        monkeypatch.setattr(postgres.subprocess, "run", noted)
        backup.back_up(office, SYSTEM, tmp_path / "copy")
        assert any(env.get("PGPASSWORD") == secret for _command, env in calls)
        assert not any(secret in part for command, _env in calls for part in command)

    def test_a_copy_of_the_other_database_is_refused(self, office: Office, tmp_path: Path) -> None:
        lite = Office(Settings(database_url=f"sqlite:///{tmp_path / 'lite.db'}"))
        prepare(lite)
        backup.back_up(lite, SYSTEM, tmp_path / "copy")
        lite.close()
        with pytest.raises(backup.NoBackup, match="SQLite"):
            backup.restore(office, SYSTEM, tmp_path / "copy")

    def test_it_is_all_or_nothing(self, office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        _add(office, "Alborz")
        backup.back_up(office, SYSTEM, tmp_path / "copy")
        _add(office, "Later")
        whole = postgres._clearing
        monkeypatch.setattr(postgres, "_clearing", lambda contents: whole(contents) + "SELECT 1/0;\n")
        with pytest.raises(postgres.ToolTrouble, match="division by zero"):
            backup.restore(office, SYSTEM, tmp_path / "copy")
        assert _names(office) == ["Alborz", "Later"]
