"""Pipeline: the deals on a board of stages, or the same deals in a grid; the address says which and how."""

from __future__ import annotations

import streamlit as st

import _session
from _session import can, read, t
from _ui import conflict, deal, deal_board, deal_list, filters, page, switch, url
from crm_core.base.i18n import N_
from crm_core.deals.board import Order, pipelines
from crm_core.fields.filters import ME, Filter
from crm_core.fields.offered import offered, tags_in_use

ORDERS: dict[Order, str] = {
    "expected_close": N_("By expected close"),
    "next_step": N_("By next step"),
    "amount": N_("By amount"),
    "age": N_("By days in the stage"),
    "title": N_("By title"),
}


def parts() -> list[filters.Part]:
    """What deals can be filtered by."""
    people: filters.Options = {ME: t("Me"), **read(offered, "user", everybody=True)}
    return [
        filters.text(t("Title of the deal")),
        filters.many("owner", people),
        filters.many("unit", read(offered, "unit"), op="under"),
        filters.during("expected_close"),
        filters.amount("amount"),
        filters.in_use("tags", lambda: read(tags_in_use), op="has_any"),
    ]


def order() -> Order:
    """By what the cards of a stage are ordered; the address says."""
    key, asked = "order_cards", url.get("order", "expected_close")
    orders: list[Order] = list(ORDERS)
    return st.selectbox(
        t("Order"), orders, index=next((at for at, one in enumerate(orders) if one == asked), 0), key=key,
        format_func=lambda one: t(ORDERS[one]), label_visibility="collapsed", width=190,
        on_change=lambda: url.put(order=_session.component_value(key)),
    )  # fmt: skip


def pipeline() -> int:
    """The pipeline in the address; the first one where it names none."""
    known = read(pipelines)
    asked = url.number("pipeline", 0)
    return asked if asked in known else next(iter(known))


def choices() -> None:
    """Which pipeline, and how it is shown."""
    switch.one_of("pipeline", t("Pipeline"), {str(number): name for number, name in read(pipelines).items()})
    switch.one_of("as", t("View"), {"board": t("Board"), "grid": t("List")})


def actions() -> None:
    """What stands at the end of the title's line."""
    choices()
    if can("change") and st.button(t("New deal"), icon=":material/add:", type="primary", key="new_deal"):
        deal.create(pipeline())


def board() -> None:
    """The stages side by side."""
    deal_board.take()
    conflict.ask_if_any()
    deal.ask_if_any()
    head = st.container()
    with st.container(key="board_bar", horizontal=True, vertical_alignment="center", gap="xsmall"):
        chosen = filters.bar("deal", parts())
        by = order()
    drawn = read(deal_board.columns, pipeline(), chosen, by, deal_board.more(), deal_board.moved())
    with head, page.head(t("Pipeline"), said(deal_board.said(drawn), chosen)):
        actions()
    deal_board.show(drawn, movable=can("change"))


def grid() -> None:
    """The same deals in a grid."""
    deal_list.show(pipeline(), parts, choices)


def said(what: str, chosen: Filter) -> str:
    """What is shown, and by which filter."""
    return ": ".join(filter(None, (what, filters.said("deal", chosen))))


grid() if url.get("as") == "grid" else board()
