"""What stands above the board besides the filters: which pipeline, how its cards lie, and what the keys do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import streamlit as st

import _session
from _session import read, t
from _ui import filters, switch, url
from crm_core.base.i18n import N_
from crm_core.deals.board import Lanes, Order, pipelines
from crm_core.fields.filters import EVERYTHING, Filter

ORDERS: dict[Order, str] = {
    "expected_close": N_("By expected close"),
    "next_step": N_("By next step"),
    "amount": N_("By amount"),
    "age": N_("By days in the stage"),
    "title": N_("By title"),
}
LANES: dict[Lanes, str] = {
    "": N_("No lanes"),
    "owner": N_("A lane for each person"),
    "unit": N_("A lane for each unit"),
}
KEYS = (
    ("← ↑ ↓ →", N_("from card to card")),
    ("Space", N_("lift a card, put it down in another stage")),
    ("Esc", N_("put it back")),
    ("E", N_("edit amount, dates, next step and judgement")),
    ("Enter", N_("open the deal")),
)
_SIDE_BY_SIDE = 3
"""So many pipelines stand side by side; more of them in a list."""


def pipeline() -> int:
    """The pipeline in the address; the first one where it names none."""
    known = read(pipelines)
    asked = url.number("pipeline", 0)
    return asked if asked in known else next(iter(known))


def order() -> Order:
    """By what the cards of a stage are ordered; the address says."""
    return next((one for one in ORDERS if one == url.get("order")), "expected_close")


def lanes() -> Lanes:
    """What the lanes of the board are; the address says."""
    return next((one for one in LANES if one == url.get("lanes")), "")


def pipelines_part() -> filters.Part:
    """The choice of a pipeline, as the first control of the bar; a filter that is cleared leaves it as it is."""

    def draw(entity: str, name: str) -> Filter:
        known = {str(number): label for number, label in read(pipelines).items()}
        if len(known) <= _SIDE_BY_SIDE:
            switch.one_of("pipeline", t("Pipeline"), known)
        else:
            _choose("pipeline", t("Pipeline"), known, str(pipeline()))
        return EVERYTHING

    return filters.Part("_pipeline", draw)


def arrange(*, movable: bool) -> None:
    """How the cards lie, and what the keys do."""
    with st.popover(t("Arrange"), icon=":material/view_column:", key="board_arrange", wrap=False):
        _choose("order", t("Order"), {str(one): t(label) for one, label in ORDERS.items()}, order(), "")
        _choose("lanes", t("Lanes"), {str(one): t(label) for one, label in LANES.items()}, lanes(), "")
        st.caption(t("Click a stage's arrow to fold it."))
        st.markdown(f"**{t('By keyboard')}**")
        known = KEYS if movable else (KEYS[0], KEYS[-1])
        st.caption("\n".join(f"- `{key}` {t(what)}" for key, what in known))


def _choose(name: str, label: str, options: Mapping[str, str], now: str, usual: str | None = None) -> None:
    """A choice in a list that stands in the address; what somebody unfolded belongs to the choice before."""
    key, known = f"choose_{name}", list(options)
    visibility: Literal["visible", "collapsed"] = "visible" if usual is not None else "collapsed"

    def put() -> None:
        chosen = _session.component_value(key)
        url.put(**{name: None if chosen == usual else chosen}, more=None, turned=None)

    st.selectbox(
        label, known, index=known.index(now) if now in known else 0, key=key, format_func=lambda one: options[one],
        label_visibility=visibility, width=230, on_change=put,
    )  # fmt: skip
