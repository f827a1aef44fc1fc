"""What every test may ask for. Databases, a server, a browser are brought when first asked for (tests/provision).

A test that asks for `database_url` or `office` runs on SQLite and on PostgreSQL; folders of tests that need one
database only say so by their own `database_kind`.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

from tests.provision import databases, shared
from tests.provision.packages import Missing

if TYPE_CHECKING:  # what the core needs is loaded by the tests that need it
    from crm_core.trust.unit_of_work import Office
    from tests.provision.company import People

ORDER = ("unit", "integration", "screens", "browser", "real")
TESTS = Path(__file__).parent
OWN_VARIABLES = ("CRM_TEST_POSTGRES_URL", "CRM_REAL_DATA")

# Time limits of single examples measure the machine; in CI the same examples are tried every time.
hypothesis.settings.register_profile("daftar", deadline=None, derandomize=bool(os.environ.get("CI")))
hypothesis.settings.load_profile("daftar")


def pytest_configure(config: pytest.Config) -> None:
    _leave_own_settings_out()
    if _starts_the_run(config):
        for folder in shared.forsaken_runs():
            databases.close_run(folder)
        shared.open_run()


def pytest_unconfigure(config: pytest.Config) -> None:
    if _starts_the_run(config):
        databases.close_run(shared.run_folder())


def _starts_the_run(config: pytest.Config) -> bool:
    return not hasattr(config, "workerinput")


def _leave_own_settings_out() -> None:
    """The settings of the person who runs the tests, environment and .env, are none of the tests' business."""
    for name in [n for n in os.environ if n.startswith("CRM_") and n not in OWN_VARIABLES]:
        del os.environ[name]
    if (TESTS.parent / ".env").exists():
        from crm_core.base.config import Settings

        Settings.model_config["env_file"] = None


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if databases.without_trigrams():
        advice = "PostgreSQL ran without pg_trgm, so searches ran without index: install postgresql-contrib."
        terminalreporter.write_line(advice, yellow=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=_folder_order)  # stable: inside a folder the order stays


def _folder_order(item: pytest.Item) -> int:
    folder = item.path.relative_to(TESTS).parts[0]
    return ORDER.index(folder) if folder in ORDER else len(ORDER)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """What cannot be brought fails with its one line, not with a traceback through the tools of the tests."""
    report = yield
    if call.excinfo is not None and isinstance(call.excinfo.value, Missing):
        report.longrepr = str(call.excinfo.value)
    return report


@pytest.fixture(params=["sqlite", "postgresql"])
def database_kind(request: pytest.FixtureRequest) -> databases.Kind:
    """Which database the test runs on: both, one after the other."""
    kind: databases.Kind = request.param
    return kind


@pytest.fixture
def database_url(database_kind: databases.Kind, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh database with all tables and nothing in them."""
    with databases.fresh(database_kind, "empty", _upgrade, tmp_path) as address:
        yield address


def _upgrade(address: str) -> None:
    from crm_core.base.database import Database, upgrade

    database = Database(address)
    upgrade(database)
    database.dispose()


@pytest.fixture
def company_url(database_kind: databases.Kind, tmp_path: Path) -> Iterator[str]:
    """The address of a database with the company of tests/provision/company.py: English, Gregorian, US dollars."""
    with databases.fresh(database_kind, "english", _english, tmp_path) as address:
        yield address


@pytest.fixture
def persian_company_url(database_kind: databases.Kind, tmp_path: Path) -> Iterator[str]:
    """The same people in a Persian company: Jalali, Rial shown as Toman, the week from Saturday."""
    with databases.fresh(database_kind, "persian", _persian, tmp_path) as address:
        yield address


@pytest.fixture
def office(company_url: str) -> Iterator[Office]:
    """The English company, open, its clock standing at Saturday 2026-11-21, noon in Tehran."""
    yield from _open(company_url)


@pytest.fixture
def persian_office(persian_company_url: str) -> Iterator[Office]:
    """The Persian company, open, at the same moment."""
    yield from _open(persian_company_url)


@pytest.fixture
def people(office: Office) -> People:
    """Everybody in the English company: people.sara, people.nader, …"""
    from tests.provision.company import people_of

    return people_of(office)


@pytest.fixture
def units(office: Office) -> dict[str, int]:
    """Numbers of the English company's units by name."""
    from tests.provision.company import units_of

    return units_of(office)


def _english(address: str) -> None:
    from tests.provision import company

    company.found(address, company.ENGLISH)


def _persian(address: str) -> None:
    from tests.provision import company

    company.found(address, company.PERSIAN)


def _open(address: str) -> Iterator[Office]:
    from tests.provision.company import open_office

    office = open_office(address)
    yield office
    office.close()
