"""What people choose for themselves, one click each: language, calendar, digits, theme."""

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
from crm_core.trust import people
from crm_core.trust.access import Actor

CHOICES = {
    "language": ("en", "fa"),
    "calendar": ("gregorian", "jalali"),
    "digits": ("latin", "persian"),
    "theme": ("", "light", "dark"),
}


async def submit(request: Request) -> Response:
    """POST /preferences: stores the valid choices in the form and returns to the screen it came from."""
    form = await form_of(request)
    actor = await person(request)
    chosen = {name: form[name] or None for name, allowed in CHOICES.items() if form.get(name) in allowed}
    response = go(_back(form.get("back", "/")))
    if actor is None or not chosen or not csrf.is_genuine(request, form.get("csrf", "")):
        return response
    await run_in_threadpool(_choose, actor, chosen)
    CHECK.forget(request.cookies.get(cookies.SESSION, ""))
    if chosen.get("language"):
        cookies.keep_language(request, response, str(chosen["language"]))
    return response


def _choose(actor: Actor, chosen: dict[str, str | None]) -> None:
    with office().work(actor) as w:
        people.choose(w, **chosen)


def _back(address: str) -> str:
    """The path and query of a screen of ours, whatever host the address names."""
    parts = urlsplit(address)
    path = "/" + parts.path.lstrip("/\\")
    return f"{path}?{parts.query}" if parts.query else path
