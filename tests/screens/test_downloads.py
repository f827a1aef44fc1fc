"""Files on offer: for the person for whom the link was drawn, signed in, and not for ever."""

from __future__ import annotations

import io
from collections.abc import Iterator
from types import SimpleNamespace

import openpyxl
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

import _data
import _downloads
from _http import cookies
from _http.gate import CHECK
from _http.middleware import MIDDLEWARE
from _http.routes import ROUTES
from crm_core.lists.templates import template
from crm_core.trust.access import SYSTEM, Actor
from crm_core.trust.accounts import end_sessions_of, open_session
from crm_core.trust.unit_of_work import Office
from tests.provision.company import People


@pytest.fixture
def client(office: Office, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """A browser that follows no redirects, at our own routes behind the gate."""
    _data.office.cache_clear()
    monkeypatch.setattr(_data, "Office", lambda settings: office)
    with TestClient(Starlette(routes=ROUTES, middleware=MIDDLEWARE), follow_redirects=False) as client:
        yield client
    _data.office.cache_clear()


def _enter(client: TestClient, office: Office, who: Actor) -> str:
    with office.work(SYSTEM) as w:
        token = open_session(w, who.user_id or 0).token
    client.cookies.set(cookies.SESSION, token)
    return token


def _offer(who: Actor) -> str:
    def make(actor: Actor) -> bytes:
        with _data.office().read(actor) as w:
            return template(w, "customers")

    return _downloads.address(_downloads.offer(who, "مشتریان.xlsx", make))


def test_the_person_for_whom_it_was_drawn_gets_the_file(client: TestClient, office: Office, people: People) -> None:
    address = _offer(people.mina)
    _enter(client, office, people.mina)
    for _again in range(2):
        answer = client.get(address)
        assert answer.status_code == 200
        assert openpyxl.load_workbook(io.BytesIO(answer.content)).active.title == "Customers"
        assert "spreadsheetml" in answer.headers["content-type"]
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["content-disposition"].endswith("%D8%A7%D9%86.xlsx")


def test_nobody_else_gets_it(client: TestClient, office: Office, people: People) -> None:
    address = _offer(people.mina)
    answer = client.get(address)
    assert (answer.status_code, answer.content) == (303, b"")
    assert answer.headers["location"].startswith("/sign-in")
    _enter(client, office, people.nader)
    answer = client.get(address)
    assert answer.status_code == 404
    assert "no longer on offer" in answer.text
    assert client.get("/download/made-up").status_code == 404


def test_signing_in_again_is_enough_and_signing_out_ends_it(client: TestClient, office: Office, people: People) -> None:
    address = _offer(people.mina)
    token = _enter(client, office, people.mina)
    with office.work(SYSTEM) as w:
        end_sessions_of(w, people.mina.user_id or 0)
    CHECK.forget(token)
    assert client.get(address).status_code == 303
    _enter(client, office, people.mina)
    assert client.get(address).status_code == 200


def test_it_is_made_with_the_rights_of_the_moment(client: TestClient, office: Office, people: People) -> None:
    address = _offer(people.vida)
    _enter(client, office, people.vida)
    answer = client.get(address)
    assert answer.status_code == 409
    assert "You may not" in answer.text


def test_it_is_gone_a_day_after_its_screen_was_last_drawn(
    client: TestClient, office: Office, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    _enter(client, office, people.mina)
    hours = 0
    monkeypatch.setattr(_downloads, "time", SimpleNamespace(monotonic=lambda: hours * 3600.0))
    old, token = _offer(people.mina), _downloads.offer(people.mina, "a.txt", lambda _who: b"first")
    hours = 23
    _downloads.offer(people.mina, "a.txt", lambda _who: b"second", token)
    hours = 25
    answers = [client.get(old), client.get(_downloads.address(token))]
    assert [answer.status_code for answer in answers] == [404, 200]
    assert answers[1].content == b"second"
    hours = 48
    assert client.get(_downloads.address(token)).status_code == 404
