"""Reports that are mailed again and again: who made which, when it goes, to whom, as what.

Whoever may export may schedule, for themselves and colleagues: each of them gets what they may see themselves. Managers
and admins may also name addresses of people outside, who get what the schedule's owner sees. A schedule is changed by
its owner, the leads above, managers and admins.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, get_args

from sqlalchemy import func, select

from ..base.database import label_of
from ..base.errors import Invalid, Refused
from ..base.i18n import N_
from ..base.text import email_key, fold, plain
from ..messages.letter import plain_address
from ..models import OutgoingMessage, Schedule, User
from ..trust.access import Actor, Role, may, require
from ..trust.company import Company
from .dashboards import CHOICES
from .opened import to_keep
from .rhythm import Rhythm, Times, next_moment

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

Form = Literal["pdf", "xlsx"]
FORMS: tuple[Form, ...] = get_args(Form)
DASHBOARD = "dashboard:"
"""Before the key of a dashboard, so that it is told from a report's."""
LONGEST = 120
MOST_PEOPLE, MOST_ADDRESSES = 200, 50
_NO_PARAMS: Mapping[str, str] = {}


@dataclass(frozen=True)
class Plan:
    """What a person says of a schedule. `what` is the key of a report or, after DASHBOARD, of a dashboard; "" stands
    for the report that `params` ask. Of a dashboard, `params` are what is chosen for all its reports together, where
    that is not what it keeps."""

    name: str
    rhythm: Rhythm
    form: Form
    what: str = ""
    params: Mapping[str, str] = field(default_factory=lambda: _NO_PARAMS)
    people: tuple[int, ...] = ()
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True)
class Receiver:
    """A colleague whom reports may be sent to; `hindrance` says why they would get nothing (a message), else ""."""

    id: int
    name: str
    hindrance: str


@dataclass(frozen=True)
class Last:
    """What came of the newest sending: when it was due, and how many of its messages stand how (by status)."""

    due_at: dt.datetime
    by_status: Mapping[str, int]


@dataclass(frozen=True)
class Line:
    """A schedule in the list."""

    id: int
    version: int
    owner_id: int | None
    owner: str
    active: bool
    next_at: dt.datetime | None
    plan: Plan
    last: Last | None
    may_change: bool


@dataclass(frozen=True)
class Kept:
    """What was done with a schedule: its number, and the change set to offer for undo."""

    id: int
    change_set_id: int


NOT_ACTIVE = N_("This person is not active any more.")
MAY_NOT_EXPORT = N_("This person may not export reports.")
NO_ADDRESS = N_("This person has no e-mail address.")


def times_of(company: Company) -> Times:
    """Where the company's moments are: its time zone, and the days on which it works."""
    holidays = frozenset(company.holidays)
    return Times(company.zone, lambda day: day.isoformat() not in holidays and _share(company, day) < 1)


def _share(company: Company, day: dt.date) -> float:
    """How much of the weekday is free."""
    return company.weekend.get(str(day.weekday()), 0.0)


# Reading


def listed(w: Work) -> list[Line]:
    """The schedules that the person sees, in order of name."""
    user = label_of(User)
    found = w.rows(select(Schedule, user.c.name).outerjoin(user, user.c.id == Schedule.owner_id))
    last = _last(w, [row[0].id for row in found])
    lines = [_line(w, one, owner or "", last.get(one.id)) for one, owner in found]
    return sorted(lines, key=lambda one: (fold(one.plan.name), one.id))


def _line(w: Work, one: Schedule, owner: str, last: Last | None) -> Line:
    return Line(
        id=one.id,
        version=one.version,
        owner_id=one.owner_id,
        owner=owner,
        active=one.active,
        next_at=one.next_at if one.active else None,
        plan=plan_of(one),
        last=last,
        may_change=_may_change(w, one),
    )


def plan_of(one: Schedule) -> Plan:
    return Plan(
        name=one.name,
        rhythm=rhythm_of(one),
        form="xlsx" if one.form == "xlsx" else "pdf",
        what=one.what,
        params=dict(one.params or {}),
        people=tuple(one.people or ()),
        addresses=tuple(one.addresses or ()),
    )


def rhythm_of(one: Schedule) -> Rhythm:
    return Rhythm(
        kind=one.rhythm,  # type: ignore[arg-type]
        at_minute=one.at_minute,
        weekday=one.weekday or 0,
        month_day=one.month_day or 1,
        calendar=one.calendar,  # type: ignore[arg-type]
    )


def _last(w: Work, ids: Sequence[int]) -> dict[int, Last]:
    """The newest sending of each schedule."""
    message, other = label_of(OutgoingMessage), label_of(OutgoingMessage)
    newest = select(func.max(other.c.due_at)).where(other.c.schedule_id == message.c.schedule_id).scalar_subquery()
    statement = (
        select(message.c.schedule_id, message.c.due_at, message.c.status, func.count())
        .where(message.c.schedule_id.in_(ids), message.c.due_at == newest)
        .group_by(message.c.schedule_id, message.c.due_at, message.c.status)
        .order_by(message.c.status)
    )
    found: dict[int, Last] = {}
    for number, at, status, many in w.rows(statement) if ids else []:
        known = found.get(number, Last(at, {}))
        found[number] = Last(at, {**known.by_status, status: many})
    return found


def receivers(w: Work) -> list[Receiver]:
    """The active people of the company, with what would keep a report from them."""
    people = w.scalars(select(User).where(User.active.is_(True)).order_by(User.name_key, User.id))
    return [Receiver(one.id, one.name, hindrance_of(w, one)) for one in people]


