"""Data quality: what the company wants to know of its records (a setting), and how fresh a record is.

The score of a record is its completeness (stored with it, see models) times its freshness. Freshness goes by days:
whole where somebody confirmed the record within `stale_days`; a little less where it was only entered or somebody
was only in contact within that time; else the record is stale, and counts by how long that is so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from ..base.clock import Clock
from ..base.database import table_of
from ..base.errors import Invalid
from ..base.i18n import N_
from ..models import (
    ANY_PHONE,
    BOOKKEEPING,
    DEFAULT_WANTED,
    ENTITIES,
    SLOT_COLUMNS,
    QualityDay,
    QualityRules,
    Scope,
    Setting,
)

if TYPE_CHECKING:
    from .company import Company
    from .own_fields import OwnFields
    from .unit_of_work import Work

JUDGED = ("customer", "contact")
"""The entities whose records have a quality."""
STALE_DAYS = 365
FEWEST_DAYS, MOST_DAYS = 30, 3650
WEIGHTS = (3, 2, 1)

CONFIRMED, KNOWN, STALE, LONG_STALE = 100, 90, 70, 50
"""What completeness counts, in percent: confirmed within the time, entered or in contact within it, neither,
neither within twice the time."""

Columns = Callable[[str], ColumnElement[Any]]
"""Gives a column of the record by its name: of the model, or of an alias of it."""
Weights = Mapping[Scope, Mapping[str, int]]


# What is wanted: the setting


def wanted_of(setting: Mapping[str, Any], country: str) -> Weights:
    """What the company wants to know, by scope; the usual while it has said nothing.

    Everybody has a national id in Iran; elsewhere it is not asked for unless the company says so.
    """
    said = setting.get("wanted")
    if said is None:
        unusual = set() if country == "IR" else {"national_id"}
        return {
            scope: {name: weight for name, weight in weights.items() if name not in unusual}
            for scope, weights in DEFAULT_WANTED.items()
        }
    return {(one["entity"], one["kind"], one["tier"]): dict(one["weights"]) for one in said}


def stale_days_of(company: Company) -> int:
    """After so many days without a sign of life what is known of a record is stale."""
    return int(company.quality.get("stale_days", STALE_DAYS))


def as_setting(wanted: Weights, stale_days: int) -> dict[str, Any]:
    """The value of the setting `quality` for these weights; scopes without any are left out."""
    said = [
        {"entity": entity, "kind": kind, "tier": tier, "weights": dict(weights)}
        for (entity, kind, tier), weights in wanted.items()
        if weights
    ]
    return {"stale_days": stale_days, "wanted": said}


def rules_of(setting: Mapping[str, Any], own: OwnFields, country: str) -> QualityRules:
    """The rules as models need them; a field of the company's own counts while it is not retired."""
    live = {(one.about, one.slot) for one in own if not one.retired}
    return QualityRules(
        tuple(
            (scope, tuple((name, weight) for name, weight in weights.items() if _lives(scope[0], name, live)))
            for scope, weights in wanted_of(setting, country).items()
        )
    )


def _lives(entity: str, name: str, live: set[tuple[str, str]]) -> bool:
    return name not in SLOT_COLUMNS or (entity, name) in live


def checked_quality(setting: Any) -> None:
    """Raise Invalid, in words, for a setting that cannot be."""
    if not isinstance(setting, dict) or setting.keys() - {"stale_days", "wanted"}:
        raise Invalid(_UNREADABLE, field="quality")
    days = setting.get("stale_days", STALE_DAYS)
    if isinstance(days, bool) or not isinstance(days, int) or not FEWEST_DAYS <= days <= MOST_DAYS:
        raise Invalid(
            N_("Data can grow old after {low} to {high} days."), field="quality", low=FEWEST_DAYS, high=MOST_DAYS
        )
    for one in setting.get("wanted", ()):
        _check_wanted(one)


_UNREADABLE = N_("The rule of data quality cannot be read.")


def _check_wanted(one: Any) -> None:
    if not isinstance(one, dict) or one.keys() != {"entity", "kind", "tier", "weights"}:
        raise Invalid(_UNREADABLE, field="quality")
    entity, kind = one["entity"], one["kind"]
    kinds = ("company", "person") if entity == "customer" else ("",)
    if entity not in JUDGED or kind not in kinds or not isinstance(one["tier"], str):
        raise Invalid(_UNREADABLE, field="quality")
    if not isinstance(one["weights"], dict):
        raise Invalid(_UNREADABLE, field="quality")
    for name, weight in one["weights"].items():
        if name not in wantable(entity):
            raise Invalid(N_("“{value}” is nothing that a record can be asked for."), field="quality", value=name)
        if weight not in WEIGHTS or isinstance(weight, bool):
            raise Invalid(N_("A field weighs 1, 2 or 3, not {value}."), field="quality", value=str(weight))


