"""An export that was mended in Excel and comes back: cells that somebody else changed meanwhile, cells emptied."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import streamlit as st

import _session
from _session import t, tn
from _ui import pager
from _ui.import_file import ListAtHand, deciding
from _ui.import_table import table, texts
from _ui.markdown import plain
from crm_core.base.i18n import N_
from crm_core.lists.choosing import LEFT_FULL
from crm_core.lists.plan import Plan, RowPlan

_SIZE = 5
_PAGE = "conflicts"
_WAYS = {"theirs": N_("Keep theirs"), "mine": N_("Write mine")}
_ALL = {"theirs": N_("Keep all of theirs"), "mine": N_("Write all of mine")}


def show(at_hand: ListAtHand, plan: Plan) -> None:
    """Whose value stays, and whether what was emptied in the file is emptied here."""
    _conflicts(at_hand, plan)
    _emptied(at_hand, plan)


def _conflicts(at_hand: ListAtHand, plan: Plan) -> None:
    rows = [row for row in plan.rows if row.conflicts]
    if not rows:
        return
    n = sum(len(row.conflicts) for row in rows)
    said = tn("{n} cell was changed by somebody else since the export",
              "{n} cells were changed by somebody else since the export", n)  # fmt: skip
    with st.container(border=True, key="import_conflicts", gap="small"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{said}**", width="stretch")
            ways = _ALL if len(rows) > 1 else _WAYS
            _ask(said, ways, "import_conflict", at_hand.choices.options.on_conflict, partial(_for_all, at_hand))
        last = max(0, (len(rows) - 1) // _SIZE)
        start = _SIZE * min(pager.page(_PAGE) - 1, last)
        for row in rows[start : start + _SIZE]:
            _row(at_hand, row, alone=len(rows) == 1)
        if last:
            pager.show(len(rows), size=_SIZE, name=_PAGE)


def _row(at_hand: ListAtHand, row: RowPlan, *, alone: bool) -> None:
    """The cells of one row: before, mine, theirs; and whose stay, where that is not said above already."""
    locale, options = _session.locale(), at_hand.choices.options
    with st.container(key=f"import_differs_{row.row}", gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center"):
            name = f"{t('row {rows}', rows=locale.number(row.row))} · **{plain(locale.isolate(row.label))}**"
            st.markdown(name, width="stretch")
            if not alone:
                label, now = f"{locale.number(row.row)} {row.label}", options.decisions.get(row.row)
                now = now if now in _WAYS else options.on_conflict
                _ask(label, _WAYS, f"import_conflict_{row.row}", now, partial(_for_row, at_hand, row.row))
        told = [texts(t(label), *values) for label, *values in row.conflicts]
        table((t("Field"), t("Before"), t("Mine"), t("Theirs")), told)


def _for_all(at_hand: ListAtHand, way: str) -> None:
    others = {row: one for row, one in at_hand.choices.options.decisions.items() if one not in _WAYS}
    at_hand.decide_options(on_conflict=way, decisions=others)


def _for_row(at_hand: ListAtHand, number: int, way: str) -> None:
    options = at_hand.choices.options
    others = {row: one for row, one in options.decisions.items() if row != number}
    at_hand.decide_options(decisions=others if way == options.on_conflict else {**others, number: way})


def _ask(label: str, ways: Mapping[str, str], key: str, now: object, decide: Callable[[str], None]) -> None:
    st.segmented_control(
        label,
        list(ways),
        required=True,
        format_func=lambda way: t(ways[way]),
        label_visibility="collapsed",
        **deciding(key, now, decide),
    )


def _emptied(at_hand: ListAtHand, plan: Plan) -> None:
    clear = at_hand.choices.options.clear_emptied
    note = next((one for one in plan.notes if one.message == LEFT_FULL), None)
    if note is None and not clear:
        return
    st.checkbox(
        t("Cells that were emptied in the file empty the field here too"),
        **deciding("import_emptied", clear, lambda chosen: at_hand.decide_options(clear_emptied=chosen)),
    )
