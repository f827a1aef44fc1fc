"""Passwords: changing one's own, and the one-time page of an invitation or a forgotten password."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from _data import locale_for, office
from _http import cookies, csrf
from _http.render import address_of, agent_of, form_of, go, locale_of, page
from crm_core.base.errors import DaftarError, Invalid, Refused
from crm_core.base.i18n import N_, Locale
from crm_core.trust import accounts
from crm_core.trust.access import Actor

_DIFFER = N_("The two passwords differ.")
_STALE_FORM = N_("This page was open for too long. Please try again.")


async def show(request: Request) -> Response:
    """GET /password"""
    actor = await person(request)
    return page(request, "password.html", {"language_switch": False}, locale=_locale(request, actor))


async def submit(request: Request) -> Response:
    """POST /password"""
    actor = await person(request)
    form = await form_of(request)
    locale = _locale(request, actor)
    try:
        _check(request, form)
        if actor is None:
            raise Refused(N_("You are not signed in."))
        await run_in_threadpool(
            accounts.change_password,
            office(),
            actor,
            form.get("password_old", ""),
            form.get("password", ""),
            keep_token=request.cookies.get(cookies.SESSION),
        )
    except DaftarError as refusal:
        values = {"language_switch": False, "error": refusal.say(locale)}
        return page(request, "password.html", values, locale=locale, status=400)
    return page(
        request,
        "notice.html",
        {
            "title": locale.t("Password changed"),
            "sentence": locale.t("The new password holds from now on."),
            "language_switch": False,
        },
        locale=locale,
    )


async def show_link(request: Request) -> Response:
    """GET /link/{token}: nothing about the link is revealed before it is used."""
    return page(request, "link.html")


async def use_link(request: Request) -> Response:
    """POST /link/{token}"""
    form = await form_of(request)
    try:
        _check(request, form)
        token = request.path_params["token"]
        signed_in = await run_in_threadpool(
            accounts.use_link,
            office(),
            token,
            form.get("password", ""),
            address_of(request),
            agent_of(request),
        )
    except DaftarError as refusal:
        return page(request, "link.html", {"error": refusal.say(locale_of(request))}, status=400)
    response = go("/")
    cookies.keep_session(request, response, signed_in.token)
    return response


async def person(request: Request) -> Actor | None:
    """Who sends this request (behind the gate: always somebody)."""
    token = request.cookies.get(cookies.SESSION, "")
    return await run_in_threadpool(accounts.session_actor, office(), token)


def _locale(request: Request, actor: Actor | None) -> Locale:
    return locale_for(actor) if actor else locale_of(request)


def _check(request: Request, form: dict[str, str]) -> None:
    if not csrf.is_genuine(request, form.get("csrf", "")):
        raise Refused(_STALE_FORM)
    if form.get("password", "") != form.get("password_again", ""):
        raise Invalid(_DIFFER, field="password")
