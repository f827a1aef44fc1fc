"""Files that screens put on offer (see `_downloads`): each is its person's alone, and made when it is asked for."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterator
from typing import IO
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

import _downloads
from _data import locale_for
from _http.passwords import person
from _http.render import go, page
from crm_core.base.errors import DaftarError
from crm_core.base.i18n import N_, Locale

_GONE = N_("This file is no longer on offer. Go back and ask for it again.")
_BLOCK = 1 << 18


async def give(request: Request) -> Response:
    """GET /download/{token}"""
    actor = await person(request)
    if actor is None:
        return go("/sign-in")
    offer = _downloads.find(request.path_params["token"], actor)
    locale = await run_in_threadpool(locale_for, actor)
    if offer is None:
        return _said(request, locale, locale.t(_GONE), 404)
    try:
        made = await run_in_threadpool(offer.make, actor)
    except DaftarError as refusal:
        return _said(request, locale, refusal.say(locale), 409)
    kind = mimetypes.guess_type(offer.name)[0] or "application/octet-stream"
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(offer.name)}",
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    if isinstance(made, bytes):
        return Response(made, media_type=kind, headers=headers)
    return StreamingResponse(_blocks(made), media_type=kind, headers=headers)


def _blocks(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while block := file.read(_BLOCK):
            yield block


def _said(request: Request, locale: Locale, sentence: str, status: int) -> Response:
    values = {"title": locale.t("The file could not be made"), "sentence": sentence, "language_switch": False}
    return page(request, "notice.html", values, locale=locale, status=status)
