"""The records behind a figure: in a grid over the report, where their number and sum are those of the figure."""

from __future__ import annotations

from dataclasses import dataclass, replace

import streamlit as st

import _session
from _session import can, read, t, tn
from _ui import export, filters, grid, page, record_follow, records
from _ui import report_words as words
from _ui.boundary import dialog
from _ui.markdown import plain
from _ui.report_lines import Behind
from crm_core.fields import CATALOGUE
from crm_core.fields.filters import to_url
from crm_core.fields.find import find
from crm_core.reports import Records, ReportSpec, records_behind
from crm_core.reports.listing import Listing, listing

COLUMNS = {
    "deal": ("title", "customer", "amount", "owner", "stage", "opened_on", "closed_on", "lost_reason", "source"),
    "customer": ("name", "kind", "city", "owner", "tier", "customer_since"),
    "contact": ("name", "customer", "job_title", "mobile", "email", "owner"),
    "interaction": ("subject", "kind", "customer", "owner", "happened_at"),
    "task": ("title", "customer", "owner", "due_on", "done_on"),
    "order": ("number", "customer", "ordered_on", "status", "amount", "product", "owner"),
    "import_run": ("file_name", "kind", "owner", "started_at", "rows", "created", "updated", "failed"),
    "change": ("name", "about", "action", "deed", "owner", "at"),
    "promise": ("what", "owner", "deal", "until", "outcome"),
    "quality_day": ("day", "about", "owner", "records", "incomplete", "stale", "faulty", "unreachable"),
}
ORDER = {
    "deal": "amount",
    "customer": "customer_since",
    "interaction": "happened_at",
    "task": "due_on",
    "order": "amount",
    "import_run": "started_at",
    "change": "at",
    "promise": "until",
    "quality_day": "records",
}
"""What the greatest or latest of come first; others in the order of their names."""
KEY = "report_records"
SIZE = 100
_PAGE = "report_records:page"


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
        spec, figure.measure.key, start=row.start, end=row.end, keys=row.keys, today=_session.today(), slot=row.slot
    )
    title = " · ".join([t(figure.measure.label), *figure.names])
    show_these(title, words.figure(figure.measure, figure.value, unit=True), found)


def show_these(title: str, figure: str, found: Records | None) -> None:
    """Open the dialog with these records, under a title and their figure as it is read."""
    opened = _Opened(title, figure, found)
    _session.keep(_PAGE, 1)
    dialog(t("The records behind it"), lambda: _draw(opened), width="large", on_dismiss="rerun")


def _draw(opened: _Opened) -> None:
    if opened.records is None:
        _head(opened)
        st.caption(t("A record can be in several of these groups, so the others have no list of their own."))
        return
    entity = opened.records.entity
    event = grid.take(KEY)
    if event.opened:
        record_follow.follow(entity, event.opened)
    if event.sorted:
        _session.keep(_PAGE, 1)
    found = read(listing, opened.records)
    with st.container(key="report_records_head", horizontal=True, vertical_alignment="center", gap="small"):
        _head(opened, found)
        _actions(opened, found)
    if found.count:
        _grid(found, event)
    else:
        page.empty(t("Nothing here."))


def _head(opened: _Opened, found: Listing | None = None) -> None:
    """What is counted, its figure, and what the list comes to beside it."""
    with st.container(gap=None, width="stretch"):
        st.markdown(f"**{plain(opened.title)}:** {plain(opened.figure)}")
        if found is not None and opened.records is not None:
            st.caption(plain(" · ".join(_said(opened.records, found))))


def _said(asked: Records, found: Listing) -> list[str]:
    """How many records there are, what they come to, and which they are."""
    locale = _session.locale()
    said = [tn("{n} record", "{n} records", found.count)]
    if found.times is not None:
        said.append(tn("counted {n} time", "counted {n} times", found.times))
    if found.amount is not None:
        said.append(t("together {amount}", amount=locale.money(found.amount, unit=True)))
    if found.foreign:
        said.append(t("{n} in another currency, not in the sum", n=found.foreign))
    if asked.as_of is not None:
        said.append(t("open at the end of {day}; shown as they are today", day=locale.date(asked.as_of)))
    said.append(filters.said(asked.entity, asked.filter))
    return [one for one in said if one]


def _actions(opened: _Opened, found: Listing) -> None:
    """Take them along, or go on in the full grid with the same filter."""
    asked, entity = opened.records, found.entity
    record_follow.screen(entity)
    if asked is None or not found.count or entity not in CATALOGUE:
        return
    query = replace(found.query, columns=_columns(entity))
    export.excel(entity, query, opened.title, found.count)
    if (
        asked.as_of is None
        and asked.behind is None
        and st.button(t("Open in the grid"), icon=":material/table_rows:", key="report_records_open")
    ):
        record_follow.grid(entity, to_url(asked.filter))


def _columns(entity: str) -> tuple[str, ...]:
    return tuple(key for key in COLUMNS[entity] if key in CATALOGUE[entity])


def _grid(found: Listing, event: grid.GridEvent) -> None:
    entity, keys = found.entity, _columns(found.entity)
    sort = records.sorted_by(event, "records_sort")
    number = int(_session.kept(_PAGE, 1))
    usual = ORDER.get(entity, "")
    query = replace(
        found.query, sort=sort.key if sort else usual, descending=sort.descending if sort else bool(usual),
        columns=keys, size=SIZE, page=number,
    )  # fmt: skip
    here = read(find, entity, query)
    opens = entity in CATALOGUE or entity == "promise" or (entity == "import_run" and can("import"))
    columns = records.columns(entity, keys, editable=False, opens=opens)
    grid.show(KEY, columns, records.rows(entity, keys, here), sort=sort, height=440)
    gone = found.count - here.total if here.exact else 0
    if gone > 0:
        st.caption(tn("{n} of them is not there any more.", "{n} of them are not there any more.", gone))
    _pages(number, -(-found.count // SIZE))


def _pages(number: int, last: int) -> None:
    """Back and on, where one page does not hold them all."""
    if last < 2:
        return
    with st.container(key="report_records_pages", horizontal=True, vertical_alignment="center", gap="xsmall"):
        st.button(t("Back"), key="report_records_back", disabled=number < 2, on_click=_turn, args=(number - 1,))
        st.button(t("Next"), key="report_records_next", disabled=number >= last, on_click=_turn, args=(number + 1,))
        st.caption(t("Page {n} of {all}", n=number, all=last))


def _turn(number: int) -> None:
    _session.keep(_PAGE, number)
