"""A deal for paper: its facts, products, people and time line, plainly one below the other."""

from __future__ import annotations

from html import escape

import streamlit as st

from _session import t
from _ui import customer_print, deal_head, deal_parts, deal_products, facts
from crm_core.file.deal import DealFile
from crm_core.file.whose import Whose


def show(file: DealFile) -> None:
    """The whole page, without anything to click; the browser prints what is seen."""
    customer_print.bar(t("Back to the deal"))
    sections = [*deal_head.sections(file), *deal_head.listed(file)]
    head = customer_print.head(file.deal["title"], [_stage(file), *customer_print.said(sections)])
    sold = ""
    if file.basket.lines:
        basis = escape(deal_products.said(file))
        sold = f"<section><h2>{escape(t('Products'))}</h2>{deal_products.table(file)}<p>{basis}</p></section>"
    lists = customer_print.lists(deal_parts.lists(file))
    line = customer_print.timeline(Whose("deal", file.deal["id"]))
    st.html(f'<article class="paper">{head}{sold}{lists}{line}</article>')


def _stage(file: DealFile) -> facts.Fact:
    now = next((step.stage.name for step in file.standing.steps if step.is_now), "")
    return facts.Fact("stage", t("Stage"), now)
