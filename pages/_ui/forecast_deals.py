"""The deals behind a forecast in a grid: each one's chance and why, its judgement, amount and date edited in place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

import _session
from _session import can, read, t, tn
from _ui import deal, grid, pager, records, url, what_if_choice
from crm_core.base.text import sort_key
from crm_core.deals.forecast import DealChance, Forecast, Reason
from crm_core.fields.find import Query, find

KEY = "forecast_deals"
_KEYS = ("title", "judgement", "amount", "expected_close", "stage", "owner")
_LEAST = 0.005
"""A deal that is less likely won inside the period does not count for it."""
_REASONS = 3

_ORDER: Mapping[str, Callable[[DealChance], Any]] = {
    "title": lambda one: sort_key(one.title),
    "judgement": lambda one: ("commit", "likely", "open", None).index(one.judgement),
    "amount": lambda one: one.counts,
    "expected_close": lambda one: one.expected_close.toordinal() if one.expected_close else 10**7,
    "stage": lambda one: one.chance_by_stage,
    "owner": lambda one: sort_key(one.owner or ""),
    "chance": lambda one: one.chance,
    "by_stage": lambda one: one.chance_by_stage,
}
"""By what the deals are sorted, by column; usually by what they are likely to bring."""


def take() -> grid.GridEvent:
    """Do what was done in the grid: a value stored, a deal opened."""
    event = grid.take(KEY)
    records.store("deal", replace(event, layout=None), KEY)  # other columns than the list of deals has
    if event.opened is not None:
        deal.open_page(event.opened)
    return event


def show(found: Forecast, event: grid.GridEvent) -> None:
    """Draw the deals that may be won in the period, a page of them, and what may be supposed of the selected ones."""
    sort = records.sorted_by(event)
    those = _sorted([one for one in found.deals if one.chance >= _LEAST], sort)
    if not those:
        st.caption(_nothing(found))
        return
    size = pager.size()
    last = max((len(those) - 1) // size + 1, 1)
    if pager.page() > last:
        url.put(page=None)
    first = (min(pager.page(), last) - 1) * size
    shown = those[first : first + size]
    with st.container(key="list_line", horizontal=True, vertical_alignment="center", gap="xsmall"):
        if event.selected:
            what_if_choice.offer(event.selected)
        else:
            st.markdown(_said(found, those), width="content")
        place = st.container(width="stretch")
    grid.show(KEY, _columns(), _rows(shown), sort=sort, selectable=True, creatable=False)
    with place:
        pager.show(len(those), size=size, sizes=True)


def _nothing(found: Forecast) -> str:
    if not found.deals:
        return t("There are no open deals here.")
    many = tn("{n} deal is open", "{n} deals are open", len(found.deals))
    return t("{deals}; none is expected to be won in this period.", deals=many)


def _said(found: Forecast, those: Sequence[DealChance]) -> str:
    several = tn("**{n}** open deal may be won in it", "**{n}** open deals may be won in it", len(those))
    rest = len(found.deals) - len(those)
    return f"{several}, {tn('{n} other hardly', '{n} others hardly', rest)}" if rest else several


def _sorted(deals: list[DealChance], sort: grid.Sort | None) -> list[DealChance]:
    by = _ORDER.get(sort.key) if sort else None
    return sorted(deals, key=by, reverse=bool(sort and sort.descending)) if by else deals


def _columns() -> list[grid.Column]:
    """The deal's own fields, edited in place, and what the model says of it."""
    names = {key: tuple(texts.values()) for key, texts in deal.options().items()}
    own = records.columns("deal", _KEYS, editable=can("change"), options=names)
    title, judgement, *rest = (replace(one, kept=None, pinned=False) for one in own)
    return [
        replace(title, width=220),
        replace(judgement, width=100),
        grid.Column("chance", t("Chance"), "number", width=78),
        grid.Column("by_stage", t("By stage"), "number", width=86),
        replace(rest[0], width=112),
        replace(rest[1], width=124),
        grid.Column("for", t("Speaks for it"), sortable=False, width=300),
        grid.Column("against", t("Speaks against it"), sortable=False, width=300),
        *rest[2:],
    ]


def _rows(shown: Sequence[DealChance]) -> list[dict[str, Any]]:
    """The page's rows in their order; whoever may not change a deal reads it in grey."""
    ids = tuple(one.deal_id for one in shown)
    found = read(find, "deal", Query(columns=(*_KEYS, "currency"), only=ids, size=len(ids)))
    told = {row["id"]: row for row in records.rows("deal", _KEYS, found)}
    return [_with_chance(told[one.deal_id], one) for one in shown if one.deal_id in told]


def _with_chance(row: dict[str, Any], one: DealChance) -> dict[str, Any]:
    percent = _session.locale().percent
    speaks = {"for": said(one.speaks_for), "against": said(one.speaks_against)}
    hints = {**row["hints"], **{key: text for key, text in speaks.items() if text}}
    hints["chance"] = t("Won in the end: {chance}", chance=percent(one.in_the_end))
    if one.customer:
        hints["title"] = one.customer
    more = {"chance": percent(one.chance), "by_stage": percent(one.chance_by_stage), **speaks}
    return {**row, **more, "hints": hints}


def said(reasons: Iterable[Reason]) -> str:
    """The weightiest reasons in words."""
    locale = _session.locale()
    return " · ".join(one.say(locale) for one in list(reasons)[:_REASONS])
