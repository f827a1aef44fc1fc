"""The chart of a report: its kind is chosen in the address, a picture of it is a file, a mark leads to its records."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

import _downloads
from _ui import charts
from crm_core.reports.pictures import Picture
from crm_core.trust.access import Actor
from crm_core.trust.unit_of_work import Office
from tests.integration.reports_ground import deal, put
from tests.provision.company import People

from .conftest import SignIn

BY_PERSON = {"measures": "won_amount", "by": "total", "breakdown": "owner", "period": "2026-11"}


@pytest.fixture
def deals(office: Office, people: People) -> list[int]:
    return put(
        office,
        [
            deal(120, "2026-10-05", "2026-11-03", of=people.sara),
            deal(80, "2026-11-01", "2026-11-10", of=people.reza),
            deal(55, "2026-09-01", "2026-11-21", of=people.kian),
            deal(20, "2026-09-01", "2026-11-20", of=people.mina),
        ],
    )


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[Picture]:
    """The pictures drawn, the newest last."""
    found: list[Picture] = []
    draw = charts.draw

    def see(picture: Picture, **how: Any) -> Any:
        found.append(picture)
        return draw(picture, **how)

    monkeypatch.setattr(charts, "draw", see)
    return found


Opened = Callable[[Actor], AppTest]


@pytest.fixture
def opened(sign_in: SignIn) -> Opened:
    def open_for(who: Actor) -> AppTest:
        test = sign_in(who).run()
        test.switch_page("reports.py")
        for name, value in BY_PERSON.items():
            test.query_params[name] = value
        test.run()
        assert not test.exception
        return test

    return open_for


def test_the_kind_is_chosen_above_the_chart_and_stays_in_the_address(
    opened: Opened, people: People, deals: list[int], drawn: list[Picture]
) -> None:
    test = opened(people.babak)
    choice = test.selectbox("report_chart_kind")
    assert (choice.value, drawn[-1].kind) == ("bars", "bars")
    assert choice.options == ["Bar chart", "Column chart", "Pareto", "Waterfall", "Leader board"]
    choice.set_value("pareto").run()
    assert test.query_params["chart"] == "pareto"
    assert drawn[-1].kind == "pareto"
    assert [row["value"] for row in drawn[-1].rows] == [12_000, 8_000, 5_500, 2_000]
    test.selectbox("report_chart_kind").set_value("bars").run()
    assert "chart" not in test.query_params


def test_the_picture_is_a_file_for_those_who_may_export(
    opened: Opened, people: People, deals: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    offered: dict[str, _downloads.Make] = {}
    offer = _downloads.offer

    def see(who: Actor, name: str, make: _downloads.Make, token: str | None = None) -> str:
        offered[name] = make
        return offer(who, name, make, token)

    monkeypatch.setattr(_downloads, "offer", see)
    opened(people.babak)
    png, svg = (offered[f"Won amount 2026-11-01.{form}"](people.babak) for form in ("png", "svg"))
    assert isinstance(png, bytes)
    assert isinstance(svg, bytes)
    assert Image.open(io.BytesIO(png)).width == 1920
    assert "Sara" in svg.decode()
    offered.clear()
    opened(people.vida)
    assert not [name for name in offered if name.endswith(("png", "svg"))]


def test_a_mark_that_was_clicked_opens_its_records(
    opened: Opened, people: People, deals: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    clicks = [("Reza", "")]
    monkeypatch.setattr(charts, "draw", lambda picture, **how: clicks.pop() if clicks else None)
    test = opened(people.babak)
    said = " ".join(str(one.value) for one in (*test.markdown, *test.caption))
    assert "Reza" in said
    assert "$80" in said
