"""Customer: all about one, and what to do next. `customer?id=…`; `?contact=…` or `?order=…`: whose that is."""

from __future__ import annotations

from typing import Any

import streamlit as st

from _session import can, read, t
from _ui import conflict, customer_file, customer_forms, entries, order, page, switch, task_list, twins, url
from crm_core.fields import find
from crm_core.file.orders import customer_of_order
from crm_core.file.overview import CustomerFile, customer_of, reach_of
from crm_core.file.overview import customer_file as file_of
from crm_core.file.timeline import timeline
from crm_core.work.tasks import task_list as tasks_of

LISTS, LINE = "file_lists", "file_timeline"
STEP = 30


def whose() -> int | None:
    """The customer whom the address names, by their own number, a contact's or an order's."""
    if contact := twins.asked_for("contact", "contact"):
        return read(customer_of, contact)
    if (number := url.number("order", 0)) and not url.number("id", 0):
        url.put(id=read(customer_of_order, number))
    return twins.asked_for("customer", "id") or None


def person(contact_id: int) -> None:
    """A contact who belongs to no customer."""
    contact = read(find.read, "contact", contact_id).rows[0]
    work = " · ".join(filter(None, (contact["job_title"], contact["department"], contact["city"])))
    with page.head(contact["name"], work):
        if can("change") and st.button(t("Edit"), icon=":material/edit:", key="edit_contact"):
            customer_forms.edit_contact(contact)
    customer_file.reach(read(reach_of, contact), contact["tags"])


def head(file: CustomerFile) -> None:
    """Who this is, and what one does with them."""
    customer = file.customer
    with page.head(customer["name"], customer_file.sentence(file)):
        if can("change"):
            with st.container(key="file_actions", horizontal=True, gap="xsmall", width="content"):
                actions(customer)


def actions(customer: dict[str, Any]) -> None:
    """What is added with two clicks; the rest under "More"."""
    number = customer["id"]
    if st.button(t("Note"), icon=":material/edit_note:", key="add_note"):
        customer_forms.note(number)
    if st.button(t("Call"), icon=":material/call:", key="add_call"):
        customer_forms.call(number)
    if st.button(t("Task"), icon=":material/add_task:", key="add_task"):
        task_list.create(customer=number)
    more = {"edit": t("Edit"), "contact": t("New contact"), "delete": t("Delete")}
    chosen = st.menu_button(t("More"), list(more), format_func=lambda one: more[one], key="file_more")
    if chosen == "edit":
        customer_forms.edit_customer(customer)
    elif chosen == "contact":
        customer_forms.contact(number)
    elif chosen == "delete":
        customer_forms.delete(number, customer["name"])


def history(customer_id: int) -> None:
    """What happened, newest first."""
    shown = switch.one_of("show", t("Show"), {one: t(label) for one, (label, _) in customer_file.PARTS.items()})
    most = STEP * url.number("more", 1)
    events = read(timeline, customer_id, kinds=customer_file.PARTS[shown][1], limit=most + 1)
    if not events:
        page.empty(t("Nothing yet."), t("Notes, calls, tasks, deals and changes stand here."))
        return
    entries.show(LINE, customer_file.told(events[:most]))
    if len(events) > most:
        st.button(t("Show more"), key="more_events", on_click=url.put, kwargs={"more": url.number("more", 1) + 1})


def main() -> None:
    customer_id = whose()
    if customer_id is None and url.number("contact", 0):
        person(url.number("contact", 0))
        return
    if customer_id is None and url.number("order", 0):
        page.empty(t("This order belongs to no customer."))
        order.ask_if_any()
        return
    if customer_id is None:
        page.empty(t("No customer is chosen."), t("Look for one with Ctrl+K, or open one from the list of customers."))
        return
    for event in map(entries.take, (LISTS, LINE)):
        task_list.tick(event)
        customer_forms.follow(event)
    order.ask_if_any()
    conflict.ask_if_any()

    file = read(file_of, customer_id)
    tasks = read(tasks_of, whose="all", customer_id=customer_id)
    head(file)
    customer_file.reach(file.reach, file.customer["tags"])
    twins.compare_link(customer_id)
    customer_file.figures(file, tasks)
    with st.container(key="file_body"):
        line, lists = st.columns([5, 3], gap="large")
        with lists:
            entries.show(LISTS, customer_file.lists(file, tasks))
            customer_file.facts(file)
        with line:
            history(customer_id)


main()
