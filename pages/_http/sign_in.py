"""Sign in and out. On a demo database one click signs in as one of the five roles."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from _data import office
from _http import cookies, csrf
from _http.gate import CHECK
from _http.render import address_of, agent_of, form_of, go, locale_of, page, safe_next
from crm_core.base.errors import DaftarError
from crm_core.base.i18n import N_
from crm_core.trust import accounts

DEMO_ROLES = (
    ("manager", N_("Sales manager")),
    ("lead", N_("Team lead")),
    ("rep", N_("Sales rep")),
    ("viewer", N_("Viewer")),
    ("admin", N_("Administrator")),
)
_STALE_FORM = N_("This page was open for too long. Please try again.")


async def show(request: Request) -> Response:
    """GET /sign-in"""
    if await run_in_threadpool(accounts.needs_set_up, office()):
        return go("/set-up")
    return _form(request)


async def submit(request: Request) -> Response:
    """POST /sign-in"""
    form = await form_of(request)
    if not csrf.is_genuine(request, form.get("csrf", "")):
        return _form(request, error=locale_of(request).t(_STALE_FORM), status=403)
    try:
        signed_in = await run_in_threadpool(_sign_in, request, form)
    except DaftarError as refusal:
        return _form(request, error=refusal.say(locale_of(request)), email=form.get("email", ""), status=401)
    response = go(safe_next(request))
    cookies.keep_session(request, response, signed_in.token)
    return response


async def sign_out(request: Request) -> Response:
    """POST /sign-out"""
    form = await form_of(request)
    if not csrf.is_genuine(request, form.get("csrf", "")):
        return go("/")
    token = request.cookies.get(cookies.SESSION, "")
    await run_in_threadpool(accounts.sign_out, office(), token)
    CHECK.forget(token)
    response = go("/sign-in")
    cookies.forget_session(response)
    return response


def _sign_in(request: Request, form: dict[str, str]) -> accounts.SignedIn:
    role = form.get("role")
    if role and office().company.demo:
        return accounts.demo_sign_in(office(), role, address_of(request), agent_of(request))
    return accounts.sign_in(
        office(), form.get("email", ""), form.get("password", ""), address_of(request), agent_of(request)
    )


def _form(request: Request, *, error: str = "", email: str = "", status: int = 200) -> Response:
    roles = DEMO_ROLES if office().company.demo else ()
    return page(request, "sign_in.html", {"error": error, "email": email, "roles": roles}, status=status)
