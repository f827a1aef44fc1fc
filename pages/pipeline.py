"""Pipeline: the deals on a board of stages, or the same deals in a grid; the address says which and how."""

from __future__ import annotations

import streamlit as st

from _session import can, t
from _ui import as_of, board_bar, deal, deal_board, deal_filter, deal_list, filters, page, switch, url
from crm_core.fields.filters import Filter


def parts() -> list[filters.Part]:
    """Which pipeline, and what its deals can be filtered by."""
    return [board_bar.pipelines_part(), *deal_filter.parts()]


def view() -> None:
    """As a board, or as a list; the address says."""
    switch.one_of("as", t("View"), {"board": t("Board"), "grid": t("List")})


def board() -> None:
    """The stages side by side, now or at the end of a past day."""
    asked = deal_board.asked()
    deal_board.take(asked)
    deal_board.ask_if_any()
    head = st.container()
    movable = can("change") and asked.day is None
    with st.container(key="board_bar", horizontal=True, vertical_alignment="center", gap="xsmall"):
        chosen = filters.bar("deal", parts())
        board_bar.arrange(movable=movable)
    drawn = deal_board.drawn(asked, chosen)
    with head, page.head(t("Pipeline"), said(deal_board.said(drawn), chosen)):
        view()
        as_of.control()
        if movable and st.button(t("New deal"), icon=":material/add:", type="primary", key="new_deal"):
            deal.create(asked.pipeline)
    with head:
        deal_board.told_of_the_past(asked, chosen)
    deal_board.show(drawn, movable=movable)


def grid() -> None:
    """The same deals in a grid, as they are now."""
    deal_list.show(board_bar.pipeline(), parts, view)


def said(what: str, chosen: Filter) -> str:
    """What is shown, and by which filter."""
    return ": ".join(filter(None, (what, filters.said("deal", chosen))))


grid() if url.get("as") == "grid" else board()
