"""The records behind a figure: in a dialog, where their number and sum are those of the figure."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

import _session
from _session import read, t, tn
from _ui import grid, page, records
from _ui import report_words as words
from _ui.boundary import dialog
from _ui.markdown import plain
from _ui.report_lines import Behind
from crm_core.fields.filters import to_url
from crm_core.fields.find import Query, count, find
from crm_core.reports import Records, ReportSpec, records_behind

COLUMNS = {
    "deal": ("title", "customer", "amount", "owner", "stage", "opened_on", "closed_on"),
    "customer": ("name", "kind", "city", "owner", "customer_since"),
    "interaction": ("subject", "kind", "customer", "owner", "happened_at"),
    "task": ("title", "customer", "owner", "due_on", "done_on"),
    "order": ("number", "customer", "ordered_on", "status", "amount", "product", "owner"),
}
ORDER = {
    "deal": "amount",
    "customer": "customer_since",
    "interaction": "happened_at",
    "task": "done_on",
    "order": "amount",
}
KEY = "report_records"
SIZE = 200


@dataclass(frozen=True)
class _Opened:
    """What the dialog shows."""

    title: str
    figure: str
    records: Records | None


def show(spec: ReportSpec, figure: Behind) -> None:
    """Open the dialog with what this figure counts."""
    row = figure.row
    found = records_behind(
        spec, figure.measure.key, start=row.start, end=row.end, keys=row.keys, today=_session.today()
    )
    title = " · ".join([t(figure.measure.label), *figure.names])
    show_these(title, words.figure(figure.measure, figure.value, unit=True), found)


def show_these(title: str, figure: str, found: Records | None) -> None:
    """Open the dialog with these records, under a title and their figure as it is read."""
    opened = _Opened(title, figure, found)
    dialog(t("The records behind it"), lambda: _draw(opened), width="large", on_dismiss="rerun")


def _draw(opened: _Opened) -> None:
    st.markdown(f"**{plain(opened.title)}:** {plain(opened.figure)}")
    if opened.records is None:
        st.caption(t("A record can be in several of these groups, so the others have no list of their own."))
        return
    entity, keys = opened.records.entity, COLUMNS[opened.records.entity]
    if opened.records.as_of:
        st.caption(t("The deals are shown as they are today."))
    event = grid.take(KEY)
    if event.opened:
        _open(entity, event.opened)
    sort = records.sorted_by(event, "records_sort")
    query = Query(
        opened.records.filter, sort=sort.key if sort else ORDER[entity],
        descending=sort.descending if sort else True, columns=keys, size=SIZE,
    )  # fmt: skip
    found = read(find, entity, query)
    if not found.rows:
        page.empty(t("Nothing here."))
        return
    total = read(count, entity, query)
    opens = entity in ("deal", "customer", "order")
    grid.show(
        KEY, records.columns(entity, keys, editable=False, opens=opens), records.rows(entity, keys, found), sort=sort,
        height=420,
    )  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(_said(total, len(found.rows)), width="stretch")
        if entity == "customer" and st.button(t("Open in Customers"), key="report_records_open"):
            st.switch_page("customers.py", query_params={"where": to_url(opened.records.filter)})


def _said(total: int, shown: int) -> str:
    if total > shown:
        return t("The first {n} of {all}", n=shown, all=total)
    return tn("{n} record", "{n} records", total)


def _open(entity: str, number: int) -> None:
    if entity == "customer":
        st.switch_page("customer.py", query_params={"id": str(number)})
    if entity == "order":
        st.switch_page("customer.py", query_params={"order": str(number)})
    st.switch_page("deal.py", query_params={"id": str(number)})
