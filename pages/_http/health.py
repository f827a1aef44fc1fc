"""Is Daftar alive and its database reachable? For monitors; says nothing else."""

from __future__ import annotations

import logging

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from _data import office

_LOG = logging.getLogger("daftar.health")


async def show(request: Request) -> Response:
    """GET /health: 200 "ok", or 503 when the database does not answer."""
    try:
        await run_in_threadpool(office().database.reachable)
    except Exception:
        _LOG.exception("the database does not answer")
        return PlainTextResponse("database unreachable", status_code=503)
    return PlainTextResponse("ok", headers={"Cache-Control": "no-store"})
