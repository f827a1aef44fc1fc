"""The conditions beyond the bar: those of the view, or what the address says instead (`where=`), each on a chip."""

from __future__ import annotations

import streamlit as st

import _session
from _session import t
from _ui import url, views
from _ui.markdown import plain
from crm_core.base.errors import DaftarError
from crm_core.fields.filters import EVERYTHING, AllOf, Filter, all_of, from_url, linked, sentence, to_url
from crm_core.fields.links import labels_seen

NAME = "where"
_NONE = '["all"]'
"""What the address says where a view has conditions and all of them were taken away."""
_LONGEST_CHIP = 60


def wanted(entity: str) -> Filter:
    """The conditions in force. What cannot be read in an address is said in one sentence and holds nothing back."""
    asked = url.get(NAME)
    if not asked:
        return _of_view(entity)
    try:
        return from_url(entity, asked)
    except DaftarError as wrong:
        st.caption(f":red[{wrong.say(_session.locale())}]")
        return EVERYTHING


def put(entity: str, chosen: Filter) -> None:
    """Let these conditions hold. Raises Invalid for more than an address carries."""
    text = to_url(chosen)
    from_url(entity, text)
    if chosen == _of_view(entity):
        text = ""
    elif not text:
        text = _NONE
    url.put(**{NAME: text, "page": None})


def chips(entity: str, chosen: Filter) -> None:
    """Each condition that holds, taken away by a click."""
    items = chosen.items if isinstance(chosen, AllOf) else (chosen,)
    if not items:
        return
    with st.container(key=f"filters_{entity}_chips", horizontal=True, vertical_alignment="center", gap="xsmall"):
        for place, item in enumerate(items):
            whole = said(entity, item)
            label = whole if len(whole) <= _LONGEST_CHIP else f"{whole[: _LONGEST_CHIP - 1]}…"
            st.button(
                plain(label),
                icon=":material/close:",
                key=f"filters_{entity}_chip_{place}",
                help=t("Take away: {condition}", condition=plain(whole)),
                on_click=_take_away,
                args=(entity, items, place),
            )


def _take_away(entity: str, items: tuple[Filter, ...], place: int) -> None:
    put(entity, all_of(*items[:place], *items[place + 1 :]))


def _of_view(entity: str) -> Filter:
    view = views.current(entity)
    return view.filter if view else EVERYTHING


def said(entity: str, chosen: Filter) -> str:
    """The filter in words, "" for everything; what a person may not see is not named in it."""
    if chosen == EVERYTHING:
        return ""
    return sentence(chosen, entity, _session.locale(), _session.read(labels_seen, linked(entity, chosen)))
