"""How right forecasts were: the figures of a company with a history, of each person's own, and of none."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

import crm_core.deals  # noqa: F401  declares the rules of deals
from _ui import charts, kpi, report_table
from crm_core.trust.unit_of_work import Office
from tests.integration.forecast_ground import history, tell
from tests.provision.company import People

from .conftest import SHELL, SignIn


class Seen:
    """What the parts of the screen were given in the last run."""

    def __init__(self) -> None:
        self.figures: dict[str, kpi.Figure] = {}
        self.tables: dict[str, list[list[str]]] = {}
        self.titles: list[str] = []


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Seen:
    told = Seen()

    def table(key: str, heads: Any, lines: Any, **_more: Any) -> None:
        told.tables[key] = [[*line.names, *(cell.text for cell in line.cells)] for line in lines]

    monkeypatch.setattr(kpi, "row", lambda figures: told.figures.update({one.label: one for one in figures}))
    monkeypatch.setattr(report_table, "show", table)
    monkeypatch.setattr(charts, "chart", lambda points, title, **_more: told.titles.append(title))
    return told


def opened(test: AppTest, **query: str) -> AppTest:
    test.switch_page(str(SHELL.parent / "honesty.py"))
    for name, value in query.items():
        test.query_params[name] = value
    test.run()
    assert not test.exception
    return test


def test_past_periods_are_held_against_what_came(sign_in: SignIn, people: People, office: Office, seen: Seen) -> None:
    tell(office, [*history(people.sara, 0.8), *history(people.reza, 0.4)])
    test = opened(sign_in(people.babak), step="quarter")
    assert seen.figures["The model was off by"].value.endswith("%")
    assert seen.figures["People were off by"].note == "nothing submitted"
    assert len(seen.titles) == 2
    assert [line[0] for line in seen.tables["honesty_errors"]] == ["At its start", "In its middle", "Near its end"]
    assert all("–" in line[0] and line[0].endswith("%") for line in seen.tables["honesty_bands"])
    assert any("past periods forecast again" in one.value for one in test.markdown)
    whole = seen.tables["honesty_table"]
    opened(sign_in(people.sara), step="quarter")
    assert [line[0] for line in seen.tables["honesty_table"]] == [line[0] for line in whole]
    assert seen.tables["honesty_table"] != whole


def test_a_history_that_is_too_thin_is_said(sign_in: SignIn, people: People, seen: Seen) -> None:
    test = opened(sign_in(people.babak))
    assert any("too thin" in one.value for one in test.markdown)
    assert not seen.figures
