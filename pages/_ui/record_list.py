"""The one list screen: views, filters, columns, the grid, what is selected, pages, export and a new record.

Which entity, how its records are counted, opened and made is told by a `RecordList`; the catalogue tells the rest.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st

from _session import can, read, t
from _ui import columns, export, filters, form, grid, page, pager, records, selection, url, views
from crm_core.fields import CATALOGUE
from crm_core.fields.filters import ME, Filter
from crm_core.fields.find import Page, Query, count, default_sort, find
from crm_core.fields.offered import offered
from crm_core.trust.access import right_to

Counted = Callable[[int], str]


def _nothing() -> None:
    """Nothing more to draw."""


@dataclass(frozen=True)
class RecordList:
    """A list of records of one entity.

    `title`, `more` ("More than {n} …") and `empty` are messages; `counted` says a number of them. `parts`: what the
    bar filters by. `opens` is what opening a row does, `creates` what the button with the label `new` does.
    `within` completes the filter that was chosen with what always holds here. `beside` draws what else stands at the
    end of the title's line. A list that is not `changed` is read only.
    """

    entity: str
    key: str
    title: str
    counted: Counted
    more: str
    empty: tuple[str, str]
    parts: Callable[[], list[filters.Part]]
    opens: Callable[[int], None]
    new: str
    creates: Callable[[], None]
    options: Callable[[], form.Options] = field(default=dict)
    within: Callable[[Filter], Filter] = lambda chosen: chosen
    beside: Callable[[], None] = _nothing
    changed: bool = True

    @property
    def may_change(self) -> bool:
        """Whether this person changes records in this list at all."""
        return self.changed and may_change(self.entity)


@dataclass(frozen=True)
class _Shown:
    """What is on the screen in this run."""

    query: Query
    found: Page
    chosen: Filter
    sort: grid.Sort | None


def people() -> dict[Any, str]:
    """Whose records can be asked for: mine, everybody's."""
    return {ME: t("Me"), **read(offered, "user", everybody=True)}


def may_change(entity: str) -> bool:
    """Whether this person changes records of this kind at all."""
    return can("change") and can(right_to(entity))


def show(this: RecordList) -> None:
    """Do what was done in the grid, then read and draw the list."""
    event = grid.take(this.key)
    records.store(this.entity, event, this.key)
    if event.opened is not None:
        this.opens(event.opened)
    views.begin(this.entity)
    sort = views.order(this.entity, records.sorted_by(event))
    head = st.container()
    chosen = filters.bar(this.entity, this.parts())
    shown = _ask(this, chosen, sort)
    with head, page.head(t(this.title), _said(this, shown)):
        _actions(this, shown)
    if not shown.found.rows and shown.query.page > 1:
        url.put(page=None)
        st.rerun()
    if not shown.found.rows:
        sentence, hint = this.empty
        page.empty(t(sentence), t(hint) if this.may_change else "")
    if shown.found.rows or this.may_change:
        _draw(this, shown, event)


def _ask(this: RecordList, chosen: Filter, sort: grid.Sort | None) -> _Shown:
    view = views.current(this.entity)
    query = Query(
        this.within(chosen),
        sort=sort.key if sort else "",
        descending=bool(sort and sort.descending),
        page=pager.page(),
        size=pager.size(),
        columns=columns.chosen(this.entity),
        top=view.top if view else None,
    )
    return _Shown(query, read(find, this.entity, query), chosen, sort)


def _said(this: RecordList, shown: _Shown) -> str:
    """How many there are, and which."""
    found = shown.found
    many = this.counted(found.total) if found.exact else t(this.more, n=found.total)
    which = "; ".join(filter(None, (_first(this.entity, shown.query), filters.said(this.entity, shown.chosen))))
    return f"{many}: {which}" if which else many


def _first(entity: str, query: Query) -> str:
    """Of a view that shows the first ones only: by what they are the first."""
    if query.top is None:
        return ""
    by = t(CATALOGUE[entity][query.sort or default_sort(entity)].label)
    return t("the first {n} by {field}", n=query.top, field=by)


def _actions(this: RecordList, shown: _Shown) -> None:
    keys = shown.query.columns
    views.bar(this.entity, columns=keys, sort=shown.sort, places=columns.layout(this.entity, keys))
    columns.choose(this.entity)
    export.excel(this.entity, replace(shown.query, page=1), t(this.title), shown.found.total)
    this.beside()
    new = f"new_{this.entity}"
    if this.may_change and this.new and st.button(t(this.new), icon=":material/add:", type="primary", key=new):
        this.creates()


def _draw(this: RecordList, shown: _Shown, event: grid.GridEvent) -> None:
    options = this.options()
    here = {row["id"]: row["version"] for row in shown.found.rows if row["id"] in event.selected}
    whole = replace(shown.query, page=1)
    with st.container(key="list_line", horizontal=True, vertical_alignment="center", gap="xsmall"):
        selection.bar(selection.Selection(this.entity, this.title, here, shown.found.total, whole, options))
        place = st.container(width="stretch")
    grid.show(
        this.key,
        records.columns(
            this.entity,
            shown.query.columns,
            editable=this.may_change,
            options={key: tuple(texts.values()) for key, texts in options.items()},
        ),
        records.rows(this.entity, shown.query.columns, shown.found),
        sort=shown.sort,
        selectable=can("bulk") and this.may_change,
    )
    with place:
        pager.show(
            shown.found.total,
            exact=shown.found.exact,
            size=shown.query.size,
            counted=lambda: read(count, this.entity, whole),
            sizes=True,
        )
