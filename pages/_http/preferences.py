"""What a person chooses for themselves: language, calendar, digits, theme. One click each in the person's menu."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from _data import office
from _http import cookies, csrf
from _http.gate import CHECK
from _http.passwords import person
from _http.render import form_of, go
from crm_core.trust import accounts

CHOICES = {
    "language": ("en", "fa"),
    "calendar": ("gregorian", "jalali"),
    "digits": ("latin", "persian"),
    "theme": ("system", "light", "dark"),
}


async def submit(request: Request) -> Response:
    """POST /preferences: stores the valid choices in the form and returns to the screen it came from."""
    form = await form_of(request)
    actor = await person(request)
    chosen = {name: form[name] for name, allowed in CHOICES.items() if form.get(name) in allowed}
    response = go(_back(form.get("back", "/")))
    if actor is None or not chosen or not csrf.is_genuine(request, form.get("csrf", "")):
        return response
    await run_in_threadpool(accounts.prefer, office(), actor, **chosen)
    CHECK.forget(request.cookies.get(cookies.SESSION, ""))
    if "language" in chosen:
        cookies.keep_language(request, response, chosen["language"])
    return response


def _back(address: str) -> str:
    """The path and query of a screen of ours, whatever host the address names."""
    parts = urlsplit(address)
    path = "/" + parts.path.lstrip("/\\")
    return f"{path}?{parts.query}" if parts.query else path
