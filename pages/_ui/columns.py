"""Which columns a grid shows, in which order and how wide: by the address, the view, or as the person keeps them."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

import _session
from _session import t
from _ui import grid, url, views
from crm_core.fields import CATALOGUE, layouts
from crm_core.fields.layouts import Layout, Place

_NAME = "columns"


def chosen(entity: str) -> tuple[str, ...]:
    """The fields to show: those of the address, else of the open view, else as the person arranged them, else the
    usual ones. The name comes first."""
    known = CATALOGUE[entity]
    first = next(iter(known))
    asked = [key for key in url.get(_NAME).split(",") if key in known]
    view = views.current(entity)
    if not asked and view is not None:
        asked = [key for key in view.columns if key in known]
    asked = asked or [place.key for place in kept(entity) if place.key in known] or list(_usual(entity))
    return (first, *dict.fromkeys(key for key in asked if key != first))


def _usual(entity: str) -> tuple[str, ...]:
    return tuple(key for key, field in CATALOGUE[entity].items() if field.in_grid)


def kept(entity: str) -> Layout:
    """How the person arranged this grid, on whatever device; read once while the tab is open."""
    found: Layout | None = _session.kept(_place(entity))
    if found is None:
        with _session.work() as w:
            found = layouts.kept(w, entity)
        _session.keep(_place(entity), found)
    return found


def places(entity: str) -> dict[str, Place]:
    """The width and pin of each column: as kept with the open view, else as the person keeps them."""
    return {place.key: place for place in (*kept(entity), *views.layout(entity))}


def layout(entity: str, keys: Sequence[str]) -> Layout:
    """How these columns stand now."""
    known = places(entity)
    return tuple(known.get(key, Place(key)) for key in keys)


def arrange(entity: str, arranged: Sequence[grid.Arranged]) -> None:
    """Keep the columns as they were dragged, sized and pinned in the grid; none: back to the usual ones."""
    layout = tuple(Place(one.key, one.width, one.pinned) for one in arranged)
    before = chosen(entity)
    _keep(entity, layout)
    keys = tuple(place.key for place in layout)
    if not keys:
        grid.rearrange()
        url.put(**{_NAME: None})
    elif keys != before and (url.get(_NAME) or _of_view(entity)):
        url.put(**{_NAME: ",".join(keys)})


def _keep(entity: str, layout: Layout) -> None:
    """Keep a layout; where the open view says which columns there are, only how wide they are and what is pinned. Where
    it has a layout of its own, that one changes for as long as the view is open, or until it is saved."""
    if views.layout(entity):
        views.lay_out(entity, layout)
        return
    if layout and _of_view(entity):
        new = {place.key: place for place in layout}
        usual = kept(entity) or tuple(map(Place, _usual(entity)))
        layout = tuple(new.get(place.key, place) for place in usual)
    with _session.work() as w:
        layouts.keep(w, entity, layout)
    _session.keep(_place(entity), layout)


def _of_view(entity: str) -> bool:
    """Whether the open view says which columns there are."""
    view = views.current(entity)
    return view is not None and bool(view.columns)


def choose(entity: str) -> None:
    """The control that adds, removes, orders and pins columns."""
    with st.popover(t("Columns"), icon=":material/view_column:", key="columns_open", on_change="rerun") as opened:
        if not opened.open:
            return
        shown = chosen(entity)
        left = [key for key in CATALOGUE[entity] if key not in shown]
        st.selectbox(
            t("Add a column"),
            left,
            index=None,
            format_func=lambda key: t(CATALOGUE[entity][key].label),
            key="columns_add",
            placeholder=t("Type to find a field"),
            on_change=_add,
            args=(entity,),
            width=340,
        )
        with st.container(key="columns_list", gap=None, height=min(31 * (len(shown) - 1) + 4, 400), border=False):
            for at, key in enumerate(shown[1:], start=1):
                _line(entity, shown, at, key)
        st.button(t("The usual columns"), type="tertiary", key="columns_usual", on_click=arrange, args=(entity, ()))


def _line(entity: str, shown: tuple[str, ...], at: int, key: str) -> None:
    """A column that is shown, with what can be done with it."""
    pinned = key in places(entity) and places(entity)[key].pinned
    deeds = (
        (":material/keep:" if not pinned else ":material/keep_off:", t("Unpin") if pinned else t("Pin"), "pin", False),
        (":material/arrow_upward:", t("Further to the front"), "up", at == 1),
        (":material/arrow_downward:", t("Further to the back"), "down", at == len(shown) - 1),
        (":material/close:", t("Remove"), "out", False),
    )
    with st.container(key=f"columns_{key}", horizontal=True, vertical_alignment="center", gap=None):
        st.text(t(CATALOGUE[entity][key].label), width="stretch")
        for icon, help_text, deed, disabled in deeds:
            st.button(
                help_text, icon=icon, key=f"columns_{key}_{deed}", type="tertiary", disabled=disabled,
                on_click=_change, args=(entity, key, deed),
            )  # fmt: skip


def _change(entity: str, key: str, deed: str) -> None:
    """One step with one column."""
    keys = list(chosen(entity))
    at = keys.index(key)
    if deed == "out":
        keys.remove(key)
    elif deed in ("up", "down"):
        to = at + (1 if deed == "down" else -1)
        keys[at], keys[to] = keys[to], keys[at]
    _show(entity, keys, turned=key if deed == "pin" else "")


def _add(entity: str) -> None:
    key = _session.component_value("columns_add")
    if key:
        _session.drop_widget("columns_add")
        _show(entity, [*chosen(entity), key])


def _show(entity: str, keys: Sequence[str], *, turned: str = "") -> None:
    """Show these columns from now on; `turned`: the pin of this one changes."""
    known = places(entity)
    layout = []
    for key in keys:
        place = known.get(key, Place(key))
        layout.append(Place(key, place.width, place.pinned != (key == turned)))
    _keep(entity, tuple(layout))
    grid.rearrange()
    url.put(**{_NAME: ",".join(keys)})


def _place(entity: str) -> str:
    return f"{_NAME}:{entity}"
