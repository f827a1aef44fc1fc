"""What is counted of people's work: interactions, tasks, promises."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, FromClause, and_, case, or_, select

from ..base.database import label_of
from ..base.i18n import N_
from ..models import Interaction, Promise, Task
from .fact import COUNT, CUSTOMERS, Bound, Fact, counted_where
from .figure import Measure
from .ground import Ground

if TYPE_CHECKING:
    from ..trust.unit_of_work import Work


# Tasks


def _in_time(ground: Ground) -> ColumnElement[bool]:
    return ground.of.done_on <= ground.of.due_on  # type: ignore[no-any-return]


def _decided(ground: Ground) -> ColumnElement[bool]:
    """Done, or due on a day that is over."""
    return or_(ground.of.done_on.is_not(None), ground.of.due_on < ground.w.clock.today())


# Promises


def _with_tasks(_w: Work) -> FromClause:
    """Promises with the day on which their task was done."""
    given, task = label_of(Promise), label_of(Task)
    done = case((task.c.deleted_at.is_(None), task.c.done_on))
    joined = given.outerjoin(task, task.c.id == given.c.task_id)
    return select(given.c.id.label("record"), done.label("done_on")).select_from(joined).subquery("promised")


def _kept(ground: Ground) -> ColumnElement[bool]:
    """Said to be kept or, where nothing was said, its task was done (the rule of `work.promises`)."""
    said = ground.of.outcome
    return or_(said == "kept", and_(said.is_(None), ground.own("done_on").is_not(None)))


def _broken(ground: Ground) -> ColumnElement[bool]:
    said, today = ground.of.outcome, ground.w.clock.today()
    return or_(said == "broken", and_(said.is_(None), ground.own("done_on").is_(None), ground.of.until < today))


def _settled(ground: Ground) -> ColumnElement[bool]:
    return or_(_kept(ground), _broken(ground))


FACTS = (
    Fact(
        "interactions",
        "interaction",
        Interaction,
        {**COUNT, "customers": CUSTOMERS},
        "happened_on",
        clock="happened_at",
    ),
    Fact("tasks_created", "task", Task, COUNT, instant="created_at", clock="created_at"),
    Fact("tasks_done", "task", Task, COUNT, "done_on"),
    Fact(
        "tasks_due",
        "task",
        Task,
        {**COUNT, "in_time": counted_where(_in_time), "decided": counted_where(_decided)},
        "due_on",
    ),
    Fact(
        "tasks_open",
        "task",
        Task,
        COUNT,
        holds="span",
        begins=(Bound("created_at", "instant"), Bound("due_on", "on")),
        either=True,
        ends=Bound("done_on", "on"),
    ),
    Fact(
        "tasks_overdue",
        "task",
        Task,
        COUNT,
        holds="span",
        begins=(Bound("due_on", "after"),),
        ends=Bound("done_on", "on"),
    ),
    Fact("promises_given", "promise", Promise, COUNT, instant="created_at", clock="created_at"),
    Fact(
        "promises_due",
        "promise",
        Promise,
        {
            **COUNT,
            "kept": counted_where(_kept),
            "broken": counted_where(_broken),
            "settled": counted_where(_settled),
        },
        "until",
        rows=_with_tasks,
    ),
)

MEASURES = (
    Measure(
        "interactions",
        N_("Interactions"),
        "count",
        N_("Calls, meetings, visits, e-mails and messages, on their day."),
        ("interactions.count",),
    ),
    Measure(
        "contacted_customers",
        N_("Customers contacted"),
        "count",
        N_("Different customers of interactions, on their day; each counts once, however often one was in touch."),
        ("interactions.customers",),
    ),
    Measure(
        "activities_per_won",
        N_("Activities per won deal"),
        "number",
        N_("Interactions, on their day, divided by won deals, on the day of closing."),
        ("interactions.count",),
        over=("won.count",),
        good="",
    ),
    Measure(
        "tasks_created",
        N_("New tasks"),
        "count",
        N_("Tasks, on the day they were entered."),
        ("tasks_created.count",),
        good="",
    ),
    Measure("tasks_done", N_("Tasks done"), "count", N_("Tasks, on the day they were done."), ("tasks_done.count",)),
    Measure(
        "tasks_in_time",
        N_("Tasks done in time"),
        "count",
        N_("Tasks that were done on the day they were due or before, on the day they were due."),
        ("tasks_due.in_time",),
    ),
    Measure(
        "tasks_kept_rate",
        N_("Tasks kept"),
        "ratio",
        N_("Tasks done in time, divided by all that were done or whose day is over, on the day they were due."),
        ("tasks_due.in_time",),
        over=("tasks_due.decided",),
    ),
    Measure(
        "tasks_open",
        N_("Open tasks"),
        "count",
        N_("Tasks that were to be done at the end of the period, from the day they were entered or due, if earlier."),
        ("tasks_open.count",),
        good="",
    ),
    Measure(
        "tasks_overdue",
        N_("Overdue tasks"),
        "count",
        N_("Tasks that had been due and were not done at the end of the period."),
        ("tasks_overdue.count",),
        good="down",
    ),
    Measure(
        "promises_given",
        N_("Promises given"),
        "count",
        N_("Promises of weekly reviews, on the day they were given."),
        ("promises_given.count",),
    ),
    Measure(
        "promises_kept",
        N_("Promises kept"),
        "count",
        N_("Promises that were kept, on the day until which they were given."),
        ("promises_due.kept",),
    ),
    Measure(
        "promises_broken",
        N_("Promises broken"),
        "count",
        N_("Promises that were not kept, on the day until which they were given."),
        ("promises_due.broken",),
        good="down",
    ),
    Measure(
        "promises_kept_rate",
        N_("Share of promises kept"),
        "ratio",
        N_("Promises kept divided by those kept and broken, on the day until which they were given."),
        ("promises_due.kept",),
        over=("promises_due.settled",),
    ),
)
