"""The targets of a year as a sheet: a line for each holder, a column for each period, and whether the sums agree."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, or_, select

from ...base.periods import CalendarName, Period, Step, period_of, steps
from ...models import Target, User
from ...trust.access import Role
from ...trust.people import unit_tree
from .book import TargetBook, targets_of
from .holders import COMPANY, Holder, holder_of, names_of
from .setting import may_set

if TYPE_CHECKING:
    from ...trust.unit_of_work import Work


@dataclass(frozen=True)
class Check:
    """What the level below has together beside the target of the level above, for one period or the year."""

    target: int
    parts: int

    @property
    def missing(self) -> int:
        """What the parts lack to the target; negative where they are more than it."""
        return self.target - self.parts


@dataclass(frozen=True)
class Line:
    """The targets of one holder; None where there is none. `depth` in the tree.

    `sums`: what finer targets or the people below come to where none was set; `whole`: of the year; `checks` by column,
    then of the year, None where there is nothing to compare.
    """

    holder: Holder
    name: str
    depth: int
    values: tuple[int | None, ...]
    sums: tuple[int | None, ...]
    whole: int | None
    checks: tuple[Check | None, ...]
    may_set: bool


@dataclass(frozen=True)
class Sheet:
    """The targets for one measure over the periods of a year, as far as a person sees them."""

    measure: str
    year: Period
    periods: tuple[Period, ...]
    lines: tuple[Line, ...]


def year_of(w: Work, day: dt.date, calendar: CalendarName | None = None, within: Step = "year") -> Period:
    """The year that holds this day, in a calendar (the company's); `within` may be "fiscal_year"."""
    return period_of(day, within, calendar or w.company.calendar, w.company.calendar_rules)


def periods_of(year: Period, step: Step) -> list[Period]:
    """The months or quarters of a year, or the year itself."""
    if step in ("year", "fiscal_year"):
        return [year]
    return steps(year.start, year.end, step, year.calendar, year.rules)


def sheet(w: Work, measure: str, year: Period, step: Step = "month", *, further: Sequence[Holder] = ()) -> Sheet:
    """The targets of a year: the company, its units with their people, segments and customers; and `further` ones.

    Everybody sees what they may; whose targets nobody may set for a person and of whom none is seen is left out.
    """
    periods = periods_of(year, step)
    book = targets_of(w, [measure], year.start, year.end)
    having = book.holders(measure)
    lines = []
    for holder, depth in _holders(w, [*having, *further]):
        settable = may_set(w, holder)
        if not settable and holder not in having:
            continue
        lines.append((holder, depth, settable))
    names = names_of(w, measure, [holder for holder, *_ in lines])
    made = [_line(book, measure, year, periods, one, names[one[0]]) for one in lines]
    return Sheet(measure, year, tuple(periods), tuple(made))


def _line(
    book: TargetBook, measure: str, year: Period, periods: Sequence[Period], one: tuple[Holder, int, bool], name: str
) -> Line:
    holder, depth, settable = one
    values = tuple(book.own(measure, period.start, period.end, holder) for period in periods)
    sums = tuple(
        book.value(measure, period.start, period.end, holder) if value is None else None
        for period, value in zip(periods, values, strict=True)
    )
    checks = [_check(book, measure, period, holder) for period in periods]
    checks.append(_check(book, measure, year, holder) or _sum_of(checks))
    known = [value if value is not None else other for value, other in zip(values, sums, strict=True)]
    whole = book.value(measure, year.start, year.end, holder)
    if whole is None and any(value is not None for value in known):
        whole = sum(value for value in known if value is not None)
    return Line(holder, name, depth, values, sums, whole, tuple(checks), settable)


def _check(book: TargetBook, measure: str, period: Period, holder: Holder) -> Check | None:
    """The parts beside the whole; None where either has no target, or the whole is the sum of its parts anyhow."""
    parts = book.parts_inside(measure, period.start, period.end, holder)
    own = book.covered(measure, period.start, period.end, holder)
    return Check(own, parts) if parts is not None and own is not None else None


def _sum_of(checks: Sequence[Check | None]) -> Check | None:
    """What the checks of periods come to; None where there are none."""
    known = [one for one in checks if one is not None]
    return Check(sum(one.target for one in known), sum(one.parts for one in known)) if known else None


def _holders(w: Work, having: Sequence[Holder]) -> list[tuple[Holder, int]]:
    """Who may have targets, in the order of the tree: active sellers, and all who have some, below their unit."""
    seen = w.actor
    found = [(COMPANY, 0)] if seen.sees_all or COMPANY in having else []
    people: dict[int | None, list[Holder]] = {}
    selling = and_(User.active.is_(True), User.role.in_((Role.LEAD, Role.REP)))
    some = [one.id for one in having if one.scope == "user"]
    for row in w.rows(select(User.id, User.unit_id).where(or_(selling, User.id.in_(some))).order_by(User.name_key)):
        people.setdefault(row.unit_id, []).append(Holder("user", row.id))
    tree = unit_tree(w)
    for unit in tree:
        mine = seen.sees_all or unit.id in seen.unit_ids or Holder("unit", unit.id) in having
        if mine:
            found.append((Holder("unit", unit.id), unit.depth + 1))
        found += [(one, unit.depth + 2) for one in people.get(unit.id, []) if mine or one in having]
    known = {unit.id for unit in tree}
    without = [one for unit, some_people in people.items() if unit not in known for one in some_people]
    found += [(one, 1) for one in without if seen.sees_all or one in having]
    order = {"segment": 0, "customer": 1}
    others = dict.fromkeys(one for one in having if one.scope in order)
    return found + [(one, 0) for one in sorted(others, key=lambda one: (order[one.scope], one.field or "", str(one)))]


def holders_with_targets(w: Work, measure: str, start: dt.date, end: dt.date) -> list[Holder]:
    """Who has a target of this measure with a day in [start, end), as far as the person at work sees them."""
    statement = select(Target).where(Target.measure == measure, Target.start < end, Target.end > start)
    return list(dict.fromkeys(holder_of(one) for one in w.scalars(statement)))
