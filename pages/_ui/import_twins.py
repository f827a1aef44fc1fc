"""Rows that look like a record, or like a row above, without being it for sure: side by side, decided all or each."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

import _data
import _session
from _session import t, tn
from _ui import pager
from _ui.import_file import ListAtHand, deciding
from _ui.import_table import table, texts
from _ui.markdown import plain
from crm_core.base.i18n import N_
from crm_core.lists.choosing import KINDS, kinds_of, places_of_kind
from crm_core.lists.plan import Candidate, Plan
from crm_core.lists.preview import compared

_SIZE = 5
_PAGE = "alike"
_WAYS = {"same": N_("The same"), "new": N_("Is another"), "skip": N_("Leave out")}
_ALL = {"same": N_("All the same"), "new": N_("All others"), "skip": N_("Leave all out")}


def show(at_hand: ListAtHand, plan: Plan) -> None:
    """The rows in doubt, one sort of likeness at a time."""
    others = {row: way for row, way in at_hand.choices.options.decisions.items() if way not in _WAYS}
    decided = len(others) < len(at_hand.choices.options.decisions)
    if not plan.candidates and not decided:
        return
    with st.container(border=True, key="import_alike", gap="small"):
        with st.container(horizontal=True, vertical_alignment="center"):
            n = len(plan.doubtful)
            said = tn("{n} row looks like another record", "{n} rows look like other records", n)
            hint = t("They are brought in as records of their own unless you say that they are the same.")
            st.markdown(f"**{said}**  \n:gray[:small[{hint}]]", width="stretch")
            if decided and st.button(t("Decide anew"), icon=":material/undo:", type="tertiary", key="import_anew"):
                at_hand.decide_options(decisions=others)
                st.rerun()
        if plan.candidates:
            _one_kind(at_hand, plan, _choose_kind(at_hand, plan))


def _choose_kind(at_hand: ListAtHand, plan: Plan) -> str:
    counts, number = kinds_of(plan), _session.locale().number
    if len(counts) == 1:
        return next(iter(counts))
    now: str = at_hand.seen.get("alike", "")
    now = now if now in counts else next(iter(counts))
    st.pills(
        t("Why"),
        list(counts),
        required=True,
        format_func=lambda kind: f"{t(KINDS[kind])} **{number(counts[kind])}**",
        label_visibility="collapsed",
        **deciding("import_alike_kind", now, lambda kind: at_hand.seen.update(alike=kind)),
    )
    return now


def _one_kind(at_hand: ListAtHand, plan: Plan, kind: str) -> None:
    """All of a kind at once, then each of a page."""
    options, places = at_hand.choices.options, places_of_kind(plan, kind)
    now = options.decide_all.get(kind, "new")
    if len(places) > 1:
        st.segmented_control(
            t(KINDS[kind]),
            list(_ALL),
            required=True,
            format_func=lambda way: t(_ALL[way]),
            **deciding(f"import_alike_all_{kind}", now, partial(_for_all, at_hand, kind)),
        )
    last = max(0, (len(places) - 1) // _SIZE)
    start = _SIZE * min(pager.page(_PAGE) - 1, last)
    for place in places[start : start + _SIZE]:
        _row(at_hand, plan, plan.doubtful[place], now)
    if last:
        pager.show(len(places), size=_SIZE, name=_PAGE)


def _row(at_hand: ListAtHand, plan: Plan, candidates: Sequence[Candidate], usual: str) -> None:
    """One row beside what it is likest to, and the choice."""
    best, options = candidates[0], at_hand.choices.options
    number, isolate = _session.locale().number, _session.locale().isolate
    said = options.decisions.get(best.row)
    now = said if said in _WAYS else usual
    with st.container(key=f"import_alike_{best.row}", gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center"):
            why = plain(best.why.say(_session.locale()))
            st.markdown(
                f"{t('row {rows}', rows=number(best.row))} · **{plain(isolate(best.label))}**  \n:gray[:small[{why}]]",
                width="stretch",
            )
            st.segmented_control(
                f"{number(best.row)} {best.label}",
                list(_WAYS),
                required=True,
                format_func=lambda way: t(_WAYS[way]),
                label_visibility="collapsed",
                **deciding(f"import_alike_way_{best.row}", now, partial(_for_row, at_hand, best.row)),
            )
        _beside(plan, best)


def _for_all(at_hand: ListAtHand, kind: str, way: str) -> None:
    at_hand.decide_options(decide_all={**at_hand.choices.options.decide_all, kind: way})


def _for_row(at_hand: ListAtHand, row: int, way: str) -> None:
    at_hand.decide_options(decisions={**at_hand.choices.options.decisions, row: way})


def _beside(plan: Plan, best: Candidate) -> None:
    with _data.office().read(_session.actor()) as w:
        values = compared(w, plan, best)
    if not values:
        return
    other = t("Row {row} above", row=best.other_row) if best.other_row is not None else t("Already there")
    rows = [texts(label, mine, theirs) for label, mine, theirs in values]
    table((t("Field"), t("In the list"), other), rows)
