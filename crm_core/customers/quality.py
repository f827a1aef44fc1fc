"""How good records are: one record in words, what is to be mended, how owners stand, how it went day by day.

People are shown figures of the records they answer for: a lead the unit's, a rep their own. The rules are in
models (completeness, faults) and trust.quality (freshness, score).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import select

from ..base.i18n import N_
from ..fields.catalogue import CATALOGUE
from ..fields.filters import AnyOf, Condition, Filter, all_of, condition
from ..fields.find import Query, find
from ..fields.links import labels_of
from ..fields.records import EditedMany, edit_many
from ..models import ENTITIES, Scope, faults_of, missing_of
from ..trust.access import Role
from ..trust.own_fields import used_columns
from ..trust.quality import LABELS, REACHES, STALE, freshness, rules_of, score_of, wantable
from .quality_figures import NOBODY

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

What = Literal["to_do", "incomplete", "faulty", "stale", "unreachable"]
PAGE_SIZE = 20


@dataclass(frozen=True)
class Missing:
    """Something that should be known and is not: the field to fill in, and what people read for it."""

    key: str
    label: str
    weight: int


@dataclass(frozen=True)
class Fault:
    """A value that cannot be right: its field, what people read for it, and why."""

    key: str
    label: str
    reason: str


@dataclass(frozen=True)
class Quality:
    """How good a record is. `known_on` is the newest day on which it was confirmed, entered, or somebody in contact."""

    id: int
    version: int
    name: str
    owner_id: int | None
    unit_id: int | None
    score: int
    completeness: int
    missing: tuple[Missing, ...]
    faults: tuple[Fault, ...]
    confirmed_on: dt.date | None
    known_on: dt.date
    stale: bool
    unreachable: bool

    @property
    def keys(self) -> tuple[str, ...]:
        """The fields to mend, those with wrong values first."""
        return tuple(dict.fromkeys([*(one.key for one in self.faults), *(one.key for one in self.missing)]))


def of(w: Work, entity: str, record_id: int) -> Quality:
    """How good a record is. NotFound when it is missing or hidden."""
    w.get(ENTITIES[entity], record_id)
    return _judged(w, entity, [record_id])[0]


def confirm(w: Work, entity: str, ids: Sequence[int]) -> EditedMany:
    """Say that what stands in these records is so today, as one change set; those that are not the actor's are left."""
    kind = "edit" if len(ids) == 1 else "bulk_edit"
    return edit_many(w, entity, ids, {"confirmed_on": w.clock.today()}, kind=kind)


def _judged(w: Work, entity: str, ids: Sequence[int]) -> list[Quality]:
    """The quality of records that the actor sees, in the order of their numbers given."""
    model = ENTITIES[entity]
    columns = [getattr(model, name) for name in used_columns(w.company, model)]
    rows = {row.id: dict(row._mapping) for row in w.rows(select(*columns).where(model.id.in_(ids)))}
    judge = _Judge(w, entity)
    return [judge(rows[number]) for number in ids if number in rows]


class _Judge:
    """Says of one record after the other how good it is, in the words of the person at work."""

    def __init__(self, w: Work, entity: str) -> None:
        self.w, self.entity = w, entity
        self.fresh = freshness(w.company, w.clock)
        self.fields = {one.column: one for one in CATALOGUE[entity].values() if one.column}

    def __call__(self, row: Mapping[str, Any]) -> Quality:
        rules = self.w.key_rules
        percent = self.fresh.percent(row)
        days = (row["confirmed_on"], row.get("last_contact_on"), self.w.clock.day_of(row["created_at"]))
        return Quality(
            id=row["id"],
            version=row["version"],
            name=row["name"],
            owner_id=row["owner_id"],
            unit_id=row["unit_id"],
            score=score_of(row["completeness"] or 0, percent),
            completeness=row["completeness"] or 0,
            missing=tuple(self.missing(name, row, weight) for name, weight in missing_of(self.entity, row, rules)),
            faults=tuple(self.fault(name, row, reason) for name, reason in faults_of(self.entity, row, rules)),
            confirmed_on=row["confirmed_on"],
            known_on=max(day for day in days if day),
            stale=percent <= STALE,
            unreachable=all(row[name] is None for name in REACHES),
        )

    def missing(self, name: str, row: Mapping[str, Any], weight: int) -> Missing:
        t = self.w.locale.t
        if name in LABELS:
            key = "phone" if row.get("kind") == "company" else "mobile"
            return Missing(key, t(LABELS[name]), weight)
        field = self.fields[name]
        return Missing(field.key, t(field.label), weight)

    def fault(self, name: str, row: Mapping[str, Any], reason: str) -> Fault:
        locale, value = self.w.locale, row[name]
        shown = locale.date(value) if isinstance(value, dt.date) else locale.isolate(str(value))
        return Fault(self.fields[name].key, locale.t(self.fields[name].label), locale.t(reason, value=shown))


