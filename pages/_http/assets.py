"""Fonts, style sheets, marks: all from this server, none from elsewhere."""

from __future__ import annotations

import hashlib
from pathlib import Path

import fontpkg_inter
import fontpkg_noto_sans_arabic
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response

FOLDER = Path(__file__).resolve().parent.parent / "_assets"
FONTS = {
    "inter.ttf": fontpkg_inter.ROOT / "files" / "Inter[opsz,wght].ttf",
    "noto-sans-arabic.ttf": fontpkg_noto_sans_arabic.ROOT / "files" / "NotoSansArabic[wdth,wght].ttf",
}
_GRID = frozenset({"grid.js", "grid_rows.js", "grid_keys.js", "grid_editors.js", "grid_menu.js", "grid.css"})
_OPEN = frozenset({"door.css", "fonts.css", "mark.svg", "mark.png", "frame.css", "frame.js"}) | _GRID
_OPEN |= {"date.js", "date.css"}
_YEAR = "public, max-age=31536000, immutable"


def version(name: str) -> str:
    """Changes with the file, so that browsers may keep it for ever."""
    return hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()[:10]


async def asset(request: Request) -> Response:
    """GET /assets/{name}"""
    name = request.path_params["name"]
    if name not in _OPEN:
        return PlainTextResponse("", status_code=404)
    kept = _YEAR if request.query_params.get("v") else "no-cache"
    return FileResponse(FOLDER / name, headers={"Cache-Control": kept})


async def font(request: Request) -> Response:
    """GET /assets/fonts/{name}"""
    path = FONTS.get(request.path_params["name"])
    if path is None:
        return PlainTextResponse("", status_code=404)
    return FileResponse(path, media_type="font/ttf", headers={"Cache-Control": _YEAR})


async def favicon(request: Request) -> Response:
    """GET /favicon.png: Streamlit's page asks for it by this name."""
    return FileResponse(FOLDER / "mark.png", headers={"Cache-Control": "public, max-age=86400"})
