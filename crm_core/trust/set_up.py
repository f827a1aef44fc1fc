"""Laying a new company's ground: calendar days, the first pipeline, the first admin, the settings."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import delete, func, select

from ..base.calendars import calendar_rows
from ..base.database import table_of, upgrade
from ..base.errors import Invalid, Refused
from ..base.file_types import is_ending
from ..base.i18n import N_, Locale
from ..base.many import insert_many
from ..base.text import is_email
from ..models import CalendarDay, Deal, Pipeline, Stage, User
from . import standings
from .access import SYSTEM, Role, require
from .accounts import SignedIn, check_password_strength, hash_password, needs_set_up, open_session
from .changes import change_row, write_changes
from .company import Company, store_company
from .own_fields import ensure_indexes
from .quality import checked_quality
from .rederive import work_out
from .unit_of_work import Office, Work

FIRST_STAGES = (
    (N_("Lead"), "open", 10, 14),
    (N_("Qualified"), "open", 25, 21),
    (N_("Proposal"), "open", 50, 21),
    (N_("Negotiation"), "open", 75, 21),
    (N_("Won"), "won", 100, None),
    (N_("Lost"), "lost", 0, None),
)
"""Name, kind, probability in percent, days after which a deal counts as long in its stage."""

MOST_MEGABYTES = 500
"""The largest document that a company may allow."""
_CALENDAR = frozenset({"calendar", "week_start", "weekend", "holidays", "fiscal_month", "fiscal_day"})


@dataclass(frozen=True)
class SetUp:
    """What the set-up page asks: the company's settings (keys of Company) and the first admin."""

    company: Mapping[str, Any]
    admin_name: str
    admin_email: str
    admin_password: str


def prepare(office: Office) -> None:
    """Create or upgrade the database, and lay the ground that everything needs: calendar days and a pipeline."""
    upgrade(office.database)
    with office.work(SYSTEM) as w:
        for key in ("secret", "list_key"):
            if not getattr(w.company, key):
                store_company(w.session, {key: secrets.token_hex(32)})
                w.touch("setting")
        if not w.scalar(select(func.count()).select_from(CalendarDay)):
            rebuild_calendar(w, w.company)
        if not w.scalar(select(func.count()).select_from(Pipeline)):
            with w.changing("setup"):
                add_pipeline(w, w.company.locale())
        ensure_indexes(w.session)
    work_out(office)


def add_pipeline(w: Work, locale: Locale, name: str | None = None) -> int:
    """A pipeline with the usual stages, in the company's language."""
    pipeline = Pipeline(name=name or locale.t(N_("Sales")), position=0)
    w.session.add(pipeline)
    w.session.flush()
    for position, (label, kind, probability, stuck_days) in enumerate(FIRST_STAGES):
        w.session.add(
            Stage(
                pipeline_id=pipeline.id,
                name=locale.t(label),
                kind=kind,
                position=position,
                probability=probability,
                stuck_days=stuck_days,
            )
        )
    w.session.flush()
    return pipeline.id


def rebuild_calendar(w: Work, company: Company) -> None:
    """Write the calendar days anew by the company's week, weekend, holidays and fiscal year."""
    rules = company.calendar_rules
    rows = calendar_rows(rules.week_start, rules.fiscal_start, rules.fiscal_calendar)
    free = {int(day): share for day, share in company.weekend.items()}
    holidays = set(company.holidays)
    for row in rows:
        row["work"] = 0.0 if row["day"].isoformat() in holidays else 1.0 - free.get(row["weekday"], 0.0)
    w.session.connection().execute(delete(table_of(CalendarDay)))
    insert_many(w.session, CalendarDay, rows)
    w.touch("setting")


def change_settings(w: Work, values: Mapping[str, Any]) -> None:
    """Change settings (keys of Company) as one change set. Raises Invalid, in words, for values that cannot be."""
    require(w, "settings")
    new = checked_company(w.company, values)
    before = {key: getattr(w.company, key) for key in values}
    after = {key: getattr(new, key) for key in values if getattr(new, key) != before[key]}
    if not after:
        return
    with w.changing("edit", about="settings"):
        write_changes(w, [change_row("setting", 0, "update", 0, {key: before[key] for key in after}, after)])
        store_company(w.session, after)
        if _CALENDAR & after.keys():
            rebuild_calendar(w, new)
        if "currency" in after:
            standings.refresh_all(w, Deal, currency=new.currency)
        w.touch("setting")


