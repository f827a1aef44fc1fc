"""Commission: what is paid for what was reached, by rules in tiers, worked out line by line in whole minor units.

For one measure and length of period the nearest rules hold: a person's own before those of the nearest unit above,
and these before those for everybody; several equally near ones are added. The days of a period count for a rule where
the period begins in [starts_on, ends_on).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, or_, select

from ...base.errors import Invalid, Refused
from ...base.i18n import N_
from ...base.periods import Period
from ...models import CommissionRule, Unit, User
from ...trust.access import Role
from ...trust.unit_of_work import units_above
from .book import targets_of
from .holders import Holder, measures_with_targets
from .results import results
from .setting import STEPS

if TYPE_CHECKING:
    from ...trust.unit_of_work import Work

FULL = 10_000
"""100 percent, in the hundredths of a percent in which thresholds and rates are kept."""
_MOST_TIERS = 12
_MOST_RATE = FULL
_MOST_REACHED = 100 * FULL
_LONGEST = 120


@dataclass(frozen=True)
class Tier:
    """From which share of the target on (`reached`) which rate is paid; both in hundredths of a percent."""

    reached: int
    rate: int


@dataclass(frozen=True)
class Rule:
    """A rule as it is kept. `whole`: the rate of the highest tier reached holds for all; else each for its part."""

    id: int
    version: int
    name: str
    measure: str
    step: str
    unit_id: int | None
    user_id: int | None
    tiers: tuple[Tier, ...]
    whole: bool
    starts_on: dt.date | None
    ends_on: dt.date | None

    def holds(self, period: Period) -> bool:
        """Whether it holds for a period of its length."""
        begun = self.starts_on is None or self.starts_on <= period.start
        return period.step == self.step and begun and (self.ends_on is None or period.start < self.ends_on)


@dataclass(frozen=True)
class Paid:
    """One line of the arithmetic: what lies between two thresholds, times a rate, is what it pays.

    `start` and `end` (None: no upper end) are amounts of the result; `part` is what of it lies between.
    """

    tier: Tier
    start: int
    end: int | None
    part: int
    pays: int


@dataclass(frozen=True)
class Earned:
    """What a person earned by one rule in one period, and why. Without a target only a tier from 0 % on pays."""

    user_id: int
    name: str
    rule: Rule
    period: Period
    target: int | None
    done: int
    lines: tuple[Paid, ...]

    @property
    def total(self) -> int:
        """The sum of the lines."""
        return sum(line.pays for line in self.lines)

    @property
    def share(self) -> float | None:
        return self.done / self.target if self.target else None


def thresholds(tiers: Sequence[Tier], target: int | None) -> list[tuple[Tier, int]]:
    """From which result on each tier counts: its share of the target, half a unit up; left out where there is none."""
    known = sorted(tiers, key=lambda one: one.reached)
    return [
        (one, 0 if not one.reached else _rounded(one.reached * (target or 0), FULL))
        for one in known
        if not one.reached or target
    ]


def worked_out(tiers: Sequence[Tier], target: int | None, done: int, *, whole: bool) -> tuple[Paid, ...]:
    """The arithmetic for a result, each line rounded to a whole unit, half up; nothing where nothing was reached.

    The parts of the lines sum to what of `done` lies above the first threshold.
    """
    edges = thresholds(tiers, target)
    passed = [(tier, start) for tier, start in edges if done > 0 and done >= start]
    if not passed:
        return ()
    if whole:
        tier = passed[-1][0]
        return (Paid(tier, 0, None, done, _rounded(done * tier.rate, FULL)),)
    found = []
    for at, (tier, start) in enumerate(edges[: len(passed)]):
        end = edges[at + 1][1] if at + 1 < len(edges) else None
        part = (done if end is None else min(done, end)) - start
        if part > 0:
            found.append(Paid(tier, start, end, part, _rounded(part * tier.rate, FULL)))
    return tuple(found)


def _rounded(top: int, bottom: int) -> int:
    return (2 * top + bottom) // (2 * bottom)


# Rules


def rules(w: Work) -> list[Rule]:
    """The rules that the person at work may see, in order of name."""
    return [_rule(one) for one in w.scalars(select(CommissionRule).order_by(CommissionRule.name, CommissionRule.id))]


def _rule(one: CommissionRule) -> Rule:
    tiers = tuple(Tier(int(reached), int(rate)) for reached, rate in one.tiers)
    return Rule(
        one.id,
        one.version,
        one.name,
        one.measure,
        one.step,
        one.unit_id,
        one.user_id,
        tiers,
        one.whole,
        one.starts_on,
        one.ends_on,
    )


def measures_paid() -> dict[str, str]:
    """What commission is paid for: amounts; label by key."""
    return {key: one.label for key, one in measures_with_targets().items() if one.kind == "money"}


def may_keep_rules(w: Work) -> bool:
    """Rules are kept by managers and admins."""
    return w.actor.sees_all


def save_rule(w: Work, values: Mapping[str, Any], rule_id: int | None = None) -> int:
    """Make or change a rule: name, measure, step, unit_id or user_id, tiers, whole, starts_on, ends_on.

    Raises Refused, Invalid.
    """
    _require(w)
    checked = _checked(w, values)
    with w.changing("edit" if rule_id else "create", about="commission"):
        if rule_id is None:
            rule = CommissionRule(**checked)
            w.session.add(rule)
        else:
            rule = w.get(CommissionRule, rule_id, lock=True)
            for name, value in checked.items():
                setattr(rule, name, value)
        w.session.flush()
        return rule.id


def remove_rule(w: Work, rule_id: int) -> None:
    """Put a rule into the bin. Raises Refused, NotFound."""
    _require(w)
    with w.changing("delete", about="commission"):
        w.get(CommissionRule, rule_id).deleted_at = w.clock.now()


def _require(w: Work) -> None:
    if not may_keep_rules(w):
        raise Refused(N_("Rules of commission are kept by managers and admins."))


def _checked(w: Work, values: Mapping[str, Any]) -> dict[str, Any]:
    name = str(values.get("name") or "").strip()
    if not name or len(name) > _LONGEST:
        raise Invalid(N_("Give the rule a name."), field="name")
    if values["measure"] not in measures_paid():
        raise Invalid(N_("Commission is paid for amounts."), field="measure")
    if values["step"] not in STEPS:
        raise Invalid(N_("Targets are for whole months, quarters and years."), field="step")
    unit, user = values.get("unit_id"), values.get("user_id")
    if unit is not None and user is not None:
        raise Invalid(N_("A rule is for a unit, a person, or everybody."), field="user_id")
    if unit is not None:
        w.get(Unit, unit)
    if user is not None:
        w.get(User, user)
    starts, ends = values.get("starts_on"), values.get("ends_on")
    if starts is not None and ends is not None and ends <= starts:
        raise Invalid(N_("The last day cannot lie before the first."), field="ends_on")
    return {
        "name": name,
        "measure": values["measure"],
        "step": values["step"],
        "unit_id": unit,
        "user_id": user,
        "tiers": [[one.reached, one.rate] for one in checked_tiers(values["tiers"])],
        "whole": bool(values["whole"]),
        "starts_on": starts,
        "ends_on": ends,
    }


def checked_tiers(tiers: Sequence[Tier]) -> list[Tier]:
    """The tiers in order. Raises Invalid where they are none, too many, twice the same, or beyond reason."""
    known = sorted(tiers, key=lambda one: one.reached)
    if not known or len(known) > _MOST_TIERS:
        raise Invalid(N_("Give one to {n} tiers."), field="tiers", n=_MOST_TIERS)
    if len({one.reached for one in known}) < len(known):
        raise Invalid(N_("Two tiers begin at the same share of the target."), field="tiers")
    if any(not 0 <= one.reached <= _MOST_REACHED or not 0 <= one.rate <= _MOST_RATE for one in known):
        message = N_("Shares of the target lie between 0 and 10,000 percent, rates between 0 and 100.")
        raise Invalid(message, field="tiers")
    return known


# What was earned


def earned(w: Work, period: Period) -> list[Earned]:
    """What each person earned in a period, in order of name: for managers all, for leads the unit, else one's own.

    People whom no rule of this length holds for are left out.
    """
    people = _people(w)
    parents: dict[int, int | None] = {row.id: row.parent_id for row in w.rows(select(Unit.id, Unit.parent_id))}
    known = [one for one in rules(w) if one.holds(period)]
    found: list[Earned] = []
    for measure in dict.fromkeys(one.measure for one in known):
        of = {row.id: _nearest([one for one in known if one.measure == measure], row, parents) for row in people}
        holders = [Holder("user", row.id) for row in people if of[row.id]]
        done = results(w, measure, [period], holders)
        book = targets_of(w, [measure], period.start, period.end)
        for row in people:
            holder = Holder("user", row.id)
            for rule in of[row.id]:
                target, reached = book.value(measure, period.start, period.end, holder), done[holder][0]
                lines = worked_out(rule.tiers, target, reached, whole=rule.whole)
                found.append(Earned(row.id, row.name, rule, period, target, reached, lines))
    order = {row.id: at for at, row in enumerate(people)}
    return sorted(found, key=lambda one: (order[one.user_id], one.rule.name, one.rule.id))


def _people(w: Work) -> Sequence[Any]:
    """Whose commission the person at work may see: active sellers."""
    statement = select(User.id, User.name, User.unit_id).order_by(User.name_key, User.id)
    who, selling = w.actor, User.role.in_((Role.LEAD, Role.REP))
    if who.sees_all:
        return w.rows(statement.where(selling, User.active.is_(True)))
    own = User.id == who.user_id
    if who.role is Role.LEAD:
        theirs = and_(selling, User.unit_id.in_(who.unit_ids), User.active.is_(True))
        return w.rows(statement.where(or_(own, theirs)))
    return w.rows(statement.where(own))


def _nearest(known: Sequence[Rule], person: Any, parents: dict[int, int | None]) -> list[Rule]:
    """The rules that hold for a person: their own, else those of the nearest unit, else those for everybody."""
    own = [one for one in known if one.user_id == person.id]
    if own:
        return own
    above = units_above(parents, person.unit_id)
    unit = person.unit_id
    while unit is not None:
        of_unit = [one for one in known if one.unit_id == unit]
        if of_unit:
            return of_unit
        unit = parents.get(unit) if parents.get(unit) in above else None
    return [one for one in known if one.unit_id is None and one.user_id is None]