def wantable(entity: str) -> frozenset[str]:
    """The columns that may be asked for; ANY_PHONE stands for a telephone of either sort."""
    model = ENTITIES[entity]
    kept = frozenset(table_of(model).c.keys()) - BOOKKEEPING - model.untracked
    return kept - {"deleted_at", "merged_into_id", "confirmed_on", "name"} | {ANY_PHONE}


# Freshness


@dataclass(frozen=True)
class Freshness:
    """The days by which records are fresh or stale on one day, in Python and in SQL alike.

    `since` and `long_since` are the first days that still count.
    """

    since: dt.date
    long_since: dt.date
    clock: Clock

    @classmethod
    def on(cls, today: dt.date, stale_days: int, clock: Clock) -> Freshness:
        return cls(today - dt.timedelta(days=stale_days - 1), today - dt.timedelta(days=2 * stale_days - 1), clock)

    def percent(self, values: Mapping[str, Any]) -> int:
        """What completeness counts for a record with these column values."""
        confirmed, contact = values.get("confirmed_on"), values.get("last_contact_on")
        if confirmed and confirmed >= self.since:
            return CONFIRMED
        made = self.clock.day_of(values["created_at"])
        newest = max(day for day in (confirmed, contact, made) if day)
        return KNOWN if newest >= self.since else STALE if newest >= self.long_since else LONG_STALE

    def factor(self, entity: str, columns: Columns) -> ColumnElement[Any]:
        """`percent` as an expression."""
        confirmed = columns("confirmed_on")
        return case(
            (confirmed >= self.since, CONFIRMED),
            (self._life(entity, columns, self.since), KNOWN),
            (or_(confirmed >= self.long_since, self._life(entity, columns, self.long_since)), STALE),
            else_=LONG_STALE,
        )

    def _life(self, entity: str, columns: Columns, since: dt.date) -> ColumnElement[bool]:
        """That the record was entered, or somebody was in contact, on that day or later."""
        made = columns("created_at") >= self.clock.start_of_day(since)
        return or_(made, columns("last_contact_on") >= since) if entity == "customer" else made

    def stale(self, entity: str, columns: Columns) -> ColumnElement[bool]:
        """Whether nobody confirmed or entered the record, or was in contact, since the first day that counts."""
        return self.factor(entity, columns) <= STALE

    def score(self, entity: str, columns: Columns) -> ColumnElement[Any]:
        """Completeness times freshness, in whole percent; NULL while completeness is not known."""
        return (columns("completeness") * self.factor(entity, columns) + 50) // 100


def freshness(company: Company, clock: Clock) -> Freshness:
    """The days that count today."""
    return Freshness.on(clock.today(), stale_days_of(company), clock)


def score_of(completeness: int, percent: int) -> int:
    """The score of a record, in whole percent."""
    return (completeness * percent + 50) // 100


REACHES = ("email_key", "phone_key", "mobile_key")
"""The stored keys of an address or number by which somebody can be reached; empty where it cannot be right."""


def unreachable(columns: Columns) -> ColumnElement[bool]:
    """Whether the record has neither an e-mail address nor a telephone number that can be right."""
    return and_(*(columns(name).is_(None) for name in REACHES))


LABELS: Mapping[str, str] = MappingProxyType({ANY_PHONE: N_("Phone or mobile")})
"""What is wanted besides fields of the catalogue."""


# Days


def more_than(w: Work, entity: str, n: int) -> bool:
    """Whether there are more records than these, the bin included; counted no further."""
    some = select(table_of(ENTITIES[entity]).c.id).limit(n + 1).subquery()
    return bool(w.scalar(select(func.count()).select_from(some)) > n)


def put_days(w: Work, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write figures of days (columns of QualityDay) in the place of those that are kept of the same days."""
    # One after the other, where two processes begin the day together.
    w.scalar(select(Setting.key).where(Setting.key == "secret").with_for_update())
    days = table_of(QualityDay)
    for day in {row["day"] for row in rows}:
        w.session.connection().execute(days.delete().where(days.c.day == day))
    w.session.add_all(QualityDay(**row) for row in rows)
    w.touch("quality_day")
