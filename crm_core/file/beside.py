"""What is kept beside a customer or contact: further addresses and important dates, each a record of its own.

They are written by `fields.records` like everything else; the rules below hold that whoever writes them may change
the customer or contact they belong to.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import select

from ..base.days import CalendarName, day_of, month_length, ymd
from ..base.errors import Invalid
from ..base.i18n import N_
from ..fields import records
from ..fields.rules import Values, rule
from ..models import Address, Contact, Customer, ImportantDate
from ..trust.access import require

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

Kept = Literal["address", "important_date"]
WhoseKind = Literal["customer", "contact"]
NEAR_DAYS = 30
_MODELS: Mapping[str, type[Address] | type[ImportantDate]] = {"address": Address, "important_date": ImportantDate}
_OWNERS: Mapping[str, type[Customer] | type[Contact]] = {"customer": Customer, "contact": Contact}


def _settle(w: Work, before: Mapping[str, Any] | None, changes: Values) -> Values:
    """It belongs to one customer or one contact, who are this person's to change."""
    for values in (before, {**(before or {}), **changes}):
        if values is not None:
            _require_owner(w, values)
    return changes


_settle_address = rule("address")(_settle)
_settle_date = rule("important_date")(_settle)


def _require_owner(w: Work, values: Mapping[str, Any]) -> None:
    owners = [(kind, values.get(f"{kind}_id")) for kind in _OWNERS if values.get(f"{kind}_id") is not None]
    if len(owners) != 1:
        raise Invalid(N_("This belongs to one customer or one contact."))
    kind, number = owners[0]
    require(w, "change", w.get(_OWNERS[kind], number or 0))


def remove(w: Work, entity: Kept, record_id: int) -> records.EditedMany:
    """Put an address or a date into the bin. Raises NotFound, Refused."""
    record = w.get(_MODELS[entity], record_id)
    _require_owner(w, {"customer_id": record.customer_id, "contact_id": record.contact_id})
    return records.delete(w, entity, [record_id])


@dataclass(frozen=True)
class KeptAddress:
    """A further address; `kind` is one of the address kinds."""

    id: int
    version: int
    kind: str
    address: str | None
    city: str | None
    province: str | None
    postal_code: str | None
    country: str | None
    note: str | None


def addresses_of(w: Work, kind: WhoseKind, record_id: int) -> list[KeptAddress]:
    """The further addresses of a customer or contact, in the order in which they were added."""
    names = KeptAddress.__dataclass_fields__
    statement = select(*(getattr(Address, name) for name in names))
    owner = Address.customer_id if kind == "customer" else Address.contact_id
    return [KeptAddress(*row) for row in w.rows(statement.where(owner == record_id).order_by(Address.id))]


@dataclass(frozen=True)
class KeptDate:
    """A day that matters. `next_on`: when it comes (again), None when it is over; `id` is 0 for a birthday."""

    id: int
    version: int
    label: str
    day: dt.date
    yearly: bool
    next_on: dt.date | None
    name: str = ""

    def days(self, today: dt.date) -> int | None:
        """In how many days it comes."""
        return (self.next_on - today).days if self.next_on else None


def next_time(day: dt.date, yearly: bool, today: dt.date, calendar: CalendarName) -> dt.date | None:
    """When a day comes, from today on; a yearly one as the calendar counts, on the month's last day where it must."""
    if not yearly:
        return day if day >= today else None
    if day >= today:
        return day
    year, (_, month, number) = ymd(today, calendar)[0], ymd(day, calendar)
    for this in (year, year + 1):
        found = day_of(this, month, min(number, month_length(this, month, calendar)), calendar)
        if found is not None and found >= today:
            return found
    return None


def dates_of(w: Work, kind: WhoseKind, record_id: int) -> list[KeptDate]:
    """The important dates of a customer or contact, those that come soonest first, those that are over last."""
    one = ImportantDate
    owner = one.customer_id if kind == "customer" else one.contact_id
    statement = select(one.id, one.version, one.label, one.day, one.yearly).where(owner == record_id)
    today, calendar = w.clock.today(), w.company.calendar
    found = []
    for row in w.rows(statement):
        comes = next_time(row.day, row.yearly, today, calendar)
        found.append(KeptDate(row.id, row.version, row.label, row.day, row.yearly, comes))
    coming = sorted((one for one in found if one.next_on), key=lambda one: (one.next_on or today, one.id))
    return coming + sorted((one for one in found if not one.next_on), key=lambda one: one.day, reverse=True)


def near_dates(w: Work, kind: WhoseKind, record_id: int, *, within: int = NEAR_DAYS) -> list[KeptDate]:
    """What comes within so many days: important dates and birthdays, also those of a customer's contacts."""
    today, calendar = w.clock.today(), w.company.calendar
    found = dates_of(w, kind, record_id)
    model = _OWNERS[kind]
    people = [(model, model.id == record_id, False)]
    if kind == "customer":
        people.append((Contact, Contact.customer_id == record_id, True))
    for who, condition, named in people:
        for row in w.rows(select(who.name, who.birthday).where(condition, who.birthday.is_not(None))):
            comes = next_time(row.birthday, True, today, calendar)
            name = row.name if named else ""
            found.append(KeptDate(0, 0, w.locale.t(N_("Birthday")), row.birthday, True, comes, name))
    near = [one for one in found if one.next_on is not None and (one.next_on - today).days <= within]
    return sorted(near, key=lambda one: (one.next_on or today, one.label))
