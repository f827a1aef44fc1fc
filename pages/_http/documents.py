"""The content of a document: handed out when it is clicked, to whoever may see it at that moment."""

from __future__ import annotations

from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from _data import locale_for, office
from _http.passwords import person
from _http.render import go, page
from crm_core.base.errors import DaftarError
from crm_core.base.file_types import Sight, sight
from crm_core.models import Document
from crm_core.trust.access import Actor
from crm_core.work import documents

# Nothing in an answer may run, whatever it holds. The browser's own reader of PDFs does not work in a sandbox.
_NOTHING = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; "
_POLICIES: dict[Sight, str] = {
    "": _NOTHING + "sandbox",
    "picture": _NOTHING + "img-src 'self'; sandbox",
    "pdf": _NOTHING + "object-src 'self'; frame-src 'self'; img-src 'self' data:",
}


async def give(request: Request) -> Response:
    """GET /document/{number}: as a file."""
    return await _answer(request, to_look_at=False)


async def show(request: Request) -> Response:
    """GET /document/{number}/view: a picture or a PDF to look at; anything else as a file."""
    return await _answer(request, to_look_at=True)


async def _answer(request: Request, *, to_look_at: bool) -> Response:
    actor = await person(request)
    if actor is None:
        return go("/sign-in")
    try:
        document, path = await run_in_threadpool(_found, actor, request.path_params["number"])
    except DaftarError as missing:
        locale = await run_in_threadpool(locale_for, actor)
        values = {
            "title": locale.t("This document cannot be opened"),
            "sentence": missing.say(locale),
            "language_switch": False,
        }
        return page(request, "notice.html", values, locale=locale, status=404)
    shown = sight(document.content_type) if to_look_at else ""
    kind = document.content_type if not document.content_type.startswith("text/") else "application/octet-stream"
    headers = {
        "Cache-Control": "private, no-store",
        "Content-Security-Policy": _POLICIES[shown],
        "X-Content-Type-Options": "nosniff",
    }
    disposition = "inline" if shown else "attachment"
    return FileResponse(
        path, media_type=kind, headers=headers, filename=document.name, content_disposition_type=disposition
    )


def _found(actor: Actor, number: int) -> tuple[Document, Path]:
    with office().read(actor) as w:
        return documents.read(w, number)
