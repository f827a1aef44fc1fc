"""Tasks: mine, my unit's or everybody's, overdue first, ticked off with one click."""

from __future__ import annotations

import streamlit as st

import _session
from _session import can, read, t, tn
from _ui import conflict, entries, filters, page, record_list, switch, task_list, url
from crm_core.base.i18n import N_
from crm_core.fields.offered import offered, tags_in_use, words_in_use
from crm_core.work.tasks import TaskCounts, Whose, task_counts
from crm_core.work.tasks import task_list as tasks_of

KEY = "tasks"
STEP = 100
WHOSE: dict[Whose, str] = {"mine": N_("My own"), "unit": N_("My unit"), "all": N_("Everybody's")}


def offered_lists() -> list[Whose]:
    """Whose tasks this person can look at: everybody's where all are seen, the unit's where there is one."""
    who = _session.actor()
    fits: dict[Whose, bool] = {"mine": True, "unit": who.unit_id is not None, "all": who.sees_all}
    return [whose for whose, fit in fits.items() if fit]


def said(counts: TaskCounts, done: bool) -> str:
    """What is to be done, in a sentence."""
    if done:
        return t("What was done, the newest first")
    if not counts.open:
        return t("Nothing is open")
    parts = [tn("{n} open", "{n} open", counts.open)]
    if counts.overdue:
        parts.append(tn("{n} overdue", "{n} overdue", counts.overdue))
    if counts.today:
        parts.append(tn("{n} due today", "{n} due today", counts.today))
    return " · ".join(parts)


def choose() -> tuple[Whose, bool]:
    """Whose tasks, and whether the done ones; both stand in the address."""
    with st.container(key="filters_tasks", horizontal=True, vertical_alignment="center", gap="small"):
        whose = switch.one_of("whose", t("Whose"), {one: t(WHOSE[one]) for one in offered_lists()})
        show = switch.one_of("show", t("Show"), {"open": t("To do"), "done": t("Done")})
    return whose, show == "done"


def shape() -> None:
    """As a list to tick off, or as a grid; the address says."""
    switch.one_of("as", t("View"), {"list": t("List"), "grid": t("Table")})


def parts() -> list[filters.Part]:
    """What tasks can be filtered by in the grid."""
    return [
        filters.text(t("Title of the task")),
        filters.many("owner", record_list.people()),
        filters.many("unit", read(offered, "unit"), op="under"),
        filters.during("due_on"),
        filters.in_use("kind", lambda: read(words_in_use, "task", "kind")),
        filters.in_use("tags", lambda: read(tags_in_use), op="has_any"),
    ]


def table() -> None:
    """The same tasks in a grid, the done ones among them."""
    conflict.ask_if_any()
    record_list.show(
        record_list.RecordList(
            entity="task",
            key="tasks_grid",
            title=N_("Tasks"),
            counted=lambda n: tn("{n} task", "{n} tasks", n),
            more=N_("More than {n} tasks"),
            empty=(N_("No tasks here."), N_("Change the filter, or add one.")),
            parts=parts,
            opens=task_list.edit,
            new=N_("New task"),
            creates=task_list.create,
            options=task_list.people,
            beside=shape,
        )
    )


def ticked() -> None:
    """The tasks as a list to tick off."""
    event = entries.take(KEY)
    task_list.tick(event)
    task_list.follow(event)
    conflict.ask_if_any()

    head = st.container()
    whose, done = choose()
    most = STEP * url.number("more", 1)
    lines = read(tasks_of, whose=whose, done=done, limit=most + 1)
    with head, page.head(t("Tasks"), said(read(task_counts, whose=whose), done)):
        shape()
        if can("change") and st.button(t("New task"), icon=":material/add:", type="primary", key="new_task"):
            task_list.create()
    if not lines:
        page.empty(t("Nothing to do here."), t("Whatever you plan for a customer or a deal stands here."))
        return
    more = len(lines) > most
    entries.show(KEY, task_list.sections(lines[:most], with_owner=whose != "mine", more=more))
    if more:
        st.button(t("Show more"), key="more_tasks", on_click=url.put, kwargs={"more": url.number("more", 1) + 1})


table() if url.get("as") == "grid" else ticked()
