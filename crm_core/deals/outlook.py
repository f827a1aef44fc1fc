"""How a period is going to end: the forecast beside the target, people's judgement and the figures they submitted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from ..base.database import label_of
from ..base.periods import Period
from ..fields.filters import EVERYTHING, ME, AnyOf, Condition, Filter, compile_filter
from ..fields.links import id_named, labels_of
from ..models import Deal, User
from ..trust.access import Role
from .forecast import Forecast, OwnerForecast, Scenario, forecast
from .judgement import Judged, judged, together
from .submissions import Submitted, SubmittedSum, latest, summed, takes
from .targets import COMPANY, Holder, Scope, TargetBook, standings, targets_of
from .targets.holders import people_and_units

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

MEASURE = "won_amount"
"""What targets a forecast is compared with; amounts are in minor units of the company's currency."""


@dataclass(frozen=True)
class Part:
    """The part of one owner (None: deals of nobody). Of a period that is over, `foreseen` is as it was at its start."""

    owner_id: int | None
    name: str | None
    won: int
    foreseen: OwnerForecast | None
    by_stages: int
    judged: Judged
    submitted: Submitted | None
    target: int | None

    @property
    def expected(self) -> int:
        """What is expected with what is won, on average over all courses: the parts add up to the whole."""
        return self.foreseen.expected if self.foreseen else self.won


@dataclass(frozen=True)
class Outlook:
    """A period as it is foreseen, whole and by owner; once it is over, as it was foreseen at its start, and what came.

    `target` and what of it is `due` by today are None where nobody set one, or where the filter divides deals by
    something else than people and units. `takes_figures`: people submit theirs for this kind of period.
    """

    period: Period
    is_over: bool
    foreseen: Forecast
    won: int
    by_day: Sequence[tuple[dt.date, int]]
    """What was won until the end of each day on which something was."""
    parts: Sequence[Part]
    target: int | None
    due: int | None
    judged: Judged
    submitted: SubmittedSum
    takes_figures: bool

    @property
    def reach(self) -> float | None:
        """How likely the target is reached, 0 to 1; None without one."""
        return None if not self.target else self.foreseen.reach(self.target)


def outlook(
    w: Work,
    period: Period,
    filter: Filter = EVERYTHING,  # noqa: A002
    *,
    supposed: Scenario | None = None,
    at: dt.datetime | None = None,
) -> Outlook:
    """How the period is foreseen to end, of the deals that the actor sees and the filter lets through.

    `at`: the moment of today as of which it is foreseen (None: now), the same for outlooks that are compared.
    """
    is_over = period.end <= w.clock.today()
    as_of = w.clock.start_of_day(period.start) if is_over else at
    foreseen = forecast(w, period, filter=filter, at=as_of, without=supposed)
    whose = _holders(w, filter)
    people = None if filter == EVERYTHING else _people(w, whose)
    by_people = people is None or bool(whose)
    book = targets_of(w, [MEASURE], period.start, period.end) if by_people else None
    said = latest(w, period) if by_people and takes(w, period) else {}
    said = {number: one for number, one in said.items() if people is None or number in people}
    won = _won(w, period, filter)
    by_person = {} if is_over else judged(w, period, filter)
    parts = _parts(w, foreseen, won, by_person, said, book, people)
    target, due = _target(w, period, whose)
    return Outlook(
        period=period,
        is_over=is_over,
        foreseen=foreseen,
        won=sum(amount for _owner, _day, amount in won),
        by_day=_by_day(won),
        parts=parts,
        target=target,
        due=due,
        judged=together(by_person.values()),
        submitted=summed(said.values()),
        takes_figures=by_people and takes(w, period),
    )


def moment(w: Work) -> dt.datetime:
    """Now: chances fall as time goes, so what is compared is foreseen as of one moment."""
    return w.clock.now()


def afterwards(supposed: Scenario) -> Scenario:
    """What is supposed in one period, as it is in the later ones: what was won then is no longer open."""
    return replace(supposed, lost=supposed.lost | supposed.won, won=frozenset())


_Won = Sequence[tuple[int | None, dt.date, int]]


def _won(w: Work, period: Period, filter: Filter) -> _Won:  # noqa: A002
    """What was won in the period, by owner and day."""
    those = (
        Deal.outcome == "won",
        Deal.currency == w.company.currency,
        Deal.closed_on >= period.start,
        Deal.closed_on < period.end,
        compile_filter(w, "deal", filter),
    )
    by = (Deal.owner_id, Deal.closed_on)
    statement = select(*by, func.sum(Deal.amount).label("amount")).where(*those).group_by(*by)
    return [(row.owner_id, row.closed_on, int(row.amount or 0)) for row in w.rows(statement)]


