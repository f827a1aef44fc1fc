"""Customers: one grid in which they are found, corrected, handed over and taken along; the address says which."""

from __future__ import annotations

from typing import Any

import streamlit as st

from _session import can, read, t, tn
from _ui import columns, export, filters, form, grid, page, pager, records, selection, url, views
from crm_core.fields.filters import ME, Filter
from crm_core.fields.find import Page, Query, count, find
from crm_core.fields.offered import offered, tags_in_use, words_in_use

KEY = "customers"
NEW = ("name", "kind", "mobile", "phone", "email", "city", "owner", "unit", "status", "tier", "source", "tags", "note")


def parts() -> list[filters.Part]:
    """What customers can be filtered by."""
    people: dict[Any, str] = {ME: t("Me"), **read(offered, "user", everybody=True)}
    return [
        filters.text(t("Name, phone, e-mail, city")),
        filters.many("owner", people),
        filters.many("unit", read(offered, "unit"), op="under"),
        filters.in_use("status", lambda: read(words_in_use, "customer", "status")),
        filters.in_use("tier", lambda: read(words_in_use, "customer", "tier")),
        filters.in_use("city", lambda: read(words_in_use, "customer", "city")),
        filters.in_use("tags", lambda: read(tags_in_use), op="has_any"),
    ]


def said(found: Page, chosen: Filter) -> str:
    """How many customers there are, and which."""
    many = (
        tn("{n} customer", "{n} customers", found.total) if found.exact else t("More than {n} customers", n=found.total)
    )
    which = filters.said("customer", chosen)
    return f"{many}: {which}" if which else many


def main() -> None:
    event = grid.take(KEY)
    if event.opened:
        st.switch_page("customer.py", query_params={"id": str(event.opened)})
    records.store("customer", event, KEY)
    views.begin("customer")
    sort = views.order("customer", records.sorted_by(event))
    shown = columns.chosen("customer")
    options = {"owner": read(offered, "user"), "unit": read(offered, "unit")}

    head = st.container()
    chosen = filters.bar("customer", parts())
    query = Query(chosen, sort=sort.key if sort else "", descending=bool(sort and sort.descending), columns=shown)
    asked = Query(**{**vars(query), "page": pager.page()})
    found = read(find, "customer", asked)

    with head, page.head(t("Customers"), said(found, chosen)):
        views.bar("customer", columns=shown, sort=sort)
        columns.choose("customer")
        export.excel("customer", query, t("Customers"), found.total)
        if can("change") and st.button(t("New customer"), icon=":material/add:", type="primary", key="new_customer"):
            form.create(t("New customer"), "customer", NEW, values={"kind": "company"}, options=options)

    if not found.rows and asked.page > 1:
        url.put(page=None)
        st.rerun()
    if not found.rows:
        page.empty(t("No customers here."), t("Change the filter, add one, or import a list."))
        return
    here = [row["id"] for row in found.rows if row["id"] in event.selected]
    with st.container(key="list_line", horizontal=True, vertical_alignment="center", gap="xsmall"):
        selection.bar("customer", here, found.total, query, options)
        place = st.container(width="stretch")
    grid.show(
        KEY,
        records.columns("customer", shown, editable=can("change"), options=named(options)),
        records.rows("customer", shown, found),
        sort=sort,
        selectable=can("bulk"),
    )
    with place:
        pager.show(found.total, exact=found.exact, counted=lambda: read(count, "customer", query))


def named(options: form.Options) -> dict[str, tuple[str, ...]]:
    """The texts alone: what a cell of the grid offers."""
    return {key: tuple(texts.values()) for key, texts in options.items()}


main()