def checked_company(company: Company, values: Mapping[str, Any]) -> Company:
    """The company with these values; Invalid names the first that cannot be."""
    try:
        new = replace(company, **values)
    except TypeError as error:
        raise Invalid(N_("There is no such setting: {names}"), names=", ".join(values)) from error
    if not new.name.strip():
        raise Invalid(N_("Give the company a name."), field="name")
    try:
        ZoneInfo(new.time_zone)
    except (KeyError, ValueError, OSError) as error:
        raise Invalid(
            N_("{zone} is no time zone; write one like Asia/Tehran."), field="time_zone", zone=new.time_zone
        ) from error
    checks = (
        ("language", new.language in ("en", "fa")),
        ("calendar", new.calendar in ("gregorian", "jalali")),
        ("currency", len(new.currency) == 3 and new.currency.isalpha() and new.currency.isupper()),
        ("country", len(new.country) == 2 and new.country.isalpha() and new.country.isupper()),
        ("week_start", 0 <= new.week_start <= 6),
        ("fiscal_month", 1 <= new.fiscal_month <= 12),
        ("fiscal_day", 1 <= new.fiscal_day <= 28),
        ("customers_seen", new.customers_seen in ("all", "unit", "own")),
        ("list_megabytes", new.list_megabytes in range(1, 2001)),
        ("list_rows", new.list_rows in range(100, 5_000_001)),
        ("document_megabytes", new.document_megabytes in range(1, MOST_MEGABYTES + 1)),
        ("document_types", bool(new.document_types) and all(map(is_ending, new.document_types))),
        ("weekend", all(day in "0123456" and 0 <= share <= 1 for day, share in new.weekend.items())),
    )
    for name, good in checks:
        if not good:
            raise Invalid(
                N_("This value cannot be used for {name}: {value}"),
                field=name,
                name=name,
                value=str(getattr(new, name)),
            )
    checked_quality(new.quality)
    return new


def set_up(office: Office, wanted: SetUp, address: str = "", agent: str = "") -> SignedIn:
    """Set the company up, once: settings, calendar, pipeline names in its language, the first admin (signed in)."""
    if not needs_set_up(office):
        raise Refused(N_("This company is set up already. Sign in."))
    if not is_email(wanted.admin_email):
        raise Invalid(N_("{email} is not an e-mail address."), field="email", email=wanted.admin_email)
    if not wanted.admin_name.strip():
        raise Invalid(N_("Give the person a name."), field="name")
    check_password_strength(wanted.admin_password)
    with office.work(SYSTEM) as w:
        company = checked_company(w.company, {**wanted.company, "set_up": True})
        store_company(w.session, {**wanted.company, "set_up": True})
        w.touch("setting")
        if any(getattr(company, name) != getattr(w.company, name) for name in _CALENDAR):
            rebuild_calendar(w, company)
        if company.currency != w.company.currency:
            standings.refresh_all(w, Deal, currency=company.currency)
        with w.changing("setup"):
            _name_untouched_stages(w, company.locale())
            admin = User(
                name=wanted.admin_name.strip(),
                email=wanted.admin_email.strip(),
                role=Role.ADMIN,
                password_hash=hash_password(wanted.admin_password),
            )
            w.session.add(admin)
            w.session.flush()
        return open_session(w, admin.id, address, agent)


def _name_untouched_stages(w: Work, locale: Locale) -> None:
    """Say the stages that `prepare` laid in the language that was chosen."""
    ours = {label: locale.t(label) for label, *_rest in FIRST_STAGES} | {"Sales": locale.t(N_("Sales"))}
    for model in (Pipeline, Stage):
        for record in w.scalars(select(model).where(model.version == 1)):
            if record.name in ours:
                record.name = ours[record.name]


def add_admin(office: Office, email: str, password: str, name: str = "") -> int:
    """The first admin from the command line; Refused when somebody can sign in already."""
    made = set_up(
        office, SetUp({"name": office.company.name or "Daftar"}, name or email.partition("@")[0], email, password)
    )
    return made.user_id
