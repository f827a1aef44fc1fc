"""Which columns a grid shows: in the address, and for the person as long as the tab is open."""

from __future__ import annotations

import streamlit as st

import _session
from _session import t
from _ui import url
from crm_core.fields import CATALOGUE

_NAME = "columns"


def chosen(entity: str) -> tuple[str, ...]:
    """The fields to show: those of the address, else those chosen before, else the usual ones. The name comes first."""
    known = CATALOGUE[entity]
    usual = tuple(key for key, field in known.items() if field.in_grid)
    first = next(iter(known))
    asked = [key for key in url.get(_NAME).split(",") if key in known] or _session.kept(_place(entity), usual)
    return (first, *dict.fromkeys(key for key in asked if key != first))


def choose(entity: str) -> None:
    """The control that adds and removes columns; the order in which they are chosen is their order."""
    shown = chosen(entity)[1:]
    with st.popover(t("Columns"), icon=":material/view_column:", key="columns_open", on_change="rerun") as opened:
        if not opened.open:
            return
        options = list(CATALOGUE[entity])[1:]
        st.multiselect(
            t("Columns"),
            options,
            default=[key for key in shown if key in options],
            format_func=lambda key: t(CATALOGUE[entity][key].label),
            key="columns_chosen",
            placeholder=t("Choose"),
            on_change=_keep,
            args=(entity,),
            width=340,
        )
        st.button(t("The usual columns"), type="tertiary", key="columns_usual", on_click=_forget, args=(entity,))


def _place(entity: str) -> str:
    return f"{_NAME}:{entity}"


def _keep(entity: str) -> None:
    keys = _session.component_value("columns_chosen") or []
    _session.keep(_place(entity), tuple(keys))
    url.put(**{_NAME: ",".join(keys)})


def _forget(entity: str) -> None:
    _session.forget(_place(entity))
    _session.drop_widget("columns_chosen")
    url.put(**{_NAME: None})
