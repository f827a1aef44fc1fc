"""Customers, the contacts at them, their further phones and addresses, and tags."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import BigInteger, Boolean, Date, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ..base.text import email_key, fold, fold_all, phone_key, phone_keys, sort_key, sort_keys
from ._base import Identified, KeyRules, Model, Money, SortKey, Tracked
from ._quality import quality_columns, quality_keys
from ._slots import give_slots, slot_key_columns, slot_keys

KEY_LENGTH = 400


def _reach_keys(values: Mapping[str, Any], rules: KeyRules) -> dict[str, str | None]:
    """The matching keys of a record's e-mail, phone and mobile."""
    email, phone, mobile = values.get("email"), values.get("phone"), values.get("mobile")
    return {
        "email_key": email_key(email) if email else None,
        "phone_key": phone_key(phone, rules.country, rules.area_code) if phone else None,
        "mobile_key": phone_key(mobile, rules.country, rules.area_code) if mobile else None,
    }


def search_text(*parts: str | None, phones: tuple[str | None, ...] = ()) -> str:
    """What quick search looks through: folded words, then the digits of the phones, a space before each word."""
    words = filter(None, [fold(part) for part in parts if part])
    numbers = [number.lstrip("+") for number in phones if number]
    return " " + " ".join([*words, *numbers])


Rows = Sequence[Mapping[str, Any]]
Column = Sequence[Any]


def _key_columns(rows: Rows, rules: KeyRules) -> dict[str, Column]:
    """The keys that customers and contacts have but for `search_key`, in columns."""

    def phones(texts: list[str]) -> Column:
        return phone_keys(texts, rules.country, rules.area_code)

    names = [row["name"] for row in rows]
    return {
        "email_key": _of_said(rows, "email", lambda texts: [email_key(text) for text in texts]),
        "phone_key": _of_said(rows, "phone", phones),
        "mobile_key": _of_said(rows, "mobile", phones),
        "name_key": _cut(fold_all(names)),
        "sort_key": _cut(sort_keys(names)),
        **slot_key_columns(rows),
    }


def _search_column(rows: Rows, keys: Mapping[str, Column], *names: str) -> Column:
    """`search_text` of these columns and the phones."""
    folded = [_of_said(rows, name, fold_all) for name in names]
    phones = [[key and key.lstrip("+") for key in keys[name]] for name in ("phone_key", "mobile_key")]
    return [" " + " ".join(filter(None, words)) for words in zip(*folded, *phones, strict=True)]


def _of_said(rows: Rows, name: str, keys: Callable[[list[str]], Column]) -> Column:
    """The keys of the texts in a column, None where it has none."""
    column = [row.get(name) for row in rows]
    said = [text for text in column if text]
    found = keys(said)
    if len(said) == len(column):
        return found
    rest = iter(found)
    return [next(rest) if text else None for text in column]


def _cut(texts: list[str]) -> list[str]:
    return texts if max(map(len, texts), default=0) <= KEY_LENGTH else [text[:KEY_LENGTH] for text in texts]


