"""The HTML in which Streamlit starts, made ours: language, direction and theme from the first paint."""

from __future__ import annotations

import functools
import html
import re
from pathlib import Path

import streamlit
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from _data import locale_for, office
from _http import assets, cookies, csrf
from _http.passwords import person
from _http.render import go, locale_of, page

_INDEX = Path(streamlit.__file__).with_name("static") / "index.html"
_NOSCRIPT = re.compile(r"<noscript>.*?</noscript>", re.DOTALL)
_COMMENTS = re.compile(r"<!--.*?-->", re.DOTALL)
_NOT_OURS = re.compile(
    r'<link\s+rel="(?:preload|shortcut icon|service-desc)"[^>]*/?>|<title>.*?</title>|<script>.*?</script>',
    re.DOTALL,
)


@functools.cache
def _template() -> str:
    """Streamlit's own page without its comments, its title and its font, with places for ours."""
    text = _INDEX.read_text(encoding="utf-8")
    for pattern in (_COMMENTS, _NOSCRIPT, _NOT_OURS):
        text = pattern.sub("", text)
    ours = (
        "<title>{title}</title>"
        '<meta name="color-scheme" content="light dark">'
        '<link rel="icon" href="/favicon.png">'
        f'<link rel="stylesheet" href="/assets/fonts.css?v={assets.version("fonts.css")}">'
        f'<link rel="stylesheet" href="/assets/frame.css?v={assets.version("frame.css")}">'
        f'<script src="/assets/frame.js?v={assets.version("frame.js")}"></script>'
    )
    text = text.replace('<html lang="en">', "{html}").replace("<head>", "<head>" + ours)
    return text.replace('"./static/', '"/static/')


async def home(request: Request) -> Response:
    """The first screen by its name: Streamlit knows it only at the root"""
    query = request.url.query
    return go(f"/?{query}" if query else "/")


async def show(request: Request) -> Response:
    """GET / and every other screen's path"""
    actor = await person(request)
    if actor is None:
        return go("/sign-in")
    locale = await run_in_threadpool(locale_for, actor)
    attributes = {
        "lang": locale.language,
        "dir": "rtl" if locale.rtl else "ltr",
        "data-theme": actor.theme or "system",
        "data-company": office().company.name or locale.t("Daftar"),
    }
    opening = "<html " + " ".join(f'{k}="{html.escape(v)}"' for k, v in attributes.items()) + ">"
    text = _template().replace("{html}", opening, 1)
    text = text.replace("{title}", html.escape(locale.t("Daftar")), 1)
    response = HTMLResponse(text, headers={"Cache-Control": "no-store"})
    csrf.keep(request, response, csrf.cookie_of(request))
    cookies.keep_language(request, response, locale.language)
    return response


async def first(request: Request) -> Response:
    """GET the first screen by its name: it lives at "/", and Streamlit knows it nowhere else."""
    return go(f"/?{request.url.query}" if request.url.query else "/")


async def unknown(request: Request) -> Response:
    """Any other page-like path"""
    locale = locale_of(request)
    return page(
        request,
        "notice.html",
        {
            "title": locale.t("No such page"),
            "sentence": locale.t("There is no page at this address."),
            "language_switch": False,
        },
        locale=locale,
        status=404,
    )
