"""An anonymous visitor gets the sign-in page and nothing else, on every path and on the websocket."""

from __future__ import annotations

import re

import httpx
import pytest
import websockets.exceptions
from websockets.sync.client import connect

from tests.browser.conftest import Serve
from tests.provision.company import PASSWORD

BEHIND = (
    "/",
    "/customers",
    "/import",
    "/settings",
    "/no-such-page",
    "/index.html",
    "/manifest.json",
    "/static/js/index.js",
    "/_stcore/health",
    "/_stcore/host-config",
    "/_stcore/agent/openapi.json",
    "/_stcore/metrics",
    "/component/st_aggrid.AgGrid/index.html",
    "/media/anything.xlsx",
    "/customers/_stcore/health",
    "//evil.example/",
    "/password",
    "/filling",
)


def _client(address: str) -> httpx.Client:
    return httpx.Client(base_url=address, trust_env=False, timeout=20)


def _sign_in(client: httpx.Client, email: str, password: str = PASSWORD) -> httpx.Response:
    page = client.get("/sign-in")
    csrf = re.search(r'name="csrf" value="(\w+)"', page.text)
    assert csrf is not None
    return client.post("/sign-in", data={"csrf": csrf[1], "email": email, "password": password})


@pytest.fixture
def client(app: str) -> httpx.Client:
    return _client(app)


def test_every_path_leads_an_anonymous_visitor_to_the_sign_in_page(client: httpx.Client) -> None:
    for path in BEHIND:
        answer = client.get(path)
        assert (answer.status_code, answer.text) == (303, ""), path
        assert answer.headers["location"].startswith("/sign-in"), path


def test_an_anonymous_visitor_cannot_post(client: httpx.Client) -> None:
    for path in ("/", "/preferences", "/password", "/_stcore/upload_file/a/b", "/_stcore/agent/interact"):
        assert client.post(path, data={"a": "b"}).status_code == 401, path


def _handshake(address: str, **headers: str) -> int:
    """The status with which the server answers the socket's handshake; 101 is a welcome."""
    target = address.replace("http", "ws") + "/_stcore/stream"
    try:
        with connect(target, additional_headers=headers, proxy=None):
            return 101
    except websockets.exceptions.InvalidStatus as refused:
        return refused.response.status_code


def test_the_socket_opens_only_for_a_living_session_from_our_own_page(app: str) -> None:
    client = _client(app)
    assert _handshake(app, Origin=app) == 403
    assert _handshake(app, Origin=app, Cookie="daftar_session=made-up") == 403
    _sign_in(client, "sara@daftar.example")
    cookie = f"daftar_session={client.cookies['daftar_session']}"
    assert _handshake(app, Origin=app, Cookie=cookie) == 101
    assert _handshake(app, Origin="https://evil.example", Cookie=cookie) == 403
    assert _handshake(app, Cookie=cookie) == 403


def test_who_signed_in_sees_the_app_and_after_signing_out_no_more(client: httpx.Client) -> None:
    assert _sign_in(client, "sara@daftar.example").headers["location"] == "/"
    assert client.get("/customers").status_code == 200
    page = client.get("/password")
    csrf = re.search(r'name="csrf" value="(\w+)"', page.text)
    assert csrf is not None
    client.post("/sign-out", data={"csrf": csrf[1]})
    assert client.get("/customers").status_code == 303


def test_a_form_of_another_site_is_refused(client: httpx.Client) -> None:
    client.get("/sign-in")
    answer = client.post("/sign-in", data={"csrf": "0" * 64, "email": "sara@daftar.example", "password": PASSWORD})
    assert answer.status_code == 403
    assert "daftar_session" not in client.cookies


def test_the_session_cookie_is_kept_from_scripts_and_from_other_sites(client: httpx.Client) -> None:
    cookie = _sign_in(client, "sara@daftar.example").headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie


def test_after_signing_in_nobody_is_led_to_another_host(client: httpx.Client) -> None:
    page = client.get("/sign-in")
    csrf = re.search(r'name="csrf" value="(\w+)"', page.text)
    assert csrf is not None
    form = {"csrf": csrf[1], "email": "sara@daftar.example", "password": PASSWORD}
    for elsewhere in ("//evil.example", "https://evil.example", "/\\evil.example"):
        answer = client.post("/sign-in", params={"next": elsewhere}, data=form)
        assert answer.headers["location"] == "/"


def test_the_set_up_page_asks_for_the_code_unless_the_request_comes_straight_from_the_machine(
    database_url: str, serve: Serve
) -> None:
    client = _client(serve(database_url))
    assert client.get("/customers").headers["location"].startswith("/sign-in")
    assert client.get("/sign-in").headers["location"] == "/set-up"
    assert 'name="code"' not in client.get("/set-up").text
    for header in ("X-Forwarded-For", "X-Forwarded-Proto", "Forwarded", "Via", "X-Real-IP"):
        assert 'name="code"' in client.get("/set-up", headers={header: "127.0.0.1"}).text, header


def test_persian_proposes_the_iranian_set(database_url: str, serve: Serve) -> None:
    page = _client(serve(database_url)).get("/set-up", params={"lang": "fa"}).text
    assert '<html lang="fa" dir="rtl">' in page
    for value in (
        'value="IR" selected',
        'value="IRR" selected',
        'value="jalali" selected',
        'value="saturday" selected',
    ):
        assert value in page
    assert 'value="Asia/Tehran"' in page
    assert 'value="021"' in page
