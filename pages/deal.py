"""A deal: where it stands, what comes next, who is in it, what is sold and what happened. `deal?id=…`."""

from __future__ import annotations

import streamlit as st

from _session import read, t
from _ui import (
    customer_timeline,
    deal_actions,
    deal_chance,
    deal_head,
    deal_parts,
    deal_print,
    deal_products,
    entries,
    facts,
    page,
    task_list,
    url,
)  # fmt: skip
from crm_core.file.deal import DealFile, deal_file
from crm_core.file.whose import Whose

LISTS, LINE = "deal_lists", "deal_timeline"


def on_the_way(file: DealFile) -> None:
    """Follow what was clicked in the lists and the time line."""
    for event in map(entries.take, (LISTS, LINE)):
        task_list.tick(event)
        deal_parts.follow(event, file)
    deal_products.ask_if_any(file.deal["id"])


def head(file: DealFile) -> None:
    """What it is, changed in place, what one does with it, and the way through its stages."""
    with st.container(key="file_top", horizontal=True, gap="small"):
        with st.container(key="file_who", width="stretch"):
            facts.show(deal_head.HEAD, deal_head.sections(file), version=file.deal["version"])
        with st.container(key="file_side", width="content", gap="xsmall"):
            deal_actions.show(file)
            deal_actions.reopen(file)
    deal_head.steps(file)


def body(file: DealFile) -> None:
    """What is sold and what happened beside what is to be done, whom to call and what else is known."""
    with st.container(key="file_body"):
        line, aside = st.columns([5, 3], gap="large")
        with aside:
            entries.show(LISTS, deal_parts.lists(file))
            deal_chance.show(file)
            facts.show(deal_head.FACTS, deal_head.listed(file), version=file.deal["version"])
        with line:
            deal_products.show(file)
            customer_timeline.show(LINE, Whose("deal", file.deal["id"]))


def main() -> None:
    number = url.number("id", 0)
    if not number:
        page.empty(t("No deal is chosen."), t("Look for one with Ctrl+K, or open one from the pipeline."))
    elif url.number("print", 0):
        deal_print.show(read(deal_file, number))
    else:
        file = deal_head.followed(number, on_the_way)
        head(file)
        body(file)


main()
