"""Orders: what a customer bought or asked a quote for, line by line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Date, Float, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ..base.text import fold, sort_key
from ._base import Identified, KeyRules, Model, Money, SortKey, Tracked
from ._customer import KEY_LENGTH


class Order(Tracked):
    """An order, quote or invoice of another system.

    `status` is open, done, cancelled or returned; `status_said` is how the list put it. `amount` is the sum of the
    lines after their discounts, in minor units of `currency`; freight stands beside it.
    """

    __tablename__ = "orders"
    __table_args__ = (
        Index("ix_orders_sort_key", "sort_key", "id"),
        Index("ix_orders_ordered_on", "ordered_on", "status", "owner_id", "unit_id", "customer_id", "amount"),
        Index("ix_orders_customer", "customer_id", "ordered_on"),
        {"sqlite_autoincrement": True},
    )
    entity = "order"
    untracked = frozenset({"sort_key", "number_key"})

    number: Mapped[str] = mapped_column(String(120))
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"), index=True)
    deal_id: Mapped[int | None] = mapped_column(ForeignKey("deals.id"), index=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), index=True)
    ordered_on: Mapped[dt.date | None] = mapped_column(Date)
    shipped_on: Mapped[dt.date | None] = mapped_column(Date)
    valid_until: Mapped[dt.date | None] = mapped_column(Date)
    status: Mapped[str] = mapped_column(String(12), default="open")
    status_said: Mapped[str | None] = mapped_column(String(60))
    amount: Mapped[int | None] = mapped_column(Money)
    currency: Mapped[str] = mapped_column(String(3))
    freight: Mapped[int | None] = mapped_column(Money)
    terms: Mapped[str | None] = mapped_column(String(300))
    note: Mapped[str | None] = mapped_column(Text)

    number_key: Mapped[str] = mapped_column(String(120), index=True)
    sort_key: Mapped[str] = mapped_column(SortKey(KEY_LENGTH))

    @classmethod
    def derive(cls, values: Mapping[str, Any], rules: KeyRules) -> dict[str, Any]:
        return {"number_key": fold(values["number"])[:120], "sort_key": sort_key(values["number"])[:KEY_LENGTH]}


class OrderLine(Identified, Model):
    """A product in an order: `discount` in percent of quantity × price, `amount` what is left, in minor units."""

    __tablename__ = "order_lines"
    __table_args__ = (Index("ix_order_lines_order_product", "order_id", "product_id", "amount"),)

    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    product_id: Mapped[int | None] = mapped_column(ForeignKey("products.id"), index=True)
    external_id: Mapped[str | None] = mapped_column(String(120))
    quantity: Mapped[float] = mapped_column(Float, default=1.0)
    price: Mapped[int | None] = mapped_column(Money)
    discount: Mapped[float] = mapped_column(Float, default=0.0)
    amount: Mapped[int | None] = mapped_column(Money)
    position: Mapped[int] = mapped_column(Integer, default=0)
