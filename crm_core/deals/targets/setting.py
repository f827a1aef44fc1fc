"""Targets are set, changed and taken away: many at once in one change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from ...base.errors import Invalid, Refused
from ...base.i18n import N_
from ...base.periods import Period
from ...models import Customer, Target, Unit, User
from ...trust.access import may
from .holders import Holder, columns_of, has_customers, holder_of, measures_with_targets, segment_fields, stored

if TYPE_CHECKING:
    from ...trust.unit_of_work import Work

MOST = 10**15
"""No target is larger than this, in minor units or pieces."""
UNSEEN: Final = object()
STEPS = ("month", "quarter", "year", "fiscal_year")
"""How long the periods of targets are."""


@dataclass(frozen=True)
class Cell:
    """What is wanted of one target: its value in minor units for amounts, else a number; None takes it away.

    `seen` is what stood there when the person decided, UNSEEN where that does not matter.
    """

    holder: Holder
    period: Period
    value: int | None
    seen: Any = UNSEEN


def may_set(w: Work, holder: Holder) -> bool:
    """Admin and manager all; a lead for the unit, those below, their people, and segments and customers within."""
    if not may(w.actor, "targets"):
        return False
    if w.actor.sees_all:
        return True
    if holder.scope == "unit":
        return holder.id in w.actor.unit_ids
    if holder.scope == "user":
        unit = w.scalar(select(User.unit_id).where(User.id == holder.id))
        return unit in w.actor.unit_ids
    return holder.scope != "company" and holder.unit in w.actor.unit_ids


def put(w: Work, measure: str, cells: Sequence[Cell]) -> int:
    """Set, change or take away targets, all or none; returns how many changed. Raises Refused, Invalid."""
    _check(w, measure, cells)
    with w.changing("edit", about="targets"):
        known = known_targets(w, measure, cells)
        return sum(_one(w, measure, cell, known) for cell in cells)


def _check(w: Work, measure: str, cells: Sequence[Cell]) -> None:
    if measure not in measures_with_targets():
        raise Invalid(N_("There are no targets for {value}."), field="measure", value=measure)
    for holder in {cell.holder for cell in cells}:
        if not may_set(w, holder):
            raise Refused(N_("You may not set these targets. Ask your manager."))
        _check_holder(w, measure, holder)
    for cell in cells:
        if cell.value is not None and cell.value < 0:
            raise Invalid(N_("A target cannot be negative."), field="value")
        if cell.value is not None and cell.value > MOST:
            raise Invalid(N_("That is more than a target can be."), field="value")
        if cell.period.step not in STEPS or cell.period != cell.period.whole:
            raise Invalid(N_("Targets are for whole months, quarters and years."), field="period")


def _check_holder(w: Work, measure: str, holder: Holder) -> None:
    """That there is such a holder, and that the measure is counted by it."""
    models: Mapping[str, Any] = {"unit": Unit, "user": User, "customer": Customer}
    if holder.scope in models:
        w.get(models[holder.scope], holder.id or 0)
    if holder.unit is not None:
        w.get(Unit, holder.unit)
    if holder.scope == "customer" and not has_customers(measure):
        raise Invalid(N_("This is not counted by customer."), field="holder")
    if holder.scope != "segment":
        return
    field = segment_fields(measure).get(holder.field or "")
    if field is None:
        raise Invalid(N_("This is not counted by “{value}”."), field="holder", value=holder.field)
    try:
        stored(field, holder.value)
    except ValueError:
        raise Invalid(N_("There is no such group: “{value}”."), field="holder", value=holder.value) from None


def known_targets(w: Work, measure: str, cells: Sequence[Cell]) -> dict[tuple[Any, ...], Target]:
    """The targets that are there, by holder and days: a year is the same whatever step it was set as."""
    starts, ends = {cell.period.start for cell in cells}, {cell.period.end for cell in cells}
    statement = select(Target).where(Target.measure == measure, Target.start.in_(starts), Target.end.in_(ends))
    return {(holder_of(one), one.start, one.end): one for one in w.scalars(statement)}


def _one(w: Work, measure: str, cell: Cell, known: dict[tuple[Any, ...], Target]) -> bool:
    key = (cell.holder, cell.period.start, cell.period.end)
    there = known.get(key)
    stands = there.value if there is not None else None
    if stands == cell.value:
        return False
    if cell.seen is not UNSEEN and cell.seen != stands:
        raise Invalid(N_("Somebody else changed this target meanwhile. Look at it again."), field="value")
    if there is None:
        known[key] = made = Target(
            **columns_of(cell.holder),
            measure=measure,
            step=cell.period.step,
            calendar=cell.period.calendar,
            start=cell.period.start,
            end=cell.period.end,
            value=cell.value,
        )
        w.session.add(made)
    elif cell.value is None:
        there.deleted_at = w.clock.now()
        del known[key]
    else:
        there.value = cell.value
    return True
