"""What is counted of people's work: interactions, tasks."""

from __future__ import annotations

from ..base.i18n import N_
from ..models import Interaction, Task
from .fact import COUNT, CUSTOMERS, Fact
from .figure import Measure

FACTS = (
    Fact(
        "interactions",
        "interaction",
        Interaction,
        {**COUNT, "customers": CUSTOMERS},
        "happened_on",
        clock="happened_at",
    ),
    Fact("tasks_done", "task", Task, COUNT, "done_on"),
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
    Measure("tasks_done", N_("Tasks done"), "count", N_("Tasks, on the day they were done."), ("tasks_done.count",)),
)
