"""Reviews of the pipeline: what was looked at, said and promised, kept as a document."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ._base import Tracked, UtcDateTime


class Review(Tracked):
    """A review of a unit with those below it (None: the whole company), of what moved in (since, until].

    While it is open, `until` moves on with the clock and `document` is None; closing it fixes both. The document
    holds the figures, movements, agenda and promises as they were, in numbers and names, so that it reads the same
    for ever.
    """

    __tablename__ = "reviews"
    __table_args__ = (
        Index("ix_reviews_unit", "unit_id", "until"),
        {"sqlite_autoincrement": True},
    )
    entity = "review"

    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    """Who leads it."""
    held_on: Mapped[dt.date] = mapped_column(Date)
    since: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    until: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    next_on: Mapped[dt.date | None] = mapped_column(Date)
    """The day of the next review."""
    closed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    present: Mapped[list[Any] | None]
    """The users who were there."""
    note: Mapped[str | None] = mapped_column(Text)
    document: Mapped[dict[str, Any] | None]


class ReviewDeal(Tracked):
    """A deal that was talked about in a review, and what was said."""

    __tablename__ = "review_deals"
    __table_args__ = (
        Index("ix_review_deals_review", "review_id", "deal_id"),
        {"sqlite_autoincrement": True},
    )
    entity = "review_deal"

    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"))
    deal_id: Mapped[int] = mapped_column(ForeignKey("deals.id"), index=True)
    note: Mapped[str | None] = mapped_column(Text)
    discussed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)


class Promise(Tracked):
    """What somebody promised in a review, mostly about a deal, until a day; it is a task as well.

    `outcome` (kept, broken, dropped) is what a later review settled; before, it follows from the task.
    """

    __tablename__ = "promises"
    __table_args__ = ({"sqlite_autoincrement": True},)
    entity = "promise"

    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"), index=True)
    deal_id: Mapped[int | None] = mapped_column(ForeignKey("deals.id"), index=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    """Who promised."""
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    what: Mapped[str] = mapped_column(String(300))
    until: Mapped[dt.date] = mapped_column(Date)
    task_id: Mapped[int | None] = mapped_column(ForeignKey("tasks.id"), index=True)
    outcome: Mapped[str | None] = mapped_column(String(10))
    settled_in_id: Mapped[int | None] = mapped_column(ForeignKey("reviews.id"))
