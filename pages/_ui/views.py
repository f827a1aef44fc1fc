"""Views on a list: which one is open, choosing another, keeping what is shown now under a name, sharing it.

The address names the view (`view=`) and says only what differs from it: `where=`, `columns=`, `sort=`, and what is set
in the bar. A list calls `begin` first, then its filter bar, then `bar`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import streamlit as st

import _session
from _session import t
from _ui import grid, messages, naming, url
from _ui.boundary import dialog
from crm_core.base.errors import DaftarError, NotFound
from crm_core.fields import layouts
from crm_core.fields import views as core
from crm_core.fields.filters import EVERYTHING, Filter
from crm_core.fields.layouts import Layout
from crm_core.fields.views import Look, View
from crm_core.trust.unit_of_work import Work

_NAME = "view"
_DIFFERENCES = ("where", "columns", "sort", "page")
_NO_CHOICE = {"page", "size", "as", "of", "pipeline"}
"""Words of an address that say nothing of which records are wanted."""


def begin(entity: str) -> View | None:
    """What the list opens with, put into the address when that says nothing yet; gives the view that is open."""
    if set(st.query_params) <= _NO_CHOICE and (usual := _session.read(core.opens_with, entity)):
        url.put(**{_NAME: usual})
    return current(entity)


def current(entity: str) -> View | None:
    """The view that the address names; None for none, or one that this person may not see."""
    key = url.get(_NAME)
    if not key:
        return None
    try:
        return _session.read(core.view_of, entity, key)
    except NotFound:
        return None


def order(entity: str, sort: grid.Sort | None) -> grid.Sort | None:
    """The order of the rows: that of the address, else that of the view."""
    view = current(entity)
    if sort is not None or view is None or not view.sort:
        return sort
    return grid.Sort(view.sort, view.descending)


def note(entity: str, names: Sequence[str], chosen: Filter) -> None:
    """Said by the filter bar: the words of the address that it uses, and the filter they come to with the view."""
    _session.keep(_place(entity), (tuple(names), chosen))


def layout(entity: str) -> Layout:
    """Widths and pins by the open view, as the person moved them since; empty: the view says nothing of them."""
    view = current(entity)
    if view is None or not view.layout:
        return ()
    key, moved = _session.kept(_moved(entity), ("", ()))
    return moved if key == view.key and moved else layouts.of(entity, view.layout)


def lay_out(entity: str, moved: Layout) -> None:
    """Widths and pins while this view is open; none: as it is kept."""
    _session.keep(_moved(entity), (url.get(_NAME), moved))


def _moved(entity: str) -> str:
    return f"views:{entity}:moved"


def bar(entity: str, *, columns: Sequence[str] = (), sort: grid.Sort | None = None, places: Layout = ()) -> View | None:
    """Draw the chooser, and what can be done where the list differs from its view; gives the view that is open.

    `columns`, `sort` and `places`: what the list shows now.
    """
    view = current(entity)
    look = _look(entity, view, columns, sort, places)
    with st.container(
        key=f"views_{entity}", horizontal=True, vertical_alignment="center", gap="xsmall", width="content"
    ):
        _choose(entity, view)
        if _differs(entity, view, look):
            _offer_to_keep(entity, view, look)
    _do_what_was_chosen(entity, view, look)
    if view is None and url.get(_NAME):
        st.caption(t("This view does not exist, or it is not shared with you."))
    if view is not None and view.left_out:
        names = ("، " if _session.locale().rtl else ", ").join(view.left_out)
        st.caption(t("Left out of this view, since it is not there any more: {names}.", names=names))
    return view


def _place(entity: str) -> str:
    return f"filters:{entity}"


def _look(entity: str, view: View | None, columns: Sequence[str], sort: grid.Sort | None, places: Layout) -> Look:
    """What the list shows now. Columns are the view's business when it has some, or the address names them."""
    _, chosen = _session.kept(_place(entity), ((), EVERYTHING))
    own = bool(url.get("columns")) or (view is not None and bool(view.columns))
    return Look(
        chosen,
        tuple(columns) if own else (),
        sort.key if sort else "",
        bool(sort and sort.descending),
        view.top if view else None,
        layouts.written(places) if places else view.layout if view else {},
    )


def _differs(entity: str, view: View | None, look: Look) -> bool:
    was = view or Look()
    columns = tuple(look.columns) != was.columns if look.columns else False
    moved = bool(was.layout) and layout(entity) != layouts.of(entity, was.layout)
    return moved or look.filter != was.filter or columns or (look.sort, look.descending) != (was.sort, was.descending)


# Choosing


def _choose(entity: str, view: View | None) -> None:
    label = view.name if view else t("Views")
    key = _key(entity)
    with st.popover(label, icon=":material/bookmark:", key=key, wrap=False, on_change="rerun") as opened:
        if not opened.open:
            return
        with st.container(key=f"views_{entity}_list", gap=None, width=280):
            for title, some in _groups(_session.read(core.views_of, entity)):
                st.caption(title)
                for one in some:
                    _entry(entity, one, is_open=view is not None and one.key == view.key)
            st.caption(t("This list"))
            _deeds(entity, view)


def _key(entity: str) -> str:
    return f"views_{entity}_open"


def _groups(known: Sequence[View]) -> list[tuple[str, list[View]]]:
    standard = [one for one in known if one.sharing == "standard"]
    mine = [one for one in known if one.mine]
    shared = [one for one in known if one.sharing != "standard" and not one.mine]
    titled = ((t("Standard"), standard), (t("My views"), mine), (t("Shared"), shared))
    return [(title, some) for title, some in titled if some]