class Customer(Tracked):
    """A person or a company we sell to, or a party around the sale."""

    __tablename__ = "customers"
    __table_args__ = (
        Index("ix_customers_sort_key", "sort_key", "id"),
        Index("ix_customers_city_key", "city_key", "id"),
        Index("ix_customers_last_contact_on", "last_contact_on", "id"),
        Index("ix_customers_owner_status", "owner_id", "status", "sort_key"),
        Index("ix_customers_created_at", "created_at", "id"),
        Index("ix_customers_confirmed_on", "confirmed_on", "id"),
        Index("ix_customers_completeness", "completeness", "id"),
        Index("ix_customers_open_deals", "open_deals", "id"),
        Index("ix_customers_open_amount", "open_amount", "id"),
        Index("ix_customers_won_amount", "won_amount", "id"),
        Index("ix_customers_next_task_on", "next_task_on", "id"),
        Index("ix_customers_birthday_key", "birthday_key", "id"),
        {"sqlite_autoincrement": True},
    )
    entity = "customer"
    untracked = frozenset(
        {
            "search_key",
            "sort_key",
            "name_key",
            "city_key",
            "email_key",
            "phone_key",
            "mobile_key",
            "birthday_key",
            "completeness",
            "faults",
            "last_contact_on",
            "next_task_on",
            "open_deals",
            "open_amount",
            "won_amount",
        }
    )

    name: Mapped[str] = mapped_column(String(300))
    kind: Mapped[str] = mapped_column(String(10), default="company")
    title: Mapped[str | None] = mapped_column(String(60))
    party: Mapped[str] = mapped_column(String(20), default="customer")
    external_id: Mapped[str | None] = mapped_column(String(120), index=True)
    national_id: Mapped[str | None] = mapped_column(String(30), index=True)
    registration_number: Mapped[str | None] = mapped_column(String(30))
    economic_code: Mapped[str | None] = mapped_column(String(30))
    email: Mapped[str | None] = mapped_column(String(320))
    phone: Mapped[str | None] = mapped_column(String(60))
    mobile: Mapped[str | None] = mapped_column(String(60))
    website: Mapped[str | None] = mapped_column(String(300))
    country: Mapped[str | None] = mapped_column(String(80))
    province: Mapped[str | None] = mapped_column(String(80))
    city: Mapped[str | None] = mapped_column(String(80))
    postal_code: Mapped[str | None] = mapped_column(String(20))
    address: Mapped[str | None] = mapped_column(Text)
    industry: Mapped[str | None] = mapped_column(String(120))
    size: Mapped[str | None] = mapped_column(String(60))
    source: Mapped[str | None] = mapped_column(String(120))
    tier: Mapped[str | None] = mapped_column(String(60))
    status: Mapped[str | None] = mapped_column(String(60))
    life_cycle: Mapped[str | None] = mapped_column(String(60))
    channel: Mapped[str | None] = mapped_column(String(120))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), index=True)
    birthday: Mapped[dt.date | None] = mapped_column(Date)
    customer_since: Mapped[dt.date | None] = mapped_column(Date, index=True)
    annual_revenue: Mapped[int | None] = mapped_column(Money)
    purchases_to_date: Mapped[int | None] = mapped_column(Money)
    note: Mapped[str | None] = mapped_column(Text)
    confirmed_on: Mapped[dt.date | None] = mapped_column(Date)
    """When somebody last said that what stands here is so."""
    last_contact_on: Mapped[dt.date | None] = mapped_column(Date)
    next_task_on: Mapped[dt.date | None] = mapped_column(Date)
    open_deals: Mapped[int | None] = mapped_column(Integer)
    open_amount: Mapped[int | None] = mapped_column(Money)
    won_amount: Mapped[int | None] = mapped_column(Money)
    """Of open and won deals in the company's currency; None where there are none."""
    merged_into_id: Mapped[int | None] = mapped_column(Integer, index=True)
    """The customer that this one, now in the bin, was merged into."""

    name_key: Mapped[str] = mapped_column(String(KEY_LENGTH), index=True)
    sort_key: Mapped[str] = mapped_column(SortKey(KEY_LENGTH))
    city_key: Mapped[str | None] = mapped_column(SortKey(120))
    email_key: Mapped[str | None] = mapped_column(String(320), index=True)
    phone_key: Mapped[str | None] = mapped_column(String(40), index=True)
    mobile_key: Mapped[str | None] = mapped_column(String(40), index=True)
    birthday_key: Mapped[int | None] = mapped_column(Integer)
    """Month × 100 + day of the birthday in the company's calendar."""
    completeness: Mapped[int | None] = mapped_column(Integer)
    """Percent of what should be known of such a record (see models._quality)."""
    faults: Mapped[int | None] = mapped_column(Integer)
    """How many of its values cannot be right."""
    search_key: Mapped[str] = mapped_column(Text)

    @classmethod
    def derive(cls, values: Mapping[str, Any], rules: KeyRules) -> dict[str, Any]:
        name = values["name"]
        city = values.get("city")
        reach = _reach_keys(values, rules)
        return {
            **reach,
            **slot_keys(values),
            **quality_keys(cls.entity, values, rules),
            "name_key": fold(name)[:KEY_LENGTH],
            "sort_key": sort_key(name)[:KEY_LENGTH],
            "city_key": sort_key(city)[:120] if city else None,
            "search_key": search_text(
                name,
                values.get("external_id"),
                values.get("email"),
                values.get("city"),
                phones=(reach["phone_key"], reach["mobile_key"]),
            ),
        }

    @classmethod
    def derive_many(cls, rows: Rows, rules: KeyRules) -> dict[str, Column]:
        keys = _key_columns(rows, rules)
        keys["city_key"] = _of_said(rows, "city", lambda texts: [text[:120] for text in sort_keys(texts)])
        keys["search_key"] = _search_column(rows, keys, "name", "external_id", "email", "city")
        return keys | quality_columns(cls.entity, rows, keys, rules)


