"""Today: will we reach the target, what is new, what is at risk; my tasks, deals that need care, newest changes."""

from __future__ import annotations

import streamlit as st

import _session
from _session import can, read, t
from _ui import (
    as_of,
    care,
    conflict,
    deal,
    entries,
    foreseen,
    messages,
    news,
    page,
    past_day,
    pinned,
    quality,
    standing,
    task_list,
    url,
)
from crm_core.deals.board import open_now
from crm_core.deals.care import CareList, care_list
from crm_core.fields.find import Query, ids_found
from crm_core.file.news import news as newest
from crm_core.work.tasks import task_list as tasks_of

TASKS = 10
CARE = 8
MORE = 25
NEWS = 10


def take(key: str) -> None:
    """Do what was done in a list: a task ticked, a deal or customer opened, a change taken back, more wanted."""
    event = entries.take(key)
    task_list.tick(event)
    kind, _, rest = event.opened.partition(":")
    if kind == "deal":
        deal.follow(int(rest))
    elif kind == "undo":
        messages.take_back(int(rest))
    elif kind == "review":
        st.switch_page("review.py", query_params={"review": rest})
    elif kind == "more":
        url.put(care=url.number("care", 0) + 1)
    elif kind == "go":
        st.switch_page("tasks.py")
    else:
        task_list.follow(event)


def my_tasks() -> list[entries.Section]:
    """What I have to do today or should have done; nothing at all where there is none."""
    found = read(tasks_of, due_by=_session.today(), limit=TASKS + 1)
    if not found:
        return []
    listed = [task_list.entry(line) for line in found[:TASKS]]
    listed.append(entries.Entry(key="tasks", links=(entries.Link(t("All my tasks"), key="go:tasks"),)))
    count = _session.locale().number(min(len(found), TASKS)) + "+" * (len(found) > TASKS)
    return [entries.Section(tuple(listed), t("My tasks"), count)]


def pressing() -> CareList:
    """The deals that need care, as many as are wanted."""
    return read(care_list, CARE + MORE * url.number("care", 0))


def actions() -> None:
    if not can("change"):
        return
    if st.button(t("New task"), icon=":material/add_task:", key="new_task"):
        task_list.create()
    if st.button(t("New deal"), icon=":material/add:", type="primary", key="new_deal"):
        deal.create()


def begin() -> None:
    """Said to an admin of a company that holds nothing yet: where its lists go in."""
    page.empty(t("Nothing is here yet."), t("Bring in your customers and deals as you have them in Excel."))
    with st.container(horizontal=True, horizontal_alignment="center"):
        if st.button(t("Import a list"), icon=":material/upload_file:", key="begin_import"):
            st.switch_page("import_list.py")


def main() -> None:
    take("mine")
    take("news")
    pinned.take()
    conflict.ask_if_any()
    deal.ask_if_any()
    found = pressing()
    with page.head(t("Today"), _session.locale().date(_session.today(), "long")):
        as_of.control()
        actions()
    standing.row(read(standing.month), read(open_now), read(standing.since_yesterday), found, foreseen.figure())
    reports = st.container()
    mine, others = st.columns([3, 2], gap="large")
    with mine:
        risky = [care.section(found)] if found.count else []
        entries.show("mine", [*my_tasks(), *risky])
        if not found.count and can("import") and not read(ids_found, "customer", Query(), limit=1):
            begin()
        elif not found.count:
            st.caption(t("No deal needs care. Every open deal has a next step and is on time."))
        quality.remind()
    with others:
        if told := read(newest, limit=NEWS):
            entries.show("news", [news.section(told)])
    with reports:  # last, so that nothing else waits for them
        pinned.show()


past_day.show(past) if (past := as_of.chosen()) else main()
