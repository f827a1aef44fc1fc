"""The weekly review: the list, one begun and stepped through, closed and opened as it was; who may only read."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

import crm_core.deals.rules  # noqa: F401  (deals are made by its rule)
from _ui import entries
from crm_core.fields import records
from crm_core.trust.unit_of_work import Office
from crm_core.work import review
from tests.integration.deals_ground import DAY, TODAY, on_day
from tests.provision.company import People, units_of

from .conftest import SHELL, SignIn


@pytest.fixture
def north(office: Office, people: People) -> int:
    """North, where Sara has a deal that is two weeks old and overdue."""
    on_day(office, -14)
    with office.work(people.sara) as w:
        records.create(w, "deal", {"title": "Oven", "amount": 50_00, "expected_close": TODAY - 2 * DAY})
    on_day(office, 0)
    return units_of(office)["North"]


@pytest.fixture
def listed(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """The reviews in the list by heading, as they were drawn last."""
    told: dict[str, list[str]] = {}

    def show(_key: str, sections: Any, **_more: Any) -> None:
        told.clear()
        told.update({one.title: [entry.title for entry in one.entries] for one in sections})

    monkeypatch.setattr(entries, "show", show)
    return told


def opened(test: AppTest, **query: str) -> AppTest:
    test.switch_page(str(SHELL.parent / "review.py"))
    for name, value in query.items():
        test.query_params[name] = value
    test.run()
    assert not test.exception
    return test


def press(test: AppTest, label: str) -> None:
    next(one for one in test.button if one.label == label).click()
    test.run()
    assert not test.exception


def html(test: AppTest) -> str:
    return " ".join(one.proto.body for one in test.get("html"))


def test_a_lead_begins_a_review_and_can_go_on_with_it(
    sign_in: SignIn, people: People, north: int, listed: dict[str, list[str]]
) -> None:
    test = opened(sign_in(people.nader))
    assert any("No review was held yet." in one.value for one in test.markdown)
    press(test, "Begin the review")
    assert test.title[0].value == "Review of North"
    assert "review" in test.query_params
    again = opened(sign_in(people.nader))
    assert list(listed) == ["Under way"]
    assert any(one.label == "Go on with the review" for one in again.button)


def test_a_closed_review_opens_as_it_was(
    sign_in: SignIn, people: People, office: Office, north: int, listed: dict[str, list[str]]
) -> None:
    with office.work(people.nader) as w:
        number = review.begin(w, north).id
    with office.work(people.nader) as w:
        review.close(w, number)
    test = opened(sign_in(people.nader), review=str(number))
    assert test.title[0].value == "Review of North"
    assert "review_paper" in html(test)
    opened(sign_in(people.leila))
    assert list(listed) == ["Past reviews"]
    outside = opened(sign_in(people.omid), review=str(number))
    assert not any(one.value == "Review of North" for one in outside.title)
