"""Cells in trouble, mended where they stand: a box each, equal ones at once, and the list is checked again."""

from __future__ import annotations

from html import escape

import streamlit as st

import _session
from _session import t
from _ui import pager
from _ui.import_file import ListAtHand
from _ui.import_table import text
from crm_core.lists.mending import SameTrouble, troubles, with_mended
from crm_core.lists.plan import Plan

_SIZE = 20
_PAGE = "cells"
_ROWS = 3


def show(at_hand: ListAtHand, plan: Plan) -> None:
    """The cells that cannot be used, to be put right or left empty."""
    st.caption(
        t("A cell that cannot be used stays empty; its row goes in all the same, unless the whole row is in trouble.")
    )
    found = troubles(plan)
    last = max(0, (len(found) - 1) // _SIZE)
    first = _SIZE * min(pager.page(_PAGE) - 1, last)
    with st.form(f"import_mend_{at_hand.generation}_{first}", border=False):
        with st.container(key="import_mend", gap=None):
            typed = [(one, _cell(at_hand, first + at, one)) for at, one in enumerate(found[first : first + _SIZE])]
        checks = st.form_submit_button(t("Check again"), icon=":material/refresh:", key="import_mend_check")
    if checks:
        at_hand.decide(fixes=with_mended(at_hand.choices.fixes, typed))
        st.rerun()
    if last:
        pager.show(len(found), size=_SIZE, name=_PAGE)


def _cell(at_hand: ListAtHand, at: int, one: SameTrouble) -> str:
    """Where it stands and what is wrong, and beside it what it holds."""
    told, box = st.columns([6, 4], vertical_alignment="center", gap="small")
    told.html(
        f"<div class='column'><b>{text(one.header)}</b> {escape(_rows(one))}"
        f"<small>{escape(one.reason.say(_session.locale()))}</small></div>"
    )
    return box.text_input(
        f"{one.header} · {_rows(one)}",
        one.value,
        label_visibility="collapsed",
        key=f"import_cell_{at_hand.generation}_{at}",
    )


def _rows(one: SameTrouble) -> str:
    """Which rows: the first ones by number."""
    locale = _session.locale()
    comma = "، " if locale.rtl else ", "
    named = comma.join(locale.number(row) for row in one.rows[:_ROWS])
    if (more := len(one.rows) - _ROWS) > 0:
        return t("rows {rows} and {more} more", rows=named, more=more)
    return t("row {rows}", rows=named) if len(one.rows) == 1 else t("rows {rows}", rows=named)
