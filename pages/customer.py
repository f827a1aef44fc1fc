"""Customer: all about one, and what to do next. `customer?id=…`; `?contact=…`: one person; `?order=…`: whose it is."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from _session import read, t
from _ui import (
    customer_file,
    customer_forms,
    customer_head,
    customer_print,
    customer_timeline,
    entries,
    facts,
    file_actions,
    order,
    page,
    quality,
    task_list,
    twins,
    url,
)  # fmt: skip
from crm_core.fields.find import Page
from crm_core.file.orders import customer_of_order
from crm_core.file.overview import contact_file
from crm_core.file.overview import customer_file as file_of
from crm_core.file.relations import group_of
from crm_core.file.whose import Whose
from crm_core.trust.parts import Points
from crm_core.work.tasks import task_list as tasks_of

Sections = Sequence[entries.Section]
LISTS, TRADE, LINE = "file_lists", "file_trade", "file_timeline"


def whose() -> Whose | None:
    """Whom the address names: a contact, a customer, or the customer of an order."""
    if contact := twins.asked_for("contact", "contact"):
        return Whose("contact", contact)
    if (number := url.number("order", 0)) and not url.number("id", 0):
        url.put(id=read(customer_of_order, number))
    customer = twins.asked_for("customer", "id")
    return Whose("customer", customer) if customer else None


def nobody() -> None:
    """Said when the address names no one."""
    if url.number("order", 0):
        page.empty(t("This order belongs to no customer."))
        order.ask_if_any()
    else:
        page.empty(t("No customer is chosen."), t("Look for one with Ctrl+K, or open one from the list of customers."))


def head(one: Whose, record: Page, points: Points) -> None:
    """Who this is, changed in place, and what one does with them."""
    with st.container(key="file_top", horizontal=True, gap="small"):
        with st.container(key="file_who", width="stretch"):
            facts.show(
                customer_head.HEAD,
                customer_head.sections(one.party, record, points),
                version=record.rows[0]["version"],
            )
        with st.container(key="file_side", width="content", gap="xsmall"):
            file_actions.show(one, record.rows[0])
            with st.container(key="file_signs", horizontal=True, vertical_alignment="center", gap="small"):
                quality.badge(one.entity, one.id)
                if one.entity == "customer":
                    twins.compare_link(one.id)


def body(one: Whose, record: Page, lists: Sections, trade: Sections = ()) -> None:
    """What happened beside what is to be done, whom to call and what else is known."""
    with st.container(key="file_body"):
        line, aside = st.columns([5, 3], gap="large")
        with aside:
            entries.show(LISTS, lists)
            facts.show(customer_head.FACTS, customer_head.listed(one.entity, record), version=record.rows[0]["version"])
            if trade:
                entries.show(TRADE, trade)
        with line:
            customer_timeline.show(LINE, one)


def of_customer(one: Whose) -> None:
    file = customer_head.followed(file_of, one)
    tasks = read(tasks_of, whose="all", customer_id=one.id)
    head(one, file.record, file.points)
    customer_file.figures(file, tasks, read(group_of, one.id))
    lists = customer_file.lists(file, tasks, customer_file.beside_of(one))
    body(one, file.record, lists, customer_file.trade(file))


def of_contact(one: Whose) -> None:
    file = customer_head.followed(contact_file, one)
    head(one, file.record, file.points)
    tasks = read(tasks_of, whose="all", contact_id=one.id)
    body(one, file.record, customer_file.lists_of_contact(tasks, customer_file.beside_of(one)))


def main() -> None:
    one = whose()
    if one is None:
        nobody()
        return
    if url.number("print", 0):
        customer_print.show(one)
        return
    for event in map(entries.take, (LISTS, TRADE, LINE)):
        task_list.tick(event)
        customer_forms.follow(event, one)
    order.ask_if_any()
    (of_customer if one.entity == "customer" else of_contact)(one)


main()
