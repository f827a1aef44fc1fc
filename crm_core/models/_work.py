"""What people do: tasks, interactions and notes."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ._base import Tracked, UtcDateTime


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
    """Words about a customer, contact or deal; `owner_id` is who wrote them."""

    __tablename__ = "notes"
    __table_args__ = ({"sqlite_autoincrement": True},)
    entity = "note"

    body: Mapped[str] = mapped_column(Text)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"), index=True)
    deal_id: Mapped[int | None] = mapped_column(ForeignKey("deals.id"), index=True)
