"""The company's settings: what its people may choose on the Settings screen, kept in the database.

The environment only seeds them (see base.config). One row a setting; an absent one has its default.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from functools import cached_property
from typing import Any, Literal
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..base.config import Settings
from ..base.database import put
from ..base.days import CalendarName, CalendarRules
from ..base.file_types import CONTENT_TYPES
from ..base.i18n import Locale
from ..models import KeyRules, Setting
from . import quality
from .access import Narrowing
from .own_fields import NONE, OwnFields, load_own_fields


@dataclass(frozen=True)
class Company:
    """The settings of the company. `weekend` maps a weekday (0 = Monday) to the share of it that is free.

    `custom_fields` are its own fields, retired ones too; the field catalogue shows the others. `mail_password` is
    sealed (see messages.settings); `proposed_password` is the environment's and kept nowhere.
    """

    name: str = ""
    language: Literal["en", "fa"] = "en"
    calendar: CalendarName = "gregorian"
    time_zone: str = "UTC"
    currency: str = "USD"
    toman: bool = False
    country: str = "US"
    area_code: str = ""
    week_start: int = 0
    weekend: dict[str, float] = field(default_factory=lambda: {"5": 1.0, "6": 1.0})
    holidays: list[str] = field(default_factory=list)
    fiscal_month: int = 1
    fiscal_day: int = 1
    customers_seen: Narrowing = "all"
    rep_sees_unit: bool = False
    rep_may_export: bool = False
    list_megabytes: int = 200
    list_rows: int = 1_048_576
    document_megabytes: int = 25
    document_types: list[str] = field(default_factory=lambda: list(CONTENT_TYPES))
    choices: dict[str, list[str]] = field(default_factory=dict)
    quality: dict[str, Any] = field(default_factory=dict)
    base_url: str = ""
    mail: dict[str, Any] = field(default_factory=dict)
    mail_password: str = field(default="", repr=False)
    proposed_password: dict[str, Any] = field(default_factory=dict, repr=False)
    secret: str = ""
    list_key: str = ""
    set_up: bool = False
    demo: bool = False
    custom_fields: OwnFields = NONE

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @cached_property
    def key_rules(self) -> KeyRules:
        """What derived columns depend on, whatever the day (see Work.key_rules)."""
        wanted = quality.rules_of(self.quality, self.custom_fields, self.country)
        return KeyRules(self.country, self.area_code or None, self.calendar, wanted)

    @property
    def calendar_rules(self) -> CalendarRules:
        return CalendarRules(self.week_start, (self.fiscal_month, self.fiscal_day), self.calendar)

    def locale(self, language: str | None = None, calendar: str | None = None, digits: str | None = None) -> Locale:
        """How the company's figures are said to somebody with these choices (the company's own where None)."""
        spoken = language or self.language
        return Locale(
            language=spoken,  # type: ignore[arg-type]
            calendar=calendar or self.calendar,  # type: ignore[arg-type]
            digits=digits or ("persian" if spoken == "fa" else "latin"),  # type: ignore[arg-type]
            currency=self.currency,
            toman=self.toman,
            zone=self.zone,
        )


def seeded(settings: Settings) -> Company:
    """The company as the environment proposes it, before anybody set it up."""
    month, day = settings.rules.fiscal_start
    return Company(
        name=settings.company,
        language=settings.language,
        calendar=settings.calendar,
        time_zone=settings.time_zone,
        currency=settings.currency,
        toman=settings.toman,
        country=settings.country,
        area_code=settings.area_code,
        week_start=settings.rules.week_start,
        weekend={str(day): 1.0 - share for day, share in enumerate(settings.work_shares) if share < 1},
        secret=settings.secret,
        base_url=settings.base_url.strip().rstrip("/"),
        mail=_mail_of(settings),
        proposed_password={
            "for": [settings.smtp_host.strip(), settings.smtp_user.strip()],
            "password": settings.smtp_password,
        },
        fiscal_month=month,
        fiscal_day=day,
    )


def _mail_of(settings: Settings) -> dict[str, Any]:
    """The mail server that the environment proposes, {} for none."""
    if not settings.smtp_host.strip():
        return {}
    return {
        "host": settings.smtp_host.strip(),
        "port": settings.smtp_port,
        "security": settings.smtp_security,
        "user": settings.smtp_user.strip(),
        "sender": settings.smtp_sender.strip(),
        "sender_name": settings.smtp_sender_name.strip(),
    }


def load_company(session: Session, settings: Settings) -> Company:
    """The company from its rows; keys this version does not know are left alone."""
    known = {one.name for one in fields(Company)} - {"custom_fields", "proposed_password"}
    stored = {row.key: row.value for row in session.execute(select(Setting.key, Setting.value))}
    values: Mapping[str, Any] = {key: value for key, value in stored.items() if key in known}
    return Company(**{**asdict(seeded(settings)), **values, "custom_fields": load_own_fields(session)})


def store_company(session: Session, values: Mapping[str, Any]) -> None:
    """Write these settings (keys of Company). The caller bumps the data version `setting`."""
    if values:
        put(session, Setting, [{"key": key, "value": value} for key, value in values.items()], key=("key",))
