"""What is to be reached, what people themselves expect, and what they are paid for it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ._base import Money, Tracked, UtcDateTime


class Target(Tracked):
    """What is to be reached in one period: by the company, a unit or a person, with a segment or a single customer.

    `scope` (company, unit, user, segment, customer) says which of the others is set; a segment is all records whose
    groupable field `segment_field` has the value `segment_value`. `value` is in minor units of the company's currency
    for amounts, else a count; [start, end) is half-open and one `step` (month, quarter, year, fiscal_year) long.
    """

    __tablename__ = "targets"
    __table_args__ = (
        Index("ix_targets_start_scope", "start", "scope"),
        {"sqlite_autoincrement": True},
    )
    entity = "target"

    scope: Mapped[str] = mapped_column(String(10))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"))
    segment_field: Mapped[str | None] = mapped_column(String(60))
    segment_value: Mapped[str | None] = mapped_column(String(300))
    measure: Mapped[str] = mapped_column(String(40))
    step: Mapped[str] = mapped_column(String(15))
    calendar: Mapped[str] = mapped_column(String(10))
    start: Mapped[dt.date]
    end: Mapped[dt.date]
    value: Mapped[int] = mapped_column(Money)


class CommissionRule(Tracked):
    """What is paid for a measure that was reached, in periods of one `step` that begin in [starts_on, ends_on).

    For everybody, the people of a unit and those below, or one person. `tiers`: [[reached, rate], …] with the share of
    the target from which a rate holds and the rate, both in hundredths of a percent; `whole`: the rate of the highest
    tier reached holds for all, else each rate for the part above its threshold.
    """

    __tablename__ = "commission_rules"
    __table_args__ = ({"sqlite_autoincrement": True},)
    entity = "commission_rule"

    name: Mapped[str] = mapped_column(String(120))
    measure: Mapped[str] = mapped_column(String(40))
    step: Mapped[str] = mapped_column(String(15))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    tiers: Mapped[list[Any]]
    whole: Mapped[bool]
    starts_on: Mapped[dt.date | None] = mapped_column(Date)
    ends_on: Mapped[dt.date | None] = mapped_column(Date)


class Submission(Tracked):
    """What a person said would be won in a period, in minor units; a later word does not replace an earlier one."""

    __tablename__ = "submissions"
    __table_args__ = (
        Index("ix_submissions_user", "user_id", "start", "at"),
        {"sqlite_autoincrement": True},
    )
    entity = "submission"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    step: Mapped[str] = mapped_column(String(15))
    calendar: Mapped[str] = mapped_column(String(10))
    start: Mapped[dt.date]
    end: Mapped[dt.date]
    amount: Mapped[int] = mapped_column(Money)
    commit_amount: Mapped[int | None] = mapped_column(Money)
    """What of it the person commits to."""
    note: Mapped[str | None] = mapped_column(Text)
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    """When it was said."""
    said_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    """The user who entered it, where a lead did it for the person."""
