"""Tasks as a list to tick off: how they read, and what a tick does. For the tasks screen and a customer's file."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

import streamlit as st

import _session
from _session import read, t, tn
from _ui import attached, entries, form, messages
from crm_core.base.errors import DaftarError
from crm_core.base.i18n import N_
from crm_core.fields import choices, find
from crm_core.fields.offered import offered
from crm_core.work.tasks import TaskLine, When, set_done

KEYS = ("title", "kind", "due_on", "priority", "owner", "customer", "deal", "note")
HEADINGS: dict[When, str] = {
    "overdue": N_("Overdue"),
    "today": N_("Due today"),
    "week": N_("Next 7 days"),
    "later": N_("Later"),
    "someday": N_("Without a date"),
    "done": N_("Done"),
}


def sections(lines: Sequence[TaskLine], *, with_owner: bool = False, more: bool = False) -> list[entries.Section]:
    """Tasks under what is overdue, due today, soon, later; they come in that order. `more`: the last go on."""
    number = _session.locale().number
    found = []
    for when, some in groupby(lines, lambda line: line.when):
        listed = tuple(entry(line, with_owner=with_owner) for line in some)
        goes_on = more and listed[-1].key == entry(lines[-1]).key
        tone: entries.Tone = "late" if when == "overdue" else ""
        found.append(entries.Section(listed, t(HEADINGS[when]), number(len(listed)) + "+" * goes_on, tone))
    return found


def entry(
    line: TaskLine, *, with_owner: bool = False, with_customer: bool = True, with_deal: bool = True
) -> entries.Entry:
    """A task as an entry: its tick, what it is about, how long until it is due."""
    links = []
    if line.customer_id and line.customer and with_customer:
        links.append(entries.Link(line.customer, key=f"customer:{line.customer_id}"))
    if line.deal_id and line.deal and with_deal:
        links.append(entries.Link(line.deal, key=f"deal:{line.deal_id}"))
    kind = choices.label_of_choice("task_kinds", line.kind, _session.locale()) if line.kind != "task" else ""
    return entries.Entry(
        key=f"task:{line.id}:{line.version}",
        title=line.title,
        detail=(kind,) if kind else (),
        links=tuple(links),
        end=due(line),
        below=(line.owner or t("Nobody")) if with_owner else "",
        hint=_session.locale().date(line.due_on, "long") if line.due_on else "",
        flag=t("High") if line.priority == "high" else "",
        tone="late" if line.when == "overdue" else "risk" if line.when == "today" else "",
        ticked=line.done_on is not None,
        may_tick=line.may_change,
        opens=True,
    )


def due(line: TaskLine) -> str:
    """When a task is due, as one says it: "3 days overdue", "tomorrow", a day."""
    locale = _session.locale()
    if line.done_on is not None:
        return locale.date(line.done_on)
    if line.days is None:
        return ""
    if line.days < 0:
        return tn("{n} day overdue", "{n} days overdue", -line.days)
    return locale.relative_days(line.days) if line.days <= 7 else locale.date(line.due_on)


def tick(event: entries.EntryEvent) -> None:
    """Store the tick that happened in a list, with Undo."""
    if not event.ticked:
        return
    _, task, version = event.ticked.split(":")
    try:
        with _session.work() as w:
            done = set_done(w, int(task), int(version), done=event.done)
    except DaftarError as refusal:
        messages.refuse(refusal.say(_session.locale()))
        return
    if done.change_set_id is not None:
        messages.did(t("Done.") if event.done else t("Open again."), undo=done.change_set_id)


def follow(event: entries.EntryEvent) -> None:
    """Go where an entry that was opened leads: the task's form, the customer's file, the deal."""
    kind, _, rest = event.opened.partition(":")
    number = rest.partition(":")[0]
    if kind == "task":
        edit(int(number))
    elif kind == "customer":
        st.switch_page("customer.py", query_params={"id": number})
    elif kind == "deal":
        st.switch_page("deal.py", query_params={"id": number})


def edit(task_id: int) -> None:
    """Open the form of a task."""
    record = read(find.read, "task", task_id).rows[0]
    form.edit(
        t("Task"), "task", record, KEYS, options=people(), foot=lambda: attached.offer("task", task_id)
    )  # fmt: skip


def create(**known: Any) -> None:
    """Open the form of a new task, mine unless another owner is chosen; what is known is not asked for."""
    values = {"kind": "task", "owner": _session.actor().user_id, **known}
    asked = [key for key in KEYS if key not in known]
    form.create(t("New task"), "task", asked, values=values, options=people(), said=t("Task added."))


def people() -> form.Options:
    """Whom a task can be given to."""
    return {"owner": read(offered, "user")}