def _by_day(won: _Won) -> list[tuple[dt.date, int]]:
    days: dict[dt.date, int] = {}
    for _owner, day, amount in won:
        days[day] = days.get(day, 0) + amount
    found, so_far = [], 0
    for day in sorted(days):
        so_far += days[day]
        found.append((day, so_far))
    return found


# Whose targets and figures a filter leaves


def _holders(w: Work, filter: Filter) -> tuple[Holder, ...]:  # noqa: A002
    """Whose targets stand beside the deals that are left; none where a filter divides them otherwise."""
    if filter == EVERYTHING:
        return _own(w)
    if isinstance(filter, AnyOf):
        each = [_holders(w, one) if isinstance(one, Condition) else () for one in filter.items]
        return tuple(dict.fromkeys(holder for some in each for holder in some)) if all(each) else ()
    if not isinstance(filter, Condition) or (filter.field, filter.op) not in _NAMING:
        return ()
    scope = _NAMING[filter.field, filter.op]
    values = filter.value if isinstance(filter.value, tuple) else (filter.value,)
    ids = [_number(w, scope, value) for value in values]
    return tuple(Holder(scope, one) for one in ids if one is not None) if None not in ids else ()


_NAMING: Mapping[tuple[str, str], Scope] = {
    ("owner", "is"): "user",
    ("owner", "one_of"): "user",
    ("unit", "is"): "unit",
    ("unit", "under"): "unit",
}
"""The comparisons that name people or units."""


def _own(w: Work) -> tuple[Holder, ...]:
    """Of all that a person sees: the company, the unit, or what is theirs alone."""
    actor = w.actor
    if actor.sees_all:
        return (COMPANY,)
    if actor.role in (Role.LEAD, Role.VIEWER) and actor.unit_id is not None:
        return (Holder("unit", actor.unit_id),)
    return () if actor.seen_units else (Holder("user", actor.user_id),)


def _number(w: Work, scope: str, value: object) -> int | None:
    if value == ME:
        return w.actor.user_id if scope == "user" else w.actor.unit_id
    if isinstance(value, str):
        return id_named(w, "user" if scope == "user" else "unit", value)
    return value if isinstance(value, int) else None


def _people(w: Work, whose: Iterable[Holder]) -> frozenset[int]:
    """The users that these holders are or have."""
    holders = set(whose)
    found = {one.id for one in holders if one.scope == "user" and one.id is not None}
    units = {one.id for one in holders if one.scope == "unit"}
    if units:
        below, user = people_and_units(w), label_of(User)
        inside = frozenset[int]().union(*(below.units.get(unit or 0, frozenset()) for unit in units))
        found |= {row.id for row in w.rows(select(user.c.id).where(user.c.unit_id.in_(inside)))}
    return frozenset(found)


def _target(w: Work, period: Period, whose: Sequence[Holder]) -> tuple[int | None, int | None]:
    """What these are to reach together, and what of it is due by today; None where none of them has a target."""
    found = standings(w, whose, MEASURE, period, spread=True, back=0) if whose else []
    known = [one for one in found if one.target is not None]
    if not known:
        return None, None
    return sum(one.target or 0 for one in known), sum(one.due or 0 for one in known)


# The parts of people


def _parts(
    w: Work,
    foreseen: Forecast,
    won: _Won,
    by_person: Mapping[int | None, Judged],
    said: Mapping[int, Submitted],
    book: TargetBook | None,
    people: frozenset[int] | None,
) -> list[Part]:
    """Everybody who won, owns, judged, submitted or is to reach something; those of whom most is expected first."""
    owners = {one.owner_id: one for one in foreseen.by_owner}
    targets = _targets_of_people(book, foreseen.period, people)
    amounts: dict[int | None, int] = {}
    for owner, _day, amount in won:
        amounts[owner] = amounts.get(owner, 0) + amount
    known = dict.fromkeys([*owners, *amounts, *by_person, *said, *targets])
    names = labels_of(w, {"user": [one for one in known if one is not None]})["user"]
    parts = [
        Part(
            owner_id=owner,
            name=names.get(owner) if owner is not None else None,
            won=amounts.get(owner, 0),
            foreseen=owners.get(owner),
            by_stages=owners[owner].by_stages if owner in owners else 0,
            judged=by_person.get(owner, Judged()),
            submitted=said.get(owner) if owner is not None else None,
            target=targets.get(owner),
        )
        for owner in known
    ]
    return sorted(parts, key=lambda one: (-one.expected, one.name or ""))


def _targets_of_people(book: TargetBook | None, period: Period, people: frozenset[int] | None) -> dict[int | None, int]:
    found: dict[int | None, int] = {}
    for holder in book.holders(MEASURE) if book else ():
        if holder.scope == "user" and (people is None or holder.id in people):
            value = book.value(MEASURE, period.start, period.end, holder, spread=True) if book else None
            if value is not None:
                found[holder.id] = value
    return found
