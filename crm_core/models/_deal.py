"""Deals: pipelines, stages, products, the deal, its lines and its states through time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Boolean, Date, Float, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ..base.text import compact, fold, sort_key
from ._base import Identified, KeyRules, Model, Money, SortKey, Tracked, UtcDateTime
from ._customer import KEY_LENGTH, search_text
from ._slots import give_slots, slot_keys


class Pipeline(Tracked):
    """A way of selling, from the first stage to won or lost."""

    __tablename__ = "pipelines"
    __table_args__ = ({"sqlite_autoincrement": True},)
    entity = "pipeline"

    name: Mapped[str] = mapped_column(String(120))
    position: Mapped[int] = mapped_column(Integer, default=0)


class Stage(Tracked):
    """A step of a pipeline; `kind` is open, won or lost; `probability` in percent."""

    __tablename__ = "stages"
    __table_args__ = ({"sqlite_autoincrement": True},)
    entity = "stage"
    untracked = frozenset({"name_key"})

    pipeline_id: Mapped[int] = mapped_column(ForeignKey("pipelines.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    name_key: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(10), default="open")
    position: Mapped[int] = mapped_column(Integer, default=0)
    probability: Mapped[int] = mapped_column(Integer, default=0)
    stuck_days: Mapped[int | None] = mapped_column(Integer)
    folded: Mapped[bool] = mapped_column(Boolean, default=False)
    required: Mapped[list[Any] | None]
    """The keys of the fields that must be filled before a deal enters."""

    @classmethod
    def derive(cls, values: Mapping[str, Any], rules: KeyRules) -> dict[str, Any]:
        return {"name_key": fold(values["name"])}


class Product(Tracked):
    """A product or service of the catalogue."""

    __tablename__ = "products"
    __table_args__ = (
        Index("ix_products_sort_key", "sort_key", "id"),
        {"sqlite_autoincrement": True},
    )
    entity = "product"
    untracked = frozenset({"search_key", "sort_key", "name_key"})

    name: Mapped[str] = mapped_column(String(300))
    code: Mapped[str | None] = mapped_column(String(120), index=True)
    external_id: Mapped[str | None] = mapped_column(String(120), index=True)
    family: Mapped[str | None] = mapped_column(String(120))
    price: Mapped[int | None] = mapped_column(Money)
    unit_of_sale: Mapped[str | None] = mapped_column(String(40))
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    note: Mapped[str | None] = mapped_column(Text)

    name_key: Mapped[str] = mapped_column(String(KEY_LENGTH), index=True)
    sort_key: Mapped[str] = mapped_column(SortKey(KEY_LENGTH))
    search_key: Mapped[str] = mapped_column(Text)

    @classmethod
    def derive(cls, values: Mapping[str, Any], rules: KeyRules) -> dict[str, Any]:
        name = values["name"]
        return {
            **slot_keys(values),
            "name_key": fold(name)[:KEY_LENGTH],
            "sort_key": sort_key(name)[:KEY_LENGTH],
            "search_key": search_text(name, compact(name), values.get("code"), values.get("external_id")),
        }


_REPORTED = ("owner_id", "unit_id", "amount", "currency", "stage_id", "pipeline_id", "source", "customer_id")
"""What reports ask about deals by day: it stands in their indexes, so that the rows themselves are not read."""


class Deal(Tracked):
    """A possible sale. `outcome` (open, won, lost) follows the stage; `closed_on` is set exactly when not open."""

    __tablename__ = "deals"
    __table_args__ = (
        Index(
            "ix_deals_outcome_closed_on", "outcome", "closed_on", *_REPORTED, "opened_on", "lost_reason", "deleted_at"
        ),
        Index("ix_deals_opened_on", "opened_on", *_REPORTED, "outcome", "deleted_at"),
        Index("ix_deals_currency", "currency"),
        Index("ix_deals_stage_id", "outcome", "stage_id", "amount", "id"),
        Index("ix_deals_owner_outcome", "owner_id", "outcome"),
        Index("ix_deals_sort_key", "sort_key", "id"),
        {"sqlite_autoincrement": True},
    )
    entity = "deal"
    untracked = frozenset({"search_key", "sort_key"})

    title: Mapped[str] = mapped_column(String(300))
    external_id: Mapped[str | None] = mapped_column(String(120), index=True)
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"), index=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), index=True)
    pipeline_id: Mapped[int] = mapped_column(ForeignKey("pipelines.id"))
    stage_id: Mapped[int] = mapped_column(ForeignKey("stages.id"))
    stage_since: Mapped[dt.date] = mapped_column(Date)
    amount: Mapped[int | None] = mapped_column(Money)
    currency: Mapped[str] = mapped_column(String(3))
    probability: Mapped[int | None] = mapped_column(Integer)
    opened_on: Mapped[dt.date] = mapped_column(Date)
    expected_close: Mapped[dt.date | None] = mapped_column(Date)
    closed_on: Mapped[dt.date | None] = mapped_column(Date)
    outcome: Mapped[str] = mapped_column(String(5), default="open")
    lost_reason: Mapped[str | None] = mapped_column(String(120))
    won_reason: Mapped[str | None] = mapped_column(String(120))
    judgement: Mapped[str | None] = mapped_column(String(10))
    """What its owner expects of an open deal: commit, likely or open."""
    source: Mapped[str | None] = mapped_column(String(120))
    next_step: Mapped[str | None] = mapped_column(String(300))
    next_step_on: Mapped[dt.date | None] = mapped_column(Date)
    note: Mapped[str | None] = mapped_column(Text)

    sort_key: Mapped[str] = mapped_column(SortKey(KEY_LENGTH))
    search_key: Mapped[str] = mapped_column(Text)

    @classmethod
    def derive(cls, values: Mapping[str, Any], rules: KeyRules) -> dict[str, Any]:
        return {
            **slot_keys(values),
            "sort_key": sort_key(values["title"])[:KEY_LENGTH],
            "search_key": search_text(values["title"], values.get("external_id")),
        }


class DealLine(Identified, Model):
    """A product in a deal; `amount` in minor units of the deal's currency; the lines' amounts sum to the deal's."""

    __tablename__ = "deal_lines"
    __table_args__ = (Index("ix_deal_lines_deal_product", "deal_id", "product_id", "amount"),)

    deal_id: Mapped[int] = mapped_column(ForeignKey("deals.id"))
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"), index=True)
    quantity: Mapped[float] = mapped_column(Float, default=1.0)
    price: Mapped[int | None] = mapped_column(Money)
    amount: Mapped[int | None] = mapped_column(Money)
    position: Mapped[int] = mapped_column(Integer, default=0)


