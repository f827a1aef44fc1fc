"""Targets as they are set: per month of a year, for the company, its units and its people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sqlalchemy import and_, or_, select

from ..base.errors import Invalid, Refused
from ..base.i18n import N_
from ..base.periods import Period, period_of, steps
from ..models import Target, Unit, User
from ..trust.access import Role, may, require
from ..trust.people import unit_tree

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

Scope = Literal["company", "unit", "user"]
MEASURES = {
    "won_amount": N_("Won amount"),
    "won_count": N_("Won deals"),
    "new_customers": N_("New customers"),
    "interactions": N_("Interactions"),
}
"""What targets are set for."""


@dataclass(frozen=True)
class TargetLine:
    """The targets of one holder over the months of a year; None where there is none. `depth` in the tree."""

    scope: Scope
    holder_id: int | None
    name: str
    depth: int
    values: tuple[int | None, ...]
    may_set: bool


def months_of_year(w: Work, day: dt.date) -> list[Period]:
    """The months of the year that holds this day, in the company's calendar."""
    calendar, rules = w.company.calendar, w.company.calendar_rules
    year = period_of(day, "year", calendar, rules)
    return steps(year.start, year.end, "month", calendar, rules)


def target_lines(w: Work, measure: str, day: dt.date) -> list[TargetLine]:
    """The targets of a year: the company, then each unit with its people, as far as the actor may see them."""
    require(w, "targets")
    months = months_of_year(w, day)
    kept: dict[tuple[str, int | None], dict[dt.date, int]] = {}
    statement = select(Target).where(
        Target.measure == measure, Target.step == "month", Target.start.in_([month.start for month in months])
    )
    for one in w.scalars(statement):
        holder = one.unit_id if one.scope == "unit" else one.user_id
        kept.setdefault((one.scope, holder), {})[one.start] = one.value
    lines = []
    for scope, holder, name, depth in _holders(w, [one for scope, one in kept if scope == "user"]):
        values = kept.get((scope, holder), {})
        row = tuple(values.get(month.start) for month in months)
        lines.append(TargetLine(scope, holder, name, depth, row, may_set(w, scope, holder)))
    return lines


def _holders(w: Work, having: Sequence[int | None]) -> Sequence[tuple[Scope, int | None, str, int]]:
    """Who may have targets, in the order of the tree: active sellers, and all who have some, below their unit."""
    found: list[tuple[Scope, int | None, str, int]] = []
    if w.actor.sees_all:
        found.append(("company", None, w.company.name, 0))
    people: dict[int | None, list[tuple[int, str]]] = {}
    selling = and_(User.active.is_(True), User.role.in_((Role.LEAD, Role.REP)))
    sellers = select(User.id, User.name, User.unit_id).where(or_(selling, User.id.in_(having)))
    for row in w.rows(sellers.order_by(User.name_key)):
        people.setdefault(row.unit_id, []).append((row.id, row.name))
    for unit in unit_tree(w):
        if w.actor.sees_all or unit.id in w.actor.unit_ids:
            found.append(("unit", unit.id, unit.name, unit.depth + 1))
            found += [("user", number, name, unit.depth + 2) for number, name in people.get(unit.id, [])]
    if w.actor.sees_all:
        found += [("user", number, name, 1) for number, name in people.get(None, [])]
    return found


def may_set(w: Work, scope: Scope, holder_id: int | None) -> bool:
    """Admin and manager all; a lead for the unit, those below, and their people."""
    if not may(w.actor, "targets"):
        return False
    if w.actor.sees_all:
        return True
    if scope == "unit":
        return holder_id in w.actor.unit_ids
    if scope == "user":
        unit = w.scalar(select(User.unit_id).where(User.id == holder_id))
        return unit in w.actor.unit_ids
    return False


def set_target(w: Work, scope: Scope, holder_id: int | None, measure: str, month: Period, value: int | None) -> None:
    """Set, change or take away one target. `value` in minor units for amounts. Raises Refused, Invalid."""
    if not may_set(w, scope, holder_id):
        raise Refused(N_("You may not set these targets. Ask your manager."))
    if measure not in MEASURES:
        raise Invalid(N_("There are no targets for {value}."), field="measure", value=measure)
    if value is not None and value < 0:
        raise Invalid(N_("A target cannot be negative."), field="value")
    unit = holder_id if scope == "unit" else None
    user = holder_id if scope == "user" else None
    if scope == "unit":
        w.get(Unit, unit or 0)
    known = w.scalar(
        select(Target).where(
            Target.scope == scope,
            Target.unit_id.is_not_distinct_from(unit),
            Target.user_id.is_not_distinct_from(user),
            Target.measure == measure,
            Target.step == "month",
            Target.start == month.start,
        )
    )
    with w.changing("edit", about="targets"):
        if known is None and value is not None:
            w.session.add(
                Target(
                    scope=scope,
                    unit_id=unit,
                    user_id=user,
                    measure=measure,
                    step="month",
                    calendar=month.calendar,
                    start=month.start,
                    end=month.end,
                    value=value,
                )
            )
        elif known is not None and value is None:
            known.deleted_at = w.clock.now()
        elif known is not None and value is not None:
            known.value = value
