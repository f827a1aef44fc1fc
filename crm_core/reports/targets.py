"""Targets as figures are compared with them: of the company, a unit or a person, for any period."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from sqlalchemy import select

from ..base.database import label_of
from ..models import Target, Unit, User

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

Whose = tuple[str, int | None]
"""Of whom: ("company", None), ("unit", id) or ("user", id)."""

COMPANY: Whose = ("company", None)


@dataclass(frozen=True, slots=True)
class _Target:
    start: dt.date
    end: dt.date
    value: int


class TargetBook:
    """The targets that a person may see, for some measures and days.

    Whoever has no target of their own is taken to have what their people and units have together.
    """

    def __init__(self, w: Work, measures: Collection[str], start: dt.date, end: dt.date) -> None:
        self._targets: dict[tuple[str, Whose], list[_Target]] = {}
        statement = select(
            Target.scope, Target.unit_id, Target.user_id, Target.measure, Target.start, Target.end, Target.value
        ).where(Target.measure.in_(measures), Target.start < end, Target.end > start)
        for row in w.rows(statement.order_by(Target.start, Target.end)):
            whose = (row.scope, row.unit_id if row.scope == "unit" else row.user_id)
            one = _Target(row.start, row.end, row.value)
            self._targets.setdefault((row.measure, whose), []).append(one)
        self._below = _people_and_units(w) if self._targets else {}

    def value(self, measure: str, start: dt.date, end: dt.date, whose: Whose = COMPANY) -> int | None:
        """The target for [start, end), in the unit of the measure; None where some of its days have none.

        Of a target whose period reaches beyond, the share of its days counts.
        """
        exact = self._exact(measure, start, end, whose)
        return None if exact is None else round(exact)

    def _exact(self, measure: str, start: dt.date, end: dt.date, whose: Whose) -> Fraction | None:
        own = _covering(self._targets.get((measure, whose), ()), start, end)
        if own is not None:
            return own
        below = [self._exact(measure, start, end, one) for one in self._below.get(whose, ())]
        known = [value for value in below if value is not None]
        return sum(known, Fraction()) if known else None


def targets_of(w: Work, measures: Collection[str], start: dt.date, end: dt.date) -> TargetBook:
    """The targets of these measures that have a day in [start, end)."""
    return TargetBook(w, measures, start, end)


def _people_and_units(w: Work) -> dict[Whose, list[Whose]]:
    """Who stands directly below whom."""
    unit, user = label_of(Unit), label_of(User)
    below: dict[Whose, list[Whose]] = {}
    units = w.rows(select(unit.c.id, unit.c.parent_id).where(unit.c.deleted_at.is_(None)))
    known = {row.id for row in units}
    for row in units:
        parent: Whose = ("unit", row.parent_id) if row.parent_id in known else COMPANY
        below.setdefault(parent, []).append(("unit", row.id))
    for row in w.rows(select(user.c.id, user.c.unit_id)):
        above: Whose = ("unit", row.unit_id) if row.unit_id in known else COMPANY
        below.setdefault(above, []).append(("user", row.id))
    return below


def _covering(targets: Sequence[_Target], start: dt.date, end: dt.date) -> Fraction | None:
    """The sum of targets that cover [start, end) without gap: whole ones where they fit, else a share by days.

    Where several begin on a day the longest that fits is taken, so that a quarter's own target wins over its months'.
    """
    whole, at = Fraction(), start
    while at < end:
        here = [one for one in targets if one.start <= at < one.end]
        fitting = [one for one in here if one.start == at and one.end <= end]
        if fitting:
            best = max(fitting, key=lambda one: one.end)
            whole, at = whole + best.value, best.end
            continue
        if not here:
            return None
        best = min(here, key=lambda one: one.end - one.start)
        until = min([best.end, end, *(one.start for one in targets if at < one.start and one.end <= end)])
        whole += Fraction(best.value * (until - at).days, (best.end - best.start).days)
        at = until
    return whole
