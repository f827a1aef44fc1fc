"""The first visit: the company, its calendar and money, the first admin. Works once."""

from __future__ import annotations

import datetime as dt
import hmac
import secrets
from ipaddress import ip_address
from zoneinfo import available_timezones

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from _data import office
from _http import cookies, csrf
from _http.choices import countries, currencies, weekdays
from _http.render import address_of, form_of, go, locale_of, page
from crm_core.base.calendars import WEEKDAYS
from crm_core.base.errors import DaftarError, Invalid
from crm_core.base.i18n import N_
from crm_core.trust import accounts

# Shown on the console at start. Whoever cannot read the console may not set the company up from afar.
CODE = "-".join(secrets.token_hex(2) for _ in range(3))
_NEEDED = (
    ("company", N_("The company's name is missing.")),
    ("name", N_("Your name is missing.")),
    ("email", N_("Your e-mail is missing.")),
)
_FORWARDING = ("forwarded", "via", "x-real-ip", "x-client-ip", "true-client-ip", "cf-connecting-ip")

ENGLISH = {
    "calendar": "gregorian",
    "time_zone": "UTC",
    "currency": "USD",
    "toman": "",
    "country": "US",
    "week_start": "monday",
    "fiscal_year_start": "01-01",
    "area_code": "",
    "weekend": {"saturday": "off", "sunday": "off"},
}
PERSIAN = {
    "calendar": "jalali",
    "time_zone": "Asia/Tehran",
    "currency": "IRR",
    "toman": "1",
    "country": "IR",
    "week_start": "saturday",
    "fiscal_year_start": "01-01",
    "area_code": "021",
    "weekend": {"thursday": "half", "friday": "off"},
}


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
    if not await run_in_threadpool(accounts.needs_setup, office()):
        return go("/sign-in")
    return _form(request, {})


async def submit(request: Request) -> Response:
    """POST /set-up"""
    if not await run_in_threadpool(accounts.needs_setup, office()):
        return go("/sign-in")
    form = await form_of(request)
    locale = locale_of(request)
    if not csrf.is_genuine(request, form.get("csrf", "")):
        return _form(request, form, error=locale.t("This page was open for too long. Please try again."))
    try:
        _check_code(request, form)
        wanted = wish(form)
        signed_in = await run_in_threadpool(accounts.set_up, office(), wanted)
    except DaftarError as refusal:
        return _form(request, form, error=refusal.say(locale))
    response = go("/")
    cookies.keep_session(request, response, signed_in.token)
    return response


def _check_code(request: Request, form: dict[str, str]) -> None:
    if comes_from_this_machine(request):
        return
    given = form.get("code", "").lower()
    if not hmac.compare_digest(given.encode(), CODE.encode()):
        raise Invalid(N_("The code is not the one shown on the console where Daftar was started."))


def wish(form: dict[str, str]) -> accounts.SetUp:
    """The form as the core wants it. Raises Invalid, naming what is wrong, in the order of the page."""
    for name, complaint in _NEEDED:
        if not form.get(name):
            raise Invalid(complaint, field=name)
    if form.get("password", "") != form.get("password_again", ""):
        raise Invalid(N_("The two passwords differ."))
    if form.get("time_zone") not in available_timezones():
        raise Invalid(N_("This time zone is not known."))
    return accounts.SetUp(
        language=form.get("language", "en"),
        company=form["company"],
        country=form.get("country", "US"),
        currency=form.get("currency", "USD"),
        toman=bool(form.get("toman")) and form.get("currency") == "IRR",
        calendar=form.get("calendar", "gregorian"),
        time_zone=form["time_zone"],
        week_start=form.get("week_start", "monday"),
        weekend=weekend_of(form),
        fiscal_year_start=fiscal_start(form),
        area_code=form.get("area_code", ""),
        name=form["name"],
        email=form["email"],
        password=form.get("password", ""),
        demo=bool(form.get("demo")),
    )


def weekend_of(form: dict[str, str]) -> dict[str, str]:
    """{weekday: "half" or "off"} of the days that are not worked in full."""
    return {day: form[f"work_{day}"] for day in WEEKDAYS if form.get(f"work_{day}") in {"half", "off"}}


def fiscal_start(form: dict[str, str]) -> str:
    """Month and day in the company's calendar as "MM-DD"."""
    try:
        month, day = int(form.get("fiscal_month", "1")), int(form.get("fiscal_day", "1"))
        dt.date(2024, month, min(day, 29))
    except ValueError as error:
        raise Invalid(N_("The fiscal year must start on a day of a month.")) from error
    return f"{month:02d}-{day:02d}"


def _form(request: Request, form: dict[str, str], *, error: str = "") -> Response:
    locale = locale_of(request)
    proposal = PERSIAN if locale.language == "fa" else ENGLISH
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
