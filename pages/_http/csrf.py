"""A form is accepted only from a page we made: a token bound to a cookie of the same browser."""

from __future__ import annotations

import functools
import hashlib
import hmac
import secrets

from starlette.requests import Request
from starlette.responses import Response

from _data import office
from _http import cookies


@functools.cache
def _secret() -> bytes:
    """The company's secret, else one that lives as long as this process."""
    return (office().company.secret or office().settings.secret or secrets.token_hex(32)).encode()


def token_for(cookie: str) -> str:
    """What a form must carry for the browser that holds this cookie."""
    return hmac.new(_secret(), b"form:" + cookie.encode(), hashlib.sha256).hexdigest()


def cookie_of(request: Request) -> str:
    """The browser's form cookie, or a new one (to be set with `keep`)."""
    return request.cookies.get(cookies.FORM) or secrets.token_urlsafe(24)


def keep(request: Request, response: Response, cookie: str) -> None:
    if request.cookies.get(cookies.FORM) != cookie:
        response.set_cookie(cookies.FORM, cookie, httponly=True, samesite="lax", secure=cookies.is_secure(request))


def is_genuine(request: Request, given: str) -> bool:
    """Was this form made by us for this browser, and sent from our own page?"""
    cookie = request.cookies.get(cookies.FORM, "")
    origin = request.headers.get("origin")
    same_place = origin is None or origin.split("://", 1)[-1] == request.headers.get("host")
    return bool(cookie) and same_place and hmac.compare_digest(given, token_for(cookie))
