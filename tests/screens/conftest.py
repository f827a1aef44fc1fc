"""Screens by AppTest, in this process: on SQLite, as the person whom a test signs in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import _data
import _session
from crm_core.trust.access import SYSTEM, Actor
from crm_core.trust.accounts import open_session
from crm_core.trust.unit_of_work import Office
from tests.provision import databases

SHELL = Path(__file__).parents[2] / "pages" / "_shell.py"

SignIn = Callable[..., AppTest]


@pytest.fixture
def database_kind() -> databases.Kind:
    """What a screen shows does not depend on the database; what it asks is tested on both."""
    return "sqlite"


@pytest.fixture
def sign_in(office: Office, monkeypatch: pytest.MonkeyPatch) -> Iterator[SignIn]:
    """sign_in(people.sara) is the app, not yet run, as she sees it; `office` is the company that it opens."""
    _data.office.cache_clear()
    _data.ANSWERS.clear()
    monkeypatch.setattr(_data, "Office", lambda settings: office)
    monkeypatch.setattr(_session, "form_cookie", lambda: "form")

    def enter(who: Actor, **query: str) -> AppTest:
        with office.work(SYSTEM) as w:
            token = open_session(w, who.user_id or 0).token
        monkeypatch.setattr(_session, "token", lambda: token)
        test = AppTest.from_file(str(SHELL), default_timeout=60)
        for name, value in query.items():
            test.query_params[name] = value
        return test

    yield enter
    _data.office.cache_clear()
    _data.ANSWERS.clear()
