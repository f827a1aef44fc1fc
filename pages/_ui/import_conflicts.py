"""An export that was mended in Excel and comes back: cells that somebody else changed meanwhile, cells emptied."""

from __future__ import annotations

import streamlit as st

import _session
from _session import t, tn
from _ui.import_file import ListAtHand
from _ui.import_table import table, texts
from crm_core.base.i18n import N_
from crm_core.lists.choosing import LEFT_FULL
from crm_core.lists.plan import Plan

_SHOWN = 50
_WAYS = {"theirs": N_("Keep theirs"), "mine": N_("Write mine")}


def show(at_hand: ListAtHand, plan: Plan) -> None:
    """Whose value stays, and whether what was emptied in the file is emptied here."""
    _conflicts(at_hand, plan)
    _emptied(at_hand, plan)


def _conflicts(at_hand: ListAtHand, plan: Plan) -> None:
    found = [(row, conflict) for row in plan.rows for conflict in row.conflicts]
    if not found:
        return
    with st.container(border=True, key="import_conflicts", gap="small"):
        with st.container(horizontal=True, vertical_alignment="center"):
            said = tn("{n} cell was changed by somebody else since the export",
                      "{n} cells were changed by somebody else since the export", len(found))  # fmt: skip
            st.markdown(f"**{said}**", width="stretch")
            now = at_hand.choices.options.on_conflict
            chosen = st.segmented_control(
                said,
                list(_WAYS),
                default=now,
                required=True,
                format_func=lambda way: t(_WAYS[way]),
                label_visibility="collapsed",
                key=f"import_conflict_{at_hand.generation}",
            )
        head = (t("Row"), t("Record"), t("Field"), t("Before"), t("Mine"), t("Theirs"))
        number = _session.locale().number
        rows = [texts(number(row.row), row.label, t(label), *said) for row, (label, *said) in found[:_SHOWN]]
        table(head, rows, whole=len(found), named=True)
    if chosen != now:
        at_hand.decide_options(on_conflict=chosen)
        st.rerun()


def _emptied(at_hand: ListAtHand, plan: Plan) -> None:
    clear = at_hand.choices.options.clear_emptied
    note = next((one for one in plan.notes if one.message == LEFT_FULL), None)
    if note is None and not clear:
        return
    chosen = st.checkbox(
        t("Cells that were emptied in the file empty the field here too"),
        clear,
        key=f"import_emptied_{at_hand.generation}",
    )
    if chosen != clear:
        at_hand.decide_options(clear_emptied=chosen)
        st.rerun()