class Contact(Tracked):
    """A person we talk to, at a customer or on their own."""

    __tablename__ = "contacts"
    __table_args__ = (
        Index("ix_contacts_sort_key", "sort_key", "id"),
        Index("ix_contacts_completeness", "completeness", "id"),
        {"sqlite_autoincrement": True},
    )
    entity = "contact"
    untracked = frozenset(
        {
            "search_key",
            "sort_key",
            "name_key",
            "email_key",
            "phone_key",
            "mobile_key",
            "birthday_key",
            "completeness",
            "faults",
        }
    )

    name: Mapped[str] = mapped_column(String(300))
    title: Mapped[str | None] = mapped_column(String(60))
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"), index=True)
    external_id: Mapped[str | None] = mapped_column(String(120), index=True)
    national_id: Mapped[str | None] = mapped_column(String(30))
    job_title: Mapped[str | None] = mapped_column(String(120))
    department: Mapped[str | None] = mapped_column(String(120))
    role: Mapped[str | None] = mapped_column(String(60))
    """What this person does in a sale: decides, uses, pays …"""
    email: Mapped[str | None] = mapped_column(String(320))
    phone: Mapped[str | None] = mapped_column(String(60))
    mobile: Mapped[str | None] = mapped_column(String(60))
    country: Mapped[str | None] = mapped_column(String(80))
    province: Mapped[str | None] = mapped_column(String(80))
    city: Mapped[str | None] = mapped_column(String(80))
    postal_code: Mapped[str | None] = mapped_column(String(20))
    address: Mapped[str | None] = mapped_column(Text)
    source: Mapped[str | None] = mapped_column(String(120))
    status: Mapped[str | None] = mapped_column(String(60))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    birthday: Mapped[dt.date | None] = mapped_column(Date)
    first_seen: Mapped[dt.date | None] = mapped_column(Date)
    confirmed_on: Mapped[dt.date | None] = mapped_column(Date)
    note: Mapped[str | None] = mapped_column(Text)
    merged_into_id: Mapped[int | None] = mapped_column(Integer, index=True)
    """The contact that this one, now in the bin, was merged into."""

    name_key: Mapped[str] = mapped_column(String(KEY_LENGTH), index=True)
    sort_key: Mapped[str] = mapped_column(SortKey(KEY_LENGTH))
    email_key: Mapped[str | None] = mapped_column(String(320), index=True)
    phone_key: Mapped[str | None] = mapped_column(String(40), index=True)
    mobile_key: Mapped[str | None] = mapped_column(String(40), index=True)
    birthday_key: Mapped[int | None] = mapped_column(Integer)
    """Month × 100 + day of the birthday in the company's calendar."""
    completeness: Mapped[int | None] = mapped_column(Integer)
    """Percent of what should be known of such a record (see models._quality)."""
    faults: Mapped[int | None] = mapped_column(Integer)
    """How many of its values cannot be right."""
    search_key: Mapped[str] = mapped_column(Text)

    @classmethod
    def derive(cls, values: Mapping[str, Any], rules: KeyRules) -> dict[str, Any]:
        reach = _reach_keys(values, rules)
        return {
            **reach,
            **slot_keys(values),
            **quality_keys(cls.entity, values, rules),
            "name_key": fold(values["name"])[:KEY_LENGTH],
            "sort_key": sort_key(values["name"])[:KEY_LENGTH],
            "search_key": search_text(
                values["name"],
                values.get("external_id"),
                values.get("email"),
                phones=(reach["phone_key"], reach["mobile_key"]),
            ),
        }

    @classmethod
    def derive_many(cls, rows: Rows, rules: KeyRules) -> dict[str, Column]:
        keys = _key_columns(rows, rules)
        keys["search_key"] = _search_column(rows, keys, "name", "external_id", "email")
        return keys | quality_columns(cls.entity, rows, keys, rules)


