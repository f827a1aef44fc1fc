"""The deals of a pipeline in a grid: found by the filter of the address, edited in place, many at once."""

from __future__ import annotations

import _session
from _session import can, read, t, tn
from _ui import columns, deal, export, grid, page, pager, records, selection
from crm_core.deals.board import LATELY
from crm_core.fields.filters import AnyOf, Filter, all_of, condition, conditions
from crm_core.fields.find import Query, count, find

KEY = "deals"


def take() -> grid.Sort | None:
    """Do what was done in the grid: cells edited, a deal opened; gives the order of the rows."""
    event = grid.take(KEY)
    records.store("deal", event, KEY)
    deal.follow(event.opened)
    _session.keep(f"{KEY}:selected", event.selected)
    return records.sorted_by(event)


def query_for(pipeline_id: int, chosen: Filter, sort: grid.Sort | None) -> Query:
    """The deals of the board, unless the filter asks for open, won or lost ones by itself."""
    wanted = all_of(condition("deal", "pipeline", "is", pipeline_id), chosen)
    if not any(one.field == "outcome" for one in conditions(chosen)):
        lately = condition("deal", "closed_on", "within_last", LATELY.days)
        wanted = all_of(wanted, AnyOf((condition("deal", "outcome", "is", "open"), lately)))
    shown = columns.chosen("deal")
    return Query(wanted, sort=sort.key if sort else "", descending=bool(sort and sort.descending), columns=shown)


def actions(query: Query) -> None:
    """What can be done with the grid as a whole."""
    columns.choose("deal")
    export.excel("deal", query, t("Deals"), read(count, "deal", query))


def show(query: Query, sort: grid.Sort | None) -> None:
    """Draw the grid with its pager."""
    found = read(find, "deal", Query(**{**vars(query), "page": pager.page()}))
    if not found.rows:
        page.empty(t("No deals here."), t("Change the filter, or add one."))
        return
    options = deal.options()
    selected = _session.kept(f"{KEY}:selected", ())
    here = [row["id"] for row in found.rows if row["id"] in selected]
    selection.bar("deal", here, found.total, query, options)
    texts = {key: tuple(some.values()) for key, some in options.items()}
    grid.show(
        KEY,
        records.columns("deal", query.columns, editable=can("change"), options=texts),
        records.rows("deal", query.columns, found),
        sort=sort,
        selectable=can("bulk"),
    )
    pager.show(found.total, exact=found.exact, counted=lambda: read(count, "deal", query))


def said(query: Query) -> str:
    """How many deals the grid holds."""
    return tn("{n} deal", "{n} deals", read(count, "deal", query))
