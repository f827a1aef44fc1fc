"""Settings of the environment (CRM_…, or a .env file): each with a working default, each checked at start."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo, available_timezones

import phonenumbers
from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from crm_core.base.days import WEEKDAYS, CalendarName, CalendarRules
from crm_core.base.errors import ConfigError
from crm_core.base.i18n import N_

Language = Literal["en", "fa"]

_MONTH_DAY = re.compile(r"(\d{1,2})-(\d{1,2})")
_SCHEMES = {"postgres": "postgresql+psycopg", "postgresql": "postgresql+psycopg"}
_KEPT_QUIET = frozenset({"secret", "database_url", "smtp_password"})
_SHARES = {"": 0.0, "off": 0.0, "half": 0.5}
_IRAN = {
    "language": "fa", "calendar": "jalali", "time_zone": "Asia/Tehran", "currency": "IRR", "country": "IR",
    "week_start": "saturday", "fiscal_year_start": "01-01", "toman": True, "area_code": "21",
    "weekend": "thursday:half,friday",
}  # fmt: skip


class Settings(BaseSettings):
    """What the environment says; it only seeds what a manager later changes in the database."""

    model_config = SettingsConfigDict(
        env_prefix="CRM_", env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    database_url: str = "sqlite:///db/daftar.db"
    store: str = ""  # the folder of documents; empty: beside the database's file, or in db/
    company: str = ""
    language: Language = "en"
    calendar: CalendarName = "gregorian"
    time_zone: str = "UTC"
    currency: str = "USD"
    country: str = "US"
    week_start: str = "monday"
    fiscal_year_start: str = "01-01"  # month-day in the company's calendar
    weekend: str = "saturday,sunday"  # "thursday:half,friday" makes Thursday half a working day
    area_code: str = ""
    toman: bool = False
    secret: str = ""  # empty: one is made and kept in the database
    base_url: str = ""  # where browsers find the app, for links in mails
    smtp_host: str = ""  # these propose what Settings → Mail keeps
    smtp_port: int = 587
    smtp_security: Literal["none", "starttls", "tls"] = "starttls"
    smtp_user: str = ""
    smtp_password: str = Field("", repr=False)
    smtp_sender: str = ""
    smtp_sender_name: str = ""
    jobs: bool = True  # whether the app itself does what is due; else cron runs the command `jobs`
    demo: bool = False
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @field_validator("language", "calendar", "week_start", "weekend", "smtp_security", mode="before")
    @classmethod
    def _lower(cls, value: Any) -> Any:
        return value.strip().lower() if isinstance(value, str) else value

    @field_validator("currency", "country", "log_level", mode="before")
    @classmethod
    def _upper(cls, value: Any) -> Any:
        return value.strip().upper() if isinstance(value, str) else value

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: str) -> str:
        scheme, separator, rest = value.strip().partition("://")
        scheme = _SCHEMES.get(scheme, scheme)
        if not separator or scheme not in ("sqlite", "postgresql+psycopg"):
            raise ValueError("an address such as sqlite:///db/daftar.db or postgresql://user:password@host/name")
        return f"{scheme}://{rest}"

    @field_validator("time_zone")
    @classmethod
    def _zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError("a time zone such as Asia/Tehran or Europe/Berlin")
        return value

    @field_validator("currency")
    @classmethod
    def _currency(cls, value: str) -> str:
        if not re.fullmatch(r"[A-Z]{3}", value):
            raise ValueError("a currency of three letters such as USD, EUR or IRR")
        return value

    @field_validator("country")
    @classmethod
    def _country(cls, value: str) -> str:
        if value not in phonenumbers.SUPPORTED_REGIONS:
            raise ValueError("a country of two letters such as US, DE or IR")
        return value

    @field_validator("week_start")
    @classmethod
    def _weekday(cls, value: str) -> str:
        if value not in WEEKDAYS:
            raise ValueError("a day of the week such as monday, sunday or saturday")
        return value

    @field_validator("fiscal_year_start")
    @classmethod
    def _month_day(cls, value: str) -> str:
        found = _MONTH_DAY.fullmatch(value.strip())
        if not found or not 1 <= int(found[1]) <= 12 or not 1 <= int(found[2]) <= 28:
            raise ValueError("a month and a day up to 28 such as 01-01 or 07-01")
        return f"{int(found[1]):02}-{int(found[2]):02}"

    @field_validator("weekend")
    @classmethod
    def _weekend(cls, value: str) -> str:
        shares_of_weekend(value)
        return value

    @field_validator("area_code")
    @classmethod
    def _area(cls, value: str) -> str:
        if not re.fullmatch(r"\d{0,5}", value.strip()):
            raise ValueError("an area code of digits such as 21 or 212")
        return value.strip().lstrip("0")

    @field_validator("secret")
    @classmethod
    def _long_enough(cls, value: str) -> str:
        if value and len(value) < 32:
            raise ValueError("a secret of 32 characters or more")
        return value

    @property
    def store_folder(self) -> Path:
        """Where documents are kept."""
        if self.store.strip():
            return Path(self.store.strip()).expanduser()
        address = self.database_url.partition("?")[0]
        scheme, _, path = address.partition(":///")
        if scheme == "sqlite" and path and path != ":memory:":
            return Path(path).with_suffix(".files")
        return Path("db") / f"{address.rpartition('/')[2].strip(':') or 'daftar'}.files"

    @property
    def zone(self) -> ZoneInfo:
        """The company's time zone."""
        return ZoneInfo(self.time_zone)

    @property
    def rules(self) -> CalendarRules:
        """The company's week and fiscal year."""
        month, _, day = self.fiscal_year_start.partition("-")
        return CalendarRules(WEEKDAYS.index(self.week_start), (int(month), int(day)), self.calendar)

    @property
    def work_shares(self) -> tuple[float, ...]:
        """How much of each weekday, Monday first, is worked: 1, 0.5 or 0."""
        return shares_of_weekend(self.weekend)