class CustomerRelation(Tracked):
    """Two customers who belong together: `other_id` is the parent, a branch, a partner … of `customer_id`."""

    __tablename__ = "customer_relations"
    __table_args__ = ({"sqlite_autoincrement": True},)
    entity = "relation"

    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    note: Mapped[str | None] = mapped_column(Text)


class Address(Tracked):
    """A further address of a customer or contact, beside the one on the record."""

    __tablename__ = "addresses"
    __table_args__ = ({"sqlite_autoincrement": True},)
    entity = "address"

    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    country: Mapped[str | None] = mapped_column(String(80))
    province: Mapped[str | None] = mapped_column(String(80))
    city: Mapped[str | None] = mapped_column(String(80))
    postal_code: Mapped[str | None] = mapped_column(String(20))
    address: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Text)


class ImportantDate(Tracked):
    """A day that matters to a customer or contact (the founding, a contract's end); `yearly` days come again."""

    __tablename__ = "important_dates"
    __table_args__ = ({"sqlite_autoincrement": True},)
    entity = "important_date"

    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"), index=True)
    label: Mapped[str] = mapped_column(String(120))
    day: Mapped[dt.date] = mapped_column(Date)
    yearly: Mapped[bool] = mapped_column(Boolean, default=False)


class ContactPoint(Identified, Model):
    """A further phone, e-mail, address or web page of a customer or contact, beside the first ones on the record."""

    __tablename__ = "contact_points"
    __table_args__ = (Index("ix_contact_points_record", "entity", "record_id"),)

    entity: Mapped[str] = mapped_column(String(20))
    record_id: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(10))
    label: Mapped[str | None] = mapped_column(String(60))
    value: Mapped[str] = mapped_column(Text)
    key: Mapped[str | None] = mapped_column(String(320), index=True)
    position: Mapped[int] = mapped_column(Integer, default=0)


class Tag(Tracked):
    """A word put on records of any kind."""

    __tablename__ = "tags"
    __table_args__ = ({"sqlite_autoincrement": True},)
    entity = "tag"
    untracked = frozenset({"key"})

    name: Mapped[str] = mapped_column(String(120))
    key: Mapped[str] = mapped_column(String(120), unique=True)

    @classmethod
    def derive(cls, values: Mapping[str, Any], rules: KeyRules) -> dict[str, Any]:
        return {"key": fold(values["name"])}


class Tagging(Model):
    """A tag on a record."""

    __tablename__ = "taggings"
    __table_args__ = (Index("ix_taggings_tag", "tag_id", "entity", "record_id"),)

    entity: Mapped[str] = mapped_column(String(20), primary_key=True)
    record_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tags.id"), primary_key=True)


for _model in (Customer, Contact):
    give_slots(_model)
