"""Real lists, which are not part of the project: ../shared/data, or the folder that CRM_REAL_DATA names."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from _ui import kpi, report_table
from crm_core.cli import main
from crm_core.trust.unit_of_work import Office
from tests.provision import company, databases
from tests.provision.company import People
from tests.real import maven
from tests.real.ways import Seen, Ways
from tests.screens.conftest import SignIn, sign_in

__all__ = ["real_data", "sign_in", "ways"]

FOLDER = Path(os.environ.get("CRM_REAL_DATA") or Path(__file__).parents[3] / "shared" / "data")


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real lists; where it is missing, the test is skipped and says so."""
    if not FOLDER.is_dir():
        pytest.skip(f"no real lists in {FOLDER} (name their folder with CRM_REAL_DATA)")
    return FOLDER


@pytest.fixture
def opportunities(database_kind: databases.Kind, tmp_path: Path, real_data: Path) -> Iterator[Office]:
    """A company with the opportunity list of maven."""

    def fill(address: str) -> None:
        company.found(address, company.ENGLISH)
        opened = company.open_office(address)
        maven.put(opened, real_data / "maven")
        opened.close()

    with databases.fresh(database_kind, "maven", fill, tmp_path) as address:
        opened = company.open_office(address)
        yield opened
        opened.close()


@pytest.fixture
def ways(
    office: Office,
    people: People,
    sign_in: SignIn,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Ways:
    """Ways to ask the company of a test."""
    seen = Seen()
    draw_table, draw_row = report_table.show, kpi.row

    def table(key: str, heads: Any, lines: Any, *more: Any, **how: Any) -> None:
        seen.lines = list(lines)
        draw_table(key, heads, lines, *more, **how)

    def row(figures: Any) -> None:
        seen.figures = list(figures)
        draw_row(figures)

    def say(*arguments: str) -> dict[str, Any]:
        assert main([*arguments, "--json"]) in (0, 1)
        said: dict[str, Any] = json.loads(capsys.readouterr().out)
        return said

    monkeypatch.setattr(report_table, "show", table)
    monkeypatch.setattr(kpi, "row", row)
    monkeypatch.setenv("CRM_DATABASE_URL", office.settings.database_url)
    return Ways(office, tmp_path, say, sign_in, people.mina, seen)
