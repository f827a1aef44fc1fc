"""The content of a document: handed out at the click, to whoever sees it then, never as something that runs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

import _data
from _http import cookies
from _http.middleware import MIDDLEWARE
from _http.routes import ROUTES
from crm_core.trust.access import SYSTEM, Actor
from crm_core.trust.accounts import open_session
from crm_core.trust.unit_of_work import Office
from crm_core.work import documents
from crm_core.work.about import Subject
from crm_core.work.handover import hand_over
from tests.integration.conftest import SarasCase, saras_case
from tests.provision.company import People

__all__ = ["saras_case"]

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
PDF = b"%PDF-1.7\n1 0 obj\n"


@pytest.fixture
def client(office: Office, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """A browser that follows no redirects, at our own routes behind the gate."""
    _data.office.cache_clear()
    monkeypatch.setattr(_data, "Office", lambda settings: office)
    with TestClient(Starlette(routes=ROUTES, middleware=MIDDLEWARE), follow_redirects=False) as client:
        yield client
    _data.office.cache_clear()


def _enter(client: TestClient, office: Office, who: Actor) -> None:
    with office.work(SYSTEM) as w:
        client.cookies.set(cookies.SESSION, open_session(w, who.user_id or 0).token)


def _add(office: Office, who: Actor, deal: int, name: str, content: bytes) -> str:
    with office.work(who) as w:
        return f"/document/{documents.add(w, Subject('deal', deal), name, content)}"


def test_a_document_is_a_file_under_its_name(
    client: TestClient, office: Office, people: People, saras_case: SarasCase
) -> None:
    address = _add(office, people.sara, saras_case.deal, "قرارداد.pdf", PDF)
    _enter(client, office, people.sara)
    answer = client.get(address)
    assert (answer.status_code, answer.content) == (200, PDF)
    assert answer.headers["content-disposition"].lower().startswith("attachment; filename*=utf-8''%d9%82")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert "no-store" in answer.headers["cache-control"]
    assert client.get(address, headers={"Range": "bytes=0-3"}).content == b"%PDF"


def test_a_number_that_no_database_knows_is_a_document_that_is_not_there(
    client: TestClient, office: Office, people: People
) -> None:
    _enter(client, office, people.mina)
    assert client.get(f"/document/{10**30}").status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "kind", "shown", "sandboxed"),
    [
        ("photo.png", PNG, "image/png", "inline", True),
        ("offer.pdf", PDF, "application/pdf", "inline", False),
        ("page.txt", b"<script>alert(1)</script>", "application/octet-stream", "attachment", True),
        ("list.xlsx", b"PK\x03\x04", "spreadsheetml.sheet", "attachment", True),
    ],
)
def test_only_pictures_and_pdfs_are_looked_at(
    client: TestClient, office: Office, people: People, saras_case: SarasCase,
    name: str, content: bytes, kind: str, shown: str, sandboxed: bool,
) -> None:  # fmt: skip
    address = _add(office, people.sara, saras_case.deal, name, content)
    _enter(client, office, people.sara)
    answer = client.get(f"{address}/view")
    assert (answer.status_code, answer.content) == (200, content)
    assert answer.headers["content-disposition"].startswith(shown)
    assert kind in answer.headers["content-type"]
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert ("sandbox" in policy, "script-src" in policy) == (sandboxed, False)


def test_nobody_without_a_session_gets_anything(
    client: TestClient, office: Office, people: People, saras_case: SarasCase
) -> None:
    address = _add(office, people.sara, saras_case.deal, "offer.pdf", PDF)
    for path in (address, f"{address}/view"):
        answer = client.get(path)
        assert (answer.status_code, answer.content) == (303, b"")
        assert answer.headers["location"].startswith("/sign-in")


def test_others_do_not_learn_that_there_is_one(
    client: TestClient, office: Office, people: People, saras_case: SarasCase
) -> None:
    address = _add(office, people.sara, saras_case.deal, "offer.pdf", PDF)
    for who in (people.reza, people.omid, people.shirin):
        _enter(client, office, who)
        there, made_up = client.get(address), client.get("/document/999999")
        assert (there.status_code, made_up.status_code) == (404, 404)
        assert "offer" not in there.text
    for who in (people.nader, people.babak, people.vida):
        _enter(client, office, who)
        assert client.get(address).status_code == 200
    assert client.get("/document/../offer.pdf").status_code in (303, 404)


def test_the_rights_of_the_moment_count(
    client: TestClient, office: Office, people: People, saras_case: SarasCase
) -> None:
    address = _add(office, people.nader, saras_case.deal, "offer.pdf", PDF)
    _enter(client, office, people.sara)
    assert client.get(address).status_code == 200
    with office.work(people.sara) as w:
        hand_over(w, "deal", [saras_case.deal], people.omid.user_id or 0, "Moves to the south")
    assert client.get(address).status_code == 404


def test_content_that_is_lost_is_said_in_words(
    client: TestClient, office: Office, people: People, saras_case: SarasCase
) -> None:
    address = _add(office, people.sara, saras_case.deal, "offer.pdf", PDF)
    for content_hash in office.store.hashes():
        office.store.path(content_hash).unlink()
    _enter(client, office, people.sara)
    answer = client.get(address)
    assert answer.status_code == 404
    assert "is missing on the server" in answer.text
