"""The sign-in gate: without a living session nothing behind it answers, neither pages nor the socket."""

from __future__ import annotations

import time
from urllib.parse import quote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from _data import office
from _http import cookies
from crm_core.trust import accounts

# What a visitor without a session may reach. Nothing here reveals a record.
OPEN_PATHS = frozenset({"/sign-in", "/set-up", "/health", "/favicon.png"})
OPEN_PREFIXES = ("/link/", "/assets/")
_TRUST_SECONDS = 5.0
_MOST_REMEMBERED = 10_000


class SessionCheck:
    """Answers "is this session alive?", asking the database at most every few seconds per session."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[bool, float]] = {}

    async def alive(self, token: str) -> bool:
        now = time.monotonic()
        known = self._known.get(token)
        if known and known[1] > now:
            return known[0]
        alive = await run_in_threadpool(lambda: accounts.session_actor(office(), token) is not None)
        if len(self._known) > _MOST_REMEMBERED:
            self._known.clear()
        self._known[token] = (alive, now + _TRUST_SECONDS)
        return alive

    def forget(self, token: str) -> None:
        """The session was just ended or begun: ask again."""
        self._known.pop(token, None)


CHECK = SessionCheck()


def is_open(path: str) -> bool:
    return path in OPEN_PATHS or path.startswith(OPEN_PREFIXES)


def from_our_own_page(connection: HTTPConnection) -> bool:
    """A browser names where a socket is opened from; another site's page must not ride on our cookie."""
    origin = connection.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc == connection.headers.get("host")


class Gate:
    """ASGI middleware: redirects requests and closes sockets that carry no living session."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._socket(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        connection = HTTPConnection(scope)
        token = connection.cookies.get(cookies.SESSION, "")
        if is_open(scope["path"]) or (token and await CHECK.alive(token)):
            await self.app(scope, receive, send)
            return
        await _turned_away(connection)(scope, receive, send)

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        connection = HTTPConnection(scope)
        token = connection.cookies.get(cookies.SESSION, "")
        if not (token and from_our_own_page(connection) and await CHECK.alive(token)):
            await receive()
            await send({"type": "websocket.close", "code": 1008})
            return

        async def while_alive() -> Message:
            message = await receive()
            if message["type"] == "websocket.receive" and not await CHECK.alive(token):
                await send({"type": "websocket.close", "code": 1008})
                return {"type": "websocket.disconnect", "code": 1008}
            return message

        await self.app(scope, while_alive, send)


def _turned_away(connection: HTTPConnection) -> Response:
    """To the sign-in page and back where the visitor wanted to go; programs get a plain 401."""
    if connection.scope["method"] not in {"GET", "HEAD"}:
        return PlainTextResponse("Sign in first.", status_code=401)
    path = connection.url.path
    wanted = path + (f"?{connection.url.query}" if connection.url.query else "")
    is_page = "text/html" in connection.headers.get("accept", "") and path.count("/") == 1 and path != "/"
    target = f"/sign-in?next={quote(wanted)}" if is_page else "/sign-in"
    return RedirectResponse(target, status_code=303, headers={"Cache-Control": "no-store"})
