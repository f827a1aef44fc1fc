"""The company itself: settings, calendar days, units, users and their sessions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, Date, Float, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ..base.text import email_key, fold
from ._base import Identified, KeyRules, Model, Tracked, UtcDateTime


class Setting(Model):
    """One setting of the company; the value is JSON."""

    __tablename__ = "settings"

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)


class DataVersion(Model):
    """How often an area of the data was written: what cached reads depend on."""

    __tablename__ = "data_versions"

    area: Mapped[str] = mapped_column(String(40), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, default=0)


class CalendarDay(Model):
    """One day in both calendars and in the company's fiscal year and working week (see base.calendars)."""

    __tablename__ = "calendar_days"

    day: Mapped[dt.date] = mapped_column(Date, primary_key=True)
    weekday: Mapped[int]
    week_start: Mapped[dt.date]
    g_year: Mapped[int]
    g_quarter: Mapped[int]
    g_month: Mapped[int]
    g_week_year: Mapped[int]
    g_week: Mapped[int]
    g_month_start: Mapped[dt.date]
    g_quarter_start: Mapped[dt.date]
    g_year_start: Mapped[dt.date]
    j_year: Mapped[int]
    j_quarter: Mapped[int]
    j_month: Mapped[int]
    j_week_year: Mapped[int]
    j_week: Mapped[int]
    j_month_start: Mapped[dt.date]
    j_quarter_start: Mapped[dt.date]
    j_year_start: Mapped[dt.date]
    f_year: Mapped[int]
    f_quarter: Mapped[int]
    f_month: Mapped[int]
    f_year_start: Mapped[dt.date]
    work: Mapped[float] = mapped_column(Float)


class Unit(Tracked):
    """An organisation unit; units form a tree."""

    __tablename__ = "units"
    __table_args__ = ({"sqlite_autoincrement": True},)
    entity = "unit"
    untracked = frozenset({"name_key"})

    name: Mapped[str] = mapped_column(String(200))
    name_key: Mapped[str] = mapped_column(String(200), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), index=True)

    @classmethod
    def derive(cls, values: Mapping[str, Any], rules: KeyRules) -> dict[str, Any]:
        return {"name_key": fold(values["name"])}


class User(Tracked):
    """A person of the company. Without a password hash nobody can sign in as them (a seller an import named)."""

    __tablename__ = "users"
    __table_args__ = (
        Index("uq_users_email_key", "email_key", unique=True),
        {"sqlite_autoincrement": True},
    )
    entity = "user"
    untracked = frozenset({"name_key", "email_key", "failed_attempts", "locked_until", "password_hash"})

    name: Mapped[str] = mapped_column(String(200))
    name_key: Mapped[str] = mapped_column(String(200), index=True)
    email: Mapped[str | None] = mapped_column(String(320))
    email_key: Mapped[str | None] = mapped_column(String(320))
    phone: Mapped[str | None] = mapped_column(String(40))
    external_id: Mapped[str | None] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(20), default="rep")
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), index=True)
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    password_hash: Mapped[str | None] = mapped_column(Text)
    language: Mapped[str | None] = mapped_column(String(5))
    calendar: Mapped[str | None] = mapped_column(String(10))
    digits: Mapped[str | None] = mapped_column(String(10))
    theme: Mapped[str | None] = mapped_column(String(10))
    failed_attempts: Mapped[int] = mapped_column(Integer, default=0)
    locked_until: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)

    @classmethod
    def derive(cls, values: Mapping[str, Any], rules: KeyRules) -> dict[str, Any]:
        email = values.get("email")
        return {"name_key": fold(values["name"]), "email_key": email_key(email) if email else None}


class UserSession(Identified, Model):
    """A signed-in browser. The token itself is only in the cookie; here lies its hash."""

    __tablename__ = "user_sessions"

    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    address: Mapped[str] = mapped_column(String(64), default="")
    agent: Mapped[str] = mapped_column(String(300), default="")


class OneTimeLink(Identified, Model):
    """A link from an admin that lets a person choose a password once: invitation or forgotten password."""

    __tablename__ = "one_time_links"

    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)


class SavedView(Tracked):
    """A filter, columns and order of a grid (or a report) under a name."""

    __tablename__ = "saved_views"
    __table_args__ = ({"sqlite_autoincrement": True},)
    entity = "saved_view"

    name: Mapped[str] = mapped_column(String(200))
    about: Mapped[str] = mapped_column(String(40))
    sharing: Mapped[str] = mapped_column(String(10), default="private")
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    definition: Mapped[dict[str, Any]]


class GridLayout(Identified, Model):
    """How a person keeps a grid: its columns in their order, their widths, what is pinned."""

    __tablename__ = "grid_layouts"
    __table_args__ = (Index("uq_grid_layouts_user_grid", "user_id", "grid", unique=True),)

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    grid: Mapped[str] = mapped_column(String(40))
    definition: Mapped[dict[str, Any]]


class CustomField(Tracked):
    """A field that an admin made for records of `about`; its values lie in the column `slot` (see _slots).

    A retired field is shown nowhere and keeps its column and values.
    """

    __tablename__ = "custom_fields"
    __table_args__ = ({"sqlite_autoincrement": True},)
    entity = "custom_field"

    about: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(60))
    label: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(20))
    slot: Mapped[str] = mapped_column(String(20))
    target: Mapped[str | None] = mapped_column(String(20))
    """The entity that a link leads to."""
    choices: Mapped[list[Any] | None]
    required: Mapped[bool] = mapped_column(Boolean, default=False)
    in_grid: Mapped[bool] = mapped_column(Boolean, default=False)
    position: Mapped[int] = mapped_column(Integer, default=0)
    retired_on: Mapped[dt.date | None] = mapped_column(Date)


class QualityDay(Identified, Model):
    """How good the records of one owner were on a day; sums, so that owners add up."""

    __tablename__ = "quality_days"
    __table_args__ = (Index("ix_quality_days_day", "day", "entity", "owner_id"),)

    day: Mapped[dt.date] = mapped_column(Date)
    entity: Mapped[str] = mapped_column(String(20))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    records: Mapped[int] = mapped_column(Integer)
    completeness: Mapped[int] = mapped_column(BigInteger)
    score: Mapped[int] = mapped_column(BigInteger)
    """The sums over the records, in percent points."""
    incomplete: Mapped[int] = mapped_column(Integer)
    stale: Mapped[int] = mapped_column(Integer)
    faulty: Mapped[int] = mapped_column(Integer)
    unreachable: Mapped[int] = mapped_column(Integer)