# What is to be mended


@dataclass(frozen=True)
class WorkList:
    """One page of records to mend; `exact` is False where there are more than are counted."""

    rows: tuple[Quality, ...]
    owners: Mapping[int, str]
    total: int
    exact: bool


_WHAT: Mapping[What, Callable[[str], Filter]] = {
    "incomplete": lambda entity: condition(entity, "completeness", "less_than", 100),
    "faulty": lambda entity: condition(entity, "faults", "more_than", 0),
    "stale": lambda entity: condition(entity, "stale", "is", True),
    "unreachable": lambda entity: condition(entity, "unreachable", "is", True),
}
WHAT_LABELS: Mapping[What, str] = {
    "to_do": N_("All"),
    "incomplete": N_("Incomplete"),
    "faulty": N_("Faulty values"),
    "stale": N_("Stale"),
    "unreachable": N_("Unreachable"),
}


def filter_of(w: Work, entity: str, what: What | None = None, owner: int | None = None) -> Filter:
    """The records of this sort as a filter: an owner's (NOBODY: those without one), or all the actor answers for."""
    sort = AnyOf(tuple(make(entity) for make in _WHAT.values())) if what == "to_do" else None
    chosen = [sort] if sort else [_WHAT[what](entity)] if what else []
    return all_of(*chosen, _whose(w, entity, owner))


def _whose(w: Work, entity: str, owner: int | None) -> Filter:
    if owner == NOBODY:
        return condition(entity, "owner", "empty")
    if owner is not None:
        return condition(entity, "owner", "is", owner)
    if w.actor.sees_all or w.actor.user_id is None:
        return all_of()
    mine: Condition = condition(entity, "owner", "is", w.actor.user_id)
    units = sorted(w.actor.seen_units)
    if not units:
        return mine
    op, value = ("under", w.actor.unit_id) if w.actor.role is Role.LEAD else ("one_of", units)
    return AnyOf((mine, condition(entity, "unit", op, value)))


def worklist(
    w: Work, entity: str, what: What = "to_do", *, owner: int | None = None, page: int = 1, size: int = PAGE_SIZE
) -> WorkList:
    """Records to mend, the least complete first. An owner's (NOBODY: without one), or all the actor answers for."""
    wanted = Query(filter_of(w, entity, what, owner), sort="completeness", page=page, size=size, columns=("name",))
    found = find(w, entity, wanted)
    rows = _judged(w, entity, [row["id"] for row in found.rows])
    owners = labels_of(w, {"user": {one.owner_id for one in rows if one.owner_id is not None}})["user"]
    return WorkList(tuple(rows), owners, found.total, found.exact)


# Trying a rule out

TRIED = 2_000


@dataclass(frozen=True)
class Trial:
    """What a rule would do: the mean completeness of the newest `records` of a sort now and then, in percent."""

    records: int
    now: int | None
    then: int | None


def trial(w: Work, scope: Scope, setting: Mapping[str, Any]) -> Trial:
    """How complete the newest records of this sort (of any tier where the scope names none) would be by a setting."""
    entity, kind, tier = scope
    model: Any = ENTITIES[entity]
    columns = [getattr(model, name) for name in used_columns(w.company, model)]
    wanted = [column == value for column, value in ((model.kind, kind), (model.tier, tier)) if value] if kind else []
    found = w.rows(select(*columns).where(*wanted).order_by(model.id.desc()).limit(TRIED))
    rows = [dict(row._mapping) for row in found]
    new = replace(w.key_rules, quality=rules_of(setting, w.company.custom_fields, w.company.country))
    now, then = (model.derive_many(rows, rules)["completeness"] for rules in (w.key_rules, new))
    return Trial(len(rows), _mean(now), _mean(then))


def _mean(values: Sequence[int]) -> int | None:
    return round(sum(values) / len(values)) if values else None


def askable(w: Work, entity: str) -> dict[str, str]:
    """What a rule can ask records for: column → what people read."""
    t = w.locale.t
    known = wantable(entity)
    fields = {one.column: t(one.label) for one in CATALOGUE[entity].values() if one.column in known}
    return {name: t(label) for name, label in LABELS.items()} | {name: text for name, text in fields.items() if name}