def hindrance_of(w: Work, user: User | None) -> str:
    """Why nothing is sent to this person (a message), "" where something is."""
    if user is None or not user.active:
        return NOT_ACTIVE
    if not user.email:
        return NO_ADDRESS
    role = Actor(user.id, user.name, Role(user.role), rep_may_export=w.company.rep_may_export)
    return "" if may(role, "export") else MAY_NOT_EXPORT


# Rights


def may_write_outside(actor: Actor) -> bool:
    """Whether reports may be sent in this person's name to addresses outside."""
    return actor.sees_all


def _may_change(w: Work, one: Schedule) -> bool:
    return may(w.actor, "export") and may(w.actor, "change", one)


def record_of(w: Work, schedule_id: int) -> Schedule:
    """The schedule, for somebody who may change it, locked. Raises NotFound, Refused."""
    require(w, "export")
    one = w.get(Schedule, schedule_id, lock=True)
    if not _may_change(w, one):
        raise Refused(N_("This schedule belongs to somebody else."))
    return one


# Writing


def add(w: Work, plan: Plan) -> Kept:
    """Make a schedule of one's own. Raises Refused, and Invalid for what cannot be."""
    require(w, "export")
    one = Schedule(owner_id=w.actor.user_id, unit_id=w.actor.unit_id, active=True)
    with w.changing("create") as change_set:
        _write(w, one, plan, None)
        w.session.add(one)
        w.session.flush()
        return Kept(one.id, change_set.id)


def change(w: Work, schedule_id: int, plan: Plan, *, version: int) -> Kept:
    """Change it from now on. Raises NotFound, Refused, and Invalid also where somebody changed it since `version`."""
    one = record_of(w, schedule_id)
    if one.version != version:
        raise Invalid(N_("Somebody changed this schedule meanwhile. Open it again to see how it is now."))
    with w.changing("edit") as change_set:
        _write(w, one, plan, rhythm_of(one))
        return Kept(one.id, change_set.id)


def _write(w: Work, one: Schedule, plan: Plan, before: Rhythm | None) -> None:
    """Put the plan into the row. Where the rhythm stays as it was `before`, a moment that is due already stays due."""
    good = checked(w, plan, before=tuple(one.addresses or ()))
    rhythm = good.rhythm
    kept = one.next_at if before is not None and rhythm == before else None
    one.name, one.what, one.form = good.name, good.what, good.form
    one.params = dict(good.params) or None
    one.rhythm, one.at_minute = rhythm.kind, rhythm.at_minute
    one.weekday = rhythm.weekday if rhythm.kind == "weekly" else None
    one.month_day = rhythm.month_day if rhythm.kind in ("monthly", "month_work") else None
    one.calendar = rhythm.calendar
    one.people, one.addresses = list(good.people), list(good.addresses)
    if one.active:
        one.next_at = kept or next_moment(rhythm_of(one), w.clock.now(), times_of(w.company))


def set_active(w: Work, schedule_id: int, active: bool) -> Kept:
    """Let it rest, or go on: then with the next moment from now on."""
    one = record_of(w, schedule_id)
    with w.changing("edit") as change_set:
        one.active = active
        one.next_at = next_moment(rhythm_of(one), w.clock.now(), times_of(w.company)) if active else None
        return Kept(one.id, change_set.id)


def delete(w: Work, schedule_id: int) -> Kept:
    """Put it into the bin. What is on its way already is not sent any more."""
    one = record_of(w, schedule_id)
    with w.changing("delete") as change_set:
        one.deleted_at, one.next_at = w.clock.now(), None
        return Kept(one.id, change_set.id)


def checked(w: Work, plan: Plan, *, before: Sequence[str] = ()) -> Plan:
    """The plan as it is kept; `before` are addresses that stood in it already. Raises Refused, Invalid."""
    from .contents import check  # it opens the report or dashboard, and so needs all of this room

    name = " ".join(plain(plan.name).split())
    if not fold(name) or len(name) > LONGEST:
        raise Invalid(N_("Give it a name of at most {n} characters."), field="name", n=LONGEST)
    if plan.form not in FORMS:
        raise Invalid(N_("“{value}” is not one of: {known}."), field="form", value=plan.form, known=", ".join(FORMS))
    people = tuple(dict.fromkeys(plan.people))
    addresses = _good_addresses(plan.addresses)
    if not people and not addresses:
        raise Invalid(N_("Choose at least one person to send it to."), field="people")
    if len(people) > MOST_PEOPLE or len(addresses) > MOST_ADDRESSES:
        raise Invalid(
            N_("At most {people} people and {addresses} addresses."), people=MOST_PEOPLE, addresses=MOST_ADDRESSES
        )
    if set(addresses) - set(before) and not may_write_outside(w.actor):
        raise Refused(N_("Only managers and admins send reports to addresses outside."))
    known = set(w.scalars(select(User.id).where(User.id.in_(people)))) if people else set()
    if known != set(people):
        raise Invalid(N_("Somebody among these people does not exist."), field="people")
    params = _params(w, plan)
    check(w, plan.what, params)
    return Plan(name, plan.rhythm, plan.form, plan.what, params, people, addresses)


def _params(w: Work, plan: Plan) -> Mapping[str, str]:
    """What of the parameters is kept: all of a report without a name, of a dashboard what is chosen for all of it."""
    if plan.what.startswith(DASHBOARD):
        return {name: plan.params[name] for name in CHOICES if plan.params.get(name)}
    return {} if plan.what else to_keep(w, plan.params)


def _good_addresses(texts: Sequence[str]) -> tuple[str, ...]:
    """The addresses, each once. Raises Invalid, naming the first that is none."""
    found: dict[str, str] = {}
    for text in filter(None, (one.strip() for one in texts)):
        if not (key := email_key(text)):
            raise Invalid(N_("“{value}” is not an e-mail address."), field="addresses", value=text)
        plain_address(text)
        found.setdefault(key, text)
    return tuple(found.values())
