"""The first visit: the company, its calendar and money, the first admin. Works once."""

from __future__ import annotations

import hmac
import secrets
from ipaddress import ip_address
from typing import Any, Literal
from zoneinfo import available_timezones

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from _data import office
from _http import cookies, csrf
from _http.choices import countries, currencies, weekdays
from _http.filling import FILLING
from _http.render import address_of, agent_of, form_of, go, locale_of, page
from crm_core.base.config import proposed, shares_of_weekend
from crm_core.base.days import WEEKDAYS
from crm_core.base.errors import DaftarError, Invalid
from crm_core.base.i18n import N_
from crm_core.base.text import digits_only
from crm_core.trust.accounts import needs_set_up
from crm_core.trust.set_up import SetUp, set_up

# Shown on the console at start. Whoever cannot read the console may not set the company up from afar.
CODE = "-".join(secrets.token_hex(2) for _ in range(3))
_NEEDED = (
    ("company", N_("The company's name is missing.")),
    ("name", N_("Your name is missing.")),
    ("email", N_("Your e-mail is missing.")),
)
_FORWARDING = ("forwarded", "via", "x-real-ip", "x-client-ip", "true-client-ip", "cf-connecting-ip")


def comes_from_this_machine(request: Request) -> bool:
    """Straight from loopback; any forwarding header means that somebody stands in between."""
    if any(name in _FORWARDING or name.startswith("x-forwarded") for name in request.headers):
        return False
    try:
        return ip_address(address_of(request)).is_loopback
    except ValueError:
        return False


async def show(request: Request) -> Response:
    """GET /set-up"""
    if not await run_in_threadpool(needs_set_up, office()):
        return go("/sign-in")
    return _form(request, {})


async def submit(request: Request) -> Response:
    """POST /set-up"""
    if not await run_in_threadpool(needs_set_up, office()):
        return go("/sign-in")
    form = await form_of(request)
    locale = locale_of(request)
    if not csrf.is_genuine(request, form.get("csrf", "")):
        return _form(request, form, error=locale.t("This page was open for too long. Please try again."))
    try:
        _check_code(request, form)
        signed_in = await run_in_threadpool(set_up, office(), wish(form), address_of(request), agent_of(request))
    except DaftarError as refusal:
        return _form(request, form, error=refusal.say(locale))
    if form.get("demo"):
        FILLING.start()
    response = go("/filling" if form.get("demo") else "/")
    cookies.keep_session(request, response, signed_in.token)
    return response


def _check_code(request: Request, form: dict[str, str]) -> None:
    if comes_from_this_machine(request):
        return
    given = form.get("code", "").lower()
    if not hmac.compare_digest(given.encode(), CODE.encode()):
        raise Invalid(N_("The code is not the one shown on the console where Daftar was started."))


def wish(form: dict[str, str]) -> SetUp:
    """The form as the core wants it. Raises Invalid, naming what is wrong, in the order of the page."""
    for name, complaint in _NEEDED:
        if not form.get(name):
            raise Invalid(complaint, field=name)
    if form.get("password", "") != form.get("password_again", ""):
        raise Invalid(N_("The two passwords differ."), field="password")
    week_start = form.get("week_start", "monday")
    company = {
        "name": form["company"],
        "language": form.get("language", "en"),
        "country": form.get("country", "US"),
        "currency": form.get("currency", "USD"),
        "toman": bool(form.get("toman")) and form.get("currency") == "IRR",
        "calendar": form.get("calendar", "gregorian"),
        "time_zone": form.get("time_zone", ""),
        "week_start": WEEKDAYS.index(week_start) if week_start in WEEKDAYS else 0,
        "weekend": free_days(form),
        "fiscal_month": _number(form.get("fiscal_month", "1")),
        "fiscal_day": _number(form.get("fiscal_day", "1")),
        "area_code": digits_only(form.get("area_code", "")).lstrip("0"),
    }
    return SetUp(company, form["name"], form["email"], form.get("password", ""))


def free_days(form: dict[str, str]) -> dict[str, float]:
    """Which share of each weekday (0 is Monday) is free, for the days that are not worked in full."""
    shares = {"half": 0.5, "off": 1.0}
    chosen = {str(at): form.get(f"work_{day}", "") for at, day in enumerate(WEEKDAYS)}
    return {at: shares[work] for at, work in chosen.items() if work in shares}


def _number(text: str) -> int:
    digits = digits_only(text)
    return int(digits) if digits else 0


def _proposal(language: Literal["en", "fa"]) -> dict[str, Any]:
    """What the page proposes for a language: Persian brings the Iranian set, with Thursday half a day."""
    proposal = proposed(language)
    weekend = "thursday:half,friday" if language == "fa" else proposal["weekend"]
    shares = dict(zip(WEEKDAYS, shares_of_weekend(weekend), strict=True))
    month, _, day = proposal["fiscal_year_start"].partition("-")
    return {
        **proposal,
        "weekend": {name: "half" if share else "off" for name, share in shares.items() if share < 1},
        "fiscal_month": str(int(month)),
        "fiscal_day": str(int(day)),
        "area_code": "0" + proposal["area_code"] if proposal["area_code"] else "",
    }


def _form(request: Request, form: dict[str, str], *, error: str = "") -> Response:
    locale = locale_of(request)
    proposal = _proposal(locale.language)
    return page(
        request,
        "set_up.html",
        {
            "error": error,
            "form": form,
            "proposal": proposal,
            "needs_code": not comes_from_this_machine(request),
            "countries": countries(locale.language),
            "currencies": currencies(locale.language),
            "weekdays": weekdays(locale.language, str(proposal["week_start"])),
            "zones": sorted(available_timezones()),
        },
        locale=locale,
        status=400 if error else 200,
    )