def shares_of_weekend(weekend: str) -> tuple[float, ...]:
    """Working shares of Monday to Sunday from "thursday:half,friday"; ValueError says what is expected."""
    shares = [1.0] * 7
    for part in filter(None, (p.strip().lower() for p in weekend.split(","))):
        day, _, share = part.partition(":")
        if day not in WEEKDAYS or share not in _SHARES:
            raise ValueError("days of the week such as saturday,sunday or thursday:half,friday")
        shares[WEEKDAYS.index(day)] = _SHARES[share]
    if not any(shares):
        raise ValueError("days of the week of which at least one is worked")
    return tuple(shares)


def load_settings(**given: Any) -> Settings:
    """The settings of the environment, `given` ones before them. Raises ConfigError naming the variable."""
    try:
        return Settings(**given)
    except ValidationError as error:
        raise _config_error(error) from None


def _config_error(error: ValidationError) -> ConfigError:
    """The first thing wrong, in one sentence; what may hold a password is not repeated."""
    first = error.errors()[0]
    name, expected = str(first["loc"][0]), _expected(first)
    if name in _KEPT_QUIET:
        return ConfigError(N_("{variable} must be {expected}."), variable=f"CRM_{name.upper()}", expected=expected)
    return ConfigError(
        N_("{variable} is “{value}”, but must be {expected}."),
        variable=f"CRM_{name.upper()}",
        value=str(first["input"]),
        expected=expected,
    )


def _expected(error: Any) -> str:
    if error["type"] == "literal_error":
        return "one of " + str(error["ctx"]["expected"]).replace("'", "")
    if error["type"].startswith("bool"):
        return "true or false"
    return str(error["msg"]).removeprefix("Value error, ")


def proposed(language: Language) -> dict[str, Any]:
    """Settings that the set-up page proposes when this language is chosen."""
    if language == "fa":
        return dict(_IRAN)
    fields = Settings.model_fields
    return {name: "en" if name == "language" else fields[name].default for name in _IRAN}
