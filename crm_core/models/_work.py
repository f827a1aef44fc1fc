"""What people do: tasks, interactions and notes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import BigInteger, Date, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ._base import Identified, KeyRules, Model, Tracked, UtcDateTime
from ._slots import give_slots, slot_keys


class Task(Tracked):
    """Something to be done by somebody, mostly about a customer or a deal."""

    __tablename__ = "tasks"
    __table_args__ = (
        Index("ix_tasks_owner_due", "owner_id", "done_on", "due_on"),
        Index("ix_tasks_done_on", "done_on", "owner_id", "unit_id"),
        {"sqlite_autoincrement": True},
    )
    entity = "task"

    title: Mapped[str] = mapped_column(String(300))
    kind: Mapped[str] = mapped_column(String(20), default="task")
    external_id: Mapped[str | None] = mapped_column(String(120), index=True)
    due_on: Mapped[dt.date | None] = mapped_column(Date)
    done_on: Mapped[dt.date | None] = mapped_column(Date)
    priority: Mapped[str | None] = mapped_column(String(20))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), index=True)
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"), index=True)
    deal_id: Mapped[int | None] = mapped_column(ForeignKey("deals.id"), index=True)
    note: Mapped[str | None] = mapped_column(Text)

    @classmethod
    def derive(cls, values: Mapping[str, Any], rules: KeyRules) -> dict[str, Any]:
        return dict(slot_keys(values))


class Interaction(Tracked):
    """A call, meeting, visit, e-mail or message that took place; `happened_on` is its day in the company's zone."""

    __tablename__ = "interactions"
    __table_args__ = (
        Index("ix_interactions_happened_on", "happened_on", "owner_id", "unit_id"),
        Index("ix_interactions_customer", "customer_id", "happened_on"),
        {"sqlite_autoincrement": True},
    )
    entity = "interaction"

    kind: Mapped[str] = mapped_column(String(20), default="call")
    subject: Mapped[str] = mapped_column(String(300))
    external_id: Mapped[str | None] = mapped_column(String(120), index=True)
    happened_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    happened_on: Mapped[dt.date] = mapped_column(Date)
    outcome: Mapped[str | None] = mapped_column(String(120))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), index=True)
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"), index=True)
    deal_id: Mapped[int | None] = mapped_column(ForeignKey("deals.id"), index=True)
    note: Mapped[str | None] = mapped_column(Text)


class Note(Tracked):
    """Words about a customer, contact, deal or task; `owner_id` is who wrote them.

    Those about a task also name what the task is about.
    """

    __tablename__ = "notes"
    __table_args__ = ({"sqlite_autoincrement": True},)
    entity = "note"

    body: Mapped[str] = mapped_column(Text)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"), index=True)
    deal_id: Mapped[int | None] = mapped_column(ForeignKey("deals.id"), index=True)
    task_id: Mapped[int | None] = mapped_column(ForeignKey("tasks.id"), index=True)


class Document(Tracked):
    """A file kept with a customer, contact or deal; `content_hash` names it in the store, `owner_id` put it there."""

    __tablename__ = "documents"
    __table_args__ = ({"sqlite_autoincrement": True},)
    entity = "document"

    name: Mapped[str] = mapped_column(String(300))
    content_type: Mapped[str] = mapped_column(String(120))
    size: Mapped[int] = mapped_column(BigInteger)
    content_hash: Mapped[str] = mapped_column(String(64), index=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"), index=True)
    deal_id: Mapped[int | None] = mapped_column(ForeignKey("deals.id"), index=True)
    note: Mapped[str | None] = mapped_column(Text)


class Notification(Identified, Model):
    """Something a person is told in the app: a colleague mentioned them, or handed a record over to them."""

    __tablename__ = "notifications"
    __table_args__ = (Index("ix_notifications_user", "user_id", "read_at", "at"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    from_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    kind: Mapped[str] = mapped_column(String(20))
    entity: Mapped[str] = mapped_column(String(20))
    record_id: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(Text, default="")
    read_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)


give_slots(Task)
