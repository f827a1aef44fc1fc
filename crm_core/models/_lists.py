"""What lists taught us: how their columns are to be read, and which records only look like one another."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ._base import Identified, Model, UtcDateTime


class ListMemory(Identified, Model):
    """What a person decided for lists of one kind with one header; `header` is the fingerprint of its names."""

    __tablename__ = "list_memories"
    __table_args__ = (UniqueConstraint("header", "kind"),)

    header: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(20))
    decisions: Mapped[dict[str, Any] | None]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    used_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)


class NotSame(Identified, Model):
    """Two records that a person looked at and called different; `low_id` < `high_id`."""

    __tablename__ = "not_same"
    __table_args__ = (UniqueConstraint("entity", "low_id", "high_id"),)

    entity: Mapped[str] = mapped_column(String(20))
    low_id: Mapped[int] = mapped_column(Integer)
    high_id: Mapped[int] = mapped_column(Integer, index=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
