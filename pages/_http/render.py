"""Our own HTML pages: templates with the visitor's language, and forms that carry their token."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse

from _data import office
from _http import cookies, csrf
from crm_core.base.i18n import Locale

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("templates")),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def locale_of(request: Request) -> Locale:
    """The visitor's language: asked for in the address, remembered, or the company's."""
    company = office().company
    asked = request.query_params.get("lang") or request.cookies.get(cookies.LANGUAGE)
    return company.locale(asked if asked in {"en", "fa"} else company.language)


def page(
    request: Request,
    template: str,
    values: Mapping[str, Any] | None = None,
    *,
    locale: Locale | None = None,
    status: int = 200,
) -> HTMLResponse:
    """Answer with a template; every page gets `locale`, `t`, `csrf` and the company's name."""
    locale = locale or locale_of(request)
    cookie = csrf.cookie_of(request)
    text = _TEMPLATES.get_template(template).render(
        locale=locale,
        t=locale.t,
        csrf=csrf.token_for(cookie),
        company=office().company.name,
        path=request.url.path,
        next=safe_next(request),
        **(values or {}),
    )
    response = HTMLResponse(text, status_code=status, headers={"Cache-Control": "no-store"})
    csrf.keep(request, response, cookie)
    if "lang" in request.query_params:
        cookies.keep_language(request, response, locale.language)
    return response


def safe_next(request: Request) -> str:
    """Where to go afterwards: a path of ours, never another host."""
    wanted = request.query_params.get("next", "/")
    return wanted if wanted.startswith("/") and not wanted.startswith(("//", "/\\")) else "/"


def go(path: str) -> RedirectResponse:
    return RedirectResponse(path, status_code=303, headers={"Cache-Control": "no-store"})


async def form_of(request: Request) -> dict[str, str]:
    """The form's fields as text, trimmed except passwords."""
    async with request.form(max_files=0, max_fields=60) as form:
        return {
            name: value if "password" in name else value.strip()
            for name, value in form.items()
            if isinstance(value, str)
        }


def address_of(request: Request) -> str:
    return request.client.host if request.client else ""


def agent_of(request: Request) -> str:
    return request.headers.get("user-agent", "")[:300]