def _entry(entity: str, view: View, *, is_open: bool) -> None:
    locale = _session.locale()
    whose = f" · {locale.isolate(view.owner)}" if view.owner and not view.mine else ""
    shared = f" · {t(naming.SHARING_LABELS[view.sharing])}" if view.mine and view.sharing != "private" else ""
    st.button(
        f"{locale.isolate(view.name)}{whose}{shared}",
        key=f"view_{entity}_{view.key}",
        type="tertiary",
        icon=":material/check:" if is_open else ":material/bookmark:",
        width="stretch",
        on_click=open_view,
        args=(entity, view.key),
    )


def open_view(entity: str, key: str) -> None:
    """Let the list show a view as it is kept; a callback, or called before the list is drawn."""
    names, _ = _session.kept(_place(entity), ((), EVERYTHING))
    url.put(**dict.fromkeys([*names, *_DIFFERENCES]))
    _session.drop_widget(*(f"filter_{name}" for name in names), *(f"pick_{name}" for name in names), "columns_chosen")
    url.put(**{_NAME: key})
    _session.forget(_moved(entity))
    grid.rearrange()
    _session.hold_widget(_key(entity), False)


# Keeping


def _offer_to_keep(entity: str, view: View | None, look: Look) -> None:
    if view is not None and view.may_change:
        if st.button(t("Save changes"), icon=":material/save:", type="tertiary", key=f"view_{entity}_save"):
            given = (view.key, view.version, look)
            changed = partial(core.change, entity=entity, key=view.key, look=look, version=view.version)
            _store(entity, given, changed, t("View saved."))
    elif st.button(t("Save as view"), icon=":material/bookmark_add:", type="tertiary", key=f"view_{entity}_save_as"):
        _ask_for_new(entity, look)


def _deeds(entity: str, view: View | None) -> None:
    """What can be done with the open view, at the foot of the chooser."""
    _button(entity, "add", t("Save as view…"), ":material/bookmark_add:")
    if view is None:
        return
    if view.may_change:
        _button(entity, "edit", t("Name and sharing…"), ":material/edit:")
        _button(entity, "delete", t("Delete this view"), ":material/delete:")
    usual = _session.read(core.opens_with, entity) == view.key
    st.checkbox(
        t("Show me this one when I open the list"),
        usual,
        key=f"view_{entity}_usual_{view.key}",
        on_change=_open_with,
        args=(entity, "" if usual else view.key),
    )


def _button(entity: str, name: str, label: str, icon: str) -> None:
    st.button(
        label,
        icon=icon,
        type="tertiary",
        width="stretch",
        key=f"view_{entity}_{name}",
        on_click=_leave_chooser,
        args=(entity, name),
    )


def _leave_chooser(entity: str, deed: str) -> None:
    """Close the chooser first: what is asked next stands in a dialog."""
    _session.keep(_deed(entity), deed)
    _session.hold_widget(_key(entity), False)


def _deed(entity: str) -> str:
    return f"views:{entity}:deed"


def _do_what_was_chosen(entity: str, view: View | None, look: Look) -> None:
    deed = _session.kept(_deed(entity))
    _session.forget(_deed(entity))
    if deed == "add":
        _ask_for_new(entity, look)
    elif deed == "edit" and view is not None:
        _ask_for_changes(entity, view)
    elif deed == "delete" and view is not None:
        _delete(entity, view)


def _open_with(entity: str, key: str) -> None:
    try:
        with _session.work() as w:
            core.open_with(w, entity, key)
    except DaftarError as refusal:
        messages.refuse(refusal.say(_session.locale()))


def _delete(entity: str, view: View) -> None:
    _store(entity, view.key, lambda w: core.delete(w, entity, view.key), t("View deleted."), after="")


def _store(entity: str, given: Any, act: Callable[[Work], core.Kept], said: str, after: str | None = None) -> None:
    """Do something with a view and show the list as it is kept now; `after` names another view to show then."""
    done = naming.store(f"view_{entity}_store", given, act, said)
    if done is not None:
        open_view(entity, done.key if after is None else after)
    st.rerun()


def _ask_for_new(entity: str, look: Look) -> None:
    def draw() -> None:
        name, sharing, top = _fields(entity, "", "private", look.top)
        kept = Look(look.filter, look.columns, look.sort, look.descending, top, look.layout)
        _save(entity, (name, sharing, kept), lambda w: core.add(w, entity, name, kept, sharing))

    dialog(t("Save as view"), draw, width="small")


def _ask_for_changes(entity: str, view: View) -> None:
    def draw() -> None:
        name, sharing, top = _fields(entity, view.name, view.sharing, view.top)
        given = (view.key, view.version, name, sharing, top)
        _save(entity, given, lambda w: core.describe(w, entity, view.key, name, sharing, top=top, version=view.version))

    dialog(t("Name and sharing"), draw, width="small")


def _fields(entity: str, name: str, sharing: str, top: int | None) -> tuple[str, str, int | None]:
    called, shared = naming.fields(f"view_{entity}", name, sharing)
    most = st.number_input(
        t("Only the first … rows, in their order"),
        min_value=1,
        max_value=core.MOST,
        value=top,
        key=f"view_{entity}_top",
        placeholder=t("all"),
    )
    return called, shared, int(most) if most else None


def _save(entity: str, given: Any, act: Callable[[Work], core.Kept]) -> None:
    if (done := naming.save(f"view_{entity}", given, act, t("View saved."))) is not None:
        open_view(entity, done.key)
        st.rerun()
