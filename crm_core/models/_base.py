"""What every table shares: the declarative base, exact types, and the columns of records people work on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Integer, MetaData, String, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

from ..base.days import CalendarName
from ._quality import DEFAULT_RULES, QualityRules

UTC = dt.UTC
ENDLESS = dt.datetime(9000, 1, 1, tzinfo=UTC)
"""The end of a state that still holds: a real instant, so that one index serves every as-of question."""


class UtcDateTime(TypeDecorator[dt.datetime]):
    """An instant: aware in Python, UTC in the database, refused when naive."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(DateTime(timezone=dialect.name == "postgresql"))

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        in_utc = value.astimezone(UTC)
        return in_utc if dialect.name == "postgresql" else in_utc.replace(tzinfo=None)

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


class SortKey(TypeDecorator[str]):
    """Text compared byte by byte on both databases, whatever the server's locale."""

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(String(collation="C" if dialect.name == "postgresql" else None))


class Model(DeclarativeBase):
    """The base of every table."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        dt.datetime: UtcDateTime,
        dict[str, Any]: JSON(none_as_null=True),
        list[Any]: JSON(none_as_null=True),
    }


@dataclass(frozen=True)
class KeyRules:
    """What a record's derived columns depend on besides the record: the company's country, area code and calendar,
    what it wants to know of its records, and the day after which nobody was born (None: no such day)."""

    country: str = "US"
    area_code: str | None = None
    calendar: CalendarName = "gregorian"
    quality: QualityRules = DEFAULT_RULES
    today: dt.date | None = None


Money = BigInteger
"""Amounts in minor units of a currency (see base.money)."""


class Identified:
    """A row with a number of its own that is never given to another row."""

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)


class Tracked(Identified, Model):
    """A record people work on: it has a version, lies in the bin when deleted, and its changes are history.

    `entity` is the name used in change sets, filters, links and exports.
    """

    __abstract__ = True

    entity: ClassVar[str]
    untracked: ClassVar[frozenset[str]] = frozenset()
    """Columns that are derived from others and therefore not part of the history."""

    version: Mapped[int] = mapped_column(Integer, default=1, nullable=False)
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    deleted_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}

    @classmethod
    def derive(cls, values: Mapping[str, Any], rules: KeyRules) -> dict[str, Any]:
        """The derived columns (search, sort and matching keys) for these column values; {} when there are none."""
        return {}

    @classmethod
    def derive_many(cls, rows: Sequence[Mapping[str, Any]], rules: KeyRules) -> dict[str, Sequence[Any]]:
        """`derive` for many records, by column; kinds that come in large lists do it a column at a time."""
        found = [cls.derive(row, rules) for row in rows]
        return {name: [one.get(name) for one in found] for name in set[str]().union(*found)}


BOOKKEEPING = frozenset({"id", "version", "created_at", "updated_at"})
"""Columns the history does not list as changes (deletion is an action of its own)."""
