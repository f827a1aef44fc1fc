"""A past day at a glance: what can be told as of its end, from the states of deals and the days of tasks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, case, func, or_, select

from ..base.periods import Period, period_of
from ..deals.asof import open_total, pipeline_as_of
from ..deals.movements import Balance, balance
from ..deals.past_care import PastCare, care_as_of
from ..deals.totals import Totals
from ..models import Task

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work

_ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class PastTask:
    """A task that was open then; `late` by so many days past its due day, 0 where it was not."""

    id: int
    title: str
    late: int


@dataclass(frozen=True)
class PastDay:
    """How things stood at the end of a day.

    `month` is the month of that day until then, and `moved` what moved in the open pipeline in it.
    """

    day: dt.date
    month: Period
    open: Totals
    moved: Balance
    care: PastCare
    tasks: int
    overdue: int
    first_tasks: Sequence[PastTask]


def past_day(w: Work, day: dt.date, *, care: int = 8, tasks: int = 10) -> PastDay:
    """The day as the actor saw it; so many deals that needed care, and of the actor's own tasks that were open.

    Raises Invalid for a day to come.
    """
    month = period_of(day, "month", w.locale.calendar, w.company.calendar_rules).to_date(day)
    open_tasks, overdue, first = _tasks(w, day, tasks)
    return PastDay(
        day=day,
        month=month,
        open=open_total(pipeline_as_of(w, day, closed=False)),
        moved=balance(w, month.start - _ONE_DAY, day),
        care=care_as_of(w, day, care),
        tasks=open_tasks,
        overdue=overdue,
        first_tasks=first,
    )


def _tasks(w: Work, day: dt.date, limit: int) -> tuple[int, int, list[PastTask]]:
    """How many tasks of the actor were open and overdue, and the first of them. Due days are as they are now."""
    at = w.clock.end_of_day(day)
    late = and_(Task.due_on.is_not(None), Task.due_on < day)
    those = [
        Task.owner_id == w.actor.user_id,
        Task.created_at < at,
        or_(Task.done_on.is_(None), Task.done_on > day),
        or_(Task.kind != "need", Task.due_on.is_(None), Task.due_on <= day),
    ]
    count, overdue = w.rows(select(func.count(), func.count(case((late, 1)))).select_from(Task).where(*those))[0]
    rows = w.rows(
        select(Task.id, Task.title, Task.due_on)
        .where(*those)
        .order_by(Task.due_on.asc().nulls_last(), Task.id)
        .limit(limit)
    )
    return (
        count,
        overdue,
        [PastTask(row.id, row.title, max((day - row.due_on).days, 0) if row.due_on else 0) for row in rows],
    )
