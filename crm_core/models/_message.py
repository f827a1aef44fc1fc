"""Reports that go out by themselves: when, to whom, and every message that left or waits."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ._base import Identified, Model, Tracked, UtcDateTime


class Schedule(Tracked):
    """A report or dashboard that is sent again and again, to each person with their own rights.

    `what` names it ("standard:monthly", "view:12"); `params` are those of its link where it has no name. `rhythm` is
    daily, weekly (on `weekday`, Monday is 0) or monthly (on `month_day` of the `calendar`, the last day where a month
    is shorter), `at_minute` minutes after midnight in the company's time zone. `people` are numbers of users,
    `addresses` e-mail addresses of others, who get what the owner sees. `next_at` is when it is due next.
    """

    __tablename__ = "schedules"
    __table_args__ = (
        Index("ix_schedules_next", "next_at"),
        {"sqlite_autoincrement": True},
    )
    entity = "schedule"
    untracked = frozenset({"next_at"})

    name: Mapped[str] = mapped_column(String(200))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    what: Mapped[str] = mapped_column(String(60))
    params: Mapped[dict[str, Any] | None]
    rhythm: Mapped[str] = mapped_column(String(10))
    weekday: Mapped[int | None] = mapped_column(Integer)
    month_day: Mapped[int | None] = mapped_column(Integer)
    calendar: Mapped[str] = mapped_column(String(10))
    at_minute: Mapped[int] = mapped_column(Integer)
    form: Mapped[str] = mapped_column(String(5))
    """pdf or xlsx."""
    people: Mapped[list[Any] | None]
    addresses: Mapped[list[Any] | None]
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    next_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)


class OutgoingMessage(Identified, Model):
    """One e-mail to one address: waiting, being sent, sent, or given up after its last try.

    `key` names what it is for, once ("schedule:3:2026-11-21T05:00Z:sara@example.com"): it is never made twice.
    """

    __tablename__ = "outgoing_messages"
    __table_args__ = (
        Index("uq_outgoing_messages_key", "key", unique=True),
        Index("ix_outgoing_messages_waiting", "status", "next_try_at"),
        {"sqlite_autoincrement": True},
    )

    key: Mapped[str] = mapped_column(String(500))
    schedule_id: Mapped[int | None] = mapped_column(ForeignKey("schedules.id"), index=True)
    due_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    """Whose rights decide what is in it."""
    address: Mapped[str] = mapped_column(String(320))
    subject: Mapped[str] = mapped_column(String(300), default="")
    message_id: Mapped[str] = mapped_column(String(200))
    status: Mapped[str] = mapped_column(String(10))
    tries: Mapped[int] = mapped_column(Integer, default=0)
    next_try_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    error: Mapped[str | None] = mapped_column(Text)
    """Why the last try failed, for people."""


class JobLease(Model):
    """Which process does a job that only one may do, and until when it holds."""

    __tablename__ = "job_leases"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    holder: Mapped[str] = mapped_column(String(120))
    until: Mapped[dt.datetime] = mapped_column(UtcDateTime)
