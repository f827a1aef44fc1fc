"""The cookies Daftar sets, and how."""

from __future__ import annotations

from starlette.requests import HTTPConnection
from starlette.responses import Response

SESSION = "daftar_session"
FORM = "daftar_form"
LANGUAGE = "daftar_language"
_SESSION_DAYS = 30


def is_secure(connection: HTTPConnection) -> bool:
    """Does the browser talk https to us (uvicorn already honours X-Forwarded-Proto from trusted proxies)?"""
    return connection.url.scheme in {"https", "wss"}


def keep_session(request: HTTPConnection, response: Response, token: str) -> None:
    """Hand the browser its session; the server's row decides how long it is worth something."""
    response.set_cookie(
        SESSION,
        token,
        max_age=_SESSION_DAYS * 86400,
        httponly=True,
        samesite="lax",
        secure=is_secure(request),
    )


def forget_session(response: Response) -> None:
    response.delete_cookie(SESSION)


def keep_language(request: HTTPConnection, response: Response, language: str) -> None:
    """Remember which language a visitor without an account chose."""
    response.set_cookie(
        LANGUAGE, language, max_age=365 * 86400, httponly=True, samesite="lax", secure=is_secure(request)
    )