class DealContact(Tracked):
    """A person who has a part in a deal, and which; the deal's first contact stands in the deal itself."""

    __tablename__ = "deal_contacts"
    __table_args__ = (
        Index("ix_deal_contacts_deal", "deal_id", "contact_id"),
        {"sqlite_autoincrement": True},
    )
    entity = "deal_contact"

    deal_id: Mapped[int] = mapped_column(ForeignKey("deals.id"))
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"), index=True)
    role: Mapped[str | None] = mapped_column(String(60))


class Competitor(Tracked):
    """Somebody else who wants to win a deal; `threat` is low, medium or high."""

    __tablename__ = "competitors"
    __table_args__ = ({"sqlite_autoincrement": True},)
    entity = "competitor"
    untracked = frozenset({"name_key"})

    deal_id: Mapped[int] = mapped_column(ForeignKey("deals.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    name_key: Mapped[str] = mapped_column(String(KEY_LENGTH), index=True)
    threat: Mapped[str | None] = mapped_column(String(10))
    offer: Mapped[int | None] = mapped_column(Money)
    """What they ask, in minor units of the deal's currency."""
    note: Mapped[str | None] = mapped_column(Text)
    won: Mapped[bool | None] = mapped_column(Boolean)
    """Whether the deal was lost to them."""

    @classmethod
    def derive(cls, values: Mapping[str, Any], rules: KeyRules) -> dict[str, Any]:
        return {"name_key": fold(values["name"])[:KEY_LENGTH]}


class DealState(Identified, Model):
    """The tracked values of a deal over [valid_from, valid_to); `probability` is the one in force, in percent.

    A deal in the bin has no state over that time. The pipeline as of an instant is one indexed query here: a state is
    filed under its `fork_day` (see base.intervals).
    """

    __tablename__ = "deal_states"
    __table_args__ = (
        Index("ix_deal_states_deal", "deal_id", "valid_from"),
        Index("ix_deal_states_time", "outcome", "fork_day", "valid_to", "valid_from"),
        Index("ix_deal_states_begun", "outcome", "valid_from"),
    )

    deal_id: Mapped[int] = mapped_column(ForeignKey("deals.id"))
    valid_from: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    valid_to: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    fork_day: Mapped[int] = mapped_column(Integer)
    change_set_id: Mapped[int | None] = mapped_column(ForeignKey("change_sets.id"))
    pipeline_id: Mapped[int] = mapped_column(ForeignKey("pipelines.id"))
    stage_id: Mapped[int] = mapped_column(ForeignKey("stages.id"))
    probability: Mapped[int] = mapped_column(Integer)
    amount: Mapped[int | None] = mapped_column(Money)
    currency: Mapped[str] = mapped_column(String(3))
    expected_close: Mapped[dt.date | None] = mapped_column(Date)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    outcome: Mapped[str] = mapped_column(String(5))


TRACKED_DEAL_VALUES = (
    "pipeline_id",
    "stage_id",
    "amount",
    "currency",
    "expected_close",
    "owner_id",
    "unit_id",
    "outcome",
)
"""The deal's columns that a state copies as they are; `probability` is resolved against the stage."""


for _model in (Deal, Product):
    give_slots(_model)
